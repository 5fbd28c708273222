"""Finds parts of the text in boxes of their own amid its paragraphs.

Such parts are entries of one kind, as in a chronology or a list of winners, posts of other people
in social networks, and the speaker below a quote. No names of classes show them: they are in the
box that holds the paragraphs of the text, between two of these paragraphs, and lead nowhere.
"""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import groupby, pairwise, takewhile

from pipelines.extraction.blocks.box import Box
from pipelines.extraction.blocks.places import (
    is_in,
    is_other_box,
    outer_box,
    quote_around,
    with_body,
)
from pipelines.extraction.blocks.segment import Block, is_sentence
from pipelines.extraction.facts.person_names import is_cyrillic, leading_person
from pipelines.extraction.lines.channel_links import channel_of
from pipelines.extraction.lines.credit_lines import is_credit_line
from pipelines.extraction.lines.line_forms import ends_sentence
from pipelines.extraction.lines.link_labels import is_link_label
from pipelines.extraction.lines.noise_lines import noise_reason
from pipelines.extraction.lines.promotion_words import OFFER, OUR, REQUEST
from pipelines.parsing.date_lines import is_date_line
from pipelines.parsing.dates import holds_date

_MIN_PARAGRAPHS = 2  # chosen ones in the box of the text
_MIN_ENTRIES = 2  # of one kind
_MAX_ENTRY_BLOCKS = 6  # such as the hour, the place and two paragraphs
_MAX_ENTRY_CHARS = 1_500  # of the texts of an entry; a longer one is a section
_MAX_TAIL_BLOCKS = 60  # below the last paragraph, in the box of the text
_MIN_LINES = 3  # of a list below the text
_MAX_POST_BLOCKS = 6  # writer, two paragraphs, date, link
_WORDS_AND_SPEAKER = 2  # blocks of a box that is a quote
_MAX_SPEAKER_CHARS = 90  # a longer line below a quote is a paragraph
_LIST_TAGS = frozenset({"table", "ul", "ol", "dl"})
_CONTROLS = ("form", "input", "textarea", "img", "picture")
# Attributes and roles of elements that a script makes links or buttons.
_SCRIPTED = frozenset({"data-href", "data-url", "data-link", "onclick"})
_SCRIPTED_ROLES = frozenset({"link", "button"})
_SENTENCE_ENDS = ".!?…:;"
_DASHES = "-–—― "
_BEFORE_ROLE = (",", " (", " –", " —")
_NAME_AND_DETAIL = re.compile(r"\s[–—]\s+[^\W\d_«„“\"]")  # «1 место — Алина Громова»
_HASHTAG = re.compile(r"#[^\W\d_]")


class _Part:
    """A box in the box of the text, with its blocks; or a run of text between such boxes."""

    def __init__(self, box: Box | None, blocks: list[Block]) -> None:
        self.box = box
        self.blocks = blocks
        # Parts of one kind have equal markup.
        self.kind = (box.tag_and_class if box else "", tuple(block.box.path for block in blocks))


def parts_amid(blocks: Sequence[Block], chosen: Sequence[Block]) -> set[int]:
    """Return the indexes of the blocks amid the text that belong to it by their structure."""
    paragraphs = [block for block in chosen if is_sentence(block)]
    text_box = _text_box(paragraphs)
    if text_box is None:
        return set()
    own = [block for block in paragraphs if outer_box(block.box) is text_box]
    first, last = own[0].index, own[-1].index
    taken = {block.index for block in chosen}
    below = blocks[last + 1 : last + 1 + _MAX_TAIL_BLOCKS]
    tail = list(takewhile(lambda block: is_in(block.box, text_box), below))
    if all(block.index in taken for block in (*blocks[first:last], *tail)):
        return set()
    parts = _parts(blocks[first : last + 1], text_box)
    own_indexes = {block.index for block in own}
    kinds = Counter(
        part.kind for part in parts for block in part.blocks if block.index in own_indexes
    )
    kind_of_paragraphs = max(kinds, key=lambda kind: kinds[kind])
    indexes = _entries(parts, kind_of_paragraphs) | _posts(parts, taken)
    indexes |= _signed_quotes(parts)
    if not any(block.heading == 1 and is_in(block.box, text_box) for block in blocks[:first]):
        indexes |= _entries_at_end(_parts(tail, text_box), kind_of_paragraphs)
    return indexes


