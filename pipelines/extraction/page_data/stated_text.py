"""Finds the text of an article in the page's data or in its feed."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.extraction.page_data.embedded_text import PAGE_DATA, embedded_text, text_lines
from pipelines.extraction.page_data.structured_data import Structured
from pipelines.model import Evidence, Page

_MIN_STATED_CHARS = 120  # a shorter text may be a summary
_MIN_GAIN = 2.0  # the stated text must be this many times as long as the text of the page's blocks
_MAX_EVIDENCE_CHARS = 200  # the beginning of the text that is kept as evidence


@dataclass(frozen=True, slots=True)
class StatedText:
    """A text that a page or a feed holds as data, with its headline and evidence of its place."""

    lines: tuple[str, ...]
    headline: str | None
    evidence: tuple[Evidence, ...]

    @property
    def chars(self) -> int:
        """Return the number of characters of all lines."""
        return sum(map(len, self.lines))


def stated_text(
    structured: Structured, scripts: Sequence[str], page: Page, title: str, body: str
) -> StatedText | None:
    """Return the longest stated text if it is at least twice as long as ``body``, else None.

    ``body`` is the text that was found in the page's blocks.
    """
    page_title = structured.first("og:title") or title or page.hints.headline or ""
    summary = structured.first("og:description", "description") or page.hints.description or ""
    texts = [_stated(text_lines(text), "json-ld") for text in structured.article_bodies]
    embedded = embedded_text(scripts, page_title, summary, body) if scripts else None
    if embedded is not None:
        headline, date = embedded.headline, embedded.date_published
        texts.append(_stated(embedded.lines, PAGE_DATA, headline=headline, date=date))
    if lines := feed_lines(page):
        texts.append(_stated(lines, "feed", headline=page.hints.headline))
    longest = max(texts, key=lambda text: text.chars, default=None)
    min_chars = max(_MIN_STATED_CHARS, _MIN_GAIN * len(body))
    return longest if longest is not None and longest.chars >= min_chars else None


def feed_lines(page: Page) -> tuple[str, ...]:
    """Return the lines of the full text in the feed; () if it has none."""
    return text_lines(page.hints.article_body) if page.hints.article_body else ()


def _stated(
    lines: tuple[str, ...],
    found_in: str,
    *,
    headline: str | None = None,
    date: str | None = None,
) -> StatedText:
    evidence = [Evidence("article_body", " ".join(lines)[:_MAX_EVIDENCE_CHARS], found_in)]
    if date:
        evidence.append(Evidence("date_published", date, found_in))
    return StatedText(lines, headline, tuple(evidence))
