# ruff: noqa: E501, PT017 - long lists of words; a test asserts on an error if there is one
"""Fuzzing: whatever the input, each reader returns what it promises or raises its documented error.

The suite tries a few examples of each, always the same; `make fuzz` sets FUZZ_EXAMPLES, the number of examples.
"""

import json
import os
from datetime import UTC, date, datetime
from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from pipelines.extraction.read_page import read_page
from pipelines.files.errors import BadInputError
from pipelines.model import Outcome, Page, Relation, StoryMember
from pipelines.parsing.dates import read_date
from pipelines.parsing.encoding import decode
from pipelines.parsing.sites import is_same_site
from pipelines.parsing.text import normalized_line
from pipelines.parsing.urls import address, clean, host_of, identity, resolve
from pipelines.parsing.zones import zone_named
from pipelines.stories.grouping import Pairs, group
from scraper.commands.dedupe import read_article, read_pair_text
from scraper.crawl.fetching import read_retry_after
from scraper.discovery.documents import DocumentContext, Kind, UnreadableError
from scraper.discovery.reading import read_document
from scraper.network.addresses import may_connect

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "0"))
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
URL = "https://a.example/2026/03/01/most"
CONTEXT = DocumentContext(URL, timezone="Europe/Moscow", now=NOW)

fast = settings(
    max_examples=EXAMPLES or 150, deadline=None, suppress_health_check=list(HealthCheck)
)
heavy = settings(
    max_examples=EXAMPLES or 40, deadline=None, suppress_health_check=list(HealthCheck)
)
if EXAMPLES:
    pytestmark = pytest.mark.timeout(0)  # no limit of time for many examples

# Tags, values and words that readers look for; the strategies below combine them at random.
TAGS = """
div p span article section h1 h2 time a img table tr td ul li br script style meta title head body
html figure iframe svg template noscript b i u font form input select option pre
""".split()  # noqa: SIM905
NAMES = """
class id itemprop itemtype itemscope property content datetime href src rel name style
""".split()  # noqa: SIM905
VALUES = st.sampled_from(
    [
        "article", "content", "headline", "author", "datePublished", "og:title", "og:url", "footer",
        "2026-03-01", "2026-03-01T10:00:00+03:00", "0000-00-00", "99.99.9999", "https://a.example/b",
        "http://[", "javascript:1", "//", "http://schema.org/NewsArticle", "canonical", "", "\0",
    ]
)  # fmt: skip
WORDS = st.sampled_from(
    [
        "Мост", "вчера в 12:30", "1 марта 2026", "Автор: Иван Иванов", "Читайте также", "Источник:",
        "©", "ТАСС", "сообщает", "&nbsp;", "&#0;", "&bogus;", "<!--", "]]>", "\u202e", "é", "ё", "ы" * 99,
        "Что еще почитать", "12+", "Фото:", "5 минут назад", "Mon, 01 Mar 2026", "<", ">", '"', "\0",
    ]
)  # fmt: skip
LETTERS = st.text(max_size=40)
TEXTS = st.lists(WORDS | LETTERS, max_size=12).map(" ".join)


@st.composite
def markup(draw: st.DrawFn) -> str:
    """Return tags that nest, overlap or are not closed, around text."""
    parts = ["<!doctype html><html><head><title>Мост открыт</title></head><body>"]
    for _ in range(draw(st.integers(0, 25))):
        tag = draw(st.sampled_from(TAGS))
        names = draw(st.lists(st.sampled_from(NAMES), max_size=3))
        attributes = "".join(f' {name}="{draw(VALUES)}"' for name in names)
        kind = draw(st.integers(0, 4))
        parts.append(f"</{tag}>" if kind == 0 else f"<{tag}{attributes}>")
        if kind > 1:
            parts.append(draw(TEXTS) * draw(st.sampled_from([1, 1, 30])))
    json_ld = draw(st.none() | JSON)
    if json_ld is not None:
        parts.append(f'<script type="application/ld+json">{json.dumps(json_ld)}</script>')
    return "".join(parts)


