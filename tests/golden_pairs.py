"""Reads and writes golden pairs: ``golden/CASE.html`` and its reading, ``golden/CASE.json``.

The key ``page`` of the JSON holds what is needed to read the HTML, such as address and time zone.
``python tests/golden_pairs.py`` writes the other keys again, with the values that the present code
reads. Look at the diff before you commit it.
"""

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "golden"
CASES = sorted(path.stem for path in FOLDER.glob("*.html"))
sys.path.insert(0, str(FOLDER.parent.parent))

from pipelines.extraction.read_page import read_page  # noqa: E402
from pipelines.model import Page  # noqa: E402


def expected(case: str) -> dict[str, Any]:
    return dict(json.loads((FOLDER / f"{case}.json").read_text("utf-8")))


def read(case: str, context: dict[str, str]) -> dict[str, Any]:
    """Return what the present code reads of a case, in the shape of its JSON file.

    ``context`` is the value of the key ``page`` of that file.
    """
    page = Page(
        url=context["url"],
        body=(FOLDER / f"{case}.html").read_bytes(),
        encoding=context.get("encoding"),
        fetched_at=datetime.fromisoformat(context["fetched_at"]),
        timezone=context.get("timezone"),
        source_name=context.get("source_name"),
    )
    reading = read_page(page)
    result: dict[str, Any] = {"page": context, "outcome": str(reading.outcome)}
    if reading.article is None:
        return result | {"reason": reading.reason}
    facts = reading.article.to_dict()
    del facts["article_markdown"]  # tested by tests/test_pipelines_extraction_markdown.py
    facts["article_body"] = reading.article.article_body.split("\n")
    return result | {name: value for name, value in facts.items() if value not in (None, [], False)}


if __name__ == "__main__":
    for name in CASES:
        text = json.dumps(read(name, expected(name)["page"]), ensure_ascii=False, indent=2)
        (FOLDER / f"{name}.json").write_text(text + "\n", encoding="utf-8")
        print(name)
