"""Limits the attributes of a tag before a page is parsed.

libxml2 compares each attribute of a tag with all earlier ones: 60,000 attributes take five seconds,
during which the parser can't be stopped.
"""

import re

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
    pieces = text.split("<")
    is_changed = False
    for number, piece in enumerate(pieces):
        if len(piece) < _MIN_TAG_CHARS:
            continue
        if excess := _EXCESS.match(piece):
            pieces[number] = excess["kept"] + piece[excess.end() :]
            is_changed = True
    return "<".join(pieces) if is_changed else text
