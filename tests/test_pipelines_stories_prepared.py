"""Tests which articles keep the pairs that were found before they were stored."""

from dataclasses import replace

import numpy as np
import pytest

from pipelines.model import Features
from pipelines.stories.candidates import Pairing
from pipelines.stories.prepared import NOTHING_SETTLED, Prepared

SENTENCE, OTHER_SENTENCE, COMMON = 11, 12, 13


def features(rank: str, *buckets: tuple[int, int], templates: tuple[int, ...] = ()) -> Features:
    signature = np.ones(4, np.uint32)
    return Features(signature, templates, shingle_count=9, day=20, rank=rank, buckets=buckets)


ONE = features("a", (0, 5), templates=(SENTENCE, COMMON))
TWO = features("b", (0, 6), templates=(OTHER_SENTENCE, COMMON))
PREPARED = Prepared(
    version=(4, 1),
    features={-1: ONE, -2: TWO},
    common=frozenset({COMMON}),
    pairings=[Pairing([(-1, 8), (-2, -1), (-2, 9)], templates={3})],
)


def test_all_pairs_stay_if_nothing_was_added() -> None:
    settled = PREPARED.settled({20: ONE, 21: TWO}, (), ())
    assert settled.ids == {20, 21}
    assert list(settled.pairings) == [Pairing([(8, 20), (20, 21), (9, 21)], {3})]


@pytest.mark.parametrize(
    "added",
    [
        features("c", (0, 5)),
        features("c", (1, 1), templates=(SENTENCE,)),
    ],
    ids=["band", "sentence"],
)
def test_an_article_with_a_new_neighbour_is_searched_again(added: Features) -> None:
    settled = PREPARED.settled({20: ONE, 21: TWO}, (), [added])
    assert settled.ids == {21}
    assert list(settled.pairings) == [Pairing([(20, 21), (9, 21)], {3})]


def test_an_article_that_only_shares_a_common_sentence_is_no_neighbour() -> None:
    added = features("c", (1, 1), templates=(COMMON,))
    assert PREPARED.settled({20: ONE, 21: TWO}, (), [added]).ids == {20, 21}


def test_features_that_were_dropped_count_like_those_that_were_added() -> None:
    assert PREPARED.settled({20: ONE, 21: TWO}, [features("c", (0, 6))], ()).ids == {20}


def test_an_article_that_was_added_and_dropped_since_settles_nothing() -> None:
    assert PREPARED.settled({20: ONE, 21: TWO}, (), [features("c")]) == NOTHING_SETTLED


def test_an_article_that_was_not_stored_unsettles_those_in_its_buckets() -> None:
    prepared = replace(PREPARED, features={-1: ONE, -2: TWO, -3: features("c", (0, 6))})
    assert prepared.settled({20: ONE, 21: TWO}, (), ()).ids == {20}


@pytest.mark.parametrize(
    "stored",
    [
        replace(ONE, signature=np.zeros(4, np.uint32)),
        replace(ONE, day=21),
        replace(ONE, templates=(SENTENCE,)),
        replace(ONE, filled=np.ones(2, np.int64)),
    ],
    ids=["signature", "day", "templates", "numbers"],
)
def test_an_article_that_was_stored_otherwise_is_searched_again(stored: Features) -> None:
    assert PREPARED.settled({20: stored, 21: TWO}, (), ()).ids == {21}


def test_two_pages_of_one_article_are_searched_again() -> None:
    prepared = replace(PREPARED, features={-1: ONE, -2: TWO, -3: ONE})
    assert prepared.settled({20: ONE, 21: TWO}, (), ()).ids == {21}
