"""Tests that words, shingles and signatures equal those of a simpler, slower computation."""

import subprocess
import sys

import numpy as np
from datasketch import MinHash
from hypothesis import given
from hypothesis import strategies as st

from pipelines.copies.minhash import bands, resemblance, signature, text_signature, to_datasketch
from pipelines.copies.shingles import shingle_hashes, shingles
from pipelines.copies.tokens import fold, hash_words, sentences_of_words, words
from pipelines.model import MinHashScheme

# The «й» of «район» is written as two characters.
NEWS = "Ещё в Орле — 3-й мост: «Открыли!» Об э́том сооб\u00adщает ра\u0438\u0306он…"
TEXTS = st.text(st.characters(max_codepoint=0x2FFFE), max_size=200) | st.text(
    st.sampled_from("аАёЁйИ жz9_- .\n\u0301\u00ad\u0306"), max_size=60
)


def test_folding_drops_case_stress_marks_and_soft_hyphens_but_keeps_the_breve_of_й() -> None:
    folded = [fold(word) for word in words(NEWS)]
    assert " ".join(folded) == "еще в орле 3 й мост открыли об этом сообщает район"


def folded_by_letter(word: str) -> str:
    """Fold each letter alone, and keep the first letter of a folding that has several.

    «İ» folds to «i» and a dot. A Greek «Σ» folds to another letter at the end of a word.
    """
    return "".join(fold(letter)[0] for letter in word)


@given(TEXTS)
def test_hashes_are_equal_exactly_where_folded_words_are(text: str) -> None:
    folded = [folded_by_letter(word) for word in words(text)]
    hashes = hash_words(text).tolist()
    assert len(folded) == len(hashes)
    assert len(set(folded)) == len(set(hashes)) == len(set(zip(folded, hashes, strict=True)))


def test_a_sentence_opens_after_a_stop_but_not_after_an_abbreviation() -> None:
    text = "Пожар был на ул. Ленина. Погиб один. В г. Пенза тихо\nПодпись"
    assert [sentence[0] for sentence in sentences_of_words(text)] == [
        "Пожар", "Погиб", "В", "Подпись",
    ]  # fmt: skip


@given(TEXTS)
def test_sentences_hold_all_words_in_order(text: str) -> None:
    in_sentences = [word for sentence in sentences_of_words(text) for word in sentence]
    # An initial keeps its full stop: «А.».
    assert [word.removesuffix(".") for word in in_sentences] == words(text)


def datasketch_of(text: str, seed: int, count: int) -> MinHash:
    """Return the signature that datasketch computes with ``count`` permutations."""
    # A shingle is a hash already, so its lower 32 bits are its hash.
    minhash = MinHash(count, seed, scheme="affine32", hashfunc=lambda v: int(v) & 0xFFFFFFFF)
    minhash.update_batch(shingles(text))
    return minhash


@given(TEXTS)
def test_signatures_are_those_of_datasketch(text: str) -> None:
    expected = datasketch_of(text, seed=1, count=128)
    assert np.array_equal(expected.hashvalues, text_signature(text))
    assert to_datasketch(text_signature(text)).jaccard(expected) == 1.0


@given(st.integers(0, 2**32 - 1), st.integers(1, 300))
def test_the_permutations_of_any_scheme_are_those_of_datasketch(seed: int, count: int) -> None:
    expected = datasketch_of(NEWS, seed, count)
    scheme = MinHashScheme(seed=seed, num_perm=count)
    assert np.array_equal(expected.hashvalues, text_signature(NEWS, scheme))


def test_a_signature_is_computed_without_the_libraries_of_datasketch() -> None:
    """SciPy would take 62 MB in each process that reads pages."""
    program = (
        "import sys\nfrom pipelines.reading import warm_up\nwarm_up()\n"
        "print(sorted({'datasketch', 'scipy', 'pipelines.copies.minhash'} & set(sys.modules)))"
    )
    command = [sys.executable, "-c", program]
    loaded = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert loaded.strip() == "['pipelines.copies.minhash']"


def test_a_text_shorter_than_a_shingle_still_has_one() -> None:
    assert len(shingles("Пожар")) == len(shingles("Пожар потушен")) == 1
    assert len(shingles("")) == 0


def test_resemblance_estimates_the_jaccard_similarity() -> None:
    def signature_of(numbers: range) -> np.ndarray:
        return signature(shingle_hashes(hash_words(" ".join(map(str, numbers)))))

    one, other = signature_of(range(1500)), signature_of(range(500, 2000))
    assert abs(resemblance(one, other) - 1000 / 2000) < 0.15


def test_a_changed_row_changes_only_its_own_band() -> None:
    one = text_signature("мост через реку закрыли на ремонт до осени")
    other = one.copy()
    other[5] ^= 1
    different_bands = np.flatnonzero(bands(one, rows=2) != bands(other, rows=2)).tolist()
    assert different_bands == [5 // 2]
