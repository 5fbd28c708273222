"""Finds the sentences with which an outlet usually ends its articles, and cuts them off.

Such a sentence adds nothing to a press release, even if it has a date or the name of an editor.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator

MIN_ARTICLES = 2  # of an outlet; a sentence at the end of this many articles is usual
MAX_SENTENCES = 3  # at the end of an article; earlier sentences are not compared
MAX_CHARS = 600  # at the end of an article; earlier text is not read

# The white space after a sentence, or a line break.
_BOUNDARY = re.compile(r"(?<=[.!?…])\s+|\n\s*")
_DAY = re.compile(r"\b\d{1,2} [^\W\d_]+")  # «12 марта», "12 March"
_NUMBER = re.compile(r"\d+")
_WORD = re.compile(r"\w+")


def usual_tail(texts: Iterable[str]) -> frozenset[str]:
    """Return the forms of the sentences with which at least ``MIN_ARTICLES`` of the texts end.

    In a form days and numbers are masked, so that sentences with other dates have one form.
    """
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update({_form(sentence) for _, sentence in _last_sentences(text)})
    return frozenset(form for form, count in counts.items() if count >= MIN_ARTICLES and form)


def without_tail(text: str, usual: Collection[str]) -> str:
    """Return the text without the sentences at its end that have one of the usual forms."""
    end = len(text)
    for start, sentence in _last_sentences(text):
        if _form(sentence) not in usual:
            break
        end = start
    return text[:end].rstrip()


def _last_sentences(text: str) -> Iterator[tuple[int, str]]:
    """Yield the start and the text of the last sentences, the last one first."""
    text = text.rstrip()
    first = max(0, len(text) - MAX_CHARS)
    starts = [first, *(first + match.end() for match in _BOUNDARY.finditer(text[first:]))]
    for start in reversed(starts[-MAX_SENTENCES:]):
        yield start, text[start:]
        text = text[:start].rstrip()


def _form(sentence: str) -> str:
    """Return the words of a sentence in lower case, with 0 for each day or number."""
    masked = _NUMBER.sub("0", _DAY.sub("0", sentence.casefold()))
    return " ".join(_WORD.findall(masked))
