"""Reads ``alerts.toml``: saved searches, and the addresses to which their finds are sent."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pipelines.files.errors import BadInputError
from pipelines.files.toml import read_toml
from pipelines.model import Source
from scraper.alerts.fields import TIMING_KEYS, read_timing
from scraper.alerts.wording import Style
from scraper.configuration.news_config import NewsConfig, is_site
from scraper.sources.regions import region
from storage.browse.i18n.languages import language_of
from storage.search.alerts import KINDS, Alert, made_id
from storage.search.pasted import is_address
from storage.search.query import parse_query

# The keys of an [[alert]] table.
KEYS = {"id", "name", "kind", "words", "region", "source", "notify"} | TIMING_KEYS


def alerts_file(sources_file: Path) -> Path:
    """Return the path of ``alerts.toml``, which lies beside ``sources.toml``."""
    return sources_file.with_name("alerts.toml")


def load_alerts(path: Path, sources: Sequence[Source] = ()) -> tuple[Alert, ...]:
    """Return the alerts of the file; none if there is no file. Raises BadInputError.

    If ``sources`` are given, an alert may name only those.
    """
    tables = _document(path).get("alert", [])
    if not isinstance(tables, list):
        raise BadInputError(f"{path}: expected only [[alert]] tables")
    known_ids = {source.id for source in sources}
    alerts = [
        _alert(path, number, table, known_ids) for number, table in enumerate(tables, start=1)
    ]
    used_ids: set[str] = set()
    for alert in alerts:
        if alert.id in used_ids:
            raise BadInputError(f"{path}: alert '{alert.id}': id: used twice; ids must differ")
        used_ids.add(alert.id)
    return tuple(alerts)


def load_site(path: Path) -> str | None:
    """Return ``site`` of the file, the address of the site for readers. Raises BadInputError."""
    site = _document(path).get("site")
    if site is None:
        return None
    if not isinstance(site, str) or not is_site(site):
        raise BadInputError(
            f"{path}: site: expected an address such as https://x.org, got {site!r}"
        )
    return site.rstrip("/")


def load_style(config: NewsConfig, sources: Sequence[Source]) -> Style:
    """Return the language of messages and the site of their links. Raises BadInputError."""
    site = load_site(alerts_file(config.sources)) or config.site
    languages_and_regions = [(source.language, source.region) for source in sources]
    return Style(language_of(config.language, languages_and_regions), site)


def _document(path: Path) -> dict[str, Any]:
    """Return the keys and values of the file; empty if there is no file."""
    if not path.exists():
        return {}
    document = read_toml(path, "create it, or run without alerts")
    if set(document) - {"alert", "site"}:
        raise BadInputError(f"{path}: expected only `site` and [[alert]] tables")
    return document


def _alert(path: Path, number: int, table: Any, known_ids: set[str]) -> Alert:
    """Return the alert of the table with this number in the file, 1 for the first."""
    if not isinstance(table, dict):
        raise BadInputError(f"{path}: expected only `site` and [[alert]] tables")
    name = table.get("name", "")
    place = f"{path}: alert '{name or table.get('id') or number}'"
    if unknown_keys := sorted(set(table) - KEYS):
        raise BadInputError(
            f"{place}: {unknown_keys[0]}: no such key; the keys are {', '.join(sorted(KEYS))}"
        )
    for key in ("name", "words"):
        if not isinstance(table.get(key, ""), str):
            raise BadInputError(f"{place}: {key}: expected a text, got {table[key]!r}")
    alert = _unnamed_alert(place, table, known_ids)
    has_query = alert.words or alert.regions or alert.source_ids
    if not has_query and alert.kind != "silent-outlet":  # such an alert may watch all outlets
        raise BadInputError(f"{place}: words: expected words, a region or a source to watch")
    if alert.kind != "story" and not alert.notify:
        raise BadInputError(f"{place}: notify: an alert of this kind needs an address to send to")
    if alert.kind == "silent-outlet" and alert.words:
        raise BadInputError(f"{place}: words: silent outlets are watched by region and source only")
    return replace(alert, id=_id(place, table, alert), name=name)


def _unnamed_alert(place: str, table: dict[str, Any], known_ids: set[str]) -> Alert:
    """Return the alert with its query, its addresses and its times, without id and name.

    ``known_ids`` are those of sources; empty if any source may be named.
    """
    kind = table.get("kind", "story")
    if kind not in KINDS:
        raise BadInputError(f"{place}: kind: expected one of {', '.join(KINDS)}, got {kind!r}")
    words = table.get("words", "")
    if is_address(words):
        raise BadInputError(
            f"{place}: words: expected words to look for; an address names one article"
        )
    if problems := parse_query(words).problems:
        raise BadInputError(f"{place}: words: {problems[0]}")
    regions, source_ids, notify = (
        tuple(_texts(place, key, table)) for key in ("region", "source", "notify")
    )
    timing = read_timing(place, table)
    for code in regions:
        if region(code) is None:
            raise BadInputError(f"{place}: region: expected a code such as RU-PNZ, got {code!r}")
    for source_id in source_ids:
        if known_ids and source_id not in known_ids:
            raise BadInputError(f"{place}: source: no source '{source_id}' in sources.toml")
    _check_addresses(place, notify)
    return Alert(
        id="",
        words=words,
        regions=regions,
        source_ids=source_ids,
        notify=notify,
        kind=kind,
        timing=timing,
    )


def _id(place: str, table: dict[str, Any], alert: Alert) -> str:
    """Return the id that the file gives; else an id made from the name, or from the query."""
    own_id = table.get("id")
    if own_id is None:
        id_from_name = made_id(replace(alert, name=table.get("name", "")))
        if not id_from_name:
            raise BadInputError(f"{place}: name: expected one with letters or digits, or an id")
        return id_from_name
    if not isinstance(own_id, str) or not re.fullmatch(r"-*[A-Za-z0-9][A-Za-z0-9-]*", own_id):
        raise BadInputError(f"{place}: id: expected letters, digits and hyphens, got {own_id!r}")
    return own_id


def _texts(place: str, key: str, table: dict[str, Any]) -> Iterator[str]:
    """Yield the texts of a key whose value is one text or a list of texts.

    Raises BadInputError for any other value.
    """
    value = table.get(key, [])
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list) or not all(isinstance(text, str) and text for text in values):
        raise BadInputError(f"{place}: {key}: expected a text or a list of texts, got {value!r}")
    yield from values


def _check_addresses(place: str, urls: Sequence[str]) -> None:
    if not urls:
        return
    from apprise import Apprise  # only now, since this import takes long

    for url in urls:
        if not Apprise().add(url):
            service = url.partition(":")[0]  # the rest may be a password
            raise BadInputError(
                f"{place}: notify: expected an address Apprise knows, such as"
                f" mailto://user:password@example.org, got one beginning '{service}:'"
            )
