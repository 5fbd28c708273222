"""Defines the result of reading the indexes of a source in one run."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

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
