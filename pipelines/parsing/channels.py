"""Reads the addresses of public Telegram channels and of their posts.

A channel has several addresses: ``t.me/NAME``, ``t.me/s/NAME``, ``telegram.me/NAME``,
``telegram.dog/NAME`` and ``NAME.t.me``. Upper and lower case do not differ in a name.
"""

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

HOST = "t.me"
_HOSTS = frozenset([HOST, "telegram.me", "telegram.dog"])
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{3,31}")
# «@penza_news», «t.me/s/@penza_news», «tg://resolve?domain=penza_news» and
# «https://web.telegram.org/k/#@penza_news».
_HANDLE = re.compile(
    r"(?:@|(?:https?://)?(?:www\.)?(?:t\.me|telegram\.me|telegram\.dog)/(?:s/)?@|"
    r"tg://resolve\?domain=|"
    rf"https?://web\.telegram\.org/\w{{0,3}}/?#@)({_NAME.pattern})(?:&\S{{0,200}})?/?",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"[1-9][0-9]{0,15}")
_PREVIEW_SEGMENT = "s"  # the first segment of the path of a channel's preview
# First segments of paths that lead to no channel, but for example to an invitation.
_OTHER_PATHS = frozenset(
    ["joinchat", "addstickers", "addemoji", "addlist", "addtheme", "share", "iv", "proxy", "socks",
     "login", "invoice", "setlanguage", "confirmphone", "contact", "boost", "giftcode", "auction"]
)  # fmt: skip
# Parameters that choose how one post is shown.
_FORM_PARAMETERS = frozenset(["embed", "mode", "single", "comment", "thread", "userpic", "dark"])


@dataclass(frozen=True, slots=True)
class ChannelAddress:
    """The parts of an address on Telegram's hosts."""

    name: str  # of the channel, as the address spells it
    number: int | None = None  # of a post
    query: str = ""  # without the parameters that choose how a post is shown

    @property
    def identity(self) -> str:
        """Return the identity of all addresses of this channel, page of a channel, or post."""
        number = f"/{self.number}" if self.number else ""
        query = f"?{self.query}" if self.query else ""
        return f"https://{HOST}/{self.name.lower()}{number}{query}"

    @property
    def home(self) -> str:
        """Return the address of the channel."""
        return f"https://{HOST}/{self.name}"

    @property
    def preview(self) -> str:
        """Return the address of the channel's newest posts."""
        return f"https://{HOST}/{_PREVIEW_SEGMENT}/{self.name}"


def channel_address(url: str) -> ChannelAddress | None:
    """Return the parts of a URL that leads to a public channel or to its post; None for others."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.")
        is_usual_port = parts.port in (None, 80, 443)
    except ValueError:
        return None
    if not is_usual_port:
        return None
    segments = [segment for segment in parts.path.split("/") if segment]
    subdomain, _, parent = host.partition(".")
    if parent == HOST:  # NAME.t.me
        segments = _below_own_host(subdomain, segments)
    elif host not in _HOSTS:
        return None
    return _address_of(segments, parts.query)


def is_telegram(url: str) -> bool:
    """Return whether a URL lies on one of Telegram's hosts."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return False
    return host in _HOSTS or host.endswith(tuple(f".{parent}" for parent in _HOSTS))


def channel_of_handle(text: str) -> ChannelAddress | None:
    """Return the channel that a handle such as ``@penza_news`` names; None for other texts.

    A handle is also read within the links that Telegram's programs make.
    """
    match = _HANDLE.fullmatch(text.strip())
    return ChannelAddress(match[1]) if match else None


def name_and_number(path: str) -> tuple[str, int] | None:
    """Return the channel's name and the post's number at the end of a path such as ``Name/12``.

    ``/s/Name/12`` and ``/Name/12`` give the same result. None is returned for other paths.
    """
    segments = [segment for segment in path.split("/") if segment]
    if len(segments) < 2:
        return None
    name, number = segments[-2:]
    return (name, int(number)) if _NAME.fullmatch(name) and _NUMBER.fullmatch(number) else None


def preview_name(url: str) -> str | None:
    """Return the name of the channel whose preview a URL leads to, on any host; else None."""
    channel = channel_address(url)
    if channel is not None and channel.number is None:
        return channel.name
    try:
        segments = [segment for segment in urlsplit(url).path.split("/") if segment]
    except ValueError:
        return None
    is_preview = len(segments) >= 2 and segments[-2] == _PREVIEW_SEGMENT
    return segments[-1] if is_preview and _NAME.fullmatch(segments[-1]) else None


def preview_address_of(url: str) -> str | None:
    """Return the address of the preview of the channel at ``url``, on any host.

    ``http://mirror.example/penza`` gives ``http://mirror.example/s/penza``. None is returned if the
    URL ends in no name of a channel.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    folder, _, name = parts.path.rstrip("/").rpartition("/")
    if not _NAME.fullmatch(name):
        return None
    path = f"{folder}/{_PREVIEW_SEGMENT}/{name}"
    return parts._replace(path=path, query="", fragment="").geturl()


def post_address(page_url: str, channel: str, number: int) -> str:
    """Return the address of a post that a page of its channel shows, on the host of the page."""
    if channel_address(page_url):
        return f"https://{HOST}/{channel}/{number}"
    parts = urlsplit(page_url)
    segments = [segment for segment in parts.path.split("/") if segment]
    # The path of the page ends in «s/NAME/NUMBER»; each of these segments may be missing.
    if segments and _NUMBER.fullmatch(segments[-1]):
        segments.pop()
    if segments and segments[-1].lower() == channel.lower():
        segments.pop()
    if segments and segments[-1] == _PREVIEW_SEGMENT:
        segments.pop()
    path = "/".join(["", *segments, channel, str(number)])
    return parts._replace(path=path, query="", fragment="").geturl()


def single_post_address(url: str) -> str:
    """Return the address at which a post is shown by itself, on any host."""
    return urlsplit(url)._replace(query="embed=1&mode=tme", fragment="").geturl()


def _below_own_host(name: str, segments: list[str]) -> list[str]:
    """Return the segments of NAME.t.me/… as those of t.me/NAME/…

    ``NAME.t.me/s/NAME/5`` is accepted as well.
    """
    segments = _without_preview(segments)
    if segments and segments[0].lower() == name:
        segments = segments[1:]
    return [name, *segments]


def _without_preview(segments: list[str]) -> list[str]:
    is_preview = bool(segments) and segments[0].lower() == _PREVIEW_SEGMENT
    return segments[1:] if is_preview else segments


def _address_of(segments: list[str], query: str) -> ChannelAddress | None:
    """Return the parts of a path and query; None if they lead to no channel or post."""
    segments = _without_preview(segments)
    if not 1 <= len(segments) <= 2:
        return None
    name, *numbers = segments
    if name.lower() in _OTHER_PATHS or not _NAME.fullmatch(name):
        return None
    if not all(map(_NUMBER.fullmatch, numbers)):
        return None
    parameters = [
        (key, value) for key, value in parse_qsl(query) if key.lower() not in _FORM_PARAMETERS
    ]
    number = int(numbers[0]) if numbers else None
    return ChannelAddress(name, number, urlencode(sorted(parameters)))
