"""Tests that other articles, fact boxes and second copies of the text are no text."""

import time

import pytest

from pipelines.extraction.blocks.other_texts import (
    articles_below_heading,
    consent_notices,
    copies_in_other_boxes,
    fact_boxes,
    lines_above,
    notes_on_author,
    other_articles,
    repeated_last_line,
    whole_copies,
)
from pipelines.extraction.blocks.segment import Block
from tests.page_blocks import blocks_of

HEADLINE = "В Сердобске открыли мост через реку"
TEXT = tuple(
    f"{number} автобусов проехали по новому мосту в первый день, и жители улицы Речной встречали"
    " их пассажиров цветами, хлебом и солью, сообщили в мэрии города."
    for number in (
        "Десять",
        "Двадцать",
        "Тридцать",
        "Сорок",
        "Пятьдесят",
        "Сто",
        "Двести",
        "Сорок два",
    )
)
OTHER = "Губернатор встретился с молодыми учителями области и обещал им жильё."


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def texts(blocks: list[Block], indexes: set[int]) -> list[str]:
    """Return the texts of the blocks with these indexes, in their order."""
    return [blocks[index].text for index in sorted(indexes)]


def test_text_in_another_article_element_than_the_headline_is_another_article() -> None:
    page = (
        f"<article><h1>{HEADLINE}</h1>{paragraphs(*TEXT)}</article>"
        f"<article><h2>Другая новость</h2>{paragraphs(OTHER)}</article><p>Конец страницы.</p>"
    )
    blocks = blocks_of(page)
    assert texts(blocks, other_articles(blocks, blocks, HEADLINE)) == ["Другая новость", OTHER]


@pytest.mark.parametrize(
    "page",
    [
        # the element with the headline holds only the standfirst
        f"<article><h1>{HEADLINE}</h1><p>{TEXT[0]}</p></article><article>{{}}</article>",
        # the entries of a live blog, inside the element of the blog and without such an element
        f"<article><h1>{HEADLINE}</h1>{{}}<article><p>{OTHER}</p></article></article>",
        f"<h1>{HEADLINE}</h1><article>{{}}</article><article><p>{OTHER}</p></article>",
        # the headline is in an element inside that of the text
        f"<article><article><h1>{HEADLINE}</h1></article>{{}}</article>",
    ],
    ids=["standfirst", "blog in an element", "blog without an element", "inner headline"],
)
def test_an_article_of_several_article_elements_stays_whole(page: str) -> None:
    blocks = blocks_of(page.format(paragraphs(*TEXT)))
    assert other_articles(blocks, blocks, HEADLINE) == set()


@pytest.mark.parametrize(
    "markup",
    [
        "<div class='metro-factbox'><h2>{0}</h2><p>{1}</p></div>",
        "<div class='faktaboks'><div><p><b>{0}</b></p><div><p>{1}</p></div></div></div>",
        "<section class='article-infobox'><div>{0}</div><ul><li>{1}</li></ul></section>",
        "<div class='c fact'><h3>{0}</h3><p>{1}</p></div>",
        "<div class='Infokasten'><h3>{0}</h3>{1}</div>",
    ],
)
def test_a_fact_box_among_the_text_is_no_text(markup: str) -> None:
    box = markup.format("Мост в числах", OTHER)
    blocks = blocks_of(f"<div>{paragraphs(*TEXT[:3])}{box}{paragraphs(*TEXT[3:])}</div>")
    assert texts(blocks, fact_boxes(blocks)) == ["Мост в числах", OTHER]


@pytest.mark.parametrize(
    "page",
    [
        # a sentence in such a box without a heading
        f"<div>{paragraphs(*TEXT)}<div class='factbox'><p>{OTHER}</p></div></div>",
        # the whole text in such a box
        f"<div class='info-box'><h2>Мост</h2>{paragraphs(*TEXT)}</div><p>{OTHER}</p>",
        # other words with these letters
        f"<div class='satisfaction factory'><h2>Мост</h2><p>{OTHER}</p></div>{paragraphs(*TEXT)}",
    ],
    ids=["no heading", "the whole text", "other words"],
)
def test_a_name_alone_makes_no_fact_box(page: str) -> None:
    assert fact_boxes(blocks_of(page)) == set()


def test_lines_above_the_headline_are_no_text() -> None:
    towns = "".join(f"<li>{town}</li>" for town in ("Пенза", "Сердобск", "Кузнецк"))
    lead = "<p>Мост строили два года и открыли в срок.</p>"
    page = f"<ul>{towns}</ul>{lead}<h1>{HEADLINE}</h1>{paragraphs(*TEXT)}"
    blocks = blocks_of(page)
    assert texts(blocks, lines_above(blocks, blocks, HEADLINE)) == ["Пенза", "Сердобск", "Кузнецк"]


