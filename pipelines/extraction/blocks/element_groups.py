"""Assigns an element to groups by its tag, its class names, and whether it is hidden.

The groups have numbers: first the groups of names, then those of tags, then two further groups. The
distance from a block to the nearest box of each group is a feature of the block model.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

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

# The attributes on which the groups of an element depend.
GROUP_ATTRIBUTES = ("class", "id", "role", "itemprop", "style", "hidden", "aria-hidden")
NAME_COUNT = 3  # so many of them, the first ones, hold names
MAX_NAME_CHARS = 300  # of an attribute, so that hostile input costs no time; few are longer
_MAX_STYLE_CHARS = 500  # of a style attribute, for the same reason
# itemprop="articleBody", "reviewBody" or "text"
_ARTICLE_BODY_PROPERTY = re.compile(r"articlebody|reviewbody|\btext\b", re.IGNORECASE)
# style="display: none" or "visibility:hidden"
_HIDING_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)

_PLAIN_WORD = re.compile(r"[a-z0-9-]+")  # "sidebar", but not "post(?!er)"
_PREFIX_CHARS = 3  # most words are at least this long; shorter words are searched as patterns
_WordsByPrefix = dict[str, list[tuple[str, int]]]  # prefix: [(word, group number), …]


def groups_of(tag: str, values: Sequence[str | None]) -> frozenset[int]:
    """Return the numbers of the groups of an element, given the values of GROUP_ATTRIBUTES."""
    groups: set[int] = set()
    for names in values[:NAME_COUNT]:
        if names:
            groups.update(*map(_groups_of_name, names[:MAX_NAME_CHARS].lower().split()))
    item, style, hidden, aria_hidden = values[NAME_COUNT:]
    if item and _ARTICLE_BODY_PROPERTY.search(item):
        groups.add(_ARTICLE_BODY)
    is_hidden = hidden is not None or aria_hidden == "true"
    if is_hidden or (style and _HIDING_STYLE.search(style[:_MAX_STYLE_CHARS])):
        groups.add(_HIDDEN_ELEMENT)
    if (group := NUMBER_OF_TAG_GROUP.get(tag)) is not None:
        groups.add(group)
    return _shared(frozenset(groups))


@lru_cache(maxsize=5_000)
def _shared(groups: frozenset[int]) -> frozenset[int]:
    """Return an equal set, so that the many equal ones that are kept take memory only once."""
    return groups


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
    return _shared(frozenset(groups))


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
