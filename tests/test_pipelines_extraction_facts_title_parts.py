"""Tests that the part of a title that the page shows is found, and is not the outlet's name."""

import pytest

from pipelines.extraction.facts.title_parts import part_on_page
from tests.page_blocks import blocks_of

TITLE = "Łoś na rynku — Gazeta Kutnowska"


@pytest.mark.parametrize(
    ("title", "body", "part"),
    [
        (TITLE, "<b>Łoś na rynku</b>", "Łoś na rynku"),
        (TITLE, "<a href='/'>Gazeta Kutnowska</a><p>Łoś na rynku</p>", "Łoś na rynku"),
        (TITLE, "<a href='//gazeta.example/'>Gazeta Kutnowska</a><p>Łoś na rynku", "Łoś na rynku"),
        (
            "Самарские вести: мост открыт",
            "<div><a href='https://vesti.example'>Самарские вести</a></div><p>Мост открыт</p>",
            "мост открыт",
        ),
        # A link to another page may be the headline, and a shorter one is a section.
        (TITLE, "<a href='/wiadomosci/los'>Gazeta Kutnowska</a>", "Gazeta Kutnowska"),
        (TITLE, "<a href='#gazeta'>Gazeta Kutnowska</a>", "Gazeta Kutnowska"),
        ("Łoś — Sport", "<a href='/sport'>Sport</a>", ""),
        (TITLE, "<p>Łoś na</p>", ""),
        (TITLE, "<a href='http://['>Gazeta Kutnowska</a>", ""),
    ],
)
def test_the_longest_part_that_is_a_block_is_found(title: str, body: str, part: str) -> None:
    assert part_on_page(title, blocks_of(body)) == part
