"""Finds the headline of an article on a page whose first-level heading and title name the site.

Such a page has the name of the site or of a section as its h1, and the same title as all other
pages. Its headline is a heading of a lower level, or a line in bold type, above the text.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from pipelines.extraction.blocks.places import is_elsewhere
from pipelines.extraction.blocks.segment import Block, is_link, is_sentence
from pipelines.extraction.blocks.subheads import is_marked_as_subhead
from pipelines.extraction.facts.headline import (
    has_class_of_headline,
    links_to_other_page,
    strip_site,
)
from pipelines.extraction.lines.noise_lines import noise_reason
from pipelines.extraction.menus import is_in_menu
from pipelines.model import Evidence
from pipelines.parsing.date_lines import is_date_line
from pipelines.parsing.text import alphanumeric

_PLACES_ON_PAGE = frozenset({"h1", "title-element", "heading-class"})
_MAX_DISTANCE = 4  # blocks from the headline to the first paragraph
_MIN_WORDS, _MAX_WORDS = 3, 30  # of the headline
_MAX_NAME_WORDS = 8  # of a heading that has the name of the site
# Letters and digits of a name of the site; shorter names are parts of many words.
_MIN_NAME_CHARS, _MAX_NAME_CHARS = 6, 80
_MIN_SHARE_OF_NAME = 0.7  # of the letters of a heading that is a name with another word
_MAX_WORDS_BEFORE_NAME = 2  # «Сетевое издание» before the name
_DASH = re.compile(r"\s+[|—–-]\s+")
_YEARS = re.compile(r"[12]\d{3}")
_CLAUSE_END = re.compile(r"[.,;|]|\s[—–-]\s")
_MAX_NOTICE_CHARS = 400  # of a copyright notice; a longer text with «©» is none


def headline_besides_site_name(
    headline: str,
    statements: Sequence[Evidence],
    blocks: Sequence[Block],
    site_names: Sequence[str],
    url: str,
) -> Evidence | None:
    """Return the statement of another headline if ``headline`` names the site; else None.

    ``statements`` are those of the headline. What the page's data or a feed state is preferred to a
    heading above the text.
    """
    names = _letters_of_names(blocks, site_names)
    in_data = (statement for statement in statements if statement.found_in not in _PLACES_ON_PAGE)
    stated = next((one for one in in_data if not _is_name(one.value, names)), None)
    if stated is not None:
        own = replace(stated, value=strip_site(stated.value, names))
        return own if _is_name(headline, names) else None
    found = _headline_above_text(blocks, url)
    if found is None or is_in_menu(blocks, found.text) or _is_name(found.text, names):
        return None
    is_of_site = not headline or _is_name(headline, names)
    if not (
        is_of_site
        or _names_section(headline, statements, blocks)
        or _has_name_above_links(headline, statements, names, blocks, found.index)
    ):
        return None
    return Evidence("headline", found.text, "heading-class")


def _headline_above_text(blocks: Sequence[Block], url: str) -> Block | None:
    """Return the nearest block with the form of a headline above the first paragraph, or None."""
    first = next((block for block in blocks if _is_paragraph(block)), None)
    if first is None:
        return None
    above = blocks[max(0, first.index - _MAX_DISTANCE) : first.index]
    return next((block for block in reversed(above) if _may_be_headline(block, url)), None)


def _letters_of_names(blocks: Sequence[Block], site_names: Sequence[str]) -> set[str]:
    """Return the names of the site, as ``alphanumeric`` returns them, also of its copyright notice.

    A notice is «© 2009–2026 Пенза сегодня» or longer; its first clause without years is a name.
    """
    notices = (block.text for block in blocks if "©" in block.text[:_MAX_NOTICE_CHARS])
    own = (_CLAUSE_END.split(notice.partition("©")[2])[0] for notice in notices)
    names = {alphanumeric(_YEARS.sub("", name)) for name in (*site_names, *own)}
    return {name for name in names if _MIN_NAME_CHARS <= len(name) <= _MAX_NAME_CHARS}


def _is_name(headline: str, names: set[str]) -> bool:
    return alphanumeric(headline) in names


def _names_section(headline: str, statements: Sequence[Evidence], blocks: Sequence[Block]) -> bool:
    """Return whether a heading that is no part of the title is the label of a link in a menu."""
    letters = alphanumeric(headline)
    titles = (one.value for one in statements if one.found_in == "title-element")
    is_in_title = any(letters in alphanumeric(title) for title in titles)
    return not is_in_title and is_in_menu(blocks, headline)


def _has_name_above_links(
    headline: str,
    statements: Sequence[Evidence],
    names: set[str],
    blocks: Sequence[Block],
    index: int,
) -> bool:
    """Return whether a heading is a name of the site, and is above links or on no line at all.

    The links are a menu, above the block ``index``. A headline that is on no line of the page is
    the title of all pages.
    """
    titles = [one.value for one in statements if one.found_in == "title-element"]
    if len(headline.split()) > _MAX_NAME_WORDS:
        return False
    if not any(_is_mostly_name(headline, name, titles) for name in names):
        return False
    letters = alphanumeric(headline)
    above = [
        block.index
        for block in blocks[:index]
        if block.text == headline or (block.heading == 1 and letters in alphanumeric(block.text))
    ]
    return not above or any(is_link(block) for block in blocks[above[-1] + 1 : index])


def _is_mostly_name(headline: str, name: str, titles: Sequence[str]) -> bool:
    """Return whether a heading is a name of the site or a part of it, with few other words.

    A headline may hold the name, too: «Татарстан построит мост» on the site «Татарстан». A name is
    a part between dashes, or the <title> is the name and the heading has two more words.
    """
    letters = alphanumeric(headline)
    if letters in name:
        return True
    stated = [alphanumeric(title) for title in titles]
    if name not in letters or any(one != letters and one.startswith(letters) for one in stated):
        return False
    if len(name) >= _MIN_SHARE_OF_NAME * len(letters):
        return True
    if any(alphanumeric(part) == name for part in _DASH.split(headline)):
        return True
    first_words = headline.split()[:_MAX_WORDS_BEFORE_NAME]
    return name in stated and letters == alphanumeric("".join(first_words)) + name


def _is_paragraph(block: Block) -> bool:
    return is_sentence(block) and not is_elsewhere(block) and noise_reason(block.text) is None


def _may_be_headline(block: Block, url: str) -> bool:
    """Return whether a block has the form of a headline, and leads to no other page."""
    has_headline_length = _MIN_WORDS <= len(block.text.split()) <= _MAX_WORDS
    if not has_headline_length or is_date_line(block.text) or block.heading == 1:
        return False
    is_marked = is_marked_as_subhead(block) or has_class_of_headline(block)
    return is_marked and not links_to_other_page(block, url)
