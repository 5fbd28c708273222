"""Tests that teasers of other articles are no text, and that sections of a guide are."""

import pytest

from pipelines.extraction.blocks.features import block_features
from pipelines.extraction.blocks.segment import Block
from pipelines.extraction.blocks.teaser_cards import (
    headlines_at_end,
    links_in_capitals,
    single_cards,
    teaser_cards,
    teasers_at_end,
    teasers_below_headlines,
)
from pipelines.extraction.blocks.views import Views
from tests.page_blocks import blocks_of

HOST = "www.example.org"
TEXT = (
    "Новый мост через реку открыли в Сердобске в субботу, и первыми по нему прошли строители,"
    " которые работали здесь два года, и жители улицы Речной со своими детьми и соседями.",
    "Die neue Brücke über den Fluss ist am Samstag für den Verkehr freigegeben worden, und die"
    " Anwohner der Uferstraße feierten mit den Bauarbeitern bis in den Abend hinein.",
    "The new bridge over the river was opened on Saturday, and the people of Water Street were"
    " the first to walk across it, together with the workers who had built it.",
)
TEASERS = (
    ("В Кузнецке ремонтируют школу", "Рабочие заменят кровлю и окна до первого сентября."),
    ("Feuerwehr rettet Hund aus Fluss", "Passanten hatten das Tier am Morgen entdeckt."),
    ("Council agrees on new bus routes", "Four lines will run until midnight from May."),
)


def measured_blocks(body: str) -> list[Block]:
    """Return the blocks of a page, whose boxes know the number of their blocks."""
    blocks = blocks_of(body)
    block_features(blocks, Views())
    return blocks


def card_lines(body: str) -> list[str]:
    """Return the lines of the teasers of other articles."""
    blocks = measured_blocks(body)
    return [blocks[index].text for index in sorted(teaser_cards(blocks, blocks, HOST))]


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def cards(markup: str, href: str = "/news/{}.html", repeats: int = 1) -> str:
    """Return a card for each of TEASERS; ``repeats`` lengthens their texts."""
    return "".join(
        markup.format(link=f'<a href="{href.format(number)}">{title}</a>', text=text * repeats)
        for number, (title, text) in enumerate(TEASERS)
    )


@pytest.mark.parametrize(
    "markup",
    [
        '<div class="newsitem"><div class="content"><h2>{link}</h2><p>{text}</p></div></div>',
        "<ul><li><h3>{link}</h3><span>12 мая</span><p>{text}</p></li></ul>",
        '<section class="c1"><header><h4>{link}</h4></header><div>{text}</div></section>',
    ],
)
@pytest.mark.parametrize(
    "href", ["/news/{}.html", "https://example.org/{}", "http://www.example.org/a/{}"]
)
def test_cards_with_headlines_of_the_site_are_teasers(markup: str, href: str) -> None:
    lines = card_lines(f"<h1>Заголовок</h1>{paragraphs(*TEXT)}{cards(markup, href)}")
    for title, text in TEASERS:
        assert title in lines
        assert text in lines
    assert not set(TEXT) & set(lines)


CARD = "<div><h2>{link}</h2><p>{text}</p></div>"


@pytest.mark.parametrize(
    "body",
    [
        paragraphs(*TEXT) + cards(CARD, "https://shop.example.com/p/{}"),
        paragraphs(*TEXT) + cards(CARD, "#part-{}"),
        paragraphs(TEXT[0]) + cards(CARD, repeats=9),  # a list of places is the text
        cards(CARD) + paragraphs(*TEXT),  # the text below the cards may belong to them
        paragraphs(*TEXT) + "<div><h2>Heading</h2><p>A short line of the text.</p></div>" * 3,
    ],
    ids=["products", "links to themselves", "list of places", "above the text", "no links"],
)
def test_sections_of_a_text_are_no_teasers(body: str) -> None:
    assert card_lines(body) == []


@pytest.mark.parametrize(
    "link",
    [
        "TAYLOR SWIFT TO PERFORM HER HITS AT AWARDS",
        "ЧИТАЙТЕ, КАК СТРОИЛИ МОСТ В СЕРДОБСКЕ",
        "SO WURDE DIE BRÜCKE ÜBER DEN FLUSS GEBAUT",
    ],
)
def test_a_paragraph_that_is_a_link_in_capitals_is_no_text(link: str) -> None:
    page = f'{paragraphs(*TEXT[:2])}<p><a href="/x"><b>{link}</b></a></p>{paragraphs(TEXT[2])}'
    blocks = measured_blocks(page)
    assert [blocks[index].text for index in links_in_capitals(blocks)] == [link]


