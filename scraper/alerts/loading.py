"""Reading ``alerts.toml``: saved searches and the addresses their finds are sent to."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pipelines.files.errors import BadInputError
from pipelines.files.toml import read_toml
from pipelines.model import Source
from scraper.sources.regions import region
from storage.search.outbox import Alert
from storage.search.query import parse_query

KEYS = {"id", "words", "region", "source", "notify"}


def alerts_file(sources_file: Path) -> Path:
    """The sibling of ``sources.toml``."""
    return sources_file.with_name("alerts.toml")


def load_alerts(path: Path, sources: Sequence[Source] = ()) -> tuple[Alert, ...]:
    """Read the alerts; a missing file means none. Raises BadInputError."""
    if not path.exists():
        return ()
    document = read_toml(path, "create it, or run without alerts")
    tables = document.get("alert", [])
    if set(document) - {"alert"} or not isinstance(tables, list):
        raise BadInputError(f"{path}: expected only [[alert]] tables")
    known = {source.id for source in sources}
    alerts = [_alert(path, number, table, known) for number, table in enumerate(tables, start=1)]
    seen: set[str] = set()
    for alert in alerts:
        if alert.id in seen:
            raise BadInputError(f"{path}: alert '{alert.id}': id: used twice; ids must differ")
        seen.add(alert.id)
    return tuple(alerts)


def _alert(path: Path, number: int, table: Any, known: set[str]) -> Alert:
    name = table.get("id") if isinstance(table, dict) else None
    if not isinstance(name, str) or not name.replace("-", "").isalnum() or not name.isascii():
        raise BadInputError(
            f"{path}: alert {number}: id: expected letters, digits and hyphens, got {name!r}"
        )
    place = f"{path}: alert '{name}'"
    for key in sorted(set(table) - KEYS):
        raise BadInputError(f"{place}: {key}: no such key; the keys are {', '.join(sorted(KEYS))}")
    words = table.get("words", "")
    if not isinstance(words, str):
        raise BadInputError(f"{place}: words: expected a text, got {words!r}")
    if problems := parse_query(words).problems:
        raise BadInputError(f"{place}: words: {problems[0]}")
    found = Alert(
        name, words, *(tuple(_texts(place, key, table)) for key in ("region", "source", "notify"))
    )
    for code in found.regions:
        if region(code) is None:
            raise BadInputError(f"{place}: region: expected a code such as RU-PNZ, got {code!r}")
    for source_id in found.source_ids:
        if known and source_id not in known:
            raise BadInputError(f"{place}: source: no source '{source_id}' in sources.toml")
    _check_addresses(place, found.notify)
    if not (found.words or found.regions or found.source_ids):
        raise BadInputError(f"{place}: words: expected words, a region or a source to watch")
    return found


def _texts(place: str, key: str, table: dict[str, Any]) -> Iterator[str]:
    value = table.get(key, [])
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list) or not all(isinstance(one, str) and one for one in values):
        raise BadInputError(f"{place}: {key}: expected a text or a list of texts, got {value!r}")
    yield from values


def _check_addresses(place: str, urls: Sequence[str]) -> None:
    if not urls:
        return
    from apprise import Apprise

    for url in urls:
        if not Apprise().add(url):
            service = url.partition(":")[0]  # the rest may be a password
            raise BadInputError(
                f"{place}: notify: expected an address Apprise knows, such as"
                f" mailto://user:password@example.org, got one beginning '{service}:'"
            )
