"""Checks Scrapy's own settings from the command line, since Scrapy would fail on them later."""

import codecs
import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from scrapy.settings import SETTINGS_PRIORITIES, BaseSettings, default_settings
from scrapy.utils.misc import load_object
from scrapy.utils.versions import get_versions

from pipelines.files.errors import BadInputError

_TLS = ("TLSv1.0", "TLSv1.1", "TLSv1.2", "TLSv1.3")
_CLASSES = {"ASYNCIO_EVENT_LOOP"}  # settings that name a class although their default is empty


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


def refuse_unwritable(place: str, name: str | None) -> None:
    """Raise BadInputError if a file is named and can't be written; ``place`` names the option."""
    if not name:
        return
    path = Path(name)
    try:
        target = path if path.exists() else path.parent
        is_writable = not path.is_dir() and target.exists() and os.access(target, os.W_OK)
    except (OSError, ValueError):
        is_writable = False
    if not is_writable:
        raise BadInputError(f"{place}: {name}: cannot be written; name a file in a folder of yours")


def _refuse_other_kind(settings: BaseSettings, name: str, default: Any) -> None:
    """Raise BadInputError if a value is of another kind than Scrapy's default."""
    check, expected = _check_of(settings, name, default)
    try:
        check(name)
    except (TypeError, ValueError, LookupError, ImportError, AttributeError, NameError):
        message = f"setting {name}: expected {expected}, got {settings.get(name)!r}"
        raise BadInputError(message) from None


def _check_of(
    settings: BaseSettings, name: str, default: Any
) -> tuple[Callable[[str], object], str]:
    """Return a check of the setting, and a description of a usable value.

    The check is called with the name of the setting, and raises an error for an unusable value.
    """
    checks_of_values: dict[str, tuple[Callable[[Any], object], str]] = {
        "DOWNLOAD_TLS_MIN_VERSION": (_TLS.index, f"one of {', '.join(_TLS)}"),
        "DOWNLOAD_TLS_MAX_VERSION": (_TLS.index, f"one of {', '.join(_TLS)}"),
        "DOWNLOADER_CLIENT_TLS_METHOD": (("TLS", *_TLS).index, f"TLS or one of {', '.join(_TLS)}"),
        "LOG_ENCODING": (codecs.lookup, "an encoding such as utf-8"),
        "LOG_FORMAT": (logging.Formatter, "a format of Python's logging module"),
    }
    if name in checks_of_values:
        check, expected = checks_of_values[name]
        return lambda setting: check(settings.get(setting)), expected
    if isinstance(default, bool):
        return settings.getbool, "0 or 1"
    if isinstance(default, int | float):
        return settings.getfloat, "a number"
    if isinstance(default, dict):
        return settings.getdict, "a JSON object"
    if name == "LOG_VERSIONS":
        return lambda setting: get_versions(settings.getlist(setting)), "names of packages"
    names_class = isinstance(default, str) and default.startswith(("scrapy.", "twisted."))
    if (names_class or name in _CLASSES) and settings.get(name):
        return lambda setting: load_object(settings.get(setting)), "the path of a class"
    return lambda setting: None, ""  # any value is usable
