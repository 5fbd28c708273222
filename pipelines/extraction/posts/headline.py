"""Makes a headline for a post, which has none, from its first bold line or first sentence."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.extraction.posts.text import Line
from pipelines.parsing.text import normalized_line

_MAX_CHARS = 150  # a longer headline is cut; lists of stories show one line of it
_MAX_READ_CHARS = 1_000  # of a line; a headline is shorter
_MIN_BOLD_SHARE = 0.9  # a line is bold if this share of its letters is bold
_MIN_BOLD_WORDS = 3  # fewer bold words at the start of a line are a label such as «Важно:»
_MIN_SENTENCE_WORDS = 3  # fewer words are an abbreviation, a label or an exclamation
# The gap between two sentences: «…мост. Движение», "«…» – сказал он. 12 человек".
_GAP = re.compile(r"(?<=[.!?…։؟])[»\"“”)]{0,2}\s+(?=[^\w]{0,3}(\w))")
# Abbreviations after which a sentence continues, such as «г. Пенза» or «им. Лермонтова».
_ABBREVIATION = re.compile(
    r"(?:^|[\s(«])(?:\w|ул|им|тыс|млн|млрд|руб|коп|стр|обл|пос|пер|просп|пр|наб|гг|др|пр|св|см|"
    r"ст|mr|mrs|dr|st|no|vs)\.$",
    re.IGNORECASE,
)
_MAX_ABBREVIATION_CHARS = 12  # before a gap, in which an abbreviation is looked for
_HASHTAGS = re.compile(r"(?:[^\w#]*#\w+)+[^\w#]*")
_LEADING_SIGNS = re.compile(r"^[^\w«\"„“(№#+−-]+")
_TRAILING_SIGNS = re.compile(r"[^\w»\"”“)!?…%№+]+$")


@dataclass(frozen=True, slots=True)
class MadeHeadline:
    """A headline that was made from a text, and the part of the text it was made from."""

    text: str
    made_from: str  # first-bold-line, first-bold-words or first-sentence


def make_headline(lines: Sequence[Line]) -> MadeHeadline | None:
    """Return a headline made from the lines of a post, or None if they have no words."""
    line = _first_line_of_words(lines)
    if line is None:
        return None
    bold = _bold_beginning(line)
    if _letters(bold) >= _MIN_BOLD_SHARE * _letters(line.text):
        return MadeHeadline(_shortened(line.text), "first-bold-line")
    if len(bold.split()) >= _MIN_BOLD_WORDS and not bold.rstrip().endswith(","):
        return MadeHeadline(_shortened(bold), "first-bold-words")
    return MadeHeadline(_shortened(_first_sentence(line.text)), "first-sentence")


def _first_line_of_words(lines: Sequence[Line]) -> Line | None:
    """Return the first line with words other than hashtags, else the first line with letters."""
    lettered = [line for line in lines if _letters(line.text)]
    of_words = (line for line in lettered if not _HASHTAGS.fullmatch(line.text))
    return next(of_words, lettered[0] if lettered else None)


def _bold_beginning(line: Line) -> str:
    """Return the bold words at the beginning of a line; signs such as emoji may precede them."""
    bold: list[str] = []
    for run in line.runs:
        if not run.is_bold and _letters(run.text):
            break
        bold.append(run.text)
    return normalized_line("".join(bold))


def _first_sentence(text: str) -> str:
    """Return the first sentence of a text, or the whole text if no sentence ends in it."""
    for gap in _GAP.finditer(text[:_MAX_READ_CHARS]):
        sentence = text[: gap.end()].rstrip()
        has_words = len(sentence.split()) >= _MIN_SENTENCE_WORDS
        next_letter = gap[1]
        is_capital = next_letter.title() == next_letter  # also of scripts without small letters
        before = text[: gap.start()][-_MAX_ABBREVIATION_CHARS:]
        follows_abbreviation = _ABBREVIATION.search(before)
        if has_words and is_capital and not follows_abbreviation:
            return sentence
    return text


def _shortened(text: str) -> str:
    """Return a text without signs around it, cut at a word if it is too long."""
    text = text[:_MAX_READ_CHARS]
    plain = _TRAILING_SIGNS.sub("", _LEADING_SIGNS.sub("", text)) or text
    if len(plain) <= _MAX_CHARS:
        return plain
    return plain[:_MAX_CHARS].rsplit(" ", 1)[0].rstrip(" ,;:–—-") + "…"


def _letters(text: str) -> int:
    return sum(map(str.isalnum, text))
