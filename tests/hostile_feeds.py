"""Hostile feeds and sitemaps: endless ones, with entities, or with internal addresses."""

import gzip

from tests.hostile_building import HEADLINE, INTERNAL_URL, SENTENCE, article, feed, sitemap

# feeds


def rss(items: str, *, before: str = "", channel: str = "") -> bytes:
    return (
        f'<?xml version="1.0" encoding="utf-8"?>{before}<rss version="2.0"><channel>'
        f"<title>Лента</title>{channel}{items}</channel></rss>"
    ).encode()


def item(number: int = 1, inside: str = "") -> str:
    return f"<item><title>{HEADLINE}</title><link>https://a.example/{number}</link>{inside}</item>"


def _doctype_of_a_billion_laughs(root: str) -> str:
    """Return a doctype whose entity ``e9`` expands to a billion copies of «ха»."""
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE {root} [<!ENTITY e0 "ха">{levels}]>'


@feed
def billion_laughs() -> bytes:
    doctype = _doctype_of_a_billion_laughs("rss")
    return rss(item(inside="<description>&e9;</description>"), before=doctype)


@feed
def quadratic_blowup() -> bytes:
    entity = f'<!DOCTYPE rss [<!ENTITY a "{"а" * 50_000}">]>'
    return rss(item(inside=f"<description>{'&a;' * 5_000}</description>"), before=entity)


@feed
def external_entity() -> bytes:
    doctype = '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    return rss(item(inside="<description>&x;</description>"), before=doctype)


@feed
def external_dtd() -> bytes:
    return rss(item(), before=f'<!DOCTYPE rss SYSTEM "{INTERNAL_URL}">')


@feed
def fifty_thousand_entries() -> bytes:
    return rss("".join(item(n) for n in range(50_000)))


@feed
def entries_nested_without_end() -> bytes:
    return rss("<item><description>" * 30_000)


@feed
def one_entry_of_ten_megabytes() -> bytes:
    return rss(item(inside=f"<description>{SENTENCE * 60_000}</description>"))


@feed
def html_bombs_in_descriptions() -> bytes:
    return rss(
        "".join(item(n, f"<description>{'&lt;div&gt;' * 5_000}</description>") for n in range(50))
    )


@feed
def not_a_feed() -> bytes:
    return article()


@feed
def a_feed_of_bytes() -> bytes:
    return b"<rss>" + bytes(range(256)) * 2_000


@feed
def a_feed_of_nothing() -> bytes:
    return b"<rss/>"


@feed
def invalid_addresses() -> bytes:
    links = [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "http://[",
        "//",
        "http://a b",
        "\x7f",
        INTERNAL_URL,
    ]
    return rss("".join(f"<item><link>{link}</link></item>" for link in links))


@feed
def json_feed_deep() -> bytes:
    return b'{"items":' + b"[" * 200_000


@feed
def json_feed_of_wrong_types() -> bytes:
    return (
        b'{"items":[1,null,{"url":7},{"url":[],"title":{}},'
        b'{"id":"http://[","authors":5,"tags":"x"}]}'
    )


@feed
def json_feed_with_lone_surrogates() -> bytes:
    return (
        rb'{"title":"\ud800","items":[{"url":"https://a.example/1","title":"\udc00","id":"\ud800"},'
        rb'{"url":"https://a.example/\ud800","summary":"a\u0000b","authors":[{"name":"\udfff"}]}]}'
    )


@feed
def json_feed_with_impossible_numbers() -> bytes:
    values = ["1e999", "9" * 400, "NaN", '"99999999999999999999-01-01"']
    items = ",".join(
        f'{{"url":"https://a.example/{n}","title":{value},"date_published":{value}}}'
        for n, value in enumerate(values)
    )
    return f'{{"items":[{items}]}}'.encode()


@feed
def addresses_of_repeated_suffixes() -> bytes:
    suffixes = (".amp", "/amp", "?a=1&", "//", "/..", "%25", "www.", "#a")
    return rss(
        "".join(
            f"<item><link>https://a.example/{(suffix * 16_000).replace('&', '&amp;')}</link></item>"
            for suffix in suffixes
        )
    )


@feed
def addresses_of_special_networks() -> bytes:
    hosts = (
        "192.0.0.192", "192.88.99.1", "[64:ff9b::c000:c0]", "[2002:c000:c0::1]",
        "[::ffff:192.88.99.1]", "[2001:db8::1]", "0300.0250.1", "2130706433",
    )  # fmt: skip
    return rss("".join(f"<item><link>http://{host}/news/1</link></item>" for host in hosts))


@feed
def invalid_dates() -> bytes:
    dates = ["99 Foo 99999 99:99", "9" * 5_000, "Mon, 01 Jan 0000 00:00:00 GMT", "-", "\u0661"]
    return rss("".join(item(n, f"<pubDate>{date}</pubDate>") for n, date in enumerate(dates)))


@feed
def declared_in_utf_7() -> bytes:
    return rss(item()).replace(b"utf-8", b"utf-7")


# sitemaps


def urlset(urls: str, before: str = "") -> bytes:
    schema = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f'<?xml version="1.0"?>{before}<urlset xmlns="{schema}">{urls}</urlset>'.encode()


def loc(number: int) -> str:
    return f"<url><loc>https://a.example/{number}</loc><lastmod>2024-05-01</lastmod></url>"


@sitemap
def gzip_bomb() -> bytes:
    return gzip.compress(bytes(200_000_000), 6)


@sitemap
def two_hundred_thousand_addresses() -> bytes:
    return urlset("".join(loc(n) for n in range(200_000)))


@sitemap
def sitemap_with_entities() -> bytes:
    doctype = _doctype_of_a_billion_laughs("urlset")
    return urlset("<url><loc>https://a.example/&e9;</loc></url>", doctype)


@sitemap
def sitemap_with_external_entity() -> bytes:
    doctype = '<!DOCTYPE urlset [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    return urlset("<url><loc>https://a.example/&x;</loc></url>", doctype)


@sitemap
def sitemap_100_000_deep() -> bytes:
    return urlset("<url>" * 100_000)


@sitemap
def one_address_with_100_000_facts() -> bytes:
    return urlset(f"<url><loc>https://a.example/1</loc>{'<x>1</x>' * 100_000}</url>")


@sitemap
def an_address_of_a_megabyte() -> bytes:
    return urlset(f"<url><loc>https://a.example/{'a' * 1_000_000}</loc></url>")


@sitemap
def an_index_that_names_itself_50_000_times() -> bytes:
    own = "<sitemap><loc>https://a.example/sitemap.xml</loc></sitemap>" * 50_000
    return urlset(own).replace(b"urlset", b"sitemapindex")


@sitemap
def broken_gzip() -> bytes:
    return gzip.compress(urlset(loc(1)))[:-12] + b"broken"


@sitemap
def not_a_sitemap() -> bytes:
    return article()


@sitemap
def a_list_of_500_000_lines() -> bytes:
    return b"".join(b"https://a.example/%d\n" % n for n in range(500_000))


@sitemap
def a_sitemap_of_bytes() -> bytes:
    return b"<urlset>" + bytes(range(256)) * 2_000
