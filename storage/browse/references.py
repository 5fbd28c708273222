"""Writes a reference to an article as Markdown, as plain text and for BibTeX."""

import re
from dataclasses import dataclass
from datetime import date

from storage.browse.i18n.languages import Language

_MARKDOWN_SIGN = re.compile(r"([\\`*_\[\]<>])")  # characters with a meaning in Markdown
_TEX_SIGN = re.compile(r"([\\{}%#&$_^~])")  # characters with a meaning in TeX


@dataclass(frozen=True, slots=True)
class CitedArticle:
    """The facts that a reference states; ``day`` is None if no date is known."""

    key: str  # of the entry in BibTeX
    headline: str
    outlet: str
    url: str
    day: date | None


def references(cited: CitedArticle, language: Language) -> list[tuple[str, str]]:
    """Return (name of the form, text) of the reference in each form."""
    day = language.day(cited.day, "d MMMM y") if cited.day else ""
    outlet_and_day = ", ".join(filter(None, (cited.outlet, day)))
    headline = _MARKDOWN_SIGN.sub(r"\\\1", cited.headline)
    address = re.sub(r"[()<>\s]", _percent_encoded, cited.url)
    return [
        ("Markdown", f"[{headline}]({address}), {outlet_and_day}"),
        (language.gettext("Plain text"), f"{cited.headline}. {outlet_and_day}. {cited.url}"),
        ("BibTeX", _bibtex(cited)),
    ]


def _bibtex(cited: CitedArticle) -> str:
    """Return the entry; BibTeX changes neither the case nor the order of words in inner braces."""
    fields = {
        "title": f"{{{_tex(cited.headline)}}}",
        "author": f"{{{_tex(cited.outlet)}}}",
        "date": cited.day.isoformat() if cited.day else "",
        "url": re.sub(r"[{}\\\s]", _percent_encoded, cited.url),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@online{{{cited.key},", *lines, "}"])


def _percent_encoded(sign: re.Match[str]) -> str:
    return f"%{ord(sign[0]):02X}"


def _tex(text: str) -> str:
    """Return a text for TeX in one line; «5 %» becomes «5 {\\char37}»."""
    return _TEX_SIGN.sub(lambda sign: f"{{\\char{ord(sign[1])}}}", " ".join(text.split()))
