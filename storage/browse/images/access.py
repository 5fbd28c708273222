"""Finds the address of an image of an article or outlet, and the fetcher of a site."""

import os
import sqlite3
from functools import cache
from pathlib import Path

from datasette.app import Datasette

from storage.browse.images.cache import ImageCache
from storage.browse.images.environment import DEFAULT_MEGABYTES, FOLDER, MAX_MEGABYTES
from storage.browse.images.fetcher import ImageFetcher
from storage.browse.images.messages import Kind
from storage.browse.links import web_address


@cache
def fetcher_of(datasette: Datasette) -> ImageFetcher:
    """Return the fetcher of a site that shows images."""
    folder = Path(os.environ[FOLDER])
    megabytes = int(os.environ.get(MAX_MEGABYTES) or DEFAULT_MEGABYTES)
    return ImageFetcher(folder, ImageCache(folder, megabytes * 1_000_000))


def address_of(conn: sqlite3.Connection, kind: Kind, name: str) -> str | None:
    """Return the address of the lead image of an article, or of the home page of an outlet.

    ``name`` is the id of the article or the outlet. None stands for an unknown id, for an article
    without an image, and for an address that is neither http nor https.
    """
    query = {
        Kind.LEAD: "SELECT main_image FROM articles WHERE id = ?",
        Kind.ICON: "SELECT home FROM sources WHERE id = ?",
    }[kind]
    (address,) = conn.execute(query, [name]).fetchone() or (None,)
    return web_address(address)
