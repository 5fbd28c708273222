"""Compares a press release with an article that printed it: what was taken, and what was added.

Words count as taken if they are in a run of MIN_RUN_WORDS words that both texts have. Quotes,
numbers and names count as added if they are in the other words of the article and not in the
release.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from pipelines.copies.tokens import fold
from pipelines.copies.values.name_forms import same_name, shared_start

MIN_RUN_WORDS = 4  # independent texts share shorter runs, such as «в Пензенской области»
# A release is printed whole if an article has this share of its words: the address and greeting may
# be left out.
MIN_WHOLE_SHARE = 0.9
MAX_CHARS = 20_000  # of a compared text; a longer text is a report or a law
MAX_WORDS = 3_000  # of a compared text; 20,000 characters of Russian are about 2,700 words
MIN_QUOTE_WORDS = 4  # shorter words in quotation marks are a name or a term
MAX_ADDED = 10  # quotes, numbers or names of one article that are returned
MAX_FRAMING_WORDS = 15  # own words of an article that adds nothing, such as «сообщает мэрия»

# A number or a word: «1,5», «Пензе», «онлайн-запись».
_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:-[^\W\d_]+)*")
# A text of 10 to 600 characters: «…», “…”, "…", or a line of speech that begins with a dash.
_QUOTE = re.compile(
    r"«([^«»]{10,600})»|“([^“”]{10,600})”|\"([^\"\n]{10,600})\"|^[—–-] ([^\n]{10,600})",
    re.MULTILINE,
)
# The characters before the first word of a sentence, a line or a quote.
_SENTENCE_START = re.compile(r"(?:^|[.!?…:\n«»“”\"—–-])\s*$")
_MAX_LEAD_CHARS = 4  # before a word, which show whether it begins a sentence
_MIN_NAME_LETTERS = 2
_MIN_EQUAL_LETTERS = 3  # at the start of two forms of one name
_MIN_STEM_LETTERS = 5  # at the start of two forms of an adjective: «Кузнецкого», «Кузнецком»
_MAX_ENDING_LETTERS = 3  # of an adjective, after the equal letters
# These limits protect against texts that were made to cost time; usual texts stay below them.
_MAX_SIMILAR = 200  # words of the release with which one name is compared
_MAX_NAMES = 100  # distinct words of one article that are compared with the release


@dataclass(frozen=True, slots=True)
class Printing:
    """What an article took from a press release word for word, and what it added."""

    taken: float  # the share of the release's words that the article took, 0–1
    own_words: int  # words of the article that were not taken
    own_share: float  # the share of ``own_words`` among the words of the article, 0–1
    quotes: tuple[str, ...]
    numbers: tuple[str, ...]
    names: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        return self.taken >= MIN_WHOLE_SHARE

    @property
    def adds_nothing(self) -> bool:
        """Return whether the article has no quote, number or name of its own, and few own words.

        Many own words are own reporting, even without quotes, numbers and names.
        """
        is_framing = self.own_words <= MAX_FRAMING_WORDS
        return is_framing and not (self.quotes or self.numbers or self.names)


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a text, its folded form, and where it begins."""

    text: str
    folded: str
    start: int


def printing_of(release: str, article: str, known: str = "") -> Printing:
    """Compare the text of an article with the text of a press release.

    ``known`` is a further text whose names and numbers do not count as added: the headline of the
    release, and the names of the outlet and of the press office.
    """
    release_words, release_runs = _words_and_runs(release)
    article_words = _words(article)
    known_words = [*release_words, *_words(known)]
    are_printed = _are_in_runs(release_words, _runs(article_words))
    are_taken = _are_in_runs(article_words, release_runs)
    own = [word for word, is_taken in zip(article_words, are_taken, strict=True) if not is_taken]
    own_starts = {word.start for word in own}
    return Printing(
        taken=sum(are_printed) / len(release_words) if release_words else 0.0,
        own_words=len(own),
        own_share=len(own) / len(article_words) if article_words else 0.0,
        quotes=tuple(_quotes(article, article_words, own_starts))[:MAX_ADDED],
        numbers=_numbers(known_words, own)[:MAX_ADDED],
        names=_names(article, known_words, own),
    )


@lru_cache(maxsize=1)
def _words_and_runs(release: str) -> tuple[tuple[_Word, ...], frozenset[tuple[str, ...]]]:
    """Return the words and runs of a release, which is compared with several articles in turn."""
    words = _words(release)
    return tuple(words), frozenset(_runs(words))