@pytest.mark.parametrize(
    "line",
    [
        "<p>SPECIAL REPORT FROM THE RIVER BANK</p>",
        '<h3><a href="/x">THE BEST BRIDGES OF EUROPE</a></h3>',
        '<p><a href="/x">Сорок автобусов прошли по мосту</a></p>',
        '<p><a href="/x">МЧС РФ</a></p>',
    ],
    ids=["no link", "subhead", "no capitals", "name"],
)
def test_other_lines_in_capitals_and_other_links_are_text(line: str) -> None:
    blocks = measured_blocks(f"{paragraphs(*TEXT)}{line}{paragraphs(*TEXT)}")
    assert links_in_capitals(blocks) == set()


LONG_TEXT = [f"{text} {number}" for number in range(2) for text in TEXT]
SINGLE_CARDS = [
    '<a href="/n/1.html"><h4>{title}</h4><p>{text}</p></a>',
    '<div class="card"><a href="/n/1.html"><h3>{title}</h3></a><p>{text}</p></div>',
    '<div><span>По теме</span><div><a href="/n/1.html">{title}</a></div><div>{text}</div></div>',
    '<section class="c-inset"><a href="//example.org/n/1"><span>{title}</span></a>'
    "<div>{text}</div></section>",
]


def single_card_lines(body: str) -> list[str]:
    """Return the lines of single cards amid the text, whose blocks are all chosen."""
    blocks = measured_blocks(body)
    return [blocks[index].text for index in sorted(single_cards(blocks, blocks, HOST))]


@pytest.mark.parametrize("markup", SINGLE_CARDS)
@pytest.mark.parametrize(("title", "text"), TEASERS)
def test_a_single_card_amid_the_text_is_no_text(markup: str, title: str, text: str) -> None:
    card = markup.format(title=title, text=text)
    body = f"<div>{paragraphs(*LONG_TEXT[:3])}{card}{paragraphs(*LONG_TEXT[3:])}</div>"
    lines = single_card_lines(body)
    assert [line for line in lines if line != "По теме"] == [title, text]


@pytest.mark.parametrize(
    "markup",
    [
        pytest.param('<div class="card quote"><a href="/p">Анна Петровна Кузнецова</a>'
                     "<p>Мы ждали моста восемь лет.</p></div>", id="quote by its name"),
        pytest.param('<div class="card"><a href="/p">Анна Петровна Кузнецова</a>'
                     "<p>«Мы ждали моста восемь лет».</p></div>", id="quote by its marks"),
        pytest.param('<div class="card"><a href="//ministry.example/p">Проект нового моста</a>'
                     "<p>Его утвердили в мае.</p></div>", id="other site"),
        pytest.param('<div class="card"><h3><a href="/n/1">Проект нового моста</a></h3>'
                     f"<p>{TEXT[0] * 2}</p></div>", id="section"),
        pytest.param('<ul><li><a href="/n/1">Проект нового моста</a><br>Его утвердили.</li></ul>',
                     id="list"),
        pytest.param('<p><a href="/n/1">Проект нового моста</a><br>Его утвердили в мае.</p>',
                     id="paragraph"),
        pytest.param('<div class="card"><a href="/n/1">Пейте чай и воду.</a>'
                     "<p>Сока хватит стакана.</p></div>", id="sentence"),
        pytest.param('<div class="card"><a href="#plan">Проект нового моста</a>'
                     "<p>Его утвердили.</p></div>", id="place on the page"),
        pytest.param("<div><a name=plan><p>Проект нового моста</p><p>Его утвердили.</p></a></div>",
                     id="anchor"),
        pytest.param('<div class="person"><h3><a href="/p">Глава города Олег Денисов</a></h3>'
                     "<p>Родился в 1969 году и строил мосты.</p></div>", id="person"),
        pytest.param('<div class="doc"><p><a href="/docs/123">Постановление о движении</a></p>'
                     "<p>Документ вступает в силу 10 июня.</p></div>", id="document"),
    ],
)  # fmt: skip
def test_a_box_with_a_link_that_is_no_card_is_text(markup: str) -> None:
    assert single_card_lines(f"<div>{paragraphs(*LONG_TEXT)}{markup}</div>") == []


def test_linked_sections_are_the_text_if_they_are_much_of_it() -> None:
    title, text = TEASERS[0]
    card = f'<div class="card"><a href="/n/1.html"><h3>{title}</h3></a><p>{text}</p></div>'
    assert single_card_lines(f"<p>{TEXT[0]}</p>{card}") == []


