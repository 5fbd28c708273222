"""Chooses the publication and modification times among the statements of a page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from lxml.html import HtmlElement

from pipelines.extraction.blocks.segment import Block
from pipelines.extraction.facts.article_place import ArticlePlace
from pipelines.extraction.facts.date_statements import (
    MODIFIED,
    PUBLISHED,
    Statement,
    dates_in_data,
    statement,
    weaker_dates_in_data,
)
from pipelines.extraction.facts.time_elements import dates_of_time_elements
from pipelines.extraction.facts.visible_dates import visible_dates
from pipelines.extraction.page_data.structured_data import Structured
from pipelines.model import Evidence, Page
from pipelines.parsing.date_bounds import TimeOrDay, is_future, within_bounds
from pipelines.parsing.dates import (
    as_local_clock,
    day_as_written,
    is_month_first_possible,
    is_zero_offset,
    read_without_bounds,
)

# Two times that differ by less may be one time that was read in two zones.
_MAX_ZONE_DIFFERENCE = timedelta(hours=14)
# In an unknown zone a time belongs to a day if it is this near to noon of the day in UTC. The limit
# is half a day plus 14 hours, the largest difference between UTC and a zone.
_MAX_TIME_FROM_NOON = timedelta(hours=26)
# A time in the future is rarely the time of publication, so it keeps only 10 % of its weight.
_WEIGHT_SHARE_OF_FUTURE = 0.1


@dataclass(frozen=True, slots=True)
class Dates:
    """The publication and modification times of an article, with all statements of them."""

    published: TimeOrDay | None
    published_raw: str | None  # the text from which ``published`` was read
    modified: TimeOrDay | None
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class _DatedStatement:
    """A statement with the time that was read from it, and its corrected weight."""

    statement: Statement
    time_or_day: TimeOrDay
    weight: float
    day: date  # in the outlet's zone, or as it is written if the zone is unknown


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

    ``start`` is the index of the headline's block in ``blocks``. ``chosen`` are the blocks of the
    text. ``stated`` are dates found by the source's own selector, or in page data with the text.
    """
    statements = [statement(item.found_in, item.value) for item in stated]
    place = ArticlePlace(blocks, start, chosen, page.url)
    statements += dates_in_data(structured, page)
    statements += dates_of_time_elements(tree, place)
    statements += visible_dates(place)
    statements += weaker_dates_in_data(structured, page)
    evidence = tuple(statement.evidence for statement in statements)
    hint = page.hints.date_published
    of_publication = [statement for statement in statements if statement.evidence.fact == PUBLISHED]
    of_change = [statement for statement in statements if statement.evidence.fact == MODIFIED]
    published, raw = choose_date(of_publication, zone, page.fetched_at, hint)
    modified, modified_raw = choose_date(of_change, zone, page.fetched_at)
    if published is None and modified is not None:
        # A page that states only a change counts as published on the day of the change.
        raw = modified_raw
        published = modified.astimezone(zone).date() if isinstance(modified, datetime) else modified
    return Dates(published, raw, modified, evidence)


def choose_date(
    statements: Sequence[Statement],
    zone: tzinfo | None,
    now: datetime | None,
    hint: TimeOrDay | None = None,
) -> tuple[TimeOrDay | None, str | None]:
    """Return the chosen time and the text that states it; the time is None if none can be read.

    The weights of statements that agree on the day are added up, and the day with the greatest sum
    is chosen. ``hint`` is the time that was read from the feed; it replaces the feed's statement.
    """
    dated = _read_all(statements, zone, now, hint)
    if not dated:
        return None, (statements[0].value if statements else None)
    best = max(dated, key=lambda candidate: (_support(candidate, dated), candidate.weight))
    best = _with_minute(best, dated, zone)
    time_or_day = within_bounds(best.time_or_day, now)
    if time_or_day is None:  # cannot happen, since _read_all leaves such times out
        return None, best.statement.value
    if isinstance(time_or_day, datetime) and zone is None:
        best = _with_local_day(best, dated)  # only the text is taken from this statement
    return time_or_day, best.statement.value


def _read_all(
    statements: Sequence[Statement],
    zone: tzinfo | None,
    now: datetime | None,
    hint: TimeOrDay | None,
) -> list[_DatedStatement]:
    """Return the statements whose times can be read and are possible for a publication."""
    dated = []
    for stated in statements:
        time_or_day = read_without_bounds(stated.value, zone, now)
        if stated.place == "feed" and hint is not None:
            time_or_day = hint
        if time_or_day is None or within_bounds(time_or_day, now) is None:
            continue
        weight = stated.weight
        if is_future(time_or_day, now):
            if stated.is_visible:
                continue  # the visible date of a future event
            weight *= _WEIGHT_SHARE_OF_FUTURE
        day = _local_day(stated, time_or_day, zone, now)
        dated.append(_DatedStatement(stated, time_or_day, weight, day))
    dated = [_with_month_first(candidate, dated, zone, now) for candidate in dated]
    return [_with_local_clock(candidate, dated, zone) for candidate in dated]


