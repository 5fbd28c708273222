"""Closes elements, comments and quoted attributes whose missing end would swallow the page.

If a ``<title>``, ``<script>``, ``<style>`` or comment is unclosed, it swallows the page up to the
end of the next such element, or to the end: a parser takes this part for plain text. Browsers do
the same, but outlets serve such pages, and their text is in the source.
"""

import re
from collections.abc import Iterator
from html import unescape
from itertools import islice

from lxml.html import HtmlElement

_RAW_TAGS = (
    "title", "style", "script", "textarea", "iframe", "xmp", "noframes", "noembed", "plaintext",
)  # fmt: skip
_TREE_TAGS = tuple(tag for tag in _RAW_TAGS if tag != "script")
# A parser reads what is in these elements as text, though authors mean markup. So their start tag
# is removed. For the other tags, the end tag is added.
_HOLDS_MARKUP = frozenset({"textarea", "iframe", "xmp", "noframes", "noembed", "plaintext"})
_START = re.compile(rf"<(?:!--|({'|'.join(_RAW_TAGS)})(?=[\s/>])[^<>]{{0,2000}}>)", re.IGNORECASE)
_END = {
    tag: re.compile(rf"</{tag}(?=[\s/>])[^<>]{{0,200}}>", re.IGNORECASE) for tag in _RAW_TAGS
} | {"!--": re.compile(r"--!?>")}
# The start of another such element, but not in a string of a script, such as "<script". The
# character before it is examined after «<», which Python finds in less time than another character.
_SAME_START = {
    tag: re.compile(rf"<(?<![\"'`\\]<){tag}(?=[ />])", re.IGNORECASE) for tag in _RAW_TAGS
} | {"!--": re.compile(r"<(?<![\"'`\\]<)!--")}
_ESCAPED = re.compile(r"\\[\"/]")  # markup in a string of a script
_PARAGRAPH = re.compile(r"<(?:p|br|div|h[1-6]|article|section|li)\b", re.IGNORECASE)
_STRUCTURE = re.compile(r"<(?:/head|body|meta|link|div|h1|p|article)\b", re.IGNORECASE)
# Names of tags at which the content of an unclosed style or script ends. "p", "a", "b" and "i" are
# such names, too, but in a script they may be names of variables.
_LONG_TAG_NAMES = (
    "head|body|meta|link|div|h[1-6]|article|section|main|header|footer|nav|aside|span|table|tr|td"
    "|ul|ol|li|br|img|figure|style|script|title|form|blockquote|time|center|font"
)
# Where the content of an unclosed style ends: at the next tag of HTML.
_ANY_TAG = re.compile(
    rf"</?(?:{_LONG_TAG_NAMES}|[pabi])(?=[\s/>])|<!--",
    re.IGNORECASE,
)
# Where the content of an unclosed script ends, as group ``tag``. The first alternatives match
# strings, with their escaped quotes, so that tags in them are skipped. A tag stands at the start of
# a line, or after a statement, block, call, comment, tag or white space. Since "i <a" may be a
# comparison, a short name needs the end of its tag or an attribute.
_TAG_IN_SCRIPT = re.compile(
    r"\\.|\"(?:[^\"\\\n]|\\.)*(?:\"|\Z)|'(?:[^'\\\n]|\\.)*(?:'|\Z)|`(?:[^`\\]|\\.)*(?:`|\Z)"
    r"|(?:^|(?<=[;})>\s])|(?<=\*/))(?P<tag><!--"
    rf"|</?(?:(?:{_LONG_TAG_NAMES})(?=[\s/>])|[pabi](?=\s*/?>|\s+[\w-]+=)))",
    re.IGNORECASE | re.MULTILINE | re.DOTALL,
)
# The damaged end of a comment: «-- >», «->», «–>», «--&gt;», «<![endif]>».
_DAMAGED_END = re.compile(r"--\s+>|(?<=[\s>])(?:-|[–—]{1,2})>|--&gt;|<!\[endif\]>", re.IGNORECASE)
_MAX_COMMENT_CHARS = 2_000  # in which the end of an unclosed comment is searched for
_FIRST_ELEMENT = re.compile(r"\s*<([a-z][a-z0-9]*)\b", re.IGNORECASE)
_LINK_TAG = re.compile(r"<(/?)a(?=[\s/>])[^<>]{0,2000}", re.IGNORECASE)
# What is counted to find out whether an end is missing. One search for all three takes a third of
# the time of a count of each.
_START_OR_END = re.compile("<(?:!--|script|/script>)")
# A quoted value without its second quote, up to the end of the tag: <div class="text>. With «+»
# Python does not try shorter values, after which no «>» can follow.
_OPEN_QUOTE = re.compile(r"=([\"'])\w[\w\s:./?#%-]{0,300}+(?=>)")
# A quoted value without its second quote, of any characters. Each match of _OPEN_QUOTE is one, and
# the search takes half the time.
_MAY_BE_OPEN_QUOTE = re.compile(r"=[\"'][^\"'<>]{1,301}+>")
Edit = tuple[int, int, str]  # the start and end of a span, and the text that replaces it
_MAX_CANDIDATES = 200  # quoted values that are examined in one page
_MIN_PARAGRAPHS = 3  # tags of paragraphs, boxes or line breaks in what is swallowed
_MIN_SHARE = 0.3  # of the page's tags of paragraphs
_MAX_REPAIRS = 20  # of one page


