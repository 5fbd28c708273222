"""Decides which links of a document are fetched, which are too old, and which are known."""

import re
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from urllib.parse import unquote, urlsplit

from pipelines.model import Address, Hints, Link, Outcome
from pipelines.parsing.sites import is_same_site
from pipelines.parsing.urls import address, identity
from scraper.discovery.shapes import path_and_query, pattern_matcher
from storage.crawl.urls import FoundLink

# «/2026/11/23/», «/2026-11-23-».
_DAY_IN_PATH = re.compile(r"/((?:19|20)\d\d)[/-](0?[1-9]|1[0-2])[/-](0?[1-9]|[12]\d|3[01])(?=[/-])")
# An address within that of a redirector: «https://go.example/?to=https://gazeta.example/news/1».
_INNER_URL = re.compile(r"https?://[^\s&\"'<>]{4,1000}")
_SCHEME_CHARS = len("https://")  # of the outer address, which is no inner one
_DAY = timedelta(days=1)
_MIN_LINKS_OUTSIDE_MENUS = 3  # with fewer, the links of menus are kept as well
_MIN_UNIFORM_LINKS = 10  # that share a day of change; fewer may really have changed on one day


@dataclass(frozen=True, slots=True)
class TriagedLinks:
    """The links of a document, sorted by what is done with them."""

    fresh: tuple[FoundLink, ...]  # not known before, and to be fetched
    too_old: tuple[FoundLink, ...]  # not known before
    reopened: tuple[str, ...]  # identities that were too old for an earlier run
    changed: tuple[tuple[str, datetime], ...]  # known identities, each with its time of change
    known: int  # number of links that were known before
    foreign: tuple[str, ...] = ()  # hosts of links to other sites, one for each link


def triage_links(
    links: Iterable[Link],
    known: Mapping[str, Outcome],
    *,
    homes: Sequence[str],
    article_pattern: str | None,
    since: datetime | None,
    now: datetime,
    links_before: int = 0,
    is_archive: bool = True,
    foreign_homes: Sequence[str] = (),
) -> TriagedLinks:
    """Decide which links of a document are to be fetched; addresses of one identity count once.

    These links are no articles of the source: links to other sites than those of ``homes``, links
    below ``foreign_homes`` (see ``Run.foreign_homes``), and links that the source's pattern
    excludes. If the address of a redirector holds an address of the source, this address is taken.

    ``links_before`` is the number of links that this run found before; undated links are visited in
    the order in which they were found. A day in an address makes a link too old only in an archive
    (``is_archive``), since a front page shows current articles.
    """
    fresh: dict[str, FoundLink] = {}
    too_old: dict[str, FoundLink] = {}
    reopened: dict[str, None] = {}
    known_links: dict[str, datetime | None] = {}  # identity → time of change, if it is stated
    own_links, foreign_hosts = _own_links(links, homes, article_pattern)
    for link_address, link in own_links:
        key = link_address.identity
        is_too_old = since is not None and _is_before(link, since, is_archive)
        if key in known:
            if since and known[key] is Outcome.TOO_OLD and not is_too_old:
                reopened[key] = None
            known_links[key] = link.hints.date_modified
        elif not key.startswith(tuple(foreign_homes)):
            time_by_order = now - timedelta(seconds=links_before + len(fresh))
            newest_at = min(_stated_time(link.hints) or time_by_order, now + _DAY)
            links_by_identity = too_old if is_too_old else fresh
            links_by_identity.setdefault(key, FoundLink(link_address, link.hints, newest_at))
    return TriagedLinks(
        fresh=tuple(fresh.values()),
        too_old=tuple(too_old.values()),
        reopened=tuple(reopened),
        changed=_changed_links(known_links, now),
        known=len(known_links),
        foreign=tuple(foreign_hosts),
    )


def _own_links(
    links: Iterable[Link], homes: Sequence[str], article_pattern: str | None
) -> tuple[list[tuple[Address, Link]], list[str]]:
    """Return the source's links that its pattern admits, and the hosts of links to other sites."""
    matches = pattern_matcher(article_pattern) if article_pattern else None
    own_links: list[tuple[Address, Link]] = []
    foreign_hosts: list[str] = []
    for link in links:
        link_address = own_address(link.url, homes)
        if link_address is None:
            foreign_hosts.append(urlsplit(link.url).netloc)
        elif matches is None or matches(link_address.url):
            own_links.append((link_address, link))
    return own_links, foreign_hosts


def links_outside_menus(links: Sequence[Link], menu: Container[str]) -> tuple[Link, ...]:
    """Drop the links of a sitemap that are also in the menus of the home page.

    A menu links standing pages. ``menu`` holds identities. Nothing is dropped if fewer than three
    links would be left.
    """
    others = tuple(link for link in links if identity(link.url) not in menu)
    return others if len(others) >= _MIN_LINKS_OUTSIDE_MENUS else tuple(links)


def own_address(url: str, homes: Sequence[str]) -> Address | None:
    """Return the address of a link if it lies on one of the sites, else None.

    If a redirector's address contains an address on one of the sites, that address is returned.
    """
    outer = address(url)
    if outer is not None and any(is_same_site(outer.url, home) for home in homes):
        return outer
    for match in _INNER_URL.finditer(unquote(url), _SCHEME_CHARS):
        inner = address(match[0])
        if inner is not None and any(is_same_site(inner.url, home) for home in homes):
            return inner
    return None


def _changed_links(
    known_links: Mapping[str, datetime | None], now: datetime
) -> tuple[tuple[str, datetime], ...]:
    """Return (identity, time of change) of the known links whose time of change is past.

    None are returned if most of them changed on one day and the latest change is of today: such a
    site states the present day for each page. A day without a time stands for its last second, so
    it is past only when the day is over.
    """
    changed = {key: when for key, when in known_links.items() if when and when <= now}
    if len(changed) > _MIN_UNIFORM_LINKS:
        links_by_day = Counter(when.date() for when in changed.values())
        is_uniform = max(links_by_day.values()) > len(changed) / 2
        latest_day = max(links_by_day)
        if is_uniform and latest_day == now.date():
            return ()
    return tuple(changed.items())


def _is_before(link: Link, since: datetime, is_archive: bool) -> bool:
    """Return whether the date of a link, or in an archive the day in its address, is too early.

    An article that was last changed before ``since`` was also published before it.
    """
    stated = link.hints.date_published or link.hints.date_modified
    if stated is None and is_archive:
        stated = _day_in(link.url)
    if stated is None:
        return False
    if isinstance(stated, datetime):
        return stated < since
    return stated < since.date()


def _day_in(url: str) -> date | None:
    """Return the day in the path of an address; None if there is none, as for 31 February."""
    match = _DAY_IN_PATH.search(path_and_query(url))
    if match is None:
        return None
    year, month, day = match.groups()
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _stated_time(hints: Hints) -> datetime | None:
    """Return the time of publication or of change; a day without a time is its midnight in UTC."""
    stated = hints.date_published or hints.date_modified
    if isinstance(stated, date) and not isinstance(stated, datetime):
        return datetime(stated.year, stated.month, stated.day, tzinfo=UTC)
    return stated
