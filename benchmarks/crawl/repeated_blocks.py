"""Measures which share of the blocks of a page was on earlier pages of its outlet."""

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from pathlib import Path

from benchmarks.extraction.gold import load
from pipelines.extraction.blocks.segment import read_plain_blocks
from pipelines.parsing.encoding import decode
from pipelines.parsing.html import parse
from pipelines.parsing.text import normalized_line

_EARLIER_PAGES = 20  # of its outlet, with which a page is compared
_PAGES_OF_OUTLET = 8  # are compared in a web
_REAL_SETS = ("newspapers", "russian", "polish")


def repeated_share(outlets: Iterable[Sequence[bytes]]) -> float:
    """Return the share of blocks whose text was on one of the last pages of their outlet, 0–1.

    ``outlets`` has the HTML of the pages of each outlet. The first page of each is not counted,
    so the share of outlets with one page is 0.
    """
    repeated = total = 0
    for pages in outlets:
        earlier: deque[set[str]] = deque(maxlen=_EARLIER_PAGES)
        for page in pages:
            texts = _block_texts(page)
            if earlier:
                known = set().union(*earlier)
                repeated += sum(text in known for text in texts)
                total += len(texts)
            earlier.append(set(texts))
    return repeated / total if total else 0.0


def share_of_web(folder: Path) -> str:
    """Return the share in a web, such as ``72%``; its folder has one folder for each outlet."""
    outlets = (sorted(outlet.rglob("news/*.html")) for outlet in sorted(folder.iterdir()))
    bodies = ([file.read_bytes() for file in files[:_PAGES_OF_OUTLET]] for files in outlets)
    return f"{repeated_share(bodies):.0%}"


def share_of_real_sites() -> str:
    """Return a sentence with the shares of shared pages, by set; "" if those are missing."""
    shares = []
    for name in _REAL_SETS:
        pages_of: defaultdict[str, list[bytes]] = defaultdict(list)
        for page in load(name):
            pages_of[page.site].append(page.body)
        if pages_of:
            shares.append(f"{name} {repeated_share(pages_of.values()):.0%}")
    return f"On real sites, by the set of their pages: {', '.join(shares)}." if shares else ""


def _block_texts(html: bytes) -> list[str]:
    tree = parse(decode(html))
    if tree is None:
        return []
    return [block.text for block in read_plain_blocks(tree, normalized_line)]
