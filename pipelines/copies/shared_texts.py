"""Decides which pages of one outlet with the same text are no articles.

An outlet can answer the addresses of many articles with one page, such as a request for consent or
a log-in. The phrases of such a page are not known. But its text is the same under many headlines,
and the headlines share no words with each other or with the text.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.copies.headlines import STEM_LETTERS, headline_stems, headlines_agree
from pipelines.copies.tokens import fold, words

# An outlet may print one press release under two headlines. Three headlines that share no words
# with the text or with each other were never found on pages of articles.
MIN_UNLIKE_HEADLINES = 3
MIN_RELATED_SHARE = 0.25  # the part of a headline's words that are in its own text
# An article whose text is still missing may have a stub of up to this many words: «Новость
# дополняется. Подробности читайте позже на нашем сайте».
MAX_STUB_WORDS = 25


@dataclass(frozen=True, slots=True)
class TextHolder:
    """One article among those with the same text.

    ``headline`` is the headline of the feed, else of the page: a page that is sent in the place of
    many articles has one headline for all of them.
    """

    article_id: int
    headline: str
    is_headline_on_page: bool
    is_dated_on_page: bool
    is_accepted: bool = False  # whether a person accepted it as an article


def without_own_text(
    text: str, holders: Sequence[TextHolder], *, is_message: bool = False
) -> set[int]:
    """Return the ids of the holders that are no articles.

    ``is_message`` is True if the text is a message to the visitor, such as a request for consent.
    The text is refused if enough articles are evidence against it, and no person accepted one of
    them. An article is evidence if its headline has little to do with the text, unless its page
    vouches for it: by a headline and a date of its own, or by a headline alone if the text has up
    to MAX_STUB_WORDS words. No page vouches for a message.
    """
    if any(holder.is_accepted for holder in holders):
        return set()
    stems = text_stems(text)
    is_short = len(text.split()) <= MAX_STUB_WORDS
    unrelated = [holder for holder in holders if not is_related(holder.headline, stems)]
    evidence = [
        holder for holder in unrelated if is_message or not _is_own(holder, is_short=is_short)
    ]
    if count_unlike([holder.headline for holder in evidence]) < MIN_UNLIKE_HEADLINES:
        return set()
    return holders_of_refused(text, holders)


def holders_of_refused(text: str, holders: Sequence[TextHolder]) -> set[int]:
    """Return the ids of the holders of a refused text that are no articles.

    If a person accepted one of the articles, none is returned.
    """
    if any(holder.is_accepted for holder in holders):
        return set()
    stems = text_stems(text)
    return {holder.article_id for holder in holders if not belongs_to_text(holder, stems)}


def belongs_to_text(holder: TextHolder, stems: frozenset[str]) -> bool:
    """Return whether the text was written for this article: its page has a date and headline."""
    return (
        holder.is_headline_on_page
        and holder.is_dated_on_page
        and is_related(holder.headline, stems)
    )


def is_related(headline: str, stems: frozenset[str]) -> bool:
    """Return whether enough words of a headline are among the stems of a text."""
    own_stems = headline_stems(headline)
    return not own_stems or len(own_stems & stems) >= MIN_RELATED_SHARE * len(own_stems)


def text_stems(text: str) -> frozenset[str]:
    """Return the stems of all words of a text, in the form of ``headline_stems``."""
    return frozenset(fold(word)[:STEM_LETTERS] for word in words(text))


def count_unlike(headlines: Sequence[str]) -> int:
    """Return the number of headlines that agree with no earlier headline of the list."""
    unlike: list[str] = []
    for headline in headlines:
        if not any(headlines_agree(headline, earlier) for earlier in unlike):
            unlike.append(headline)
    return len(unlike)


def _is_own(holder: TextHolder, *, is_short: bool) -> bool:
    """Return whether an article's page has the headline, and the date if the text is not short."""
    return holder.is_headline_on_page and (holder.is_dated_on_page or is_short)
