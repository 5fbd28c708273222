"""Tests that the publication time is the one on which most statements agree."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extraction.facts.date_statements import Statement, statement
from pipelines.extraction.facts.publication_date import choose_date
from pipelines.model import Article, Hints
from pipelines.parsing.date_bounds import MAX_CLOCK_LEAD, MIN_DATE
from pipelines.parsing.dates import read_date
from tests.bridge_article import PARAGRAPHS, TITLE, URL, joined_values, read_article

MOSCOW = ZoneInfo("Europe/Moscow")
NOW = datetime(2026, 11, 21, 6, 0, tzinfo=UTC)
MINUTE = datetime(2026, 11, 20, 11, 35, tzinfo=UTC)  # 14:35 in Moscow
UPDATED = datetime(2026, 11, 21, 5, tzinfo=UTC)  # 08:00 in Moscow

SHOWN = "<div>20.11.2026 14:35</div>"


def article(
    top: str = "",
    head: str = "",
    after: str = "",
    above: str = "",
    url: str = URL,
    **context: object,
) -> Article:
    """Return the article of a page with this markup, fetched NOW by a source in Moscow."""
    html = (
        f"<html><head><meta charset=utf-8><title>{TITLE}</title>{head}</head><body>{above}<main>"
        f"<h1>{TITLE}</h1>{top}{PARAGRAPHS}{after}</main></body></html>"
    )
    return read_article(html, url, timezone="Europe/Moscow", fetched_at=NOW, **context)


def stated_at(**values: str) -> list[Statement]:
    """Return statements of a date by place, such as json_ld for the place json-ld."""
    return [statement(place.replace("_", "-"), value) for place, value in values.items()]


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        (stated_at(json_ld="2026-11-20T14:35:00+03:00"), MINUTE),
        # Two kinds that agree outweigh one that contradicts both.
        (stated_at(json_ld="2026-11-17", feed="Fri, 20 Nov 2026 14:35:00 +0300",
              visible_text="20 ноября 2026"), MINUTE),
        (stated_at(meta="2026-11-18", feed="Fri, 20 Nov 2026 14:35:00 +0300"), MINUTE),
        # A statement with the minute is preferred to one with the day alone.
        (stated_at(json_ld="2026-11-20", visible_text="20.11.2026 14:35"), MINUTE),
        # The visible day shows that the month comes first in the other statement.
        (stated_at(meta="11/01/2026 12:43", visible_text="01.11.2026"),
         datetime(2026, 11, 1, 9, 43, tzinfo=UTC)),
        (stated_at(meta="11/01/2026"), date(2026, 1, 11)),
        # Local time labelled as UTC: the visible time has the same hour.
        (stated_at(json_ld="2026-11-20T14:35:00Z", visible_text="20.11.2026 14:35"), MINUTE),
        # Any other time is preferred to one in the future; alone it becomes the time of download.
        (stated_at(json_ld="2026-11-21T12:00:00+03:00", visible_text="20.11.2026 14:35"), MINUTE),
        (stated_at(json_ld="2026-11-21T12:00:00+03:00"), NOW),
        (stated_at(visible_text="21 ноября 2026, 18:00"), None),  # an event that is announced
        (stated_at(address="2026-11-20"), date(2026, 11, 20)),
        (stated_at(json_ld="0001-01-01T00:00:00Z"), None),
        ([], None),
    ],
    ids=lambda case: " ".join(stated.value for stated in case)
    if isinstance(case, list) else str(case),
)  # fmt: skip
def test_the_time_on_which_most_statements_agree_is_chosen(
    statements: list[Statement], expected: datetime | date | None
) -> None:
    chosen, _ = choose_date(statements, MOSCOW, NOW)
    assert chosen == expected


def test_raw_text_shows_the_outlet_s_own_day_where_its_zone_is_unknown() -> None:
    statements = stated_at(json_ld="2026-11-19T22:04:00Z", visible_text="20.11.2026, 00:04 +02:00")
    assert choose_date(statements, None, NOW) == (
        datetime(2026, 11, 19, 22, 4, tzinfo=UTC),
        "20.11.2026, 00:04 +02:00",
    )


@pytest.mark.parametrize(
    "parts",
    [
        {"top": SHOWN},
        {"top": "<div>20.11.2026</div><div>14:35</div>"},
        {"top": "<div><span>20.11.2026</span><span>14:35</span></div>"},
        {"top": "<p>Обновлено: 21 ноября 2026, 08:00</p><p>Опубликовано: 20 ноября, 14:35</p>"},
        {"top": "<div>Изменено 21.11.2026 08:00. Создано 20.11.2026 14:35</div>"},
        {"top": "<div>Дата: 20 ноября 2026</div><div>Время: 14:35</div>"},
        {"top": "<div>Абноўлена 21.11.2026 08:00</div><div>20.11.2026 14:35</div>"},
        {"top": "<time datetime=2026-11-21T08:00+03:00>Обновлено 21 ноября</time>"
         "<time datetime=2026-11-20T14:35+03:00>20 ноября</time>"},
        {"after": "<p class=sign>20.11.2026 14:35, Олег Сомов</p>"},
        {"above": "<div>Суббота, 21 ноября 2026</div>", "top": "<span>Вчера, 14:35</span>"},
        {"top": SHOWN, "head": '<meta name=date content="2026-11-21T08:59:00+03:00">'},
        # Times of teasers, comments and embedded posts are not those of the article.
        {"above": "<div><time datetime=2026-11-21T08:10+03:00>08:10</time> <a href=/9>В городе "
         "гололёд, будьте осторожны</a></div>", "top": SHOWN},
        {"top": SHOWN, "after": "<section class=comments><p>Анна, 21.11.2026 08:01</p><p>Ура!</p>"
         "<time datetime=2026-11-21T08:01+03:00>сегодня</time></section>"},
        {"top": SHOWN, "after": "<blockquote class=twitter-tweet><p>Мост!</p>— Мэр (@mer) "
         "<a href=https://x.example>19 ноября 2026</a></blockquote>"},
        {"top": "<figure><img src=/m.jpg><figcaption>Мост, 3 мая 2024 года</figcaption></figure>"
         + SHOWN},
        # A visible day that the address confirms is preferred to the metadata.
        {"top": SHOWN, "url": "https://vesti.example/2026/11/20/most/",
         "head": '<meta property="article:published_time" content="2026-11-02T10:00:00+03:00">'},
    ],
    ids=joined_values,
)  # fmt: skip
def test_the_minute_beside_the_article_is_its_publication_time(parts: dict[str, str]) -> None:
    assert article(**parts).date_published == MINUTE


@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"top": "<figure><img src=/m.jpg><figcaption>Мост, 3 мая 2024 года</figcaption></figure>"},
        {"after": "<p>По плану мост должны были открыть ещё 25 декабря 2025 года.</p>"},
        {"after": "<div id=comments><p>Анна, 20.11.2026 08:01</p><p>Ура, наконец-то!</p></div>"},
        {"after": "<h3>Читайте также</h3><div><a href=/2>Ярмарка в центре города</a> "
         "<span>19.11.2026</span></div>"},
    ],
    ids=joined_values,
)  # fmt: skip
def test_the_date_of_something_else_is_no_publication_time(parts: dict[str, str]) -> None:
    assert article(**parts).date_published is None


@pytest.mark.parametrize(
    "parts",
    [
        # Themes name the day in a sentence under the article, or in a link to the article itself.
        {"after": "<p class=postmetadata>This entry was posted on November 20th, 2026 at 9:10"
         " and is filed under City, Bridges. You can follow any responses to this entry through the"
         " RSS 2.0 feed.</p>"},
        {"after": "<div>Dieser Artikel wurde am 20. November 2026 von Heiner geschrieben.</div>"},
        {"after": "<div>Запись опубликована 20.11.2026 автором Олег Сомов в рубрике «Город»</div>"},
        {"after": "<h3>Mehr</h3><ul><li><b>Date</b> 20.11.2026</li></ul>"},
        {"top": "<p><a href=/mosty/most/><time datetime=2026-11-20>20 ноября</time></a></p>",
         "url": "https://vesti.example/mosty/most/"},
    ],
    ids=joined_values,
)  # fmt: skip
def test_a_day_that_the_template_names_is_the_publication_day(parts: dict[str, str]) -> None:
    assert day_of(article(**parts).date_published) == date(2026, 11, 20)


def day_of(published: datetime | date | None) -> date | None:
    """Return the day of a time in UTC, or the day itself."""
    return published.date() if isinstance(published, datetime) else published


@pytest.mark.parametrize(
    ("top", "published", "modified"),
    [
        ("<div>20.11.2026 14:35 (обновлено 21.11.2026 08:00)</div>", MINUTE, UPDATED),
        ("<div>Обновлено: 21.11.2026 08:00</div>" + SHOWN, MINUTE, UPDATED),
        (SHOWN, MINUTE, None),
        ("<div>Обновлено: 21.11.2026 08:00</div>", date(2026, 11, 21), UPDATED),
    ],
)
def test_a_shown_update_is_the_modification_time(
    top: str, published: object, modified: datetime | None
) -> None:
    extracted = article(top)
    assert (extracted.date_published, extracted.date_modified) == (published, modified)


def test_the_minute_in_a_feed_is_preferred_to_the_metadata_of_a_teaser() -> None:
    hints = Hints(date_published=MINUTE, date_published_raw="Fri, 20 Nov 2026 14:35:00 +0300")
    head = '<meta name="pubdate" content="2026-10-02">'
    assert article(head=head, top="<div>20 ноября</div>", hints=hints).date_published == MINUTE


ISO_TIMES = st.datetimes(datetime(1980, 1, 1), datetime(2030, 1, 1)).map(
    lambda moment: moment.strftime("%Y-%m-%dT%H:%M:00Z")
)
TIMES = ISO_TIMES | st.datetimes(datetime(2020, 1, 1), datetime(2027, 1, 1)).map(
    lambda moment: moment.strftime("%d.%m.%Y %H:%M")
)
PLACES = st.sampled_from(
    ["json-ld", "opengraph", "microdata", "meta", "feed", "time-element", "visible-text", "address"]
)


@given(st.lists(st.tuples(PLACES, TIMES | st.text(max_size=20)), max_size=8))
def test_the_chosen_date_is_in_bounds_and_agrees_with_a_statement(
    pairs: list[tuple[str, str]],
) -> None:
    chosen, _ = choose_date([statement(place, raw) for place, raw in pairs], MOSCOW, NOW)
    day = day_of(chosen)
    if day is None:
        return
    assert day >= MIN_DATE
    if isinstance(chosen, datetime):
        assert chosen <= NOW + MAX_CLOCK_LEAD
    stated_days = [day_of(read_date(raw, MOSCOW, NOW)) for _, raw in pairs]
    assert any(abs(stated - day) <= timedelta(days=1) for stated in stated_days if stated)
