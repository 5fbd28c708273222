"""Decoding of pages whose declared encoding may be right, wrong or missing."""

import codecs
import re

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CYRILLIC_ENCODINGS = ("windows-1251", "koi8-r", "cp866", "iso8859-5", "mac-cyrillic")
_MAX_SAMPLE_BYTES = 60_000  # from which an encoding is detected
_MAX_UTF8_DAMAGE = 0.02  # share of non-ASCII bytes: a page cut in a few places is still UTF-8
_NON_ASCII_RUN = re.compile(rb"[\x80-\xff]+")
_RUSSIAN_LOWER = frozenset("абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґў")
_RUSSIAN_UPPER = frozenset("АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯІЇЄҐЎ")
_FREQUENT_LETTERS = frozenset("оеаинтсрвл")
# How browsers read these labels: https://encoding.spec.whatwg.org/#names-and-labels
_LABEL_ALIASES = {
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
    """Return the page's text; ``declared`` is the encoding named by HTTP. Never raises.

    In this order: a byte order mark, valid UTF-8, the declaration (unless letter frequencies point
    to another Cyrillic encoding), detection.
    """
    # imported late: the crawl process imports this module but does not need Beautiful Soup
    from bs4.dammit import EncodingDetector, UnicodeDammit

    for mark, encoding in _BYTE_ORDER_MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace")
    named = _codec_name(declared) or _codec_name(
        EncodingDetector.find_declared_encoding(body, is_html=True)
    )
    if (text := _decode_utf8(body, named)) is not None:
        return text
    if named and named.startswith(("utf-16", "utf-32")):
        named = None  # a wrong declaration: the bytes are not UTF-16 or UTF-32
    runs = _NON_ASCII_RUN.findall(body[:_MAX_SAMPLE_BYTES])
    if _looks_cyrillic(runs) and (named is None or _is_single_byte(named)):
        return body.decode(_best_cyrillic(b" ".join(runs), named), "replace")
    if named is None or named == "utf-8":
        named = (
            _codec_name(UnicodeDammit(body[:_MAX_SAMPLE_BYTES]).original_encoding) or "windows-1252"
        )
    return body.decode(named, "replace")


def _codec_name(label: str | None) -> str | None:
    """Python's name of the codec that a declared label means, or None if there is none."""
    if not label:
        return None
    label = label.strip().strip("\"'").lower()
    label = _LABEL_ALIASES.get(label, label)
    try:
        info = codecs.lookup(label)
    except (LookupError, ValueError):
        return None
    usable = getattr(info, "_is_text_encoding", True) and not info.name.startswith("utf-7")
    return info.name if usable else None


def _decode_utf8(body: bytes, named: str | None) -> str | None:
    """The text if the bytes are UTF-8, or are in a 7-bit or wide encoding as declared."""
    wide = named is not None and named.startswith(("utf-16", "utf-32"))
    if named and (named.startswith(("iso2022", "hz")) or (wide and b"\0" in body)):
        return body.decode(named, "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        text = body.decode("utf-8", "replace")
    # Text in a single-byte encoding decoded as UTF-8 is nearly all replacement characters.
    non_ascii = sum(map(len, _NON_ASCII_RUN.findall(body)))
    return text if text.count("\ufffd") <= max(1, non_ascii * _MAX_UTF8_DAMAGE) else None


def _is_single_byte(name: str) -> bool:
    return len(bytes(range(0xC0, 0x100)).decode(name, "replace")) == 64


def _looks_cyrillic(runs: list[bytes]) -> bool:
    """Whether most non-ASCII bytes come in runs of three and more; accented Latin ones do not."""
    total = sum(map(len, runs))
    return total > 0 and sum(len(run) for run in runs if len(run) > 2) > 0.6 * total


def _best_cyrillic(letters: bytes, named: str | None) -> str:
    scores = {name: _russian_score(letters.decode(name, "replace")) for name in _CYRILLIC_ENCODINGS}
    best = max(scores, key=lambda name: scores[name])
    is_other = named is not None and not named.startswith(("windows-125", "cp125", "utf-8"))
    if named and (named in ("cp1251", "koi8-r", "koi8-u") or is_other):
        named_score = _russian_score(letters.decode(named, "replace"))
        if named_score >= scores[best] - 0.05:
            return named
    return best if scores[best] > 0.3 else (named or best)


def _russian_score(text: str) -> float:
    """About 1 for Russian text; negative for Russian decoded with a wrong code page."""
    letters = text.replace(" ", "")
    if not letters:
        return 0.0
    lower = sum(map(_RUSSIAN_LOWER.__contains__, letters))
    upper = sum(map(_RUSSIAN_UPPER.__contains__, letters))
    common = sum(map(_FREQUENT_LETTERS.__contains__, letters))
    other = len(letters) - lower - upper
    return (0.5 * lower + common - 0.5 * upper - 2 * other) / len(letters)
