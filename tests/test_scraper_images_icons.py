"""Tests which icons of a home page are tried, and in which order."""

import time

import pytest

from scraper.images.icons import MAX_ADDRESSES, icon_addresses

HOME = "https://sura-press.example/index.html"
MAX_SECONDS = 2  # of processor time; 0.1 s are usual
USUAL = "https://sura-press.example/favicon.ico"


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("", [USUAL]),
        ('<link rel="icon" href="/i.png">', ["https://sura-press.example/i.png", USUAL]),
        ("<LINK HREF=i.png REL='shortcut icon'>", ["https://sura-press.example/i.png", USUAL]),
        ('<link rel="icon" href="https://cdn.example/i.png?a=1&amp;b=2">',
         ["https://cdn.example/i.png?a=1&b=2", USUAL]),
        ('<link rel="icon" sizes="192x192" href="/192.png"><link rel="icon" sizes="48x48"'
         ' href="/48.png"><link rel="icon" sizes="16x16" href="/16.png">',
         ["https://sura-press.example/48.png", "https://sura-press.example/192.png", USUAL]),
        ('<link rel="apple-touch-icon" href="/touch.png">',
         ["https://sura-press.example/touch.png", USUAL]),
        ('<link rel="icon" href="/icon.svg">', [USUAL]),
        ('<link rel="icon" type="image/svg+xml" href="/icon">', [USUAL]),
        ('<link rel="icon" href="data:image/png;base64,AAAA">', [USUAL]),
        ('<link rel="icon" href="file:///etc/passwd">', [USUAL]),
        ('<link rel="icon" href="http://[broken">', [USUAL]),
        ('<link rel="icon" href="">', [USUAL]),
        ('<link rel="icon" href="/favicon.ico">', [USUAL]),
        ('<link rel="stylesheet" href="/icon.png">', [USUAL]),
        (f'<link rel="icon" href="/{"a" * 5_000}.png">', [USUAL]),
    ],
)  # fmt: skip
def test_the_icons_that_a_page_names_are_tried_before_the_usual_one(
    head: str, expected: list[str]
) -> None:
    assert icon_addresses(f"<html><head>{head}</head>".encode(), HOME) == expected


def test_few_of_many_icons_are_tried() -> None:
    many = "".join(f'<link rel="icon" href="/{n}.png">' for n in range(500))
    assert len(icon_addresses(many.encode(), HOME)) == MAX_ADDRESSES


@pytest.mark.parametrize(
    "hostile",
    ["<link " * 50_000, "<link a=" + "a" * 300_000, "a='" * 100_000],
    ids=["elements", "one long attribute", "quotation marks"],
)
def test_hostile_pages_take_little_time(hostile: str) -> None:
    started = time.process_time()
    assert icon_addresses(hostile.encode(), HOME) == [USUAL]
    assert time.process_time() - started < MAX_SECONDS
