"""Puts the finds of alerts into messages, and sends each message to each receiver once."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlite_utils import Database

from scraper.alerts.forms import RenderedMessage, render_message
from scraper.alerts.services import Receiver, Send, receivers_of, send_with_apprise
from scraper.alerts.wording import Style
from storage.database.sqlite import transaction
from storage.search.alerts import Alert, sources_of
from storage.search.notices import read_notices
from storage.search.outbox import (
    Message,
    mark_accepted,
    mark_sent,
    mark_tried,
    put_in_message,
    unplanned,
    waiting,
    write_silences,
)
from storage.search.receivers import (
    Failing,
    failing_receivers,
    is_paused,
    note_failure,
    note_success,
)
from storage.search.timing import is_quiet, plan

MAX_ROUND_SECONDS = 60  # then the remaining messages wait for the next round


@dataclass(slots=True)
class Delivery:
    """The result of a run's rounds of sending."""

    sent: int = 0  # messages that all receivers accepted, in all rounds
    failed: int = 0  # messages of the last round that a receiver has not accepted; it may be paused
    newly_failing: list[str] = field(default_factory=list)  # labels of receivers


@dataclass(slots=True)
class _ReceiverStates:
    """The receivers that fail, by key."""

    failing: dict[str, Failing]  # those that did not accept their last message of any round
    failed_now: set[str] = field(default_factory=set)  # those that failed in this round


class Dispatcher:
    """Sends messages in the rounds of one run.

    A run sends only a few messages with a single find for each alert; further finds wait and share
    a message. With ``ignore_pauses`` a receiver that failed lately is tried at once.
    """

    def __init__(
        self,
        alerts: Sequence[Alert],
        style: Style,
        send: Send = send_with_apprise,
        *,
        ignore_pauses: bool = False,
    ) -> None:
        self._alerts = {alert.id: alert for alert in alerts if alert.notify}
        self._style = style
        self._send = send
        self._ignore_pauses = ignore_pauses
        self._sent_alone: Counter[str] = Counter()  # by alert: messages with a single find
        self.delivery = Delivery()

    @property
    def has_receivers(self) -> bool:
        return bool(self._alerts)

    def deliver(self, db: Database, now: datetime, *, run_has_ended: bool) -> Delivery:
        """Make messages of the due finds, and send each to the receivers that have not accepted it.

        If an alert was removed from ``alerts.toml``, or has no address any more, its messages wait
        until it is back. A receiver that fails gets no further message in this round.
        """
        zones = {alert.id: _zone(db, alert) for alert in self._alerts.values()}
        write_silences(db, now)  # the finds of alerts about silent outlets
        self._put_in_messages(db, now, zones, run_has_ended=run_has_ended)
        states = _ReceiverStates(failing_receivers(db))
        self.delivery.failed = 0
        end = monotonic() + MAX_ROUND_SECONDS
        for message in waiting(db):
            alert = self._alerts.get(message.alert)
            if alert is None or is_quiet(alert.timing, zones[alert.id], now) or monotonic() > end:
                continue
            self._send_message(db, alert, message, now, states)
        return self.delivery

    def _put_in_messages(
        self, db: Database, now: datetime, zones: dict[str, ZoneInfo | None], *, run_has_ended: bool
    ) -> None:
        """Put the finds that are due into messages."""
        with transaction(db):
            for alert_id, finds in unplanned(db).items():
                alert = self._alerts.get(alert_id)
                if alert is None:
                    continue
                messages = plan(
                    alert.timing, zones[alert_id], finds, now,
                    sent_alone=self._sent_alone[alert_id], run_has_ended=run_has_ended,
                )  # fmt: skip
                for find_ids in messages:
                    put_in_message(db, alert_id, find_ids)
                    if len(find_ids) == 1:
                        self._sent_alone[alert_id] += 1

    def _send_message(
        self, db: Database, alert: Alert, message: Message, now: datetime, states: _ReceiverStates
    ) -> None:
        """Send one message to its receivers; ``states`` are updated."""
        rendered: RenderedMessage | None = None  # as long as no receiver needs it
        accepted = set(message.accepted)  # keys of receivers
        receivers = receivers_of(alert.notify, alert.id)
        for receiver in receivers:
            if receiver.key in accepted or self._must_wait(receiver, states, now):
                continue
            if rendered is None:
                notices = read_notices(db.conn, message.finds)
                if not notices:  # all articles and outlets of its finds were deleted
                    mark_sent(db, message, now)
                    return
                rendered = render_message(message.message_id, alert, notices, self._style)
            if self._send(receiver, rendered):
                accepted.add(receiver.key)
                mark_accepted(db, message, accepted)
                if states.failing.pop(receiver.key, None):
                    note_success(db, receiver.key)
            else:
                self._note_failure(db, receiver, states, now)
                mark_tried(db, message)
        if all(receiver.key in accepted for receiver in receivers):
            self.delivery.sent += 1
            mark_sent(db, message, now)
        else:
            self.delivery.failed += 1

    def _must_wait(self, receiver: Receiver, states: _ReceiverStates, now: datetime) -> bool:
        """Return whether a receiver gets no message now: it failed in this round, or is paused."""
        if receiver.key in states.failed_now:
            return True
        return not self._ignore_pauses and is_paused(states.failing.get(receiver.key), now)

    def _note_failure(
        self, db: Database, receiver: Receiver, states: _ReceiverStates, now: datetime
    ) -> None:
        """Store that a receiver did not accept a message, with the time of the next try."""
        former = states.failing.get(receiver.key)
        if former is None:
            self.delivery.newly_failing.append(receiver.label)
        states.failing[receiver.key] = note_failure(db, receiver.key, former, now)
        states.failed_now.add(receiver.key)


def failing_lines(
    db: Database, alerts: Sequence[Alert], local: Callable[[datetime], str]
) -> list[str]:
    """Return a line for each receiver that did not accept its last message.

    A receiver that several alerts share has one line. ``local`` writes a time in local time.
    """
    failing = failing_receivers(db)
    receivers: dict[str, Receiver] = {}  # by key
    for alert in alerts:
        for receiver in receivers_of(alert.notify, alert.id):
            receivers.setdefault(receiver.key, receiver)
    return [
        f"{receiver.label}: {_times(failing[key].failures)} not accepted since"
        f" {local(failing[key].since)}; tried again from {local(failing[key].next_try_at)}"
        for key, receiver in receivers.items()
        if key in failing
    ]


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times in a row"


def _zone(db: Database, alert: Alert) -> ZoneInfo | None:
    """Return the time zone of the alert, else that of most outlets in its regions.

    None stands for the time zone of the machine.
    """
    if alert.timing.zone or not alert.regions:
        return alert.timing.zone
    outlet_ids = sources_of(db.conn, alert) or ()
    marks = ", ".join("?" * len(outlet_ids))
    row = db.execute(
        f"SELECT timezone FROM sources WHERE id IN ({marks})"  # noqa: S608
        " GROUP BY timezone ORDER BY count(*) DESC, timezone LIMIT 1",
        outlet_ids,
    ).fetchone()
    if row is None:
        return None
    (zone_name,) = row
    try:
        return ZoneInfo(zone_name)
    except (ZoneInfoNotFoundError, ValueError):  # a name that this machine does not know
        return None
