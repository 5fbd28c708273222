"""Adds the tables, questions, entries and sources of quotes beside the chosen text to it."""

from collections.abc import Sequence

from pipelines.extraction.blocks.segment import Block, is_label_of_button
from pipelines.extraction.sections.entries import parts_amid, speakers_below_quotes
from pipelines.extraction.sections.missed_paragraphs import missed_paragraphs
from pipelines.extraction.sections.questions import questions_beside
from pipelines.extraction.sections.quote_sources import quote_sources
from pipelines.extraction.sections.rows import rows_amid


def with_sections(blocks: Sequence[Block], chosen: Sequence[Block]) -> list[Block]:
    """Return the chosen blocks, and those of sections beside them, in page order.

    Sections are tables, questions with answers, and entries.

    The label of a button is text only if it is one of these questions.
    """
    added = rows_amid(blocks, chosen) | questions_beside(blocks, chosen)
    added |= quote_sources(blocks, chosen)
    added |= parts_amid(blocks, chosen) | speakers_below_quotes(blocks, chosen)
    indexes = added | {block.index for block in chosen if not is_label_of_button(block)}
    indexes |= missed_paragraphs(blocks, [block for block in blocks if block.index in indexes])
    return [block for block in blocks if block.index in indexes]
