"""Recognises today's date, which some sites show in the header of all pages, also of errors."""

import re

from pipelines.extraction.blocks.places import around, name_test
from pipelines.extraction.blocks.segment import Block
from pipelines.parsing.months import WEEKDAYS

_WORD = re.compile(r"[^\W\d_]+")
_TIME_OF_DAY = re.compile(r"\d[:.]\d\d(?!\d)(?![.]\d)")
_names_header = name_test(r"header|hdr|top|today|current|clock|calendar")
_MAX_LEVELS = 3  # of boxes around the date


def is_todays_date(block: Block) -> bool:
    """Return whether a date line above the headline may be today's date.

    It has no time of day. It names the day of the week, or it is in a box of the header.
    """
    if _TIME_OF_DAY.search(block.text):
        return False
    names_weekday = any(word.lower() in WEEKDAYS for word in _WORD.findall(block.text))
    is_in_header = any(
        box.tag == "header" or _names_header(box.names) for box in around(block.box, _MAX_LEVELS)
    )
    return names_weekday or is_in_header
