"""The values read from the public preview of a Telegram channel."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ShownPost:
    """A post that a preview shows; its markup is a page that contains only this post."""

    url: str
    number: int
    date: datetime | None  # UTC
    markup: bytes = field(repr=False)  # UTF-8


@dataclass(frozen=True, slots=True)
class Preview:
    """A page of a channel's preview."""

    name: str  # of the channel, as the page spells it
    title: str | None
    posts: tuple[ShownPost, ...]  # in page order: the oldest first
    numbers: tuple[int, ...]  # of all messages on the page, including those that are no posts
    # The parameter ``before`` with which the next older page is requested, or None.
    before: int | None = None
