"""Reads press releases with the articles that printed them, and compares their texts."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pipelines.model import SourceKind, kind_of_name
from pipelines.releases.printing import MAX_CHARS, Printing, printing_of
from pipelines.releases.tails import MAX_CHARS as MAX_TAIL_CHARS
from pipelines.releases.tails import usual_tail, without_tail
from storage.database.protocols import Connection
from storage.database.zones import is_before, zone_info
from storage.stories.events import EventMember, also_about

MAX_COPIES = 12  # articles that are compared with one press release
# The characters of these articles together. Articles of a usual length have fewer, so that only
# MAX_COPIES limits their number. One article is always compared. With this limit, a page of 15
# press releases with hostile texts takes less than a second.
MAX_COMPARED_CHARS = 40_000
_MAX_REWORDED = 5  # stories in other words that are returned with a press release
_MAX_TAILS = 8  # latest articles of an outlet, from which its usual last sentences are found

# A row is a _SourceRow.
_SOURCES = """
    SELECT sources.id, sources.name, kind, coalesce(owner, sources.id), region,
        coalesce(regions.name, ''), timezone
    FROM sources LEFT JOIN regions ON regions.code = region ORDER BY sources.name, sources.id
"""
# A row is a _ReleaseRow. The inner SELECT reads ids from an index alone, so that texts are read for
# the chosen ids only.
_RELEASES = """
    SELECT a.id, a.url, a.headline, substr(a.article_body, 1, :chars), a.source_id, a.story_id,
        a.in_language, coalesce(a.date_published, a.date_first_seen) AS at, p.pruned_at
    FROM (SELECT id, date_published AS at FROM articles
        WHERE source_id IN (SELECT value FROM json_each(:offices))
            AND date_published >= :since AND date_published < :until AND story_id IS NOT NULL
        UNION ALL SELECT id, date_first_seen FROM articles
        WHERE source_id IN (SELECT value FROM json_each(:offices)) AND date_published IS NULL
            AND date_first_seen >= :since AND date_first_seen < :until AND story_id IS NOT NULL
        ORDER BY at DESC, id LIMIT :limit OFFSET :offset) AS newest
    JOIN articles AS a ON a.id = newest.id LEFT JOIN pruned_texts AS p ON p.article_id = a.id
    ORDER BY newest.at DESC, a.id
"""
# A row is a _CopyRow: another article of the release's story.
_COPIES = """
    SELECT a.id, a.url, a.headline, substr(a.article_body, 1, :chars), a.source_id, a.in_language,
        a.credit_text, coalesce(a.date_published, a.date_first_seen) AS at, p.pruned_at
    FROM articles AS a LEFT JOIN pruned_texts AS p ON p.article_id = a.id
    WHERE a.story_id = :story AND a.id <> :release AND NOT a.is_advertising
    ORDER BY coalesce(a.date_published, a.date_first_seen), a.id
"""
# The last characters (:chars is negative) of the latest articles of an outlet in other stories.
_TAILS = """
    SELECT substr(article_body, :chars) FROM articles
    WHERE source_id = :source AND date_published <= :at AND story_id <> :story
    ORDER BY date_published DESC LIMIT :limit
