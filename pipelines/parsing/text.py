"""Normalizes text: Unicode form NFC, no invisible characters, each word in one alphabet."""

import re
import unicodedata
from html import unescape

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufff9-\ufffb]")
_INVISIBLE_EXCEPT_JOINERS = re.compile(
    "[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufff9-\ufffb]"
)
# Control characters except tabs and line breaks, and code points that are no characters.
_CONTROL = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff]")
_WORD = re.compile(r"[^\W\d_]+")
# Japanese, Chinese and Korean: a text in these scripts says as much in fewer characters.
EAST_ASIAN_CHARACTER = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_ALPHANUMERIC = re.compile(r"[^\W_]+")  # the same characters as those of str.isalnum
_LATIN_BESIDE_CYRILLIC = re.compile("[A-Za-z][Ѐ-ӿ]|[Ѐ-ӿ][A-Za-z]")
_CYRILLIC = re.compile("[Ѐ-ӿ]")
_LATIN = re.compile("[A-Za-z]")
# Letters that have the same shape in both alphabets.
_LATIN_LOOK_ALIKES, _CYRILLIC_LOOK_ALIKES = "AaBCcEeHKkMOoPpTXxyY", "АаВСсЕеНКкМОоРрТХхуУ"
_LATIN_TO_CYRILLIC = str.maketrans(_LATIN_LOOK_ALIKES, _CYRILLIC_LOOK_ALIKES)
_CYRILLIC_TO_LATIN = str.maketrans(_CYRILLIC_LOOK_ALIKES, _LATIN_LOOK_ALIKES)
# A character reference, such as «&quot;» or «&#171;».
_ANY_REFERENCE = re.compile(r"&#?\w{2,8};")
# Character references that a CMS escaped twice: «&amp;laquo;» in the markup is «&laquo;» in the
# text of the page.
_FREQUENT_REFERENCE = re.compile(
    r"&(?:amp;)*(?:(laquo|raquo|quot|nbsp|mdash|ndash|hellip|ldquo|rdquo|bdquo|lsquo|rsquo|apos|shy"
    r"|thinsp|ensp|emsp|minus|deg|sect|copy|reg|trade|euro|middot|bull|times);|#(\d{2,5});)"
)


def unescaped(text: str | None) -> str | None:
    """Decode character references that are left in a text because a site escaped them twice."""
    return unescape(text) if text and _ANY_REFERENCE.search(text) else text


def alphanumeric(text: str) -> str:
    """Return only the letters and digits of a text, in lower case, for comparing texts."""
    return "".join(_ALPHANUMERIC.findall(text.lower()))


def normalized_line(text: str | None) -> str:
    """Return running text as one normalized line; None gives the empty string.

    A normalized line is returned unchanged.
    """
    if not text:
        return ""
    if "&" in text:
        text = _FREQUENT_REFERENCE.sub(_decoded_reference, text)
    joined = " ".join(text.split())
    if joined.isprintable():  # such a text has no control or invisible characters
        return joined if joined.isascii() else _compose(joined)
    return " ".join(_without_invisible(text).split())


def _decoded_reference(match: re.Match[str]) -> str:
    return unescape(f"&{match[1]};" if match[1] else f"&#{match[2]};")


def _without_invisible(text: str) -> str:
    text = _CONTROL.sub(" ", text)
    # Words of Arabic and Indic scripts need joiners (U+200C, U+200D). Elsewhere joiners are errors.
    if _INVISIBLE.search(text):
        invisible = _INVISIBLE_EXCEPT_JOINERS if _needs_joiners(text) else _INVISIBLE
        text = invisible.sub("", text)
    return _compose(text)


def _compose(text: str) -> str:
    """Return a text in Unicode form NFC, with each word in one alphabet."""
    text = unicodedata.normalize("NFC", text)
    # The last pattern, for neighbouring letters, is slow, so it comes after two fast ones.
    may_mix_alphabets = (
        _LATIN.search(text) and _CYRILLIC.search(text) and _LATIN_BESIDE_CYRILLIC.search(text)
    )
    return _WORD.sub(_in_one_alphabet, text) if may_mix_alphabets else text


def _needs_joiners(text: str) -> bool:
    return ("\u200c" in text or "\u200d" in text) and any(
        "\u0600" <= letter <= "\u0dff" for letter in text
    )


def _in_one_alphabet(match: re.Match[str]) -> str:
    """Return a word with look-alike letters of a second alphabet replaced by those of the first.

    The letters of one alphabet are replaced if each of them has a look-alike in the other. If this
    is so for both alphabets, the Latin letters are replaced if there are more Cyrillic letters.
    Otherwise the word stays unchanged.
    """
    word = match[0]
    if not (_CYRILLIC.search(word) and _LATIN.search(word)):
        return word
    latin = [letter for letter in word if "A" <= letter <= "z"]
    cyrillic = [letter for letter in word if "Ѐ" <= letter <= "ӿ"]
    can_be_cyrillic = all(letter in _LATIN_LOOK_ALIKES for letter in latin)
    can_be_latin = all(letter in _CYRILLIC_LOOK_ALIKES for letter in cyrillic)
    if can_be_cyrillic and (not can_be_latin or len(cyrillic) > len(latin)):
        return word.translate(_LATIN_TO_CYRILLIC)
    if can_be_latin and not can_be_cyrillic:
        return word.translate(_CYRILLIC_TO_LATIN)
    return word
