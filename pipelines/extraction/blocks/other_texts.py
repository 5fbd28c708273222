"""Finds chosen texts that are no part of the article: other articles, fact boxes, second copies.

Notices about cookies are no part of it either; the programs that show them have class names.

By the HTML standard an ``<article>`` element is complete in itself. So if the headline is in one
such element, the text in another one is another article. A fact box has the class name of a fact
box, and begins with a heading of its own.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import accumulate, groupby, islice
from typing import NamedTuple

from pipelines.extraction.blocks.box import Box
from pipelines.extraction.blocks.element_groups import NUMBER_OF_NAME_GROUP
from pipelines.extraction.blocks.places import (
    around,
    box_of_all,
    is_in,
    kinds_around,
    name_test,
    with_body,
)
from pipelines.extraction.blocks.segment import Block, is_sentence
from pipelines.extraction.lines.line_forms import ends_sentence

# If the element with the headline holds fewer characters, the article may be in other elements: on
# one labelled page they hold 2,918 characters of it, and the element with the headline 447.
_MIN_OWN_CHARS = 600
_MIN_HEADLINE_CHARS = 20  # a shorter line that equals the headline may be the name of a section
# Class names of fact boxes: «factbox», «faktaboks», «info-box», «Infokasten».
_names_fact_box = name_test(
    r"fact-?_?s?(?:box|file|sheet)|(?:^|[\s_-])(?:facts?|fakta|fakten)(?:$|[\s_-])|"
    r"fakta-?_?(?:boks|ruta|box)|fakten-?_?box|info-?_?(?:box|boks|kasten|ramka|kader)"
)
# Class names and ids of the programs that ask visitors for consent, such as those of OneTrust,
# Cookiebot, Quantcast, TrustArc, Complianz and Google's Funding Choices.
_names_consent = name_test(
    r"(?:^|\s)(?:onetrust|ot-sdk|ot-pc|cybotcookiebot|didomi|usercentrics|qc-cmp|cmpbox|cmplz|"
    r"truste|osano|iubenda-cs|cky-|fc-(?:consent|dialog)|klaro|tarteaucitron|borlabscookie|"
    r"sp_message|moove_gdpr|cookie-?(?:law|consent|notice|banner)s?(?:$|[\s_-]))"
)
_MAX_CONSENT_LEVELS = 12  # levels of markup between a line of a notice and its outermost box
# Class names of a heading above other articles: «relatedpoststitle», «recommended-heading». Words
# such as «correlated» and «public-relations» are none.
_names_related = name_test(
    r"(?:^|[\s_-]|article|news|post|promote|section)(?:related|recommend|similar)|"
    r"(?:^|[\s_-])(?:you-?(?:may|might)-?)?also-?(?:read|like)"
)
_MAX_RELATED_HEADINGS = 20  # below which articles are looked for
_MIN_OTHER_ARTICLES = 2  # below such a heading
_MAX_LINE_CHARS = 30  # of a date, a label or buttons beside an article
# Class names of a note on the author below a text: «about-author», «post__author-bio». A «bio»
# alone may be the life of a person in the news.
_names_author = name_test(
    r"(?:^|[\s_-])(?:authors?|autor|avtor|byline|contributor|(?:post|writer|user)[_-]{1,2}bio)"
    r"(?:$|[\s_-])"
)
# Class names of what a person in the news says; a box inside them is no note on the author.
_names_speaker = name_test(r"quot|cita|opinion|mnenie|expert|ekspert|speaker|interview|speech")
_MAX_NOTE_BLOCKS = 6  # of a note on the author
_MAX_NOTE_LEVELS = 3  # of markup between a line of a note on the author and its box
_MAX_NOTE_CHARS = 600  # of a note on the author; a longer one may be a part of the text
_MAX_FACT_BOX_LEVELS = 6  # levels of markup between a line of a fact box and the box
_MIN_CHARS_BESIDE = 400  # of the text beside a fact box; else the box may be the text itself
_MIN_CHARS_BELOW = 400  # of the text below a headline; else the text may be above it
_MIN_COPY_CHARS = 1_000  # a shorter paragraph may repeat a quote or the lead
_MIN_REPEATED_LINE_CHARS = 40  # of a last line; shorter ones may be a refrain
_MIN_PART_CHARS = 60  # shorter blocks, such as names, are repeated in any text
_MIN_REPEATED_SHARE = 0.6  # of a copy's characters; the rest may be cut or in other blocks
_MIN_COPY_PARTS, _MIN_PARTS_CHARS = 2, 300  # repeated paragraphs, and their characters together
_MAX_EXAMINED_PARTS = 100  # long blocks in copies that may be parts of other blocks
_HIDDEN = NUMBER_OF_NAME_GROUP["hidden"]
_MAX_HIDDEN_LEVELS = 4  # of markup between a copy and the box that is hidden
_DASHES = "-–—"  # the dash of a quote may be cut from a copy
_MAX_GAP_BLOCKS = 2  # that differ a little among repeated paragraphs, such as «PAP» and «pap»
_MAX_HEADING_CHARS = 120  # a longer line is a paragraph


def other_articles(blocks: Sequence[Block], chosen: Sequence[Block], headline: str) -> set[int]:
    """Return the indexes of chosen blocks in ``<article>`` elements without the headline."""
    own = _article_with(blocks, headline)
    if own is None:
        return set()
    ids_around_own = {id(box) for box in with_body(own)}
    own_chars = 0
    indexes: set[int] = set()
    for box, group in groupby(chosen, key=lambda block: _innermost_article(block.box)):
        if box is own:
            own_chars += sum(len(block.text) for block in group)
        elif box is not None and id(box) not in ids_around_own and not is_in(box, own):
            indexes |= {block.index for block in group}
    return indexes if own_chars >= _MIN_OWN_CHARS else set()


def articles_below_heading(blocks: Sequence[Block], chosen: Sequence[Block]) -> set[int]:
    """Return the indexes of the blocks in ``<article>`` elements below a heading of related texts.

    The class of the heading names related texts. The heading is in none of these elements, of which
    there are at least two, and much chosen text is above it. A long line outside of the elements
    ends the search.
    """
    chars_up_to = zip(chosen, accumulate(len(block.text) for block in chosen), strict=True)
    # The block with which the text above is long enough.
    last_above = next((block for block, chars in chars_up_to if chars >= _MIN_OWN_CHARS), None)
    if last_above is None:
        return set()
    below = blocks[last_above.index + 1 : chosen[-1].index + 1]
    headings = (block for block in below if block.heading >= 2 and _names_related(block.box.names))
    for heading in islice(headings, _MAX_RELATED_HEADINGS):
        if indexes := _articles_right_below(heading, blocks):
            return indexes
    return set()


def _articles_right_below(heading: Block, blocks: Sequence[Block]) -> set[int]:
    """Return the indexes of the blocks in ``<article>`` elements below a heading, or set()."""
    ids_around = {id(box) for box in with_body(heading.box)}
    article_ids: set[int] = set()
    indexes: set[int] = set()
    for block in blocks[heading.index + 1 :]:
        article = _innermost_article(block.box)
        if article is not None and id(article) not in ids_around:
            article_ids.add(id(article))
            indexes.add(block.index)
        elif len(block.text) > _MAX_LINE_CHARS:
            break
    return indexes if len(article_ids) >= _MIN_OTHER_ARTICLES else set()


def consent_notices(chosen: Sequence[Block]) -> set[int]:
    """Return the indexes of chosen blocks in the boxes of a program that asks for consent."""
    if not any(map(_names_consent, kinds_around(chosen).names)):
        return set()
    return {
        block.index
        for block in chosen
        if any(_names_consent(box.names) for box in around(block.box, _MAX_CONSENT_LEVELS))
    }


def notes_on_author(chosen: Sequence[Block]) -> set[int]:
    """Return the indexes of the last chosen blocks if they are in a box named for the author.

    The box is short, and one of its blocks is a sentence: the author's name alone is no note. A box
    near a quote is none either, since the name of the speaker may be in a box with such a name.
    """
    if not chosen:
        return set()
    boxes = list(around(chosen[-1].box, _MAX_NOTE_LEVELS))
    note = next((box for box in reversed(boxes) if _names_author(box.names)), None)
    if note is None or any(map(_is_of_speaker, boxes)):
        return set()
    inside = [block for block in chosen if is_in(block.box, note)]
    chars_inside = sum(len(block.text) for block in inside)
    chars_beside = sum(len(block.text) for block in chosen) - chars_inside
    is_short = len(inside) <= _MAX_NOTE_BLOCKS and chars_inside <= _MAX_NOTE_CHARS
    if not is_short or chars_beside < _MIN_CHARS_BESIDE or not any(map(is_sentence, inside)):
        return set()
    return {block.index for block in inside}


def lines_above(blocks: Sequence[Block], chosen: Sequence[Block], headline: str) -> set[int]:
    """Return the indexes of chosen lines above the headline that are no sentences.

    Such lines are entries of menus and lists, such as the names of towns.
    """
    titles = [block.index for block in blocks if block.heading and block.text == headline]
    if not titles:
        return set()
    first_title = titles[0]
    chars_below = sum(len(block.text) for block in chosen if block.index > first_title)
    if chars_below < _MIN_CHARS_BELOW:
        return set()
    above = (block for block in chosen if block.index < first_title)
    return {block.index for block in above if not ends_sentence(block.text)}


def fact_boxes(chosen: Sequence[Block]) -> set[int]:
    """Return the indexes of chosen blocks in fact boxes among the text."""
    if not any(map(_names_fact_box, kinds_around(chosen).names)):
        return set()
    boxes: defaultdict[int, list[Block]] = defaultdict(list)
    for block in chosen:
        if (box := _fact_box(block.box)) is not None:
            boxes[id(box)].append(block)
    inside = {block.index for group in boxes.values() for block in group}
    chars_beside = sum(len(block.text) for block in chosen if block.index not in inside)
    if chars_beside < _MIN_CHARS_BESIDE:
        return set()
    with_heading = (group for group in boxes.values() if _is_heading(group[0]))
    return {block.index for group in with_heading for block in group}


def whole_copies(chosen: Sequence[Block]) -> set[int]:
    """Return the indexes of long chosen blocks that repeat other chosen blocks, as one paragraph.

    Some pages hold their text a second time, without its markup, for readers who do not pay.
    """
    indexes: set[int] = set()
    for block in chosen:
        if len(block.text) < _MIN_COPY_CHARS:
            continue
        keys = (other.key for other in chosen if len(other.text) >= _MIN_PART_CHARS)
        repeated_chars = sum(len(key) for key in keys if key != block.key and key in block.key)
        if repeated_chars >= _MIN_REPEATED_SHARE * len(block.key):
            indexes.add(block.index)
    return indexes


def repeated_last_line(chosen: Sequence[Block]) -> set[int]:
    """Return the index of the last chosen block if it repeats one earlier block, else set().

    Page templates repeat a call to the reader or the lead below the text. If the block above is
    a repetition as well, or the text has the line more than twice, the author may repeat it: the
    entries of a list and the verses of a song do so. The text of a quote is no original.
    """
    if not chosen or len(chosen[-1].text) < _MIN_REPEATED_LINE_CHARS:
        return set()
    *above, last = chosen
    originals = [block for block in above if block.key == last.key]
    if len(originals) != 1:
        return set()
    if any(map(_is_of_speaker, around(originals[0].box, _MAX_NOTE_LEVELS))):
        return set()
    beside = above[-1].key
    return set() if any(block.key == beside for block in above[:-1]) else {last.index}


def copies_in_other_boxes(chosen: Sequence[Block]) -> set[int]:
    """Return the indexes of chosen blocks that repeat earlier ones in a box of their own.

    Some pages hold their text once for wide and once for narrow screens, or for printing. The copy
    has other markup than the original, or is in a hidden box. Other repeated text is kept: the
    entries of a list may repeat each other.
    """
    indexes: set[int] = set()
    rests: list[_Rest] = []
    blocks_inside: dict[int, Sequence[Block]] = {}  # by the id of a box; many runs may share a box
    places = {block.index: place for place, block in enumerate(chosen)}
    for run in _repeated_runs(chosen):
        parts = [repeat.copy for repeat in run if len(repeat.copy.text) >= _MIN_PART_CHARS]
        box = _box_of_copy(run, parts)
        if box is None:
            continue
        if (inside := blocks_inside.get(id(box))) is None:
            inside = blocks_inside[id(box)] = _inside(chosen, box, places[parts[0].index])
        repeated = {repeat.copy.index for repeat in run}
        chars_inside = sum(len(block.text) for block in inside)
        if sum(len(part.text) for part in parts) >= _MIN_REPEATED_SHARE * chars_inside:
            # The whole box is a copy: what else it holds may belong to the copy, and repeated
            # blocks outside of the box are kept.
            others = [block for block in inside if block.index not in repeated]
            rests.append(_Rest(places[inside[0].index], others))
            repeated &= {block.index for block in inside}
        indexes |= repeated
    return indexes | _rests_of_copies(chosen, rests)


class _Repeat(NamedTuple):
    """A block that repeats an earlier block."""

    copy: Block
    original: Block


class _Rest(NamedTuple):
    """What the box of a copy holds beside the copy."""

    place: int  # of the box's first block among the chosen blocks
    others: Sequence[Block]


def _box_of_copy(run: Sequence[_Repeat], parts: Sequence[Block]) -> Box | None:
    """Return the innermost box of the copies if they are a copy of the text, else None.

    ``parts`` are the long copies. They must be enough, and their box must hold no original.
    """
    chars = sum(len(part.text) for part in parts)
    if len(parts) < _MIN_COPY_PARTS or chars < _MIN_PARTS_CHARS:
        return None
    box = box_of_all([part.box for part in parts])
    if box is None or any(is_in(repeat.original.box, box) for repeat in run):
        return None
    return box if _is_apart(run) else None


def _rests_of_copies(chosen: Sequence[Block], rests: Iterable[_Rest]) -> set[int]:
    """Return the indexes of the other blocks in the boxes of copies that belong to the copies.

    They are parts of the text above the box. If all its long blocks are such parts, or it has no
    other long block, its short lines belong to the copy, too.
    """
    indexes: set[int] = set()
    examined = 0
    for place, others in rests:
        long_blocks = [block for block in others if len(block.text) >= _MIN_PART_CHARS]
        parts: set[int] = set()
        examined += len(long_blocks)
        if long_blocks and examined <= _MAX_EXAMINED_PARTS:
            above = "".join(block.key for block in chosen[:place])
            # A part may be cut, with dots at its end.
            parts = {block.index for block in long_blocks if block.key.rstrip(".…") in above}
        if len(parts) == len(long_blocks):  # all of it is a copy
            indexes |= {block.index for block in others}
        else:
            indexes |= parts
    return indexes


def _is_apart(run: Sequence[_Repeat]) -> bool:
    """Return whether most copies have another path than their originals, or are hidden."""
    differing = sum(copy.box.path != original.box.path for copy, original in run)
    hidden = sum(
        copy.box.depth - copy.box.nearest[_HIDDEN] <= _MAX_HIDDEN_LEVELS for copy, _ in run
    )
    return 2 * max(differing, hidden) > len(run)


def _repeated_runs(chosen: Sequence[Block]) -> list[list[_Repeat]]:
    """Return the runs of blocks that repeat earlier blocks in the order of these.

    A run ends after more than _MAX_GAP_BLOCKS new blocks in a row. It also ends before a long block
    whose original is not below the last long original.
    """
    runs: list[list[_Repeat]] = [[]]
    first_place: dict[str, int] = {}  # by the key of a block: the place of the first block with it
    last_original = -1  # the place of the last long original of the run
    gap = 0  # new blocks since the last repeat
    for place, block in enumerate(chosen):
        original = first_place.setdefault(block.key.lstrip(_DASHES), place)
        is_repeat, is_long = original < place, len(block.text) >= _MIN_PART_CHARS
        gap = 0 if is_repeat else gap + 1
        if gap > _MAX_GAP_BLOCKS or (is_repeat and is_long and original <= last_original):
            runs.append([])
            last_original = -1
        if is_repeat:
            runs[-1].append(_Repeat(block, chosen[original]))
            last_original = original if is_long else last_original
    return runs


def _inside(chosen: Sequence[Block], box: Box, place: int) -> Sequence[Block]:
    """Return the chosen blocks in a box, of which the block at ``place`` is one."""
    start = end = place
    while start > 0 and is_in(chosen[start - 1].box, box):
        start -= 1
    while end < len(chosen) and is_in(chosen[end].box, box):
        end += 1
    return chosen[start:end]


def _article_with(blocks: Sequence[Block], headline: str) -> Box | None:
    """Return the innermost ``<article>`` element around the headline, or None."""
    shown = (
        _innermost_article(block.box)
        for block in blocks
        if block.text == headline and (block.heading or len(headline) >= _MIN_HEADLINE_CHARS)
    )
    return next((box for box in shown if box is not None), None)


def _innermost_article(box: Box) -> Box | None:
    """Return the innermost ``<article>`` element that contains a box, or None."""
    return next((outer for outer in with_body(box) if outer.tag == "article"), None)


def _fact_box(box: Box) -> Box | None:
    """Return the outermost box with the name of a fact box around a box, or None."""
    boxes = [outer for outer in around(box, _MAX_FACT_BOX_LEVELS) if _names_fact_box(outer.names)]
    return boxes[-1] if boxes else None


def _is_of_speaker(box: Box) -> bool:
    return box.tag == "blockquote" or _names_speaker(box.names)


def _is_heading(block: Block) -> bool:
    is_marked = block.heading > 0 or 2 * block.bold_chars >= len(block.text)
    is_short = len(block.text) <= _MAX_HEADING_CHARS
    return is_short and (is_marked or block.text[-1] not in ".!?…")
