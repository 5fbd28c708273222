"""Reads the texts of press offices, and what the outlets that printed them took and added."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipelines.model import SourceKind, kind_of_name
from pipelines.releases.printing import Printing, printing_of
from storage.database.protocols import Connection
from storage.stories.events import EventMember, also_about

MAX_COPIES = 12  # articles of one press release that are compared
_MAX_REWORDED = 5  # stories in other words that are named

_SOURCES = """
    SELECT sources.id, sources.name, kind, coalesce(owner, sources.id), region,
        coalesce(regions.name, '')
    FROM sources LEFT JOIN regions ON regions.code = region ORDER BY sources.name, sources.id
"""
# The articles are chosen by an index alone, and their texts are read then.
_RELEASES = """
    SELECT a.id, a.url, a.headline, a.article_body, a.source_id, a.story_id, a.in_language,
        coalesce(a.date_published, a.date_first_seen) AS at, p.pruned_at
    FROM (SELECT id, date_published FROM articles
        WHERE source_id IN (SELECT value FROM json_each(:offices))
            AND date_published >= :since AND date_published < :until AND story_id IS NOT NULL
        ORDER BY date_published DESC, id LIMIT :limit OFFSET :offset) AS newest
    JOIN articles AS a ON a.id = newest.id LEFT JOIN pruned_texts AS p ON p.article_id = a.id
    ORDER BY newest.date_published DESC, a.id
"""
_COPIES = """
    SELECT a.id, a.url, a.headline, a.article_body, a.source_id, a.in_language, a.credit_text,
        coalesce(a.date_published, a.date_first_seen) AS at, p.pruned_at
    FROM articles AS a LEFT JOIN pruned_texts AS p ON p.article_id = a.id
    WHERE a.story_id = ? AND a.id <> ? AND NOT a.is_advertising
    ORDER BY coalesce(a.date_published, a.date_first_seen), a.id
"""


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
        return sum(bool(one.printing and one.printing.is_whole) for one in self.copies)

    @property
    def added_nothing(self) -> int:
        return sum(bool(one.printing and one.printing.adds_nothing) for one in self.copies)

    @property
    def is_unchecked(self) -> bool:
        """Return whether outlets printed it, and none of them added anything."""
        return bool(self.copies) and not self.reworded and self.added_nothing == len(self.copies)


def press_offices(conn: Connection, region: str | None = None) -> dict[str, Office]:
    """Return the sources of the kind ``official`` and the channels of their owners, by their ids.

    A channel is one of an office if its owner is that of an official source, or if its owner or
    its name is that of an authority.
    """
    rows = [tuple(row) for row in conn.execute(_SOURCES)]
    official = [row for row in rows if row[2] == SourceKind.OFFICIAL]
    owners = {one for source_id, name, _, owner, *_ in official for one in (source_id, name, owner)}
    offices = {}
    for source_id, name, kind, owner, code, _ in rows:
        is_channel = kind == SourceKind.CHANNEL and (
            owner in owners or SourceKind.OFFICIAL in (kind_of_name(owner), kind_of_name(name))
        )
        if (kind == SourceKind.OFFICIAL or is_channel) and region in (None, code):
            offices[source_id] = Office(source_id, name, owner, code)
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
    """Return the press releases of offices published between two times, newest first."""
    parameters = {
        "offices": json.dumps(list(offices)), "since": since, "until": until,
        "limit": limit, "offset": offset,
    }  # fmt: skip
    found = conn.execute(_RELEASES, parameters).fetchall()
    sources = {row[0]: tuple(row) for row in conn.execute(_SOURCES)}
    return [_release(conn, tuple(row), offices, sources) for row in found]


def releases_by_office(releases: Sequence[PressRelease]) -> dict[str, list[PressRelease]]:
    """Return the press releases of each office by its id."""
    found: defaultdict[str, list[PressRelease]] = defaultdict(list)
    for one in releases:
        found[one.office.id].append(one)
    return dict(found)


def _release(
    conn: Connection,
    row: tuple[object, ...],
    offices: Mapping[str, Office],
    sources: Mapping[str, tuple[str, ...]],
) -> PressRelease:
    article_id, url, headline, body, source_id, story_id, language, at, pruned = row
    office = offices[str(source_id)]
    text = None if pruned else (str(headline), str(body))
    copies = [
        tuple(one)
        for one in conn.execute(_COPIES, (story_id, article_id))
        if sources[one[4]][3] != office.owner and sources[one[4]][2] != SourceKind.OFFICIAL
    ]
    printed = [_copy(one, text, office, str(at), sources) for one in copies[:MAX_COPIES]]
    others = [
        one for one in also_about(conn, str(story_id)) if sources[one.source_id][3] != office.owner
    ]
    return PressRelease(
        int(str(article_id)), str(url), str(headline), office, str(story_id),
        str(language) if language else None, str(at), tuple(printed),
        len(copies) - len(printed), tuple(others[:_MAX_REWORDED]),
    )  # fmt: skip


def _copy(
    row: tuple[object, ...],
    release: tuple[str, str] | None,  # headline and text
    office: Office,
    published: str,
    sources: Mapping[str, tuple[str, ...]],
) -> PrintedCopy:
    article_id, url, headline, body, source_id, language, credit, at, pruned = row
    _, name, _, _, _, region = sources[str(source_id)]
    printing = None
    if release is not None and not pruned:
        title, text = release
        known = " ".join([title, office.name, office.owner, name, region, str(credit or "")])
        printing = printing_of(text, str(body), known)
    return PrintedCopy(
        int(str(article_id)), str(url), str(headline), str(source_id), name,
        str(language) if language else None, str(at), str(credit) if credit else None,
        str(at) < published, printing,
    )  # fmt: skip
