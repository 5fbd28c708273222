"""Finds chosen texts that lead to other articles: cards of teasers, and links in capitals.

A card is a box with the linked headline of another article and its teaser. Below an article, many
sites list other articles in such cards, without a label above them. Amid the text a single card is
a box of its own, or one link around all of its lines.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from urllib.parse import urlsplit

from pipelines.extraction.blocks.box import Box
from pipelines.extraction.blocks.places import around, is_in, within
from pipelines.extraction.blocks.segment import Block, is_sentence
from pipelines.extraction.blocks.subheads import is_marked_as_subhead
from pipelines.extraction.lines.line_forms import SPEECH_STARTS
from pipelines.extraction.lines.link_labels import is_link_label

_MIN_HEADLINES = 2  # below a subhead at the end of the text
_MIN_CARDS = 3  # of one path; two linked headings may be sections of a text
_MAX_CARD_BLOCKS = 6  # a headline, a teaser, a date, a section, two counters
_MAX_CARD_LEVELS = 4  # levels of markup between a headline and its card
_MIN_HEADLINE_WORDS = 3  # a link of fewer words is a button or the name of a section
_MIN_LINK_SHARE = 0.9  # of the characters of a headline must be in links
_MAX_PAIR_BLOCKS = 3  # a headline, a teaser and a date
_MIN_CHARS_ABOVE = 400  # of the text above the cards; else the cards may be the text
_MIN_SHARE_ABOVE = 0.5  # the text above has this share of the characters in the cards, or more
_MAX_LEVELS_IN_CARD = 6  # levels of markup between a block and its card
_MAX_SINGLE_CARD_BLOCKS = 4  # label, headline, teaser and date of a card amid the text
_MAX_TEASER_CHARS = 250  # of a card amid the text; a longer text is a section
_MAX_LABEL_CHARS = 30  # of a date, a label or a section in such a card
_MAX_SHARE_OF_CARDS = 0.25  # of the characters of the chosen blocks
_STRUCTURE = frozenset({"li", "td", "th", "dd", "blockquote"})  # a card in one is a part of it
# Names of the classes and ids of cards, such as «read-also», «c-teaser» and «embedded-article».
_CARD_NAME = re.compile(
    r"card|teaser|relat|read|also|promo|inject|inset|incut|embed|preview|recommend|linked|news"
    r"|story|material|article|post\b|more"
)
_QUOTE_NAME = re.compile(r"quot|cita[ct]|speech|opinion|expert")
_MIN_SLUG_WORDS = 4  # at the end of an article's address; the pages of persons have fewer
_LONG_NUMBER = re.compile(r"\d{5}")  # in the address of an article: its number or its day
_BETWEEN_WORDS = re.compile(r"[_-]+")
_SENTENCE_ENDS = frozenset(".!…;:,")  # at the end of a line that is no headline
_MIN_CAPITALS = 0.8  # of the letters of a link in capitals
_MAX_CAPITALS_CHARS = 200  # a longer line is a paragraph


def teaser_cards(blocks: Sequence[Block], chosen: Sequence[Block], host: str) -> set[int]:
    """Return the indexes of chosen blocks in cards of teasers below the text.

    Each card has one headline, which links to a page of the site. ``host`` is that of the page.
    """
    cards_by_path: defaultdict[str, list[tuple[Block, Box]]] = defaultdict(list)  # with headlines
    for block in blocks:
        if block.heading < 2 or not _is_linked_headline(block) or not _leads_to_page(block, host):
            continue  # no heading that as a whole is a link to another page of the site
        if (card := _card_of(block)) is not None:
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


def single_cards(blocks: Sequence[Block], chosen: Sequence[Block], host: str) -> set[int]:
    """Return the indexes of chosen blocks in one or two cards of one path amid the text.

    Their characters are a small part of the chosen ones.
    """
    if not chosen:
        return set()
    cards_by_path: defaultdict[str, list[list[Block]]] = defaultdict(list)
    # The headline of a card may be left out by the block model while its teaser is chosen.
    for block in blocks[chosen[0].index : chosen[-1].index + 1]:
        is_headline = _is_linked_headline(block) and block.text[-1] not in _SENTENCE_ENDS
        if is_headline and _leads_to_page(block, host):
            lines = _lines_of_link(block, blocks) or _lines_of_card(block, blocks)
            if lines:
                cards_by_path[block.box.path].append(lines)
    chosen_indexes = {block.index for block in chosen}
    chars = sum(len(block.text) for block in chosen)
    few = (cards for cards in cards_by_path.values() if len(cards) < _MIN_CARDS)
    lines_in_cards = [line for cards in few for lines in cards for line in lines]
    if sum(len(line.text) for line in lines_in_cards) > _MAX_SHARE_OF_CARDS * chars:
        return set()
    return chosen_indexes.intersection(line.index for line in lines_in_cards)


def _lines_of_link(headline: Block, blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks inside the link that begins at a headline, if they are several."""
    lines = [headline]
    for block in blocks[headline.index + 1 : headline.index + _MAX_CARD_BLOCKS]:
        # A block without a link of its own is inside the link that began above it.
        if block.links or not _is_link(block):
            break
        lines.append(block)
    return lines if len(lines) > 1 else []


