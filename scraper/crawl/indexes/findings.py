"""The result of reading the indexes of a source in one run."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from storage.crawl.urls import FoundLink


@dataclass(slots=True)
class IndexFindings:
    """The result of reading the indexes of a source in one run."""

    links: int = 0  # to the source's own site
    new: int = 0
    too_old: int = 0
    working: int = 0  # indexes that were read
    not_modified: int = 0  # indexes answered with 304
    gap: bool = False  # a feed or listing may have dropped articles that no run saw
    minutes_to_live: int | None = None
    channels: list[str] = field(default_factory=list)  # addresses of the previews of channels
    post_looks: int = 0  # posts of channels that were read
    span: timedelta | None = None  # between the oldest and the newest item of the shortest feed
    foreign: Counter[str] = field(default_factory=Counter)  # host → links to it, of other sites
    moved_to: str | None = None  # the address on another site that an index redirects to
    lost: list[str] = field(default_factory=list)  # indexes that are gone or no longer readable
    read: list[str] = field(default_factory=list)  # addresses of the indexes that were read
    archive: list[FoundLink] = field(default_factory=list)  # undated links of its sitemaps
    lists_home: bool = False  # the home page is one of the listings that sources.toml names
    home_only: list[str] = field(default_factory=list)  # identities that only its home page shows
    problems: list[tuple[str, str]] = field(default_factory=list)  # (status, detail)
    damage: list[str] = field(default_factory=list)
    paused_until: datetime | None = None
    title: str | None = None
    language: str | None = None
