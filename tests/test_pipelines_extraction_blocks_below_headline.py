"""Tests the text right below the headline: a standfirst, or the text of a short item."""

import pytest

from pipelines.extraction.blocks.below_headline import standfirst, text_below_headline
from tests.page_blocks import blocks_of

HEADLINE = "Мост через Суру открыли раньше срока"
LEAD = "Движение запустили за месяц до обещанного дня, сообщили в дорожной службе."
TEXT = "Строители работали в две смены и закончили работы в начале недели."


def standfirst_of(body: str, description: str) -> list[str]:
    """Return the lines that are the standfirst of TEXT on a page with this markup."""
    blocks = blocks_of(body)
    chosen = [block for block in blocks if block.text == TEXT]
    return [blocks[index].text for index in standfirst(blocks, chosen, HEADLINE, description)]


@pytest.mark.parametrize(
    ("above", "description", "is_found"),
    [
        (f"<div class=lead>{LEAD}</div>", "", True),
        (f"<div itemprop=description>{LEAD}</div>", "", True),
        (f"<div class=x1>{LEAD}</div>", LEAD, True),
        (f"<div class=x1>{LEAD}</div>", "", False),
        (f"<div class='related lead'>{LEAD}</div>", "", False),
        ("<div class=lead>Коротко</div>", "", False),
        (f"<div class=lead><a href=/2>{LEAD}</a></div>", "", False),
    ],
)
def test_a_standfirst_has_a_telling_class_or_equals_the_description(
    above: str, description: str, *, is_found: bool
) -> None:
    body = f"<article><h1>{HEADLINE}</h1>{above}<div><p>{TEXT}</p></div></article>"
    assert standfirst_of(body, description) == ([LEAD] if is_found else [])


def test_the_text_of_a_short_item_ends_at_the_next_heading() -> None:
    blocks = blocks_of(
        f"<article><h1>{HEADLINE}</h1><p>{LEAD}</p><h3>Читайте также</h3><p>{TEXT}</p></article>"
    )
    assert [block.text for block in text_below_headline(blocks, HEADLINE)] == [LEAD]


def test_without_a_headline_no_text_is_below_it() -> None:
    assert text_below_headline(blocks_of(f"<p>{TEXT}</p>"), HEADLINE) == []


@pytest.mark.parametrize(
    ("heading", "description", "is_found"),
    [
        (LEAD, LEAD[:60], True),
        (LEAD, "", False),
        (HEADLINE + " в Сурске", HEADLINE + " в Сурске, сообщили в мэрии", False),  # no sentence
    ],
)
def test_a_sentence_marked_as_main_heading_below_the_headline_is_a_standfirst(
    heading: str, description: str, *, is_found: bool
) -> None:
    body = f"<div>{HEADLINE}</div><h1>{heading}</h1><div><p>{TEXT}</p></div>"
    assert standfirst_of(body, description) == ([heading] if is_found else [])


@pytest.mark.parametrize(
    ("headline", "line", "is_found"),
    [
        (
            "На Суре открыт мост",
            "Этот мост ждали двадцать лет, и он уже принял поток машин.",
            True,
        ),
        (
            "Man dies in fire",
            "The fire tore into a two-storey home late last night in town.",
            True,
        ),
        (
            "Этот день вошёл в историю года",
            "Этот раздел года теперь можно слушать и без интернета.",
            False,
        ),
        ("This fire was set", "They have this page from time to time in large print.", False),
    ],
)
def test_a_sentence_that_shares_a_short_word_with_the_headline_is_a_standfirst(
    headline: str, line: str, *, is_found: bool
) -> None:
    body = f"<div><h1>{headline}</h1><p>{line}</p></div><div><p>{TEXT}</p></div>"
    blocks = blocks_of(body)
    chosen = [block for block in blocks if block.text == TEXT]
    indexes = standfirst(blocks, chosen, headline, "")
    assert [blocks[index].text for index in indexes] == ([line] if is_found else [])