def test_lines_above_a_headline_that_is_below_the_text_are_text() -> None:
    blocks = blocks_of(f"<p>Интервью</p>{paragraphs(*TEXT)}<h2>{HEADLINE}</h2><p>{OTHER}</p>")
    assert lines_above(blocks, blocks, HEADLINE) == set()


def test_a_second_copy_of_the_text_in_one_paragraph_is_no_text() -> None:
    copied = " ".join(TEXT[1:])
    blocks = blocks_of(f"<div>{paragraphs(*TEXT)}</div><div class=x>{copied}</div>")
    assert texts(blocks, whole_copies(blocks)) == [copied]


def test_a_long_paragraph_that_repeats_one_sentence_is_text() -> None:
    own = " ".join(f"Строители уложили плиту номер {number} на опоры." for number in range(40))
    blocks = blocks_of(f"<div>{paragraphs(*TEXT)}<p>{TEXT[0]} {own}</p></div>")
    assert whole_copies(blocks) == set()


RELATED = f"<h3 class=related-news>Вам понравится</h3><article><p>{OTHER}</p></article>"


@pytest.mark.parametrize(
    "heading",
    [
        "<h3 class=related-news>Вам понравится</h3>",
        "<h2 class='block__title recommended'>Também pode gostar</h2>",
        "<h4 id=similar_posts>Noch mehr</h4>",
        "<h4 class=articleRelatedContent>Noch mehr</h4>",
        "<h4 class=you-may-also-like>Noch mehr</h4>",
    ],
)
def test_articles_below_a_heading_of_related_texts_are_other_articles(heading: str) -> None:
    card = "<article><div>Поделиться</div><p>{} {}</p></article>"
    cards = card.format("А", OTHER) + card.format("Б", OTHER)
    page = f"<article><h1>{HEADLINE}</h1>{paragraphs(*TEXT)}{heading}{cards}</article>"
    blocks = blocks_of(f"{page}<p>{TEXT[0]}</p>")
    others = texts(blocks, articles_below_heading(blocks, blocks))
    assert others == ["Поделиться", f"А {OTHER}", "Поделиться", f"Б {OTHER}"]


@pytest.mark.parametrize("name", ["public-relations", "correlation", "unrelated", "dissimilar"])
def test_other_words_with_these_letters_name_no_related_texts(name: str) -> None:
    articles = f"<article><p>{OTHER}</p></article>" * 2
    blocks = blocks_of(f"<div>{paragraphs(*TEXT)}<h2 class='{name}'>Мост</h2>{articles}</div>")
    assert articles_below_heading(blocks, blocks) == set()


@pytest.mark.parametrize("number_above", [1, len(TEXT)])  # too short a text, and a whole one
def test_headings_of_related_texts_are_tried_within_the_time_limit(number_above: int) -> None:
    headings = "<h2 class=related>Ещё</h2>" * 2_900
    page = f"<div>{paragraphs(*TEXT[:number_above])}{headings}<p>Мост</p>"
    blocks = blocks_of(f"{page}<article>{'<p>Новость</p>' * 2_900}</article></div>")
    start = time.process_time()
    assert articles_below_heading(blocks, blocks) == set()
    assert time.process_time() - start < 1


@pytest.mark.parametrize(
    "page",
    [
        f"<div>{paragraphs(*TEXT)}{RELATED}</div>",  # a single element
        f"<div>{paragraphs(TEXT[0])}{RELATED}{RELATED}</div>",  # a short text above
        f"<div>{paragraphs(*TEXT)}<h3 class=part>Вам понравится</h3>"
        f"<article>{paragraphs(*TEXT)}</article><article>{paragraphs(*TEXT)}</article></div>",
        f"<div>{paragraphs(*TEXT)}<article>{RELATED}{paragraphs(*TEXT)}</article></div>",
    ],
)
def test_the_class_of_a_heading_is_not_enough_for_other_articles(page: str) -> None:
    blocks = blocks_of(page)
    assert articles_below_heading(blocks, blocks) == set()


@pytest.mark.parametrize(
    "box",
    [
        "<div id=onetrust-pc-sdk><div class='ot-sdk-row'><section>{}</section></div></div>",
        "<div id=CybotCookiebotDialog><div><div>{}</div></div></div>",
        "<section class='cookie-notice-container bottom' role=dialog>{}</section>",
        "<div class='qc-cmp2-container'><div>{}</div></div>",
    ],
)
def test_a_notice_of_a_program_that_asks_for_consent_is_no_text(box: str) -> None:
    notice = "Мы храним файлы на вашем устройстве, чтобы считать посещения сайта."
    blocks = blocks_of(f"<main>{paragraphs(*TEXT)}</main>{box.format(paragraphs(notice))}")
    assert texts(blocks, consent_notices(blocks)) == [notice]


