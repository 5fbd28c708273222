"""Computes MinHash signatures that are equal to those of ``datasketch.MinHash``.

datasketch hashes a set one Python object at a time. Here the shingles are numbers already, so a few
NumPy operations compute a whole signature. The scheme, seed and number of permutations are stored
beside a signature, because signatures of different schemes cannot be compared.
"""

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from pipelines.copies.shingles import shingles
from pipelines.copies.tokens import Hashes
from pipelines.model import MINHASH, MinHashScheme

if TYPE_CHECKING:
    from datasketch import MinHash

Signature = npt.NDArray[np.uint32]
# The names of the stored schemes, each with datasketch's name of its permutations. A change of the
# rules in ``tokens`` needs a new scheme, since equal texts must have equal signatures.
_PERMUTATIONS = {"affine32-folded": "affine32"}


def signature(text_shingles: Hashes, scheme: MinHashScheme = MINHASH) -> Signature:
    """Return the signature of a set of shingles; the empty set has the largest values."""
    if not len(text_shingles):
        return np.full(scheme.num_perm, 0xFFFFFFFF, np.uint32)
    factors, summands = _permutations(scheme)
    values = _fmix32(text_shingles.astype(np.uint32))
    permuted = np.multiply.outer(values, factors)
    permuted += summands
    result: Signature = permuted.min(axis=0)
    return result


def text_signature(text: str, scheme: MinHashScheme = MINHASH) -> Signature:
    """Return the signature of a text."""
    return signature(shingles(text), scheme)


def resemblance(one: Signature, other: Signature) -> float:
    """Estimate the Jaccard similarity of two texts from their signatures."""
    return float(np.mean(one == other))


def may_reach_containment(
    one: Signature, size: int, others: Signature, sizes: npt.NDArray[np.int64], containment: float
) -> npt.NDArray[np.bool_]:
    """Return for each row of ``others`` whether it may have this containment with ``one``.

    The rows of ``others`` are signatures. ``size`` and ``sizes`` are the numbers of shingles of
    ``one`` and of each row. Three standard deviations are added to the estimated resemblance, so
    only about 0.1 % of true pairs are missed.
    """
    # With the resemblance r, two sets of m and n elements share r / (1 + r) · (m + n) elements.
    estimate = np.count_nonzero(others == one, axis=1) / len(one)
    deviation = np.sqrt(np.maximum(estimate, 1 / len(one)) * (1 - estimate) / len(one))
    highest = estimate + 3 * deviation
    max_shared = highest / (1 + highest) * (sizes + size)
    may_reach: npt.NDArray[np.bool_] = max_shared >= containment * np.minimum(sizes, size)
    return may_reach


def bands(values: Signature, rows: int) -> npt.NDArray[np.uint32]:
    """Return one 32-bit value for each band; a band is ``rows`` consecutive values."""
    grouped = values.astype(np.uint64).reshape(-1, rows)
    mixed = grouped[:, 0]
    for column in range(1, rows):
        mixed = mixed * np.uint64(0x9E3779B97F4A7C15) + grouped[:, column]
    mixed = mixed * np.uint64(0xD6E8FEB86659FD93)
    return (mixed >> np.uint64(32)).astype(np.uint32)


def to_datasketch(values: Signature, scheme: MinHashScheme = MINHASH) -> "MinHash":
    """Return a stored signature as a ``datasketch.MinHash``."""
    # Not at the top, because datasketch imports SciPy: each command would start 0.5 s later.
    from datasketch import MinHash

    return MinHash(
        num_perm=scheme.num_perm,
        seed=scheme.seed,
        hashvalues=values,
        scheme=_PERMUTATIONS[scheme.name],
    )


def _fmix32(values: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
    """Return the finaliser of MurmurHash3, which datasketch applies before it permutes."""
    values = (values ^ (values >> np.uint32(16))) * np.uint32(0x85EBCA6B)
    values = (values ^ (values >> np.uint32(13))) * np.uint32(0xC2B2AE35)
    return values ^ (values >> np.uint32(16))


@cache
def _permutations(scheme: MinHashScheme) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint32]]:
    """Return the factors and the summands of the permutations of a scheme."""
    if scheme.name not in _PERMUTATIONS:
        raise ValueError(f"signatures of scheme {scheme.name!r} are not supported")
    # datasketch draws the same numbers. It is not imported, because it imports SciPy, which takes
    # 0.7 s and 62 MB in each process. NumPy never changes the numbers that ``RandomState`` draws.
    draw = np.random.RandomState(scheme.seed)
    halves = draw.randint(0, 1 << 31, scheme.num_perm, dtype=np.uint32)
    factors = halves * np.uint32(2) + np.uint32(1)  # odd numbers
    return factors, draw.randint(0, 1 << 32, scheme.num_perm, dtype=np.uint32)
