"""Finds the lines that name who wrote a text: the byline above it and the signature below it.

A signature is the initials or the name of the author, or an agency: «(tpo)», «pap, ps»,
«ИА «Регион»», «Анна Кузнецова». Both are facts of the article and no part of its text. The last
line may also be a place, a club, a title or a winner, so a name needs a second sign: brackets, an
agency beside it, the page's statement of its authors, or a line that is set apart.
"""

import re
from collections.abc import Callable, Iterable, Sequence

from pipelines.extraction.blocks.places import name_test, names_quote, within
from pipelines.extraction.blocks.segment import Block, is_sentence
from pipelines.extraction.facts.authors import is_family_name_in_capitals
from pipelines.extraction.facts.person_names import (
    ends_in_job_title,
    is_news_agency,
    is_person,
    leading_person,
    persons,
)
from pipelines.extraction.lines.line_forms import SPEECH_STARTS, ends_sentence
from pipelines.model import Removed
from pipelines.parsing.text import normalized_line

_STAGE = "attribution"

_MAX_CHARS = 60  # a longer line is no signature
_MAX_PARTS = 4  # names, initials and agencies
_MAX_INITIALS = 4  # letters: «tpo», «ИАР»
_MIN_SENTENCE_CHARS = 60  # of the line above; a signature is never below a shorter one
_MIN_CHARS_ABOVE_AGENCY = 30  # of the line above an agency in brackets: «(dpa)»
_SEPARATOR = re.compile(r"\s*[,;/|&]\s*|\s+(?:i|и|und|and|mit)\s+")
_PREPOSITION = re.compile(r"^(?:mit|nach|z)\s+", re.IGNORECASE)  # «mit dpa»
_QUOTED_NAME = re.compile(r"[«\"„“][^«»\"„“”]{2,30}[»\"”“]")
_EDGES = " \t()[]/—–-."
# The name below a quote is that of the speaker, and names in a list are its items.
_STRUCTURE = frozenset({"blockquote", "figure", "li", "td", "th", "dd", "dt"})
_MAX_STRUCTURE_LEVELS = 4  # of boxes from a line up to such an element
_names_byline = name_test(r"(?:^|[\s_-]|article)(?:by-?line|authors?|autor|avtor)(?:$|[\s_-]|\d)")
_LABELLED_NAME = re.compile(
    r"^(?:by|von|par|por|автор(?: текста)?:|текст:)\s+(?P<name>.+)$", re.IGNORECASE
)
# "(Reporting by Ann Lee; editing by Bo Day)", "AP writer Ann Lee contributed to this report."
# A full stop may end an abbreviation, as in "Washington, D.C., and Rome".
_PART_OF_SENTENCE = r"(?:[^.!?]|\.(?=,)|(?<=\b[A-Z])\.(?!,))"  # no two alternatives fit
_REPORTED_FROM = (
    r"(?:[A-Z][\w’'-]{0,30}(?: and [A-Z][\w’'-]{0,30})? reported from "
    rf"{_PART_OF_SENTENCE}{{2,60}}\.\s+){{0,2}}"
)
_NOTE_ON_WRITERS = re.compile(
    r"^\W*(?:(?i:reporting by\b.{2,200}\bedit(?:ing|ed) by\b.{2,80}|additional reporting"
    rf" (?:by|from)\b.{{2,80}})|{_REPORTED_FROM}{_PART_OF_SENTENCE}{{2,160}}"
    r"\bcontributed (?:reporting )?to this (?:report|story|article))\W*$"
)
_WORD_OF_NAMES = r"(?:[A-Z][\w.’'-]{0,30}|and|in|at|of|from|with|for|the|&)"
# "Editing by Bo Day", "Reporting by Ann Lee in London": each on a line of its own.
_WRITERS = re.compile(
    r"^\W*(?:Reporting|Writing|Editing|Compiled|Edited)(?: and (?:reporting|writing|editing))? by "
    rf"(?P<names>{_WORD_OF_NAMES}(?:[,;]?\s{_WORD_OF_NAMES}){{1,20}})\W*$"
)
_STANDARDS = re.compile(r"^Our Standards:.{1,40}\bTrust Principles\W*$")
_MAX_NOTES = 4  # lines at the end of a text
_MAX_NOTE_CHARS = 320
# «Подготовила Анна Кузнецова», "Aus dem Englischen von Jan Doolan"
_PREPARED_BY = re.compile(
    r"^\W*(?:(?:материал )?(?:подготовил[аи]?|записал[аи]?|беседовал[аи]?)|"
    r"підготу(?:вав|вала|вали)|opracowała?|notowała?|rozmawiała?|aus dem \w+ von|übersetzung:|"
    r"tłumaczył[ao]?:?|přeložila?)\s+",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"^[(\[/].*|.*[)\]/]$")