def _words(text: str) -> list[_Word]:
    matches = list(islice(_WORD.finditer(text[:MAX_CHARS]), MAX_WORDS))
    folded = fold("\n".join(match[0] for match in matches)).split("\n")
    return [
        _Word(match[0], form, match.start())
        for match, form in zip(matches, folded, strict=False)  # "".split() leaves one empty form
    ]


def _runs(words: Sequence[_Word]) -> set[tuple[str, ...]]:
    return set(_each_run(words))


def _each_run(words: Sequence[_Word]) -> Iterator[tuple[str, ...]]:
    """Yield the run of ``MIN_RUN_WORDS`` folded words that begins at each word."""
    folded = [word.folded for word in words]
    for start in range(len(words) - MIN_RUN_WORDS + 1):
        yield tuple(folded[start : start + MIN_RUN_WORDS])


def _are_in_runs(words: Sequence[_Word], runs: Set[tuple[str, ...]]) -> list[bool]:
    """Return for each word whether it is in one of the runs."""
    flags = [False] * len(words)
    for start, run in enumerate(_each_run(words)):
        if run in runs:
            flags[start : start + MIN_RUN_WORDS] = [True] * MIN_RUN_WORDS
    return flags


def _quotes(article: str, words: Sequence[_Word], own_starts: set[int]) -> Iterator[str]:
    """Yield the quotes of an article whose words are mostly not taken from the release.

    ``own_starts`` has the starts of the words that are not taken.
    """
    starts = [word.start for word in words]
    for quote in _QUOTE.finditer(article[:MAX_CHARS]):
        first, end = bisect_left(starts, quote.start()), bisect_left(starts, quote.end())
        quoted_starts = starts[first:end]
        own_count = sum(start in own_starts for start in quoted_starts)
        if len(quoted_starts) >= MIN_QUOTE_WORDS and own_count > len(quoted_starts) / 2:
            text = next(filter(None, quote.groups()))  # one group for each kind of marks
            yield text.strip()


def _numbers(known_words: Sequence[_Word], own: Sequence[_Word]) -> tuple[str, ...]:
    """Return the numbers among an article's own words that are no known words."""
    known_values = {_value(word.text) for word in known_words}
    numbers = (word.text for word in own if word.text[0].isdigit())
    return tuple(dict.fromkeys(number for number in numbers if _value(number) not in known_values))


def _value(number: str) -> str:
    return number.replace(",", ".")


def _names(article: str, known_words: Sequence[_Word], own: Sequence[_Word]) -> tuple[str, ...]:
    """Return the first ``MAX_ADDED`` names of an article that are no form of a known word.

    A name is a capitalized word that begins no sentence. Each word is compared once, however often
    the article has it.
    """
    known_by_start: defaultdict[str, dict[str, None]] = defaultdict(dict)  # by their first letters
    for word in known_words:
        known_by_start[word.folded[:_MIN_EQUAL_LETTERS]][word.folded] = None
    names: list[str] = []
    compared: set[str] = set()
    for word in own:
        if len(names) == MAX_ADDED or len(compared) == _MAX_NAMES:
            break
        if word.folded in compared or not _may_be_name(article, word):
            continue
        compared.add(word.folded)
        similar = known_by_start[word.folded[:_MIN_EQUAL_LETTERS]]
        is_known = word.folded in similar or any(
            _is_form(word.folded, other) for other in islice(similar, _MAX_SIMILAR)
        )
        if not is_known:
            names.append(word.text)
    return tuple(names)


def _may_be_name(article: str, word: _Word) -> bool:
    """Return whether a word is capitalized although it begins no sentence."""
    if not word.text[0].isupper() or len(word.text) < _MIN_NAME_LETTERS or not word.start:
        return False
    lead = article[max(0, word.start - _MAX_LEAD_CHARS) : word.start]
    return not _SENTENCE_START.search(lead)


def _is_form(name: str, other: str) -> bool:
    """Return whether two words are forms of one name, such as «Белов» and «Белова»."""
    stem_letters = shared_start(name, other)
    ending_letters = max(len(name), len(other)) - stem_letters
    is_adjective = stem_letters >= _MIN_STEM_LETTERS and ending_letters <= _MAX_ENDING_LETTERS
    return is_adjective or same_name(name, other)
