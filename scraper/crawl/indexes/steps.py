"""Decides which documents of a source are fetched, and in which order."""

from collections import deque
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

_MAX_DOCUMENTS = 500  # of one source in one run, so that a large archive takes a bounded time
_MAX_FIRST_PAGES = 30  # of a listing when a source is first crawled
_MAX_PAGES = 400  # of a listing with the argument `since`
_MIN_SPAN_ITEMS = 5  # dated items of a feed; of fewer items no span is measured
MAX_FAILURES = 3  # in a row, after which an index found by discovery is no longer read
HOME_INTERVAL = timedelta(days=7)  # between two searches of the home page for feeds
_MAX_UNDATED = 3  # sitemaps without lastmod at each end of an index; the newest is at either end


@dataclass(frozen=True, slots=True)
class Step:
    """A document to be fetched, with its place among the documents of the source."""

    url: str
    kind: Kind
    configured: bool = False  # whether sources.toml names it
    # The sitemap index that names it, the home page that leads to it, or the newest page of its
    # channel.
    parent: str | None = None
    root: str | None = None  # the first page, if this is a later page of a feed, listing or channel
    page: int = 1
    since: datetime | None = None  # only of an older page of a channel: the `since` of its run
    guessed: bool = False  # a usual address, which may not exist; its failure is not recorded


class StepQueue:
    """The documents that one run still reads of a source; no document is taken twice."""

    def __init__(self) -> None:
        self._waiting: deque[Step] = deque()
        self._taken: set[str] = set()  # kind and identity of each document

    def add(self, steps: Iterable[Step]) -> None:
        """Add documents behind all others."""
        self._waiting.extend(steps)

    def add_first(self, step: Step) -> None:
        """Add a document before all others."""
        self._waiting.appendleft(step)

    def take(self) -> Step | None:
        """Return the next document; None if there is none, or after _MAX_DOCUMENTS documents."""
        while self._waiting and len(self._taken) < _MAX_DOCUMENTS:
            step = self._waiting.popleft()
            key = f"{step.kind} {identity(step.url)}"
            if key not in self._taken:
                self._taken.add(key)
                return step
        return None

    def clear(self) -> list[Step]:
        """Return and forget the documents beyond _MAX_DOCUMENTS."""
        beyond_limit = list(self._waiting)
        self._waiting.clear()
        return beyond_limit


class Overflows:
    """The feeds and listings whose pages show new links only.

    Between two runs, such an index may have shown and dropped articles that no run saw.
    """

    def __init__(self) -> None:
        # For the first page of each index: whether all its pages so far show new links only.
        self._all_new: dict[str, bool] = {}

    def note(self, step: Step, links: TriagedLinks) -> None:
        """Note the links of a page; call this for the pages of an index in their order."""
        root = step.root or step.url
        is_first = step.page == 1
        shows_only_new = bool(links.fresh) and not links.known
        self._all_new[root] = shows_only_new and (is_first or self._all_new.get(root, False))

    @property
    def has_any(self) -> bool:
        """Return whether there is such an index."""
        return any(self._all_new.values())


def first_steps(source: Source, known: Iterable[Endpoint]) -> list[Step]:
    """Return the documents that a run reads first.

    They are the indexes that sources.toml names, else those found before, else the home page. A
    channel on Telegram's hosts is read through its preview: its newest page, then the older pages
    that an earlier run left unread. If feeds were found before, only the feeds are read. A home
    page that is known as a listing is searched first, since it may declare a feed by now.
    """
    configured = [
        *(Step(url, Kind.FEED, configured=True) for url in source.feeds),
        *(Step(url, Kind.SITEMAP, configured=True) for url in source.sitemaps),
        *(Step(url, Kind.LISTING, configured=True) for url in source.listings),
    ]
    if configured:
        return configured
    known = list(known)
    if channel := channel_address(source.home):
        return [Step(channel.preview, Kind.CHANNEL), *_unread_pages(known)]
    # No index is configured now, so sources.toml no longer names the endpoints marked as such. An
    # endpoint with a parent is reached through it.
    found_before = [
        Step(endpoint.url, Kind(endpoint.kind))
        for endpoint in known
        if endpoint.parent is None
        and endpoint.kind != Kind.HOME
        and not endpoint.configured
        and endpoint.consecutive_failures < MAX_FAILURES
    ]
    if channels := [step for step in found_before if step.kind is Kind.CHANNEL]:
        return [*channels, *_unread_pages(known)]
    if feeds := [step for step in found_before if step.kind is Kind.FEED]:
        return feeds
    without_home = [step for step in found_before if identity(step.url) != identity(source.home)]
    is_home_listing = len(without_home) < len(found_before)
    if is_home_listing or not without_home:
        return [Step(source.home, Kind.HOME), *without_home]
    return without_home


