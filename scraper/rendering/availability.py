"""Finds the browser, and says in one line what is missing to render pages."""

import os
import shutil
from importlib.util import find_spec
from pathlib import Path

# The first is the program itself. Debian's script ``chromium`` adds flags of its own to it.
_PROGRAMS = ("/usr/lib/chromium/chromium", "chromium", "chromium-browser")
_HOW_TO_INSTALL = "pip install 'svodka[browser]'"


class BrowserUnavailableError(Exception):
    """No page can be rendered; the message says in one line what to do."""


def browser_path() -> str | None:
    """Return the path of the installed Chromium, or None; nothing is ever downloaded."""
    paths = (shutil.which(name) for name in _PROGRAMS)
    return next((str(Path(path)) for path in paths if path), None)


def what_is_missing(*, sandbox: bool) -> str | None:
    """Return why pages cannot be rendered here and what to do, or None if they can be."""
    if not find_spec("playwright"):
        return f"playwright is not installed; install it with {_HOW_TO_INSTALL}"
    if browser_path() is None:
        return "chromium is not installed; install it with apt install chromium"
    if sandbox and os.geteuid() == 0:
        return (
            "Chromium has no sandbox when root runs it; run the crawl as another user, or allow it"
            " with -s NEWS_BROWSER_SANDBOX=0"
        )
    return None
