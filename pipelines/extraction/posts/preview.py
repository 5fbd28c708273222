"""Reads a page of a channel's public preview: its posts, and where older posts are.

The markup is recognised by its classes, on any host. Telegram does not document it, so everything
except the numbers of the posts may be missing.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from lxml.etree import tostring
from lxml.html import HtmlElement

from pipelines.extraction.posts.markup import PREFIX, ByClass
from pipelines.extraction.posts.post import (
    channel_and_number_of,
    is_service,
    messages_in,
    read_post,
)
from pipelines.model import Preview, ShownPost
from pipelines.parsing.channels import preview_name

MAX_MESSAGES = 200  # of one page; the preview shows 20
_MIN_UNREADABLE = 5  # if none of this many messages can be read, the markup must have changed
_MAX_POST_BYTES = 300_000  # of the markup of one post, whose text has up to 4,096 characters
# Names of classes: of the channel's description, the list of messages, the box around one message,
# the card of a channel, an error, the notice that there are no messages, and links to older posts.
_INFO = "tgme_channel_info"
_HISTORY = "tgme_channel_history"
_WRAP = f"{PREFIX}_wrap"
_CARD = "tgme_page"
_ERROR = f"{PREFIX}_error"
_EMPTY = "tme_no_messages_found"
_OLDER = ("tme_messages_more", "js-messages_more")
_BEFORE = re.compile(r"[?&]before=(\d{1,16})")  # the parameter of an address of older posts


class ChangedMarkupError(Exception):
    """The page shows messages, but none of them can be read."""


class _SignedMessage(NamedTuple):
    """The element of a message, and what it states of itself."""

    element: HtmlElement
    channel: str  # empty if the message states no channel
    number: int


def read_preview(tree: HtmlElement, url: str) -> Preview | None:
    """Read a page of a preview; return None for any other page at ``url``.

    Raises ChangedMarkupError if the page shows messages and none of them can be read.
    """
    parts = ByClass(tree)
    messages = messages_in(tree)[-MAX_MESSAGES:]
    if not messages and parts.first(_WRAP) is not None and parts.first(_EMPTY) is None:
        raise _changed_markup(len(parts.every(_WRAP)))
    marks_of_preview = (_INFO, _HISTORY, _EMPTY)
    if not messages and all(parts.first(mark) is None for mark in marks_of_preview):
        return None
    signed = []
    for message in messages:
        channel, number = channel_and_number_of(message) or ("", 0)
        signed.append(_SignedMessage(message, channel, number))
    channels = [message.channel for message in signed if message.channel]
    last_channel = channels[-1] if channels else None
    name = preview_name(url) or last_channel
    if name is None:
        return None
    own = [message for message in signed if message.channel.lower() == name.lower()]
    numbers = [message.number for message in own]
    return Preview(
        # An address may be in other letter cases than the name that the channel itself uses.
        name=last_channel if last_channel and own else name,
        title=parts.text("tgme_channel_info_header_title") or None,
        posts=_posts([message.element for message in own], url),
        numbers=tuple(numbers),
        before=_before(tree, parts, numbers),
    )


def is_card(tree: HtmlElement) -> bool:
    """Return whether a page is the card of a channel, user or group, which shows no posts."""
    parts = ByClass(tree)
    return parts.first(_CARD) is not None and not messages_in(tree)


def reason_without_preview(tree: HtmlElement) -> str:
    """Return why a page shows a card and no preview, as far as the card shows the reason."""
    parts = ByClass(tree)
    extra = parts.text("tgme_page_extra")
    if not parts.text("tgme_page_title"):
        return "there is no public channel of this name; it may be private, renamed or deleted"
    if re.search(r"\d.*(?:subscriber|подписчик)", extra):
        return "the channel shows no public preview; its owner or the service switched it off"
    return f"this is no channel with a public preview ({extra or 'a user, a bot or a group'})"


def is_removed(tree: HtmlElement) -> bool:
    """Return whether the page at a post's address says that the post does not exist."""
    return ByClass(tree).first(_ERROR) is not None and not messages_in(tree)


def _posts(messages: list[HtmlElement], url: str) -> tuple[ShownPost, ...]:
    """Return the posts with words; raises ChangedMarkupError if no message can be read."""
    posts: dict[int, ShownPost] = {}  # by number
    readable_count = 0
    for message in messages:
        if is_service(message):
            readable_count += 1
            continue
        post = read_post(message, url)
        if post is None:
            continue
        if post.has_text or _shows_something(message):
            readable_count += 1
        markup = tostring(message, encoding="utf-8", with_tail=False)
        if (post.has_words or post.is_bare_link) and len(markup) <= _MAX_POST_BYTES:
            posts[post.number] = ShownPost(post.url, post.number, post.date, markup)
    if len(messages) >= _MIN_UNREADABLE and not readable_count:
        raise _changed_markup(len(messages))
    return tuple(posts.values())


def _shows_something(message: HtmlElement) -> bool:
    """Return whether a message without words shows a photo, a sticker or another known medium."""
    parts = ByClass(message)
    media = ("photo_wrap", "sticker_wrap", "sticker", "tgsticker", "videosticker", "video_player",
             "roundvideo_player", "voice_player", "document_wrap", "location_wrap", "contact_name",
             "grouped_wrap")  # fmt: skip
    if any(parts.first(f"{PREFIX}_{name}") is not None for name in media):
        return True
    return parts.first("message_media_not_supported_label") is not None


def _before(tree: HtmlElement, parts: ByClass, numbers: Sequence[int]) -> int | None:
    """Return the lowest number of the page if the page links to older posts, else None."""
    links = [link for name in _OLDER for link in parts.every(name)]
    links += [link for link in tree.iter("link") if (link.get("rel") or "").lower() == "prev"]
    has_older = any(
        link.get("data-before") or _BEFORE.search(link.get("href") or "") for link in links
    )
    lowest = min(numbers, default=1)
    return lowest if has_older and lowest > 1 else None


def _changed_markup(count: int) -> ChangedMarkupError:
    return ChangedMarkupError(
        f"{count} messages, and none can be read; the markup of the preview may have changed"
    )
