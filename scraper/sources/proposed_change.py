"""Proposes a new home page and new indexes for a source of ``sources.toml``."""

import difflib
from dataclasses import replace
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import tomlkit

from pipelines.model import Source

_KEYS = ("home", "feeds", "sitemaps", "listings")
_STALE = "stale"  # the status of a source whose home page shows more than its other indexes
_MOVED = "moved"  # the status whose detail ends with the new address


def without_indexes(source: Source, status: str | None, detail: str | None) -> Source:
    """Return the source for a new trial: without indexes, and with its new home if it has moved."""
    home = moved_home(source.home, detail) if status == _MOVED else source.home
    return replace(source, home=home, feeds=(), sitemaps=(), listings=(), enabled=True)


def with_home_listing(source: Source, status: str | None) -> Source:
    """Return the source with its home page as a listing, if its other indexes are stale."""
    if status != _STALE or source.home in source.listings:
        return source
    return replace(source, listings=(*source.listings, source.home))


def moved_home(home: str, detail: str | None) -> str:
    """Return the new home page of a source; the detail of the status ``moved`` ends with it."""
    words = (detail or "").split()
    target = words[-1] if words else ""
    if "://" in target:
        return urljoin(target, urlsplit(home).path or "/")
    is_host = "." in target
    return urlsplit(home)._replace(netloc=target).geturl() if is_host else home


def changed_text(text: str, proposed: Source) -> str:
    """Return the text of ``sources.toml`` with the home and indexes of one source replaced.

    ``render = true`` is set if the source is proposed with it. Comments, order and all other keys
    stay as they are.
    """
    document = tomlkit.parse(text)
    for table in document["source"]:
        if table["id"] != proposed.id:
            continue
        for key in _KEYS:
            value = getattr(proposed, key)
            toml_value = value if key == "home" else list(value)
            if not value:
                table.pop(key, None)
            elif table.get(key) != toml_value:  # else the layout of the value stays
                table[key] = toml_value
        if proposed.render:
            table["render"] = True
    return tomlkit.dumps(document)


def difference(before: str, after: str, path: Path) -> str:
    """Return the change as a unified diff, which is empty if nothing changed."""
    lines = difflib.unified_diff(
        before.splitlines(keepends=True), after.splitlines(keepends=True), str(path), str(path)
    )
    return "".join(lines)
