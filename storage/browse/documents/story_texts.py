"""Reads the authors, the keywords and the text of stories, and makes excerpts, for feeds."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from storage.browse.documents.digest_forms import shortened
from storage.browse.links import paragraphs
from storage.browse.queries import placeholders, rows
from storage.browse.stories import StoryLine, begins_with, is_repeated, letters

MAX_EXCERPT_CHARS = 600  # of one entry: about five sentences
_MAX_READ_CHARS = 4 * MAX_EXCERPT_CHARS  # of a text; lines that repeat the headline are left out
_MAX_SPACES = 100  # superfluous ones in the beginning of a text, which rarely has more


@dataclass(frozen=True, slots=True)
class StoryText:
    """The authors, the keywords and the text of a story's canonical article.

    The body is the whole text or its beginning. It is empty if the text was pruned.
    """

    authors: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    body: str = ""


NO_TEXT = StoryText()


def story_texts(
    conn: sqlite3.Connection, stories: Sequence[StoryLine], *, whole: bool
) -> dict[str, StoryText]:
    """Return the texts of stories by the ids of the stories.

    If not ``whole``, a body is the beginning of a text, which is enough for an excerpt.
    """
    ids = [story.article_id for story in stories]
    body = "article_body" if whole else f"substr(article_body, 1, {_MAX_READ_CHARS})"
    text_of_article = {
        row["id"]: StoryText(
            tuple(json.loads(row["authors"])), tuple(json.loads(row["keywords"])), row["body"]
        )
        for row in rows(
            conn,
            f"SELECT id, authors, keywords, {body} AS body FROM articles"  # noqa: S608
            f" WHERE id IN ({placeholders(ids)})",
            ids,
        )
    }
    return {story.id: text_of_article.get(story.article_id, NO_TEXT) for story in stories}


def excerpt(story: StoryLine, body: str) -> str:
    """Return the description and the beginning of a text, cut after a sentence.

    A line that repeats the headline or the description is left out.
    """
    parts: list[str] = [story.description] if story.description else []
    headline, description = letters(story.headline), letters(story.description or "")
    for line in paragraphs(body):
        if description and begins_with(line, description):
            parts.clear()  # this line holds the description, and the lines above it are no text
        if not is_repeated(line, headline, description, ""):
            parts.append(line)
        if sum(map(len, parts)) > MAX_EXCERPT_CHARS:
            break
    text = _joined(parts)
    return shortened(text, MAX_EXCERPT_CHARS) if text else story.summary


def _joined(parts: Sequence[str]) -> str:
    """Return the parts with single spaces, at least their first MAX_EXCERPT_CHARS + 1 characters.

    Of a long text only the beginning is divided into words.
    """
    text = " ".join(parts)
    start = " ".join(text[: MAX_EXCERPT_CHARS + _MAX_SPACES].split())
    return start if len(start) > MAX_EXCERPT_CHARS else " ".join(text.split())
