"""Finds the lines that name who wrote a text: the byline above it and the signature below it.

A signature is the initials or the name of the author, or an agency: «(tpo)», «pap, ps»,
«ИА «Регион»», «Анна Кузнецова». Both are facts of the article and no part of its text.
"""

import re
from collections.abc import Sequence

from pipelines.extraction.blocks.places import name_test, within
from pipelines.extraction.blocks.segment import Block, is_sentence
from pipelines.extraction.facts.person_names import (
    ends_in_job_title,
    is_news_agency,
    is_person,
    persons,
)
from pipelines.model import Removed

_STAGE = "attribution"

_MAX_CHARS = 60  # a longer line is no signature
_MAX_PARTS = 4  # names, initials and agencies
_MAX_INITIALS = 4  # letters: «tpo», «ИАР»
_MIN_SENTENCE_CHARS = 60  # of the line above; a signature is never below a shorter one
_SENTENCE_END = re.compile(r"[.!?…։。][»\"”’)\]]*$")
_SEPARATOR = re.compile(r"\s*[,;/|&]\s*|\s+(?:i|и|und|and|mit)\s+")
_PREPOSITION = re.compile(r"^(?:mit|nach|z)\s+", re.IGNORECASE)  # «mit dpa»
_QUOTED_NAME = re.compile(r"[«\"„“][^«»\"„“”]{2,30}[»\"”“]")
_EDGES = " \t()[]/—–-."
_QUOTE_STARTS = '«„“"—–'
# The name below a quote is that of the speaker, and names in a list are its items.
_STRUCTURE = frozenset({"blockquote", "figure", "li", "td", "th", "dd", "dt"})
_MAX_STRUCTURE_LEVELS = 4  # of boxes from a line up to such an element
_names_quote = name_test(r"quot|cita|zitat")
_names_byline = name_test(r"(?:^|[\s_-]|article)(?:by-?line|authors?|autor|avtor)(?:$|[\s_-]|\d)")
_LABELLED_NAME = re.compile(
    r"^(?:by|von|par|por|автор(?: текста)?:|текст:)\s+(?P<name>.+)$", re.IGNORECASE
)
# "(Reporting by Ann Lee; editing by Bo Day)", "AP writer Ann Lee contributed to this report."
_NOTE_ON_WRITERS = re.compile(
    r"^\W*(?:reporting by\b.{2,200}\bedit(?:ing|ed) by\b.{2,80}|additional reporting (?:by|from)"
    r"\b.{2,80}|[^.!?]{2,160}\bcontributed (?:reporting )?to this (?:report|story|article))\W*$",
    re.IGNORECASE,
)
_MAX_NOTE_CHARS = 320
# «Подготовила Анна Кузнецова», "Aus dem Englischen von Jan Doolan"
_PREPARED_BY = re.compile(
    r"^\W*(?:(?:материал )?(?:подготовил[аи]?|записал[аи]?|беседовал[аи]?)|"
    r"підготу(?:вав|вала|вали)|opracowała?|notowała?|rozmawiała?|aus dem \w+ von|übersetzung:|"
    r"tłumaczył[ao]?:?|přeložila?)\s+",
    re.IGNORECASE,
)
_MAX_BYLINE_BLOCKS = 3  # above the first sentence


def bylines(chosen: Sequence[Block]) -> set[int]:
    """Return the indexes of the lines above the first sentence that name the author.

    The line is in a box of such a name, or it is a name after a label: «by Olga Somova». A heading
    in such a box may be that of the text, so it must name a person, an agency or a job.
    """
    indexes: set[int] = set()
    for block in chosen[:_MAX_BYLINE_BLOCKS]:
        if is_sentence(block):
            return indexes
        labelled = _LABELLED_NAME.match(block.text)
        is_labelled = labelled is not None and is_person(labelled["name"].strip(_EDGES))
        is_short = len(block.text) <= _MAX_CHARS
        is_in_byline = is_short and _names_byline(block.box.names)
        if is_labelled or (is_in_byline and (not block.heading or _names_writer(block.text))):
            indexes.add(block.index)
    return set()


def _names_writer(text: str) -> bool:
    """Return whether a text names a person or an agency, or ends in a job title."""
    return bool(persons([text])) or is_news_agency(text) or ends_in_job_title(text)


def without_signature(
    lines: Sequence[str], blocks: Sequence[Block]
) -> tuple[list[str], list[Removed]]:
    """Return the lines of a text without its signature, and the signature.

    ``blocks`` are those of the text; the last block with the text of the last line is that line.
    """
    if len(lines) < 2 or not is_signature(lines[-1], lines[-2]):
        return list(lines), []
    block = next((block for block in reversed(blocks) if block.text == lines[-1]), None)
    if block is None or block.link_chars or _is_in_structure(block):
        return list(lines), []
    return list(lines[:-1]), [Removed(lines[-1], _STAGE, "signature")]


def _is_in_structure(block: Block) -> bool:
    box = block.box
    is_in_quote = _names_quote(box.names) or (box.parent and _names_quote(box.parent.names))
    return bool(is_in_quote) or within(box, _STRUCTURE, _MAX_STRUCTURE_LEVELS) is not None


def is_signature(line: str, above: str) -> bool:
    """Return whether the last line of a text is a signature; ``above`` is the line above it."""
    if len(above) < _MIN_SENTENCE_CHARS or not _SENTENCE_END.search(above):
        return False
    if len(line) <= _MAX_NOTE_CHARS and _NOTE_ON_WRITERS.match(line):
        return True
    if len(line) > _MAX_CHARS:
        return False
    if prepared := _PREPARED_BY.match(line):
        return is_person(line[prepared.end() :].strip(_EDGES))
    if line[-1] in "!?…:" or (line[-1] == "." and " " in line):
        return False
    parts = _SEPARATOR.split(_PREPOSITION.sub("", line.strip(_EDGES)))
    may_be_speaker = above[0] in _QUOTE_STARTS and any(map(is_person, parts))
    return len(parts) <= _MAX_PARTS and not may_be_speaker and _are_of_signature(parts)


def _are_of_signature(parts: Sequence[str]) -> bool:
    """Return whether each part is initials, a person or an agency.

    A quoted name beside them is that of an outlet.
    """
    own = [part for part in parts if not _QUOTED_NAME.fullmatch(part)]
    return bool(own) and all(map(_is_of_signature, own))


def _is_of_signature(part: str) -> bool:
    """Return whether a part of a line is initials, the name of a person or an agency."""
    is_word = part.isalpha() and len(part) <= _MAX_INITIALS
    are_initials = is_word and (part.isupper() or part.islower()) and len(part) > 1
    return are_initials or is_person(part) or (part[:1].isupper() and is_news_agency(part))
