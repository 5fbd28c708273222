"""Tests that crawls of Telegram channels store every post once, with its edits and its removal."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.newsroom import Newsroom, rows
from tests.telegram import (
    Channel,
    Message,
    album,
    card_page,
    forwarded,
    link_preview,
    photo,
    publish,
    reply,
    sticker,
    withhold,
)
from tests.web_site import Site
from tests.words import FORMS, LOOK_ALIKES

NOW = datetime.now(UTC).replace(microsecond=0)
HOUR = timedelta(hours=1)
SENTENCES = [sentence for _, sentence in (*FORMS, *LOOK_ALIKES)]


def words(number: int) -> str:
    """Return a text that differs for each number up to 200."""
    count = len(SENTENCES)
    first, second = divmod(number * 7, count)
    rest = " ".join(SENTENCES[(number * 7 + first + step * 11) % count] for step in range(4))
    last = SENTENCES[(number * 13 + 5) % count]
    return f"<b>Новость {number}: {SENTENCES[second]}</b><br/><br/>{rest}<br/>И ещё {first}. {last}"


def varied_channel() -> Channel:
    """Return a channel with one post of each form, and with messages that are no posts."""
    channel = Channel("Penza_Today")
    add = channel.add
    add(Message(1, "Channel created", NOW - 400 * HOUR, is_service=True))
    add(Message(2, words(2), NOW - 300 * HOUR))  # too old for a first crawl
    add(Message(5, words(5), NOW - 30 * HOUR, author="Анна Ким"))
    add(Message(6, words(6), NOW - 29 * HOUR, above=album(6, 8), span=8, has_nested_text=True))
    add(Message(14, "", NOW - 28 * HOUR, above=sticker()))
    add(Message(15, words(15), NOW - 27 * HOUR, above=reply(words(5))))
    add(Message(17, words(17), NOW - 26 * HOUR,
                above=forwarded("Прокуратура", "https://t.me/prokuror58/77")))  # fmt: skip
    add(Message(18, "Канал закрепил «новость»", NOW - 25 * HOUR, is_service=True))
    add(Message(19, words(19), NOW - 24 * HOUR, above=photo(3), reactions=(("👍", "12"),)))
    add(Message(20, words(20), NOW - 23 * HOUR,
                below=link_preview("https://gazeta.example/news/20", "Новость")))  # fmt: skip
    for number in range(21, 60, 2):
        add(Message(number, words(number), NOW - 20 * HOUR + number * timedelta(minutes=5)))
    return channel


TEXTS = "SELECT url, date_published, article_body FROM articles"
POSTS = (5, 6, 15, 17, 19, 20, *range(21, 60, 2))


def source(home: str, source_id: str = "penza", **keys: str) -> str:
    more = "".join(f'{key} = "{value}"\n' for key, value in keys.items())
    return (
        f'[[source]]\nid = "{source_id}"\nname = "{source_id}"\nhome = "{home}"\n'
        f'region = "RU-PNZ"\n{more}'
    )


def crawl_later(newsroom: Newsroom, later: timedelta, *arguments: str) -> str:
    """Crawl with a clock that is ahead by ``later``, and return what the run printed."""
    offset = Path(newsroom.folder) / "offset"
    offset.write_text(str(later.total_seconds()))
    run = newsroom.run("crawl", "news", *newsroom.settings(), *arguments, clock_offset=offset)
    assert run.returncode in (0, 1), run.stderr
    return str(run.stdout + run.stderr)


def numbers(newsroom: Newsroom) -> list[int]:
    return sorted(int(str(url).rpartition("/")[2]) for (url,) in rows(
        newsroom, "SELECT url FROM articles"))  # fmt: skip


def test_every_post_of_a_channel_is_stored_once_with_its_minute_and_text(
    newsroom: Newsroom, site: Site
) -> None:
    channel = varied_channel()
    newsroom.sources.write_text(source(publish(site, channel, "penza_today")))

    run = newsroom.crawl()
    assert run.returncode == 0, run.stderr
    assert numbers(newsroom) == sorted(POSTS)
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
    assert numbers(newsroom) == sorted(POSTS)
    assert rows(newsroom, "SELECT count(*) FROM revisions") == [(len(POSTS),)]
    assert site.paths() == ["/s/penza_today"]


@pytest.mark.slow
def test_edits_views_and_removals_are_stored(newsroom: Newsroom, site: Site) -> None:
    channel = varied_channel()
    url = publish(site, channel)
    newsroom.sources.write_text(source(url))
    newsroom.crawl()

    channel.edit(59, text=words(59) + "<br/>Дополнено: дорогу открыли.", views="2K")
    channel.edit(57, views="3.1K", reactions=(("❤", "7"),))
    channel.remove(55)
    channel.add(Message(60, words(60), NOW - HOUR))
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
    assert numbers(newsroom) == sorted([*POSTS, 60])


@pytest.mark.slow
def test_new_posts_are_read_back_to_a_known_one_and_a_gap_is_reported(
    newsroom: Newsroom, site: Site
) -> None:
    channel = Channel("penza_today", [Message(n, words(n), NOW - 30 * HOUR) for n in range(1, 6)])
    newsroom.sources.write_text(source(publish(site, channel)))
    newsroom.crawl()
    for number in range(10, 70):
        channel.add(Message(number, words(number), NOW - 10 * HOUR + timedelta(minutes=number)))
    publish(site, channel)
    printed = crawl_later(newsroom, HOUR)
    assert numbers(newsroom) == [*range(1, 6), *range(10, 70)]
    assert "posts may have passed unseen" not in printed

    for number in range(100, 150):
        channel.add(Message(number, words(number), NOW + timedelta(minutes=number)))
    publish(site, channel)
    # The service answers with an empty page when it limits requests.
    site.put("/s/penza_today?before=110", Channel("penza_today").page())
    printed = crawl_later(newsroom, 4 * HOUR)
    assert "penza: the pages of the channel ended without reaching a stored post" in printed
    assert numbers(newsroom)[-40:] == list(range(110, 150))

    publish(site, channel)
    printed = crawl_later(newsroom, 5 * HOUR)
    assert "unseen" not in printed
    assert numbers(newsroom) == [*range(1, 6), *range(10, 70), *range(100, 150)]


@pytest.mark.slow
def test_an_older_page_is_given_up_only_after_failures_of_its_own(
    newsroom: Newsroom, site: Site
) -> None:
    kept = "SELECT consecutive_failures FROM endpoints WHERE parent IS NOT NULL"
    channel = Channel("penza_today", [Message(n, words(n), NOW - 30 * HOUR) for n in range(1, 6)])
    newsroom.sources.write_text(source(publish(site, channel)))
    newsroom.crawl()
    for number in range(10, 40):
        channel.add(Message(number, words(number), NOW - 10 * HOUR + timedelta(minutes=number)))
    publish(site, channel)
    older, empty = "/s/penza_today?before=20", Channel("penza_today").page()
    site.put(older, empty)
    crawl_later(newsroom, HOUR)
    crawl_later(newsroom, 3 * HOUR)
    assert rows(newsroom, kept) == [(2,)]

    site.put(older, card_page("penza_today", "Пенза", "12 345 subscribers"))
    crawl_later(newsroom, 5 * HOUR)
    assert rows(newsroom, kept) == [(2,)]

    site.put(older, empty)
    printed = crawl_later(newsroom, 7 * HOUR)
    assert "penza: the pages of the channel ended without reaching a stored post" in printed
    assert rows(newsroom, kept) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("title", "extra", "expected"),
    [
        ("", "", "there is no public channel of this name"),
        ("Пенза", "12 345 subscribers", "the channel shows no public preview"),
    ],
)
def test_a_channel_without_preview_has_a_status_of_its_own(
    newsroom: Newsroom, site: Site, title: str, extra: str, expected: str
) -> None:
    newsroom.sources.write_text(source(withhold(site, "penza_today", title, extra)))
    newsroom.crawl()
    ((status, detail),) = rows(newsroom, "SELECT status, status_detail FROM sources")
    assert status == "no_preview"
    assert expected in str(detail)
    assert set(site.paths()) == {"/robots.txt", "/s/penza_today", "/penza_today"}
    shown = newsroom.run("sources", *newsroom.settings())
    assert shown.returncode == 3
    assert "Open its preview t.me/s/NAME in a browser" in shown.stdout


@pytest.mark.slow
def test_a_channel_whose_page_is_empty_is_polled_again_and_loses_no_post(
    newsroom: Newsroom, site: Site
) -> None:
    channel = varied_channel()
    newsroom.sources.write_text(source(publish(site, channel)))
    newsroom.crawl()
    site.put("/s/Penza_Today", Channel("Penza_Today").page())
    crawl_later(newsroom, HOUR)
    ((status, detail),) = rows(newsroom, "SELECT status, status_detail FROM sources")
    assert status == "no_links"
    assert "the service may be limiting requests" in str(detail)
    assert rows(newsroom, "SELECT DISTINCT status FROM articles") == [("live",)]
    publish(site, channel)
    crawl_later(newsroom, 3 * HOUR)
    assert rows(newsroom, "SELECT status FROM sources") == [("working",)]


@pytest.mark.slow
def test_the_address_of_a_channel_without_s_leads_to_its_preview(
    newsroom: Newsroom, site: Site
) -> None:
    channel = varied_channel()
    publish(site, channel)
    newsroom.sources.write_text(source(f"{site.url}/Penza_Today"))
    newsroom.crawl()
    assert numbers(newsroom) == sorted(POSTS)


@pytest.mark.slow
def test_each_channel_of_a_host_has_its_own_posts_and_robots_txt_is_fetched_once(
    newsroom: Newsroom, site: Site
) -> None:
    names = ("penza_today", "penza_city", "penza_live")
    for number, name in enumerate(names):
        text = words(number + 3)
        publish(site, Channel(name, [Message(7, text, NOW - HOUR)]))
    newsroom.sources.write_text("\n".join(source(f"{site.url}/s/{n}", n) for n in names))
    newsroom.crawl()
    assert rows(newsroom, "SELECT source_id, url FROM articles ORDER BY source_id") == [
        (name, f"{site.url}/{name}/7") for name in sorted(names)
    ]
    assert site.paths().count("/robots.txt") == 1


@pytest.mark.slow
def test_the_next_run_continues_where_a_limited_run_stopped(newsroom: Newsroom, site: Site) -> None:
    channel = varied_channel()
    newsroom.sources.write_text(source(publish(site, channel)))
    newsroom.crawl("-s", "NEWS_MAX_ARTICLES=9")
    assert numbers(newsroom) == sorted(POSTS)[-9:]
    for hours in (1, 2, 3):
        crawl_later(newsroom, hours * HOUR, "-s", "NEWS_MAX_ARTICLES=9")
    assert numbers(newsroom) == sorted(POSTS)


@pytest.mark.slow
def test_a_limited_run_with_since_is_finished_by_later_runs(newsroom: Newsroom, site: Site) -> None:
    noon = NOW.replace(hour=12)
    posts = [Message(n, words(n), noon - (90 - n) * 24 * HOUR) for n in range(1, 90)]
    channel = Channel("penza_today", posts)
    newsroom.sources.write_text(source(publish(site, channel)))
    newsroom.crawl()
    since = posts[29].time.strftime("%Y-%m-%d")
    newsroom.crawl("-a", f"since={since}", "-s", "NEWS_MAX_ARTICLES=12")
    assert numbers(newsroom)[0] > posts[29].number
    channel.add(Message(90, words(90), NOW + HOUR))
    publish(site, channel)
    # The first of these runs may store one post, which is the new one.
    crawl_later(newsroom, 2 * HOUR, "-s", "NEWS_MAX_ARTICLES=1")
    assert numbers(newsroom)[-1] == 90
    crawl_later(newsroom, 4 * HOUR)
    assert numbers(newsroom) == list(range(posts[29].number, 91))


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
    newsroom: Newsroom, sites: Callable[[], Site]
) -> None:
    telegram, paper = sites(), sites()
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
        "penza_today", [Message(n, words(n) + tail, NOW - (20 - n) * HOUR) for n in range(1, 6)]
    )
    newsroom.sources.write_text(source(publish(site, channel)))
    newsroom.crawl()
    bodies = [str(body) for (body,) in rows(newsroom, "SELECT article_body FROM articles")]
    assert len(bodies) == 5
    assert not [body for body in bodies if "Подписаться" in body]


@pytest.mark.slow
def test_no_post_counts_as_removed_when_the_channel_withdraws_its_preview(
    newsroom: Newsroom, site: Site
) -> None:
    channel = varied_channel()
    newsroom.sources.write_text(source(publish(site, channel)))
    newsroom.crawl()
    withhold(site, "Penza_Today", "Пенза", "12 345 subscribers")
    for number in POSTS:
        site.put(f"/Penza_Today/{number}?embed=1&mode=tme", channel.embed(1000))
    site.seen.clear()
    for hours in (3, 6):
        crawl_later(newsroom, hours * HOUR, "-a", "revisit=now")
    assert rows(newsroom, "SELECT DISTINCT status FROM articles") == [("live",)]
    assert rows(newsroom, "SELECT status FROM sources") == [("no_preview",)]
    assert not [path for path in site.paths() if "embed" in path]


@pytest.mark.slow
def test_a_user_has_no_preview_to_read(newsroom: Newsroom, site: Site) -> None:
    site.put("/ivan_petrov", card_page("ivan_petrov", "Иван", "@ivan_petrov"))
    newsroom.sources.write_text(source(withhold(site, "ivan_petrov", "Иван", "@ivan_petrov")))
    newsroom.crawl()
    ((status, detail),) = rows(newsroom, "SELECT status, status_detail FROM sources")
    assert status == "no_preview"
    assert "this is no channel" in str(detail)


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
    assert [status for (status,) in rows(newsroom, "SELECT status FROM sources")].count(
        "waiting"
    ) == 2