_ARTICLE = re.compile(r"^(?:The|Der|Die|Das|Le|La|Les|El|Los|Las|Il)\s")  # «The Godfather»
# Words of agencies and outlets that other names have, too: «Radio City Music Hall».
_COMMON_WORD = re.compile(
    r"^(?:наш[ае]?|вечерн\w+)\s|\b(?:radio|радио|радіо|online|онлайн|news|staff|desk|журнал|"
    r"портал|правда|вести|ведомости|новости)\b",
    re.IGNORECASE,
)
_INITIALS_OF_AGENCIES = frozenset(
    ["afp", "ansa", "anp", "ap", "apa", "čtk", "dpa", "efe", "epd", "kna", "mti", "ntb", "pap",
     "sid", "tass", "тасс"]
)  # fmt: skip
_names_signature = name_test(
    r"(?:^|[\s_-]|article)(?:by-?line|authors?|autor|avtor|signature|podpis)(?:$|[\s_-]|\d)|"
    r"(?:^|[\s_-])(?:text-?|align-?){1,2}right(?:$|[\s_-])"
)
_RIGHT_ALIGNED = re.compile(r"text-align:\s{0,3}right", re.IGNORECASE)
_MAX_SIGNATURE_ELEMENTS = 3  # in a box that is named for an author
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
    lines: Sequence[str], blocks: Sequence[Block], authors: Callable[[], Iterable[str]] = tuple
) -> tuple[list[str], list[Removed]]:
    """Return the lines of a text without its signature, and the signature.

    ``blocks`` are those of the text; the last block with the text of the last line is that line.
    ``authors`` returns the names that the page states as those of its authors.
    """
    if notes := _closing_notes(lines, blocks):
        removed = [Removed(note, _STAGE, "note on the writers") for note in notes]
        return list(lines[: -len(notes)]), removed
    if len(lines) < 2 or not may_be_signature(lines[-1], lines[-2]):
        return list(lines), []
    block = _block_of(lines[-1], blocks)
    if block is None or block.link_chars or _is_in_structure(block):
        return list(lines), []
    if not (is_sure_signature(lines[-1]) or _is_set_apart(block) or _is_one_of(lines[-1], authors)):
        return list(lines), []
    return list(lines[:-1]), [Removed(lines[-1], _STAGE, "signature")]


def _block_of(line: str, blocks: Sequence[Block]) -> Block | None:
    """Return the last block with the text of a line."""
    return next((block for block in reversed(blocks) if block.text == line), None)


def _closing_notes(lines: Sequence[str], blocks: Sequence[Block]) -> list[str]:
    """Return the notes on the writers that end a text, below a sentence; at most four lines."""
    count = 0
    for line in reversed(lines[-_MAX_NOTES:]):
        block = _block_of(line, blocks) if is_note(line) else None
        if block is None or _is_in_structure(block):
            break
        if block.link_chars and not _STANDARDS.match(line):
            break
        count += 1
    if not count or count == len(lines) or not _is_end_of_text(lines[-count - 1]):
        return []
    return list(lines[-count:])


