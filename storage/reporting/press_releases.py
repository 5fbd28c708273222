"""Reads press releases with the articles that printed them, and compares their texts."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipelines.model import SourceKind, kind_of_name
from pipelines.releases.printing import MAX_CHARS, Printing, printing_of
from pipelines.releases.tails import MAX_CHARS as MAX_TAIL_CHARS
from pipelines.releases.tails import usual_tail, without_tail
from storage.database.protocols import Connection
from storage.database.zones import is_before, zone_info
from storage.stories.events import EventMember, also_about

MAX_COPIES = 12  # articles of one press release that are compared
# Their characters together, at least one article: 13 of a usual length. So a page of 15 press
# releases with texts made to cost time takes less than a second.
MAX_COMPARED_CHARS = 40_000
_MAX_REWORDED = 5  # stories in other words that are returned with a press release
_MAX_TAILS = 8  # latest articles of an outlet, from which its usual last sentences are found

_SOURCES = """
    SELECT sources.id, sources.name, kind, coalesce(owner, sources.id), region,
        coalesce(regions.name, ''), timezone
    FROM sources LEFT JOIN regions ON regions.code = region ORDER BY sources.name, sources.id
"""
# A row is a press release. The inner SELECT reads ids from an index alone, so that texts are read
# for the chosen ids only.
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
_COPIES = """
    SELECT a.id, a.url, a.headline, substr(a.article_body, 1, :chars), a.source_id, a.in_language,
        a.credit_text, coalesce(a.date_published, a.date_first_seen) AS at, p.pruned_at
    FROM articles AS a LEFT JOIN pruned_texts AS p ON p.article_id = a.id
    WHERE a.story_id = :story AND a.id <> :release AND NOT a.is_advertising
    ORDER BY coalesce(a.date_published, a.date_first_seen), a.id
"""
_TAILS = """
    SELECT substr(article_body, :chars) FROM articles
    WHERE source_id = :source AND date_published <= :at AND story_id <> :story
    ORDER BY date_published DESC LIMIT :limit
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
        return sum(one.is_whole for one in self.copies)

    @property
    def added_nothing(self) -> int:
        return sum(one.adds_nothing for one in self.copies)

    @property
    def later(self) -> tuple[PrintedCopy, ...]:
        """Return the copies that printed the release: those that were not published before it."""
        return tuple(one for one in self.copies if not one.is_earlier)

    @property
    def is_unchecked(self) -> bool:
        """Return whether outlets printed the release, and none of their articles adds to it.

        The result is False if an article about the release was not compared with it.
        """
        if not self.later or self.left_out or self.reworded:
            return False
        return all(one.printing is not None and one.printing.adds_nothing for one in self.copies)


def press_offices(conn: Connection, region: str | None = None) -> dict[str, Office]:
    """Return the press offices by the ids of their sources.

    They are the sources of the kind ``official``, and the channels that belong to an office. A
    channel belongs to an office if its owner is that of an official source, or if its owner or its
    name is the name of an authority.
    """
    rows = [tuple(row) for row in conn.execute(_SOURCES)]
    official = [row for row in rows if row[2] == SourceKind.OFFICIAL]
    owners: set[str] = set()
    for source_id, name, _, owner, *_ in official:
        owners |= {source_id, name, owner}
    offices = {}
    for source_id, name, kind, owner, code, *_ in rows:
        has_official_name = SourceKind.OFFICIAL in (kind_of_name(owner), kind_of_name(name))
        is_of_office = owner in owners or has_official_name
        is_office = kind == SourceKind.OFFICIAL or (kind == SourceKind.CHANNEL and is_of_office)
        if is_office and region in (None, code):
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
    """Return the press releases of offices published between two times, newest first.

    A release without a date of publication has the time at which it was first seen.
    """
    parameters = {
        "offices": json.dumps(list(offices)), "since": since, "until": until,
        "limit": limit, "offset": offset, "chars": MAX_CHARS,
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
    wanted = {"story": story_id, "release": article_id, "chars": MAX_CHARS}
    copies = [
        tuple(one)
        for one in conn.execute(_COPIES, wanted)
        if sources[one[4]][3] != office.owner and sources[one[4]][2] != SourceKind.OFFICIAL
    ]
    printed = [
        _copy(conn, one, text, office, (str(at), str(story_id)), sources)
        for one in copies[: _compared(copies)]
    ]
    others = [
        one for one in also_about(conn, str(story_id)) if sources[one.source_id][3] != office.owner
    ]
    return PressRelease(
        int(str(article_id)), str(url), str(headline), office, str(story_id),
        str(language) if language else None, str(at), tuple(printed),
        len(copies) - len(printed), tuple(others[:_MAX_REWORDED]),
    )  # fmt: skip


def _compared(copies: Sequence[tuple[object, ...]]) -> int:
    """Return how many of the copies, the earliest first, are compared with the release."""
    chars = 0
    for number, (_, _, _, body, *_) in enumerate(copies[:MAX_COPIES]):
        chars += len(str(body))
        if number and chars > MAX_COMPARED_CHARS:
            return number
    return min(len(copies), MAX_COPIES)


def _copy(
    conn: Connection,
    row: tuple[object, ...],
    release: tuple[str, str] | None,  # headline and text
    office: Office,
    story: tuple[str, str],  # when the release was published, and the id of its story
    sources: Mapping[str, tuple[str, ...]],
) -> PrintedCopy:
    article_id, url, headline, body, source_id, language, credit, at, pruned = row
    _, name, _, _, _, region, zone = sources[str(source_id)]
    published, story_id = story
    printing = None
    if release is not None and not pruned:
        title, text = release
        known = " ".join([title, office.name, office.owner, name, region, str(credit or "")])
        printing = printing_of(text, str(body), known)
        if printing.own_words:
            usual = _usual_tail(conn, str(source_id), str(at), story_id)
            if (shorter := without_tail(str(body), usual)) != body:
                printing = printing_of(text, shorter, known)
    return PrintedCopy(
        int(str(article_id)), str(url), str(headline), str(source_id), name,
        str(language) if language else None, str(at), str(credit) if credit else None,
        is_before(str(at), published, zone_info(zone)), printing,
    )  # fmt: skip


def _usual_tail(conn: Connection, source_id: str, at: str, story_id: str) -> frozenset[str]:
    """Return the forms of the sentences with which an outlet usually ends its articles.

    Only articles of other stories until the time ``at`` are read.
    """
    parameters = {
        "chars": -MAX_TAIL_CHARS, "source": source_id, "at": at, "story": story_id,
        "limit": _MAX_TAILS,
    }  # fmt: skip
    return usual_tail(text for (text,) in conn.execute(_TAILS, parameters))