def _lines_of_card(headline: Block, blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks of the box that holds a headline and one teaser, or [].

    Other boxes have such a form, too: a quote with the linked name of its speaker, or a paragraph
    on a document with a linked title. So the box needs the name of a card, or a label.
    """
    card = _card_of(headline)
    if card is None or card.blocks > _MAX_SINGLE_CARD_BLOCKS:
        return []
    if card.tag == "p":
        return _label_and_headline(headline, card, blocks)
    if _QUOTE_NAME.search(card.names):
        return []
    start = max(0, headline.index - card.blocks + 1)
    near = blocks[start : headline.index + card.blocks]
    lines = [block for block in near if is_in(block.box, card)]
    others = [line for line in lines if not _is_linked_headline(line)]
    teasers = [line for line in others if len(line.text) > _MAX_LABEL_CHARS]
    if len(teasers) > 1 or any(len(line.text) > _MAX_TEASER_CHARS for line in teasers):
        return []
    if not _CARD_NAME.search(card.names) and not any(is_link_label(line.text) for line in others):
        return []
    is_quote = any(line.text[0] in SPEECH_STARTS for line in others)
    is_apart = within(card, _STRUCTURE, _MAX_CARD_LEVELS) is None
    return lines if is_apart and not is_quote else []


def _label_and_headline(headline: Block, card: Box, blocks: Sequence[Block]) -> list[Block]:
    """Return the two lines of a paragraph that is a label with a colon above a headline, or []."""
    label = blocks[headline.index - 1] if headline.index else headline
    is_label = label.text.endswith(":") and not label.links and len(label.text) <= _MAX_LABEL_CHARS
    return [label, headline] if is_label and label.box is card and card.blocks == 2 else []


def teasers_at_end(chosen: Sequence[Block]) -> set[int]:
    """Return the indexes of the chosen blocks from a label such as «Другие новости» to the end.

    Below the label are only linked headlines, at least two, each with at most one short teaser.
    """
    for place in range(len(chosen) - 1, -1, -1):
        block = chosen[place]
        if is_link_label(block.text) and not block.link_chars:
            label, *below = chosen[place:]
            are_teasers = len(below) > 1 and _are_teasers(below)
            return {label.index, *(teaser.index for teaser in below)} if are_teasers else set()
        if not _is_linked_headline(block) and len(block.text) > _MAX_TEASER_CHARS:
            break
    return set()


def headlines_at_end(blocks: Sequence[Block], chosen: Sequence[Block], host: str) -> set[int]:
    """Return the chosen blocks from a subhead to the end, if only links to articles are below it.

    The first two blocks below the subhead and all chosen ones are links to pages of the site, as a
    whole. So the subhead needs no known word. The text of a digest has sections of this form, too:
    its links are sentences, or an earlier subhead is above such a link.
    """
    for place in range(len(chosen) - 1, 0, -1):
        line = chosen[place]
        if _is_linked_line(line, host):
            continue
        below = blocks[line.index + 1 : max(chosen[-1].index, line.index + _MIN_HEADLINES) + 1]
        is_above_links = len(below) >= _MIN_HEADLINES and all(
            _is_linked_line(block, host) and _is_headline_of_article(block) for block in below
        )
        is_end = is_above_links and _is_subhead(line) and not _is_digest(chosen[:place], host)
        return {block.index for block in chosen[place:]} if is_end else set()
    return set()


def teasers_below_headlines(chosen: Sequence[Block], host: str) -> set[int]:
    """Return the last chosen blocks if they are headlines of other articles, each with a teaser.

    Each headline leads to an article of the site as a whole, and shares its box with one short
    teaser. At least two pairs are below a longer text: a shorter one introduces a digest.
    """
    start = len(chosen)
    while start >= 2 and _is_pair(chosen[start - 2], chosen[start - 1], host):
        start -= 2
    pairs, above = chosen[start:], chosen[:start]
    chars = sum(len(block.text) for block in pairs)
    chars_above = sum(len(block.text) for block in above)
    are_teasers = len(pairs) >= 2 * _MIN_HEADLINES and chars_above >= max(_MIN_CHARS_ABOVE, chars)
    return {block.index for block in pairs} if are_teasers else set()


def _is_pair(headline: Block, teaser: Block, host: str) -> bool:
    """Return whether a linked headline and a teaser without a link are all of a box."""
    if teaser.link_chars or len(teaser.text) > _MAX_TEASER_CHARS:
        return False
    if not _is_linked_line(headline, host) or not _is_headline_of_article(headline):
        return False
    card = _card_of(headline)
    return card is not None and is_in(teaser.box, card) and card.blocks <= _MAX_PAIR_BLOCKS


def _is_subhead(line: Block) -> bool:
    return not line.link_chars and is_marked_as_subhead(line)


def _is_digest(chosen: Sequence[Block], host: str) -> bool:
    """Return whether a subhead without a known label is right above a link to the site."""
    return any(
        _is_linked_line(link, host) and _is_subhead(line) and not is_link_label(line.text)
        for line, link in pairwise(chosen)
    )


def _is_headline_of_article(link: Block) -> bool:
    """Return whether a link has no end of a sentence, and an address like those of articles.

    Such an address ends with a number, as «/news/4512.html» does, or with many words.
    """
    path = urlsplit(_address(link)).path.strip("/")
    name = path.rpartition("/")[2].partition(".")[0]
    is_numbered = name.isdigit() or _LONG_NUMBER.search(name) is not None
    is_article = is_numbered or len(_BETWEEN_WORDS.split(name)) >= _MIN_SLUG_WORDS
    return is_article and link.text[-1] not in _SENTENCE_ENDS


def _is_linked_line(block: Block, host: str) -> bool:
    """Return whether a line of several words is as a whole a link to a page of the site."""
    return _is_link(block) and " " in block.text and _leads_to_page(block, host)


def _are_teasers(below: Sequence[Block]) -> bool:
    """Return whether blocks are linked headlines, each with at most one teaser below it."""
    are_headlines = list(map(_is_linked_headline, below))
    are_alternating = all(one or other for one, other in pairwise(are_headlines))
    return sum(are_headlines) > 1 and are_headlines[0] and are_alternating


def _is_in_card(block: Block, card_ids: set[int]) -> bool:
    return any(id(box) in card_ids for box in around(block.box, _MAX_LEVELS_IN_CARD))


def links_in_capitals(chosen: Sequence[Block]) -> set[int]:
    """Return the indexes of paragraphs among the text that are a link in capitals as a whole."""
    links = [
        block
        for block in chosen
        if not block.heading
        and len(block.text) <= _MAX_CAPITALS_CHARS
        and block.text[-1] not in ".!?…:"
        and _is_linked_headline(block)
        and _has_capitals(block.text)
    ]
    if not links:
        return set()
    paths = {block.box.path for block in chosen if is_sentence(block)}
    return {block.index for block in links if block.box.path in paths}


def _is_linked_headline(block: Block) -> bool:
    return _is_link(block) and len(block.text.split()) >= _MIN_HEADLINE_WORDS


def _is_link(block: Block) -> bool:
    """Return whether a block is a link as a whole."""
    return block.link_chars >= _MIN_LINK_SHARE * len(block.text)


def _has_capitals(text: str) -> bool:
    """Return whether most letters of a text are capitals; scripts without capitals do not count."""
    letters = [letter for letter in text if letter.isupper() or letter.islower()]
    return sum(map(str.isupper, letters)) >= max(1, _MIN_CAPITALS * len(letters))


def _leads_to_page(block: Block, host: str) -> bool:
    """Return whether the first link of a block leads to a page of the site."""
    try:
        target = urlsplit(_address(block))
    except ValueError:  # a damaged address
        return False
    is_page = target.scheme in ("", "http", "https") and bool(target.path.strip("/"))
    return is_page and _plain(target.hostname or host) == _plain(host)


def _address(block: Block) -> str:
    """Return the address of the first link of a block, or an empty text."""
    href = next((link.get("href") for link in block.elements if link.get("href")), "")
    return href.strip()


def _plain(host: str) -> str:
    return host.lower().removeprefix("www.")


def _card_of(block: Block) -> Box | None:
    """Return the innermost box that holds a headline and further blocks; None if it is large."""
    boxes = around(block.box, _MAX_CARD_LEVELS)
    card = next((box for box in boxes if box.blocks > 1), None)
    return card if card is not None and card.blocks <= _MAX_CARD_BLOCKS else None
