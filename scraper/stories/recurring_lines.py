"""Learns the lines that recur across the stories of a source, and cuts them from its articles.

When a line is cut or put back, the texts of past articles are rewritten without a new revision.
All functions run in the caller's open transaction.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pipelines.extraction.lines.recurring_lines import learnable_lines, recurs, without_lines
from pipelines.extraction.markdown_lines import markdown_without_lines
from storage.articles.recurring_lines import (
    CUT,
    LEARNING,
    ArticleLines,
    CutText,
    LineKey,
    count_lines,
    cuts_by_source,
    cuts_of,
    general_markdown,
    general_texts,
    recent_stories,
    save_lines,
    save_ruling,
    show_markdown,
    show_texts,
)
from storage.database.protocols import Store

_MAX_STEP_ARTICLES = 500  # whose texts are rewritten together, which limits the memory


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
    repeated_lines = save_lines(db, [_lines_of(text) for text in texts])
    for source_id, line_hash in _newly_recurring(db, repeated_lines):
        cut_or_keep_line(db, source_id, line_hash, CUT)
    cuts = cuts_by_source(db, {text.source_id for text in texts})
    texts_with_cuts = [text for text in texts if text.source_id in cuts]
    _show_without(
        db,
        {text.article_id: text.body for text in texts_with_cuts},
        {text.article_id: cuts[text.source_id] for text in texts_with_cuts},
    )


def _lines_of(text: NewText) -> ArticleLines:
    lines = {line.hash: line.text for line in learnable_lines(text.body)}
    return ArticleLines(text.article_id, text.source_id, lines, text.seen_at)


def cut_known_lines(db: Store, source_ids: Mapping[int, str]) -> None:
    """Cut the known recurring lines from articles whose texts have not changed.

    ``source_ids`` are the sources of the articles, by article id.
    """
    of_sources = cuts_by_source(db, set(source_ids.values())) if source_ids else {}
    cuts = {
        article_id: of_sources[source_id]
        for article_id, source_id in source_ids.items()
        if source_id in of_sources
    }
    if cuts:
        _show_without(db, general_texts(db, cuts), cuts)


def cut_or_keep_line(db: Store, source_id: str, line_hash: int, ruling: str) -> bool:
    """Cut or keep a line in all articles of a source; return False if there is no such line.

    ``ruling`` is ``CUT`` or ``KEPT``.
    """
    article_ids = save_ruling(db, source_id, line_hash, ruling)
    if article_ids is None:
        return False
    cuts = cuts_of(db, source_id)
    for start in range(0, len(article_ids), _MAX_STEP_ARTICLES):
        batch = article_ids[start : start + _MAX_STEP_ARTICLES]
        _show_without(db, general_texts(db, batch), dict.fromkeys(batch, cuts))
    return True


def _newly_recurring(db: Store, lines: Sequence[LineKey]) -> list[LineKey]:
    """Return the lines that recur by now, and that no ruling exists for."""
    if not lines:
        return []
    recent = recent_stories(db, {source_id for source_id, _ in lines})
    return [
        (line.source_id, line.hash)
        for line in count_lines(db, lines)
        if line.ruling == LEARNING and recurs(line.stories, recent[line.source_id])
    ]


def _show_without(
    db: Store, general: Mapping[int, str], cuts: Mapping[int, Collection[int]]
) -> None:
    """Show articles without the lines that are cut from each of them.

    ``general`` holds by article id the texts before any recurring line is cut, and ``cuts`` the
    hashes of the lines that are cut.
    """
    if not cuts:
        return
    texts = [
        CutText(article_id, text, without_lines(text, cuts[article_id]))
        for article_id, text in general.items()
    ]
    show_texts(db, texts)
    markdown = [
        CutText(article_id, text, markdown_without_lines(text, cuts[article_id]))
        for article_id, text in general_markdown(db, cuts).items()
    ]
    show_markdown(db, markdown)
