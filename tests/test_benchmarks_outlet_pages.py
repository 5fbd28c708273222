"""Tests of the pages that the crawl benchmark serves: one frame around the articles of others."""

import re
from datetime import date
from statistics import mean

import pytest

from benchmarks.crawl.crawl_web import web_pages
from benchmarks.crawl.outlet_pages import Original, framed_pages, mixed_pages, reworded
from benchmarks.crawl.repeated_blocks import repeated_share

DAY = date(2026, 3, 2)


def original(number: int) -> Original:
    """Return a page whose menu, headline and text have lengths of their own."""
    menu = "".join(f"<li><a href='/{link}'>{'menu ' * number}</a></li>" for link in range(30))
    text = "text of the article that a person reads " * number
    html = (
        f"<title>{'e' * number} title</title><meta name=description content='{number} facts'>"
        f"<body class=site{number}><ul>{menu}</ul><div class=story{number}><h1>{'a' * number}</h1>"
        f"<p>{text}</p></div><footer>{'footer of the site ' * number}</footer>"
    )
    return Original(html.encode(), text)


ORIGINALS = [original(number) for number in range(1, 7)]


def shape(html: bytes) -> str:
    """Return the page without the consonants, which are the letters that the web exchanges."""
    return re.sub(r"[^\W\daeiouy]", "_", html.decode())


def test_pages_of_an_outlet_share_a_frame_around_the_articles_of_others() -> None:
    page_of = framed_pages(ORIGINALS, 2, DAY)
    for outlet in (0, 1):
        pages = [page_of(outlet, number).decode() for number in range(len(ORIGINALS))]
        frames = {re.search("class=.site(.)", page)[1] for page in pages}  # type: ignore[index]
        assert len(frames) == 1
        assert len({page[page.index("<footer") :] for page in pages}) == 1
        for number, page in enumerate(pages, 1):
            assert re.findall("class=.story(.)", page) == [str(number)]
            assert re.findall("<h1>(.*?)</h1>", page) == ["a" * number]
            assert f"{number} facts" in page
            assert page.count(" facts") == page.count("<title>") == 1


def test_outlets_have_frames_of_different_sizes_and_letters() -> None:
    page_of = framed_pages(ORIGINALS[:1], 2, DAY)
    first, second = page_of(0, 0), page_of(1, 0)
    assert first != second
    assert shape(first) == shape(second)
    sized = framed_pages(ORIGINALS, 3, DAY)
    assert len({len(sized(outlet, 0)) for outlet in range(3)}) == 3


def test_an_article_that_is_used_again_has_other_letters() -> None:
    page_of = framed_pages(ORIGINALS, 1, DAY)
    first, second = page_of(0, 0), page_of(0, len(ORIGINALS))
    assert first != second
    assert shape(first) == shape(second)


def test_a_page_whose_article_is_in_no_element_of_its_own_is_left_out() -> None:
    bare = Original(b"<body>All of this text is in the body itself", "All of this text")
    other = Original(b"<body><p>Another text that is long enough", "A text not on the page")
    page_of = framed_pages([bare, *ORIGINALS[:1], other], 1, DAY)
    assert {shape(page_of(0, number)) for number in range(9)} == {shape(page_of(0, 0))}


def test_articles_are_of_the_last_days() -> None:
    html = b"<div><p>Text of an article that is long</p><time datetime=2019-05-06T07:08:09Z></time>"
    page_of = framed_pages([Original(html, "Text of an article that is long")], 1, DAY)
    times = {re.search(r'datetime="(.*?)"', page_of(0, number).decode())[1] for number in range(9)}  # type: ignore[index]
    assert times == {f"2026-0{day}T07:08:09Z" for day in ("2-28", "3-01", "3-02")}


def test_mixed_pages_are_whole_originals() -> None:
    bodies = [page.body for page in ORIGINALS]
    page_of = mixed_pages(bodies)
    assert page_of(0, 1) == page_of(1, 1) == reworded(bodies[1], 0)


@pytest.mark.parametrize(("kind", "least", "most"), [("framed", 0.4, 0.95), ("mixed", 0.0, 0.3)])
def test_share_of_repeated_blocks_is_near_that_of_real_sites(
    kind: str, least: float, most: float
) -> None:
    page_of = web_pages(kind, outlets=2)
    share = repeated_share([page_of(outlet, 2 * n + outlet) for n in range(5)] for outlet in (0, 1))
    assert least <= share <= most


@pytest.mark.parametrize("outlets", [3, 6])
def test_framed_pages_have_the_mean_size_of_the_originals(outlets: int) -> None:
    page_of = framed_pages(ORIGINALS, outlets, DAY)
    numbers = range(len(ORIGINALS))
    framed = mean(len(page_of(outlet, n)) for outlet in range(outlets) for n in numbers)
    expected = mean(len(reworded(page.body, 0)) for page in ORIGINALS)
    assert framed == pytest.approx(expected, rel=0.05)


def test_repeated_share_counts_no_first_page() -> None:
    one, two = b"<p>One</p><p>Two</p>", b"<p>One</p><p>Three</p>"
    assert repeated_share([[one, two], [two]]) == 0.5
    assert repeated_share([[one]]) == 0.0
