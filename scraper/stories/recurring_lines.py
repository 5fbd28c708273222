"""Learns the lines that recur across the stories of a source, and cuts them from its articles.

When a line is cut or put back, the texts of past articles are rewritten without a new revision.
All functions run in the caller's open transaction.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from pipelines.extraction.lines.recurring_lines import learnable_lines, recurs, without_lines
from pipelines.extraction.markdown_lines import markdown_without_lines
from storage.articles.recurring_lines import (
    CUT,
    LEARNING,
    ArticleLines,
    count_lines,
    cuts_by_source,
    cuts_of,
    general_markdown,
    general_text,
    recent_stories,
    save_lines,
    save_ruling,
    show_markdown,
    show_text,
)
from storage.database.protocols import Store


@dataclass(frozen=True, slots=True)
class NewText:
    """The text of a new or changed article, before recurring lines are cut from it."""

    article_id: int
    source_id: str
    body: str
    seen_at: datetime


def learn_lines(db: Store, texts: Sequence[NewText]) -> None:
    """Count the lines of new or changed articles, and cut those that recur from their texts.

    The articles must have their stories already, since the copies of a story count once. A line
    that has now recurred often enough is also cut from past articles.
    """
    known = save_lines(db, [_lines_of(text) for text in texts])
    for source_id, numbers in known.items():
        for number in _newly_recurring(db, source_id, numbers):
            cut_or_keep_line(db, source_id, number, CUT)
    cuts = cuts_by_source(db, {text.source_id for text in texts})
    for text in texts:
        if own := cuts.get(text.source_id):
            shown = without_lines(text.body, own)
            show_text(db, text.article_id, general=text.body, shown=shown)
            _show_markdown_without(db, text.article_id, own)


def _lines_of(text: NewText) -> ArticleLines:
    lines = {line.hash: line.text for line in learnable_lines(text.body)}
    return ArticleLines(text.article_id, text.source_id, lines, text.seen_at)


def cut_known_lines(db: Store, article_id: int, source_id: str) -> None:
    """Cut the known recurring lines from an article whose text has not changed."""
    if cuts := cuts_of(db, source_id):
        _show_without(db, article_id, cuts)


def cut_or_keep_line(db: Store, source_id: str, number: int, ruling: str) -> bool:
    """Cut or keep a line in all articles of a source; return False if there is no such line.

    ``ruling`` is ``CUT`` or ``KEPT``.
    """
    articles = save_ruling(db, source_id, number, ruling)
    if articles is None:
        return False
    cuts = cuts_of(db, source_id)
    for article_id in articles:
        _show_without(db, article_id, cuts)
    return True


def _newly_recurring(db: Store, source_id: str, numbers: Sequence[int]) -> list[int]:
    """Return the numbers of the lines that recur by now, and that no ruling exists for."""
    recent = recent_stories(db, source_id)
    return [
        number
        for number, stories, ruling in count_lines(db, source_id, numbers)
        if ruling == LEARNING and recurs(stories, recent)
    ]


def _show_without(db: Store, article_id: int, cuts: Collection[int]) -> None:
    general = general_text(db, article_id)
    if general is not None:
        show_text(db, article_id, general=general, shown=without_lines(general, cuts))
    _show_markdown_without(db, article_id, cuts)


def _show_markdown_without(db: Store, article_id: int, cuts: Collection[int]) -> None:
    markdown = general_markdown(db, article_id)
    if markdown is not None:
        shown = markdown_without_lines(markdown, cuts)
        show_markdown(db, article_id, general=markdown, shown=shown)