"""


class _SourceRow(NamedTuple):
    id: str
    name: str
    kind: str
    owner: str  # the id of the source if it states no owner
    region: str
    region_name: str
    timezone: str


class _ReleaseRow(NamedTuple):
    article_id: int
    url: str
    headline: str
    text: str
    source_id: str
    story_id: str
    language: str | None
    at: str
    pruned_at: str | None


class _CopyRow(NamedTuple):
    article_id: int
    url: str
    headline: str
    text: str
    source_id: str
    language: str | None
    credit_text: str | None
    at: str
    pruned_at: str | None


@dataclass(frozen=True, slots=True)
class Office:
    """A press office, or a channel of one."""

    id: str
    name: str
    owner: str
    region: str


@dataclass(frozen=True, slots=True)
class PrintedCopy:
    """An article of an outlet with the text of a press release."""

    article_id: int
    url: str
    headline: str
    source_id: str
    source_name: str
    language: str | None
    at: str
    credit_text: str | None
    is_earlier: bool  # it was published before the press release
    printing: Printing | None  # None if one of the texts was pruned

    @property
    def is_whole(self) -> bool:
        """Return whether the article has the whole release; False for an earlier article."""
        return bool(not self.is_earlier and self.printing and self.printing.is_whole)

    @property
    def adds_nothing(self) -> bool:
        """Return whether the article adds nothing to the release; False for an earlier article."""
        return bool(not self.is_earlier and self.printing and self.printing.adds_nothing)


@dataclass(frozen=True, slots=True)
class PressRelease:
    """A text of a press office with the outlets that printed it."""

    article_id: int
    url: str
    headline: str
    office: Office
    story_id: str
    language: str | None
    at: str
    copies: tuple[PrintedCopy, ...]  # in order of publication
    left_out: int  # further copies, which are not compared
    reworded: tuple[EventMember, ...]  # stories of outlets in other words

    @property
    def printed_whole(self) -> int:
        return sum(copy.is_whole for copy in self.copies)

    @property
    def added_nothing(self) -> int:
        return sum(copy.adds_nothing for copy in self.copies)

    @property
    def later(self) -> tuple[PrintedCopy, ...]:
        """Return the copies that were not published before the release: they printed it."""
        return tuple(copy for copy in self.copies if not copy.is_earlier)

    @property
    def is_unchecked(self) -> bool:
        """Return whether outlets printed the release, and none of their articles adds to it.

        The result is False if an article about the release was not compared with it.
        """
        if not self.later or self.left_out or self.reworded:
            return False
        printings = [copy.printing for copy in self.copies]
        return all(printing is not None and printing.adds_nothing for printing in printings)


def press_offices(conn: Connection, region: str | None = None) -> dict[str, Office]:
    """Return the press offices by the ids of their sources.

    They are the sources of the kind ``official``, and the channels that belong to an office. A
    channel belongs to an office if its owner is that of an official source, or if its owner or name
    is the name of an authority.
    """
    sources = _sources(conn)
    official = [source for source in sources.values() if source.kind == SourceKind.OFFICIAL]
    owners: set[str] = set()
    for source in official:
        owners |= {source.id, source.name, source.owner}
    offices = {}
    for source in sources.values():
        kinds_of_names = kind_of_name(source.owner), kind_of_name(source.name)
        belongs_to_office = source.owner in owners or SourceKind.OFFICIAL in kinds_of_names
        is_channel_of_office = source.kind == SourceKind.CHANNEL and belongs_to_office
        is_office = source.kind == SourceKind.OFFICIAL or is_channel_of_office
        if is_office and region in (None, source.region):
            offices[source.id] = Office(source.id, source.name, source.owner, source.region)
    return offices


def press_releases(
    conn: Connection,
    offices: Mapping[str, Office],
    since: str,
    until: str,
    *,
    limit: int,
    offset: int = 0,
) -> list[PressRelease]:
    """Return the press releases of offices published between two times, newest first.

    A release without a date of publication has the time at which it was first seen.
    """
    parameters = {
        "offices": json.dumps(list(offices)), "since": since, "until": until,
        "limit": limit, "offset": offset, "chars": MAX_CHARS,
    }  # fmt: skip
    rows = conn.execute(_RELEASES, parameters).fetchall()
    sources = _sources(conn)
    return [_release(conn, _ReleaseRow(*row), offices, sources) for row in rows]


def releases_by_office(releases: Sequence[PressRelease]) -> dict[str, list[PressRelease]]:
    """Return the press releases of each office by its id."""
    by_office: defaultdict[str, list[PressRelease]] = defaultdict(list)
    for release in releases:
        by_office[release.office.id].append(release)
    return dict(by_office)


def _sources(conn: Connection) -> dict[str, _SourceRow]:
    """Return all sources by id, ordered by name."""
    source_rows = (_SourceRow(*row) for row in conn.execute(_SOURCES))
    return {source.id: source for source in source_rows}


def _release(
    conn: Connection,
    row: _ReleaseRow,
    offices: Mapping[str, Office],
    sources: Mapping[str, _SourceRow],
) -> PressRelease:
    """Return a release with its copies; articles of press offices are no copies."""
    office = offices[row.source_id]
    parameters = {"story": row.story_id, "release": row.article_id, "chars": MAX_CHARS}
    copies = []
    for copy in (_CopyRow(*copy_row) for copy_row in conn.execute(_COPIES, parameters)):
        source = sources[copy.source_id]
        if source.owner != office.owner and source.kind != SourceKind.OFFICIAL:
            copies.append(copy)
    compared = copies[: _count_compared(copies)]
    reworded = [
        member
        for member in also_about(conn, row.story_id)
        if sources[member.source_id].owner != office.owner
    ]
    return PressRelease(
        article_id=row.article_id,
        url=row.url,
        headline=row.headline,
        office=office,
        story_id=row.story_id,
        language=row.language or None,
        at=row.at,
        copies=tuple(_copy(conn, copy, row, office, sources[copy.source_id]) for copy in compared),
        left_out=len(copies) - len(compared),
        reworded=tuple(reworded[:_MAX_REWORDED]),
    )


def _count_compared(copies: Sequence[_CopyRow]) -> int:
    """Return how many of the copies, the earliest first, are compared with the release."""
    chars = 0
    for index, copy in enumerate(copies[:MAX_COPIES]):
        chars += len(copy.text)
        if index and chars > MAX_COMPARED_CHARS:
            return index
    return min(len(copies), MAX_COPIES)


def _copy(
    conn: Connection,
    copy: _CopyRow,
    release: _ReleaseRow,
    office: Office,
    source: _SourceRow,  # of the copy
) -> PrintedCopy:
    """Return a copy of a release, compared with it unless one of the texts was pruned."""
    printing = None
    if not release.pruned_at and not copy.pruned_at:
        printing = _printing(conn, copy, release, office, source)
    return PrintedCopy(
        article_id=copy.article_id,
        url=copy.url,
        headline=copy.headline,
        source_id=copy.source_id,
        source_name=source.name,
        language=copy.language or None,
        at=copy.at,
        credit_text=copy.credit_text or None,
        is_earlier=is_before(copy.at, release.at, zone_info(source.timezone)),
        printing=printing,
    )


def _printing(
    conn: Connection, copy: _CopyRow, release: _ReleaseRow, office: Office, source: _SourceRow
) -> Printing:
    """Return what the copy took of the release and added to it.

    These do not count as added: the names of the office, the outlet and its region, the credit of
    the copy, and the sentences with which the outlet usually ends its articles.
    """
    known_text = " ".join(
        [release.headline, office.name, office.owner, source.name, source.region_name,
         copy.credit_text or ""]
    )  # fmt: skip
    printing = printing_of(release.text, copy.text, known_text)
    if not printing.own_words:
        return printing
    tail = _usual_tail(conn, copy.source_id, copy.at, release.story_id)
    text = without_tail(copy.text, tail)
    if text == copy.text:
        return printing
    return printing_of(release.text, text, known_text)


def _usual_tail(conn: Connection, source_id: str, at: str, story_id: str) -> frozenset[str]:
    """Return the sentences with which an outlet usually ends its articles, as ``usual_tail`` does.

    Only articles of other stories, published by the time ``at``, are read.
    """
    parameters = {
        "chars": -MAX_TAIL_CHARS, "source": source_id, "at": at, "story": story_id,
        "limit": _MAX_TAILS,
    }  # fmt: skip
    return usual_tail(text for (text,) in conn.execute(_TAILS, parameters))
