"""One article in eight markup habits, written after the block model was fitted.

Two rules (lines that are only a date, very long headlines) were changed after seeing them, so
they are no held-out measure.


A habit takes headline, paragraphs and local time, and gives bytes as that outlet serves them.
"""

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from html import escape

FOOTER = (
    "Что еще почитать", "В регионах", "Новости региона", "Все новости", "Новости",
    "Самое читаемое", "...", "Сегодня", "Ощущается как +3", "Автовзгляд", "Womanhit",
    "Охотники.ру",
)  # fmt: skip
SITE = "Вести Приволжья"
MONTHS = [
    "января", "февраля", "марта", "апреля", "мая", "июня",
    "июля", "августа", "сентября", "октября", "ноября", "декабря",
]  # fmt: skip
MENU = "".join(f'<li><a href="/{i}">{name}</a></li>' for i, name in enumerate(
    ("Главная", "Политика", "Экономика", "Происшествия", "Спорт", "Культура")))  # fmt: skip
Habit = Callable[[str, Sequence[str], datetime], bytes]


def worded(moment: datetime) -> str:
    return f"{moment.day} {MONTHS[moment.month - 1]} {moment.year}, {moment:%H:%M}"


def _paragraphs(texts: Sequence[str]) -> str:
    return "".join(f"<p>{escape(text)}</p>" for text in texts)


def json_ld(headline: str, texts: Sequence[str], at: datetime) -> bytes:
    data = json.dumps(
        {"@context": "https://schema.org", "@type": "NewsArticle", "headline": headline,
         "datePublished": at.isoformat(), "publisher": {"@type": "Organization", "name": SITE}},
        ensure_ascii=False,
    )  # fmt: skip
    return (
        f'<!DOCTYPE html><html lang="ru"><head><meta charset="utf-8"><title>{escape(headline)} | {SITE}'
        f'</title><script type="application/ld+json">{data}</script></head><body><nav><ul>{MENU}</ul>'
        f"</nav><main><article><h1>{escape(headline)}</h1><time>{worded(at)}</time>"
        f'<div class="article__body">{_paragraphs(texts)}</div></article></main>'
        f"<footer>{''.join(f'<p>{word}</p>' for word in FOOTER)}</footer></body></html>"
    ).encode()


def paragraph_footer(headline: str, texts: Sequence[str], at: datetime) -> bytes:
    return (
        f"<html><head><meta charset=utf-8><title>{escape(headline)} - {SITE}</title>"
        f'<meta property="og:title" content="{escape(headline)}"><meta property="og:site_name" '
        f'content="{SITE}"><meta property="article:published_time" content="{at.isoformat()}">'
        f"</head><body><ul>{MENU}</ul><h1>{escape(headline)}</h1>"
        f"{_paragraphs(texts)}{_paragraphs(FOOTER)}</body></html>"
    ).encode()


def broken_lines_1251(headline: str, texts: Sequence[str], at: datetime) -> bytes:
    body = "<br><br>".join(escape(text) for text in texts)
    return (
        f"<html><head><title>{SITE}: {escape(headline)}</title></head><body><table width=100%><tr>"
        f"<td class=menu><ul>{MENU}</ul></td><td><h1>{escape(headline)}</h1><b>{at:%d.%m.%Y %H:%M}</b>"
        f"<br><br>{body}<br><br>{' · '.join(FOOTER)}</td></tr></table></body></html>"
    ).encode("windows-1251", "xmlcharrefreplace")


def noindex_koi8(headline: str, texts: Sequence[str], at: datetime) -> bytes:
    inner = "".join(
        f"<noindex><p>{escape(t)}</p></noindex>" if i % 2 else f"<p>{escape(t)}</p>"
        for i, t in enumerate(texts)
    )
    return (
        '<html><head><meta http-equiv="Content-Type" content="text/html; charset=koi8-r">'
        f"<title>{escape(headline)}</title></head><body><div id=header>{SITE}<ul>{MENU}</ul></div>"
        f"<div class=news-detail><h1>{escape(headline)}</h1><span "
        f"class=news-date>{worded(at)}</span>"
        f"{inner}<div class=share>Поделиться</div></div><div id=footer>"
        f"{''.join(f'<span>{word}</span> ' for word in FOOTER)}</div></body></html>"
    ).encode("koi8-r", "xmlcharrefreplace")


