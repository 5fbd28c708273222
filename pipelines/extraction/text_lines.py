"""Makes the lines that are cleaned of noise from the chosen blocks."""

from pipelines.extraction.blocks.segment import Block
from pipelines.extraction.blocks.subheads import is_marked_as_subhead
from pipelines.extraction.lines.channel_links import names_networks, networks_of
from pipelines.extraction.lines.noise_lines import TextLine


def text_line(block: Block, text: str, *, leads_to_own_channel: bool) -> TextLine:
    """Return a line of a block with its markup; ``text`` is the text of the block, or a part."""
    return TextLine(
        text,
        block.link_chars / len(block.text),
        is_subhead=is_marked_as_subhead(block),
        leads_to_own_channel=leads_to_own_channel,
        channel_sites=networks_of(block.elements),
        names_networks=names_networks(block.elements),
    )
