"""Tests that pages composed for fitting the block model keep the gold text of their page."""

import re

import pytest

from benchmarks.extraction.gold import GoldPage
from benchmarks.extraction.sectioned_pages import sectioned, short_phrases

PARAGRAPHS = [
    f"Paragraph {number} tells what was decided in the town hall on day {number} of the month."
    for number in range(1, 9)
]
HEADINGS = ["Where to begin", "What it costs"]


TEXT = "\n".join(PARAGRAPHS)
IN_ONE_BOX = "<main>" + "".join(f"<p>{text}</p>" for text in PARAGRAPHS) + "</main>"


def page(body: str) -> GoldPage:
    """Return a page with this markup between menu and footer, whose gold text is TEXT."""
    html = f"<html><body><nav><a href='/a'>News</a></nav>{body}<footer>End</footer></body></html>"
    return GoldPage("s", "k", "http://a.example/1", html.encode(), {"articleBody": TEXT})


@pytest.mark.parametrize("seed", range(20))
def test_sections_keep_all_paragraphs_in_their_order(seed: int) -> None:
    composed = sectioned(page(IN_ONE_BOX), HEADINGS, seed)
    assert composed is not None
    numbers = re.findall(r"Paragraph (\d)", composed.text)
    assert numbers == [str(number) for number in range(1, 9)]
    assert composed.body != page(IN_ONE_BOX).body
    text_of_page = re.sub(r"<[^>]+>", "\n", composed.body.decode())
    assert all(line in text_of_page for line in composed.text.split("\n"))
    assert "News" not in composed.text


def test_the_seed_alone_decides_on_the_markup() -> None:
    first, second, other = (sectioned(page(IN_ONE_BOX), HEADINGS, seed) for seed in (1, 1, 2))
    assert first == second
    assert first != other


def test_a_text_whose_paragraphs_are_in_several_boxes_is_not_divided() -> None:
    boxes = "".join(f"<div><p>{text}</p></div>" for text in PARAGRAPHS)
    assert sectioned(page(boxes), HEADINGS, 1) is None


def test_headings_are_the_first_words_of_long_lines() -> None:
    phrases = short_phrases([page(IN_ONE_BOX)])
    assert len(phrases) == len(PARAGRAPHS)
    assert all(text.startswith(words) for text, words in zip(PARAGRAPHS, phrases, strict=True))
