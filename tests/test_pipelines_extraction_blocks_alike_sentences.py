"""Tests that alike sentences are text together, and that comments and notes stay out."""

import numpy as np
import pytest

from pipelines.extraction.blocks.alike_sentences import with_alike, with_continuation
from pipelines.extraction.blocks.select import choose_by_chances, layout
from tests.page_blocks import blocks_of

SENTENCE = (
    "Дом номер {} на улице Речной построили в 1912 году, в нём было почтовое отделение, а после"
    " ремонта открыли музей, в котором показывают письма, марки, телеграммы и старые карты города,"
    " а по воскресеньям рассказывают о почтальонах, которые ходили пешком в соседние сёла."
)
SECTION = '<section class="part"><h2>Дом {0}</h2><div class="rich"><p>{1}</p></div></section>'


def sections(markup: str = SECTION, count: int = 4) -> str:
    """Return ``count`` sections with different sentences of one form."""
    return "".join(markup.format(i, SENTENCE.format(i)) for i in range(count))


def added(body: str, chance: float = 0.1) -> list[str]:
    """Return the blocks that are added if the first block of the page alone is chosen.

    ``chance`` is that of each other block to be text, by the model.
    """
    blocks = blocks_of(f"<p>{SENTENCE.format(99)}</p>{body}")
    chosen = np.array([block.index == 0 for block in blocks])
    chances = np.array([0.9, *[chance] * (len(blocks) - 1)])
    is_text = with_alike(chosen, chances, blocks)
    return [block.text for block in blocks[1:] if is_text[block.index]]


def test_doubtful_sentences_of_all_sections_are_text_together() -> None:
    assert added(sections()) == [SENTENCE.format(i) for i in range(4)]


@pytest.mark.parametrize(
    "markup",
    [
        '<article class="comment"><div><p>{1}</p></div></article>',
        '<div id="comments"><div><p>{1}</p></div></div>',
        '<div class="coment"><p>{1}</p></div>',
        '<ul class="kommentare"><li><p>{1}</p></li></ul>',
        "<figure><figcaption>{1}</figcaption></figure>",
        "<footer><div><p>{1}</p></div></footer>",
        '<div class="cookie-list"><div><p>{1}</p></div></div>',
        '<div class="cmp-modal"><div><p>{1}</p></div></div>',
        '<div class="author-bio"><p>{1}</p></div>',
        '<div class="related-items"><p>{1}</p></div>',
        '<div class="item"><p><a href="/x">{1}</a></p></div>',
    ],
)
def test_sentences_of_other_parts_of_the_page_stay_out(markup: str) -> None:
    assert added(sections(markup)) == []


@pytest.mark.parametrize("markup", ["<ul><li>{}</li></ul>", "<ol><li><p>{}</p></li></ol>"])
def test_long_list_items_without_links_count_as_sentences(markup: str) -> None:
    items = [SENTENCE.format(i).rstrip(".") for i in range(4)]
    assert added("".join(markup.format(item) for item in items)) == items
    links = [f'<a href="/{i}">{item}</a>' for i, item in enumerate(items)]
    assert added("".join(markup.format(link) for link in links)) == []


def test_a_sentence_that_is_repeated_stays_out() -> None:
    assert added(SECTION.format(1, SENTENCE.format(1)) * 4) == []


def test_two_sentences_stay_out() -> None:
    assert added(sections(count=2)) == []


def test_sentences_far_below_the_text_stay_out() -> None:
    between = "".join(f"<div>Раздел {i}</div>" for i in range(8))
    assert added(between + sections()) == []


def test_long_paragraphs_without_links_count_as_sentences() -> None:
    texts = [f"{SENTENCE.format(i)} — Анна, почтальон" for i in range(4)]
    assert added("".join(f"<section><p>{text}</p></section>" for text in texts)) == texts
    boxes = "".join(f"<section><div>{text}</div></section>" for text in texts)
    assert added(boxes) == []
    links = "".join(f'<section><p><a href="/x">{text}</a></p></section>' for text in texts)
    assert added(links) == []


LINKED = '<section class="part"><h2><a href="/{0}">Дом {0}</a></h2><div><p>{1}</p></div></section>'


@pytest.mark.parametrize(
    ("markup", "chance", "count"),
    [(SECTION, 0.01, 4), (SECTION, 0.004, 0), (LINKED, 0.1, 4), (LINKED, 0.01, 0)],
)
def test_improbable_sentences_are_text_only_below_headings_that_are_no_links(
    markup: str, chance: float, count: int
) -> None:
    assert len(added(sections(markup), chance)) == count


