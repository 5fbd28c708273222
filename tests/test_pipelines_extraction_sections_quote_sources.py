"""Tests that the sources below several quotes are text."""

import pytest

from pipelines.extraction.sections.quote_sources import quote_sources
from tests.bridge_repair import FIRST, SECOND
from tests.page_blocks import blocks_of


def sources_of(
    *lines: str, quote: str = "<blockquote>{}</blockquote>", tag: str = "p"
) -> list[str]:
    """Return the sources on a page with a quote above each line; only the quotes are chosen."""
    body = "".join(quote.format(FIRST) + f"<{tag}>{line}</{tag}><p>{SECOND}</p>" for line in lines)
    blocks = blocks_of(f"<div>{body}</div>")
    chosen = [block for block in blocks if block.text in (FIRST, SECOND)]
    return [blocks[index].text for index in sorted(quote_sources(blocks, chosen))]


@pytest.mark.parametrize(
    "lines",
    [
        ("[<a href=/1>Голос Хопра</a>]", "[Вести]"),
        ("(Анна Лапина, «Вести»)", "(Пётр Ли)"),
        ("— ТАСС", "— Голос Хопра", "– Вести"),
    ],
)
def test_the_sources_below_several_quotes_are_text(lines: tuple[str, ...]) -> None:
    assert len(sources_of(*lines)) == len(lines)


@pytest.mark.parametrize(
    ("lines", "quote"),
    [
        (("[Вести]",), "<blockquote>{}</blockquote>"),
        (("Вести", "Голос Хопра"), "<blockquote>{}</blockquote>"),
        (("— Что дальше?", "— Когда откроют."), "<blockquote>{}</blockquote>"),
        (("[Вести]", "[ТАСС]"), "<p>{}</p>"),
        (("<blockquote>[Вести]</blockquote>", "<blockquote>[Вести]</blockquote>"), "<p>{}</p>"),
    ],
    ids=["one", "no brackets", "sentences", "no quotes", "quotes themselves"],
)
def test_other_lines_below_quotes_are_no_sources(lines: tuple[str, ...], quote: str) -> None:
    assert sources_of(*lines, quote=quote, tag="div") == []