def _parts(blocks: Sequence[Block], text_box: Box) -> list[_Part]:
    """Return the parts of the box of the text that some blocks of it make up, in their order."""
    by_child = groupby(blocks, lambda block: _child(block, text_box))
    return [_Part(box, list(group)) for box, group in by_child]


def _text_box(paragraphs: Sequence[Block]) -> Box | None:
    """Return the box that holds most of the chosen paragraphs, or None."""
    counts = Counter(id(outer_box(block.box)) for block in paragraphs)
    if not counts:
        return None
    [(box_id, count)] = counts.most_common(1)
    if count < _MIN_PARAGRAPHS:
        return None
    boxes = (outer_box(block.box) for block in paragraphs)
    return next(box for box in boxes if id(box) == box_id)


def _child(block: Block, text_box: Box) -> Box | None:
    """Return the outermost box around a block inside the box of the text, or None."""
    child: Box | None = None
    for box in with_body(block.box):
        if box is text_box:
            return child
        child = box
    return None


def _is_taken(part: _Part, taken: set[int]) -> bool:
    return all(block.index in taken for block in part.blocks)


def _entries(parts: Sequence[_Part], kind_of_paragraphs: object) -> set[int]:
    """Return the blocks of parts of one kind that follow each other and are like entries."""
    indexes: set[int] = set()
    for kind, group in groupby(parts, lambda part: part.kind):
        run = list(group)
        if kind == kind_of_paragraphs or len(run) < _MIN_ENTRIES or not all(map(_is_entry, run)):
            continue
        with_sentence = [part for part in run if any(map(is_sentence, part.blocks))]
        if 2 * len(with_sentence) < len(run):
            continue
        texts = [block.text for part in run for block in part.blocks]
        if len(set(texts)) == len(texts):  # a text that is repeated is a label
            indexes |= {block.index for part in run for block in part.blocks}
    return indexes


def _is_entry(part: _Part) -> bool:
    """Return whether a part ends with a sentence, and has no links, pictures and controls."""
    if part.box is None or len(part.blocks) > _MAX_ENTRY_BLOCKS:
        return False
    if sum(len(block.text) for block in part.blocks) > _MAX_ENTRY_CHARS:
        return False
    last = part.blocks[-1].text
    if not ends_sentence(last) or any(block.links for block in part.blocks):
        return False
    return all(map(_may_be_text, part.blocks)) and not _has_controls(part.box)


def _may_be_text(block: Block) -> bool:
    text = block.text
    return not (
        is_other_box(block.box)
        or noise_reason(text) is not None
        or is_credit_line(text)
        or is_link_label(text)
        or (OUR.search(text) and (REQUEST.search(text) or OFFER.search(text)))
    )


def _has_controls(box: Box) -> bool:
    return box.element.tag in _CONTROLS or next(box.element.iter(*_CONTROLS), None) is not None


def _entries_at_end(parts: Sequence[_Part], kind_of_paragraphs: object) -> set[int]:
    """Return the blocks of entries of one kind right below the text, such as a list of winners.

    Comments of readers and polls stand there, too. So each entry is one line, or begins with a time
    of day, and none is a question. A table is a single part that holds all lines. Outside of tables
    and lists, tags, reactions and contacts stand there: most lines need the form of an entry.
    """
    if not parts or parts[0].kind == kind_of_paragraphs:
        return set()
    run = list(takewhile(lambda part: part.kind == parts[0].kind, parts))
    lines = [block for part in run for block in part.blocks]
    are_lines = len({block.box.path for block in lines}) == 1
    have_hours = all(_begins_with_time(part) for part in run)
    is_long = len(lines) >= (_MIN_LINES if are_lines else 2 * _MIN_ENTRIES)
    if not is_long or not (are_lines or have_hours):
        return set()
    boxes = [part.box for part in run if part.box is not None and not _has_controls(part.box)]
    if len(boxes) < len(run) or any(map(_is_scripted, boxes)):
        return set()
    is_list = boxes[0].tag in _LIST_TAGS
    have_form = have_hours or 2 * sum(map(_has_form_of_entry, lines)) > len(lines)
    if not is_list and (len(run) == 1 or not have_form):
        return set()
    are_unlike = len({block.text for block in lines}) == len(lines)
    if not are_unlike or not all(map(_may_be_line, lines)):
        return set()
    return {block.index for block in lines}


