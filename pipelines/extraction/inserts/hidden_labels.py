"""Finds labels for screen readers amid the text, such as «Article content» above each paragraph."""

from collections.abc import Sequence

from pipelines.extraction.blocks.places import name_test
from pipelines.extraction.blocks.segment import Block, is_sentence

# Class names of boxes that only screen readers read.
_names_hidden = name_test(
    r"(?:^|[\s_-])(?:sr-only|visually-?hidden|u-?hidden-visually|screen-?reader(?:-text)?)(?:$|\s)"
)
_MAX_LABEL_CHARS = 80  # a longer line may be text


def hidden_labels(chosen: Sequence[Block]) -> set[int]:
    """Return the indexes of the chosen short lines in boxes that are not shown."""
    return {
        block.index
        for block in chosen
        if len(block.text) <= _MAX_LABEL_CHARS
        and _names_hidden(block.box.names)
        and not is_sentence(block)
    }
