"""Loads gold pages: web pages with the text and facts that a person took from them.

They are in the folder of the shared data, which is no part of this project.
"""

import gzip
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.shared import SHARED

_FOLDER = SHARED / "extraction"
# The sets of pages on which the block model is fitted.
FIT_SETS = ("russian", "newspapers", "benchmark", "polish", "guides")
SETS = (*FIT_SETS, "regional")  # regional pages are composed, and nothing is fitted on them


@dataclass(frozen=True, slots=True)
class GoldPage:
    """One page and the gold values of its article, under schema.org names."""

    set: str  # one of SETS
    key: str  # identifies the page in its set
    url: str
    body: bytes
    gold: dict[str, Any]

    @property
    def text(self) -> str:
        return str(self.gold["articleBody"])

    @property
    def site(self) -> str:
        """Return the host of the page; the key stands for the site of a page without an address."""
        return urlsplit(self.url).hostname or self.key


def load(name: str, limit: int | None = None) -> list[GoldPage]:
    """Return the pages of one set; with a ``limit``, about so many, taken at equal distances.

    The list is empty if the shared data are missing.
    """
    file = _gold_file(name)
    if not file.is_file():
        return []
    gold = json.loads(file.read_text("utf-8"))
    step = max(1, len(gold) // limit) if limit else 1
    return [
        GoldPage(name, key, gold[key]["url"], _body(name, key), gold[key])
        for key in list(gold)[::step]
    ]


def load_sets(names: Iterable[str], limit: int | None = None) -> dict[str, list[GoldPage]]:
    """Return the pages of several sets by their names; end the benchmark if there is no page."""
    sets = {name: load(name, limit) for name in names}
    if not any(sets.values()):
        raise SystemExit(f"benchmarks: no pages in {_FOLDER}; SVODKA_SHARED names its parent")
    return sets


def files_of(name: str) -> list[Path]:
    """Return the files of one set in a fixed order; the list is empty if they are missing."""
    file = _gold_file(name)
    return [file, *sorted((_FOLDER / name).glob("*.html.gz"))] if file.is_file() else []


def _gold_file(name: str) -> Path:
    """Return the JSON file with the gold values of one set, by the keys of its pages."""
    return _FOLDER / f"{name}.json"


def _body(name: str, key: str) -> bytes:
    return gzip.decompress((_FOLDER / name / f"{key}.html.gz").read_bytes())
