"""Telling article addresses from section addresses by how a site builds its URLs.

An outlet makes all its articles' addresses by one or two rules: ``/news/12345/slug``,
``/2024/06/07/slug``, ``/index.php?id=5``. Links are grouped by the shape of their address; a group
is articles when its addresses name single things and its links read like headlines.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from statistics import median
from urllib.parse import unquote, urlsplit

_YEAR = re.compile(r"(?:19|20)\d\d")
_FILE = re.compile(r"\.(?:s?html?|php|aspx?|jsp)$", re.IGNORECASE)
_NO_PAGE = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|ico|css|js|pdf|docx?|xlsx?|zip|rar|mp[34]|avi|rss|xml|json|txt"
    r"|apk|exe)$",
    re.IGNORECASE,
)
_NOT_NEWS = re.compile(
    r"/(?:tags?|tegi?|themes?|tema|author|authors|avtor|users?|profile|search|poisk|login|auth"
    r"|register|registration|signup|account|subscribe|subscription|podpiska|rss|feeds?|about|o-nas"
    r"|o-proekte|contacts?|kontakty|advert\w*|reklama|reklamodatelyam|privacy|policy|politika\w*"
    r"|terms|agreement|soglashenie|rules|pravila|sitemap|karta-sayta|archive?s?|arhiv|arkhiv"
    r"|calendar|kalendar|categor(?:y|ies)|rubrics?|rubrika?|sections?|cart|vacanc\w+|vakansii"
    r"|redaktsiya|editorial|help|faq|feedback|wp-login\.php|wp-admin|print|comments?|page)"
    r"(?:[/.?]|$)",
    re.IGNORECASE,
)
_NOT_NEWS_QUERY = re.compile(
    r"(?:^|&)(?:page|p|paged|pagen_\d+|start|offset|s|q|search|query|date|month|year|day|sort|order"
    r"|tag|cat|rubric|author|replytocom|login|share|print)=",
    re.IGNORECASE,
)
_HEADLINE_WORDS = 4  # fewer are menus; measured on front pages of regional outlets: menus ≤ 3
_SLUG_PARTS = 3  # most-v-penze: sections have one or two parts


@dataclass(frozen=True, slots=True)
class Shaped:
    """An address with the words it was linked by, and whether it stood among navigation."""

    url: str
    text: str
    in_chrome: bool = False


def article_urls(links: Iterable[Shaped], article_pattern: str | None) -> tuple[str, ...]:
    """Return the addresses that are articles, in order; a pattern decides alone when given."""
    if article_pattern:
        matches = pattern_matcher(article_pattern)
        return tuple(dict.fromkeys(x.url for x in links if matches(x.url)))
    groups: dict[tuple[str, ...], list[Shaped]] = defaultdict(list)
    candidates = [link for link in links if _may_be_article(link.url)]
    for link in candidates:
        groups[shape(link.url)].append(link)
    chosen = {form for form, group in groups.items() if _is_articles(form, group)}
    return tuple(dict.fromkeys(x.url for x in candidates if shape(x.url) in chosen))


def listed_urls(urls: Iterable[str]) -> tuple[str, ...]:
    """Return the addresses of a sitemap that may be articles: it has no words to judge them by.

    Where most name single things, the others are sections and standing pages.
    """
    candidates = [url for url in dict.fromkeys(urls) if _may_be_article(url)]
    naming = [url for url in candidates if _names_one_thing(shape(url))]
    return tuple(naming if len(naming) > len(candidates) / 2 else candidates)


def pattern_matcher(article_pattern: str) -> Callable[[str], bool]:
    """Say whether a URL's path and query match the pattern, percent-encoded or in letters."""
    search = re.compile(article_pattern).search

    def matches(url: str) -> bool:
        parts = urlsplit(url)
        encoded = parts.path + (f"?{parts.query}" if parts.query else "")
        return bool(search(encoded) or search(path_and_query(url)))

    return matches


def path_and_query(url: str) -> str:
    """The path with letters instead of percent signs, and the query."""
    parts = urlsplit(url)
    return unquote(parts.path) + (f"?{parts.query}" if parts.query else "")


def shape(url: str) -> tuple[str, ...]:
    """The form of an address: each segment as year, number, slug, word or id."""
    parts = urlsplit(url)
    segments = [unquote(segment) for segment in parts.path.split("/") if segment]
    form = [_segment(segment, last=n == len(segments) - 1) for n, segment in enumerate(segments)]
    names = sorted(pair.partition("=")[0] for pair in parts.query.split("&") if pair)
    return (*form, *(f"?{name}" for name in names))


def _segment(segment: str, *, last: bool) -> str:
    extension = _FILE.search(segment)
    stem = _FILE.sub("", segment)
    if _YEAR.fullmatch(stem) and not last:
        return "year"
    if stem.isdigit():
        kind = "number" if len(stem) > 2 else "few"
    elif len(re.findall(r"[^\W_]+", stem)) >= _SLUG_PARTS or len(stem) > 24:
        kind = "slug"
    elif re.search(r"\d{3,}", stem) or re.fullmatch(
        r"(?=\w*\d)(?=\w*[a-z])\w{6,}", stem, re.IGNORECASE
    ):
        kind = "id"
    else:
        kind = "word"
    return kind + (extension[0].lower() if extension else "")


def _may_be_article(url: str) -> bool:
    parts = urlsplit(url)
    path = unquote(parts.path)
    if path.strip("/") == "" and not parts.query:
        return False
    return not (
        _NO_PAGE.search(path) or _NOT_NEWS.search(path) or _NOT_NEWS_QUERY.search(parts.query)
    )


def _is_articles(form: tuple[str, ...], group: list[Shaped]) -> bool:
    words = _headline_words(group)
    reads_like_headlines = median(words.values()) >= _HEADLINE_WORDS
    share = sum(count >= _HEADLINE_WORDS for count in words.values()) / len(words)
    names_one_thing = _names_one_thing(form)
    if names_one_thing:
        return reads_like_headlines or share >= 0.3
    # Addresses that say nothing, as /penza/most: only real headlines make articles of them.
    mostly_chrome = sum(link.in_chrome for link in group) > len(group) / 2
    return len(words) >= 3 and median(words.values()) >= _HEADLINE_WORDS + 1 and not mostly_chrome


def _headline_words(group: Iterable[Shaped]) -> Mapping[str, int]:
    """Address → words of its longest link text; pictures and «read more» link it, too."""
    words: dict[str, int] = {}
    for link in group:
        words[link.url] = max(words.get(link.url, 0), len(link.text.split()))
    return words


def _names_one_thing(form: tuple[str, ...]) -> bool:
    """A slug, a number of some length or an id ends the path, or a parameter numbers the page.

    A path that ends with a date and nothing after it is a day of a calendar.
    """
    path = [part for part in form if not part.startswith("?")]
    if (path and path[0] == "year") or "year" in path:
        rest = path[path.index("year") + 1 :]
        return any(part.partition(".")[0] in ("slug", "id", "number", "word") for part in rest)
    last = path[-1].partition(".")[0] if path else ""
    if last in ("slug", "number", "id"):
        return True
    if "number" in path[:-1]:  # /news/12345/most
        return True
    return any(part in ("?id", "?newsid", "?news_id", "?nid", "?article", "?news") for part in form)