KEYS = st.sampled_from(
    "@type @graph headline datePublished author name articleBody image url publisher keywords".split()  # noqa: SIM905
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | VALUES | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=6),
    max_leaves=12,
)


@heavy
@given(markup(), st.sampled_from(["utf-8", "windows-1251", "utf-16", None]), st.binary(max_size=30))
def test_any_page_is_an_article_or_a_reason(html: str, encoding: str | None, tail: bytes) -> None:
    body = html.encode(encoding or "utf-8", "replace") + tail
    page = Page(URL, body, encoding=encoding, fetched_at=NOW, timezone="Europe/Moscow")
    reading = read_page(page)
    if reading.article is None:
        assert reading.outcome is not Outcome.STORED
        return
    article = reading.article
    assert article.headline.strip()
    assert "\0" not in article.article_body + article.headline
    assert "\n\n" not in article.article_body
    if isinstance(article.date_published, datetime):
        assert article.date_published.tzinfo is UTC
    article.article_body.encode()  # no half of a surrogate pair
    assert read_page(page) == reading


@fast
@given(st.binary(max_size=3_000))
def test_any_bytes_are_read_as_a_page(body: bytes) -> None:
    reading = read_page(Page(URL, body, fetched_at=NOW))
    assert (reading.article is not None) is (reading.outcome is Outcome.STORED)


@fast
@given(st.binary(max_size=500), st.none() | st.text(max_size=20) | st.just("utf-16le"))
def test_any_bytes_are_decoded_to_text(body: bytes, declared: str | None) -> None:
    assert isinstance(decode(body, declared), str)


@heavy
@given(
    st.sampled_from(list(Kind)),
    st.sampled_from(["rss", "feed", "urlset", "sitemapindex", "html", "rdf:RDF", ""]),
    markup(),
    st.binary(max_size=50),
)
def test_any_document_is_read_or_reported_as_unreadable(
    kind: Kind, root: str, inside: str, noise: bytes
) -> None:
    urls = "".join(f"<{tag}>{inside}</{tag}>" for tag in ("item", "entry", "url", "sitemap"))
    body = noise + f"<{root}><channel>{urls}<link>{URL}</link></channel></{root}>".encode()
    try:
        document = read_document(kind, body, CONTEXT)
    except UnreadableError as error:
        assert str(error)
    else:
        for link in document.links:
            assert link.url.startswith(("http://", "https://"))


@fast
@given(st.sampled_from(list(Kind)), JSON | st.fixed_dictionaries({"items": st.lists(JSON)}))
def test_any_json_is_read_or_reported_as_unreadable(kind: Kind, value: object) -> None:
    try:
        document = read_document(kind, json.dumps(value).encode(), CONTEXT)
    except UnreadableError as error:
        assert str(error)
    else:
        for link in document.links:
            assert link.url.startswith(("http://", "https://"))


DATES = st.lists(
    st.sampled_from(
        [
            "1", "31", "марта", "мая", "сегодня", "вчера", "в", ",", ":", "12", "30", "2026", "26",
            ".", "-", "T", "Z", "+03:00", "МСК", "GMT", "года", "минут", "часа", "назад", "Mar", "AM",
            "99999999999999999999", "0", "٣", "UTC+99", "понедельник", "\u00a0",
        ]
    )
    | st.text(max_size=5),
    max_size=9,
)  # fmt: skip


@fast
@given(DATES, st.sampled_from(["", " "]), st.sampled_from([None, "Europe/Moscow", "Nowhere/At"]))
def test_any_text_is_a_date_or_none(parts: list[str], glue: str, zone: str | None) -> None:
    time_or_day = read_date(glue.join(parts), zone_named(zone), NOW)
    if isinstance(time_or_day, datetime):
        assert time_or_day.tzinfo is not None
        assert time_or_day.utcoffset() == UTC.utcoffset(time_or_day)
    else:
        assert time_or_day is None or isinstance(time_or_day, date)


