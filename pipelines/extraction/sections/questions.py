"""Finds questions with answers beside the text, as in boxes that open on a click."""

import re
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
from pipelines.extraction.lines.promotion_words import OUR
from pipelines.extraction.lines.promotions import is_promotion
from pipelines.extraction.lines.word_stems import shared_rare_words, stems
from pipelines.regions.first_names import folded_first_names

_MIN_QUESTIONS = 2
_MAX_QUESTIONS = 100  # that are examined
_MIN_QUESTION_WORDS, _MAX_QUESTION_CHARS = 2, 200
_MAX_ANSWER_BLOCKS = 8
_MIN_ANSWER_CHARS = 20
_MAX_DISTANCE = 3  # blocks from the text to the first question; one may be a heading
_MAX_TEXT_LEVELS = 3  # levels of boxes from the last paragraph of the text to the box of the text
_MAX_COMPARED_BLOCKS, _MAX_COMPARED_CHARS = 100, 1_000  # of headline and text, and of each block
_MIN_RELATED_SHARE = 0.5  # more than this share of the questions is about the article
# Words of questions on the outlet's services, and of polls and quizzes. They may be the subject of
# an article, whose headline or text then has them, too.
_SERVICE = re.compile(
    r"\b(?:подпис(?:к|ок|ать?ся|ыва)|отпис|рассыл|реклам|редакц|аккаунт|логин|парол|регистрац|"
    r"уведомлен|викторин|квиз|голосован|комментар|тест(?:а|е|ом|у)?\b|опрос(?:а|е|ом)?\b|"
    r"підпис|розсил|"
    r"subscri|newsletter|advertis|password|account\b|quiz|polls?\b|abonn|werbung|konto\b|"
    r"prenumer|reklam)",
    re.IGNORECASE,
)
# A question to the reader of the page: «Вы поедете по мосту?», "Do you agree?"
_TO_READER = re.compile(
    r"(?<!если )(?<!якщо )\b(?:вы|ви|ты)\b|\b(?:do|did|have|would|will|are) you\b|"
    r"^\W*(?:не )?хотите\b|^\W*(?:haben|werden|sind|wollen) sie\b|^\W*czy (?:ty|pan)",
    re.IGNORECASE,
)
# Words of the answers of other readers: «…, я думаю»
_OPINION = re.compile(r"\b(?:я|мне|меня|думаю|считаю|по-моему|спасибо)\b", re.IGNORECASE)
_VOTE = re.compile(r"^\W*(?:да|нет|так|ні|yes|no), ", re.IGNORECASE)  # «Да, конечно»
_MAX_VOTE_CHARS = 30  # a longer answer says what is true: «Да, карту прикладывают к валидатору.»
_SPEAKER = re.compile(r"^\W*([^\W\d_]\w*(?: [^\W\d_]\w*){0,2}):\s")  # «Иван: Мы платили»
_MIN_COMMENT_SHARE = 0.5  # of the answers; with so many, they are of a poll or of readers
_MIN_TO_READER_SHARE = 0.5  # with more than this share of the questions, they are to the reader
_ARMENIAN_QUESTION_MARK = "՞"  # which is amid the word
_QUESTION_MARKS = ("?", _ARMENIAN_QUESTION_MARK, ";")  # the last is Greek


def questions_beside(blocks: Sequence[Block], chosen: Sequence[Block]) -> set[int]:
    """Return the indexes of questions and answers beside the text, in the box of the text.

    There must be at least two questions in boxes of one path, each followed by an answer. Most of
    them must share words with headline or text. An answer that is chosen in part is not completed:
    its other blocks may be insertions.
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
        if (
            is_near
            and all(map(_is_answer, answers))
            and _is_in_text(run, last)
            and _are_of_article(run, answers, _article_text(blocks, sentences, run, answers))
        ):
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
    is_asking = text.endswith(_QUESTION_MARKS) or _ARMENIAN_QUESTION_MARK in text
    if not is_asking or len(text) > _MAX_QUESTION_CHARS or _leads_elsewhere(block):
        return False
    return len(text.split()) >= _MIN_QUESTION_WORDS


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
    """Return whether some blocks are prose, not of the outlet itself, without links and noise."""
    if not answer or not has_few_links(answer):
        return False
    if sum(len(block.text) for block in answer) < _MIN_ANSWER_CHARS:
        return False
    texts = [block.text for block in answer]
    is_other = any(
        noise_reason(text) is not None or is_promotion(text) or OUR.search(text) for text in texts
    )
    return not is_other and texts[-1][-1] in ".!?…։。»”"


def _article_text(
    blocks: Sequence[Block],
    sentences: Sequence[Block],
    run: Sequence[Block],
    answers: Sequence[Sequence[Block]],
) -> str:
    """Return the headlines of the page, and the chosen sentences outside of the questions."""
    end = answers[-1][-1].index
    others = [block for block in sentences if not run[0].index <= block.index <= end]
    titles = [block for block in blocks if block.heading == 1]
    compared = (*titles, *others)[:_MAX_COMPARED_BLOCKS]
    return " ".join(block.text[:_MAX_COMPARED_CHARS] for block in compared)


def _are_of_article(
    run: Sequence[Block], answers: Sequence[Sequence[Block]], article_text: str
) -> bool:
    """Return whether questions are about the subject of the article, and no poll or comments.

    Most questions share a rare word with headline or text, by themselves or in their answers; at
    least one does so by itself. None is about the outlet's services, most do not ask the reader
    for an opinion, and fewer than half of the answers are comments.
    """
    texts = [" ".join(block.text for block in answer) for answer in answers]
    if len(set(texts)) < len(texts):
        return False  # equal answers are buttons: «Пройдите наш тест»
    if sum(map(_is_comment, texts)) >= _MIN_COMMENT_SHARE * len(run):
        return False
    services = {match[0].casefold() for match in _SERVICE.finditer(article_text)}
    for line in (*(block.text for block in run), *texts):
        if any(match[0].casefold() not in services for match in _SERVICE.finditer(line)):
            return False
    to_reader = sum(_TO_READER.search(block.text) is not None for block in run)
    if to_reader > _MIN_TO_READER_SHARE * len(run):
        return False
    stems_of_article = stems(article_text)
    are_related = [shared_rare_words(block.text, stems_of_article) > 0 for block in run]
    are_related_with_answers = [
        is_related or shared_rare_words(text, stems_of_article) > 0
        for is_related, text in zip(are_related, texts, strict=True)
    ]
    min_related = _MIN_RELATED_SHARE * len(run)
    return any(are_related) and are_related_with_answers.count(True) > min_related


def _is_comment(answer: str) -> bool:
    """Return whether an answer is a vote, an opinion, or what a person of some name says."""
    if _OPINION.search(answer) or (_VOTE.search(answer) and len(answer) <= _MAX_VOTE_CHARS):
        return True
    speaker = _SPEAKER.search(answer)
    names = speaker[1].split() if speaker else []
    if len(names) == 1:
        return names[0].casefold().replace("ё", "е") in folded_first_names()
    return bool(names) and all(name[0].isupper() for name in names)


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