def test_a_teaser_is_known_although_its_headline_was_not_chosen() -> None:
    title, text = TEASERS[0]
    card = f'<div class="read-also"><a href="/n/1.html">{title}</a><p>{text}</p></div>'
    blocks = measured_blocks(f"{paragraphs(*LONG_TEXT[:4])}{card}{paragraphs(*LONG_TEXT[4:])}")
    chosen = [block for block in blocks if block.text != title]
    (index,) = single_cards(blocks, chosen, HOST)
    assert blocks[index].text == text


@pytest.mark.parametrize(
    "label",
    ["Другие новости", "More stories", "Weitere Meldungen", "Іншыя навіны", "Басқа жаңалықтар"],
)
def test_teasers_below_a_label_at_the_end_are_no_text(label: str) -> None:
    below = "".join(f'<p><a href="/n/1">{title}</a></p><p>{text}</p>' for title, text in TEASERS)
    blocks = blocks_of(f"{paragraphs(*TEXT)}<p>{label}</p>{below}")
    assert teasers_at_end(blocks) == {block.index for block in blocks[len(TEXT) :]}


@pytest.mark.parametrize(
    "below",
    [
        pytest.param('<p><a href="/n/1">Мост откроют весной</a></p><p>Текст идёт.</p>', id="one"),
        pytest.param('<p><a href="/n/1">Мост откроют весной</a></p><p>Текст.</p><p>Ещё.</p>'
                     '<p><a href="/n/2">Парк закроют осенью</a></p>', id="two paragraphs"),
        pytest.param("<p>Мост откроют весной</p><p>Парк закроют осенью</p>", id="no links"),
    ],
)  # fmt: skip
def test_text_that_goes_on_below_a_label_is_kept(below: str) -> None:
    assert teasers_at_end(blocks_of(f"{paragraphs(*TEXT)}<p>Читайте также</p>{below}")) == set()


@pytest.mark.parametrize(
    ("below", "is_cut"),
    [
        ("<h3>Más noticias</h3><p><a href=/1>{0}</a></p><p><a href=/2>{1}</a></p>", True),
        ("<p><b>Дальше по списку</b></p><ul><li><a href=/1>{0}</a></li><li><a href=/2>{1}</a></ul>",
         True),
        ("<h3>Quellen</h3><p><a href=https://other.example/1>{0}</a></p>"
         "<p><a href=https://other.example/2>{1}</a></p>", False),
        ("<h3>Сроки</h3><p><a href=/1>{0}</a></p><p>{1}</p>", False),
        ("<h3>Сроки</h3><p><a href=/1>{0}</a></p>", False),
        ("<p>Ещё о мосте</p><p><a href=/1>{0}</a></p><p><a href=/2>{1}</a></p>", False),
    ],
)  # fmt: skip
def test_a_subhead_above_links_to_the_site_is_no_end_of_a_text(below: str, *, is_cut: bool) -> None:
    titles = [title for title, _ in TEASERS]
    blocks = measured_blocks(f"<div>{paragraphs(*TEXT)}{below.format(*titles)}</div>")
    start = len(TEXT)
    expected = set(range(start, len(blocks))) if is_cut else set()
    assert headlines_at_end(blocks, blocks, HOST) == expected
    assert headlines_at_end(blocks, blocks[: start + 1], HOST) == ({start} if is_cut else set())


def linked(*lines: str, href: str = "/news/451{}/most-otkryt") -> str:
    return "".join(
        f'<p><a href="{href.format(number)}">{line}</a></p>' for number, line in enumerate(lines)
    )


HEADLINES = tuple(title for title, _ in TEASERS)
SENTENCES = ("Das Rathaus prüft die Brücke am Montag.", "Die Busse fahren ab Dienstag wieder.")
NEWS = "/news/451{}-most-cherez-reku-otkryt"
REGION, WORLD = (f"<h3>{word} за неделю</h3>" for word in ("Область", "Страна"))


