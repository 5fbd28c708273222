"""Finds labels for screen readers amid the text, such as «Article content» above each paragraph."""

import re
from collections import Counter
from collections.abc import Sequence

from pipelines.extraction.blocks.places import name_test
from pipelines.extraction.blocks.segment import Block, is_sentence

# Class names of boxes that only screen readers read.
_names_hidden = name_test(
    r"(?:^|[\s_-])(?:sr-only|visually-?hidden|u-?hidden-visually|screen-?reader(?:-text)?)(?:$|\s)"
)
_LABEL_OF_TEXT = re.compile(r"(?:article|main|story) (?:content|body|text)", re.IGNORECASE)
_MAX_LABEL_CHARS = 80  # a longer line may be text


def hidden_labels(chosen: Sequence[Block]) -> set[int]:
    """Return the indexes of the chosen short lines in boxes that are not shown.

    A heading is the subhead of a section, unless its text is repeated or names the text.
    """
    hidden = [
        block
        for block in chosen
        if len(block.text) <= _MAX_LABEL_CHARS
        and _names_hidden(block.box.names)
        and not is_sentence(block)
    ]
    count = Counter(block.text for block in hidden)
    return {
        block.index
        for block in hidden
        if not block.heading or count[block.text] > 1 or _LABEL_OF_TEXT.fullmatch(block.text)
    }