def _with_month_first(
    candidate: _DatedStatement,
    dated: Sequence[_DatedStatement],
    zone: tzinfo | None,
    now: datetime | None,
) -> _DatedStatement:
    """Read 11/01/2026 as 1 November if only this reading agrees with another statement."""
    if not is_month_first_possible(candidate.statement.value):
        return candidate
    others = [other for other in dated if other.statement.value != candidate.statement.value]
    time_or_day = read_without_bounds(candidate.statement.value, zone, now, month_first=True)
    if time_or_day is None or any(_degree_of_agreement(candidate, other) for other in others):
        return candidate
    day = time_or_day.astimezone(zone).date() if isinstance(time_or_day, datetime) else time_or_day
    swapped = _DatedStatement(candidate.statement, time_or_day, candidate.weight, day)
    return swapped if any(_degree_of_agreement(swapped, other) for other in others) else candidate


def _with_local_clock(
    candidate: _DatedStatement, dated: Sequence[_DatedStatement], zone: tzinfo | None
) -> _DatedStatement:
    """Correct a local time that is labelled with the offset zero.

    It is corrected if another statement, such as a visible date, shows the same local time.
    """
    if zone is None or not isinstance(candidate.time_or_day, datetime):
        return candidate
    if not is_zero_offset(candidate.statement.value):
        return candidate
    local = as_local_clock(candidate.time_or_day, zone)
    if not isinstance(local, datetime) or local == candidate.time_or_day:
        return candidate
    for other in dated:
        text, other_time = other.statement.value, other.time_or_day
        if text == candidate.statement.value or is_zero_offset(text):
            continue
        if isinstance(other_time, datetime) and _to_minute(other_time) == _to_minute(local):
            local_day = local.astimezone(zone).date()
            return _DatedStatement(
                statement=candidate.statement,
                time_or_day=local,
                weight=candidate.weight,
                day=local_day,
            )
    return candidate


def _to_minute(time_or_day: datetime) -> datetime:
    return time_or_day.replace(second=0, microsecond=0)


def _support(candidate: _DatedStatement, dated: Sequence[_DatedStatement]) -> float:
    """Return the sum of the weights of all kinds of statements that agree with this one.

    Of each kind, only the statement of the largest weight counts.
    """
    weight_of_kind: dict[str, float] = {}
    for other in dated:
        agreement = _degree_of_agreement(candidate, other)
        if agreement:
            kind = other.statement.place.removesuffix("-page")  # «json-ld-page» is of one kind
            weight = agreement * other.weight
            weight_of_kind[kind] = max(weight_of_kind.get(kind, 0.0), weight)
    return sum(weight_of_kind.values())


def _degree_of_agreement(one: _DatedStatement, other: _DatedStatement) -> float:
    """Return 1 for equal days, 0.5 or 0.8 for neighbouring days that may be one day, else 0."""
    days = abs((one.day - other.day).days)
    if days == 0:
        return 1.0
    if days > 1:
        return 0.0
    if isinstance(one.time_or_day, datetime) and isinstance(other.time_or_day, datetime):
        return 0.8 if abs(one.time_or_day - other.time_or_day) <= _MAX_ZONE_DIFFERENCE else 0.0
    return 0.5


def _local_day(
    stated: Statement, time_or_day: TimeOrDay, zone: tzinfo | None, now: datetime | None
) -> date:
    """Return the day of a statement in the outlet's zone, or as written if the zone is unknown."""
    if not isinstance(time_or_day, datetime):
        return time_or_day
    if zone is not None:
        return time_or_day.astimezone(zone).date()
    return day_as_written(stated.value, now) or time_or_day.date()


def _with_minute(
    best: _DatedStatement, dated: Sequence[_DatedStatement], zone: tzinfo | None
) -> _DatedStatement:
    """Return the statement of greatest weight with a time on the day of ``best``, or ``best``."""
    if isinstance(best.time_or_day, datetime):
        return best
    exact = [
        candidate
        for candidate in dated
        if isinstance(candidate.time_or_day, datetime)
        and _is_same_day(candidate.time_or_day, best.time_or_day, zone)
    ]
    return max(exact, key=lambda candidate: candidate.weight, default=best)


def _is_same_day(time_or_day: datetime, day: date, zone: tzinfo | None) -> bool:
    if zone is not None:
        return time_or_day.astimezone(zone).date() == day
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return abs(time_or_day - noon) < _MAX_TIME_FROM_NOON


def _with_local_day(best: _DatedStatement, dated: Sequence[_DatedStatement]) -> _DatedStatement:
    """Return a statement that agrees with ``best`` and has a local day; ``best`` if there is none.

    The day of a time in UTC may be another one than the local day.
    """
    if not is_zero_offset(best.statement.value):
        return best
    with_zone = [other for other in dated if not is_zero_offset(other.statement.value)]
    same_time = [other for other in with_zone if other.time_or_day == best.time_or_day]
    if same_time:
        return same_time[0]
    if any(other.day == best.day for other in with_zone):
        return best
    return next((other for other in with_zone if _degree_of_agreement(best, other)), best)
