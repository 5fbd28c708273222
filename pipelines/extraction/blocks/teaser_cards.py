"""Finds chosen texts that lead to other articles: cards of teasers, and links in capitals.

A card is a box with the linked headline of another article and its teaser. Below an article, many
sites list other articles in such cards, without a label above them.
"""

from collections import defaultdict
from collections.abc import Sequence
from urllib.parse import urlsplit

from pipelines.extraction.blocks.box import Box
from pipelines.extraction.blocks.places import around
from pipelines.extraction.blocks.segment import Block, is_sentence

_MIN_CARDS = 3  # of one path; two linked headings may be sections of a text
_MAX_CARD_BLOCKS = 6  # a headline, a teaser, a date, a section, two counters
_MAX_CARD_LEVELS = 4  # levels of markup between a headline and its card
_MIN_SPACES = 2  # in a headline; a link of fewer words is a button or the name of a section
_MIN_LINK_SHARE = 0.9  # of the characters of a headline must be in links
_MIN_CHARS_ABOVE = 400  # of the text above the cards; else the cards may be the text
_MIN_SHARE_ABOVE = 0.5  # the text above has this share of the characters in the cards, or more
_MAX_LEVELS_IN_CARD = 6  # levels of markup between a block and its card
_MIN_CAPITALS = 0.8  # of the letters of a link in capitals
_MAX_CAPITALS_CHARS = 200  # a longer line is a paragraph


def teaser_cards(blocks: Sequence[Block], chosen: Sequence[Block], host: str) -> set[int]:
    """Return the indexes of chosen blocks in cards of teasers below the text.

    Each card has one headline, which links to a page of the site. ``host`` is that of the page.
    """
    cards_by_path: defaultdict[str, list[tuple[Block, Box]]] = defaultdict(list)  # with headlines
    for block in blocks:
        if _is_linked_headline(block, host) and (card := _card_of(block)) is not None:
            cards_by_path[block.box.path].append((block, card))
    indexes: set[int] = set()
    for cards in cards_by_path.values():
        ids = {id(card) for _, card in cards}
        if len(ids) < _MIN_CARDS or len(ids) < len(cards):
            continue
        first_headline, _ = cards[0]
        inside = [block for block in chosen if _is_in_card(block, ids)]
        above = [block for block in chosen if block.index < first_headline.index]
        chars_inside, chars_above = (
            sum(len(block.text) for block in group) for group in (inside, above)
        )
        if chars_above >= max(_MIN_CHARS_ABOVE, _MIN_SHARE_ABOVE * chars_inside):
            indexes |= {block.index for block in inside}
    return indexes


def _is_in_card(block: Block, card_ids: set[int]) -> bool:
    return any(id(box) in card_ids for box in around(block.box, _MAX_LEVELS_IN_CARD))


def links_in_capitals(chosen: Sequence[Block]) -> set[int]:
    """Return the indexes of paragraphs among the text that are a link in capitals as a whole."""
    paths = {block.box.path for block in chosen if is_sentence(block)}
    return {
        block.index
        for block in chosen
        if not block.heading
        and block.box.path in paths
        and len(block.text) <= _MAX_CAPITALS_CHARS
        and block.text[-1] not in ".!?…:"
        and _is_link(block)
        and _has_capitals(block.text)
    }


def _is_link(block: Block) -> bool:
    is_long = block.text.count(" ") >= _MIN_SPACES
    return is_long and block.link_chars >= _MIN_LINK_SHARE * len(block.text)


def _has_capitals(text: str) -> bool:
    """Return whether most letters of a text are capitals; scripts without capitals do not count."""
    letters = [letter for letter in text if letter.isupper() or letter.islower()]
    return sum(map(str.isupper, letters)) >= max(1, _MIN_CAPITALS * len(letters))


def _is_linked_headline(block: Block, host: str) -> bool:
    """Return whether a heading as a whole is a link to another page of the site."""
    if block.heading < 2 or not _is_link(block):
        return False
    href = next((link.get("href") for link in block.elements if link.get("href")), "")
    try:
        target = urlsplit(href.strip())
    except ValueError:  # a damaged address
        return False
    is_page = target.scheme in ("", "http", "https") and bool(target.path.strip("/"))
    return is_page and _plain(target.hostname or host) == _plain(host)


def _plain(host: str) -> str:
    return host.lower().removeprefix("www.")


def _card_of(block: Block) -> Box | None:
    """Return the innermost box that holds a headline and further blocks; None if it is large."""
    boxes = around(block.box, _MAX_CARD_LEVELS)
    card = next((box for box in boxes if box.blocks > 1), None)
    return card if card is not None and card.blocks <= _MAX_CARD_BLOCKS else None
