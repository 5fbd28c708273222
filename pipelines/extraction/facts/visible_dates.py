"""Collects the dates that readers see as text: near the headline, in the text and after it.

Dates of teasers, comments, captions and embedded posts are left out.
"""

import re
from collections.abc import Iterator, Sequence

from pipelines.extraction.blocks.segment import Block
from pipelines.extraction.facts.article_place import (
    MAX_BLOCKS_ABOVE,
    MAX_BLOCKS_AFTER_TEXT,
    ArticlePlace,
    is_in_embed_or_comment,
    is_teaser,
)
from pipelines.extraction.facts.date_labels import (
    MODIFIED_WORD,
    PUBLISHED_WORD,
    labelled_parts,
)
from pipelines.extraction.facts.date_statements import Statement, statement
from pipelines.extraction.facts.lead_image import is_in_caption
from pipelines.parsing.date_lines import is_date_line, is_time_of_day
from pipelines.parsing.dates import DateMatch, find_date, may_hold_year

# Class names and ids of elements that often hold a date.
_DATE_CLASS = re.compile(
    r"date|time|publi|created|datum|fecha|data\b|posted|meta|info|\bdt\b", re.IGNORECASE
)
_TIME_LABEL = re.compile(r"^(?:время|час|уақыты|time|uhrzeit)\s*:\s*", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[^\W\d_]+")
# Separators after a date at the start of a paragraph: «(18.01.2018) », «27.1.2022 – ».
_AFTER_OPENING_DATE = re.compile(r"\s*(?:Uhr\s*)?[)–—|-]\s")
_MAX_DATE_LINE_CHARS = 160  # a longer line is a sentence
# A line without a label, right below the headline or at an end of the text, is a date line only up
# to this length. A longer line without a digit holds no date.
_MAX_UNLABELLED_CHARS = 60
# A sentence such as «This entry was posted on … and is filed under …» may be longer: the date is
# near its start, and names of sections and tags follow.
_MAX_POSTED_ON_CHARS = 400
_MAX_CHARS_BEFORE_POSTED_DATE = 60
_MIN_DATE_SHARE = 0.3  # of the characters of a line without a label that is elsewhere
# «Материал обновлён 21.11.2026 в 08:00.», a short paragraph of the text.
_TEXT_WAS_UPDATED = re.compile(
    r"^\W*(?:материал|новость|статья|публикация|текст|матеріал|новина)\s+(?:был[ао]?\s+)?"
    r"(?:обновл|дополн|оновл|доповн)\w+\s+\W*\d",
    re.IGNORECASE,
)
_MIN_WORDS_OF_TEASER = 3  # fewer words beside a linked date are a weekday or a section
_MAX_BLOCKS_RIGHT_BELOW = 3  # this near below the headline, each short line with a date counts
_MAX_NEAR_STATEMENTS = 5  # of lines near the article
_MAX_LABELLED_STATEMENTS = 3  # of labelled lines anywhere
# Shares of the weight of a visible date.
_SHARE_OF_OPENING_DATE = 0.6
_SHARE_IF_FAR = 0.3  # of a line between paragraphs, or far from the article
_SHARE_OF_LINK = 0.3  # of a line that is mostly a link, and so probably a teaser
_WEIGHT_OF_SIGN = 0.2  # that a label or the class of the element adds, and other words subtract
_MAX_BLOCKS_TO_OPENING = 3  # a lead and a byline may be above the paragraph with an opening date


def visible_dates(place: ArticlePlace) -> list[Statement]:
    """Return the dates of lines near the article, else the dates of labelled lines anywhere."""
    return _dates_of_near_lines(place) or _dates_of_labelled_lines(place)


def _dates_of_near_lines(place: ArticlePlace) -> list[Statement]:
    """Return the dates of visible lines near the headline and after the text, at most five."""
    weighted: list[tuple[float, Statement]] = []
    blocks = place.blocks
    if opening := _opening_date(place):
        share = _SHARE_OF_OPENING_DATE
        weighted.append((share, statement("visible-text", opening, share)))
    for index in _indexes_to_look_at(place):
        block = blocks[index]
        if not _may_be_date_line(block, place):
            continue
        is_date_class = bool(_DATE_CLASS.search(block.box.names))
        for fact, part in labelled_parts(block.text):
            weight = _weight_of_visible_date(part, block, place, is_date_class)
            if weight:
                text = _with_neighbouring_time(part, blocks, index)
                weighted.append((weight, statement("visible-text", text, weight, fact)))
    weighted.sort(key=lambda pair: pair[0], reverse=True)  # equal weights stay in order
    return [dated for _, dated in weighted[:_MAX_NEAR_STATEMENTS]]


def _dates_of_labelled_lines(place: ArticlePlace) -> list[Statement]:
    """Return dates such as «Опубликовано: 20.11.2026» anywhere on the page, at most three."""
    statements = []
    for block in place.blocks:
        text = block.text
        if len(text) > _MAX_POSTED_ON_CHARS or not _DIGIT.search(text) or not may_hold_year(text):
            continue  # a paragraph, or a line without a digit, as most lines are
        if len(text) > _MAX_DATE_LINE_CHARS and not _is_posted_on(text):
            continue
        if is_in_embed_or_comment(block, place) or is_teaser(block, place):
            continue
        is_labelled = PUBLISHED_WORD.search(text) or MODIFIED_WORD.search(text)
        # The block model may choose a «posted on» sentence as the last block of the text.
        is_closing = block.index == place.last and _is_posted_on(text)
        is_text = block.index in place.chosen and not is_closing
        if not is_labelled or is_text:
            continue
        for fact, part in labelled_parts(text):
            date = find_date(part)
            if date is not None and date.has_year:
                statements.append(statement("visible-text", part, _SHARE_IF_FAR, fact))
    return statements[:_MAX_LABELLED_STATEMENTS]


def _is_posted_on(text: str) -> bool:
    """Return whether a sentence states the time of posting: «This entry was posted on …»."""
    if len(text) > _MAX_POSTED_ON_CHARS or not PUBLISHED_WORD.search(text):
        return False
    date = find_date(text)
    return (
        date is not None and date.has_year and date.match.start() <= _MAX_CHARS_BEFORE_POSTED_DATE
    )


def _opening_date(place: ArticlePlace) -> str | None:
    """Return the date with which one of the first three blocks of the text begins, or None.

    Examples are «(18.01.2018) Жители …» and «27.1.2022 - Жители …».
    """
    text_indexes = [index for index in place.chosen if index >= place.start]
    for index in sorted(text_indexes)[:_MAX_BLOCKS_TO_OPENING]:
        text = place.blocks[index].text[:_MAX_DATE_LINE_CHARS]
        date = find_date(text) if may_hold_year(text) else None
        if date is None or not date.has_year or date.match.start() > 1:  # «(» may be before it
            continue
        if _AFTER_OPENING_DATE.match(text[date.match.end() :]):
            return text[: date.match.end()]
    return None


def _indexes_to_look_at(place: ArticlePlace) -> Iterator[int]:
    """Yield the indexes of blocks that may be date lines; those near the headline come first."""
    last_below = place.below
    first_above = max(0, place.start - MAX_BLOCKS_ABOVE)
    count = len(place.blocks)
    yield from range(place.start, min(last_below + 1, count))
    yield from range(min(place.start, count) - 1, first_above - 1, -1)  # upwards
    for index in range(last_below + 1, min(place.last, count)):
        # Some sites put the line with date and author between paragraphs.
        block = place.blocks[index]
        is_named = index not in place.chosen and _DATE_CLASS.search(block.box.names)
        if is_named and is_date_line(block.text.strip(" ·⋅|•")):
            yield index
    first_after = max(last_below + 1, place.last)
    last_after = place.last + MAX_BLOCKS_AFTER_TEXT
    for index in range(first_after, min(last_after + 1, count)):
        block = place.blocks[index]
        if index > place.last and (block.heading or is_teaser(block, place)):
            return  # from here on the page lists other articles
        yield index


def _may_be_date_line(block: Block, place: ArticlePlace) -> bool:
    """Return whether a block is short enough, holds a date, and is no sentence of the text."""
    text = block.text
    may_hold_date = len(text) < _MAX_UNLABELLED_CHARS or any(map(str.isdigit, text))
    if len(text) > _MAX_DATE_LINE_CHARS or not may_hold_date:
        return False
    if block.index in place.chosen and not _is_date_of_text(block, place):
        return False
    if find_date(text) is None:
        return False
    if is_in_embed_or_comment(block, place) or _is_date_of_picture(block):
        return False
    if is_teaser(block, place) and _is_link_with_headline(block):
        return False
    # In the frame of a page a date is often the present day, beside the name of the site.
    return not place.is_in_page_frame(block)


def _is_date_of_text(block: Block, place: ArticlePlace) -> bool:
    """Return whether a block of the text is a date line, or says when the text was updated."""
    return (
        is_date_line(block.text)
        or _is_date_with_names(block, place)
        or _TEXT_WAS_UPDATED.search(block.text) is not None
    )


def _is_link_with_headline(block: Block) -> bool:
    """Return whether a line is one link that names an article beside a date.

    A date in a line with links to sections and comments belongs to the page's article.
    """
    date = find_date(block.text)
    if date is None or len(block.elements) != 1:
        return False
    return len(_words_beside(date, block.text)) >= _MIN_WORDS_OF_TEASER


def _words_beside(date: DateMatch, text: str) -> list[str]:
    """Return the words of a text before and after a date."""
    return _WORD.findall(f"{text[: date.match.start()]} {text[date.match.end() :]}")


def _is_date_of_picture(block: Block) -> bool:
    """Return whether a date belongs to the caption of a picture.

    Elements with a class such as «photo-desc» may also hold the headline, or a line that begins
    with the article's date; such dates belong to the article.
    """
    if not is_in_caption(block):
        return False
    if block.box.element.find(".//h1") is not None:
        return False
    date = find_date(block.text)
    return block.box.tag == "figcaption" or date is None or date.match.start() > 0


def _is_date_with_names(block: Block, place: ArticlePlace) -> bool:
    """Return whether the first or last block of the text is only a date with names.

    An example is «20.11.2026, О. Сомов».
    """
    is_at_end = block.index in (place.first, place.last)
    if not is_at_end or len(block.text) > _MAX_UNLABELLED_CHARS:
        return False
    date = find_date(block.text)
    if date is None or not date.has_year:
        return False
    return all(word[0].isupper() for word in _words_beside(date, block.text))


def _weight_of_visible_date(
    part: str, block: Block, place: ArticlePlace, is_date_class: bool
) -> float:
    """Return the weight of a visible date, from 0 to 1.4; 0 if it is no date of the article.

    The weight depends on the distance from the headline, a label such as «published», the class of
    the element (``is_date_class``), and the other words of the line.
    """
    date = find_date(part)
    if date is None:
        return 0.0
    is_mostly_date = is_date_line(part) or _date_share(part) > 0.5
    has_label = bool(PUBLISHED_WORD.search(part) or MODIFIED_WORD.search(part))
    is_below_headline = (
        block.index not in place.chosen
        and place.start - 1 <= block.index <= place.start + _MAX_BLOCKS_RIGHT_BELOW
        and len(part) <= _MAX_UNLABELLED_CHARS
        and date.has_year
    )
    has_sign = is_mostly_date or has_label or is_date_class
    if not has_sign and not is_below_headline and _date_share(part) < _MIN_DATE_SHARE:
        return 0.0
    if not has_sign and not date.has_year:
        return 0.0
    weight = place.nearness(block.index) or _SHARE_IF_FAR
    sign_count = [is_date_class, has_label].count(True)
    if not is_mostly_date:
        sign_count -= 1
    weight *= 1.0 + _WEIGHT_OF_SIGN * sign_count
    if block.links and 2 * block.link_chars > len(block.text):
        weight *= _SHARE_OF_LINK
    return weight


def _date_share(text: str) -> float:
    """Return the share of the first date in the characters of a text; 0 without a date."""
    date = find_date(text)
    if date is None:
        return 0.0
    return (date.match.end() - date.match.start()) / max(1, len(text))


def _with_neighbouring_time(text: str, blocks: Sequence[Block], index: int) -> str:
    """Return a date together with a time of day that is alone in the next or previous block."""
    date = find_date(text)
    if date is None or date.match.groupdict().get("hour"):
        return text
    for neighbour in (index + 1, index - 1):
        if 0 <= neighbour < len(blocks):
            time = _TIME_LABEL.sub("", blocks[neighbour].text)
            if is_time_of_day(time):
                return f"{text[: date.match.end()]} {time}"
    return text
