"""The commands, one module each, listed by `scrapy -h`."""

import sys
from types import TracebackType


def _tell(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Tell what ended a command, but for Ctrl-C: who pressed it knows."""
    if not issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)


sys.excepthook = _tell  # here, so that it holds while the commands are still being loaded