def is_note(line: str) -> bool:
    """Return whether a line tells who wrote or edited a text, or names the agency's standards."""
    if len(line) > _MAX_NOTE_CHARS:
        return False
    if _NOTE_ON_WRITERS.match(line) or _STANDARDS.match(line):
        return True
    writers = _WRITERS.match(line)
    return writers is not None and leading_person(writers["names"]) != ""


def _is_end_of_text(line: str, below: str = "") -> bool:
    """Return whether a line is long and ends like a sentence; ``below`` may be its agency."""
    is_agency = below[:1] == "(" and below[-1:] == ")" and any(map(_is_agency, _parts(below)))
    min_chars = _MIN_CHARS_ABOVE_AGENCY if is_agency else _MIN_SENTENCE_CHARS
    return len(line) >= min_chars and ends_sentence(line)


def _is_in_structure(block: Block) -> bool:
    box = block.box
    is_in_quote = names_quote(box.names) or (box.parent and names_quote(box.parent.names))
    return bool(is_in_quote) or within(box, _STRUCTURE, _MAX_STRUCTURE_LEVELS) is not None


def _is_set_apart(block: Block) -> bool:
    """Return whether a line is at the right, in italics or in a box named for an author.

    In scripts without capital letters, which are often written from the right, these are no signs.
    """
    box, element = block.box, block.box.element
    if block.text.lower() == block.text.upper():
        return False
    boxes = [box]
    if box.parent is not None and len(box.parent.element) <= _MAX_SIGNATURE_ELEMENTS:
        boxes.append(box.parent)
    if any(_names_signature(outer.names) for outer in boxes):
        return True
    if element.get("align") == "right" or _RIGHT_ALIGNED.search(element.get("style") or ""):
        return True
    inner = next((child for child in element if child.tag in ("em", "i")), None)
    return inner is not None and normalized_line(inner.text_content()) == block.text


def _is_one_of(line: str, authors: Callable[[], Iterable[str]]) -> bool:
    """Return whether each person in a line is one of the authors, whose names may be shortened."""
    people = [part for part in _parts(line) if is_person(part)]
    stated = set(map(_short_name, authors())) if people else set()
    return bool(people) and all(_short_name(name) in stated for name in people)


def _short_name(name: str) -> tuple[str, str]:
    """Return the first letter and the last word of a name, in lower case."""
    words = name.casefold().replace(".", ". ").split()
    return (words[0][0], words[-1]) if words else ("", "")


def is_sure_signature(line: str) -> bool:
    """Return whether a line that may be a signature has a sign that other names have not.

    It has a label, it is in brackets, it has an agency, or it is a family name in capitals.
    """
    if _PREPARED_BY.match(line) or _BRACKETED.match(line):
        return True
    parts = _parts(line)
    if len(parts) == 1 and is_person(parts[0]) and is_family_name_in_capitals(parts[0]):
        return True
    return any(map(_is_agency, parts))


def _is_agency(part: str) -> bool:
    """Return whether a part of a line is surely an agency."""
    return part.casefold() in _INITIALS_OF_AGENCIES or is_news_agency(_COMMON_WORD.sub("", part))


def _parts(line: str) -> list[str]:
    """Return the names, initials and agencies of a line."""
    return _SEPARATOR.split(_PREPOSITION.sub("", line.strip(_EDGES)))


def may_be_signature(line: str, above: str) -> bool:
    """Return whether the last line of a text has the form of a signature.

    ``above`` is the line above it.
    """
    if len(line) > _MAX_CHARS or not _is_end_of_text(above, line):
        return False
    if prepared := _PREPARED_BY.match(line):
        return is_person(line[prepared.end() :].strip(_EDGES))
    if line[-1] in "!?…:" or (line[-1] == "." and " " in line):
        return False
    parts = _parts(line)
    may_be_speaker = above[0] in SPEECH_STARTS and any(map(is_person, parts))
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
    is_name = is_person(part) and not _ARTICLE.match(part)
    return are_initials or is_name or (part[:1].isupper() and is_news_agency(part))
