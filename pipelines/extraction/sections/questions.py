"""Finds questions with answers beside the text, as in boxes that open on a click."""

from collections.abc import Sequence
from itertools import pairwise

from pipelines.extraction.blocks.box import Box
from pipelines.extraction.blocks.places import (
    around,
    has_few_links,
    is_in,
    is_other_box,
    shared_box,
)
from pipelines.extraction.blocks.segment import Block, is_sentence
from pipelines.extraction.blocks.subheads import is_marked_as_subhead
from pipelines.extraction.lines.noise_lines import noise_reason
from pipelines.extraction.lines.promotions import is_promotion

_MIN_QUESTIONS = 2
_MAX_QUESTIONS = 100  # that are examined
_MIN_QUESTION_SPACES, _MAX_QUESTION_CHARS = 1, 200
_MAX_ANSWER_BLOCKS = 8
_MIN_ANSWER_CHARS = 20
_MAX_DISTANCE = 3  # blocks from the text to the first question; one may be a heading
_MAX_TEXT_LEVELS = 3  # levels of boxes from the last paragraph of the text to the box of the text
_QUESTION_MARKS = ("?", "՞", ";")  # Latin and Cyrillic; Armenian, amid the word; Greek


def questions_beside(blocks: Sequence[Block], chosen: Sequence[Block]) -> set[int]:
    """Return the indexes of questions and answers beside the text, in the box of the text.

    There must be at least two questions in boxes of one path, each followed by an answer. Of an
    answer that is chosen in part, the other blocks may be pictures and other insertions.
    """
    sentences = [block for block in chosen if is_sentence(block)]
    if not sentences:
        return set()
    start = sentences[0].index
    questions = [block for block in blocks[start:] if _is_question(block)][:_MAX_QUESTIONS]
    if len(questions) < _MIN_QUESTIONS:
        return set()
    chosen_indexes = {block.index for block in chosen}
    indexes: set[int] = set()
    for run in _runs(questions):
        answers = [_answer(blocks, question, following) for question, following in pairwise(run)]
        answers.append(_last_answer(blocks, run[-1], answers[0]))
        above = [block for block in sentences if block.index < run[0].index]
        if not above:
            continue
        last = above[-1]
        is_near = run[0].index - last.index <= _MAX_DISTANCE
        if is_near and all(map(_is_answer, answers)) and _is_in_text(run, last):
            indexes |= {block.index for block in run}
            indexes |= {
                block.index
                for answer in answers
                if chosen_indexes.isdisjoint(block.index for block in answer)
                for block in answer
            }
            indexes |= _heading_above(blocks, run[0], last)
    return indexes


def _is_question(block: Block) -> bool:
    """Return whether a block is a short question that leads nowhere."""
    text = block.text
    is_short = text.count(" ") >= _MIN_QUESTION_SPACES and len(text) <= _MAX_QUESTION_CHARS
    is_asking = text.endswith(_QUESTION_MARKS) or _QUESTION_MARKS[1] in text
    return is_short and is_asking and not _leads_elsewhere(block)


def _leads_elsewhere(block: Block) -> bool:
    """Return whether a block has a link to another page; a link may also open a box."""
    addresses = (element.get("href", "") for element in block.elements)
    return any(address and not address.startswith(("#", "javascript:")) for address in addresses)


def _runs(questions: Sequence[Block]) -> list[list[Block]]:
    """Return the runs of questions in boxes of one path, with at most one answer between two."""
    runs: list[list[Block]] = [[]]
    for question in questions:
        last = runs[-1][-1] if runs[-1] else None
        if last is not None and (
            last.box.path != question.box.path
            or not 1 < question.index - last.index <= _MAX_ANSWER_BLOCKS + 1
        ):
            runs.append([])
        runs[-1].append(question)
    return [run for run in runs if len(run) >= _MIN_QUESTIONS]


def _answer(blocks: Sequence[Block], question: Block, following: Block) -> Sequence[Block]:
    return blocks[question.index + 1 : following.index]


def _last_answer(
    blocks: Sequence[Block], question: Block, first_answer: Sequence[Block]
) -> Sequence[Block]:
    """Return the blocks below the last question whose boxes have paths of the first answer."""
    paths = {block.box.path for block in first_answer}
    start = end = question.index + 1
    while end < len(blocks) and end - start < _MAX_ANSWER_BLOCKS and blocks[end].box.path in paths:
        end += 1
    return blocks[start:end]


def _is_answer(answer: Sequence[Block]) -> bool:
    """Return whether some blocks are prose without links, noise and promotions."""
    if not answer or not has_few_links(answer):
        return False
    if sum(len(block.text) for block in answer) < _MIN_ANSWER_CHARS:
        return False
    texts = [block.text for block in answer]
    is_other = any(noise_reason(text) is not None or is_promotion(text) for text in texts)
    return not is_other and texts[-1][-1] in ".!?…։。»”"


def _is_in_text(run: Sequence[Block], last: Block) -> bool:
    """Return whether the questions are in a box around the last paragraph above them."""
    common = shared_box(run[0].box, run[1].box)
    if common is None or any(is_other_box(block.box) for block in run) or _is_in_form(common):
        return False
    own_box = last.box.parent
    if own_box is not None and own_box.parent is None:
        return common.parent in (None, own_box)  # the text is right in the body
    boxes = [box for box in around(last.box, _MAX_TEXT_LEVELS) if box is not last.box]
    return any(is_in(common, box) for box in boxes)


def _is_in_form(box: Box) -> bool:
    return any(outer.tag == "form" for outer in around(box, _MAX_TEXT_LEVELS))


def _heading_above(blocks: Sequence[Block], question: Block, last: Block) -> set[int]:
    """Return the index of a heading right above the questions, such as «Questions and answers»."""
    above = blocks[question.index - 1]
    is_heading = above.index > last.index and (above.heading > 1 or is_marked_as_subhead(above))
    return {above.index} if is_heading and not above.links else set()
