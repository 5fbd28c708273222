"""Pages, feeds and sitemaps made to hang, crash, swell or mislead their reader; built by code."""

import gzip
from collections.abc import Callable

Builder = Callable[[], bytes]
PAGES: dict[str, Builder] = {}
FEEDS: dict[str, Builder] = {}
SITEMAPS: dict[str, Builder] = {}

HEADLINE = "Мост через Суру откроют в ноябре"
SENTENCE = "Строители закончили укладку асфальта на мосту через Суру, сообщили в мэрии города. "
TEXT = "".join(f"<p>{SENTENCE * 3}</p>" for _ in range(8))
EVIL = "http://169.254.169.254/latest/meta-data/"


def page(function: Builder) -> Builder:
    PAGES[function.__name__] = function
    return function


def feed(function: Builder) -> Builder:
    FEEDS[function.__name__] = function
    return function


def sitemap(function: Builder) -> Builder:
    SITEMAPS[function.__name__] = function
    return function


def article(inside: str = "", *, head: str = "", around: tuple[str, str] = ("", "")) -> bytes:
    """An honest article with something hostile in its head, its text or around it."""
    return (
        f"<!doctype html><html lang=ru><head><title>{HEADLINE}</title>{head}</head><body>"
        f"{around[0]}<article><h1>{HEADLINE}</h1>{TEXT}{inside}</article>{around[1]}</body></html>"
    ).encode()


# size in many small parts


@page
def one_tag_with_25_000_attributes() -> bytes:
    attributes = " ".join(f'data-a{n}="{n}"' for n in range(25_000))
    return article(f"<div {attributes}>x</div>")


@page
def forty_thousand_paragraphs() -> bytes:
    return article("<p>абзац" * 40_000)


@page
def two_hundred_thousand_line_breaks() -> bytes:
    return article("<br>" * 200_000)


@page
def five_thousand_dates() -> bytes:
    return article("".join(f"<p>Опубликовано {n % 28 + 1} мая 2024 года" for n in range(5_000)))


@page
def fifty_thousand_links() -> bytes:
    return article("".join(f'<a href="/{n}">ссылка</a>' for n in range(50_000)))


@page
def hundred_thousand_entities() -> bytes:
    return article("&amp;&nbsp;&#1078;&bogus;" * 50_000)


@page
def hundred_thousand_comments() -> bytes:
    return article("<!-- x -->" * 100_000)


@page
def thirty_thousand_time_elements() -> bytes:
    return article("".join(f'<time datetime="2024-05-0{n % 9 + 1}">' for n in range(30_000)))


@page
def twenty_thousand_meta_tags() -> bytes:
    meta = '<meta property="article:published_time" content="2024-05-01T10:00:00+03:00">'
    return article(head=meta * 20_000)


@page
def thousands_of_images() -> bytes:
    return article('<figure><img src="/a.jpg"><figcaption>Фото</figcaption></figure>' * 15_000)


@page
def a_table_of_thousands_of_cells() -> bytes:
    return article("<table>" + ("<tr>" + "<td>1" * 30) * 1_500 + "</table>")


@page
def a_list_of_thousands_of_items() -> bytes:
    return article("<ul>" + "<li>пункт" * 40_000 + "</ul>")


@page
def one_paragraph_of_two_megabytes() -> bytes:
    return article("<p>" + SENTENCE * 12_000)


@page
def one_word_of_a_million_letters() -> bytes:
    return article("<p>" + "ы" * 1_000_000)


@page
def one_line_of_a_million_spaces() -> bytes:
    return article("<p>" + " " * 1_000_000 + "конец")


@page
def a_headline_of_a_megabyte() -> bytes:
    return article(head=f"<meta property=og:title content='{'Мост ' * 200_000}'>")


@page
def digits_without_end() -> bytes:
    return article("<p>" + "1234567890" * 100_000 + "<p>" + "12.05." * 50_000)


