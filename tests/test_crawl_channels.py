"""Tests that crawls of Telegram channels store every post once, with its edits and its removal."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from tests.channel_crawls import (
    HOUR,
    NOW,
    POSTS,
    crawl_later,
    post_text,
    source,
    stored_numbers,
    varied_channel,
)
from tests.newsroom import Newsroom, rows
from tests.telegram import Channel, Message, publish
from tests.web_site import Site

TEXTS = "SELECT url, date_published, article_body FROM articles"


def test_every_post_of_a_channel_is_stored_once_with_its_minute_and_text(
    newsroom: Newsroom, site: Site
) -> None:
    channel = varied_channel()
    newsroom.sources.write_text(source(publish(site, channel, "penza_today")))

    run = newsroom.crawl()
    assert run.returncode == 0, run.stderr
    assert stored_numbers(newsroom) == sorted(POSTS)
    assert site.paths()[1:] == [
        "/s/penza_today",
        "/s/penza_today?before=21",
    ]  # no request for a single post
    stored = {
        str(url).rpartition("/")[2]: (date, body) for url, date, body in rows(newsroom, TEXTS)
    }
    for message in channel.messages:
        if message.number in POSTS:
            date, body = stored[str(message.number)]
            assert date == message.time.isoformat().replace("+00:00", "Z")
            lines = message.text.replace("<b>", "").replace("</b>", "").split("<br/>")
            assert str(body).split("\n") == [line for line in lines if line]
    url = f"{site.url}/Penza_Today"
    assert rows(
        newsroom, f"SELECT credit_text, is_based_on FROM articles WHERE url = '{url}/17'"
    ) == [("Прокуратура", "https://t.me/prokuror58/77")]
    assert rows(newsroom, "SELECT kind, count(*) FROM endpoints GROUP BY kind") == [("channel", 1)]
    assert rows(newsroom, "SELECT status FROM sources") == [("working",)]
    assert rows(newsroom, "SELECT outcome, count(*) FROM urls GROUP BY 1 ORDER BY 1") == [
        ("stored", len(POSTS)),
        ("too_old", 1),
    ]

    site.seen.clear()
    run = newsroom.crawl()
    assert (run.returncode, run.stderr) == (0, "")
    assert stored_numbers(newsroom) == sorted(POSTS)
    assert rows(newsroom, "SELECT count(*) FROM revisions") == [(len(POSTS),)]
    assert site.paths() == ["/s/penza_today"]


@pytest.mark.slow
def test_edits_views_and_removals_are_stored(newsroom: Newsroom, site: Site) -> None:
    channel = varied_channel()
    url = publish(site, channel)
    newsroom.sources.write_text(source(url))
    newsroom.crawl()

    channel.edit(59, text=post_text(59) + "<br/>Дополнено: дорогу открыли.", views="2K")
    channel.edit(57, views="3.1K", reactions=(("❤", "7"),))
    channel.remove(55)
    channel.add(Message(60, post_text(60), NOW - HOUR))
    publish(site, channel)
    site.seen.clear()
    crawl_later(newsroom, timedelta(minutes=20))
    post = f"{site.url}/Penza_Today"
    assert [path for path in site.paths() if "embed" in path] == [
        "/Penza_Today/55?embed=1&mode=tme"
    ]
    assert rows(newsroom, "SELECT url FROM articles JOIN revisions ON id = article_id GROUP BY id"
                " HAVING count(*) > 1") == [(f"{post}/59",)]  # fmt: skip
    seen = rows(newsroom, "SELECT views, reactions FROM engagement JOIN articles ON id = article_id"
                f" WHERE url = '{post}/57' ORDER BY seen_at")  # fmt: skip
    assert [(views, json.loads(str(reactions))) for views, reactions in seen] == [
        (1400, {}),
        (3100, {"❤": 7}),
    ]
    assert rows(newsroom, "SELECT count(*) FROM articles WHERE status = 'gone'") == [(0,)]

    # One visit without the post is not enough; after the second it counts as removed.
    crawl_later(newsroom, timedelta(hours=2))
    assert rows(newsroom, "SELECT url FROM articles WHERE status = 'gone'") == [(f"{post}/55",)]
    assert stored_numbers(newsroom) == sorted([*POSTS, 60])


@pytest.mark.slow
def test_each_channel_of_a_host_has_its_own_posts_and_robots_txt_is_fetched_once(
    newsroom: Newsroom, site: Site
) -> None:
    names = ("penza_today", "penza_city", "penza_live")
    for number, name in enumerate(names):
        text = post_text(number + 3)
        publish(site, Channel(name, [Message(7, text, NOW - HOUR)]))
    newsroom.sources.write_text("\n".join(source(f"{site.url}/s/{n}", n) for n in names))
    newsroom.crawl()
    assert rows(newsroom, "SELECT source_id, url FROM articles ORDER BY source_id") == [
        (name, f"{site.url}/{name}/7") for name in sorted(names)
    ]
    assert site.paths().count("/robots.txt") == 1


def article_page(headline: str, text: str, time: datetime, link: str = "") -> str:
    source_line = f'<p>Источник: <a href="{link}">канал «Пенза»</a></p>' if link else ""
    paragraphs = "".join(f"<p>{part}</p>" for part in text.split("<br/>") if part)
    return (
        f'<!doctype html><html lang="ru"><head><title>{headline}</title><meta property="article:'
        f'published_time" content="{time.isoformat()}"></head><body><article><h1>{headline}</h1>'
        f"{paragraphs}{source_line}</article></body></html>"
    )


BRIDGE_TEXT = (
    "Мост через Суру в Пензе закрыли на ремонт до конца декабря.<br/>Объезд организован по улице"
    " Урицкого и Свердловскому мосту, сообщили в мэрии города вечером.<br/>Подрядчик заменит"
    " деформационные швы, перила и 240 метров асфальта, смета составила 38 миллионов рублей.<br/>"
    "Автобусы маршрутов 130 и 149 пойдут по временной схеме без остановки у рынка."
)

VIADUCT_TEXT = (
    "Виадук над железной дорогой в Кузнецке откроют раньше срока.<br/>Строители уложили последние"
    " 95 тонн бетона и приступили к разметке, рассказал начальник участка Иван Петров.<br/>"
    "Испытания нагрузкой восьми самосвалов назначены на пятницу, движение пустят в субботу.<br/>"
    "До сих пор водители стояли на переезде по 40 минут, особенно утром и после смены."
)


@pytest.mark.slow
def test_a_channel_and_an_outlet_that_reprint_each_other_share_a_story(
    newsroom: Newsroom, start_site: Callable[[], Site]
) -> None:
    telegram, paper = start_site(), start_site()
    paper.put("/news/1/most-zakryli", article_page("Мост закрыт", BRIDGE_TEXT, NOW - 5 * HOUR))
    post = f"{telegram.url}/penza_city/8"
    paper.put("/news/2/viaduk", article_page("Виадук откроют", VIADUCT_TEXT, NOW - 5 * HOUR, post))
    items = "".join(
        f"<item><title>{title}</title><link>{paper.url}{path}</link></item>"
        for title, path in (("Мост закрыт", "/news/1/most-zakryli"), ("Виадук", "/news/2/viaduk"))
    )
    paper.put("/rss", f"<rss version='2.0'><channel>{items}</channel></rss>",
              content_type="application/rss+xml")  # fmt: skip
    link = f'<br/><a href="{paper.url}/news/1/most-zakryli">Подробнее на сайте</a>'
    publish(telegram, Channel("penza_city", [
        # This post is dated before the article, but its link shows that it is a copy.
        Message(7, BRIDGE_TEXT + link, NOW - 6 * HOUR),
        Message(8, VIADUCT_TEXT, NOW - 4 * HOUR),  # the article names it as its source
    ]))  # fmt: skip
    newsroom.sources.write_text(
        source(f"{telegram.url}/s/penza_city", "kanal")
        + source(f"{paper.url}/", "gazeta").rstrip() + f'\nfeeds = ["{paper.url}/rss"]\n'
    )  # fmt: skip
    newsroom.crawl()
    stories = rows(
        newsroom,
        "SELECT s.headline, a.source_id, s.article_count, s.source_count FROM stories AS s"
        " JOIN articles AS a ON a.id = s.canonical_article_id ORDER BY s.headline",
    )
    # A post has no headline, so its first sentence becomes one.
    made_headline = "Виадук над железной дорогой в Кузнецке откроют раньше срока"
    assert stories == [(made_headline, "kanal", 2, 2), ("Мост закрыт", "gazeta", 2, 2)]


@pytest.mark.slow
def test_two_channels_of_one_owner_count_once(newsroom: Newsroom, site: Site) -> None:
    names = ("penza_city", "penza_live")
    for number, name in enumerate(names):
        publish(site, Channel(name, [Message(7, BRIDGE_TEXT, NOW - (2 - number) * HOUR)]))
    newsroom.sources.write_text(
        "\n".join(source(f"{site.url}/s/{n}", n, owner="Медиа 58") for n in names)
    )
    newsroom.crawl()
    assert rows(newsroom, "SELECT article_count, source_count FROM stories") == [(2, 1)]


@pytest.mark.slow
def test_a_closing_line_is_cut_once_five_posts_end_with_it(newsroom: Newsroom, site: Site) -> None:
    tail = '<br/><br/><a href="https://t.me/penza_today">Подписаться</a> | Прислать новость'
    channel = Channel(
        "penza_today", [Message(n, post_text(n) + tail, NOW - (20 - n) * HOUR) for n in range(1, 6)]
    )
    newsroom.sources.write_text(source(publish(site, channel)))
    newsroom.crawl()
    bodies = [str(body) for (body,) in rows(newsroom, "SELECT article_body FROM articles")]
    assert len(bodies) == 5
    assert not [body for body in bodies if "Подписаться" in body]


def test_all_channels_of_a_host_observe_a_pause_that_one_of_them_is_asked_for(
    newsroom: Newsroom, site: Site
) -> None:
    names = ("penza_one", "Penza_Two", "penza_three")
    for name in names:
        site.put(f"/s/{name}", "wait", status=429, headers={"Retry-After": "3600"})
    homes = [f"{site.url}/s/{name}" for name in names]
    newsroom.sources.write_text("".join(source(home, f"c{n}") for n, home in enumerate(homes)))
    newsroom.crawl()
    assert [path for path in site.paths() if path.startswith("/s/")] == ["/s/penza_one"]
    waiting = "SELECT count(*) FROM sources WHERE status = 'waiting'"
    assert rows(newsroom, waiting) == [(2,)]
