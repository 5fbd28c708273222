"""Tests the keys of sources.toml, and that each error names file, source and key."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.files.errors import BadInputError
from pipelines.model import Source, SourceKind
from scraper.sources.loading import load_sources

Load = Callable[[str | bytes], tuple[Source, ...]]
MINIMAL = """
[[source]]
id = "penza"
name = "Пенза сегодня"
home = "https://penza.example/"
region = "RU-PNZ"
"""


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Return a function that reads a sources.toml with this content."""

    def load_content(content: str | bytes) -> tuple[Source, ...]:
        path = tmp_path / "sources.toml"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return load_sources(path)

    return load_content


def test_the_zone_comes_from_the_region(load: Load) -> None:
    (source,) = load(MINIMAL)
    assert (source.id, source.region, source.timezone) == ("penza", "RU-PNZ", "Europe/Moscow")
    assert source.enabled


def test_a_named_zone_is_preferred_to_that_of_the_region(load: Load) -> None:
    (source,) = load(MINIMAL + 'timezone = "Europe/Samara"')
    assert source.timezone == "Europe/Samara"


def test_the_kind_is_guessed_from_the_home_page_unless_it_is_named(load: Load) -> None:
    official = MINIMAL.replace("penza.example", "penza.gov.ru")
    assert load(official)[0].kind is SourceKind.OFFICIAL
    assert load(official + 'kind = "outlet"')[0].kind is SourceKind.OUTLET


def test_channels_of_one_host_are_sources_and_one_channel_is_one(load: Load) -> None:
    first = MINIMAL.replace("penza.example/", "t.me/penza")
    second = first.replace('"penza"', '"city"')
    assert len(load(first + second.replace("t.me/penza", "t.me/city"))) == 2
    for spelling in ("telegram.me/s/Penza", "telegram.dog/penza", "penza.t.me/"):
        with pytest.raises(BadInputError, match="the same channel as that of source 'penza'"):
            load(first + second.replace("t.me/penza", spelling))


def test_pages_are_rendered_only_if_the_source_asks_for_it(load: Load) -> None:
    assert load(MINIMAL)[0].render is False
    assert load(MINIMAL + "render = true")[0].render is True
    with pytest.raises(BadInputError, match="source 'penza': render: expected true or false"):
        load(MINIMAL + 'render = "yes"')


def test_lists_and_rules_are_read(load: Load) -> None:
    (source,) = load(
        MINIMAL
        + 'feeds = ["https://penza.example/rss", "https://penza.example/rss"]\n'
        + 'drop = ["div.promo", ".share"]\nbody = "article > .text"\n'
    )
    assert source.feeds == ("https://penza.example/rss",)
    assert source.rules.drop == ("div.promo", ".share")
    assert source.rules.body == "article > .text"


def test_sources_keep_the_order_of_the_file(load: Load) -> None:
    sources = load(MINIMAL + MINIMAL.replace('"penza"', '"alatyr"'))
    assert [source.id for source in sources] == ["penza", "alatyr"]


def test_a_byte_order_mark_is_accepted(load: Load) -> None:
    assert len(load(b"\xef\xbb\xbf" + MINIMAL.encode())) == 1


def one_line(expected: str) -> str:
    """Return a pattern of a message of one line that names the file and contains the text."""
    return rf"^[^\n]*sources\.toml[^\n]*{re.escape(expected)}[^\n]*\Z"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("[[source]\n", "not valid TOML"),
        pytest.param("a = " + "[" * 5000, "not valid TOML", id="nested 5,000 deep"),
        pytest.param(MINIMAL.encode("cp1251"), "not UTF-8", id="in Windows-1251"),
        ("sources = []", "unknown key 'sources'"),
        ("source = 3", "[[source]]"),
        pytest.param(MINIMAL + MINIMAL, "source 'penza': id: used twice", id="one source twice"),
    ],
)
def test_a_file_without_readable_sources_is_reported(
    load: Load, content: str | bytes, expected: str
) -> None:
    with pytest.raises(BadInputError, match=one_line(expected)):
        load(content)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("feed = []", "source 'penza': feed: unknown key"),
        ('feeds = ["https://penza,example/rss"]', "feeds: expected a URL"),
        ('timezone = "Moscow"', "timezone: expected an IANA time zone"),
        ('timezone = "../../etc/passwd"', "timezone: expected an IANA time zone"),
        ('article_pattern = "("', "article_pattern: not a regular expression"),
        ('feeds = "https://penza.example/rss"', "feeds: expected a list"),
        ("enabled = 1", "enabled: expected true or false"),
        ('kind = "press"', "kind: expected one of outlet, agency, official, channel"),
        ('kind = ["official"]', "kind: expected one of outlet, agency"),
        ('drop = ["div[["]', "drop: not a CSS selector"),
    ],
)
def test_a_mistake_in_a_further_line_is_named_with_its_place(
    load: Load, line: str, expected: str
) -> None:
    with pytest.raises(BadInputError, match=one_line(expected)):
        load(MINIMAL + line)


@pytest.mark.parametrize(
    ("right", "wrong", "expected"),
    [
        ("RU-PNZ", "ПНЗ", "region: expected an ISO 3166-2 code such as RU-PNZ"),
        ('region = "RU-PNZ"', "", "source 'penza': region: missing"),
        ('id = "penza"', "", "source number 1: id: missing"),
        ('"penza"', '"Пенза"', "id: expected lower-case Latin"),
        ("https://penza.example/", "ftp://penza.example/", "home: expected a URL"),
        ("https://penza.example/", "https://[::1", "home: expected a URL"),
        ("https://penza.example/", "https://penza,example/", "home: expected a URL"),
        ("https://penza.example/", "https://{city}.example/", "home: expected a URL"),
        pytest.param("example/", "example/" + "a" * 2000, "home: expected a URL", id="too long"),
    ],
)
def test_a_mistake_in_a_required_line_is_named_with_its_place(
    load: Load, right: str, wrong: str, expected: str
) -> None:
    with pytest.raises(BadInputError, match=one_line(expected)):
        load(MINIMAL.replace(right, wrong))


def test_the_error_of_a_missing_file_names_the_setting(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="NEWS_SOURCES"):
        load_sources(tmp_path / "sources.toml")
