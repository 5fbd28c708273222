"""Decides which documents of a source are fetched, and in which order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from pipelines.model import Source
from pipelines.parsing.channels import channel_address
from pipelines.parsing.urls import identity
from scraper.crawl.link_triage import TriagedLinks
from scraper.discovery.autodiscovery import usual_feeds, usual_sitemaps
from scraper.discovery.documents import Child, Document, Kind
from storage.crawl.endpoints import Endpoint

_MAX_FIRST_PAGES = 30  # of a listing when a source is first crawled
_MAX_PAGES = 400  # of a listing with the argument `since`
_MIN_SPAN_ITEMS = 5  # dated items of a feed; the span of fewer items is not measured
MAX_FAILURES = 3  # in a row, after which an index found by discovery is no longer read
HOME_INTERVAL = timedelta(days=7)  # between two searches of the home page for feeds
_MAX_UNDATED = 3  # sitemaps without lastmod at each end of an index; the newest are at one end


@dataclass(frozen=True, slots=True)
class Step:
    """A document to be fetched, with its place among the documents of the source."""

    url: str
    kind: Kind
    configured: bool = False
    parent: str | None = None  # the sitemap index that names it
    root: str | None = None  # the first page of a paged document
    page: int = 1
    since: datetime | None = None  # of an older page of a channel: the limit of an earlier run
    guessed: bool = False  # a usual address that may not exist; then no failure is recorded


class Overflows:
    """The feeds and listings with new links, and no known link, on each of their pages.

    Between two runs, they may have shown and dropped articles that no run saw.
    """

    def __init__(self) -> None:
        self._open: dict[str, bool] = {}  # first page → whether no page so far showed a known link

    def note(self, step: Step, links: TriagedLinks) -> None:
        """Note what a page shows; the pages of a document are noted in their order."""
        is_new = bool(links.fresh) and not links.known
        root = step.root or step.url
        self._open[root] = is_new and (step.page == 1 or self._open.get(root, False))

    @property
    def any(self) -> bool:
        return any(self._open.values())


def first_steps(source: Source, known: Iterable[Endpoint]) -> list[Step]:
    """Return the documents configured for a source; else those found before; else its home page.

    A channel on Telegram's hosts is read through its preview. Pages of a channel that an earlier
    run did not read follow its newest page. If feeds were found before, only they are read. If the
    home page was found to be a listing, it is read first, since it may declare a feed by now.
    """
    named = [
        *(Step(url, Kind.FEED, configured=True) for url in source.feeds),
        *(Step(url, Kind.SITEMAP, configured=True) for url in source.sitemaps),
        *(Step(url, Kind.LISTING, configured=True) for url in source.listings),
    ]
    if named:
        return named
    known = list(known)
    if channel := channel_address(source.home):
        return [Step(channel.preview, Kind.CHANNEL), *_unread_pages(known)]
    found = [
        Step(endpoint.url, Kind(endpoint.kind))
        for endpoint in known
        if endpoint.parent is None and endpoint.kind != Kind.HOME and not endpoint.configured
        if endpoint.consecutive_failures < MAX_FAILURES
    ]
    home = Step(source.home, Kind.HOME)
    if channels := [step for step in found if step.kind is Kind.CHANNEL]:
        return [*channels, *_unread_pages(known)]
    feeds = [step for step in found if step.kind is Kind.FEED]
    if feeds:
        return feeds
    listed = [step for step in found if identity(step.url) == identity(source.home)]
    others = [step for step in found if step not in listed]
    return [home, *others] if listed or not others else others


def _unread_pages(known: Iterable[Endpoint]) -> list[Step]:
    """Return the older pages of a channel that an earlier run stored to be read later."""
    return [
        Step(one.url, Kind.CHANNEL, parent=one.parent, root=one.parent, page=2, since=one.since)
        for one in known
        if one.kind == Kind.CHANNEL and one.parent
    ]


def is_home_due(source: Source, known: Mapping[str, Endpoint], now: datetime) -> bool:
    """Return whether the home page is searched for feeds again.

    It is searched when an index has failed twice in a row. If the source's indexes are not
    configured, it is also searched once a week.
    """
    if any(endpoint.consecutive_failures >= 2 for endpoint in known.values()):
        return True
    home = known.get(source.home)
    checked_at = home.checked_at if home else None
    return not is_named(source) and checked_at is not None and now - checked_at > HOME_INTERVAL


def is_named(source: Source) -> bool:
    """Return whether sources.toml names feeds, sitemaps or listings of a source."""
    return bool(source.feeds or source.sitemaps or source.listings)


def usual_stages(source: Source, robots_sitemaps: Sequence[str]) -> list[list[Step]]:
    """Return the stages of usual addresses, which are tried in turn while no link is found."""
    return [
        [Step(url, Kind.SITEMAP) for url in robots_sitemaps],
        [Step(url, Kind.SITEMAP, guessed=True) for url in usual_sitemaps(source.home)],
        [Step(url, Kind.FEED, guessed=True) for url in usual_feeds(source.home)],
    ]


def further_steps(source: Source, robots_sitemaps: Sequence[str]) -> list[Step]:
    """Return the sitemaps and listings that are read if the feeds don't reach back far enough."""
    sitemaps = source.sitemaps or robots_sitemaps
    return [
        *(Step(url, Kind.SITEMAP) for url in sitemaps),
        *(
            Step(url, Kind.SITEMAP, guessed=True)
            for url in usual_sitemaps(source.home)
            if not sitemaps
        ),
        *(Step(url, Kind.LISTING) for url in source.listings or (source.home,)),
    ]


