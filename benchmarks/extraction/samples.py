"""Makes the samples that the block model is fitted and tested on, and keeps them in a file.

Reading and labelling all pages takes minutes of processor time. So the samples are kept in
``build/block-samples``. The name of a file has a digest of what its samples depend on: the names,
sizes and times of the files of the pages, the code and its tables, and the versions of libraries.
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
from benchmarks.extraction.gold import FIT_SETS, GoldPage, files_of, load
from benchmarks.extraction.scoring import WORD
from benchmarks.extraction.sectioned_pages import sectioned, short_phrases
from pipelines.extraction.blocks.segment import Block
from pipelines.extraction.blocks.select import Layout, layout
from pipelines.extraction.read_page import page_features
from pipelines.model import Page

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "build" / "block-samples"
_OWN_CODE = ("samples.py", "block_labels.py", "gold.py", "scoring.py", "sectioned_pages.py")
_CODE_SUFFIXES = (".py", ".toml", ".txt")  # of the code of the pipelines and of its tables
_LIBRARIES = ("trafilatura", "lxml", "numpy")
# The pages of the set "guides" are left out, since their texts have sections already.
_SECTIONED_SETS = ("russian", "newspapers", "benchmark", "polish")
_SECTIONED_WEIGHT = 0.25  # of a composed page, as a share of the weight of its original page
_PAGE_WEIGHT = 100  # about the sum of the weights of the text blocks of a page
_EXTRA_WORDS = 0.5  # added to the words of each block, so that the shortest weigh a little more
# The weights of a page are divided by the sum of its text blocks plus this share of the sum of all
# blocks. So all blocks together weigh at most about _PAGE_WEIGHT / 0.15, even beside a short text.
_SHARE_OF_ALL_BLOCKS = 0.15


@dataclass(slots=True)
class Sample:
    """The blocks of one page; each has a row of features, a label and a weight."""

    page: GoldPage
    rows: Any  # array of shape (blocks, features)
    labels: Any  # 0–1 for each block: the share of its words that is article text; 0 if it has none
    weights: Any  # of each block in fitting; 0 for a block without words
    blocks: list[Block]
    layout: Layout  # by which ``pipelines.extraction.blocks.select.decide`` chooses blocks
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

    Older files of the set are deleted. ``make`` makes the samples of the set with this name.
    """
    sys.setrecursionlimit(20_000)  # boxes are pickled, and are nested as deeply as their pages
    path = FOLDER / f"{name}-{make.__name__.strip('_')}-{samples_digest(files_of(name))}.pickle"
    if path.is_file():
        return list(pickle.loads(path.read_bytes()))
    print(f"reading the pages of {name}", flush=True)
    samples = list(make(name))
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob(f"{name}-{make.__name__.strip('_')}-*.pickle"):
        old.unlink()
    path.write_bytes(pickle.dumps(samples))
    return samples


def samples_digest(page_files: Iterable[Path]) -> str:
    """Return a digest of the files of pages, the code with its tables, and the libraries.

    Of the files of pages only the names, sizes and times are read, which takes less time than their
    contents.
    """
    digest = sha256(_code_digest())
    for path in page_files:
        status = path.stat()
        digest.update(f"{path.name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:16]


@cache
def _code_digest() -> bytes:
    """Return a digest of the code, the tables and the libraries that the samples depend on."""
    digest = sha256("".join(version(name) for name in _LIBRARIES).encode())
    files = sorted((ROOT / "pipelines").rglob("*"))
    code = [path for path in files if path.suffix in _CODE_SUFFIXES]
    for path in [*code, *(Path(__file__).with_name(name) for name in _OWN_CODE)]:
        digest.update(path.read_bytes())
    return digest.digest()


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
    weights = _weights(words, labels) * _PAGE_WEIGHT
    return Sample(page, rows, np.clip(labels, 0, 1), weights, blocks, layout(blocks))


def _weights(words: Any, labels: Any) -> Any:
    """Return the weight of each block of a page, given its number of words and its label.

    A long block weighs more than a short one, but not as many times more as it has more words. The
    text of a long page weighs about as much as the text of a short page.
    """
    has_words = labels >= 0
    is_text = labels > MIN_LABEL
    sum_of_text = np.sqrt(words * is_text).sum()
    sum_of_all = np.sqrt(words).sum()
    divisor = max(1.0, sum_of_text + _SHARE_OF_ALL_BLOCKS * sum_of_all)
    return np.sqrt(words + _EXTRA_WORDS) * has_words / divisor
