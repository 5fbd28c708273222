"""Finds the comments of readers below an article.

A single sign is never enough. These are comments:

- at least two boxes of one path, each with one link to reply;
- what follows a heading such as «Комментарии», if two lines of one path there have a name and a
  date;
- at least two boxes of one path below the text, with the class name of a single comment. Quotes of
  experts have such names, too. So no paragraph of the text is among these boxes, and none follows
  them unless they have dates;
- what follows the text, if at least two lines of one path there have a day and a time of day, or
  how long ago it was, and a name beside or above them.
"""

import re
from bisect import bisect
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from pipelines.extraction.blocks.box import Box
from pipelines.extraction.blocks.places import (
    around,
    box_of_all,
    is_in,
    kinds_around,
    name_test,
    shared_box,
)
from pipelines.extraction.blocks.segment import Block, is_sentence
from pipelines.parsing.date_lines import is_date_line
from pipelines.parsing.dates import find_date, holds_date

_REPLY = frozenset({
    "ответить", "цитировать", "відповісти", "адказаць", "жауап беру", "җавап бирергә",
    "reply", "antworten", "odpowiedz", "répondre", "responder", "rispondi", "beantwoorden",
    "svara", "svar", "yanıtla", "cevapla",
})  # fmt: skip
_MAX_REPLY_CHARS = max(map(len, _REPLY))
# «Комментарии (12)», «3 comments»
_HEADING = re.compile(
    r"^\W*(?:\d+ )?(?:\w+ )?(?:комментари(?:й|и|я|ев)|коментар(?:і|ів)|каментар(?:ы|ыі|ыяў)|"
    r"пікірлер|comments?|kommentare?|komentarze|komentarzy|opinie|commentaires?|comentarios?|"
    r"commenti|comentários?|reacties|yorumlar)(?: читателей| czytelników)?\W*\d*\W*$",
    re.IGNORECASE,
)
# Class names of the box of one comment: «comment», «comment-content», «coment», «kommentar_text».
_names_comment = name_test(
    r"(?:^|\s)(?:com+ent|kom+entar[a-z]{0,2}|otzyv)"
    r"(?:[-_](?:body|content|text|item|message))?(?:$|\s)"
)
_TIME = re.compile(r"\b(?:[01]?\d|2[0-3])[:.][0-5]\d\b")
# «1 ч. назад», "2 hours ago", „vor 3 Stunden“
_AGO = re.compile(
    r"\b\d{1,2}\s?(?:сек|мин|ч|час|дн|день|дня|нед|мес|хв|год)\w{0,6}\.? (?:назад|тому)\b"
    r"|\b(?:\d{1,2}|an?)\s?(?:sec|min|h|hour|day|week|month)\w{0,4}\.? ago\b"
    r"|\bvor \d{1,2} (?:min|stunde|tag|woche)\w{0,4}\b|\bhace \d{1,2} (?:min|hora|día)\w{0,4}\b"
    r"|\bil y a \d{1,2} ?(?:min|h|jour)\w{0,4}\b|\b\d{1,2} (?:min|godz|dni)\w{0,5}\.? temu\b",
    re.IGNORECASE,
)
_DATE_PARTS = re.compile(r"\d[\d.:/,-]*|[()\[\]|·•#]+")
# A name of up to three words without the end of a sentence: «Пётр», "guest_77", «Анна К.»
_HOLDS_NAME = re.compile(r"^\W*[^\W\d_][\w.’'-]{1,30}(?:\s+[\w.’'-]{1,30}){0,2}(?<![!?…])\W*$")
# A period that ends no initial, as in «Вода поднялась.»
_ENDED_SENTENCE = re.compile(r"\w{3}\.\W*$")
# Words beside a date that are no name: «во вторник», «в пятницу», "godz."
_DATE_WORD = re.compile(
    r"\b(?:в|во|на|от|с|до|к|года|году|godz|klo|kl|um|am|ab|on|at|from|the|przed|dnia|"
    r"понедельник\w*|вторник\w*|сред[аыуе]|четверг\w*|пятниц\w+|суббот\w+|воскресень\w+|"
    r"uhr|pm|утр\w+|дн[ея]м?|вечер\w*|ноч\w+|час\w*|мин\w*|мск|время|времени|местного|"
    r"московск\w+)\b\.?",
    re.IGNORECASE,
)
# Class names of a chronology or a programme, whose entries have times, too.
_names_chronicle = name_test(
    r"time-?_?line|chron|hronik|xronik|history|histori|schedul|program|agenda|afisha|raspisan|"
    r"live-?_?blog|events?(?:$|[\s_-])"
)
_MAX_NAME_LEVELS = 3  # of markup from a name or a date up to the box around both
_MAX_COMMENT_BLOCKS = 400  # in the box around them: a comment, or the list of all comments
_MIN_CHARS_ABOVE = 200  # of chosen text above such boxes; else they may be the text itself
_MIN_PARAGRAPH_CHARS = 60  # of the text; a shorter sentence may be a label or a button
_LABEL_WORDS = 2  # by which the line above a comment is known, such as «Комментарий читателя»
_MIN_COMMENTS = 2
_MAX_PATHS = 10  # of the boxes of comments on a page
_MAX_LABEL_CHARS = 40  # a longer line is no link to reply and no heading of comments
_MAX_NAME_CHARS = 80  # of a line with the name of a reader and a date
_MAX_BLOCKS_BELOW_HEADING = 200  # comments further below are not looked for
_MAX_BLOCKS_TO_FIRST = 8  # from the heading to the first writer
_MAX_LEVELS = 5  # of markup between a link to reply and the box of its comment
_MAX_BLOCKS_BELOW_TEXT = 30  # below the last chosen block
_MIN_COMMENT_CHARS = 5  # beside a link to reply


