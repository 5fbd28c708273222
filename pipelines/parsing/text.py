"""Readable, searchable text: NFC, no invisible characters, one alphabet to a word."""

import re
import unicodedata

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufff9-\ufffb]")
_JOINERS = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufff9-\ufffb]")
_CONTROL = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff]")
_SPACES = re.compile(r"[^\S\n]+")
_WORD = re.compile(r"[^\W\d_]+")
_MIXED = re.compile("[A-Za-z][Ѐ-ӿ]|[Ѐ-ӿ][A-Za-z]")
_CYRILLIC = re.compile("[Ѐ-ӿ]")
_LATIN = re.compile("[A-Za-z]")
# Only letters whose shapes coincide; a word is mended when its other letters leave no doubt.
_LOOKS_CYRILLIC = str.maketrans("AaBCcEeHKkMOoPpTXxyY", "АаВСсЕеНКкМОоРрТХхуУ")
_LOOKS_LATIN = {
    ord(c): ord(lat) for c, lat in zip("АаВСсЕеНКМОоРрТХху", "AaBCcEeHKMOoPpTXxy", strict=True)
}
_COINCIDING_LATIN = frozenset("AaBCcEeHKkMOoPpTXxyY")
_COINCIDING_CYRILLIC = frozenset("АаВСсЕеНКкМОоРрТХхуУ")


def clean(text: str) -> str:
    """Normalize running text: NFC, plain spaces, no soft hyphens, look-alike letters mended.

    Idempotent. Line breaks stay; spaces at the ends of lines go.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.isascii():
        text = _clean_letters(text)
    elif not text.isprintable():
        text = _CONTROL.sub(" ", text)
    lines = (_SPACES.sub(" ", line).strip() for line in text.split("\n"))
    return "\n".join(lines)


def line(text: str | None) -> str:
    """Normalize to one line; None becomes empty."""
    if not text:
        return ""
    joined = " ".join(text.split())
    if joined.isprintable():  # so it holds nothing to be taken out
        return joined if joined.isascii() else _compose(joined)
    return " ".join(_clean_letters(text).split())


def _clean_letters(text: str) -> str:
    text = _CONTROL.sub(" ", text)
    # Joiners shape Persian and Indic words; elsewhere they are debris.
    if _INVISIBLE.search(text):
        text = (_INVISIBLE if not _needs_joiners(text) else _JOINERS).sub("", text)
    return _compose(text)


def _compose(text: str) -> str:
    text = unicodedata.normalize("NFC", text)
    # the pattern of mixed words is slow, and few texts hold both alphabets
    mixed = _LATIN.search(text) and _CYRILLIC.search(text) and _MIXED.search(text)
    return _WORD.sub(_one_alphabet, text) if mixed else text


def _needs_joiners(text: str) -> bool:
    return ("\u200c" in text or "\u200d" in text) and any(
        "\u0600" <= letter <= "\u0dff" for letter in text
    )


def _one_alphabet(match: re.Match[str]) -> str:
    word = match[0]
    if not (_CYRILLIC.search(word) and _LATIN.search(word)):
        return word
    latin = [c for c in word if "A" <= c <= "z"]
    cyrillic = [c for c in word if "Ѐ" <= c <= "ӿ"]
    latin_fits = all(c in _COINCIDING_LATIN for c in latin)
    cyrillic_fits = all(c in _COINCIDING_CYRILLIC for c in cyrillic)
    if latin_fits and (not cyrillic_fits or len(cyrillic) > len(latin)):
        return word.translate(_LOOKS_CYRILLIC)
    if cyrillic_fits and not latin_fits:
        return word.translate(_LOOKS_LATIN)
    return word
