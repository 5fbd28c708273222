"""Who wrote an article: persons, or the desk or agency its metadata name when nobody is named."""

import re
from collections.abc import Iterable, Sequence
from typing import cast

from lxml.etree import XPath
from lxml.html import HtmlElement

from pipelines.extraction.blocks.segment import Block
from pipelines.extraction.facts.person_names import (
    clean_names,
    is_cyrillic,
    is_news_agency,
    is_organisation,
    leading_person,
    persons,
)
from pipelines.extraction.page_data.structured_data import Structured, strings
from pipelines.model import Evidence
from pipelines.parsing.text import normalized_line

_META_NAMES = (
    "author", "article:author", "parsely-author", "dc.creator", "sailthru.author", "byl",
    "mediator_author", "dcterms.creator", "citation_author",
)  # fmt: skip
_BYLINE = XPath(
    ".//*[@rel='author' or contains(@class,'author') or contains(@class,'Author') or "
    "contains(@class,'byline') or contains(@class,'Byline') or contains(@class,'avtor') or "
    "contains(@class,'autor') or contains(@itemprop,'author') or contains(@data-testid,'author')]"
)
_NOT_BYLINE = re.compile(
    r"comment|photo|foto|caption|sidebar|teaser|(?<![a-z])(?:image|img|pic(?:ture)?(?![a-z])|quote|"
    r"cite|relat|user|reply|bio\b|list|footer)",
    re.IGNORECASE,
)
_NOT_BYLINE_TAGS = ("aside", "footer", "nav", "li", "figure", "figcaption", "blockquote", "form")
_LABELLED = re.compile(
    r"(?:^|[\s|•·/,;(.])(?:Автор(?:ы|ка)?(?: (?:текста|статьи|материала|публикации))?|Текст|"
    r"Подготовил[аи]?|Беседовал[аи]?|Записал[аи]?|Author|By|Von|Text|Autor|Autorin|Par|Por)"
    r"\s*:?\s+(?P<names>[^\W\d_].{2,80})$"
)
_PHOTO = re.compile(r"[\s,.;(|/]*(?:фото|foto|photo|видео|снимк|иллюстрац)\w*\b.*$", re.IGNORECASE)
_SIGNED = re.compile(
    r"фото автора|корреспондент|собкор|спецкор|журналист|обозреватель|«[^»]+»", re.IGNORECASE
)
_PREPOSITION = re.compile(r"[^\W\d_]{1,2}\s")
_SIGN_NAMES = re.compile(r"author|avtor|autor|sign|podpis|byline", re.IGNORECASE)
_MAX_AUTHORS = 12
_MAX_MICRODATA_AUTHORS = 3
_MAX_LABELLED_LINE = 160  # characters
_MAX_SIGNATURE = 90  # characters
_MAX_BLOCKS_BEFORE = 12  # blocks above the text in which a byline may stand
_MAX_BLOCKS_AFTER = 3  # blocks after the text in which it may be signed
_MAX_BYLINES = 30  # elements that are looked at
_MAX_PARENTS = 5  # elements around a byline whose names are looked at
_STATED = ("json-ld", "microdata", "meta")
_SHOWN = ("byline", "visible-text", "signature")


def author_evidence(
    tree: HtmlElement,
    structured: Structured,
    blocks: Sequence[Block],
    chosen: Sequence[Block] = (),
) -> list[Evidence]:
    """Every statement of the authors, metadata first; ``chosen`` are the blocks of the text."""
    found: list[Evidence] = []

    def add(values: Iterable[str], where: str) -> None:
        found.extend(Evidence("authors", value, where) for value in list(values)[:_MAX_AUTHORS])

    add(strings(structured.article.get("author"), "name"), "json-ld")
    add(structured.microdata.get("author", []), "microdata")
    for name in _META_NAMES:
        add(structured.meta.get(name, []), "meta")
    add(_bylines(tree), "byline")
    add(_labelled(blocks, chosen), "visible-text")
    add(_signatures(blocks, chosen), "signature")
    if not found:
        add(strings(structured.web_page.get("author"), "name"), "json-ld-page")
    return found