def may_be_swallowed(tree: HtmlElement, text: str) -> bool:
    """Return whether an unclosed element, comment or attribute may hold a part of the page.

    ``tree`` was parsed from ``text``. The test takes less time than a search for all ends.
    """
    marks = _START_OR_END.findall(text)
    if marks.count("<script") > marks.count("</script>") or _has_open_quote(text):
        return True
    if marks.count("<!--") > text.count("-->"):
        return True
    contents = (element.text or "" for element in tree.iter(*_TREE_TAGS))
    return any("<" in content and _STRUCTURE.search(content) for content in contents)


def close_unclosed(text: str) -> str:
    """Return HTML text with the ends that are missing."""
    if _has_open_quote(text):
        text = _edited(text, list(_missing_quotes(text)))
    return _edited(text, list(_missing_ends(text)))


def unclosed_links(text: str) -> list[str]:
    """Return the start tags of links without an end before the next link, at most 20.

    Entities in them are replaced.
    """
    unclosed: list[str] = []
    open_tag = None  # the start tag of the last link, if no end has followed
    for match in _LINK_TAG.finditer(text):
        if match[0].endswith("/"):
            continue  # the parser closes it
        is_end = match[1] == "/"
        if open_tag and not is_end:
            unclosed.append(unescape(open_tag))
            if len(unclosed) == _MAX_REPAIRS:
                return unclosed
        open_tag = None if is_end else match[0]
    return [*unclosed, unescape(open_tag)] if open_tag else unclosed


def _has_open_quote(text: str) -> bool:
    """Return whether a quote may be missing: the number of quotes is odd."""
    is_odd = text.count('"') % 2 or text.count("'") % 2
    if not is_odd or _MAY_BE_OPEN_QUOTE.search(text) is None:
        return False
    return next(_missing_quotes(text), None) is not None


def _edited(text: str, edits: list[Edit]) -> str:
    """Return the text after edits, which are in order."""
    parts, end_of_last = [], 0
    for start, end, new in edits:
        parts += [text[end_of_last:start], new]
        end_of_last = end
    return "".join((*parts, text[end_of_last:])) if parts else text


def _missing_ends(text: str) -> Iterator[Edit]:
    """Yield the edits that close elements and comments, in order."""
    paragraph_count = len(_PARAGRAPH.findall(text))
    tags_without_end: set[str] = set()  # in the rest of the text
    position = repair_count = 0
    while repair_count < _MAX_REPAIRS and (start := _START.search(text, position)):
        tag = (start[1] or "!--").lower()
        end = None if tag in tags_without_end else _END[tag].search(text, start.end())
        if end is None:
            tags_without_end.add(tag)
        elif not _swallows(text, tag, start.end(), end.start(), paragraph_count):
            position = end.end()  # the element is closed
            continue
        repair_count += 1
        position = start.end()
        if tag in _HOLDS_MARKUP:
            yield start.start(), start.end(), " "
            continue
        place = _end_of_content(text, tag, start.end())
        is_unended_script = tag == "script" and end is None
        if is_unended_script and not _is_page(text, start.end(), place, paragraph_count):
            return  # the page was cut within a script
        closing = "-->" if tag == "!--" else f"</{tag}>"
        yield place, place, closing
        position = place