def comments(blocks: Sequence[Block], chosen: Sequence[Block]) -> set[int]:
    """Return the indexes of the blocks that are comments; ``chosen`` are those of the text."""
    end = chosen[-1].index + 1 if chosen else 0  # below a later heading nothing is chosen
    labelled = _with_reply(blocks) | _below_heading(blocks[:end], blocks)
    return labelled | _in_named_boxes(blocks, chosen) | _at_end(blocks, chosen)


class _BlockInBox(NamedTuple):
    """A block, and the box of a comment around it."""

    block: Block
    box: Box


def _with_reply(blocks: Sequence[Block]) -> set[int]:
    """Return the indexes of the blocks in boxes of one path that each hold one link to reply."""
    indexes: set[int] = set()
    for replies in _single_replies(blocks):
        inside = {index for reply in replies for index in _inside(blocks, reply)}
        # On some pages a box holds only writer and link, and the next box holds the comment.
        writers = [blocks[index] for index in sorted(inside) if _is_dated(blocks[index].text)]
        has_two_blocks_each = len(inside) == 2 * len(replies)
        if 2 * len(writers) > len(replies) and has_two_blocks_each:
            inside |= _thread(blocks, writers)
        indexes |= inside
    return indexes


def _single_replies(blocks: Sequence[Block]) -> Iterator[list[_BlockInBox]]:
    """Yield the links to reply whose boxes have one path, if each box holds no other such link."""
    # By the path of a box, and by the id of the box: the links to reply in it.
    replies_by_path: defaultdict[str, defaultdict[int, list[_BlockInBox]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for block in blocks:
        if len(block.text) <= _MAX_REPLY_CHARS and block.text.casefold() in _REPLY:
            box = _comment_box(block)
            if box is not None:
                replies_by_path[box.path][id(box)].append(_BlockInBox(block, box))
    for replies_by_box in replies_by_path.values():
        single = [replies[0] for replies in replies_by_box.values() if len(replies) == 1]
        if len(single) >= _MIN_COMMENTS:
            yield single


def _in_named_boxes(blocks: Sequence[Block], chosen: Sequence[Block]) -> set[int]:
    """Return the indexes of the blocks from the first named box of a comment to the last one.

    The line above the first comment belongs to it if a line between comments begins alike.
    """
    if not any(map(_names_comment, kinds_around(chosen).names)):
        return set()
    in_boxes_by_path: defaultdict[str, list[_BlockInBox]] = defaultdict(list)
    paragraphs = [-1]  # the indexes of the paragraphs outside such boxes
    for block in chosen:
        outer_boxes = around(block.box, _MAX_LEVELS)
        box = next((outer for outer in outer_boxes if _names_comment(outer.names)), None)
        if box is not None:
            in_boxes_by_path[box.path].append(_BlockInBox(block, box))
        elif len(block.text) >= _MIN_PARAGRAPH_CHARS and is_sentence(block):
            paragraphs.append(block.index)
    threads = (
        range(in_boxes[0].block.index, in_boxes[-1].block.index + 1)
        for in_boxes in in_boxes_by_path.values()
        if len({id(box) for _, box in in_boxes}) >= _MIN_COMMENTS
    )
    indexes: set[int] = set()
    for thread in islice(threads, _MAX_PATHS):
        chars_above = sum(len(block.text) for block in chosen if block.index < thread.start)
        if chars_above >= _MIN_CHARS_ABOVE and _is_apart(thread, paragraphs, blocks):
            indexes.update(thread)
            if _has_label_above(thread, blocks):
                indexes.add(thread.start - 1)
    return indexes


def _at_end(blocks: Sequence[Block], chosen: Sequence[Block]) -> set[int]:
    """Return the indexes of the chosen blocks from the first writer to the end of the text.

    Each comment has a line with a day and a time of day, a name beside or above it, and text below
    it. In cards of other articles the time is below the text.
    """
    last_dated: dict[str, int] = {}  # the index of the last such line, by path
    starts_by_path: defaultdict[str, list[Block]] = defaultdict(list)
    first, end = (chosen[0].index, chosen[-1].index + 1) if chosen else (0, 0)
    end += _MAX_BLOCKS_BELOW_TEXT  # of a thread that is chosen in part
    for block in blocks[first:end]:
        if not _states_time(block.text):
            continue
        above = blocks[block.index - 1] if block.index else None
        last_dated[block.box.path] = block.index
        if _name_beside_date(block.text):
            starts_by_path[block.box.path].append(block)
        elif above is not None and _is_name_above(above, block):
            starts_by_path[block.box.path].append(above)
    several = (
        (path, starts) for path, starts in starts_by_path.items() if len(starts) >= _MIN_COMMENTS
    )
    for path, starts in islice(several, _MAX_PATHS):
        if _is_chronicle(starts):
            continue
        thread = _thread(blocks, starts)
        last = max(thread, default=0)
        if last <= last_dated[path] or _holds_text_above(starts, chosen):
            continue
        chars_above = sum(len(block.text) for block in chosen if block.index < starts[0].index)
        has_text_below = any(block.index > last for block in chosen)
        if thread and chars_above >= _MIN_CHARS_ABOVE and not has_text_below:
            return {block.index for block in chosen if block.index in thread}
    return set()


def _states_time(text: str) -> bool:
    """Return whether a short line has a day and a time of day, or how long ago something was."""
    if len(text) > _MAX_NAME_CHARS:
        return False
    return _AGO.search(text) is not None or (_TIME.search(text) is not None and _is_dated(text))


def _name_beside_date(text: str) -> str:
    """Return the name of a reader beside the date in a line, or an empty text."""
    if ago := _AGO.search(text):
        beside = f"{text[: ago.start()]} {text[ago.end() :]}"
    else:
        date = find_date(text)
        if date is None or is_date_line(text):
            return ""
        beside = f"{text[: date.match.start()]} {text[date.match.end() :]}"
    name = _DATE_WORD.sub(" ", _DATE_PARTS.sub(" ", beside)).strip(" ,;.")
    return name if _is_name(name) else ""


def _is_name(text: str) -> bool:
    """Return whether a text has the form of a name; its second and third word have capitals."""
    words = re.findall(r"\w+", text)
    return (
        _HOLDS_NAME.match(text) is not None
        and _ENDED_SENTENCE.search(text) is None
        and not any(word[0].islower() for word in words[1:])
    )


def _is_chronicle(starts: Sequence[Block]) -> bool:
    """Return whether lines with dates are entries of a chronology, and no comments.

    Its box is named so, or all lines have one word beside the date, such as the name of a town.
    """
    boxes = (box for start in starts[:_MIN_COMMENTS] for box in around(start.box, _MAX_LEVELS))
    if any(_names_chronicle(box.names) for box in boxes):
        return True
    return len({_name_beside_date(start.text) or start.text for start in starts}) == 1


def _holds_text_above(writers: Sequence[Block], chosen: Sequence[Block]) -> bool:
    """Return whether the innermost box around the writers holds chosen text above them, too."""
    box = box_of_all([writer.box for writer in writers])
    first = writers[0].index
    return box is None or any(block.index < first and is_in(block.box, box) for block in chosen)


def _is_name_above(line: Block, dated: Block) -> bool:
    """Return whether the line above a line with a date is the name of a reader, in its box."""
    is_name = _is_name(line.text) and not line.heading
    box = shared_box(line.box, dated.box, _MAX_NAME_LEVELS)
    return is_name and box is not None and box.blocks <= _MAX_COMMENT_BLOCKS


def _is_apart(thread: range, paragraphs: Sequence[int], blocks: Sequence[Block]) -> bool:
    """Return whether no paragraph is among the blocks of a thread, and none follows it.

    ``paragraphs`` are indexes in order. Below comments that have dates paragraphs may follow.
    """
    first, last = thread.start, thread[-1]
    if bisect(paragraphs, first) < bisect(paragraphs, last):
        return False
    return paragraphs[-1] <= last or _have_dates(blocks[max(0, first - 1) : last + 1])


def _has_label_above(thread: range, blocks: Sequence[Block]) -> bool:
    """Return whether the line above a thread begins like one of its lines: «Комментарий …»."""
    if not thread.start:
        return False
    opening = _opening(blocks[thread.start - 1])
    return any(_opening(block) == opening for block in blocks[thread.start : thread.stop])


def _have_dates(blocks: Sequence[Block]) -> bool:
    """Return whether at least two of the blocks are short lines with a date."""
    dated = (block for block in blocks if _is_dated(block.text))
    return len(list(islice(dated, _MIN_COMMENTS))) == _MIN_COMMENTS


def _opening(block: Block) -> list[str]:
    return block.text.split()[:_LABEL_WORDS]


def _comment_box(reply: Block) -> Box | None:
    """Return the innermost box that holds a link to reply and the text of a comment, or None."""
    min_chars = len(reply.text) + _MIN_COMMENT_CHARS
    return next((box for box in around(reply.box, _MAX_LEVELS) if box.chars >= min_chars), None)


def _inside(blocks: Sequence[Block], known: _BlockInBox) -> set[int]:
    """Return the indexes of all blocks in the box of a known block."""
    box, index = known.box, known.block.index
    start = max(0, index - box.blocks + 1)
    near = blocks[start : index + box.blocks]  # the box holds ``box.blocks`` blocks in all
    return {block.index for block in near if is_in(block.box, box)}


def _below_heading(headings: Sequence[Block], blocks: Sequence[Block]) -> set[int]:
    """Return the indexes of comments with a name and a date below a heading of comments.

    ``headings`` are the blocks that may be such a heading. The first one is used that has comments
    below it.
    """
    for heading in headings:
        if len(heading.text) > _MAX_LABEL_CHARS or not _HEADING.match(heading.text):
            continue
        if heading.link_chars:  # a button that leads to the comments
            continue
        indexes = _below(heading, blocks)
        if indexes:
            return indexes
    return set()


def _below(heading: Block, blocks: Sequence[Block]) -> set[int]:
    """Return the indexes of the comments below one heading of comments."""
    end = heading.index + 1 + _MAX_BLOCKS_BELOW_HEADING
    writers_by_path: defaultdict[str, list[Block]] = defaultdict(list)
    for block in blocks[heading.index + 1 : end]:
        if _names_writer(block.text):
            writers_by_path[block.box.path].append(block)
    indexes: set[int] = set()
    for writers in writers_by_path.values():
        is_near = writers[0].index - heading.index <= _MAX_BLOCKS_TO_FIRST
        if len(writers) >= _MIN_COMMENTS and is_near:
            indexes |= _thread(blocks, writers)
    return indexes


def _names_writer(text: str) -> bool:
    """Return whether a line has a date and a name beside it."""
    return _is_dated(text) and not is_date_line(text)


def _is_dated(text: str) -> bool:
    """Return whether a short line has a date; a line that begins with a dash is a quote."""
    return len(text) <= _MAX_NAME_CHARS and text[0] not in "—–-" and holds_date(text)


def _thread(blocks: Sequence[Block], writers: Sequence[Block]) -> set[int]:
    """Return the indexes of the blocks from the first writer to the end of their common box."""
    innermost = box_of_all([writer.box for writer in writers])
    if innermost is None:
        return set()
    start = writers[0].index
    following = blocks[start : start + innermost.blocks]
    return {block.index for block in following if is_in(block.box, innermost)}
