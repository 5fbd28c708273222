"""Defines the result of reading the indexes of a source in one run."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from scraper.crawl.indexes.channel_reader import PageOfChannel
from scraper.crawl.indexes.steps import Step, span_of_items
from scraper.crawl.link_triage import TriagedLinks
from scraper.discovery.documents import Document, Kind
from storage.crawl.urls import FoundLink


@dataclass(slots=True)
class IndexFindings:
    """The result of reading the indexes of a source in one run."""

    links: int = 0  # to the source's own site
    new: int = 0  # links that were not known, or are fetched again
    too_old: int = 0  # links to articles from before the limit of the run
    working: int = 0  # documents that were read, the home page included
    not_modified: int = 0  # indexes that were answered with status 304
    has_gap: bool = False  # whether an index may have dropped articles that no run saw
    minutes_to_live: int | None = None  # the longest `ttl` of the feeds
    channels: list[str] = field(default_factory=list)  # addresses of the previews of channels
    posts_read: int = 0  # posts of channels that were read
    span: timedelta | None = None  # between the oldest and the newest item of the shortest feed
    foreign: Counter[str] = field(default_factory=Counter)  # links to each other site's host
    moved_to: str | None = None  # the address on another site that an index redirects to
    # Indexes that are gone or no longer readable, each as “address: what is wrong”.
    lost_indexes: list[str] = field(default_factory=list)
    read_urls: list[str] = field(default_factory=list)  # of the documents, without the home page
    undated_links: list[FoundLink] = field(default_factory=list)  # of the sitemaps
    lists_home: bool = False  # whether sources.toml names the home page as a listing
    links_only_on_home: list[str] = field(default_factory=list)  # their identities
    problems: list[tuple[str, str]] = field(default_factory=list)  # (status, “address: detail”)
    damage: list[str] = field(default_factory=list)  # what was wrong with indexes that were read
    paused_until: datetime | None = None  # until when the host must not be visited
    title: str | None = None  # of the first index that states one
    language: str | None = None  # of the first index that states one

    def add_channel(self, preview: str) -> None:
        """Note the address of a channel's preview once."""
        if preview not in self.channels:
            self.channels.append(preview)

    def add_document(self, step: Step, document: Document, links: TriagedLinks) -> None:
        """Add a document that was read, and its links."""
        self.working += 1
        if step.kind is not Kind.HOME:
            self.read_urls.append(step.url)
            self.foreign.update(links.foreign)
        self.links += len(links.fresh) + len(links.too_old) + links.known
        self.new += len(links.fresh) + len(links.reopened)
        self.too_old += len(links.too_old)
        self.title = self.title or document.title
        self.language = self.language or document.language
        if document.damage:
            self.damage.append(f"{step.url}: {document.damage}")
        if step.kind is Kind.FEED and step.page == 1:
            lifetimes = (document.minutes_to_live or 0, self.minutes_to_live or 0)
            self.minutes_to_live = max(lifetimes) or None
            spans = [span for span in (self.span, span_of_items(document)) if span is not None]
            self.span = min(spans, default=None)

    def add_page_of_channel(self, step: Step, page: PageOfChannel, title: str | None) -> None:
        """Add a page of a channel that was read, and its posts."""
        self.working += 1
        self.read_urls.append(step.url)
        self.links += page.shown
        self.new += page.new
        self.too_old += page.too_old
        self.posts_read += page.stored
        self.has_gap = self.has_gap or page.has_gap
        self.title = self.title or title
