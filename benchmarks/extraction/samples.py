"""Makes the samples that the block model is fitted and tested on, and keeps them in a file.

Reading and labelling all pages takes minutes of processor time. So the samples are kept in
``build/block-samples``, under a digest of the pages and of all code that they depend on.
"""

import pickle
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.extraction.block_labels import MIN_LABEL, label
from benchmarks.extraction.gold import FIT_SETS, GoldPage, load
from benchmarks.extraction.scoring import WORD
from benchmarks.extraction.sectioned_pages import sectioned, short_phrases
from pipelines.extraction.blocks.segment import Block
from pipelines.extraction.blocks.select import Layout, layout
from pipelines.extraction.read_page import page_features
from pipelines.model import Page

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "build" / "block-samples"
_OWN_CODE = ("samples.py", "block_labels.py", "gold.py", "scoring.py", "sectioned_pages.py")
_LIBRARIES = ("trafilatura", "lxml", "numpy")
_SECTIONED_SETS = ("russian", "newspapers", "benchmark", "polish")  # guides have sections already
_SECTIONED_WEIGHT = 0.25  # of a composed page, as a share of the weight of its original page


@dataclass(slots=True)
class Sample:
    """The blocks of one page; each has a row of features, a label and a weight."""

    page: GoldPage
    rows: Any  # array of shape (blocks, features)
    labels: Any  # 0–1 for each block: the share of its words that are article text
    weights: Any  # of each block in fitting; 0 if its label is unknown
    blocks: list[Block]
    layout: Layout  # by which ``decide`` chooses blocks
    is_composed: bool = False  # a composed page is only fitted on, never tested

    def text(self, taken: Any) -> str:
        """Return the text of the blocks whose flag in ``taken`` is true."""
        flagged = zip(self.blocks, taken, strict=True)
        return "\n".join(block.text for block, is_taken in flagged if is_taken)


def all_samples(*, with_sections: bool = False) -> list[Sample]:
    """Return the samples of all pages that the model is fitted on.

    ``with_sections`` adds those of the composed pages.
    """
    samples = [sample for name in FIT_SETS for sample in _cached(name, _samples_of)]
    if with_sections:
        for name in _SECTIONED_SETS:
            samples += _cached(name, _sectioned_of)
    return samples


def _samples_of(name: str) -> Iterable[Sample]:
    return map(make_sample, load(name))


def _sectioned_of(name: str) -> Iterable[Sample]:
    pages = load(name)
    phrases = short_phrases(pages)
    for seed, page in enumerate(pages):
        composed = sectioned(page, phrases, seed)
        if composed is not None:
            sample = make_sample(composed)
            sample.is_composed = True
            sample.weights *= _SECTIONED_WEIGHT
            yield sample


def _cached(name: str, make: Callable[[str], Iterable[Sample]]) -> list[Sample]:
    """Return the samples of a set from their file; without a file, make them and write the file.

    Older files of the set are deleted.
    """
    sys.setrecursionlimit(20_000)  # boxes are pickled, and are nested as deeply as their pages
    path = FOLDER / f"{name}-{make.__name__.strip('_')}-{_digest()}.pickle"
    if path.is_file():
        return list(pickle.loads(path.read_bytes()))
    print(f"reading the pages of {name}", flush=True)
    samples = list(make(name))
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob(f"{name}-{make.__name__.strip('_')}-*.pickle"):
        old.unlink()
    path.write_bytes(pickle.dumps(samples))
    return samples


@cache
def _digest() -> str:
    """Return a digest of the code and the libraries that the samples depend on."""
    digest = sha256("".join(version(name) for name in _LIBRARIES).encode())
    code = sorted((ROOT / "pipelines").rglob("*.py")) + sorted((ROOT / "pipelines").rglob("*.toml"))
    for path in [*code, *(Path(__file__).with_name(name) for name in _OWN_CODE)]:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def make_sample(page: GoldPage) -> Sample:
    """Return the blocks of a page with their features, labels and weights."""
    blocks, rows = page_features(Page(url=page.url, body=page.body))
    for block in blocks:  # lxml elements can't be pickled, and are not needed here
        block.elements = []
        box: Any = block.box
        while box is not None and box.element is not None:
            box.element = None
            box = box.parent
    texts = [block.text for block in blocks]
    labels = label(texts, page.text)
    words = np.array([len(WORD.findall(text)) for text in texts], dtype=float)
    # Every page has the same weight; within a page, a long block weighs more than a short block.
    weights = np.sqrt(words + 0.5) * (labels >= 0)
    weights /= max(1.0, np.sqrt(words * (labels > MIN_LABEL)).sum() + 0.15 * np.sqrt(words).sum())
    return Sample(page, rows, np.clip(labels, 0, 1), weights * 100, blocks, layout(blocks))
