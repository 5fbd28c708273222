"""Finds lines with a link to a channel of the outlet: its profile in a social network, its app.

A channel belongs to the outlet if the page links to it outside of the article, too, as most pages
do in their header or footer. So the line is recognised in any language.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from urllib.parse import urlsplit

from lxml.html import HtmlElement

_HOSTS = frozenset(
    ["t.me", "telegram.me", "vk.com", "vk.ru", "ok.ru", "max.ru", "dzen.ru", "zen.yandex.ru",
     "rutube.ru", "viber.com", "invite.viber.com", "chats.viber.com", "wa.me", "whatsapp.com",
     "chat.whatsapp.com", "facebook.com", "m.facebook.com", "instagram.com", "threads.net",
     "threads.com", "twitter.com", "x.com", "bsky.app", "youtube.com", "tiktok.com",
     "linkedin.com", "news.google.com", "patreon.com", "boosty.to", "play.google.com",
     "apps.apple.com", "itunes.apple.com", "apps.rustore.ru", "rustore.ru"]
)  # fmt: skip
_NETWORK_NAMES = frozenset(
    ["telegram", "телеграм", "телеграме", "вконтакте", "вк", "vk", "одноклассники",
     "одноклассниках", "max", "макс", "дзен", "дзене", "rutube", "viber", "вайбер", "whatsapp",
     "facebook", "фейсбук", "instagram", "threads", "twitter", "x", "bluesky", "youtube", "tiktok",
     "linkedin", "google news", "android", "ios", "google play", "app store", "rustore"]
)  # fmt: skip
# Each address on one of the hosts has a match in lower case; addresses of articles have none.
_AT_CHANNEL = re.compile(rf"//[^/?#]*(?:{'|'.join(map(re.escape, sorted(_HOSTS)))})")
_MAX_SEGMENTS = 4  # of the path of a profile; those of posts and videos are longer or have a number
_SHARE_SEGMENTS = frozenset(
    ["share", "share.php", "sharer", "sharer.php", "intent", "sharearticle", "dk", "watch"]
)
# The identity of a single post or video, which may be as short as that of a channel:
# "t.me/vesti/51", "x.com/vesti/status/1", "vk.com/wall-1_2".
_POST = re.compile(
    r"^(?:t|telegram)\.me/(?:[sc]/)?[^/]+/\d+|"
    r"/(?:status|posts?|p|reels?|tv|videos?|photos?|topic)/|/(?:wall|video|photo|clip)-?\d"
)
# The address of a page on which readers subscribe or pay: "/donate", "/en/about/support.html". A
# tag or a topic may have such a word as its name: "/tags/support", "/topics/coffee".
_SUPPORT_PAGE = re.compile(
    r"^(?:(?:https?:)?//[^/?#]+)?/(?:[a-z]{2}(?:-[a-z]{2})?/)?"
    r"(?:(?:about(?:-us)?|accounts?|users?|my|profile|pages?|info|help|service|o-nas|pro-nas|"
    r"ueber-uns|qui-sommes-nous)/)?"
    r"(?:donat\w{0,6}|support(?:-us)?|supporters?|podderzh\w{0,10}|pozhertv\w{0,10}|membership|"
    r"join(?:-us)?|subscri\w{0,8}|newsletters?|podpiska|pidtrym\w{0,8}|soutenir|soutien|"
    r"spenden|abo|abonnement)(?:\.\w{2,5})?/?$|^(?:(?:https?:)?//[^/?#]+)?/coffee/?$",
    re.IGNORECASE,
)
# On this page a reader of Google selects outlets.
_PREFERRED_SOURCE = re.compile(r"https?://(?:www\.)?google\.com/preferences/source\?")
_MAX_LINKS = 5  # of a line that are looked at
_MAX_PAGE_LINKS = 3_000  # of a page that are looked at
_MAX_URL_CHARS = 500  # of an address; a profile has a shorter one


def lines_with_own_channels(
    links_by_line: Mapping[int, Sequence[HtmlElement]], tree: HtmlElement
) -> set[int]:
    """Return the lines that link to a channel to which a link outside of all lines leads, too.

    The page on which a reader of Google selects outlets counts as well. ``links_by_line`` holds the
    links of each line of the text, and ``tree`` is the page.
    """
    with_preferred_source = {
        line
        for line, links in links_by_line.items()
        if any(map(_PREFERRED_SOURCE.match, _addresses(links)))
    }
    return with_preferred_source | _lines_with_shared_channels(links_by_line, tree)


def leads_to_support_page(links: Sequence[HtmlElement], host: str) -> bool:
    """Return whether a line links to a page of the host on which readers subscribe or pay."""
    return any(_is_support_page(address.strip(), host) for address in _addresses(links))


def _addresses(links: Sequence[HtmlElement]) -> list[str]:
    """Return the addresses of the first links that are not too long."""
    addresses = (link.get("href") or "" for link in links[:_MAX_LINKS])
    return [address for address in addresses if len(address) <= _MAX_URL_CHARS]


def _is_support_page(address: str, host: str) -> bool:
    if _SUPPORT_PAGE.match(address) is None:
        return False
    try:
        address_host = urlsplit(address).hostname or host
    except ValueError:
        return False
    return address_host.removeprefix("www.") == host.removeprefix("www.")


def _lines_with_shared_channels(
    links_by_line: Mapping[int, Sequence[HtmlElement]], tree: HtmlElement
) -> set[int]:
    channels_by_line = {
        line: channels for line, links in links_by_line.items() if (channels := _channels(links))
    }
    if not channels_by_line:
        return set()
    in_text = {link for links in links_by_line.values() for link in links}
    page_links = islice(tree.iter("a"), _MAX_PAGE_LINKS)
    elsewhere = _channels((link for link in page_links if link not in in_text), limit=None)
    return {line for line, channels in channels_by_line.items() if channels & elsewhere}


def networks_of(links: Sequence[HtmlElement]) -> int:
    """Return on how many networks a line links to channels; links to posts do not count."""
    if not links:
        return 0
    channels = (channel for channel in _channels(links) if not _POST.search(channel))
    return len({channel.partition("/")[0] for channel in channels})


def leads_to_contact(links: Sequence[HtmlElement]) -> bool:
    """Return whether a line has a link to a telephone or a mail address."""
    addresses = ((link.get("href") or "").lstrip().lower() for link in links[:_MAX_LINKS])
    return any(address.startswith(("tel:", "mailto:")) for address in addresses)


def names_networks(links: Sequence[HtmlElement]) -> bool:
    """Return whether several links are the names of networks or app stores: «WhatsApp», «iOS»."""
    texts = {(link.text or "").strip().casefold() for link in links[:_MAX_LINKS]}
    return len(texts & _NETWORK_NAMES) > 1


def _channels(links: Iterable[HtmlElement], limit: int | None = _MAX_LINKS) -> set[str]:
    addresses = (link.get("href") or "" for link in islice(links, limit))
    return {channel for address in addresses if (channel := channel_of(address))}


def channel_of(address: str) -> str | None:
    """Return the identity of the channel or app at an address; None for other addresses."""
    if len(address) > _MAX_URL_CHARS or _AT_CHANNEL.search(address.lower()) is None:
        return None
    try:
        parts = urlsplit(address.strip().lower())
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return None
    segments = [segment for segment in parts.path.split("/") if segment]
    if host not in _HOSTS or not 1 <= len(segments) <= _MAX_SEGMENTS:
        return None
    if _SHARE_SEGMENTS & set(segments):
        return None
    query = f"?{parts.query}" if host == "play.google.com" else ""
    return f"{host}/{'/'.join(segments)}{query}"
