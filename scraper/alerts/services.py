"""Sends a message to a receiver through Apprise, in the form for its service."""

import hashlib
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from scraper.alerts.forms import RenderedMessage

# Apprise limits the time of each read to 4 s. A server that sends single bytes could still take
# any time, so a whole attempt is limited, too.
MAX_ATTEMPT_SECONDS = 20

Send = Callable[["Receiver", RenderedMessage], bool]


@dataclass(frozen=True, slots=True)
class Receiver:
    """One recipient of an address of an alert.

    An address may name several recipients, which accept or refuse a message independently.
    """

    url: str  # the address, such as "mailto://user:password@example.org"
    number: int  # of the recipient within the address, from 0
    key: str  # a hash of the address, which may contain a password
    label: str  # a name for people, without the secrets of the address


def receivers_of(notify: tuple[str, ...], alert: str) -> list[Receiver]:
    """Return the recipients of an alert's addresses, in their order; ``alert`` is its id."""
    receivers = []
    for place, url in enumerate(notify, start=1):
        service = url.partition(":")[0]
        recipient_count = max(1, len(_targets(_plugin(url))))
        for number in range(recipient_count):
            is_only = recipient_count == 1
            hashed = url if is_only else f"{url} {number}"
            recipient = "" if is_only else f", recipient {number + 1}"
            receiver = Receiver(
                url=url,
                number=number,
                key=hashlib.sha256(hashed.encode()).hexdigest()[:16],
                label=f"{service} (address {place} of alert '{alert}'{recipient})",
            )
            receivers.append(receiver)
    return receivers


def send_with_apprise(receiver: Receiver, rendered: RenderedMessage) -> bool:
    """Send the message to the receiver; return whether it was accepted in time."""
    outcome: list[bool] = []

    def attempt() -> None:
        outcome.append(_send(receiver, rendered))

    # A daemon thread, since the process must be able to end while a receiver does not answer.
    thread = threading.Thread(target=attempt, daemon=True)
    thread.start()
    thread.join(MAX_ATTEMPT_SECONDS)
    return bool(outcome and outcome[0])


def _send(receiver: Receiver, rendered: RenderedMessage) -> bool:
    """Make one attempt to send the message; return whether it was accepted."""
    from apprise import NotifyFormat

    # The crawl names a failing receiver once; Apprise would log each message.
    logging.getLogger("apprise").setLevel(logging.CRITICAL)
    plugin = _plugin(receiver.url)
    if plugin is None:
        return False
    targets = _targets(plugin)
    if len(targets) > 1:
        plugin.targets = [targets[receiver.number]]
    if isinstance(getattr(plugin, "headers", None), dict):
        # By this id a receiver can recognise a repeated message.
        plugin.headers["X-Message-Id"] = rendered.message_id
    service_class = type(plugin).__name__
    if service_class == "NotifyTelegram":
        sent = plugin.send(body=rendered.telegram, title="", body_format=NotifyFormat.HTML)
    elif service_class == "NotifyEmail":
        sent = plugin.notify(
            body=rendered.html, title=rendered.title, body_format=NotifyFormat.HTML
        )
    else:
        if service_class == "NotifyJSON":
            plugin.payload_extras = {**plugin.payload_extras, **rendered.payload}
        sent = plugin.notify(
            body=rendered.text, title=rendered.title, body_format=NotifyFormat.TEXT
        )
    return bool(sent)


def _plugin(url: str) -> Any:
    """Return Apprise's object for an address; None if Apprise can't read the address."""
    from apprise import Apprise

    return Apprise.instantiate(url, suppress_exceptions=True)


def _targets(plugin: Any) -> list[Any]:
    """Return the recipients of Apprise's object; none if its service has no list of recipients."""
    targets = getattr(plugin, "targets", None)
    return targets if isinstance(targets, list) else []
