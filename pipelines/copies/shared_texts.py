"""Decides which articles of one outlet with the same text are no articles.

An outlet can answer the addresses of many articles with one page, such as a request for consent or
a login. Its words may be unknown, but its text is the same under headlines that are unlike each
other and unlike the text. A single page shows nothing of this; the articles of an outlet together
do.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.copies.headlines import STEM_LETTERS, headline_stems, headlines_agree
from pipelines.copies.tokens import fold, words

# An outlet prints one press release under two headlines. Three headlines that share no words with
# the text, nor with each other, were found on no page of an article.
MIN_UNLIKE_HEADLINES = 3
MIN_RELATED_SHARE = 0.25  # of a headline's words that stand in the text it belongs to
# «Новость дополняется. Подробности читайте позже на нашем сайте» is a real item without its text.
MAX_STUB_WORDS = 25


@dataclass(frozen=True, slots=True)
class TextHolder:
    """One article among those with the same text.

    ``headline`` is the one that a feed states, else the page's, since a page that stands in the
    place of many articles has one headline for all of them.
    """

    article_id: int
    headline: str
    is_headline_on_page: bool
    is_dated_on_page: bool
    is_accepted: bool = False  # by a person


def without_own_text(
    text: str, holders: Sequence[TextHolder], *, is_message: bool = False
) -> set[int]:
    """Return the ids of the holders that are no articles, by what they show together.

    ``is_message`` says that the text is a message to the visitor, such as a request for consent. An
    article with a headline and a date of its own is kept unless its text is such a message; below
    MAX_STUB_WORDS the headline alone suffices. A person's acceptance of one of them keeps all.
    """
    if any(one.is_accepted for one in holders):
        return set()
    stems = text_stems(text)
    is_short = len(text.split()) <= MAX_STUB_WORDS
    foreign = [one for one in holders if not is_related(one.headline, stems)]
    witnesses = [one for one in foreign if is_message or not _is_own(one, is_short=is_short)]
    if count_unlike([one.headline for one in witnesses]) < MIN_UNLIKE_HEADLINES:
        return set()
    return {one.article_id for one in holders if not belongs_to_text(one, stems)}


def belongs_to_text(one: TextHolder, stems: frozenset[str]) -> bool:
    """Return whether an article with this headline is the one that the text was written for."""
    return one.is_headline_on_page and one.is_dated_on_page and is_related(one.headline, stems)


def is_related(headline: str, stems: frozenset[str]) -> bool:
    """Return whether enough words of a headline are among the stems of a text."""
    asked = headline_stems(headline)
    return not asked or len(asked & stems) >= MIN_RELATED_SHARE * len(asked)


def text_stems(text: str) -> frozenset[str]:
    """Return the beginnings of all words of a text, as those of headlines are compared."""
    return frozenset(fold(word)[:STEM_LETTERS] for word in words(text))


def count_unlike(headlines: Sequence[str]) -> int:
    """Return how many headlines are left if those that agree with an earlier one are left out."""
    found: list[str] = []
    for headline in headlines:
        if not any(headlines_agree(headline, other) for other in found):
            found.append(headline)
    return len(found)


def _is_own(one: TextHolder, *, is_short: bool) -> bool:
    return one.is_headline_on_page and (one.is_dated_on_page or is_short)
