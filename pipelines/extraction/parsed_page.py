"""The value that the steps of extraction share: a parsed page, and the results of the steps."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import tzinfo

from lxml.html import HtmlElement

from pipelines.extraction.blocks.segment import Block
from pipelines.extraction.facts import headline
from pipelines.extraction.page_data.structured_data import Structured
from pipelines.extraction.page_kind import has_date_in_data
from pipelines.extraction.todays_dates import is_todays_date
from pipelines.model import Evidence, Page, Removed
from pipelines.parsing.date_lines import is_date_line
from pipelines.parsing.text import alphanumeric

_MIN_TITLE_CHARS = 9  # a shorter heading names a section
_MAX_BLOCKS_TO_DATE = 6  # from the headline down to a date
_FACT_SEPARATOR = re.compile(r"\s*[|•·]\s*")  # between the facts of a line
_MAX_FACTS_CHARS, _MAX_WORDS_OF_FACT = 100, 3  # of such a line, and of each of its facts


@dataclass(slots=True)
class ParsedPage:
    """A parsed page. The steps of extraction read its values, and set those with a default."""

    page: Page
    tree: HtmlElement
    structured: Structured
    blocks: list[Block]
    title: str  # the text of its <title> element
    zone: tzinfo | None
    site_names: list[str]
    headline: str = ""
    description: str = ""
    headlines: list[Evidence] = field(default_factory=list)
    stated: tuple[Evidence, ...] = ()  # the evidence of a text that was not read from its blocks
    text_quality: float | None = None  # the expected F1 of the text, if the block model chose it
    removed: list[Removed] = field(default_factory=list)  # each step adds the blocks it removes

    def record_removed(self, before: Sequence[Block], after: Sequence[Block], reason: str) -> None:
        """Add the blocks of ``before`` that are not in ``after`` to ``removed``."""
        remaining = {block.index for block in after}
        self.removed += [
            Removed(block.text, "blocks", reason)
            for block in before
            if block.index not in remaining
        ]


def headline_index(parsed: ParsedPage, chosen: Sequence[Block]) -> int:
    """Return the index of the block where the article begins: its headline, else its first text.

    If no text was chosen, the first headline is looked for on all of the page.
    """
    first = chosen[0].index if chosen else 0
    above = parsed.blocks[: first + 1] if chosen else parsed.blocks
    equal = [block.index for block in above if block.text == parsed.headline]
    if equal:
        return equal[-1] if chosen else equal[0]
    titles = [
        block for block in above if block.heading == 1 and len(block.text) >= _MIN_TITLE_CHARS
    ]
    similar = [block for block in titles if headline.is_same_headline(block.text, parsed.headline)]
    if similar:
        return similar[-1].index
    return next((title.index for title in titles if not title.links), first)


def shown_headline(parsed: ParsedPage) -> str:
    """Return the headline if the page itself states it; "" if only a feed does."""
    headline_letters = alphanumeric(parsed.headline)
    on_page = (statement.value for statement in parsed.headlines if statement.found_in != "feed")
    is_shown = any(headline_letters in alphanumeric(value) for value in on_page)
    return parsed.headline if is_shown else ""


def is_dated(parsed: ParsedPage, chosen: list[Block]) -> bool:
    """Return whether the time of publication is in the page's data or near its headline."""
    if has_date_in_data(parsed.structured):
        return True
    # The blocks from the headline to the text, and two more on each side.
    start = headline_index(parsed, chosen)
    end = min(chosen[0].index if chosen else start, start + _MAX_BLOCKS_TO_DATE)
    above, below = parsed.blocks[max(0, start - 2) : start], parsed.blocks[start : end + 3]
    if any(is_date_line(block.text) or _has_date_among_facts(block) for block in below):
        return True
    return any(is_date_line(block.text) and not is_todays_date(block) for block in above)


def _has_date_among_facts(block: Block) -> bool:
    """Return whether a line is a date beside short facts, such as «20.11.2026 | admin | 127».

    The facts of a teaser are part of its link.
    """
    if len(block.text) > _MAX_FACTS_CHARS or 2 * block.link_chars > len(block.text):
        return False
    facts = [fact for fact in _FACT_SEPARATOR.split(block.text) if fact.strip()]
    dates = [fact for fact in facts if is_date_line(fact)]
    others = [fact for fact in facts if fact not in dates]
    are_short = all(len(fact.split()) <= _MAX_WORDS_OF_FACT for fact in others)
    return bool(dates and others) and are_short