@pytest.mark.parametrize(
    "below",
    [
        REGION + linked(*HEADLINES, href=NEWS) + WORLD + linked(*HEADLINES, href=NEWS),
        REGION + linked(HEADLINES[0], href=NEWS) + paragraphs(TEASERS[0][1])
        + WORLD + linked(*HEADLINES, href=NEWS),
        "<p><b>Sport</b></p>" + linked(HEADLINES[1], href="/a/1") + "<p><b>Politik</b></p>"
        + linked(*HEADLINES, href="/a/{}"),
        "<h2>Die Woche der Stadt</h2>" + linked(*SENTENCES, href=NEWS),
        "<h2>What to watch</h2>" + linked("The vote is on Monday.", "Buses may stop.", href=NEWS),
        "<h3>Что дальше</h3>" + linked("Мост закроют на год;", "Парк откроют в мае", href=NEWS),
        "<p><b>Победители конкурса</b></p>"
        + linked("Врач — Анна Громова", "Тренер — Тимур Асанов", href="/people/anna-{}"),
        "<h3>Unsere Jury</h3>" + linked("Anna Maria Groß", "Paul Otto Lang", href="/team/a-b-{}"),
        "<h3>Where to vote</h3>" + linked("Mill Road School", "Town hall", href="/sites/hall-{}"),
    ],
    ids=["digest", "with a teaser", "bold", "sentences", "two sentences", "semicolon", "winners",
         "jury", "places"],
)  # fmt: skip
def test_sections_of_links_that_are_the_text_stay_at_its_end(below: str) -> None:
    blocks = measured_blocks(f"<div>{paragraphs(*TEXT)}{below}</div>")
    assert headlines_at_end(blocks, blocks, HOST) == set()


@pytest.mark.parametrize(
    "href", [NEWS, "/2026/11/30/{}.html", "/a/most_cherez_reku_otkryt", "/n/most-20261130{}"]
)
@pytest.mark.parametrize("above", ["", "<p><b>Читайте также</b></p>" + linked(HEADLINES[0])])
def test_links_with_addresses_of_articles_below_a_subhead_are_cut(href: str, above: str) -> None:
    text = paragraphs(TEXT[0]) + above + paragraphs(*TEXT[1:])
    below = "<h3>Ещё о мосте</h3>" + linked(*HEADLINES, href=href)
    blocks = measured_blocks(f"<div>{text}{below}</div>")
    expected = set(range(len(blocks) - len(HEADLINES) - 1, len(blocks)))
    assert headlines_at_end(blocks, blocks, HOST) == expected


@pytest.mark.parametrize(
    ("paragraph", "is_card"),
    [
        ("<p>Также читайте:<br><a href=/1>{0}</a></p>", True),
        ("<p><b>Ещё о мосте:</b><br><a href=/1>{0}</a></p>", True),
        ("<p>Также читайте<br><a href=/1>{0}</a></p>", False),
        ("<p>Адреса:<br><a href=/1>{0}</a><br>{1}</p>", False),
        ("<p>Источник:<br><a href=https://other.example/1>{0}</a></p>", False),
    ],
)
def test_a_label_with_a_colon_above_a_headline_in_one_paragraph_is_a_card(
    paragraph: str, *, is_card: bool
) -> None:
    titles = [title for title, _ in TEASERS]
    text = paragraphs(*TEXT[:2]) + paragraph.format(*titles) + paragraphs(TEXT[2])
    blocks = measured_blocks(f"<div>{text}</div>")
    assert single_cards(blocks, blocks, HOST) == ({2, 3} if is_card else set())


PAIR = "<p><a href='/news/88{}'><b>{}</b></a><br>{}</p>"
CARD = "<div><h4><a href='/news/88{}'>{}</a></h4><p>{}</p></div>"


def pairs(form: str, *texts: str, above: tuple[str, ...] = TEXT) -> list[str]:
    """Return the lines that are pairs of a headline and a teaser below a text."""
    lines = [form.format(10 + number, *pair) for number, pair in enumerate(TEASERS)]
    paragraphs = "".join(f"<p>{text}</p>" for text in above)
    below = "".join(f"<p>{text}</p>" for text in texts)
    blocks = measured_blocks(f"<div>{paragraphs}<div>{''.join(lines)}</div>{below}</div>")
    indexes = teasers_below_headlines(blocks, HOST)
    return [block.text for block in blocks if block.index in indexes]


@pytest.mark.parametrize("form", [PAIR, CARD])
def test_headlines_with_teasers_at_the_end_of_a_text_are_no_part_of_it(form: str) -> None:
    assert pairs(form) == [text for pair in TEASERS for text in pair]


@pytest.mark.parametrize(
    "form",
    [
        PAIR.replace("/news/88", "https://other.example/news/88"),
        PAIR.replace("/news/88{}", "/kontakte#{}"),
        PAIR.replace("{}</b>", "{}.</b>"),
        "<p><a href='/news/88{}'>{}</a></p><p>{}</p>",
        PAIR.replace("<br>{}", "<br><a href=/2>{}</a>"),
        "<p><b>{1}</b><br>{2} {0}</p>",
    ],
)
def test_other_pairs_of_lines_are_text(form: str) -> None:
    assert pairs(form) == []


def test_pairs_amid_a_text_or_below_a_short_one_are_text() -> None:
    assert pairs(PAIR, TEXT[0]) == []
    assert pairs(PAIR, above=(TEXT[0],)) == []
