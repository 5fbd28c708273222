"""Measures the CPU time of each stage of reading and storing a page, in one process."""

import gc
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any

from pipelines import reading
from pipelines.copies import compared_text
from pipelines.extraction import read_page
from pipelines.model import Page, PageRead, Source
from pipelines.workers.memory import collect_garbage_rarely
from scraper.crawl.filing import PageFiler
from scraper.crawl.run_state import RunState
from storage.crawl.sources import save_sources
from storage.stores import open_store

_STAGES: dict[str, tuple[ModuleType, Sequence[str]]] = {
    "decoding and parsing": (read_page, ("decode", "parse")),
    "blocks": (read_page, ("read_plain_blocks", "describe_boxes")),
    "trafilatura's view of the page": (read_page, ("text_by_trafilatura",)),
    "features and model of the blocks": (read_page, ("choose_blocks",)),
    "words, sentences, signature": (compared_text, ("text_features",)),
}
_PAGES_PER_TRANSACTION = 8


def stages(files: Sequence[Path]) -> dict[str, float]:
    """Return the CPU milliseconds per page that each stage takes.

    All stages are measured in one new process.
    """
    with ProcessPoolExecutor(1, initializer=collect_garbage_rarely) as pool:
        return pool.submit(_stages, files).result()


def reading_cost(files: Sequence[Path], cores: int = 1) -> float:
    """Return the CPU seconds per page of reading it and computing the features of its text.

    ``cores`` processes work at once. With several the cost may be higher, because the cores share
    caches and memory.
    """
    with ProcessPoolExecutor(cores, initializer=collect_garbage_rarely) as pool:
        return mean(pool.map(_seconds_per_page, [files] * cores))


def _stages(files: Sequence[Path]) -> dict[str, float]:
    pages = _pages_after_warm_up(files)
    seconds_of: defaultdict[str, float] = defaultdict(float)
    results: list[PageRead] = []

    def read_all() -> None:
        results.extend(PageRead(page, *reading.read_with_features(page)) for page in pages)

    with ExitStack() as clocks:
        for stage, (module, names) in _STAGES.items():
            for name in names:
                clocks.enter_context(_timed(module, name, stage, seconds_of))
        reading_seconds = _cpu_seconds(read_all)
    seconds_of["facts, and all else of reading"] = reading_seconds - sum(seconds_of.values())
    seconds_of["storing: rows, copies, story, search"] = _storing_seconds(results)
    return {stage: 1000 * seconds / len(pages) for stage, seconds in seconds_of.items()}


def _seconds_per_page(files: Sequence[Path]) -> float:
    """Return the CPU seconds per page in this process; see ``reading_cost``."""
    pages = _pages_after_warm_up(files)
    seconds = _cpu_seconds(lambda: [reading.read_with_features(page) for page in pages])
    return seconds / len(pages)


def _pages_after_warm_up(files: Sequence[Path]) -> list[Page]:
    """Return the pages of the files.

    Five are extracted first, so that the model is loaded and caches are filled.
    """
    now = datetime.now(UTC)
    pages = [
        Page(f"https://outlet.example/news/{number}", file.read_bytes(), fetched_at=now,
             source_id="outlet")
        for number, file in enumerate(files)
    ]  # fmt: skip
    for page in pages[:5]:
        reading.read_with_features(page)
    return pages


def _storing_seconds(results: Sequence[PageRead]) -> float:
    """Return the CPU seconds of storing all pages in a new database."""
    with TemporaryDirectory() as folder:
        db = open_store(Path(folder) / "stages.db")
        save_sources(db, [Source("outlet", "Outlet", "https://outlet.example/", "RU-PNZ", "UTC")])
        filer = PageFiler(RunState(db), raw_days=30)
        filer.begin()
        batches = [
            results[start : start + _PAGES_PER_TRANSACTION]
            for start in range(0, len(results), _PAGES_PER_TRANSACTION)
        ]
        seconds = _cpu_seconds(lambda: [filer.file(batch) for batch in batches])
        db.close()
    return seconds


def _cpu_seconds(work: Callable[[], object]) -> float:
    """Return the CPU seconds of a call; garbage of earlier work is collected before it."""
    gc.collect()
    started = time.process_time()
    work()
    return time.process_time() - started


@contextmanager
def _timed(
    module: ModuleType, name: str, stage: str, seconds_of: defaultdict[str, float]
) -> Iterator[None]:
    """Add the CPU seconds of each call of a function to those of a stage.

    Calls are timed while the ``with`` statement runs. The time of other stages within a call is
    theirs alone.
    """
    function = getattr(module, name)

    def timed(*arguments: Any, **keywords: Any) -> Any:
        started = time.process_time()
        seconds_before = sum(seconds_of.values())
        try:
            return function(*arguments, **keywords)
        finally:
            seconds_within = sum(seconds_of.values()) - seconds_before
            seconds_of[stage] += time.process_time() - started - seconds_within

    setattr(module, name, timed)
    try:
        yield
    finally:
        setattr(module, name, function)
