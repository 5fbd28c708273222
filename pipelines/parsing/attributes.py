"""Limits the attributes of a tag before a page is parsed.

libxml2 compares each attribute of a tag with all earlier ones: 60,000 attributes take five seconds,
during which the parser can't be stopped.
"""

import re
from collections.abc import Iterator

MAX_ATTRIBUTES = 200  # of one tag; tags of real pages have fewer
# A tag with too many attributes is at least this long. To save time, shorter ones are not examined.
_MIN_TAG_CHARS = 4_000
# A name, and perhaps a value in double quotes, in single quotes or in none. The quantifiers are
# possessive, so that no character is looked at twice. Names have no marks of scripts, in which
# «i<n» looks like a tag.
_ATTRIBUTE = r"""[\s/]*+[^\s/>=(){};,"'&|+]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>"']++))?+"""
_EXCESS = re.compile(
    rf"(?P<kept>[a-z][^\s/>]*+(?:{_ATTRIBUTE}){{{MAX_ATTRIBUTES}}})(?:{_ATTRIBUTE})++",
    re.IGNORECASE,
)


def without_excess_attributes(text: str) -> str:
    """Return HTML text in which each tag has at most ``MAX_ATTRIBUTES`` attributes, its first ones.

    A tag with «<» in its values may keep more.
    """
    parts: list[str] = []
    end_of_last = 0
    for start, end in _long_pieces(text):
        if excess := _EXCESS.match(text, start, end):
            parts += [text[end_of_last:start], excess["kept"]]
            end_of_last = excess.end()
    return "".join([*parts, text[end_of_last:]]) if parts else text


def _long_pieces(text: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each piece without «<» that is as long as ``_MIN_TAG_CHARS``.

    From the start of a piece a step goes to the last «<» within this length. The few steps take a
    seventh of the time of a split at each «<».
    """
    start = 0  # of a piece
    while start + _MIN_TAG_CHARS <= len(text):
        last = text.rfind("<", start, start + _MIN_TAG_CHARS)
        if last >= 0:
            start = last + 1
            continue
        following = text.find("<", start + _MIN_TAG_CHARS)
        end = len(text) if following < 0 else following
        yield start, end
        start = end + 1
