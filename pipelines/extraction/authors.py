"""Who wrote an article, as names of persons (or of a desk, when no person is named)."""

import re
from collections.abc import Iterable, Sequence
from typing import cast

from lxml.etree import XPath
from lxml.html import HtmlElement

from pipelines.extraction.blocks.segment import Block
from pipelines.extraction.structured_data import Structured, strings
from pipelines.model import Evidence
from pipelines.parsing.text import line

_LABEL = re.compile(
    r"^(?:\W*(?:by|von|par|por|di|da|av|af|door|текст|автор(?:ы|ка)?|author|autor(?:in|en)?|"
    r"auteur|written by|posted by|reported by|от|words by|story by|redaktion:)\b[\s:—–-]*)+",
    re.IGNORECASE,
)
_SPLIT = re.compile(
    r"\s*(?:[;|•·\n]|,(?!\s*(?:jr|sr|phd|md|iii?)\b)|\s(?:and|und|et|y|и|og|och|en|&|mit|"
    r"with)\s)\s*",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    r"https?:|www\.|@\w+\.|^\W*$|\d{2,}|^(?:admin\w*|redaktion|editor|staff|редакция|unknown|guest|"
    r"фото.*|видео.*|источник.*|photo\b.*|автор|author|super user|root|user|none|null|default|"
    r"агентство|correspondent|reporter)$",
    re.IGNORECASE,
)
_BYLINE = XPath(
    ".//*[@rel='author' or contains(@class,'author') or contains(@class,'Author') or "
    "contains(@class,'byline') or contains(@class,'Byline') or contains(@class,'avtor') or "
    "contains(@itemprop,'author') or contains(@data-testid,'author')]"
)
_VISIBLE = re.compile(
    r"^(?:Автор(?:ы|ка)?|Текст|Автор текста|Author|By|Von|Text|Autor|Autorin)\s*:?\s+"
    r"(?P<names>[^\W\d_][^\n]{2,80})$"
)
_LETTER = r"\w.'’ʼ\u0900-\u0d7f-"  # with the vowel signs of India
_NAME = re.compile(rf"^[^\W\d_][{_LETTER}]*(?:\s+[{_LETTER}()«»\"]+){{0,5}}$")
_MAX_AUTHORS = 12
_MAX_MICRODATA_AUTHORS = 3


def author_evidence(
    tree: HtmlElement, structured: Structured, blocks: Sequence[Block]
) -> list[Evidence]:
    """Every statement of the authors, the most trusted first."""
    found: list[Evidence] = []

    def add(values: Iterable[str], where: str) -> None:
        found.extend(Evidence("authors", value, where) for value in list(values)[:_MAX_AUTHORS])

    add(strings(structured.article.get("author"), "name"), "json-ld")
    add(structured.microdata.get("author", []), "microdata")
    for name in ("author", "article:author", "parsely-author", "dc.creator", "sailthru.author",
                 "byl", "mediator_author", "dcterms.creator", "citation_author"):  # fmt: skip
        add(structured.meta.get(name, []), "meta")
    if not any(clean_names([item.value]) for item in found):
        add(_bylines(tree), "byline")
        add((m["names"] for b in blocks if (m := _VISIBLE.match(b.text))), "visible-text")
    return found


def choose_authors(evidence: Sequence[Evidence], site_names: Sequence[str]) -> tuple[str, ...]:
    """The names of the most trusted place that names anybody but the site itself."""
    sites = {name.lower() for name in site_names if name}
    for where in ("json-ld", "microdata", "meta", "byline", "visible-text"):
        names = clean_names([item.value for item in evidence if item.found_in == where])
        names = [name for name in names if name.lower() not in sites]
        if where == "microdata" and len(names) > _MAX_MICRODATA_AUTHORS:
            names = names[:1]  # the others wrote what the page links to
        if names:
            return tuple(names[:_MAX_AUTHORS])
    # A desk signs as the site itself; that is what its data says, so it is kept.
    return tuple(clean_names([e.value for e in evidence if e.found_in == "json-ld"])[:_MAX_AUTHORS])


def clean_names(values: Iterable[str]) -> list[str]:
    """Split lists of names, drop labels, addresses and duplicates; order is kept."""
    names: dict[str, str] = {}
    for value in values:
        for part in _SPLIT.split(_LABEL.sub("", line(value)[:300])):
            name = _LABEL.sub("", part).strip(" .,:;-–—|/")
            if 1 < len(name) <= 80 and not _NO_NAME.search(name) and _NAME.match(name):
                names.setdefault(name.lower(), name)
    return list(names.values())


def _bylines(tree: HtmlElement) -> list[str]:
    found = []
    for element in cast("list[HtmlElement]", _BYLINE(tree))[:20]:
        text = line(element.text_content()[:300])
        if 3 < len(text) < 90 and _NAME.match(_LABEL.sub("", text)):
            found.append(text)
    return found[:1]
