"""Pages like the public previews of Telegram channels, in markup of our own writing.

``publish`` puts a channel on a site as the service shows it: ``/s/NAME`` with its paging, the card
``/NAME``, and each post by itself with ``?embed=1&mode=tme``.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.web_site import Site

SECOND = timedelta(seconds=1)
_FOOTER = (
    '<div class="tgme_widget_message_footer compact js-message_footer">{reactions}'
    '<div class="tgme_widget_message_info short js-message_info">{views}'
    '<span class="tgme_widget_message_meta">{author}{edited}'
    '<a class="tgme_widget_message_date" href="https://t.me/{name}/{id}">'
    '<time datetime="{time}" class="time">08:30</time></a></span></div></div>'
)
# A hidden notice beside each playable video.
_HIDDEN_NOTICE = (
    '<div class="message_media_not_supported_wrap"><div class="message_media_not_supported">'
    '<div class="message_media_not_supported_label">This media is not supported in your browser'
    "</div><span>VIEW IN TELEGRAM</span></div></div>"
)
_SHELL = (
    '<!DOCTYPE html><html><head><meta charset="utf-8"><title>Telegram</title></head>'
    '<body class="widget_frame_base tgme_widget body_widget_post">{}</body></html>'
)


def photo(number: int) -> str:
    """Return the markup of a photo."""
    return (
        '<a class="tgme_widget_message_photo_wrap" href="https://t.me/x/1" style="width:800px;'
        f"background-image:url('https://cdn.example/photo-{number}.jpg')\"></a>"
    )


def video(number: int) -> str:
    """Return the markup of a video, whose duration is a <time> without ``datetime``."""
    return (
        '<a class="tgme_widget_message_video_player js-message_video_player">'
        '<i class="tgme_widget_message_video_thumb" '
        f"style=\"background-image:url('https://cdn.example/thumb-{number}.jpg')\"></i>"
        f'<video src="https://cdn.example/{number}.mp4"></video>{_HIDDEN_NOTICE}'
        '<time class="message_video_duration js-message_video_duration">0:42</time></a>'
    )


def album(first: int, count: int) -> str:
    """Return the markup of an album: each photo has a number, and the post has the first one."""
    photos = "".join(
        '<a class="tgme_widget_message_photo_wrap grouped_media_wrap blured js-message_photo" '
        f"style=\"background-image:url('https://cdn.example/photo-{number}.jpg')\" "
        f'href="https://t.me/x/{number}?single"></a>'
        for number in range(first, first + count)
    )
    return (
        '<div class="tgme_widget_message_grouped_wrap js-message_grouped_wrap">'
        '<div class="tgme_widget_message_grouped js-message_grouped">'
        f'<div class="tgme_widget_message_grouped_layer">{photos}</div></div></div>'
    )


def poll(question: str, *options: str) -> str:
    """Return the markup of a poll."""
    shown = "".join(
        '<div class="tgme_widget_message_poll_option">'
        '<div class="tgme_widget_message_poll_option_percent">50%</div>'
        f'<div class="tgme_widget_message_poll_option_text">{option}</div></div>'
        for option in options
    )
    return (
        '<div class="tgme_widget_message_poll js-poll">'
        f'<div class="tgme_widget_message_poll_question">{question}</div>'
        f'<div class="tgme_widget_message_poll_type">Anonymous Poll</div>{shown}</div>'
    )


def sticker() -> str:
    """Return the markup of a sticker."""
    return (
        '<div class="tgme_widget_message_sticker_wrap"><i class="tgme_widget_message_sticker '
        'js-sticker_image" data-webp="https://cdn.example/s.webp"></i></div>'
    )


def document(title: str) -> str:
    """Return the markup of a file."""
    return (
        '<a class="tgme_widget_message_document_wrap"><div class="tgme_widget_message_document">'
        f'<div class="tgme_widget_message_document_title">{title}</div>'
        '<div class="tgme_widget_message_document_extra">1.2 MB</div></div></a>'
    )


def forwarded(name: str, url: str | None = None, author: str = "") -> str:
    """Return the line that names the origin of a forwarded post."""
    shown = f'<span dir="auto">{name}</span>'
    link = (
        f'<a class="tgme_widget_message_forwarded_from_name" href="{url}">{shown}</a>'
        if url
        else f'<span class="tgme_widget_message_forwarded_from_name">{shown}</span>'
    )
    by = ""
    if author:
        by = f' (<span class="tgme_widget_message_forwarded_from_author">{author}</span>)'
    return (
        '<div class="tgme_widget_message_forwarded_from accent_color">Forwarded from '
        f"{link}{by}</div>"
    )


def reply(quoted: str) -> str:
    """Return the quotation above a reply; its text has one of the classes of the text of a post."""
    return (
        '<a class="tgme_widget_message_reply user-color-1" href="https://t.me/x/1">'
        '<i class="tgme_widget_message_reply_thumb" style="background-image:url(\'https://cdn.example/quoted.jpg\')"></i>'
        '<div class="tgme_widget_message_author accent_color">'
        '<span class="tgme_widget_message_author_name" dir="auto">Канал</span></div>'
        f'<div class="tgme_widget_message_text js-message_reply_text" dir="auto">{quoted}</div></a>'
    )


def link_preview(url: str, title: str) -> str:
    """Return the card of a linked page below the text."""
    return (
        f'<a class="tgme_widget_message_link_preview" href="{url}">'
        '<i class="link_preview_image" style="background-image:url(\'https://cdn.example/p.jpg\')">'
        f'</i><div class="link_preview_site_name">Газета</div>'
        f'<div class="link_preview_title" dir="auto">{title}</div>'
        f'<div class="link_preview_description" dir="auto">Описание статьи</div></a>'
    )


@dataclass(frozen=True)
class Message:
    """A message of a channel."""

    number: int
    text: str = ""  # HTML
    time: datetime = datetime(2026, 11, 20, 5, 30, tzinfo=UTC)
    above: str = ""  # markup above the text: forward, reply, media
    below: str = ""  # markup below the text: the card of a link
    views: str = "1.4K"
    reactions: tuple[tuple[str, str], ...] = ()
    author: str = ""
    is_edited: bool = False
    is_service: bool = False
    has_nested_text: bool = False  # as the captions of albums are
    span: int = 1  # how many numbers the message takes: one for each photo of an album

    def markup(self, name: str) -> str:
        """Return the element of the message, as page and embed show it."""
        text = f'<div class="tgme_widget_message_text js-message_text" dir="auto">{self.text}</div>'
        if self.has_nested_text:
            text = f'<div class="tgme_widget_message_text js-message_text">{text}</div>'
        footer = _FOOTER.format(
            reactions=self._reactions(),
            views="" if self.is_service else (
                f'<span class="tgme_widget_message_views">{self.views}</span>'
                '<span class="copyonly"> views</span>'
            ),
            author=f'<span class="tgme_widget_message_from_author" dir="auto">{self.author}</span>,'
            if self.author else "",
            edited=" edited " if self.is_edited else "",
            name=name,
            id=self.number,
            time=self.time.isoformat(),
        )  # fmt: skip
        classes = "service_message" if self.is_service else "text_not_supported_wrap"
        return (
            f'<div class="tgme_widget_message {classes} js-widget_message" '
            f'data-post="{name}/{self.number}" data-view="eyJjIjotMSwicCI6MX0">'
            '<div class="tgme_widget_message_user"><a><i class="tgme_widget_message_user_photo '
            'bgcolor0"><img src="https://cdn.example/avatar.jpg"></i></a></div>'
            '<div class="tgme_widget_message_bubble">'
            '<div class="tgme_widget_message_author accent_color">'
            '<a class="tgme_widget_message_owner_name"><span dir="auto">Канал</span></a></div>'
            f"{self.above}{text if self.text else ''}{self.below}{footer}</div></div>"
        )

    def _reactions(self) -> str:
        if not self.reactions:
            return ""
        shown = "".join(
            f'<span class="tgme_reaction"><i class="emoji"><b>{emoji}</b></i>{count}</span>'
            for emoji, count in self.reactions
        )
        return f'<div class="tgme_widget_message_reactions js-message_reactions">{shown}</div>'


@dataclass
class Channel:
    """A channel whose messages a test changes between runs."""

    name: str
    messages: list[Message] = field(default_factory=list)
    title: str = "Пенза сегодня"
    page_size: int = 20  # messages of a page, an album's photos counted

    def add(self, message: Message) -> None:
        self.messages.append(message)

    def edit(self, number: int, **changes: Any) -> None:
        """Change a message, which is marked as edited."""
        self.messages = [
            replace(message, is_edited=True, **changes) if message.number == number else message
            for message in self.messages
        ]

    def remove(self, number: int) -> None:
        self.messages = [message for message in self.messages if message.number != number]

    def page(self, before: int | None = None) -> str:
        """Return the page of the newest messages, or of those older than ``before``."""
        older = [message for message in self.messages if before is None or message.number < before]
        shown: list[Message] = []
        while older and sum(item.span for item in shown) + older[-1].span <= self.page_size:
            shown.insert(0, older.pop())
        wraps = "".join(
            '<div class="tgme_widget_message_wrap js-widget_message_wrap">'
            f"{message.markup(self.name)}</div>"
            for message in shown
        )
        if not shown:
            wraps = (
                '<div class="tgme_widget_message_wrap js-widget_message_wrap">'
                '<div class="tme_no_messages_found">No posts found</div></div>'
            )
        link = more = ""
        if older and shown:
            href = f"/s/{self.name}?before={shown[0].number}"
            link = f'<link rel="prev" href="{href}">'
            more = (
                '<div class="tgme_widget_message_centered js-messages_more_wrap"><a href="'
                f'{href}" class="tme_messages_more js-messages_more" '
                f'data-before="{shown[0].number}"></a></div>'
            )
        return preview_page(self.name, self.title, f"{more}{wraps}", link)

    def embed(self, number: int) -> str:
        """Return the page of one message, or the page that says that there is no such message."""
        for message in self.messages:
            if message.number == number:
                return _SHELL.format(message.markup(self.name))
        return _SHELL.format('<div class="tgme_widget_message_error">Post not found</div>')


def preview_page(name: str, title: str, history: str, link: str = "") -> str:
    """Return a page of a preview."""
    return (
        '<!DOCTYPE html><html><head><meta charset="utf-8">'
        f'<meta property="og:title" content="{title}"><meta property="og:site_name" '
        f'content="Telegram">{link}</head><body class="widget_frame_base tgme_widget emoji_image">'
        '<div class="tgme_channel_info"><div class="tgme_channel_info_header">'
        f'<div class="tgme_channel_info_header_title"><span dir="auto">{title}</span></div>'
        '<div class="tgme_channel_info_header_username"><a href="https://t.me/'
        f'{name}">@{name}</a></div></div><div class="tgme_channel_info_description">'
        "Новости города</div></div><main class=tgme_main><section class="
        f'"tgme_channel_history js-message_history">{history}</section></main></body></html>'
    )


def card_page(name: str, title: str = "", extra: str = "") -> str:
    """Return the card of a channel, user or group; an empty title means that none has the name."""
    shown = (
        f'<div class="tgme_page_title"><span dir="auto">{title}</span></div>'
        f'<div class="tgme_page_extra">{extra}</div>'
        if title
        else ""
    )
    return (
        '<!DOCTYPE html><html><head><meta charset="utf-8">'
        f'<meta property="og:title" content="Telegram: Contact @{name}"></head><body>'
        f'<div class="tgme_page_wrap"><div class="tgme_page">{shown}'
        '<div class="tgme_page_additional">If you have <strong>Telegram</strong>, you can contact '
        f"<a>@{name}</a> right away.</div></div></div></body></html>"
    )


def publish(site: Site, channel: Channel, path: str = "") -> str:
    """Put all pages of a channel on a site, and return the address of its preview."""
    name = path or channel.name
    last = max((message.number for message in channel.messages), default=0)
    url = site.put(f"/s/{name}", channel.page())
    site.put(f"/{name}", card_page(name, channel.title, "12 345 subscribers"))
    for number in range(1, last + 10):
        site.put(f"/s/{name}?before={number}", channel.page(number))
        site.put(f"/{channel.name}/{number}?embed=1&mode=tme", channel.embed(number))
    return url


def withhold(site: Site, name: str, title: str = "", extra: str = "") -> str:
    """Let the preview of a name redirect to its card, and return the address of the preview."""
    site.put(f"/{name}", card_page(name, title, extra))
    return site.put(f"/s/{name}", "", status=302, headers={"Location": f"/{name}"})