def microdata(headline: str, texts: Sequence[str], at: datetime) -> bytes:
    blocks = "".join(f"<div>{escape(text)}</div>" for text in texts)
    return (
        f"<html><head><meta charset=utf-8><title>{escape(headline)} :: {SITE}</title></head>"
        f'<body itemscope itemtype="https://schema.org/NewsArticle"><ul>{MENU}</ul>'
        f'<h1 itemprop="headline">{escape(headline)}</h1>'
        f'<meta itemprop="datePublished" content="{at.isoformat()}">'
        f'<div itemprop="articleBody">{blocks}</div>'
        f"<p>Подписывайтесь на наш канал в Telegram</p><ul>{''.join(f'<li>{w}</li>' for w in FOOTER)}</ul>"
        "</body></html>"
    ).encode()


def teasers_around(headline: str, texts: Sequence[str], at: datetime) -> bytes:
    side = "".join(
        f'<div class="card"><a href="/n/{i}">Ещё одна новость региона под номером {i}</a></div>'
        for i in range(8)
    )
    return (
        f"<html><head><meta charset=utf-8><title>{escape(headline)} / {SITE}</title></head><body>"
        f"<header><a href=/>{SITE}</a><ul>{MENU}</ul></header><div class=wrap><div "
        f"class=left>{side}</div>"
        f"<div class=page><div class=time>{at:%H:%M, %d.%m.%Y}</div><h1>{escape(headline)}</h1>"
        f"<div class=text>{_paragraphs(texts)}</div><div class=related><h3>Читайте "
        f"также</h3>{side}</div>"
        f"</div></div><div class=bottom>{' '.join(f'<a href=/f>{w}</a>' for w in FOOTER)}</div></body></html>"
    ).encode()


def spans_and_ads(headline: str, texts: Sequence[str], at: datetime) -> bytes:
    rows = "<div class=adv>Реклама</div>".join(
        f'<div class="paragraph"><span>{escape(text)}</span></div>' for text in texts
    )
    return (
        f"<!doctype html><html lang=ru><head><meta charset=utf-8><title>{escape(headline)}</title>"
        f"</head><body><div class=top>{SITE}</div><div class=content><h2 "
        f"class=title>{escape(headline)}"
        f'</h2><time datetime="{at.isoformat()}">{worded(at)}</time>{rows}'
        f"<p>Нашли опечатку? Выделите её и нажмите Ctrl+Enter</p></div>"
        f"<section>{''.join(f'<div>{w}</div>' for w in FOOTER)}</section></body></html>"
    ).encode()


def nested_tables(headline: str, texts: Sequence[str], at: datetime) -> bytes:
    rows = "".join(f"<tr><td><font size=2>{escape(text)}</font></td></tr>" for text in texts)
    return (
        f"<html><head><meta charset=utf-8><title>{escape(headline)} — {SITE}</title></head><body>"
        f"<table><tr><td><ul>{MENU}</ul></td><td><table><tr><td><h1>{escape(headline)}</h1></td></tr>"
        f"<tr><td><i>{worded(at)}</i></td></tr>{rows}</table></td></tr></table>"
        f"<center>{'<br>'.join(FOOTER)}</center></body></html>"
    ).encode()


BEFORE: tuple[Habit, ...] = (
    json_ld, paragraph_footer, broken_lines_1251, noindex_koi8, microdata,
)  # fmt: skip
AFTER: tuple[Habit, ...] = (teasers_around, spans_and_ads, nested_tables)