def _unread_pages(known: Iterable[Endpoint]) -> list[Step]:
    """Return the older pages of a channel that an earlier run stored to be read later."""
    return [
        Step(page.url, Kind.CHANNEL, parent=page.parent, root=page.parent, page=2, since=page.since)
        for page in known
        if page.kind == Kind.CHANNEL and page.parent
    ]


def is_home_due(source: Source, known: Mapping[str, Endpoint], now: datetime) -> bool:
    """Return whether the home page is searched for feeds again.

    The home page is searched after an index has failed twice in a row. If sources.toml names no
    index of the source, the home page is also searched once a week.
    """
    if any(endpoint.consecutive_failures >= 2 for endpoint in known.values()):
        return True
    home = known.get(source.home)
    checked_at = home.checked_at if home else None
    is_week_over = checked_at is not None and now - checked_at > HOME_INTERVAL
    return is_week_over and not names_indexes(source)


def names_indexes(source: Source) -> bool:
    """Return whether sources.toml names feeds, sitemaps or listings of a source."""
    return bool(source.feeds or source.sitemaps or source.listings)


def usual_stages(source: Source, robots_sitemaps: Sequence[str]) -> list[list[Step]]:
    """Return the usual addresses in stages; a stage is tried if the stages before found no link."""
    return [
        [Step(url, Kind.SITEMAP) for url in robots_sitemaps],
        [Step(url, Kind.SITEMAP, guessed=True) for url in usual_sitemaps(source.home)],
        [Step(url, Kind.FEED, guessed=True) for url in usual_feeds(source.home)],
    ]


def further_steps(source: Source, robots_sitemaps: Sequence[str]) -> list[Step]:
    """Return the sitemaps and listings that are read if the feeds don't reach back far enough."""
    if named_sitemaps := source.sitemaps or robots_sitemaps:
        sitemaps = [Step(url, Kind.SITEMAP) for url in named_sitemaps]
    else:
        sitemaps = [Step(url, Kind.SITEMAP, guessed=True) for url in usual_sitemaps(source.home)]
    listings = [Step(url, Kind.LISTING) for url in source.listings or (source.home,)]
    return [*sitemaps, *listings]


def due_children(
    step: Step,
    children: Sequence[Child],
    known: Mapping[str, Endpoint],
    since: datetime | None,
    *,
    reads_all: bool = False,
) -> list[Step]:
    """Return the sitemaps of a sitemap index that may have changed since they were read.

    Sitemaps with a time of change come first, the latest first. A sitemap that was last changed
    before ``since`` names no newer article, and is left out. Of sitemaps without a time of change,
    the first and last few are read; with ``reads_all`` all are read.
    """
    dated = sorted(
        (child for child in children if child.lastmod),
        key=lambda child: child.lastmod or datetime.min,
        reverse=True,
    )
    due = [child for child in dated if _may_name_new(child, known.get(child.url), since)]
    undated = [child for child in children if not child.lastmod]
    undated_due = undated if reads_all else [*undated[:_MAX_UNDATED], *undated[-_MAX_UNDATED:]]
    urls = dict.fromkeys(child.url for child in [*due, *undated_due])
    return [Step(url, Kind.SITEMAP, parent=step.url) for url in urls]


def _may_name_new(child: Child, known: Endpoint | None, since: datetime | None) -> bool:
    """Return whether a sitemap may name articles that no run has read."""
    if child.lastmod is None:
        return True
    if since is not None:  # an earlier run may have left its older articles out
        return child.lastmod >= since
    if known is None or known.status not in ("working", "not_modified"):
        return True
    return known.checked_at is None or child.lastmod >= known.checked_at


def next_page(
    step: Step, document: Document, links: TriagedLinks, *, reads_all: bool, is_first_sight: bool
) -> Step | None:
    """Return the step to the next page of a feed or listing, or None after the last page to read.

    The last page is one without new links, such as a page of an endless calendar. A page with a
    known link is also the last one, since earlier runs have read the older pages; on first sight,
    further pages follow it. With ``reads_all``, the last page is one without links of articles.
    """
    if not document.next_pages or step.kind not in (Kind.FEED, Kind.LISTING):
        return None
    if step.page >= (_MAX_PAGES if reads_all else _MAX_FIRST_PAGES):
        return None
    shows_new = bool(links.fresh or links.reopened)
    shows_known = links.known > 0
    shows_any = shows_new or (reads_all and shows_known)
    was_read_below = shows_known and not reads_all and not is_first_sight
    if not shows_any or was_read_below:
        return None
    return replace(step, url=document.next_pages[0], page=step.page + 1, root=step.root or step.url)


def span_of_items(document: Document) -> timedelta | None:
    """Return the time between the oldest and newest dated item; None with few dated items."""
    dates = (link.hints.date_published for link in document.links)
    moments = [date for date in dates if isinstance(date, datetime)]
    return max(moments) - min(moments) if len(moments) >= _MIN_SPAN_ITEMS else None
