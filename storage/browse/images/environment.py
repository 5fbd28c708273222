"""The environment variables by which ``scrapy browse --images`` lets the site show images."""

import os
from pathlib import Path

FOLDER = "SVODKA_IMAGES"  # names the folder of the images
MAX_MEGABYTES = "SVODKA_IMAGES_MB"  # the size to which the folder may grow
DEFAULT_MEGABYTES = 200  # some 8,000 photos
SETTINGS_FILE = "settings.json"  # in the folder, for the process that fetches images


def images_folder(database: str | Path) -> Path:
    """Return the folder of the images of a database, which is beside it."""
    return Path(database).with_suffix(".images")


def shows_images() -> bool:
    """Return whether the site was started with images."""
    return bool(os.environ.get(FOLDER))
