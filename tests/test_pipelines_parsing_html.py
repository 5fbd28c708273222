"""Tests that any markup gives one tree with all its text."""

from time import process_time

import pytest
from lxml.html import HtmlElement

from pipelines.parsing.html import MAX_DEPTH, parse, reveal_text, unwrap_noindex

TEXT = "Движение по мосту откроют в мае. " * 20
MAX_SECONDS = 2  # of processor time; 0.2 s are usual, quadratic time would be 15 s


def revealed(html: str) -> HtmlElement:
    """Return the tree of a page after the elements that hide its text became boxes."""
    tree = parse(html)
    if tree is None:
        raise ValueError("this text is no HTML")
    reveal_text(tree, html)
    return tree


@pytest.mark.parametrize("text", ["", "  \n", "<!-- -->"])
def test_a_page_without_elements_has_no_text(text: str) -> None:
    tree = parse(text)
    assert tree is None or not tree.text_content().strip()


def test_markup_deeper_than_the_parser_supports_is_flattened() -> None:
    tree = parse("<div>" * 3000 + TEXT + "</div>" * 3000)
    assert tree is not None
    assert TEXT.strip() in tree.text_content()


def test_noindex_is_replaced_by_its_content() -> None:
    tree = parse("<p>а<noindex>б</noindex>в</p>")
    assert tree is not None
    unwrap_noindex(tree)
    assert tree.find(".//noindex") is None
    assert tree.text_content() == "абв"


@pytest.mark.parametrize(
    "tag", ["button", "select", "noscript", "template", "svg", "object", "video", "canvas", "map"]
)
@pytest.mark.parametrize(("text", "is_revealed"), [(TEXT, True), ("Принять", False)])
def test_a_hidden_element_becomes_a_box_if_it_holds_the_text(
    tag: str, text: str, is_revealed: bool
) -> None:
    tree = revealed(f"<body><p>Новости</p><{tag}><p>{text}</p></{tag}></body>")
    assert (tree.find(f".//{tag}") is None) is is_revealed


@pytest.mark.parametrize(
    "start", ["<textarea>", "<iframe>", "<xmp>", "<svg><title>Лого", "<p><svg><title>"]
)
def test_what_follows_an_unclosed_element_of_plain_text_is_parsed(start: str) -> None:
    tree = revealed(f"<body><div>{start}<h1>Мост открыт</h1>{f'<p>{TEXT}</p>' * 3}")
    assert [paragraph.text for paragraph in tree.iter("p") if paragraph.text] == [TEXT] * 3
    assert [heading.text for heading in tree.iter("h1")] == ["Мост открыт"]


@pytest.mark.parametrize("tag", ["textarea", "iframe"])
def test_the_code_in_a_closed_box_is_no_part_of_the_page(tag: str) -> None:
    code = f"<p>{TEXT}</p>" * 4
    page = (
        f"<p>{TEXT}</p><div><label>HTML</label><{tag}>{code}</{tag}></div><footer>Газета</footer>"
    )
    assert len(list(revealed(f"<body>{page}</body>").iter("p"))) == 1


def test_deep_markup_after_an_unclosed_element_of_plain_text_is_flattened() -> None:
    tree = revealed(f"<body><textarea>{'<div>' * 20_000}{f'<p>{TEXT}</p>' * 3}")
    depths = [len(list(paragraph.iterancestors())) for paragraph in tree.iter("p")]
    assert max(depths) < MAX_DEPTH
    assert TEXT in tree.text_content()


def test_a_page_is_read_beyond_an_early_end() -> None:
    tree = parse("<html><body><p>а</p></body></html><div><p>б</p></div>")
    assert tree is not None
    assert [paragraph.text for paragraph in tree.iter("p")] == ["а", "б"]


def test_the_time_for_nested_links_is_linear() -> None:
    paragraphs = (f"<p>Движение по мосту через реку откроют {n} мая.</p>" for n in range(8000))
    html = "<a href=x><br><div>" * 700 + "".join(paragraphs)
    tree = parse(html)
    assert tree is not None
    began = process_time()
    reveal_text(tree, html)
    assert process_time() - began < MAX_SECONDS
    assert next(tree.iter("a"), None) is None


def test_links_in_the_text_of_an_unclosed_link_stay() -> None:
    paragraph = f"<p>{TEXT}<a href=/most>О мосте</a> Все. {TEXT}</p>"
    tree = revealed(f"<body><div><a name=top>{paragraph * 2}</div>")
    assert [link.get("href") for link in tree.iter("a")] == ["/most"] * 2


NO_PLAYER = "Ваш браузер не поддерживает воспроизведение видео."
NO_VIDEO = "Your browser does not support the video tag, please update it."


@pytest.mark.parametrize(
    "element",
    [
        f"<figure><video src=/v.mp4>{NO_PLAYER}</video></figure>",
        f"<video src=/v.mp4>{NO_VIDEO}</video>",
        f"<video src=/v.mp4><p>{NO_VIDEO}</p></video>",
        f"<audio src=/a.mp3><p>{NO_PLAYER}<br>{NO_PLAYER}</p></audio>",
        f"<svg><desc>{NO_VIDEO}</desc><desc>{NO_PLAYER}</desc></svg>",
        f"<svg><metadata>{NO_VIDEO}</metadata><title>{NO_PLAYER}</title><div></div></svg>",
    ],
    ids=["video in a figure", "video", "paragraph", "audio", "drawing", "titled drawing"],
)
def test_the_messages_of_players_and_drawings_stay_hidden(element: str) -> None:
    tree = revealed(f"<body>{f'<p>{TEXT}</p>{element}' * 2}{f'<p>{TEXT}</p>' * 3}</body>")
    assert len(list(tree.iter("video", "audio", "svg"))) == 2


def test_the_message_of_a_closed_player_stays_hidden_beside_an_unclosed_one() -> None:
    player = f"<div><video src=/v.mp4>{NO_PLAYER}</video></div>"
    tree = revealed(f"<body>{player}<div><video><p>{TEXT}</p><p>Все. {TEXT}</p></div></body>")
    assert [video.text for video in tree.iter("video")] == [NO_PLAYER]


PROMOTION = f"<p>{TEXT}</p><p>Все. {TEXT}</p>"


@pytest.mark.parametrize(
    "link",
    [
        f'<a href="/special">{PROMOTION}</a>',
        f'<div><A HREF="/special"\n>{PROMOTION}</A ></div>',
        f'<a name=top><p>Мост</p><div><a href="/special">{PROMOTION}</a></div>',
        f'<div><a name="top"/></div><a href="/special">{PROMOTION}</a>',
    ],
    ids=["link", "spaces in tags", "in an unclosed link", "after an unclosed link"],
)
def test_a_closed_link_around_a_promotion_stays_a_link(link: str) -> None:
    tree = revealed(f"<body><p>{TEXT}</p><div>{link}</div></body>")
    assert tree.find(".//a[@href='/special']/p") is not None


@pytest.mark.parametrize("start", ["<a name=top>", '<A href="/a?b=1&amp;c=2" title="а">', "<a>"])
@pytest.mark.parametrize("end", ["", "<p>Ещё: <a href=/2>мост</a></a></p>"])
def test_an_unclosed_link_around_the_text_becomes_a_box(start: str, end: str) -> None:
    tree = revealed(f"<body><a href=/1>Новости</a><div>{start}{PROMOTION}{end}</div></body>")
    assert tree.find(".//a/p") is None