def _end_of_content(text: str, tag: str, start: int) -> int:
    """Return where the content of an unclosed element or comment ends; it begins at ``start``."""
    if tag == "!--":
        place = _end_of_comment(text, start)
    elif tag == "title":
        place = text.find("<", start)
    elif tag == "script":
        tags = (match.start() for match in _TAG_IN_SCRIPT.finditer(text, start) if match["tag"])
        place = next(tags, -1)
    else:
        following = _ANY_TAG.search(text, start)
        place = following.start() if following else -1
    return place if place >= 0 else len(text)


def _end_of_comment(text: str, start: int) -> int:
    """Return where an unclosed comment ends, or -1; its content begins at ``start``.

    The first of these places that exists is its end: the end of a damaged mark such as «-- >», with
    fewer than three paragraphs before it; the end of the element with which the comment begins,
    which its author wanted to hide; the next tag.
    """
    content = text[start : start + _MAX_COMMENT_CHARS].partition("<!--")[0]
    damaged = _DAMAGED_END.search(content)
    if damaged and len(_PARAGRAPH.findall(content, 0, damaged.start())) < _MIN_PARAGRAPHS:
        return start + damaged.end()
    first = _FIRST_ELEMENT.match(content)
    end = _end_of_element(content, first) if first else None
    return text.find("<", start) if end is None else start + end


def _end_of_element(content: str, start_tag: re.Match[str]) -> int | None:
    """Return where the element ends whose start tag was found, or None if it has no end."""
    level = 1
    same_tags = re.compile(rf"<(/?){start_tag[1]}(?=[\s/>])[^<>]*>?", re.IGNORECASE)
    for match in same_tags.finditer(content, start_tag.end()):
        level += -1 if match[1] else 1
        if level == 0:
            return match.end()
    return None


def _swallows(text: str, tag: str, start: int, end: int, paragraph_count: int) -> bool:
    """Return whether an element or comment holds a part of the page, from ``start`` to ``end``.

    If so, its own end is missing, and a later element of the same tag ends at ``end``. So the
    content must hold the start of that later element, except in a style or title, which hold no
    tags. ``paragraph_count`` is the number of paragraphs, boxes and line breaks in the page.
    """
    if tag == "title":
        return _STRUCTURE.search(text, start, end) is not None
    if tag != "style" and not _SAME_START[tag].search(text, start, end):
        return False
    if tag == "script" and _ESCAPED.search(text, start, end):
        return False
    inside_count = sum(1 for _ in _PARAGRAPH.finditer(text, start, end))
    return inside_count >= max(_MIN_PARAGRAPHS, _MIN_SHARE * paragraph_count)


def _is_page(text: str, start: int, place: int, paragraph_count: int) -> bool:
    """Return whether much of the page follows ``place`` in a script without an end.

    The content of the script begins at ``start``. If a string in it holds markup, nothing shows
    where the page begins, and False is returned.
    """
    if _ESCAPED.search(text, start):
        return False
    after_count = sum(1 for _ in _PARAGRAPH.finditer(text, place))
    return after_count >= max(_MIN_PARAGRAPHS, _MIN_SHARE * paragraph_count)


def _missing_quotes(text: str) -> Iterator[Edit]:
    """Yield the edits that close a quoted value where its tag ends, in order.

    Values that hold fewer than _MIN_PARAGRAPHS paragraphs up to the next quote are left alone.
    """
    end_of_last = repair_count = 0
    for match in islice(_OPEN_QUOTE.finditer(text), _MAX_CANDIDATES):
        quote = match[1]
        place = match.end()
        if place < end_of_last or repair_count >= _MAX_REPAIRS:
            continue
        next_quote = text.find(quote, place)
        end = len(text) if next_quote < 0 else next_quote
        end_of_last = end
        inside = islice(_PARAGRAPH.finditer(text, place, end), _MIN_PARAGRAPHS)
        if sum(1 for _ in inside) == _MIN_PARAGRAPHS:
            repair_count += 1
            end_of_last = place
            yield place, place, quote
