"""The commands, one module each, listed by `scrapy -h`.

What stands here runs before any of them is loaded.
"""

import os
import sys
from collections.abc import Sequence
from types import TracebackType

from pipelines.workers.fork_server import start_ahead


def _tell(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Tell what ended a command, but for Ctrl-C: who pressed it knows."""
    if not issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)


def _will_crawl(arguments: Sequence[str]) -> bool:
    return arguments[1:3] == ["crawl", "news"] and not {"-h", "--help"} & set(arguments)


sys.excepthook = _tell  # so that it holds while the commands are still being loaded
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # starting threads for NumPy takes 0.1 s
if _will_crawl(sys.argv) and len(os.sched_getaffinity(0)) > 1:
    start_ahead()  # the first page is read a second sooner; one core gains nothing by it