def due_children(
    step: Step,
    children: Sequence[Child],
    known: Mapping[str, Endpoint],
    since: datetime | None,
    *,
    deep: bool = False,
) -> list[Step]:
    """Return the sitemaps of an index that may have changed since they were read, newest first.

    A sitemap last changed before ``since`` names no newer article and is left out. Of sitemaps
    without a time of change, the first and last few are read, and with ``deep`` all.
    """
    dated = sorted(
        (child for child in children if child.lastmod),
        key=lambda child: child.lastmod or datetime.min,
        reverse=True,
    )
    due = [child for child in dated if _changed(child, known.get(child.url), since)]
    undated = [child for child in children if not child.lastmod]
    read = undated if deep else [*undated[:_MAX_UNDATED], *undated[-_MAX_UNDATED:]]
    chosen = dict.fromkeys(child.url for child in [*due, *read])
    return [Step(url, Kind.SITEMAP, parent=step.url) for url in chosen]


def _changed(child: Child, known: Endpoint | None, since: datetime | None) -> bool:
    if child.lastmod is None:
        return True
    if since and child.lastmod < since:
        return False
    was_read = known is not None and known.status in ("working", "not_modified")
    read_at = known.checked_at if known and was_read else None
    return read_at is None or child.lastmod >= read_at or since is not None


def next_page(
    step: Step, document: Document, links: TriagedLinks, *, deep: bool, first_sight: bool
) -> Step | None:
    """Return the step to the next page of a feed or listing, or None if the reading ends.

    It ends after a page without new links, such as that of an endless calendar. It also ends after
    a page with a known link, since earlier runs have read the rest. On first sight, known links do
    not end it. With ``deep``, only a page without any links of articles ends it.
    """
    if not document.next_pages or step.kind not in (Kind.FEED, Kind.LISTING):
        return None
    if step.page >= (_MAX_PAGES if deep else _MAX_FIRST_PAGES):
        return None
    something_new = bool(links.fresh or links.reopened)
    reached_known = links.known > 0 and not deep and not first_sight
    if (not something_new and not deep) or reached_known:
        return None
    if deep and not (something_new or links.known):
        return None
    return replace(step, url=document.next_pages[0], page=step.page + 1, root=step.root or step.url)


def span_of_items(document: Document) -> timedelta | None:
    """Return the time between the oldest and newest dated item; None with few dated items."""
    moments = [
        link.hints.date_published
        for link in document.links
        if isinstance(link.hints.date_published, datetime)
    ]
    return max(moments) - min(moments) if len(moments) >= _MIN_SPAN_ITEMS else None
