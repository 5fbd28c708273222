"""Measures how much faster worker processes read saved pages than one process does.

``python -m benchmarks.extraction.bench_saved_pages [--pairs N]`` reads the same gold pages twice in
each pair: one after another in this process, then in the worker processes of ``scrapy extract``.
The folder of the shared data is named by ``SVODKA_SHARED``, or is ``shared`` beside the checkout.
"""

import gzip
import os
import statistics
from pathlib import Path
from time import perf_counter

from benchmarks.command_line import argument_parser, shared_data
from pipelines.extraction.read_page import read_page
from pipelines.model import Page
from scraper.saved_pages import PageContext, extract_files

SETS = ("russian", "benchmark")
MAX_FILES = 200


def main() -> None:
    """Print the seconds of each pair and the median ratio."""
    parser = argument_parser(__doc__, __file__)
    parser.add_argument("--pairs", type=int, default=3, help="of measurements (%(default)s)")
    pairs = parser.parse_args().pairs
    folders = [shared_data(f"extraction/{name}") for name in SETS]
    files = [path for folder in folders for path in sorted(folder.glob("*.gz"))][:MAX_FILES]
    _in_this_process(files[:20])  # loads the model and fills caches before anything is timed
    ratios = []
    for _ in range(pairs):
        alone, together = _in_this_process(files), _in_workers(files)
        ratios.append(alone / together)
        print(f"{len(files)} pages: {alone:.2f} s alone, {together:.2f} s in worker processes")
    cores = len(os.sched_getaffinity(0))
    print(
        f"{cores} cores: {statistics.median(ratios):.2f} times as fast, with the start of workers"
    )


def _in_this_process(files: list[Path]) -> float:
    """Return the seconds of reading the files one after another."""
    began = perf_counter()
    for file in files:
        read_page(Page("", gzip.decompress(file.read_bytes())))
    return perf_counter() - began


def _in_workers(files: list[Path]) -> float:
    """Return the seconds of reading the files in worker processes, with their start."""
    began = perf_counter()
    for _ in extract_files([(str(file), "") for file in files], PageContext()):
        pass
    return perf_counter() - began


if __name__ == "__main__":
    main()