def _is_scripted(box: Box) -> bool:
    """Return whether a box is or holds an element that a script makes a link or a button."""
    return any(
        not _SCRIPTED.isdisjoint(element.keys()) or element.get("role") in _SCRIPTED_ROLES
        for element in box.element.iter("*")
    )


def _has_form_of_entry(line: Block) -> bool:
    """Return whether a line is a sentence or a name with details after a dash, without a mail."""
    text = line.text
    has_form = ends_sentence(text) or _NAME_AND_DETAIL.search(text) is not None
    return has_form and "@" not in text


def _begins_with_time(part: _Part) -> bool:
    text = part.blocks[0].text
    return text[0].isdigit() and is_date_line(text)


def _may_be_line(block: Block) -> bool:
    """Return whether a line below the text may belong to it; a name with a day is a reader's."""
    is_label = not ends_sentence(block.text) and not is_date_line(block.text)
    is_dated = is_label and holds_date(block.text)
    is_other = block.links or is_dated or block.text.endswith("?") or _HASHTAG.match(block.text)
    return not is_other and _may_be_text(block)


def _signed_quotes(parts: Sequence[_Part]) -> set[int]:
    """Return the blocks of quotes that have a name right below them, with these names."""
    indexes: set[int] = set()
    for quote, line in pairwise(parts):
        is_quote = quote.box is not None and quote.box.tag == "blockquote"
        lines = [*quote.blocks, *line.blocks]
        if not is_quote or len(line.blocks) > 1 or len(lines) > _MAX_ENTRY_BLOCKS:
            continue
        is_plain = not any(block.links for block in lines) and all(map(_may_be_text, lines))
        if is_plain and _names_speaker(line.blocks[0].text):
            indexes |= {block.index for block in lines}
    return indexes


def _posts(parts: Sequence[_Part], taken: set[int]) -> set[int]:
    """Return the blocks of boxes whose links lead to social networks alone, with a sentence."""
    indexes: set[int] = set()
    for part in parts:
        links = [link.get("href") or "" for block in part.blocks for link in block.elements]
        if part.box is None or not links or _is_taken(part, taken):
            continue
        if len(part.blocks) > _MAX_POST_BLOCKS or not all(map(channel_of, links)):
            continue
        lines = [block for block in part.blocks if noise_reason(block.text) is None]
        if any(map(is_sentence, lines)) and not any(_asks_reader(line.text) for line in lines):
            indexes |= {line.index for line in lines}
    return indexes


def _asks_reader(text: str) -> bool:
    return any(pattern.search(text) for pattern in (REQUEST, OFFER, OUR))


def speakers_below_quotes(blocks: Sequence[Block], chosen: Sequence[Block]) -> set[int]:
    """Return the lines right below chosen quotes amid the text that name who said them."""
    taken = {block.index for block in chosen}
    indexes: set[int] = set()
    for quote in chosen[:-1]:
        index = quote.index + 1
        if index in taken or index + 1 not in taken:
            continue
        line = blocks[index]
        if line.links or line.heading or len(line.text) > _MAX_SPEAKER_CHARS:
            continue
        quote_box = quote_around(quote)
        if quote_box is None:
            is_beside = _are_alone(quote, line)
        else:
            is_beside = quote_box.parent in (line.box, line.box.parent)
        if is_beside and _names_speaker(line.text) and _may_be_text(line):
            indexes.add(index)
    return indexes


def _are_alone(words: Block, line: Block) -> bool:
    """Return whether a box holds nothing but what somebody says and a line with a dash below it."""
    holder = line.box.parent
    is_shared = (
        holder is not None and holder is words.box.parent and holder.blocks == _WORDS_AND_SPEAKER
    )
    return is_shared and line.text[0] in _DASHES


def _names_speaker(text: str) -> bool:
    """Return whether a line begins with the name of a person, and is no sentence.

    Labels such as «Watch Video» have the form of names in Latin letters. So such a name needs a
    dash above it or a role after it.
    """
    line = text.lstrip(_DASHES)
    name = leading_person(line)
    is_sure = line != text or is_cyrillic(name) or line[len(name) :].startswith(_BEFORE_ROLE)
    return name != "" and is_sure and text[-1] not in _SENTENCE_ENDS
