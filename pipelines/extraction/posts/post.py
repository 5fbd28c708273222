"""Reads one message of a channel's preview, which is a post or a service message."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from lxml.html import HtmlElement

from pipelines.extraction.posts.markup import (
    MESSAGE,
    PREFIX,
    ByClass,
    classes_of,
    link_of,
    picture_of,
    read_count,
    text_of,
)
from pipelines.extraction.posts.text import Line, read_lines
from pipelines.parsing.channels import name_and_number, post_address
from pipelines.parsing.text import normalized_line

_SERVICE = "service_message"
_REPLY = f"{PREFIX}_reply"
# Classes of elements whose content is no part of the post: the quoted message of a reply, and
# notices for readers whose browser can't show a medium.
_OUTSIDE = frozenset(
    [_REPLY, "message_media_not_supported", "message_media_not_supported_wrap",
     "media_not_supported_cont"]
)  # fmt: skip
_TEXTS = ("js-message_text", f"{PREFIX}_text")
_STICKERS = ("sticker_wrap", "sticker", "tgsticker", "videosticker")
# Classes of a medium beside photos, and the word under which it is kept as evidence.
_MEDIA = {
    "video_player": "video",
    "roundvideo_player": "video",
    "voice_player": "voice",
    "document_wrap": "file",
    "location_wrap": "location",
    "contact_name": "contact",
}
_MAX_MEDIA = 20  # of one post; an album has ten or fewer
_MAX_MEDIA_CHARS = 200  # of what is stated of a medium
_MAX_EMOJI_CHARS = 20  # of a reaction
_MAX_OPTIONS = 30  # of a poll, which has twelve or fewer


@dataclass(frozen=True, slots=True)
class Forward:
    """The origin of a forwarded post."""

    name: str
    url: str | None = None  # of the post in the channel of origin; None for users
    author: str | None = None


@dataclass(frozen=True, slots=True)
class Poll:
    """A question to the readers, with the options."""

    question: str
    options: tuple[str, ...] = ()
    shares: tuple[str, ...] = ()  # of the options, such as «50%»; they change with each vote


@dataclass(frozen=True, slots=True)
class LinkCard:
    """The page that is shown below the text of a post."""

    url: str
    title: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Post:
    """A message that a channel published, as its preview shows it."""

    channel: str  # the name in the address
    number: int
    url: str  # on the host of the page
    lines: tuple[Line, ...]
    date: datetime | None  # UTC
    date_raw: str | None = None
    photos: tuple[str, ...] = ()  # addresses
    thumbnails: tuple[str, ...] = ()  # addresses of the first pictures of videos
    media: tuple[tuple[str, str], ...] = ()  # (kind, what is stated of it)
    poll: Poll | None = None
    link_card: LinkCard | None = None
    forward: Forward | None = None
    signature: str | None = None  # the name of the author
    is_edited: bool = False
    is_reply: bool = False
    views: int | None = None
    reactions: tuple[tuple[str, int], ...] = ()  # (emoji, number)

    @property
    def has_text(self) -> bool:
        """Return whether the post holds anything that was typed, such as emoji, or a poll."""
        return any(line.text for line in self.lines) or self.poll is not None

    @property
    def has_words(self) -> bool:
        """Return whether the post has words or a poll, so that it can be an article.

        Emoji, hashtags, handles and bare addresses are no words.
        """
        return any(line.has_words for line in self.lines) or self.poll is not None

    @property
    def is_bare_link(self) -> bool:
        """Return whether the post has no words, but the card of a linked page."""
        card = self.link_card
        return card is not None and bool(card.title) and not self.has_words


def channel_and_number_of(message: HtmlElement) -> tuple[str, int] | None:
    """Return the name of the channel and the number of a message, or None if it states none."""
    return name_and_number(message.get("data-post") or "")


def is_service(message: HtmlElement) -> bool:
    """Return whether a message is about the channel itself, such as «Channel created»."""
    if _SERVICE in classes_of(message):
        return True
    label = ByClass(message).text(f"{PREFIX}_service_label")
    return bool(label)


def is_sticker(parts: ByClass) -> bool:
    """Return whether a message shows a sticker."""
    return any(parts.first(f"{PREFIX}_{name}") is not None for name in _STICKERS)


def read_post(message: HtmlElement, page_url: str) -> Post | None:
    """Read a message; None for service messages and for those that state no number."""
    channel_and_number = channel_and_number_of(message)
    if channel_and_number is None or is_service(message):
        return None
    channel, number = channel_and_number
    parts = ByClass(message, _OUTSIDE)
    raw, date = _date(parts)
    return Post(
        channel=channel,
        number=number,
        url=post_address(page_url, channel, number),
        lines=_lines(parts, page_url),
        date=date,
        date_raw=raw,
        photos=_pictures(parts, "photo_wrap", page_url),
        thumbnails=_pictures(parts, "video_thumb", page_url)
        + _pictures(parts, "roundvideo_thumb", page_url),
        media=tuple(_media(parts))[:_MAX_MEDIA],
        poll=_poll(parts),
        link_card=_link_card(parts, page_url),
        forward=_forward(parts, page_url),
        signature=parts.text(f"{PREFIX}_from_author") or None,
        is_edited=_is_edited(parts),
        is_reply=parts.first(_REPLY) is not None,
        views=read_count(parts.text(f"{PREFIX}_views")),
        reactions=_reactions(parts),
    )


def messages_in(tree: HtmlElement) -> list[HtmlElement]:
    """Return the elements of the messages of a page, none within another, in page order."""
    parts = ByClass(tree, (MESSAGE,))
    return [message for message in parts.every(MESSAGE) if message.get("data-post")]


def _lines(parts: ByClass, page_url: str) -> tuple[Line, ...]:
    """Return the lines of the text.

    The caption of an album is in two nested elements; the inner one is tried first.
    """
    for name in _TEXTS:
        element = parts.first(name)
        if element is not None:
            return read_lines(element, page_url)
    return ()


def _date(parts: ByClass) -> tuple[str | None, datetime | None]:
    """Return the time of publication as stated and in UTC.

    Durations of videos are also ``<time>`` elements, but without the attribute ``datetime``.
    """
    for anchor in reversed(parts.every(f"{PREFIX}_date")):
        for element in anchor.iter("time"):
            raw = (element.get("datetime") or "").strip()
            try:
                moment = datetime.fromisoformat(raw)
            except ValueError:
                continue
            moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
            try:
                return raw, moment.astimezone(UTC)
            except OverflowError:
                continue
    return None, None


def _pictures(parts: ByClass, name: str, page_url: str) -> tuple[str, ...]:
    elements = parts.every(f"{PREFIX}_{name}")[:_MAX_MEDIA]
    pictures = (picture_of(element, page_url) for element in elements)
    return tuple(dict.fromkeys(filter(None, pictures)))


def _media(parts: ByClass) -> Iterator[tuple[str, str]]:
    for name, kind in _MEDIA.items():
        for element in parts.every(f"{PREFIX}_{name}")[:_MAX_MEDIA]:
            text = normalized_line(" ".join(element.itertext()))
            yield kind, text[:_MAX_MEDIA_CHARS] or kind


def _poll(parts: ByClass) -> Poll | None:
    question = parts.text(f"{PREFIX}_poll_question")
    if not question:
        return None
    texts = parts.every(f"{PREFIX}_poll_option_text")[:_MAX_OPTIONS]
    options = texts or parts.every(f"{PREFIX}_poll_option")[:_MAX_OPTIONS]
    shares = parts.every(f"{PREFIX}_poll_option_percent")[:_MAX_OPTIONS]
    return Poll(question, tuple(filter(None, map(text_of, options))), tuple(map(text_of, shares)))


def _link_card(parts: ByClass, page_url: str) -> LinkCard | None:
    url = link_of(parts.first(f"{PREFIX}_link_preview"), page_url)
    title, description = parts.text("link_preview_title"), parts.text("link_preview_description")
    return LinkCard(url, title, description) if url else None


def _forward(parts: ByClass, page_url: str) -> Forward | None:
    element = parts.first(f"{PREFIX}_forwarded_from_name")
    name = text_of(element)
    if element is None or not name:
        return None
    author = parts.text(f"{PREFIX}_forwarded_from_author").strip("() ")
    return Forward(name, link_of(element, page_url), author or None)


def _is_edited(parts: ByClass) -> bool:
    """Return whether the footer has a further word beside signature, views and date.

    This word is «edited» on an English page, and another word in other languages.
    """
    meta = parts.first(f"{PREFIX}_meta")
    if meta is None:
        return False
    words = [meta.text, *(child.tail for child in meta)]
    return any(letter.isalpha() for text in words for letter in text or "")


def _reactions(parts: ByClass) -> tuple[tuple[str, int], ...]:
    """Return each reaction with its number; a reaction without a known emoji is ``custom``."""
    counts: dict[str, int] = {}
    for element in parts.every("tgme_reaction")[:_MAX_MEDIA]:
        text = text_of(element)
        count = read_count(text)
        if count is None:
            continue
        is_paid = "tgme_reaction_paid" in classes_of(element)
        emoji = text.rstrip("0123456789.,KkMmКкМм ").strip()[:_MAX_EMOJI_CHARS]
        name = "paid" if is_paid else (emoji or "custom")
        counts[name] = counts.get(name, 0) + count
    return tuple(counts.items())
