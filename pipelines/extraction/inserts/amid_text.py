"""Removes what is inserted into the chosen text: captions, repeated quotes, labels, bylines."""

from collections.abc import Sequence

from pipelines.extraction.blocks.segment import Block
from pipelines.extraction.inserts.captions import captions
from pipelines.extraction.inserts.form_fields import form_fields
from pipelines.extraction.inserts.hidden_labels import hidden_labels
from pipelines.extraction.inserts.main_heading import main_heading
from pipelines.extraction.inserts.pull_quotes import pull_quotes
from pipelines.extraction.inserts.signatures import bylines

# Of the chosen blocks. With fewer, the page is a catalogue, and its few sentences alone would look
# like an article.
_MIN_REMAINING_SHARE = 0.25


def without_inserts(blocks: Sequence[Block], chosen: Sequence[Block]) -> list[Block]:
    """Return the chosen blocks that are no inserts; all of them if few others would be left."""
    inserts = captions(chosen) | hidden_labels(chosen) | pull_quotes(chosen) | bylines(chosen)
    inserts |= main_heading(blocks, chosen) | form_fields(chosen)
    remaining = [block for block in chosen if block.index not in inserts]
    are_few = len(remaining) < _MIN_REMAINING_SHARE * len(chosen)
    return list(chosen) if are_few or not remaining else remaining
