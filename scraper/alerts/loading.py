"""``alerts.toml``, the saved searches, and the delivery of what they found."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from pipelines.files.errors import BadInputError
from pipelines.files.toml import read_toml
from pipelines.model import Source
from scraper.sources.regions import region
from storage.search.outbox import Alert, Message, mark_accepted, mark_tried, waiting

KEYS = {"id", "words", "region", "source", "notify"}
WITH_HEADERS = ("json", "jsons", "xml", "xmls", "form", "forms", "mailto", "mailtos")

Send = Callable[[str, Message], bool]


@dataclass(frozen=True, slots=True)
class Delivery:
    """How a round of sending went."""

    sent: int
    failed: int


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


def deliver(db: Database, alerts: Sequence[Alert], now: datetime, send: Send) -> Delivery:
    """Send every waiting message to the addresses that have not had it; mark each at once."""
    addresses = {alert.id: alert.notify for alert in alerts}
    sent = failed = 0
    for message in waiting(db):
        wanted = [
            url for url in addresses.get(message.alert, ()) if _key(url) not in message.accepted
        ]
        if message.alert not in addresses:
            continue  # the alert was taken out of the file; its messages wait for its return
        accepted = [_send_one(db, message, url, send) for url in wanted]  # each is tried
        done = all(accepted)
        mark_tried(db, message, now, done=done)
        sent, failed = sent + done, failed + (not done)
    return Delivery(sent, failed)


def send_with_apprise(url: str, message: Message) -> bool:
    """Hand the message to Apprise; True once the service accepted it."""
    from apprise import Apprise

    service = Apprise()
    title = f"{message.headline} ({message.alert})"
    body = f"{message.source}: {message.url}\n\n{message.message_id}"
    return service.add(_with_id(url, message)) and bool(service.notify(body=body, title=title))


def _send_one(db: Database, message: Message, url: str, send: Send) -> bool:
    if not send(url, message):
        return False
    mark_accepted(db, message, _key(url))
    return True


def _with_id(url: str, message: Message) -> str:
    """Mail and webhooks carry the id in a header, where a receiver can drop a repetition."""
    if url.partition(":")[0].lower() not in WITH_HEADERS:
        return url
    return f"{url}{'&' if '?' in url else '?'}+X-Message-Id={message.message_id}"


def _key(url: str) -> str:
    """Addresses hold passwords: the outbox keeps only their hash."""
    return hashlib.sha256(url.encode()).hexdigest()[:16]


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
