"""Loads gold pages: web pages with the text and facts that a person took from them.

They are in the folder of the shared data, which is no part of this project.
"""

import gzip
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

FIT_SETS = ("russian", "newspapers", "benchmark", "polish", "guides")  # the block model's own pages
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


def shared_folder() -> Path | None:
    """Return the folder ``SVODKA_SHARED``, else ``shared`` beside the checkout; None without it."""
    named = os.environ.get("SVODKA_SHARED")
    folder = Path(named) if named else Path(__file__).resolve().parents[3] / "shared"
    return folder if folder.is_dir() else None


def load(name: str, limit: int | None = None) -> list[GoldPage]:
    """Return the pages of one set; with a ``limit``, about so many, taken at equal distances.

    The list is empty if the shared data are missing.
    """
    folder = shared_folder()
    if folder is None or not (folder / "extraction" / f"{name}.json").is_file():
        return []
    gold = json.loads((folder / "extraction" / f"{name}.json").read_text("utf-8"))
    step = max(1, len(gold) // limit) if limit else 1
    return [
        GoldPage(name, key, gold[key]["url"], _body(folder, name, key), gold[key])
        for key in list(gold)[::step]
    ]


def _body(folder: Path, name: str, key: str) -> bytes:
    return gzip.decompress((folder / "extraction" / name / f"{key}.html.gz").read_bytes())
