"""Writes a reference to an article as Markdown, as plain text and for BibTeX."""

import re
from dataclasses import dataclass
from datetime import date

from storage.browse.i18n.languages import Language

# The characters that Markdown gives a meaning: «*», «[».
_MARKDOWN = re.compile(r"([\\`*_\[\]<>])")
_BIBTEX = re.compile(r"([\\{}%#&$_^~])")  # characters with a meaning in TeX


@dataclass(frozen=True, slots=True)
class Cited:
    """The facts that a reference states; ``day`` is None if no date is known."""

    key: str
    headline: str
    outlet: str
    url: str
    day: date | None


def references(cited: Cited, language: Language) -> list[tuple[str, str]]:
    """Return (name, text) of each form."""
    day = language.day(cited.day, "d MMMM y") if cited.day else ""
    rest = ", ".join(filter(None, (cited.outlet, day)))
    headline = _MARKDOWN.sub(r"\\\1", cited.headline)
    address = re.sub(r"[()<>\s]", lambda found: f"%{ord(found[0]):02X}", cited.url)
    return [
        ("Markdown", f"[{headline}]({address}), {rest}"),
        (language.gettext("Plain text"), f"{cited.headline}. {rest}. {cited.url}"),
        ("BibTeX", _bibtex(cited)),
    ]


def _bibtex(cited: Cited) -> str:
    fields = {
        "title": f"{{{_tex(cited.headline)}}}",
        "author": f"{{{_tex(cited.outlet)}}}",
        "date": cited.day.isoformat() if cited.day else "",
        "url": re.sub(r"[{}\\\s]", lambda found: f"%{ord(found[0]):02X}", cited.url),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@online{{{cited.key},", *lines, "}"])


def _tex(text: str) -> str:
    return _BIBTEX.sub(lambda found: f"{{\\char{ord(found[1])}}}", " ".join(text.split()))
