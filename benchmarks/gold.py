"""The gold pages of the shared folder, which is no part of this project."""

import gzip
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

FIT_SETS = ("russian", "newspapers", "benchmark", "polish", "guides")  # of the block model
SETS = (*FIT_SETS, "regional")  # regional pages are composed, and nothing is fitted on them


@dataclass(frozen=True, slots=True)
class GoldPage:
    """One page with what a person says is its article."""

    set: str
    key: str
    url: str
    body: bytes
    gold: dict[str, Any]

    @property
    def text(self) -> str:
        return str(self.gold["articleBody"])

    @property
    def site(self) -> str:
        return urlsplit(self.url).hostname or self.key


def shared_folder() -> Path | None:
    """``SVODKA_SHARED``, or ``shared`` beside the checkout, or None."""
    named = os.environ.get("SVODKA_SHARED")
    folder = Path(named) if named else Path(__file__).resolve().parents[2] / "shared"
    return folder if folder.is_dir() else None


def load(name: str, limit: int | None = None) -> list[GoldPage]:
    """The pages of one set, every n-th of them when there are more than ``limit``."""
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