def choose_authors(
    evidence: Sequence[Evidence], site_names: Sequence[str], shown_text: str = ""
) -> tuple[str, ...]:
    """The names of the first kind of statement that names anybody but the site itself.

    A name in meta tags that stands nowhere in ``shown_text`` gives way to one that is shown, as
    systems put there who made the site. Agencies are named only if the JSON-LD does and nobody
    else is.
    """
    sites = {name.lower() for name in site_names if name}
    by_place = {
        where: [
            name
            for name in clean_names(e.value for e in evidence if e.found_in == where)
            if name.lower() not in sites
        ]
        for where in (*_STATED, *_SHOWN, "json-ld-page")
    }
    shown = next((found for where in _SHOWN if (found := persons(by_place[where]))), [])
    for where in _STATED:
        names = [name for name in by_place[where] if not is_organisation(name)]
        if where == "microdata" and len(names) > _MAX_MICRODATA_AUTHORS:
            names = names[:1]  # the others wrote what the page links to
        if where == "meta" and shown and not any(name in shown_text for name in names):
            continue
        if names:
            return tuple(names[:_MAX_AUTHORS])
    if shown:
        return tuple(shown[:_MAX_AUTHORS])
    if by_page := persons(by_place["json-ld-page"]):
        return tuple(by_page[:_MAX_AUTHORS])
    # A desk or an agency signs; that is what the metadata say, so it is kept.
    desk = clean_names(e.value for e in evidence if e.found_in == "json-ld")
    kept = [name for name in desk if not (is_cyrillic(name) and _is_office(name, sites))]
    return tuple(kept[:_MAX_AUTHORS])


def author_credit(evidence: Sequence[Evidence], site_names: Sequence[str]) -> list[Evidence]:
    """The agency or outlet named in the place of an author, as evidence of ``credit_text``."""
    sites = {name.lower() for name in site_names if name}
    for item in evidence:
        for name in clean_names([item.value]):
            if is_news_agency(name) or name.lower() in sites:
                return [Evidence("credit_text", name, "byline")]
    return []


def _is_office(name: str, sites: set[str]) -> bool:
    return is_organisation(name) or name.lower() in sites


def _bylines(tree: HtmlElement) -> list[str]:
    """The text of the first byline that names a person, else of one that names an agency."""
    agencies = []
    for element in cast("list[HtmlElement]", _BYLINE(tree))[:_MAX_BYLINES]:
        if _is_other_byline(element):
            continue
        texts = [normalized_line(text) for text in element.itertext() if isinstance(text, str)]
        pieces = [text for text in texts if text]
        whole = " ".join(pieces)[:300]
        apart = [piece for piece in pieces if persons([piece])]
        if len(apart) > 1 and len(whole) < 200:
            return apart
        if 3 < len(whole) < 90 and persons([whole]):
            return [whole]
        if len(apart) == 1 and len(whole) < 120:
            return apart
        agencies += [name for name in clean_names([whole]) if is_news_agency(name)]
    return agencies[:1]


def _is_other_byline(element: HtmlElement) -> bool:
    """Whether a name is that of a comment, a picture, a quotation or a teaser."""
    for depth, one in enumerate((element, *element.iterancestors())):
        if depth > _MAX_PARENTS:
            break
        names = f"{one.get('class') or ''} {one.get('id') or ''}"
        if _NOT_BYLINE.search(names) or (depth and one.tag in _NOT_BYLINE_TAGS):
            return True
    return False


def _labelled(blocks: Sequence[Block], chosen: Sequence[Block]) -> list[str]:
    """Names behind a label in a line of metadata: «20.11.2026 | Автор: Олег Сомов»."""
    first = max(0, chosen[0].index - _MAX_BLOCKS_BEFORE) if chosen else 0
    last = chosen[-1].index + _MAX_BLOCKS_AFTER if chosen else len(blocks)
    for block in blocks[first : last + 1]:
        if len(block.text) > _MAX_LABELLED_LINE:
            continue
        match = _LABELLED.search(block.text)
        names = _PHOTO.sub("", match["names"]) if match else ""
        if names and leading_person(names):
            return [names]
    return []


def _signatures(blocks: Sequence[Block], chosen: Sequence[Block]) -> list[str]:
    """Names that close the text: «Олег СОМОВ, фото автора»."""
    if not chosen:
        return []
    last = chosen[-1].index
    for block in blocks[last : last + 1 + _MAX_BLOCKS_AFTER]:
        if len(block.text) <= _MAX_SIGNATURE and (names := _signature(block)):
            return [names]
    return []


def _signature(block: Block) -> str:
    text = block.text.strip(" .—–-")
    person = leading_person(text)
    if not person or block.heading or _PREPOSITION.match(person):
        return ""  # «В Украине», «По Волге»
    rest = text[len(person) :]
    plain = _PHOTO.sub("", rest).strip(" .,;")
    *given, family = person.split()
    in_capitals = len(family) > 2 and family.isupper() and not all(map(str.isupper, given))
    if plain and not (_SIGNED.search(plain) or persons([plain.removeprefix("и ")])):
        return ""
    marked = in_capitals or _SIGNED.search(rest) or _SIGN_NAMES.search(block.box.names)
    if not marked and not _is_emphasized(block):
        return ""
    return f"{person}, {plain}" if plain and persons([plain]) else person


def _is_emphasized(block: Block) -> bool:
    """Whether a line is set in italics as a whole, or to the right."""
    element = block.box.element
    align = f"{element.get('align') or ''} {element.get('style') or ''}".lower()
    if "right" in align:
        return True
    inner = next((child for child in element if child.tag in ("em", "i")), None)
    return inner is not None and normalized_line(inner.text_content()) == block.text
