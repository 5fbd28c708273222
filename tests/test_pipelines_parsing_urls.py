"""Tests that all spellings of an address share an identity, and that addresses stay usable."""

from contextlib import suppress
from time import process_time
from urllib.parse import urljoin

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipelines.parsing.urls import (
    absolute_url,
    address,
    clean,
    host_of,
    identity,
    resolve,
    shown_host,
)

ARTICLE = "https://penza.example/news/12345/most"


@pytest.mark.parametrize(
    "spelling",
    [
        "http://penza.example/news/12345/most",
        "HTTPS://Penza.Example:443/news/12345/most",
        "http://penza.example:80/news/12345/most/",
        "https://www.penza.example/news/12345/most",
        "https://m.penza.example/news/12345/most",
        "https://penza.example/news/12345/most#comments",
        "https://penza.example/news/12345/most?utm_source=rss&utm_medium=feed",
        "https://penza.example/news/12345/most?yclid=1&_openstat=x&ysclid=2",
        "https://penza.example/news/12345/most?from=main",
        "https://penza.example/amp/news/12345/most",
        "https://penza.example/news/12345/most/amp/",
        "https://penza.example/news/12345/most?amp=1",
        "https://penza.example/news/12345/most?outputType=amp",
        "https://penza.example//news/./12345/x/../most",
        "https://penza.example/news/12345/most/index.html",
        "https://penza.example/%6Eews/12345/most",
    ],
)
def test_spellings_of_one_address_share_an_identity(spelling: str) -> None:
    assert identity(spelling) == identity(ARTICLE)


@pytest.mark.parametrize(
    "spelling",
    [
        "https://t.me/Penza_Today/12",
        "https://t.me/s/penza_today/12",
        "https://telegram.me/penza_today/12",
        "http://www.telegram.dog/penza_today/12/",
        "https://penza_today.t.me/12",
        "https://penza_today.t.me/s/penza_today/12",
        "https://t.me/penza_today/12?embed=1&mode=tme",
        "https://t.me/penza_today/12?single",
    ],
)
def test_addresses_of_one_post_of_a_channel_share_an_identity(spelling: str) -> None:
    assert identity(spelling) == "https://t.me/penza_today/12"
    assert host_of(spelling) == "t.me"


def test_pages_of_a_channel_have_identities_of_their_own() -> None:
    assert identity("https://telegram.me/s/Penza_Today") == "https://t.me/penza_today"
    older = identity("https://t.me/s/penza_today?before=40")
    assert older == identity(older) == "https://t.me/penza_today?before=40"
    assert identity("https://t.me/joinchat/AbC") != identity("https://t.me/joinchat/abc")
    assert identity("https://t.me/+AbC") == "https://t.me/+AbC"
    assert identity("https://t.me/c/123/4") == "https://t.me/c/123/4"


@pytest.mark.parametrize(
    "other",
    [
        "https://penza.example/news/12346/most",
        "https://penza.example/News/12345/most",
        "https://sport.penza.example/news/12345/most",
        "https://penza.example:8080/news/12345/most",
        "https://penza.example/news/12345/most?page=2",
        "https://penza.example/news/12345%2Fmost",
    ],
)
def test_other_pages_have_other_identities(other: str) -> None:
    assert identity(other) != identity(ARTICLE)


def test_parameters_may_stand_in_any_order() -> None:
    assert identity("https://a.example/?id=5&rubric=2") == identity(
        "https://a.example/index.php?rubric=2&id=5&utm_campaign=x"
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://пенза.рф/новости/мост", "https://xn--80ajgxi.xn--p1ai/новости/мост"),
        (
            "https://a.example/%D0%BC%D0%BE%D1%81%D1%82",
            "https://a.example/%d0%bc%d0%be%d1%81%d1%82",
        ),
        ("https://a.example/мост", "https://a.example/%D0%BC%D0%BE%D1%81%D1%82"),
        ("https://a.example/й", "https://a.example/й"),  # composed and decomposed
        ("https://a.example/page.amp.html", "https://a.example/page.html"),
    ],
)
def test_letters_of_any_script_have_one_spelling(one: str, other: str) -> None:
    assert identity(one) == identity(other)


def test_bytes_that_are_not_utf8_are_kept() -> None:
    assert clean("http://a.example/%cf%e5%ed") == "http://a.example/%CF%E5%ED"


def test_the_fetched_form_keeps_host_and_path() -> None:
    fetched = address(" http://www.m-city.example/amp/news/5/?id=7&utm_source=x#top ")
    assert fetched is not None
    assert fetched.url == "http://www.m-city.example/amp/news/5/?id=7"


@pytest.mark.parametrize("host", ["a.example.", ".a.example", "A.Example", "a.example:443"])
def test_a_host_has_one_spelling_in_the_fetched_form(host: str) -> None:
    assert clean(f"https://{host}/news/5") == "https://a.example/news/5"


@pytest.mark.parametrize(
    "url",
    [
        "javascript:void(0)",
        "mailto:red@penza.example",
        "ftp://penza.example/a",
        "https://",
        "http://[::1",
        "http://a.example:99999/",
        "http://a b/",
        "/news/1",
        "https://a.example/" + "x" * 3000,
    ],
    ids=lambda url: url[:40],
)
def test_text_that_cannot_be_fetched_has_no_address(url: str) -> None:
    assert address(url) is None


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("/news/1", "https://penza.example/news/1"),
        ("../2", "https://penza.example/2"),
        ("//cdn.example/x", "https://cdn.example/x"),
        ("?page=2", "https://penza.example/news/?page=2"),
        ("\n /news/\t1 ", "https://penza.example/news/1"),
        ("http://[bad", None),
    ],
)
def test_links_are_resolved_against_their_page(reference: str, expected: str | None) -> None:
    assert resolve("https://penza.example/news/", reference) == expected


_WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)
_HOSTS = st.sampled_from(
    ["penza.example", "www.m.a.ru", "m.ru", "пенза.рф", "127.0.0.1:80", "[::1]:443", "a.b:8080"]
)
_URLS = st.builds(
    lambda scheme, host, path, query, fragment: (
        f"{scheme}://{host}/{'/'.join(path)}?{'&'.join(query)}#{fragment}"
    ),
    st.sampled_from(["http", "https", "HTTP"]),
    _HOSTS,
    st.lists(
        _WORDS
        | st.sampled_from(["amp", "..", ".", "index.html", "m", "", "%2F", "%25", "a.amp.html"]),
        max_size=5,
    ),
    st.lists(
        st.builds("{}={}".format, _WORDS, _WORDS) | st.sampled_from(["amp", "utm_x=1", "a=%26"]),
        max_size=4,
    ),
    _WORDS,
)


@given(_URLS)
@example("http://penza.example/;/AMP")
@example("http://penza.example/news;/amp")
def test_the_identity_is_idempotent_and_survives_cleaning(url: str) -> None:
    of_url = address(url)
    if of_url is not None:
        assert identity(of_url.identity) == of_url.identity
        assert clean(of_url.url) == of_url.url
        assert identity(of_url.url) == of_url.identity


@given(st.text())
def test_any_text_is_an_address_of_the_web_or_none(text: str) -> None:
    for of_text in (address(text), address("http://" + text)):
        assert of_text is None or of_text.url.startswith(("http://", "https://"))
    resolved = resolve("https://penza.example/a", text)
    assert resolved is None or resolved.startswith(("http://", "https://"))


_LONG = 64_000  # characters; a header may have twice as many
_MAX_SECONDS = 1.5  # of processor time; 0.08 s are usual
_HOST = "https://penza.example"


@pytest.mark.parametrize(
    "url",
    [
        f"{_HOST}/x" + ".amp" * (_LONG // 4),
        f"{_HOST}/x" + ".amp" * (_LONG // 4) + ".html",
        f"{_HOST}/x" + ".amp;" * (_LONG // 5),
        f"{_HOST}/x" + "/amp" * (_LONG // 4),
        f"{_HOST}/" + "\u0323\u0301" * (_LONG // 2),
        f"{_HOST}/?q=" + "%CC%A3%CC%81" * (_LONG // 12),
        f"{_HOST}/?" + "a=1&" * (_LONG // 4),
        f"{_HOST}" + "/.." * (_LONG // 3),
        f"{_HOST}/" + ";sid=1" * (_LONG // 6),
        f"{_HOST}/" + "m/" * (_LONG // 2),
        f"{_HOST}/" + "x.amp" * (_LONG // 5),
        "https://" + "ы" * _LONG + ".example/",
        "https://" + "ы." * (_LONG // 2) + "example/",
        "https://" + "m." * (_LONG // 2) + "example/",
        "https://[" + "1:" * (_LONG // 2) + "]/",
        "https://penza.example:" + "1" * _LONG,
    ],
    ids=lambda url: url[:40],
)
def test_no_address_takes_long_to_be_identified(url: str) -> None:
    """With quadratic time, one redirect of 64 KB would block a crawl for 6 s."""
    began = process_time()
    with suppress(ValueError):
        identity(url)
    assert clean(url) is None
    assert process_time() - began < _MAX_SECONDS


def test_a_long_fragment_does_not_make_an_address_too_long() -> None:
    assert clean(f"{_HOST}/1#:~:text=" + "a" * _LONG) == f"{_HOST}/1"


@pytest.mark.parametrize(
    ("spelling", "expected"),
    [
        ("/most.amp.html", "/most.html"),
        ("/most.amp.amp.AMP.htm", "/most.htm"),
        ("/most.amp;.amp;", "/most"),
        ("/amp.html", "/amp.html"),
        ("/most.html;", "/most.html"),
    ],
)
def test_all_amp_suffixes_are_dropped(spelling: str, expected: str) -> None:
    assert identity(_HOST + spelling) == _HOST + expected


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://www.penza.example/news/1", "penza.example"),
        ("https://xn--80ahujedpo6f.xn--p1ai/1", "пульсдона.рф"),
        ("https://пульсдона.рф/1", "пульсдона.рф"),
        ("https://xn--a-.example/1", "xn--a-.example"),  # no valid Punycode
        ("/news/1", ""),
    ],
)
def test_a_host_is_shown_as_readers_write_it(url: str, host: str) -> None:
    assert shown_host(url) == host


@given(
    url=st.from_regex(
        r"(?:https?:)?/{1,2}[a-z0-9.-]{1,8}/[A-Za-z0-9._~/?#;-]{0,12}", fullmatch=True
    )
)
@example(url="https://penza.example/news/../x//./most")
@example(url="https://penza.example/news?")
def test_an_absolute_url_is_what_urljoin_returns(url: str) -> None:
    assert absolute_url(ARTICLE, url) == urljoin(ARTICLE, url)


@pytest.mark.parametrize("url", ["mailto:news@penza.example", "javascript:void(0)", "", None])
def test_an_absolute_url_is_one_of_the_web(url: str | None) -> None:
    assert absolute_url(ARTICLE, url) is None
