"""Hostile pages with misleading structured data, or with wrong encodings."""

import random

from tests.hostile_building import INTERNAL_URL, TEXT, article, page

# structured data


@page
def json_ld_100_000_deep() -> bytes:
    return article(head=f'<script type="application/ld+json">{"[" * 100_000}</script>')


@page
def json_ld_objects_deep() -> bytes:
    deep = '{"@graph":' * 5_000 + "1" + "}" * 5_000
    return article(head=f'<script type="application/ld+json">{deep}</script>')


@page
def json_ld_of_20_000_articles() -> bytes:
    node = '{"@type":"NewsArticle","headline":"Мост","datePublished":"2024-05-01T10:00:00+03:00"}'
    nodes = ",".join([node] * 20_000)
    return article(head=f'<script type="application/ld+json">[{nodes}]</script>')


@page
def json_ld_of_wrong_types() -> bytes:
    wrong = (
        '{"@type":["NewsArticle",7,null],"headline":{"a":[1]},"datePublished":["x",{}],'
        '"author":[[["a"]],{"name":{"name":1}},5,null],"keywords":{"a":1},"image":[[]],'
        '"articleBody":[1,2],"isBasedOn":7,"mainEntityOfPage":[null],"url":{"@id":[]}}'
    )
    return article(head=f'<script type="application/ld+json">{wrong}</script>')


@page
def json_ld_with_lone_surrogates() -> bytes:
    stated = (
        r'{"@type":"NewsArticle","headline":"\ud800Мост\u0000","author":{"name":"\udfff"},'
        r'"keywords":["\ud800"],"image":"https://a.example/\udc00","url":"https://a.example/\ud800"}'
    )
    return article(head=f'<script type="application/ld+json">{stated}</script>')


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
        "Fri, 31 Dec 9999 23:59:59 -1200",
        "99999999999999999999-01-01",
    ]
    metas = "".join(
        f'<meta property="article:published_time" content="{value}">' for value in values
    )
    return article("32 мая 2024, 25:61; 0 января 0000; 31.02.2024", head=metas)


# encodings and bytes


@page
def null_bytes_everywhere() -> bytes:
    return article().replace(b" ", b"\0")


@page
def random_bytes() -> bytes:
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
def internal_addresses() -> bytes:
    head = (
        f'<link rel=canonical href="{INTERNAL_URL}"><base href="file:///etc/">'
        f'<meta property=og:image content="javascript:alert(1)">'
        '<meta property=og:url content="//[">'
    )
    return article(head=head)


@page
def an_address_of_another_outlet_as_its_own() -> bytes:
    other = "https://b.example/news/1"
    head = f'<link rel=canonical href="{other}"><meta property=og:url content="{other}">'
    return article(head=head)


@page
def canonical_addresses_of_repeated_suffixes() -> bytes:
    suffixes = (".amp", "/amp", "?a=1&", "//", "/..", "%25")
    links = (
        f'<link rel=canonical href="https://a.example/{suffix * 16_000}">' for suffix in suffixes
    )
    return article(head="".join(links))


@page
def markup_with_scripts() -> bytes:
    return article("<p>&lt;script&gt;alert(1)&lt;/script&gt; <img src=x onerror=alert(1)>")