def test_a_box_that_a_css_framework_positions_is_no_box_of_related_articles() -> None:
    assert len(added(sections('<div class="relative grid"><p>{1}</p></div>'))) == 4


@pytest.mark.parametrize(("reaches_text", "count"), [(True, 5), (False, 0)])
def test_sentences_that_begin_far_above_reach_into_the_text(reaches_text: bool, count: int) -> None:
    between = "".join(f"<div>Раздел {i}</div>" for i in range(8))
    last = SECTION.format(5, SENTENCE.format(5)) if reaches_text else ""
    blocks = blocks_of(f"{sections()}{between}<p>{SENTENCE.format(99)}</p>{last}")
    chosen = np.array([block.text == SENTENCE.format(99) for block in blocks])
    is_text = with_alike(chosen, np.full(len(blocks), 0.1), blocks)
    assert is_text.sum() == 1 + count


def test_a_page_without_chosen_blocks_stays_empty() -> None:
    blocks = blocks_of(sections())
    none = np.zeros(len(blocks), dtype=bool)
    assert not with_alike(none, np.ones(len(blocks)), blocks).any()


@pytest.mark.parametrize(("chance", "added_count"), [(0.03, 0), (0.06, 4)])
def test_only_a_page_of_low_expected_f1_gets_doubtful_sentences(
    chance: float, added_count: int
) -> None:
    sure = "".join(f"<div>{SENTENCE.format(i)}</div>" for i in range(10, 12))
    blocks = blocks_of(f"{sure}{sections()}")
    chances = np.array([0.99] * 2 + [chance] * (len(blocks) - 2))
    choice = choose_by_chances(blocks, chances, np.zeros(len(blocks), dtype=bool), layout(blocks))
    assert len(choice.blocks) == 2 + added_count
    assert (choice.expected_f1 < 0.95) == bool(added_count)


ROW = '<div class="row"><div class="col"><div class="rich">{}</div></div></div>'
SHORT = "Вход для всех посетителей бесплатный, номер {}."


def continuation(between: str, below: str, chance: float = 0.35, first: str = ROW) -> list[str]:
    """Return the blocks that are added to the chosen blocks of the first row of a page builder.

    ``chance`` is that of each other block to be text, by the model.
    """
    text = "<br>".join(SENTENCE.format(i) for i in range(2))
    blocks = blocks_of(first.format(text) + between + below)
    chosen = np.array([block.index < 2 for block in blocks])
    chances = np.where(chosen, 0.9, chance)
    is_text = with_continuation(chosen, chances, blocks)
    return [block.text for block in blocks if is_text[block.index]][2:]


BELOW = ROW.format("<br>".join(SHORT.format(i) for i in range(2)))
PICTURE = '<div class="row"><img src="/1.jpg"><p>Почтальон в форме 1912 года</p></div>'


@pytest.mark.parametrize("between", ["", PICTURE, "<div class=row><h2>Билеты</h2></div>"])
def test_text_goes_on_in_the_next_box_of_its_markup(between: str) -> None:
    assert continuation(between, BELOW) == [SHORT.format(i) for i in range(2)]


@pytest.mark.parametrize(
    ("between", "below", "chance"),
    [
        pytest.param("", ROW.format(SHORT), 0.35, id="one sentence"),
        pytest.param("", BELOW, 0.2, id="improbable"),
        pytest.param("", BELOW.replace("rich", "foot"), 0.35, id="other markup"),
        pytest.param("", ROW.format(f"<a href=/1>{SHORT}</a><br><a href=/2>{SHORT}</a>"), 0.35,
                     id="links"),
        pytest.param(PICTURE * 9, BELOW, 0.35, id="far below"),
    ],
)  # fmt: skip
def test_other_sentences_below_the_text_are_no_continuation(
    between: str, below: str, chance: float
) -> None:
    assert continuation(between, below, chance) == []


def test_boxes_of_many_kinds_have_no_continuation() -> None:
    # The last sentence alone is in a box of this markup.
    text = f"<main><p>{SENTENCE.format(5)}</p></main>{ROW.format(SHORT)}"
    blocks = blocks_of(text + BELOW)
    chosen = np.array([block.index < 2 for block in blocks])
    assert with_continuation(chosen, np.where(chosen, 0.9, 0.35), blocks).sum() == 2
