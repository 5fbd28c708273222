"""The delivery of the messages that the alerts wait with, through Apprise."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from storage.search.outbox import Alert, Message, mark_accepted, mark_tried, waiting

WITH_HEADERS = ("json", "jsons", "xml", "xmls", "form", "forms", "mailto", "mailtos")

Send = Callable[[str, Message], bool]


@dataclass(frozen=True, slots=True)
class Delivery:
    """How a round of sending went."""

    sent: int
    failed: int


def deliver(db: Database, alerts: Sequence[Alert], now: datetime, send: Send) -> Delivery:
    """Send every waiting message to the addresses that have not had it; mark each at once."""
    addresses = {alert.id: alert.notify for alert in alerts}
    sent = failed = 0
    for message in waiting(db):
        notify = addresses.get(message.alert, ())
        if not notify:
            continue  # the alert or its `notify` was taken out; its messages wait for its return
        wanted = [url for url in notify if _key(url) not in message.accepted]
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
