"""Checks and writes the settings of ``scrapy browse --images`` before the site starts."""

import json
import os
import shlex
from importlib.util import find_spec
from pathlib import Path

from scrapy.settings import BaseSettings

from pipelines.files.errors import BadInputError
from scraper.middlewares.politeness import agent_of
from scraper.network.guard import refuse_bypass
from storage.browse.images.environment import FOLDER, MAX_MEGABYTES, SETTINGS_FILE, images_folder

MISSING = "--images: needs the package Pillow; install it with: pip install -e '.[images]'"
_MAX_MEGABYTES = 1_000_000
# The settings of the crawl that also apply to images.
_SHARED = ("NEWS_ALLOWED_NETWORKS", "NEWS_PROXY", "DOWNLOAD_DELAY")


def check(megabytes: str, settings: BaseSettings) -> None:
    """Raise BadInputError if Pillow is missing, or the size or a setting is unusable."""
    if not find_spec("PIL"):
        raise BadInputError(MISSING)
    is_number = megabytes.isascii() and megabytes.isdigit()
    if not is_number or not 1 <= int(megabytes) <= _MAX_MEGABYTES:
        raise BadInputError(
            f"--images: expected a number of megabytes from 1 to {_MAX_MEGABYTES},"
            f" got {megabytes!r}"
        )
    refuse_bypass(settings, os.environ)


def prepare(database: Path, megabytes: str | None, settings: BaseSettings) -> str:
    """Set the environment variables of the images; return them as the start of a shell command.

    The folder of the images is beside the database, and gets a file with the settings of the
    process that fetches images. Without ``megabytes`` the variables are removed. Raises OSError if
    the folder can't be made.
    """
    for name in (FOLDER, MAX_MEGABYTES):
        os.environ.pop(name, None)
    if megabytes is None:
        return ""
    folder = images_folder(database).resolve()
    folder.mkdir(mode=0o700, exist_ok=True)
    settings_of_process = {name: settings.get(name) for name in _SHARED}
    settings_of_process["USER_AGENT"] = agent_of(settings)
    file = folder / SETTINGS_FILE
    file.unlink(missing_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        json.dump(settings_of_process, out)  # only the user may read the password of a proxy
    os.environ |= {FOLDER: str(folder), MAX_MEGABYTES: megabytes}
    return f"{FOLDER}={shlex.quote(str(folder))} {MAX_MEGABYTES}={megabytes} "
