"""Bytes to text, when the declared encoding is right, wrong or missing."""

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CYRILLIC = ("windows-1251", "koi8-r", "cp866", "iso8859-5", "mac-cyrillic")
_SAMPLE = 60_000  # bytes an undeclared page is judged by
_UTF8_DAMAGE = 0.02  # of non-ASCII bytes: a page cut or spliced in a few places is still UTF-8
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
_RUSSIAN_LOWER = frozenset("абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґў")
_RUSSIAN_UPPER = frozenset("АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯІЇЄҐЎ")
_COMMON = frozenset("оеаинтсрвл")
# What browsers do with these labels: https://encoding.spec.whatwg.org/#names-and-labels
_ALIASES = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "iso-8859-1": "windows-1252",
    "latin-1": "windows-1252",
    "ascii": "windows-1252",
    "us-ascii": "windows-1252",
    "cp-1251": "windows-1251",
    "win-1251": "windows-1251",
    "win1251": "windows-1251",
    "windows1251": "windows-1251",
    "shift_jis": "cp932",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "iso-8859-9": "windows-1254",
}


def decode(body: bytes, declared: str | None = None) -> str:
    """Return the page's text; ``declared`` is the encoding HTTP named. Never raises.

    A byte order mark wins, then valid UTF-8, then the declaration unless the letters speak for
    another Cyrillic encoding, then detection.
    """
    # not at the top: the crawl itself, which names this module, needs none of Beautiful Soup
    from bs4.dammit import EncodingDetector, UnicodeDammit

    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    named = _known(declared) or _known(EncodingDetector.find_declared_encoding(body, is_html=True))
    if (text := _as_utf8(body, named)) is not None:
        return text
    if named and named.startswith(("utf-16", "utf-32")):
        named = None  # said of bytes that are no such thing
    runs = _HIGH_RUN.findall(body[:_SAMPLE])
    if _looks_cyrillic(runs) and (named is None or _is_single_byte(named)):
        return body.decode(_best_cyrillic(b" ".join(runs), named), "replace")
    if named is None or named == "utf-8":
        named = _known(UnicodeDammit(body[:_SAMPLE]).original_encoding) or "windows-1252"
    return body.decode(named, "replace")


def _known(name: str | None) -> str | None:
    if not name:
        return None
    label = name.strip().strip("\"'").lower()
    label = _ALIASES.get(label, label)
    try:
        info = codecs.lookup(label)
    except (LookupError, ValueError):
        return None
    usable = getattr(info, "_is_text_encoding", True) and not info.name.startswith("utf-7")
    return info.name if usable else None


def _as_utf8(body: bytes, named: str | None) -> str | None:
    wide = named is not None and named.startswith(("utf-16", "utf-32"))
    if named and (named.startswith(("iso2022", "hz")) or (wide and b"\0" in body)):
        return body.decode(named, "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        text = body.decode("utf-8", "replace")
    # One code point of Cyrillic is two bytes: a wrong reading is nearly all replacements.
    foreign = sum(map(len, _HIGH_RUN.findall(body)))
    return text if text.count("\ufffd") <= max(1, foreign * _UTF8_DAMAGE) else None


def _is_single_byte(name: str) -> bool:
    return len(bytes(range(0xC0, 0x100)).decode(name, "replace")) == 64


def _looks_cyrillic(runs: list[bytes]) -> bool:
    """Accented Latin letters stand alone among ASCII; Cyrillic ones come in words."""
    total = sum(map(len, runs))
    return total > 0 and sum(len(run) for run in runs if len(run) > 2) > 0.6 * total


def _best_cyrillic(letters: bytes, named: str | None) -> str:
    scores = {name: _russian_score(letters.decode(name, "replace")) for name in _CYRILLIC}
    best = max(scores, key=lambda name: scores[name])
    other = named is not None and not named.startswith(("windows-125", "cp125", "utf-8"))
    if named and (named in ("cp1251", "koi8-r", "koi8-u") or other):
        mine = _russian_score(letters.decode(named, "replace"))
        if mine >= scores[best] - 0.05:
            return named
    return best if scores[best] > 0.3 else (named or best)


def _russian_score(text: str) -> float:
    """About 1 for running Russian, negative for its letters read in a wrong code page."""
    letters = text.replace(" ", "")
    if not letters:
        return 0.0
    lower = sum(map(_RUSSIAN_LOWER.__contains__, letters))
    upper = sum(map(_RUSSIAN_UPPER.__contains__, letters))
    common = sum(map(_COMMON.__contains__, letters))
    strange = len(letters) - lower - upper
    return (0.5 * lower + common - 0.5 * upper - 2 * strange) / len(letters)
