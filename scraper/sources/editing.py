"""Adds blocks to ``sources.toml`` and leaves its present text unchanged."""

import re
from collections.abc import Collection, Mapping, Sequence
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

import tomlkit

from pipelines.files.errors import BadInputError
from pipelines.files.replacement import new_text
from pipelines.model import Source
from pipelines.parsing.channels import preview_name
from pipelines.parsing.sites import is_same_home
from pipelines.parsing.urls import host_of
from scraper.sources.loading import known_source, load_sources
from scraper.sources.proposed_change import difference
from scraper.sources.trial_crawl import block

_MAX_ID_CHARS = 50  # of an id that is made from a host


def append_sources(path: Path, sources: Sequence[Source]) -> None:
    """Append the sources as ``[[source]]`` blocks; comments, order and layout are kept.

    The new text is checked before it replaces the file, so all blocks are added or none.
    """
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    blocks = "\n".join(block_text(source) for source in sources)
    if text:
        text += "\n" if text.endswith("\n") else "\n\n"
    replace_checked(path, text + blocks)


def change_source(path: Path, source_id: str, values: Mapping[str, str | bool]) -> str:
    """Set keys of a source's block, and return the change as a unified diff; comments are kept.

    An empty text removes its key. Raises BadInputError for an unknown source or a bad value, and
    then changes nothing.
    """
    before = path.read_text(encoding="utf-8")
    known_source(load_sources(path), source_id, "--change", path)
    document = tomlkit.parse(before)
    for table in document["source"]:
        if table["id"] == source_id:
            for key, value in values.items():
                if value == "":
                    table.pop(key, None)
                elif table.get(key) != value:
                    table[key] = value
    after = tomlkit.dumps(document)
    if after != before:
        replace_checked(path, after)
    return difference(before, after, path)


def replace_checked(path: Path, text: str) -> None:
    """Replace the file by the text; raises BadInputError for bad text, and then changes nothing."""
    new_file = new_text(path, text)
    try:
        load_sources(new_file)
        new_file.replace(path)
    except BadInputError as error:  # its text names the new file
        raise BadInputError(str(error).replace(str(new_file), str(path))) from None
    finally:
        new_file.unlink(missing_ok=True)


def block_text(source: Source) -> str:
    """Return the text of a source's ``[[source]]`` block."""
    tables = tomlkit.aot()
    tables.append(block(source))
    document = tomlkit.document()
    document["source"] = tables
    return tomlkit.dumps(document)


def free_id(home: str, taken: Collection[str]) -> str:
    """Return an id made from a channel's name or a home page's host that is not among ``taken``."""
    if name := preview_name(home):
        return _numbered_if_taken(f"tg-{name.lower().replace('_', '-')}", taken)
    host = urlsplit(home).hostname or "source"
    is_ip_address = re.fullmatch(r"[\d.]+|\[.*", host) is not None
    if not is_ip_address:
        host = host_of(home).rpartition(".")[0] or host  # without ``www.`` and the top-level domain
    slug = re.sub(r"[^a-z0-9]+", "-", host.lower().partition(":")[0]).strip("-")
    return _numbered_if_taken(slug[:_MAX_ID_CHARS] or "source", taken)


def _numbered_if_taken(slug: str, taken: Collection[str]) -> str:
    """Return the slug, or ``slug-2``, ``slug-3`` … if the shorter ones are taken."""
    names = (slug if number == 1 else f"{slug}-{number}" for number in count(1))
    return next(name for name in names if name not in taken)


def refuse_known(home: str, sources: Sequence[Source], path: Path) -> None:
    """Raise BadInputError if one of the sources is the outlet of this home page."""
    for source in sources:
        if is_same_home(source.home, home):
            raise BadInputError(f"{path}: source '{source.id}' has that home page already: {home}")