@page
def punctuation_without_end() -> bytes:
    return article("<p>" + "." * 300_000 + "<p>" + "—" * 100_000 + "<p>" + "«" * 100_000)


@page
def commas_and_names_without_end() -> bytes:
    return article(f"<p class=author>Автор: {'Иван Иванов, ' * 40_000}")


@page
def colons_in_times_without_end() -> bytes:
    return article("<p>" + "12:30 " * 100_000 + "<p>" + "сегодня в " * 50_000)


# depth


@page
def divs_5_000_deep() -> bytes:
    return article(around=("<div>" * 5_000, "</div>" * 5_000))


@page
def spans_100_000_deep() -> bytes:
    return article("<span>" * 100_000 + "глубоко" + "</span>" * 100_000)


@page
def tables_2_000_deep() -> bytes:
    return article("<table><tr><td>" * 2_000 + "глубоко")


@page
def lists_3_000_deep() -> bytes:
    return article("<ul><li>" * 3_000 + "глубоко")


@page
def fonts_never_closed() -> bytes:
    return article("<b><i><u><font>" * 10_000)


@page
def wrongly_nested_formatting() -> bytes:
    return article("<b><p><i></b></p></i>" * 10_000)


@page
def frames_and_templates_nested() -> bytes:
    return article("<template><iframe><noscript><svg><math>" * 2_000)


# structured data


@page
def json_ld_100_000_deep() -> bytes:
    return article(head=f'<script type="application/ld+json">{"[" * 100_000}</script>')


@page
def json_ld_objects_deep() -> bytes:
    deep = '{"@graph":' * 5_000 + "1" + "}" * 5_000
    return article(head=f'<script type="application/ld+json">{deep}</script>')


@page
def json_ld_of_fifty_thousand_articles() -> bytes:
    one = '{"@type":"NewsArticle","headline":"Мост","datePublished":"2024-05-01T10:00:00+03:00"}'
    many = ",".join([one] * 20_000)
    return article(head=f'<script type="application/ld+json">[{many}]</script>')


@page
def json_ld_of_wrong_types() -> bytes:
    wrong = (
        '{"@type":["NewsArticle",7,null],"headline":{"a":[1]},"datePublished":["x",{}],'
        '"author":[[["a"]],{"name":{"name":1}},5,null],"keywords":{"a":1},"image":[[]],'
        '"articleBody":[1,2],"isBasedOn":7,"mainEntityOfPage":[null],"url":{"@id":[]}}'
    )
    return article(head=f'<script type="application/ld+json">{wrong}</script>')


@page
def json_ld_with_huge_numbers() -> bytes:
    number = "9" * 200_000
    head = (
        f'<script type="application/ld+json">{{"@type":"NewsArticle","wordCount":{number},'
        f'"datePublished":{number},"dateModified":"{number}"}}</script>'
    )
    return article(head=head)


@page
def microdata_that_contains_itself() -> bytes:
    return article(
        '<div itemscope itemtype="http://schema.org/NewsArticle" itemref="a" id="a">' * 3_000
    )


@page
def impossible_dates() -> bytes:
    values = [
        "0000-00-00",
        "9999-99-99T99:99:99Z",
        "-1",
        "1e999",
        "٢٠٢٤-٠٥-٠١",
        "NaN",
        "2024-02-30",
    ]
    metas = "".join(f'<meta property="article:published_time" content="{v}">' for v in values)
    return article("32 мая 2024, 25:61; 0 января 0000; 31.02.2024", head=metas)


# encodings and bytes


@page
def null_bytes_everywhere() -> bytes:
    return article().replace(b" ", b"\0")


@page
def random_bytes() -> bytes:
    import random

    return random.Random(7).randbytes(300_000)


@page
def not_text_at_all() -> bytes:
    return b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 1_000


@page
def a_wrong_encoding_label() -> bytes:
    return article(head="<meta charset=utf-16le>")


