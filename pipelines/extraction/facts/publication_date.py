"""The choice of the publication and modification times among the statements of a page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from lxml.html import HtmlElement

from pipelines.extraction.blocks.segment import Block
from pipelines.extraction.facts.date_statements import (
    MODIFIED,
    PUBLISHED,
    Statement,
    date_statements,
    statement,
)
from pipelines.extraction.page_data.structured_data import Structured
from pipelines.model import Evidence, Page
from pipelines.parsing.dates import (
    TimeOrDay,
    as_local_clock,
    day_as_written,
    is_future,
    is_month_first_possible,
    is_zero_offset,
    read_without_bounds,
    within_bounds,
)

_SAME_TIME = timedelta(hours=14)  # two exact times so near may be one, read in two zones
_FUTURE_SHARE = 0.1  # of the weight of a statement that lies in the future
_MAX_CLOCK_DIFFERENCE = timedelta(minutes=10)  # between a feed and the page of one article


@dataclass(frozen=True, slots=True)
class Dates:
    """Both times of an article, the chosen raw text, and every statement of them."""

    published: TimeOrDay | None
    published_raw: str | None
    modified: TimeOrDay | None
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class _Read:
    """A statement with the time it states and the weight that remains."""

    statement: Statement
    moment: TimeOrDay
    weight: float
    day: date  # the outlet's own, as far as the statement shows it


def choose_dates(
    tree: HtmlElement,
    structured: Structured,
    blocks: Sequence[Block],
    start: int,
    chosen: Sequence[Block],
    page: Page,
    zone: tzinfo | None,
    stated: Sequence[Evidence] = (),
) -> Dates:
    """Return both times of the article on a page.

    ``start`` is the index of the headline among ``blocks``, ``chosen`` are the blocks of the
    text, ``stated`` what the source's own date selector or the data that hold the text say.
    """
    statements = [statement(item.found_in, item.value) for item in stated]
    statements += date_statements(tree, structured, blocks, start, chosen, page)
    evidence = tuple(one.evidence for one in statements)
    hint = page.hints.date_published
    by_fact = {f: [s for s in statements if s.evidence.fact == f] for f in (PUBLISHED, MODIFIED)}
    published, raw = choose_date(by_fact[PUBLISHED], zone, page.fetched_at, hint)
    modified, modified_raw = choose_date(by_fact[MODIFIED], zone, page.fetched_at)
    if published is None and modified is not None:
        # A page without any other date was published on that day or shortly before.
        local = modified.astimezone(zone) if isinstance(modified, datetime) else None
        published, raw = (local.date() if local else modified), modified_raw
    return Dates(published, raw, modified, evidence)


def choose_date(
    statements: Sequence[Statement],
    zone: tzinfo | None,
    now: datetime | None,
    hint: TimeOrDay | None = None,
) -> tuple[TimeOrDay | None, str | None]:
    """Return the chosen time and its raw text; (None, raw) when none can be read.

    Statements of one day support each other, so two of middling weight outweigh a contradicting
    one of great weight. ``hint`` is the time the feed reader found for the feed's statement.
    """
    read = _read_all(statements, zone, now, hint)
    if not read:
        return None, statements[0].value if statements else None
    best = max(read, key=lambda one: (_support(one, read), one.weight))
    best = _with_minute(best, read, zone)
    moment = within_bounds(best.moment, now)
    if moment is None:  # cannot happen: what is out of bounds was dropped
        return None, best.statement.value
    if isinstance(moment, datetime) and zone is None:
        best = _with_local_day(best, read)
    return moment, best.statement.value


def _read_all(
    statements: Sequence[Statement],
    zone: tzinfo | None,
    now: datetime | None,
    hint: TimeOrDay | None,
) -> list[_Read]:
    found = []
    for one in statements:
        moment = read_without_bounds(one.value, zone, now)
        if one.place == "feed" and hint is not None:
            moment = hint
        if moment is None or within_bounds(moment, now) is None:
            continue
        weight = one.weight
        if is_future(moment, now):
            if one.is_visible:
                continue  # an event that is announced
            weight *= _FUTURE_SHARE
        found.append(_Read(one, moment, weight, _local_day(one, moment, zone, now)))
    found = [_month_first(one, found, zone, now) for one in found]
    return [_local_clock(one, found, zone) for one in found]


def _month_first(
    one: _Read, read: Sequence[_Read], zone: tzinfo | None, now: datetime | None
) -> _Read:
    """Read 11/01/2026 as 1 November if only so it agrees with another statement."""
    if not is_month_first_possible(one.statement.value):
        return one
    others = [other for other in read if other.statement.value != one.statement.value]
    moment = read_without_bounds(one.statement.value, zone, now, month_first=True)
    if moment is None or any(_agreement(one, other) for other in others):
        return one
    day = moment.astimezone(zone).date() if isinstance(moment, datetime) else moment
    swapped = _Read(one.statement, moment, one.weight, day)
    return swapped if any(_agreement(swapped, other) for other in others) else one


def _local_clock(one: _Read, read: Sequence[_Read], zone: tzinfo | None) -> _Read:
    """Correct local time that is labelled with the offset zero.

    The visible dateline then shows the same hour, or the feed does with its own offset.
    """
    if zone is None or not isinstance(one.moment, datetime):
        return one
    if not is_zero_offset(one.statement.value):
        return one
    local = as_local_clock(one.moment, zone)
    if not isinstance(local, datetime) or local == one.moment:
        return one
    for other in read:
        if other.statement.value == one.statement.value or is_zero_offset(other.statement.value):
            continue
        seen = other.moment
        if isinstance(seen, datetime) and _to_minute(seen) == _to_minute(local):
            return _Read(one.statement, local, one.weight, local.astimezone(zone).date())
    return one


def _to_minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


def _support(one: _Read, read: Sequence[_Read]) -> float:
    """The weights of all kinds of statements that agree with this one."""
    kinds: dict[str, float] = {}
    for other in read:
        agreement = _agreement(one, other)
        if agreement:
            place = other.statement.place.removesuffix("-page")
            kinds[place] = max(kinds.get(place, 0.0), agreement * other.weight)
    return sum(kinds.values())


def _agreement(one: _Read, other: _Read) -> float:
    """1 for one day, less for neighbouring days that zones may explain, else 0."""
    days = abs((one.day - other.day).days)
    if days == 0:
        return 1.0
    if days > 1:
        return 0.0
    if isinstance(one.moment, datetime) and isinstance(other.moment, datetime):
        return 0.8 if abs(one.moment - other.moment) <= _SAME_TIME else 0.0
    return 0.5


def _local_day(
    one: Statement, moment: TimeOrDay, zone: tzinfo | None, now: datetime | None
) -> date:
    if not isinstance(moment, datetime):
        return moment
    if zone is not None:
        return moment.astimezone(zone).date()
    return day_as_written(one.value, now) or moment.date()


def _with_minute(best: _Read, read: Sequence[_Read], zone: tzinfo | None) -> _Read:
    """A minute of the same day is better than the day alone."""
    if isinstance(best.moment, datetime):
        return best
    exact = [
        one
        for one in read
        if isinstance(one.moment, datetime) and _is_same_day(one.moment, best.moment, zone)
    ]
    return max(exact, key=lambda one: one.weight, default=best)


def _is_same_day(moment: datetime, day: date, zone: tzinfo | None) -> bool:
    if zone is not None:
        return moment.astimezone(zone).date() == day
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return abs(moment - noon) < timedelta(hours=26)


def _with_local_day(best: _Read, read: Sequence[_Read]) -> _Read:
    """Of statements that agree, one with the outlet's offset or day rather than one in UTC."""
    if not is_zero_offset(best.statement.value):
        return best
    local = [other for other in read if not is_zero_offset(other.statement.value)]
    same = [other for other in local if other.moment == best.moment]
    if same:
        return same[0]
    if any(other.day == best.day for other in local):
        return best
    return next((other for other in local if _agreement(best, other)), best)