@fast
@given(st.datetimes(datetime(1995, 1, 1), datetime(2026, 2, 28)))
def test_a_moment_written_out_is_read_back(moment: datetime) -> None:
    exact = moment.replace(second=0, microsecond=0, tzinfo=UTC)
    assume(exact.hour or exact.minute)  # many sites write midnight for a day without a time
    assert read_date(exact.isoformat(), None, NOW) == exact


@fast
@given(st.text(max_size=200) | DATES.map("".join))
def test_a_normalized_line_is_not_changed_by_normalizing_it_again(text: str) -> None:
    assert normalized_line(normalized_line(text)) == normalized_line(text)


LINKS = st.lists(
    st.sampled_from(
        [
            "http://", "https://", "//", "/", "..", "?", "#", "&", "=", "a.example", "пример.рф", "[",
            "]", "::1", "%", "%zz", "%00", ":80", ":99999", "@", "\\", " ", "\t", "utm_source=x", "ю",
            "javascript:", "data:", "file:///", ";", "www.", "\u202e", "．", "127.1", "xn--", "-",
        ]
    )
    | st.text(max_size=4),
    max_size=8,
).map("".join)  # fmt: skip


@fast
@given(LINKS, LINKS)
def test_any_link_is_an_address_or_nothing(reference: str, base: str) -> None:
    url = resolve(URL, reference)
    resolve(base, reference)
    if url is None:
        return
    assert url.startswith(("http://", "https://"))
    assert clean(url) == url
    assert host_of(url)
    assert is_same_site(url, url)
    of_url = address(url)
    assert of_url is not None
    assert identity(of_url.url) == of_url.identity == identity(of_url.identity)


@fast
@example("²")  # isdecimal() is False for this digit
@example("٣")
@given(st.text(max_size=30) | st.integers().map(str))
def test_any_retry_after_is_a_time_or_nothing(text: str) -> None:
    retry_at = read_retry_after(text, NOW)
    assert retry_at is None or retry_at.tzinfo is not None


@fast
@given(st.ip_addresses())
def test_no_address_of_this_machine_or_of_its_link_is_allowed(
    ip: IPv4Address | IPv6Address,
) -> None:
    is_local = ip.is_loopback or ip.is_link_local or ip.is_multicast or ip.is_unspecified
    assert not (may_connect(str(ip)) and is_local)


def _member(number: int, text: str) -> StoryMember:
    name = str(number)
    return StoryMember(id=number, url=name, text=text, owner=name, tiebreaker=name)


@heavy
@example([""])
@example(["0 0:0:1" * 5, "0:0:0", "0:0:1"])  # so short that one text is a roundup of the others
@given(st.lists(TEXTS.map(lambda text: text * 5) | st.text(max_size=60), max_size=8))
def test_any_texts_are_grouped_into_stories(texts: list[str]) -> None:
    placed = list(group([_member(n, text) for n, text in enumerate(texts)]))
    assert [grouped.article.id for grouped in placed] == list(range(len(texts)))
    for grouped in placed:
        has_no_original = grouped.relation in (Relation.ORIGINAL, Relation.ROUNDUP)
        assert (grouped.original is None) == has_no_original
        assert 0 <= grouped.jaccard <= 1
        assert 0 <= grouped.containment <= 1


@heavy
@given(TEXTS, TEXTS)
def test_any_two_texts_are_compared_and_a_long_text_is_a_copy_of_itself(
    one: str, other: str
) -> None:
    Pairs([one, other]).compare(one, other)
    long = " ".join(f"слово{n} {one}" for n in range(60))
    assume(long.isprintable())
    assert Pairs([long, long]).compare(long, long).same


@fast
@given(st.dictionaries(st.sampled_from(["id", "article_body", "source", "date_published"]), JSON))
def test_any_line_is_an_article_or_an_error_that_names_its_place(fields: dict[str, object]) -> None:
    for read in (
        lambda: read_article("a.jsonl:1", fields, 0),
        lambda: read_pair_text("a.jsonl:1", {"a": fields}, "a"),
    ):
        try:
            read()
        except BadInputError as error:
            assert str(error).startswith("a.jsonl:1: ")
            assert "\n" not in str(error)