def test_an_article_about_cookies_is_text() -> None:
    text = "Баннеры cookie обяжут показывать отказ, решила комиссия."
    blocks = blocks_of(f"<div class='article cookie-recipes'>{paragraphs(text)}</div>")
    assert consent_notices(blocks) == set()


PARTS = TEXT[:3]
WIDE = f"<div class=wide><div>{paragraphs(*PARTS)}</div></div>"


@pytest.mark.parametrize(
    "copy",
    [
        f"<div class=print><section>{paragraphs(*PARTS)}</section></div>",  # other markup
        f"<div class=wide><div class=hidden-phone>{paragraphs(*PARTS)}</div></div>",
        f"<aside>{'<br>'.join(PARTS)}</aside>",
        f"<aside>{'<br>'.join(f'— {part}' for part in PARTS)}</aside>",
    ],
)
def test_a_copy_of_the_text_in_a_box_of_other_markup_is_no_text(copy: str) -> None:
    blocks = blocks_of(f"<main>{WIDE}{copy}<p>{OTHER}</p></main>")
    assert copies_in_other_boxes(blocks) == {3, 4, 5}


def test_lines_that_differ_within_the_box_of_a_copy_belong_to_the_copy() -> None:
    copy = paragraphs(PARTS[0], "Мост открыт, сообщает пресс-служба", *PARTS[1:], "пресс-служба")
    blocks = blocks_of(f"{WIDE}<article><div>{copy}</div></article><p>{OTHER}</p>")
    assert copies_in_other_boxes(blocks) == {3, 4, 5, 6, 7}


@pytest.mark.parametrize(
    "page",
    [
        # the text repeats a part of itself: in its own box, or in one of two alike boxes
        f"<div>{paragraphs(*PARTS, *PARTS)}</div>",
        f"{WIDE}<p>{OTHER}</p>{WIDE}",
        # a single repeated paragraph, such as a quote
        f"{WIDE}<aside>{paragraphs(PARTS[1])}</aside>",
        # entries of a list that end alike
        "".join(f"<div class=e{n}><h3>Рейс {n}</h3>{paragraphs(OTHER)}</div>" for n in "абвгде"),
    ],
)
def test_repeated_paragraphs_of_one_text_are_kept(page: str) -> None:
    assert copies_in_other_boxes(blocks_of(page)) == set()


def test_an_excerpt_above_the_whole_text_does_not_remove_the_rest_of_it() -> None:
    excerpt = f"<header>{paragraphs(*PARTS)}</header>"
    blocks = blocks_of(f"{excerpt}<main><div>{paragraphs(*TEXT)}</div></main>")
    left = [block.text for block in blocks if block.index not in copies_in_other_boxes(blocks)]
    assert left == list(TEXT)


@pytest.mark.parametrize(
    "copy",
    [
        f"<div class=full>{paragraphs(*PARTS, 'Подробности', TEXT[3])}</div>",
        f"<blockquote>{paragraphs(*PARTS, 'Подробности', TEXT[3])}</blockquote>",
    ],
)
def test_paragraphs_and_subheads_that_only_the_box_of_a_copy_holds_are_kept(copy: str) -> None:
    blocks = blocks_of(f"<div class=preview><div>{paragraphs(*PARTS)}</div></div>{copy}")
    assert copies_in_other_boxes(blocks) == {3, 4, 5}


def test_a_copy_may_hold_paragraphs_in_parts_and_cut_ones() -> None:
    half = TEXT[3].index("и жители")
    parts = (*TEXT[:3], TEXT[3][half:], f"{TEXT[4][:-20]}…")
    copy = f"<article><section>{paragraphs(*parts, 'Читать')}</section></article>"
    blocks = blocks_of(f"<div>{paragraphs(*TEXT[:5])}</div>{copy}")
    assert copies_in_other_boxes(blocks) == set(range(5, 11))


def test_parts_in_copies_on_a_large_page_are_looked_for_within_the_time_limit() -> None:
    own = "".join(f"<p>{n} {'а' * 400}</p>" for n in range(5))
    cards = "".join(
        f"<section><div>{paragraphs(*PARTS)}<p>{n} {'а' * 130}</p></div></section>"
        for n in range(1_400)
    )
    blocks = blocks_of(f"{WIDE}{own * 70}<main>{cards}</main>")
    start = time.process_time()
    assert len(copies_in_other_boxes(blocks)) >= 3 * 1_390
    assert time.process_time() - start < 2


