"""Decodes pages whose declared encoding may be right, wrong or missing."""

import codecs
import re

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CYRILLIC_ENCODINGS = ("windows-1251", "koi8-r", "cp866", "iso8859-5", "mac-cyrillic")
_MAX_SAMPLE_BYTES = 60_000  # only the first bytes of a page are looked at to detect its encoding
# A page with a few broken characters is still UTF-8; the limit is a share of its non-ASCII bytes.
_MAX_DAMAGED_SHARE = 0.02
# Accented letters of Latin scripts are mostly alone, while Cyrillic words are runs of non-ASCII
# bytes. Text counts as Cyrillic if more than this share of its non-ASCII bytes is in such runs.
_MIN_CYRILLIC_RUN_BYTES = 3
_MIN_CYRILLIC_SHARE = 0.6
# Scores are those of ``_cyrillic_score``, which is about 1 for Russian text.
_MIN_CYRILLIC_SCORE = 0.3  # text with a lower score in every encoding is not Cyrillic
_MAX_SCORE_DIFFERENCE = 0.05  # the declared encoding is used if its score is this near to the best
_NON_ASCII_RUN = re.compile(rb"[\x80-\xff]+")
_NON_ASCII_LETTERS = re.compile(r"[^\x00-\x7f]+")
# In text that was encoded as UTF-8 twice, a sequence of letters stands for the bytes of one
# character: «Ä…» for «ą». The first pattern finds the beginning of each sequence in the bytes of a
# page; the second finds the sequences in text whose letters are numbered as bytes.
_TWICE_ENCODED_BYTES = re.compile(
    rb"\xc3[\x82-\xb4](?:\xc2[\x80-\xbf]|\xc5[\x92-\xbe]|\xc6\x92|\xcb[\x86-\x9c]|\xe2[\x80-\x84])"
)
_TWICE_ENCODED = re.compile(
    r"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
# The bytes 0x80–0x9F of windows-1252, by the Unicode numbers of their letters: 0x20AC (€) is 0x80.
_BYTES_OF_WINDOWS_1252 = {
    ord(bytes([byte]).decode("windows-1252")): byte
    for byte in range(0x80, 0xA0)
    if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
_MIN_TWICE_ENCODED = 10  # sequences; fewer may be a coincidence of capital letters and quote marks
_MIN_TWICE_ENCODED_SHARE = 0.95  # of the non-ASCII characters must be in such sequences
# The letters of Russian, Ukrainian and Belarusian.
_CYRILLIC_LOWER_CASE = frozenset("абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґў")
_CYRILLIC_UPPER_CASE = frozenset("АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯІЇЄҐЎ")
_FREQUENT_RUSSIAN_LETTERS = frozenset("оеаинтсрвл")
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
    """Return the page's text; ``declared`` is the label of an encoding that HTTP names, or None.

    The first of these encodings that applies is used: the encoding of a byte order mark; UTF-8 if
    the bytes are valid UTF-8; the declared encoding, unless letter frequencies point to another
    Cyrillic encoding; the detected encoding. Text that was encoded as UTF-8 twice is decoded twice.
    Bytes that cannot be decoded become replacement characters. Never raises.
    """
    # This import is not at the top because the crawl process, which imports this module, never
    # decodes pages and saves the memory of Beautiful Soup.
    from bs4.dammit import EncodingDetector, UnicodeDammit

    for mark, encoding in _BYTE_ORDER_MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace")
    if (text := _certain_utf8(body)) is not None:
        return _repaired_if_twice_encoded(body, text)
    declared_name = _codec_name(declared)
    if declared_name is None:
        declared_name = _codec_name(EncodingDetector.find_declared_encoding(body, is_html=True))
    if (text := _decode_utf8(body, declared_name)) is not None:
        return _repaired_if_twice_encoded(body, text)
    if declared_name and declared_name.startswith(("utf-16", "utf-32")):
        declared_name = None  # the declaration is wrong: UTF-16 and UTF-32 text has zero bytes
    runs = _NON_ASCII_RUN.findall(body[:_MAX_SAMPLE_BYTES])
    if _looks_cyrillic(runs) and (declared_name is None or _is_single_byte(declared_name)):
        return body.decode(_best_cyrillic_encoding(b" ".join(runs), declared_name), "replace")
    if declared_name is None or declared_name == "utf-8":  # the bytes are not UTF-8
        detected = UnicodeDammit(body[:_MAX_SAMPLE_BYTES]).original_encoding
        return body.decode(_codec_name(detected) or "windows-1252", "replace")
    return body.decode(declared_name, "replace")


def _codec_name(label: str | None) -> str | None:
    """Return Python's name of the codec that a label such as «win-1251» means, or None."""
    if not label:
        return None
    label = label.strip().strip("\"'").lower()
    label = _LABEL_ALIASES.get(label, label)
    try:
        codec = codecs.lookup(label)
    except (LookupError, ValueError):
        return None
    is_text_encoding = getattr(codec, "_is_text_encoding", True)
    return codec.name if is_text_encoding and not codec.name.startswith("utf-7") else None


def _certain_utf8(body: bytes) -> str | None:
    """Return the text of bytes that can be in no other encoding than UTF-8, else None.

    This saves most pages the search for the declared encoding, which takes half a millisecond.
    """
    if body.isascii() or b"\0" in body:
        return None
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _decode_utf8(body: bytes, declared_name: str | None) -> str | None:
    """Return the text of bytes in UTF-8, or in a declared encoding of 7, 16 or 32 bits, else None.

    Text in a 7-bit encoding such as ISO-2022-JP is also valid UTF-8, so the declaration decides.
    """
    if declared_name:
        is_seven_bit = declared_name.startswith(("iso2022", "hz"))
        is_wide = declared_name.startswith(("utf-16", "utf-32")) and b"\0" in body
        if is_seven_bit or is_wide:
            return body.decode(declared_name, "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        text = body.decode("utf-8", "replace")
    # If the bytes are text in a single-byte encoding, nearly every non-ASCII byte has become a
    # replacement character.
    non_ascii_bytes = sum(map(len, _NON_ASCII_RUN.findall(body)))
    max_damaged = max(1, non_ascii_bytes * _MAX_DAMAGED_SHARE)
    return text if text.count("\ufffd") <= max_damaged else None


def _repaired_if_twice_encoded(body: bytes, text: str) -> str:
    """Return ``text``, the decoded ``body``, decoded again if it was encoded twice."""
    sequence_count = len(_TWICE_ENCODED_BYTES.findall(body))
    return _decoded_again(text) if sequence_count >= _MIN_TWICE_ENCODED else text


def _decoded_again(text: str) -> str:
    """Return the text that a page held before it was encoded twice, or else ``text`` itself.

    Some sites read their UTF-8 as a single-byte encoding and encode it again: «ą» becomes «Ä…».
    Then nearly all non-ASCII characters are in such sequences.
    """
    # The sequences hold no ASCII, so they are looked for in the other characters alone.
    runs = _NON_ASCII_LETTERS.findall(text)
    sequences = _TWICE_ENCODED.findall("\n".join(runs).translate(_BYTES_OF_WINDOWS_1252))
    chars_in_sequences = sum(map(len, sequences))
    min_chars = _MIN_TWICE_ENCODED_SHARE * sum(map(len, runs))
    if len(sequences) < _MIN_TWICE_ENCODED or chars_in_sequences < min_chars:
        return text
    decoded = {run: _run_decoded_again(run) for run in set(runs)}
    return _NON_ASCII_LETTERS.sub(lambda run: decoded[run[0]], text)


def _run_decoded_again(run: str) -> str:
    """Return a run of characters beyond ASCII with its sequences decoded."""
    parts, end_of_last = [], 0
    for match in _TWICE_ENCODED.finditer(run.translate(_BYTES_OF_WINDOWS_1252)):
        decoded = match[0].encode("latin-1").decode("utf-8", "replace")
        parts += [run[end_of_last : match.start()], decoded]
        end_of_last = match.end()
    return "".join([*parts, run[end_of_last:]])


def _is_single_byte(name: str) -> bool:
    """Return whether each byte from 0xC0 to 0xFF is one character in the encoding of this name."""
    high_bytes = bytes(range(0xC0, 0x100))
    return len(high_bytes.decode(name, "replace")) == len(high_bytes)


def _looks_cyrillic(runs: list[bytes]) -> bool:
    """Return whether most non-ASCII bytes are in long runs, as the letters of a Cyrillic text."""
    total = sum(map(len, runs))
    in_long_runs = sum(len(run) for run in runs if len(run) >= _MIN_CYRILLIC_RUN_BYTES)
    return total > 0 and in_long_runs > _MIN_CYRILLIC_SHARE * total


def _best_cyrillic_encoding(letters: bytes, declared_name: str | None) -> str:
    """Return the encoding in which bytes look most like Russian, or the declared encoding.

    The declared encoding is preferred if the bytes look nearly as much like Russian in it. A
    declared Western encoding such as windows-1252 is often a wrong default, so it is returned only
    if the bytes look like Russian in no encoding.
    """
    scores = {
        name: _cyrillic_score(letters.decode(name, "replace")) for name in _CYRILLIC_ENCODINGS
    }
    best = max(scores, key=lambda name: scores[name])
    if declared_name and not _may_be_default(declared_name):
        declared_score = _cyrillic_score(letters.decode(declared_name, "replace"))
        if declared_score >= scores[best] - _MAX_SCORE_DIFFERENCE:
            return declared_name
    is_cyrillic = scores[best] > _MIN_CYRILLIC_SCORE
    return declared_name if declared_name and not is_cyrillic else best


def _may_be_default(name: str) -> bool:
    """Return whether servers declare this encoding by default, also for pages in another one."""
    return name != "cp1251" and name.startswith(("windows-125", "cp125", "utf-8"))


def _cyrillic_score(text: str) -> float:
    """Return about 1 for Russian text, and less than 0 for Russian decoded with a wrong code page.

    Text in a wrong code page has many capital letters, and few of the letters that are frequent in
    Russian. Many of its characters are no letters of an East Slavic language.
    """
    letters = text.replace(" ", "")
    if not letters:
        return 0.0
    lower = sum(map(_CYRILLIC_LOWER_CASE.__contains__, letters))
    upper = sum(map(_CYRILLIC_UPPER_CASE.__contains__, letters))
    frequent = sum(map(_FREQUENT_RUSSIAN_LETTERS.__contains__, letters))
    other = len(letters) - lower - upper
    return (0.5 * lower + frequent - 0.5 * upper - 2 * other) / len(letters)