@page
def an_unknown_encoding_label() -> bytes:
    return article(head=f"<meta charset='{'x' * 10_000}'>")


@page
def a_dangerous_encoding_label() -> bytes:
    return article(head="<meta charset=zlib_codec>") + b"+ADw-script+AD4-"


@page
def lone_surrogates_and_noncharacters() -> bytes:
    return article(
        "<p>&#xD800;&#xDFFF;&#x110000;&#xFFFF;&#0;&#x1F600;" + "\u202e\u200f\ufeff" * 1_000
    )


@page
def combining_marks_without_end() -> bytes:
    return article("<p>З" + "\u0301" * 300_000)


@page
def cut_in_the_middle_of_a_letter() -> bytes:
    return article()[:-1001]


@page
def empty() -> bytes:
    return b""


@page
def white_space_only() -> bytes:
    return b" \n\t" * 100_000


@page
def xml_with_entities() -> bytes:
    return (
        b'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">'
        b'<!ENTITY c "&b;&b;&b;&b;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
        b"<html><body><p>&c;&f;</p>" + TEXT.encode() + b"</body></html>"
    )


@page
def unclosed_everything() -> bytes:
    return b"<html><head><title><script><style><textarea><!--" + TEXT.encode() * 20


@page
def a_tag_that_never_ends() -> bytes:
    return article()[:-20] + b"<div class='" + b"a" * 1_000_000


@page
def a_style_of_a_megabyte() -> bytes:
    return article(around=(f"<style>{'a{b:c}' * 150_000}</style>", ""))


@page
def a_script_of_a_megabyte() -> bytes:
    return article(around=(f"<script>{'document.write(1);' * 60_000}</script>", ""))


@page
def class_names_without_end() -> bytes:
    return article(f"<div class='{'article content news ' * 50_000}'>x</div>")


@page
def addresses_that_lead_inside() -> bytes:
    head = (
        f'<link rel=canonical href="{EVIL}"><base href="file:///etc/">'
        f'<meta property=og:image content="javascript:alert(1)">'
        '<meta property=og:url content="//[">'
    )
    return article(head=head)


@page
def markup_that_wants_to_run() -> bytes:
    return article("<p>&lt;script&gt;alert(1)&lt;/script&gt; <img src=x onerror=alert(1)>")


# feeds


def rss(items: str, *, before: str = "", channel: str = "") -> bytes:
    return (
        f'<?xml version="1.0" encoding="utf-8"?>{before}<rss version="2.0"><channel>'
        f"<title>Лента</title>{channel}{items}</channel></rss>"
    ).encode()


def item(number: int = 1, inside: str = "") -> str:
    return f"<item><title>{HEADLINE}</title><link>https://a.example/{number}</link>{inside}</item>"


@feed
def billion_laughs() -> bytes:
    levels = "".join(
        f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' if n else '<!ENTITY e0 "ха">' for n in range(10)
    )
    return rss(item(inside="<description>&e9;</description>"), before=f"<!DOCTYPE rss [{levels}]>")


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
    return rss(item(), before=f'<!DOCTYPE rss SYSTEM "{EVIL}">')


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
def addresses_that_are_none() -> bytes:
    links = [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "http://[",
        "//",
        "http://a b",
        "\x7f",
        EVIL,
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
def dates_that_are_none() -> bytes:
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
    levels = "".join(
        f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' if n else '<!ENTITY e0 "ха">' for n in range(10)
    )
    return urlset("<url><loc>https://a.example/&e9;</loc></url>", f"<!DOCTYPE urlset [{levels}]>")


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
def a_list_of_a_million_lines() -> bytes:
    return b"".join(b"https://a.example/%d\n" % n for n in range(500_000))


@sitemap
def a_sitemap_of_bytes() -> bytes:
    return b"<urlset>" + bytes(range(256)) * 2_000
