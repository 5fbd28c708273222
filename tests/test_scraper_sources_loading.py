"""Tests the keys of sources.toml, and that each error names file, source and key."""

from pathlib import Path

import pytest

from pipelines.files.errors import BadInputError
from pipelines.model import SourceKind
from scraper.sources.loading import load_sources

MINIMAL = """
[[source]]
id = "penza"
name = "Пенза сегодня"
home = "https://penza.example/"
region = "RU-PNZ"
"""


@pytest.fixture
def load(tmp_path: Path):  # type: ignore[no-untyped-def]
    def _load(text: str | bytes):  # type: ignore[no-untyped-def]
        path = tmp_path / "sources.toml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return load_sources(path)

    return _load


def test_the_zone_comes_from_the_region(load) -> None:  # type: ignore[no-untyped-def]
    (source,) = load(MINIMAL)
    assert (source.id, source.region, source.timezone) == ("penza", "RU-PNZ", "Europe/Moscow")
    assert source.enabled


def test_a_named_zone_is_preferred_to_that_of_the_region(load) -> None:  # type: ignore[no-untyped-def]
    (source,) = load(MINIMAL + 'timezone = "Europe/Samara"')
    assert source.timezone == "Europe/Samara"


def test_the_kind_is_guessed_from_the_home_page_unless_it_is_named(load) -> None:  # type: ignore[no-untyped-def]
    official = MINIMAL.replace("penza.example", "penza.gov.ru")
    assert load(official)[0].kind is SourceKind.OFFICIAL
    assert load(official + 'kind = "outlet"')[0].kind is SourceKind.OUTLET


def test_channels_of_one_host_are_sources_and_one_channel_is_one(load) -> None:  # type: ignore[no-untyped-def]
    first = MINIMAL.replace("penza.example/", "t.me/penza")
    second = first.replace('"penza"', '"city"')
    assert len(load(first + second.replace("t.me/penza", "t.me/city"))) == 2
    for spelling in ("telegram.me/s/Penza", "telegram.dog/penza", "penza.t.me/"):
        with pytest.raises(BadInputError, match="the same channel as that of source 'penza'"):
            load(first + second.replace("t.me/penza", spelling))


def test_pages_are_rendered_only_if_the_source_asks_for_it(load) -> None:  # type: ignore[no-untyped-def]
    assert load(MINIMAL)[0].render is False
    assert load(MINIMAL + "render = true")[0].render is True
    with pytest.raises(BadInputError, match="source 'penza': render: expected true or false"):
        load(MINIMAL + 'render = "yes"')


def test_lists_and_rules_are_read(load) -> None:  # type: ignore[no-untyped-def]
    (source,) = load(
        MINIMAL
        + 'feeds = ["https://penza.example/rss", "https://penza.example/rss"]\n'
        + 'drop = ["div.promo", ".share"]\nbody = "article > .text"\n'
    )
    assert source.feeds == ("https://penza.example/rss",)
    assert source.rules.drop == ("div.promo", ".share")
    assert source.rules.body == "article > .text"


def test_sources_keep_the_order_of_the_file(load) -> None:  # type: ignore[no-untyped-def]
    sources = load(MINIMAL + MINIMAL.replace('"penza"', '"alatyr"'))
    assert [source.id for source in sources] == ["penza", "alatyr"]


def test_a_byte_order_mark_is_accepted(load) -> None:  # type: ignore[no-untyped-def]
    assert len(load(b"\xef\xbb\xbf" + MINIMAL.encode())) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[[source]\n", "not valid TOML"),
        ("a = " + "[" * 5000, "not valid TOML"),
        (MINIMAL.encode("cp1251"), "not UTF-8"),
        ("sources = []", "unknown key 'sources'"),
        ("source = 3", "[[source]]"),
        (MINIMAL + "feed = []", "source 'penza': feed: unknown key"),
        (MINIMAL.replace("RU-PNZ", "ПНЗ"), "region: expected an ISO 3166-2 code such as RU-PNZ"),
        (MINIMAL.replace('region = "RU-PNZ"', ""), "source 'penza': region: missing"),
        (MINIMAL.replace('id = "penza"', ""), "source number 1: id: missing"),
        (MINIMAL.replace('"penza"', '"Пенза"'), "id: expected lower-case Latin"),
        (MINIMAL.replace("https://penza.example/", "ftp://penza.example/"), "home: expected a URL"),
        (MINIMAL.replace("https://penza.example/", "https://[::1"), "home: expected a URL"),
        (
            MINIMAL.replace("https://penza.example/", "https://penza,example/"),
            "home: expected a URL",
        ),
        (
            MINIMAL.replace("https://penza.example/", "https://{city}.example/"),
            "home: expected a URL",
        ),
        (MINIMAL.replace("penza.example/", "penza.example/" + "a" * 2000), "home: expected a URL"),
        (MINIMAL + 'feeds = ["https://penza,example/rss"]', "feeds: expected a URL"),
        (MINIMAL + MINIMAL, "source 'penza': id: used twice"),
        (MINIMAL + 'timezone = "Moscow"', "timezone: expected an IANA time zone"),
        (MINIMAL + 'timezone = "../../etc/passwd"', "timezone: expected an IANA time zone"),
        (MINIMAL + 'article_pattern = "("', "article_pattern: not a regular expression"),
        (MINIMAL + 'feeds = "https://penza.example/rss"', "feeds: expected a list"),
        (MINIMAL + "enabled = 1", "enabled: expected true or false"),
        (MINIMAL + 'kind = "press"', "kind: expected one of outlet, agency, official, channel"),
        (MINIMAL + 'kind = ["official"]', "kind: expected one of outlet, agency"),
        (MINIMAL + 'drop = ["div[["]', "drop: not a CSS selector"),
    ],
)
def test_a_mistake_is_named_with_its_place(load, text: str | bytes, expected: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(BadInputError) as caught:
        load(text)
    message = str(caught.value)
    assert expected in message
    assert "sources.toml" in message
    assert "\n" not in message


def test_the_error_of_a_missing_file_names_the_setting(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="NEWS_SOURCES"):
        load_sources(tmp_path / "sources.toml")
