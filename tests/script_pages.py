"""An outlet whose pages hold no text: scripts fetch it and draw it, as frameworks do."""

import json
from datetime import UTC, datetime, timedelta

from tests.local_web import TOPICS
from tests.web_site import Site

SHELL = (
    "<!doctype html><html lang=ru><head><meta charset=utf-8><title>Сурская газета</title></head>"
    "<body><div id=root></div><noscript>Включите JavaScript, чтобы читать сайт.</noscript>"
    "<script src=/static/app.js></script></body></html>"
)
APP = """
const element = (name, values, ...children) => {
  const made = Object.assign(document.createElement(name), values);
  made.append(...children);
  return made;
};
const article = (data) => {
  document.title = data.headline;
  return element('article', {},
    element('h1', {textContent: data.headline}),
    element('time', {dateTime: data.date, textContent: data.date}),
    ...data.text.map((text) => element('p', {textContent: text})));
};
const listing = (data) => element('main', {}, ...data.map((one) =>
  element('h2', {}, element('a', {href: one.path, textContent: one.headline}))));
const start = async () => {
  const page = location.pathname;
  const data = await (await fetch('/api' + (page === '/' ? '/list' : page))).json();
  setTimeout(() => document.getElementById('root')
    .append(page === '/' ? listing(data) : article(data)), 300);
};
start();
"""


def headline_of(number: int) -> str:
    return f"{TOPICS[number % len(TOPICS)]}: выпуск {number}"


def paragraphs_of(number: int) -> list[str]:
    return [
        f"{topic}, рассказали газете в мэрии. Работы номер {number * 7 + n} вели с весны, и на них"
        f" ушло {number * 13 + n + 40} дней. Жители ждали этого дня давно."
        for n, topic in enumerate(TOPICS)
    ]


def publish(site: Site, count: int) -> list[str]:
    """Publish articles on a site of script pages, and return their addresses."""
    paths = [f"/news/{3000 + number}-novost-goroda" for number in range(count)]
    site.put("/static/app.js", APP, content_type="text/javascript; charset=utf-8")
    site.put("/", SHELL)
    for number, path in enumerate(paths):
        moment = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=number + 1)
        article = {
            "headline": headline_of(number),
            "date": moment.isoformat(),
            "text": paragraphs_of(number),
        }
        site.put(path, SHELL)
        site.put(f"/api{path}", json.dumps(article), content_type="application/json")
    listed = [{"path": path, "headline": headline_of(n)} for n, path in enumerate(paths)]
    site.put("/api/list", json.dumps(listed), content_type="application/json")
    return [site.url + path for path in paths]
