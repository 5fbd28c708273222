"""How much faster worker processes read saved pages than one process does: pairs in one run.

Run: ``python -m benchmarks.bench_saved_pages [PAIRS]`` with the public gold pages beside the
checkout, or their folder in ``SVODKA_SHARED``. Each pair reads the same files in turn, first one
after another in this process, then through the worker processes of ``scrapy extract``.
"""

import gzip
import os
import statistics
import sys
from pathlib import Path
from time import perf_counter

from pipelines.extraction.read_page import read_page
from pipelines.model import Page
from scraper.saved_pages import PageContext, extract_files
from tests.shared import SHARED

SETS = ("russian", "benchmark")
MAX_FILES = 200


def main() -> int:
    """Print the ratio of each pair and their median; 1 if the pages are missing."""
    folder = SHARED / "extraction"
    files = [path for name in SETS for path in sorted((folder / name).glob("*.gz"))][:MAX_FILES]
    if not files:
        print(f"{folder}: missing; SVODKA_SHARED names its folder", file=sys.stderr)
        return 1
    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    _in_this_process(files[:20])  # what is loaded at first use is loaded
    ratios = []
    for _ in range(pairs):
        alone, together = _in_this_process(files), _in_workers(files)
        ratios.append(alone / together)
        print(f"{len(files)} pages: {alone:.2f} s alone, {together:.2f} s in worker processes")
    cores = len(os.sched_getaffinity(0))
    print(f"{cores} cores: {statistics.median(ratios):.2f} times as fast, start included")
    return 0


def _in_this_process(files: list[Path]) -> float:
    began = perf_counter()
    for file in files:
        read_page(Page("", gzip.decompress(file.read_bytes())))
    return perf_counter() - began


def _in_workers(files: list[Path]) -> float:
    began = perf_counter()
    for _ in extract_files([(str(file), "") for file in files], PageContext()):
        pass
    return perf_counter() - began


if __name__ == "__main__":
    sys.exit(main())