def test_copies_on_a_page_of_six_thousand_blocks_are_found_within_the_time_limit() -> None:
    cards = "".join(f"<section><div>{paragraphs(*PARTS)}</div></section>" for _ in range(2_000))
    blocks = blocks_of(f"{WIDE}<main>{cards}</main>")
    start = time.process_time()
    assert len(copies_in_other_boxes(blocks)) >= len(blocks) - 6
    assert time.process_time() - start < 2


NOTE = "Анна Кузнецова пишет о городе с 2015 года."


@pytest.mark.parametrize(
    "markup",
    [
        '<div class="author-box"><h4>Анна Кузнецова</h4><p>{}</p></div>',
        '<div class="post__bio"><div><p>{}</p></div></div>',
        '<section id="about-author"><p>{}</p></section>',
        '<div class="autor info"><p>{}</p><p>Ещё её тексты</p></div>',
    ],
)
def test_a_note_on_the_author_below_the_text_is_no_text(markup: str) -> None:
    blocks = blocks_of(paragraphs(*TEXT) + markup.format(NOTE))
    assert notes_on_author(blocks) == {block.index for block in blocks[len(TEXT) :]}


@pytest.mark.parametrize(
    "markup",
    [
        pytest.param(
            '<div class="quote"><p>Мы рады.</p><p class="author">{}</p></div>', id="quote"
        ),
        pytest.param("<blockquote>Мы рады.<p class=author>{}</p></blockquote>", id="blockquote"),
        pytest.param('<div class="author-box"><p>{}</p></div><p>И мост открыли.</p>', id="amid"),
        pytest.param('<div class="authors"><p>Анна Кузнецова</p></div>', id="signature"),
        pytest.param('<div class="authority"><p>{}</p></div>', id="other word"),
        pytest.param(
            '<div class="biography"><h2>Кто такая Анна Кузнецова</h2><p>{}</p></div>',
            id="life of a person in the news",
        ),
        pytest.param('<div class="interview-bio"><p>{}</p><p>{}</p></div>', id="guest"),
        pytest.param('<div class="bio"><p>{}</p></div>', id="bio alone"),
        pytest.param('<section id="person-bio"><p>{}</p></section>', id="person"),
        pytest.param('<div class="expert-opinion author"><p>{}</p></div>', id="opinion"),
        pytest.param(
            '<div class="author-box"><p>{}</p><p>' + TEXT[0] * 5 + "</p></div>", id="long"
        ),
    ],
)
def test_a_name_below_a_quote_or_amid_the_text_is_no_note_on_the_author(markup: str) -> None:
    assert notes_on_author(blocks_of(paragraphs(*TEXT) + markup.format(NOTE, NOTE))) == set()


def test_a_text_in_a_box_named_for_its_author_is_text() -> None:
    note = f'<p class="author">{NOTE}</p>'
    for body in (paragraphs(*TEXT), paragraphs(*TEXT) + note):
        blocks = blocks_of(f'<article class="post author-anna"><div>{body}</div></article>')
        assert notes_on_author(blocks) == set()


CALL = "Подробности и запись на экскурсию по мосту – на сайте музея города."


@pytest.mark.parametrize(
    "page",
    [
        paragraphs(TEXT[0], CALL, *TEXT[1:4], CALL),
        f"<div class='lead'>{CALL}</div>{paragraphs(*TEXT[:3])}<div class='end'>{CALL}</div>",
        f"{paragraphs(TEXT[0], CALL)}<ul><li>{TEXT[1]}</li></ul><h3>{CALL}</h3>",
    ],
    ids=["paragraph", "lead", "below a list"],
)
def test_last_line_that_repeats_an_earlier_one_is_no_text(page: str) -> None:
    blocks = blocks_of(page)
    assert repeated_last_line(blocks) == {blocks[-1].index}


@pytest.mark.parametrize(
    "page",
    [
        "",
        paragraphs(CALL),
        paragraphs(CALL, *TEXT[:3]),
        # the lines of an entry repeat those of the entry above
        paragraphs(TEXT[0], CALL, TEXT[1], TEXT[0], CALL),
        # a refrain: short, or more than twice
        paragraphs("Мост мой, мост!", TEXT[0], TEXT[1], "Мост мой, мост!"),
        paragraphs(TEXT[0], CALL, TEXT[1], CALL, TEXT[2], CALL),
        # the quote repeats the last paragraph, which is the text
        f"<p>{TEXT[0]}</p><blockquote><p>{CALL}</p></blockquote>{paragraphs(TEXT[1], CALL)}",
    ],
    ids=["empty", "one line", "no repetition", "entries", "short", "three times", "quote"],
)
def test_last_line_of_the_author_is_text(page: str) -> None:
    assert repeated_last_line(blocks_of(page)) == set()
