"""Checks the values that the command line gives to Scrapy's own settings.

Scrapy itself would fail on an unusable value only later.
"""

import codecs
import logging
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from scrapy.settings import SETTINGS_PRIORITIES, BaseSettings, default_settings
from scrapy.utils.misc import load_object
from scrapy.utils.versions import get_versions

from pipelines.files.errors import BadInputError

_TLS = ("TLSv1.0", "TLSv1.1", "TLSv1.2", "TLSv1.3")
# Settings whose value is the path of a class, although their default does not show it.
_CLASS_SETTINGS = {"ASYNCIO_EVENT_LOOP"}
# For each of these settings: a check of its value, and a description of a usable value.
_CHECKS_OF_VALUES: dict[str, tuple[Callable[[Any], object], str]] = {
    "DOWNLOAD_TLS_MIN_VERSION": (_TLS.index, f"one of {', '.join(_TLS)}"),
    "DOWNLOAD_TLS_MAX_VERSION": (_TLS.index, f"one of {', '.join(_TLS)}"),
    "DOWNLOADER_CLIENT_TLS_METHOD": (("TLS", *_TLS).index, f"TLS or one of {', '.join(_TLS)}"),
    "LOG_ENCODING": (codecs.lookup, "an encoding such as utf-8"),
    "LOG_FORMAT": (logging.Formatter, "a format of Python's logging module"),
}


def refuse_unusable(settings: BaseSettings) -> None:
    """Raise BadInputError for a setting of the command line that Scrapy can't use."""
    for name, default in vars(default_settings).items():
        if name.isupper() and settings.getpriority(name) == SETTINGS_PRIORITIES["cmdline"]:
            _refuse_other_kind(settings, name, default)
    level = settings.get("LOG_LEVEL")
    if level not in logging.getLevelNamesMapping() and not str(level).isdecimal():
        raise BadInputError(f"setting LOG_LEVEL: expected a level such as INFO, got {level!r}")
    if bool(settings.get("HTTPAUTH_USER")) != bool(settings.get("HTTPAUTH_PASS")):
        raise BadInputError("setting HTTPAUTH_USER: expected together with HTTPAUTH_PASS")
    refuse_unwritable("setting LOG_FILE", settings.get("LOG_FILE"))


def refuse_unwritable(option: str, file_name: str | None) -> None:
    """Raise BadInputError if the file of an option can't be written.

    Nothing is checked if the option has no value: if ``file_name`` is None or "".
    """
    if not file_name:
        return
    path = Path(file_name)
    try:
        target = path if path.exists() else path.parent
        is_writable = not path.is_dir() and target.exists() and os.access(target, os.W_OK)
    except (OSError, ValueError):
        is_writable = False
    if not is_writable:
        message = f"{option}: {file_name}: cannot be written; name a file in a folder of yours"
        raise BadInputError(message)


def _refuse_other_kind(settings: BaseSettings, name: str, default: Any) -> None:
    """Raise BadInputError if a value is of another kind than Scrapy's default."""
    check, expected = _check_of(settings, name, default)
    try:
        check()
    except (TypeError, ValueError, LookupError, ImportError, AttributeError, NameError):
        message = f"setting {name}: expected {expected}, got {settings.get(name)!r}"
        raise BadInputError(message) from None


def _check_of(settings: BaseSettings, name: str, default: Any) -> tuple[Callable[[], object], str]:
    """Return a check of the setting, and a description of a usable value.

    The check takes no arguments, and raises an error for an unusable value.
    """
    value = settings.get(name)
    if name in _CHECKS_OF_VALUES:
        check, expected = _CHECKS_OF_VALUES[name]
        return partial(check, value), expected
    if isinstance(default, bool):
        return partial(settings.getbool, name), "0 or 1"
    if isinstance(default, int | float):
        return partial(settings.getfloat, name), "a number"
    if isinstance(default, dict):
        return partial(settings.getdict, name), "a JSON object"
    if name == "LOG_VERSIONS":
        return partial(_find_packages, settings), "names of packages"
    has_class_default = isinstance(default, str) and default.startswith(("scrapy.", "twisted."))
    if (has_class_default or name in _CLASS_SETTINGS) and value:
        return partial(load_object, value), "the path of a class"
    return _accept, "any value"


def _find_packages(settings: BaseSettings) -> None:
    """Raise an error if a package of the setting LOG_VERSIONS is not installed."""
    get_versions(settings.getlist("LOG_VERSIONS"))


def _accept() -> None:
    """Raise no error: any value is usable."""
