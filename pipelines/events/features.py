"""Computes the features of a story, by which stories about the same event are found."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise
from math import sqrt

import xxhash

from pipelines.copies.values.slots import Slot
from pipelines.events.stem_weights import StemWeights, stem_weights
from pipelines.events.stems import Word, capitalized, sentences
from pipelines.events.thresholds import DEFAULTS, EventThresholds

# The Euclidean length of a vector of weights, so large that weights can be rounded to integers.
_VECTOR_LENGTH = 1000
COSINE_ONE = 1_000_000  # the dot product of two equal vectors: the square of their length
# The rest of a text is not read: beyond the lead, a text is only searched for mentioned places.
_MAX_TEXT_CHARS = 4000
_MAX_RARE_SHARE = 0.005  # a rare name is in no more than this share of texts
_MAX_CACHED_HASHES = 50_000  # about 7 MB
_MIN_NAME_LETTERS = 3
# Letters at the start of the name of a place, by which it is compared: «Пенза», «пензенский».
_PLACE_LETTERS = 4
# A name, or a word that opens a sentence and may be a name. Other capitalized words are dates.
_POSSIBLE_NAMES = (Slot.NAME, Slot.OPENING)
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

    weights: dict[int, int]  # by stem; they form a vector of length _VECTOR_LENGTH
    names: frozenset[int]  # the stems of rare names among the weights
    places: frozenset[int]  # places that the headline and the first sentence name
    # Days that the headline and the first sentence name, such as «8 month 11» for 8 November.
    days: frozenset[int]
    # The first ``_PLACE_LETTERS`` letters of each possible name in the text, as in ``places``.
    mentioned: frozenset[int]

    def keys(self, count: int) -> list[int]:
        """Return the stems with the largest weights, by which candidates are found."""
        heaviest_first = sorted(self.weights, key=lambda stem: (-self.weights[stem], stem))
        return heaviest_first[:count]


NO_FEATURES = EventFeatures(
    weights={}, names=frozenset(), places=frozenset(), days=frozenset(), mentioned=frozenset()
)


def event_features(
    headline: str,
    text: str,
    table: StemWeights | None = None,
    limits: EventThresholds = DEFAULTS,
) -> EventFeatures:
    """Return the features of a story, given the headline and the text of its original."""
    table = table or stem_weights()
    headline_sentences = list(sentences(headline))
    body = text[:_MAX_TEXT_CHARS]
    lead_sentences, lead_words = _lead(sentences(body), table, limits.lead_stems)
    headline_words = list(chain.from_iterable(headline_sentences))
    first_words = [*headline_words, *chain.from_iterable(lead_sentences)]
    if not _is_in_known_language(first_words, table, limits):
        return NO_FEATURES
    weights = _vector(headline_words, lead_words, table, limits)
    names = (word.stem for word in (*headline_words, *lead_words) if _is_rare_name(word, table))
    headline_and_first_sentence = [*headline_sentences, *lead_sentences[:1]]
    capitalized_words = capitalized(headline) | capitalized(body)
    mentioned = {_place(word.stem) for word in capitalized_words if word.slot in _POSSIBLE_NAMES}
    return EventFeatures(
        weights=weights,
        names=_hashes(names) & weights.keys(),
        places=_hashes(chain.from_iterable(map(_places, headline_and_first_sentence))),
        days=_hashes(chain.from_iterable(map(_days, headline_and_first_sentence))),
        mentioned=_hashes(mentioned),
    )


def _lead(
    body: Iterable[list[Word]], table: StemWeights, count: int
) -> tuple[list[list[Word]], list[Word]]:
    """Return the first sentences of a text, and their first ``count`` words that have a weight.

    The sentences after these words are not read, which halves the time.
    """
    lead: list[list[Word]] = []
    weighted_words: list[Word] = []
    for sentence in body:
        lead.append(sentence)
        weighted_words += [word for word in sentence if table.weight(word.stem)]
        if len(weighted_words) >= count:
            break
    return lead, weighted_words[:count]


@lru_cache(_MAX_CACHED_HASHES)
def text_hash(text: str) -> int:
    """Return the hash of 32 bits by which a stem, place or day is stored."""
    return xxhash.xxh32_intdigest(text.encode("utf-8", "surrogatepass"))


def _hashes(texts: Iterable[str]) -> frozenset[int]:
    return frozenset(map(text_hash, texts))


def _is_in_known_language(
    words: Sequence[Word], table: StemWeights, limits: EventThresholds
) -> bool:
    """Return whether enough of the words are in the table; names and numbers do not count."""
    plain_stems = [word.stem for word in words if word.slot is Slot.NONE]
    known_count = sum(map(table.counts.__contains__, plain_stems))
    return known_count > 0 and known_count >= limits.min_known_share * len(plain_stems)


def _vector(
    headline: Iterable[Word], lead: Iterable[Word], table: StemWeights, limits: EventThresholds
) -> dict[int, int]:
    """Return the weights of stems by the hashes of the stems; weights that round to 0 are left out.

    Before they are rounded, all weights form a vector of the length ``_VECTOR_LENGTH``.
    """
    counts = Counter(word.stem for word in lead)
    for word in headline:
        counts[word.stem] += limits.headline_weight
    weights = {stem: count * table.weight(stem) for stem, count in counts.items()}
    length = sqrt(sum(weight * weight for weight in weights.values()))
    rounded = {
        stem: round(_VECTOR_LENGTH * weight / length) for stem, weight in weights.items() if weight
    }
    return {text_hash(stem): weight for stem, weight in rounded.items() if weight}


def _is_rare_name(word: Word, table: StemWeights) -> bool:
    """Return whether a word is a name that few texts hold; such a name identifies an event."""
    if word.slot is not Slot.NAME or len(word.stem) < _MIN_NAME_LETTERS:
        return False
    return table.counts.get(word.stem, 0) <= _MAX_RARE_SHARE * table.documents


def _places(sentence: Sequence[Word]) -> Iterable[str]:
    """Yield the stems of the names of places in a sentence."""
    for number, word in enumerate(sentence):
        if word.slot not in _POSSIBLE_NAMES or len(word.stem) < _MIN_NAME_LETTERS:
            continue
        before = sentence[number - 1].value if number else ""
        after = sentence[number + 1].stem if number + 1 < len(sentence) else ""
        is_place = word.slot is Slot.NAME and _BEFORE_PLACE.fullmatch(before)  # «в Пензе»
        is_adjective = _OF_PLACE.fullmatch(word.stem) and _AFTER_PLACE.match(after)
        if is_place or is_adjective:
            yield _place(word.stem)


def _place(stem: str) -> str:
    """Return the beginning of a stem, which «Пенза» and «пензенский» have in common."""
    return stem[:_PLACE_LETTERS]


def _days(sentence: Sequence[Word]) -> Iterable[str]:
    """Yield the days that a sentence names by number and month."""
    for day, month in pairwise(sentence):
        is_month = month.slot is Slot.DATE and month.value.startswith("month")
        if is_month and day.value.isdecimal() and int(day.value) in _DAYS_OF_MONTH:
            yield f"{day.value} {month.value}"
