"""Prepares a text for comparison: its words, slots, sentences, shingles and signature."""

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from pipelines.copies.background import background_passages
from pipelines.copies.filled_sentences import filled_sentences
from pipelines.copies.minhash import Signature, signature
from pipelines.copies.sentence_templates import MIN_SENTENCE_WORDS, Sentence, template_of
from pipelines.copies.shingles import WIDTH, shingle_hashes
from pipelines.copies.subjects import subject_stems
from pipelines.copies.tokens import Hashes, hash_words, sentences_of_words
from pipelines.copies.values.corrections import corrected_figures, tells_of_correction
from pipelines.copies.values.slots import INSIDE, OPENING, Slot, Token, compared_tokens
from pipelines.model import TextFeatures

_MIN_LONG_SHINGLES = 100  # a shorter text may repeat itself by chance
_MIN_DISTINCT_PERCENT = 45  # of the shingles; in prose 90 % are distinct
Flags = npt.NDArray[np.bool_]  # one for each word of a text


@dataclass(frozen=True, slots=True)
class DistinctiveFeatures:
    """The shingles and words of a text outside common sentences."""

    shingles: Hashes
    vocabulary: frozenset[str]


class ComparedText:
    """A text and the values derived from it, most of them computed at their first use."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.word_hashes = hash_words(text)
        self.shingle_list = shingle_hashes(self.word_hashes)  # in the order of the words
        # The arguments and the result of the last computation of distinctive features: the
        # templates of the sentences that were left out, and the features.
        self._distinctive: tuple[frozenset[int], DistinctiveFeatures] | None = None

    @cached_property
    def shingles(self) -> Hashes:
        """Return the set of shingles, sorted."""
        return np.unique(self.shingle_list)

    @property
    def repeats_itself(self) -> bool:
        """Return whether a long text has few distinct shingles.

        Such a text is a table, badly decoded, or made to mislead. Two such texts share much by
        chance and take long to align.
        """
        total, distinct = len(self.shingle_list), len(self.shingles)
        return total >= _MIN_LONG_SHINGLES and 100 * distinct < _MIN_DISTINCT_PERCENT * total

    @cached_property
    def tells_of_correction(self) -> bool:
        """Return whether the text has a note that it was corrected."""
        return tells_of_correction(self.text)

    @cached_property
    def corrected_figures(self) -> frozenset[frozenset[str]]:
        """Return the pairs of figures of which the text says that one is wrong, as digits."""
        return corrected_figures(self.text)

    @cached_property
    def signature(self) -> Signature:
        return signature(self.shingle_list)

    @cached_property
    def exact(self) -> bytes:
        """Return a key that is equal for texts of the same words in the same order."""
        return self.word_hashes.tobytes()

    @cached_property
    def _tokens_and_sentences(self) -> tuple[list[Token], tuple[Sentence, ...]]:
        """Return the tokens of the text, and its sentences of at least MIN_SENTENCE_WORDS words."""
        tokens: list[Token] = []
        sentences: list[Sentence] = []
        all_words = list(sentences_of_words(self.text))
        OPENING.learn([words[0] for words in all_words])
        INSIDE.learn([word for words in all_words for word in words[1:]])
        for words in all_words:
            start = len(tokens)
            tokens += _tokens(words)
            if len(words) >= MIN_SENTENCE_WORDS:
                template = template_of([token.masked for token in tokens[start:]])
                sentences.append(Sentence(start, len(tokens), template))
        return tokens, tuple(sentences)

    @cached_property
    def background(self) -> frozenset[int]:
        """Return the templates of the sentences that repeat earlier news."""
        templates = set()
        for passage in background_passages(self.text):
            for words in sentences_of_words(passage):
                templates.add(template_of([token.masked for token in _tokens(words)]))
        return frozenset(templates)

    @cached_property
    def _compared_tokens(self) -> list[Token]:
        tokens, _ = self._tokens_and_sentences
        return compared_tokens(tokens)

    @cached_property
    def words(self) -> list[str]:
        """Return the folded words in order; a numeral is in digits: «5» for «пять»."""
        return [token.value for token in self._compared_tokens]

    @cached_property
    def slots(self) -> list[Slot]:
        """Return the slot of each word."""
        return [token.slot for token in self._compared_tokens]

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        return frozenset(self.words)

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """Return the sentences of at least MIN_SENTENCE_WORDS words, in order."""
        _, sentences = self._tokens_and_sentences
        return sentences

    @cached_property
    def filled(self) -> dict[int, tuple[str, ...]]:
        """Return the numbers of each sentence with numbers, by the template of the sentence.

        If several sentences have one template, they are left out: it is unknown which of them
        corresponds to a sentence of another text.
        """
        tokens, sentences = self._tokens_and_sentences
        number = Slot.NUMBER  # looked up once, since texts have hundreds of tokens
        number_places = [place for place, token in enumerate(tokens) if token.slot is number]
        if not number_places:
            return {}
        sentence_counts = Counter([sentence.template for sentence in sentences])
        filled: dict[int, tuple[str, ...]] = {}
        for sentence in sentences:
            first = bisect_left(number_places, sentence.start)
            end = bisect_left(number_places, sentence.end, first)
            in_sentence = number_places[first:end]
            if in_sentence and sentence_counts[sentence.template] == 1:
                filled[sentence.template] = tuple([tokens[place].value for place in in_sentence])
        return filled

    @cached_property
    def features(self) -> TextFeatures:
        templates = sorted({sentence.template for sentence in self.sentences})
        # A corrected text may have other numbers than its copies, so its numbers are no evidence.
        is_corrected = self.tells_of_correction or self.corrected_figures
        filled = None if is_corrected else filled_sentences(self.filled)
        return TextFeatures(
            signature=self.signature,
            templates=tuple(templates),
            shingle_count=len(self.shingles),
            word_count=len(self.word_hashes),
            filled=filled,
        )

    def covered(self, shared: Hashes) -> Flags:
        """Return for each word whether it is in one of the shared shingles, which are sorted."""
        # The single shingle of a text of 1 or 2 words is longer than the text.
        flags = np.zeros(max(len(self.word_hashes), len(self.shingle_list) + WIDTH - 1), np.bool_)
        if len(shared):
            places = np.searchsorted(shared, self.shingle_list)
            is_shared = shared[np.minimum(places, len(shared) - 1)] == self.shingle_list
            for offset in range(WIDTH):  # a shingle covers WIDTH words
                flags[offset : offset + len(is_shared)] |= is_shared
        return flags[: len(self.word_hashes)]

    def distinctive(self, common: frozenset[int]) -> DistinctiveFeatures:
        """Return the features of the text without the sentences of the templates ``common``."""
        own_templates = (sentence.template for sentence in self.sentences)
        left_out = common.intersection(own_templates) if common else common
        if self._distinctive is not None:
            left_out_last, features = self._distinctive
            if left_out_last == left_out:
                return features
        features = self._without(left_out)
        self._distinctive = left_out, features
        return features

    def distinctive_words(self, common: frozenset[int]) -> int:
        """Return how many words are outside common sentences."""
        common_sentences = (sentence for sentence in self.sentences if sentence.template in common)
        common_words = sum(sentence.end - sentence.start for sentence in common_sentences)
        return len(self.word_hashes) - common_words

    def subject_stems(self, flags: Flags) -> frozenset[str]:
        """Return the stems of the rare words that are flagged, without names of places."""
        return subject_stems(self.words, self.slots, flags.tolist())

    def outside(self, templates: frozenset[int]) -> Flags:
        """Return for each word whether it is outside the sentences of these templates."""
        flags = np.ones(len(self.word_hashes), np.bool_)
        for sentence in self.sentences:
            if sentence.template in templates:
                flags[sentence.start : sentence.end] = False
        return flags

    def _without(self, left_out: frozenset[int]) -> DistinctiveFeatures:
        """Return the features of the text without the sentences of these templates."""
        if not left_out:
            return DistinctiveFeatures(self.shingles, self.vocabulary)
        flags = self.outside(left_out)
        flagged_words = zip(self.words, flags.tolist(), strict=True)
        return DistinctiveFeatures(
            self.shingles_within(flags),
            frozenset(word for word, is_outside in flagged_words if is_outside),
        )

    def shingles_within(self, flags: Flags) -> Hashes:
        """Return the set of shingles of which all words are flagged, sorted."""
        if len(flags) < WIDTH:
            return self.shingles[:0]  # an empty array
        first, second, third = flags[:-2], flags[1:-1], flags[2:]  # words of each shingle
        return np.unique(self.shingle_list[first & second & third])


def _tokens(sentence: list[str]) -> list[Token]:
    first_word, *others = sentence
    return [OPENING[first_word], *map(INSIDE.__getitem__, others)]


def text_features(text: str) -> TextFeatures:
    """Return the features of a text, as ``StoryKeeper.place`` takes them."""
    return ComparedText(text).features
