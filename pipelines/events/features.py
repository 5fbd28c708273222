"""Computes the features of a story, by which stories about the same event are found."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import sqrt

import xxhash

from pipelines.copies.values.slots import Slot
from pipelines.events.stem_weights import StemWeights, stem_weights
from pipelines.events.stems import Word, capitalized, sentences
from pipelines.events.thresholds import DEFAULTS, EventThresholds

COSINE_ONE = 1_000_000  # the dot product of two equal vectors, whose weights are whole numbers
_UNIT = 1000  # the length of a vector
_MAX_TEXT_CHARS = 4000  # the rest of a text is not read; it rarely names new places of the event
_MAX_RARE_SHARE = 0.005  # a rare name is in no more than this share of texts
_MAX_CACHED_HASHES = 50_000  # about 7 MB
_MIN_NAME_LETTERS = 3
_PLACE_LETTERS = 4  # at the start of names of places and of their adjectives, which are compared
_CAPITAL = (Slot.NAME, Slot.OPENING)
# Words before the name of a place: «в Пензе», «города Самары», «жители Тулы».
_BEFORE_PLACE = re.compile(
    "во?|на|из|под|до|около|возле|близ|ул|улиц.{1,3}|город.{0,3}|г|район.{0,3}|пос[её]л.{2,4}"
    "|сел.|деревн.{1,2}|жител.{1,3}"
)
# The stem of an adjective of a place, such as «пензенск», and the word after it: «область».
_OF_PLACE = re.compile(r".+[сц]к")
_AFTER_PLACE = re.compile(r"област|кра|район|город|округ|республик|регион|улиц")
_DAYS_OF_MONTH = range(1, 32)


@dataclass(frozen=True, slots=True)
class EventFeatures:
    """The features of a text; a text in an unknown language has no weights.

    Stems, places and days are hashes of 32 bits, since they are stored for each story.
    """

    weights: dict[int, int]  # by stem, of a vector of length _UNIT
    names: frozenset[int]  # the stems of rare names among the weights
    places: frozenset[int]  # places that the headline and the first sentence name
    days: frozenset[int]  # days, such as «8 month 11», that headline and first sentence name
    # The beginnings of all capitalized words of the text, in the form of ``places``.
    mentioned: frozenset[int]

    def keys(self, count: int) -> list[int]:
        """Return the heaviest stems, by which candidates are found."""
        return sorted(self.weights, key=lambda stem: (-self.weights[stem], stem))[:count]


NO_FEATURES = EventFeatures({}, frozenset(), frozenset(), frozenset(), frozenset())


def event_features(
    headline: str,
    text: str,
    table: StemWeights | None = None,
    limits: EventThresholds = DEFAULTS,
) -> EventFeatures:
    """Return the features of a story, given the headline and the text of its original."""
    table = table or stem_weights()
    title = list(sentences(headline))
    read = text[:_MAX_TEXT_CHARS]
    body, lead = _lead(sentences(read), table, limits.lead_stems)
    words = [word for sentence in title for word in sentence]
    if not _is_known([*words, *(word for sentence in body for word in sentence)], table, limits):
        return NO_FEATURES
    weights = _vector(words, lead, table, limits)
    names = (word.stem for word in (*words, *lead) if _is_rare_name(word, table))
    opening = [*title, *body[:1]]
    capitals = capitalized(headline) | capitalized(read)
    return EventFeatures(
        weights,
        _hashes(names) & weights.keys(),
        _hashes(place for sentence in opening for place in _places(sentence)),
        _hashes(day for sentence in opening for day in _days(sentence)),
        _hashes({_place(word.stem) for word in capitals if word.slot in _CAPITAL}),
    )


def _lead(
    body: Iterable[list[Word]], table: StemWeights, count: int
) -> tuple[list[list[Word]], list[Word]]:
    """Return the first sentences of a text that have ``count`` telling words, and these words.

    A telling word has a weight. The later sentences are not read, which halves the time.
    """
    read: list[list[Word]] = []
    telling: list[Word] = []
    for sentence in body:
        read.append(sentence)
        telling += [word for word in sentence if table.weight(word.stem)]
        if len(telling) >= count:
            break
    return read, telling[:count]


@lru_cache(_MAX_CACHED_HASHES)
def text_hash(text: str) -> int:
    """Return the hash of 32 bits by which a stem, place or day is stored."""
    return xxhash.xxh32_intdigest(text.encode("utf-8", "surrogatepass"))


def _hashes(texts: Iterable[str]) -> frozenset[int]:
    return frozenset(map(text_hash, texts))


def _is_known(words: Sequence[Word], table: StemWeights, limits: EventThresholds) -> bool:
    plain = [word.stem for word in words if word.slot is Slot.NONE]
    known = sum(map(table.counts.__contains__, plain))
    return known > 0 and known >= limits.min_known_share * len(plain)


def _vector(
    title: Iterable[Word], lead: Iterable[Word], table: StemWeights, limits: EventThresholds
) -> dict[int, int]:
    counts = Counter(word.stem for word in lead)
    for word in title:
        counts[word.stem] += limits.headline_weight
    found = {stem: count * table.weight(stem) for stem, count in counts.items()}
    length = sqrt(sum(weight * weight for weight in found.values()))
    rounded = {stem: round(_UNIT * weight / length) for stem, weight in found.items() if weight}
    return {text_hash(stem): weight for stem, weight in rounded.items() if weight}


def _is_rare_name(word: Word, table: StemWeights) -> bool:
    if word.slot is not Slot.NAME or len(word.stem) < _MIN_NAME_LETTERS:
        return False
    return table.counts.get(word.stem, 0) <= _MAX_RARE_SHARE * table.documents


def _places(sentence: Sequence[Word]) -> Iterable[str]:
    """Yield the stems of the names of places in a sentence."""
    for number, word in enumerate(sentence):
        if word.slot not in _CAPITAL or len(word.stem) < _MIN_NAME_LETTERS:
            continue
        before = sentence[number - 1].value if number else ""
        after = sentence[number + 1].stem if number + 1 < len(sentence) else ""
        is_named = word.slot is Slot.NAME and _BEFORE_PLACE.fullmatch(before)
        if is_named or (_OF_PLACE.fullmatch(word.stem) and _AFTER_PLACE.match(after)):
            yield _place(word.stem)


def _place(stem: str) -> str:
    """Return the beginning of a stem, which «Пенза» and «пензенский» have in common."""
    return stem[:_PLACE_LETTERS]


def _days(sentence: Sequence[Word]) -> Iterable[str]:
    """Yield the days that a sentence names by number and month."""
    for number, month in pairwise(sentence):
        is_month = month.slot is Slot.DATE and month.value.startswith("month")
        if is_month and number.value.isdecimal() and int(number.value) in _DAYS_OF_MONTH:
            yield f"{number.value} {month.value}"
