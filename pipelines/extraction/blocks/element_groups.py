"""Assigns an element to groups by its tag, its class names, and whether it is hidden.

The groups have numbers: first the groups of names, then those of tags, then two further groups. The
distance from a block to the nearest box of each group is a feature of the block model.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from lxml.html import HtmlElement

# The words of each group, as alternatives of a pattern. An element belongs to a group if its class
# names, id or role contain one of the words. For example, "post-comments" contains "post", a word
# of "article", and "comment".
NAME_GROUPS: dict[str, str] = {
    "article": r"article|story|post(?!er)|entry|news|publication|material|single|detail",
    "content": r"content|body|main|full|maincol",
    "text": r"text|txt|paragraph|prose|rich|wysiwyg|editor|copy(?!right)",
    "lead": r"lead|intro|anons|announce|preview|excerpt|summary|standfirst|dek|subtitle|"
        r"abstract|deck",
    "comment": r"comment|reply|replies|disqus|discuss|respond|guestbook|forum|hypercomment",
    "side": r"sidebar|aside|rail|right|left|column|col-?[2-4]|secondary",
    "footer": r"foot|bottom|copyright|colophon|counter|imprint",
    "header": r"header|masthead|logo|topbar|top-|-top|toolbar",
    "nav": r"nav|menu|breadcrumb|crumb|pager|paginat|prev|next|tabs?\b|switch|path",
    "related": r"relat|similar|more|recommend|popular|also|other|trending|most|latest|read-?on|"
        r"last|recirc|further|theme|linked|mustread|interesting",
    "share": r"share|sharing|social|like|follow|facebook|twitter|vkontakte|telegram|sns|pluso|"
        r"addthis|bookmark|tools|print|action",
    "ad": r"\bads?\b|advert|banner|sponsor|promo|outbrain|taboola|adfox|reklam|commercial|"
        r"\bad[-_]|[-_]ad\b|dfp|affiliate|partner|gpt",
    "tags": r"tags?\b|keyword|topic|rubri|categor|label|taxonomy",
    "meta": r"meta|info|date|time|publi|stat|views|details?\b|header-?line|data",
    "author": r"author|byline|writer|contributor|bio|journalist|avtor|autor|profile",
    "caption": r"caption|figure|photo|image|img|gallery|media|credit|slide|picture|pic|carousel|"
        r"video|player|illustration|foto",
    "subscribe": r"subscri|newsletter|signup|sign-up|paywall|login|cookie|consent|modal|popup|"
        r"overlay|regist|dialog|gdpr|offer|banner|donat|premium|abo|membership",
    "widget": r"widget|poll|vote|form|search|calendar|weather|rating|quiz|survey|currency|"
        r"informer",
    "hidden": r"hidden|hide|invisible|sr-only|visually|screen-?reader|noprint|display-?none|skip",
    "list": r"list|feed|item|card|grid|tile|teaser|row|block|archive|box",
    "quote": r"quote|embed|tweet|instagram|infobox|fact|inset|incut|box|note|highlight|"
        r"interactive",
    "title": r"title|headline|heading|zag|caption|h1",
    "embed": r"twitter-tweet|instagram-media|fb-post|telegram-post|tiktok-embed|vk_post",
}  # fmt: skip
# Each tag is a group of its own; tags with a similar meaning share a group, as listed below.
TAG_GROUPS = (
    "article", "main", "section", "aside", "nav", "footer", "header", "form", "ul", "ol", "li",
    "table", "td", "figure", "figcaption", "blockquote", "p", "h1", "h2", "h3", "h4", "div",
    "a", "dl", "center", "pre", "body",
)  # fmt: skip
NUMBER_OF_TAG_GROUP = {tag: number for number, tag in enumerate(TAG_GROUPS, start=len(NAME_GROUPS))}
NUMBER_OF_TAG_GROUP |= {
    "h5": NUMBER_OF_TAG_GROUP["h4"],
    "h6": NUMBER_OF_TAG_GROUP["h4"],
    "th": NUMBER_OF_TAG_GROUP["td"],
    "dt": NUMBER_OF_TAG_GROUP["dl"],
    "dd": NUMBER_OF_TAG_GROUP["dl"],
    "details": NUMBER_OF_TAG_GROUP["section"],
}
_ARTICLE_BODY = len(NAME_GROUPS) + len(TAG_GROUPS)  # elements with itemprop="articleBody"
_HIDDEN_ELEMENT = _ARTICLE_BODY + 1  # elements with display:none, hidden or aria-hidden
GROUP_COUNT = _HIDDEN_ELEMENT + 1
NUMBER_OF_NAME_GROUP = {name: number for number, name in enumerate(NAME_GROUPS)}
EMBEDDED_POST = NUMBER_OF_NAME_GROUP["embed"]  # a post of a social network, shown in the article

NAME_ATTRIBUTES = ("class", "id", "role")
_HIDING_ATTRIBUTES = ("style", "hidden", "aria-hidden")
MAX_NAME_CHARS = 300  # of an attribute, so that hostile input costs no time; few are longer
_MAX_STYLE_CHARS = 500  # of a style attribute, for the same reason
# itemprop="articleBody", "reviewBody" or "text"
_ARTICLE_BODY_PROPERTY = re.compile(r"articlebody|reviewbody|\btext\b", re.IGNORECASE)
# style="display: none" or "visibility:hidden"
_HIDING_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)

_PLAIN_WORD = re.compile(r"[a-z0-9-]+")  # "sidebar", but not "post(?!er)"
_PREFIX_CHARS = 3  # most words are at least this long; shorter words are searched as patterns
_WordsByPrefix = dict[str, list[tuple[str, int]]]  # prefix: [(word, group number), …]


def groups_of(element: HtmlElement) -> Iterator[int]:
    """Yield the numbers of the groups that an element belongs to; a number may be repeated."""
    # Single look-ups, since listing all attributes takes quadratic time in their number.
    for attribute in NAME_ATTRIBUTES:
        if names := element.get(attribute):
            yield from _groups_of_names(names[:MAX_NAME_CHARS])
    if _ARTICLE_BODY_PROPERTY.search(element.get("itemprop", "")):
        yield _ARTICLE_BODY
    for attribute in _HIDING_ATTRIBUTES:
        value = element.get(attribute)
        if value is not None and _is_hiding(attribute, value):
            yield _HIDDEN_ELEMENT
    if (group := NUMBER_OF_TAG_GROUP.get(element.tag)) is not None:
        yield group


def _is_hiding(attribute: str, value: str) -> bool:
    """Return whether an element with this attribute is not shown."""
    if attribute == "style":
        return _HIDING_STYLE.search(value[:_MAX_STYLE_CHARS]) is not None
    return attribute == "hidden" or value == "true"


def _groups_of_names(names: str) -> frozenset[int]:
    """Return the groups of all names in an attribute, which are separated by white space."""
    return frozenset(group for name in names.lower().split() for group in _groups_of_name(name))


@lru_cache(maxsize=20_000)  # names
def _groups_of_name(name: str) -> frozenset[int]:
    """Return the groups with a word that a name contains."""
    words_by_prefix, patterns, any_pattern = _name_patterns()
    groups = {
        group
        for start in range(len(name) - _PREFIX_CHARS + 1)
        for word, group in words_by_prefix.get(name[start : start + _PREFIX_CHARS], ())
        if name.startswith(word, start)
    }
    if any_pattern.search(name):
        groups.update(group for group, pattern in patterns if pattern.search(name))
    return frozenset(groups)


@lru_cache(maxsize=1)
def _name_patterns() -> tuple[_WordsByPrefix, list[tuple[int, re.Pattern[str]]], re.Pattern[str]]:
    """Return ``NAME_GROUPS`` in a form that is fast to search.

    The first value holds the plain words by their first letters, since a look-up is far faster than
    a pattern. The second holds, for each group, its number and a pattern for its other words. The
    third is a pattern for the other words of all groups.
    """
    words: _WordsByPrefix = {}
    patterns = []
    for group, alternatives in enumerate(NAME_GROUPS.values()):
        others = []
        for word in alternatives.split("|"):
            if len(word) >= _PREFIX_CHARS and _PLAIN_WORD.fullmatch(word):
                words.setdefault(word[:_PREFIX_CHARS], []).append((word, group))
            else:
                others.append(word)
        if others:
            patterns.append((group, re.compile("|".join(others))))
    return words, patterns, re.compile("|".join(pattern.pattern for _, pattern in patterns))
