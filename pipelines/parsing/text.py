"""Normalization of text: NFC, no invisible characters, each word in one alphabet."""

import re
import unicodedata
from html import unescape

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufff9-\ufffb]")
_INVISIBLE_BUT_JOINERS = re.compile(
    "[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufff9-\ufffb]"
)
_CONTROL = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff]")
_WORD = re.compile(r"[^\W\d_]+")
_MIXED_ALPHABETS = re.compile("[A-Za-z][Ѐ-ӿ]|[Ѐ-ӿ][A-Za-z]")
_CYRILLIC = re.compile("[Ѐ-ӿ]")
_LATIN = re.compile("[A-Za-z]")
# Letters of the same shape; a word is corrected when its other letters are of one alphabet.
_LATIN_TO_CYRILLIC = str.maketrans("AaBCcEeHKkMOoPpTXxyY", "АаВСсЕеНКкМОоРрТХхуУ")
_CYRILLIC_TO_LATIN = {
    ord(c): ord(lat) for c, lat in zip("АаВСсЕеНКМОоРрТХху", "AaBCcEeHKMOoPpTXxy", strict=True)
}
_LATIN_LOOK_ALIKES = frozenset("AaBCcEeHKkMOoPpTXxyY")
_CYRILLIC_LOOK_ALIKES = frozenset("АаВСсЕеНКкМОоРрТХхуУ")


# entities that a CMS escaped twice: «&amp;laquo;» in the markup, «&laquo;» in the text
_ESCAPED = re.compile(
    r"&(?:amp;)*(?:(laquo|raquo|quot|nbsp|mdash|ndash|hellip|ldquo|rdquo|bdquo|lsquo|rsquo|apos|shy"
    r"|thinsp|ensp|emsp|minus|deg|sect|copy|reg|trade|euro|middot|bull|times);|#(\d{2,5});)"
)


def alphanumeric(text: str) -> str:
    """The letters and digits of a text in lower case, for comparing texts by these alone."""
    return "".join(filter(str.isalnum, text.lower()))


def line(text: str | None) -> str:
    """Normalize running text to one line; None becomes the empty string. Idempotent."""
    if not text:
        return ""
    if "&" in text:
        text = _ESCAPED.sub(_unescaped, text)
    joined = " ".join(text.split())
    if joined.isprintable():  # without control and invisible characters
        return joined if joined.isascii() else _compose(joined)
    return " ".join(_clean_letters(text).split())


def _unescaped(match: re.Match[str]) -> str:
    return unescape(f"&{match[1]};" if match[1] else f"&#{match[2]};")


def _clean_letters(text: str) -> str:
    text = _CONTROL.sub(" ", text)
    # Joiners shape Persian and Indic words; in other scripts they are errors.
    if _INVISIBLE.search(text):
        text = (_INVISIBLE if not _needs_joiners(text) else _INVISIBLE_BUT_JOINERS).sub("", text)
    return _compose(text)


def _compose(text: str) -> str:
    text = unicodedata.normalize("NFC", text)
    # checked first, since the pattern of mixed words is slow and few texts hold both alphabets
    mixed = _LATIN.search(text) and _CYRILLIC.search(text) and _MIXED_ALPHABETS.search(text)
    return _WORD.sub(_one_alphabet, text) if mixed else text


def _needs_joiners(text: str) -> bool:
    return ("\u200c" in text or "\u200d" in text) and any(
        "\u0600" <= letter <= "\u0dff" for letter in text
    )


def _one_alphabet(match: re.Match[str]) -> str:
    """The word with look-alike letters of the other alphabet replaced."""
    word = match[0]
    if not (_CYRILLIC.search(word) and _LATIN.search(word)):
        return word
    latin = [c for c in word if "A" <= c <= "z"]
    cyrillic = [c for c in word if "Ѐ" <= c <= "ӿ"]
    latin_fits = all(c in _LATIN_LOOK_ALIKES for c in latin)
    cyrillic_fits = all(c in _CYRILLIC_LOOK_ALIKES for c in cyrillic)
    if latin_fits and (not cyrillic_fits or len(cyrillic) > len(latin)):
        return word.translate(_LATIN_TO_CYRILLIC)
    if cyrillic_fits and not latin_fits:
        return word.translate(_CYRILLIC_TO_LATIN)
    return word
