"""Makes the lines that are cleaned of noise from the chosen blocks."""

from pipelines.extraction.blocks.places import within
from pipelines.extraction.blocks.segment import Block
from pipelines.extraction.blocks.subheads import is_marked_as_subhead
from pipelines.extraction.lines.channel_links import (
    leads_to_contact,
    leads_to_support_page,
    names_networks,
    networks_of,
)
from pipelines.extraction.lines.noise_lines import TextLine

_ITEMS = frozenset({"li", "td", "th", "dd"})
_QUOTATIONS = frozenset({"blockquote"})
_MAX_LEVELS = 6  # of boxes from a line up to its item or quotation


def text_line(block: Block, text: str, *, leads_to_own_channel: bool, host: str = "") -> TextLine:
    """Return a line of a block with its markup; ``text`` is the text of the block, or a part.

    ``host`` is that of the page; its own pages for supporters are known by it.
    In a quotation, such as an embedded post, the channels are those of other people.
    """
    is_quoted = within(block.box, _QUOTATIONS, _MAX_LEVELS) is not None
    return TextLine(
        text,
        block.link_chars / len(block.text),
        is_subhead=is_marked_as_subhead(block),
        leads_to_own_channel=leads_to_own_channel,
        leads_to_support_page=leads_to_support_page(block.elements, host),
        linked_networks=0 if is_quoted else networks_of(block.elements),
        names_networks=names_networks(block.elements),
        is_item=within(block.box, _ITEMS, _MAX_LEVELS) is not None,
        leads_to_contact=leads_to_contact(block.elements),
    )
