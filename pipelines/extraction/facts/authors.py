"""Chooses the authors of an article: persons, or an agency if the metadata name no person."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

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
from pipelines.parsing.date_lines import is_date_line
from pipelines.parsing.text import normalized_line

# Names of <meta> elements that state an author.
_AUTHOR_META = (
    "author", "article:author", "parsely-author", "dc.creator", "sailthru.author", "byl",
    "mediator_author", "dcterms.creator", "citation_author",
)  # fmt: skip
# Parts of the class names of elements with the name of an author. The first letters are left out,
# so that «author» and «Author», «byline» and «Byline» are found.
_BYLINE_CLASS = re.compile("uthor|yline|avtor|autor")
# Classes of elements that hold the names of other people: of comments, pictures, teasers.
_CLASS_OF_OTHER_NAMES = re.compile(
    r"comment|photo|foto|caption|sidebar|teaser|(?<![a-z])(?:image|img|pic(?:ture)?(?![a-z])|quote|"
    r"cite|relat|user|reply|bio\b|list|footer)",
    re.IGNORECASE,
)
_TAGS_OF_OTHER_NAMES = (
    "aside",
    "footer",
    "nav",
    "li",
    "figure",
    "figcaption",
    "blockquote",
    "form",
)
# «Автор: Олег Сомов» at the end of a line.
_LABEL_AND_NAMES = re.compile(
    r"(?:^|[\s|•·/,;(.])(?:Автор(?:ы|ка|и)?(?: (?:текста|статьи|материала|публикации))?|"
    r"Текст(?: (?:и|та|і) фото(?=\s*:))?|Фото и текст(?=\s*:)|Беседу в[её]л[аи]?|"
    r"Підготув(?:ав|ала|али)|Подготовил[аи]?|Беседовал[аи]?|Записал[аи]?|Author|By|Von|Text|Autor|"
    r"Autorin|Par|Por)\s*:?\s+(?P<names>[^\W\d_].{2,80})$"
)
# The credit of a picture that follows the name of an author.
_PICTURE_CREDIT = re.compile(
    r"[\s,.;(|/]*(?:фото|foto|photo|видео|снимк|иллюстрац)\w*\b.*$", re.IGNORECASE
)
# The words after a name in the signature of an author: a job title, or the name of the outlet.
_WORD_OF_SIGNATURE = re.compile(
    r"[\s,.(–—-]*(?:фото автор(?:а|ки)|(?:\w+(?:ый|ий|ая)\s+|наш[а]?\s+){0,2}"
    r"(?:корреспондент|кореспондент|собкор|спецкор|журналист|журналіст|обозреватель)(?:ка|ница)?\b"
    r"|«[^»]+»)",
    re.IGNORECASE,
)
# A word of one or two letters, such as a preposition.
_PREPOSITION = re.compile(r"[^\W\d_]{1,2}\s")
_SIGNATURE_CLASS = re.compile(r"author|avtor|autor|sign|podpis|byline", re.IGNORECASE)
_MAX_AUTHORS = 12  # more names are a list of other things
_MAX_MICRODATA_AUTHORS = 3  # more names are also of linked articles
_MAX_LABELLED_LINE_CHARS = 160  # a longer line is a sentence
_MAX_SIGNATURE_CHARS = 90  # a longer line is a sentence
_MAX_BLOCKS_BEFORE = 12  # blocks above the text in which a byline may be
_MAX_BLOCKS_AFTER = 3  # blocks after the text in which the signature may be
_MAX_BYLINES = 30  # elements that are examined; a page with more lists other articles
# Lengths of the text of a byline, in characters; more text is a biography of the author.
_MAX_READ_BYLINE_CHARS = 300
_MAX_BYLINE_OF_SEVERAL_CHARS = 200  # with several names in elements of their own
_MAX_BYLINE_OF_ONE_CHARS = 120  # with one name in an element of its own
_MIN_PLAIN_BYLINE_CHARS, _MAX_PLAIN_BYLINE_CHARS = 4, 89  # of a byline that is a name as a whole
_MAX_LEVELS_UP = 5  # elements around a byline whose classes are looked at
_METADATA_PLACES = ("json-ld", "microdata", "meta")
_VISIBLE_PLACES = ("byline", "visible-text", "signature")


def author_evidence(
    tree: HtmlElement,
    structured: Structured,
    blocks: Sequence[Block],
    chosen: Sequence[Block] = (),
) -> list[Evidence]:
    """Return all statements of authors, metadata first; ``chosen`` are the blocks of the text."""
    statements: list[Evidence] = []

    def add(values: Iterable[str], place: str) -> None:
        first_values = list(values)[:_MAX_AUTHORS]
        statements.extend(Evidence("authors", value, place) for value in first_values)

    add(strings(structured.article.get("author"), "name"), "json-ld")
    add(structured.microdata.get("author", []), "microdata")
    for name in _AUTHOR_META:
        add(structured.meta.get(name, []), "meta")
    add(_names_of_bylines(tree), "byline")
    add(_labelled_names(blocks, chosen), "visible-text")
    add(_names_of_signature(blocks, chosen), "signature")
    if not statements:
        add(strings(structured.web_page.get("author"), "name"), "json-ld-page")
    return statements


def stated_names(tree: HtmlElement, structured: Structured) -> list[str]:
    """Return the names of authors in the data and the bylines of a page."""
    return clean_names(statement.value for statement in author_evidence(tree, structured, []))


def choose_authors(
    evidence: Sequence[Evidence], site_names: Sequence[str], shown_text: str = ""
) -> tuple[str, ...]:
    """Return the names of the authors, or () if none is stated.

    The names come from the most reliable kind of statement; names of the site do not count. Meta
    tags often name the maker of the site. So their names are skipped if the page shows authors and
    its visible text, ``shown_text``, contains none of these names. If no person is named, the
    agency that JSON-LD names as author is returned.
    """
    sites = {name.lower() for name in site_names if name}

    def names_at(place: str) -> list[str]:
        return clean_names(statement.value for statement in evidence if statement.found_in == place)

    def names_besides_site_at(place: str) -> list[str]:
        return [name for name in names_at(place) if name.lower() not in sites]

    visible_persons = (persons(names_besides_site_at(place)) for place in _VISIBLE_PLACES)
    shown = next(filter(None, visible_persons), [])
    for place in _METADATA_PLACES:
        names = [name for name in names_besides_site_at(place) if not is_organisation(name)]
        if place == "microdata" and len(names) > _MAX_MICRODATA_AUTHORS:
            names = names[:1]  # the other names are those of linked articles
        if place == "meta" and shown and not any(name in shown_text for name in names):
            continue
        if names:
            return tuple(names[:_MAX_AUTHORS])
    if shown:
        return tuple(shown[:_MAX_AUTHORS])
    if authors_of_page := persons(names_besides_site_at("json-ld-page")):
        return tuple(authors_of_page[:_MAX_AUTHORS])
    # No person is named, so the desk or agency that JSON-LD names is returned.
    desks = [
        name
        for name in names_at("json-ld")
        if not (is_cyrillic(name) and _is_organisation_or_site(name, sites))
    ]
    return tuple(desks[:_MAX_AUTHORS])


def author_credit(evidence: Sequence[Evidence], site_names: Sequence[str]) -> list[Evidence]:
    """Return the agency or outlet that is named as the author, as ``credit_text``; or []."""
    sites = {name.lower() for name in site_names if name}
    for item in evidence:
        for name in clean_names([item.value]):
            if is_news_agency(name) or name.lower() in sites:
                return [Evidence("credit_text", name, "byline")]
    return []


def _is_organisation_or_site(name: str, sites: set[str]) -> bool:
    return is_organisation(name) or name.lower() in sites


def _names_of_bylines(tree: HtmlElement) -> list[str]:
    """Return the names in the first byline with a person, else the first agency in a byline."""
    agencies = []
    for element in islice(_bylines(tree), _MAX_BYLINES):
        if _is_name_of_other_text(element):
            continue
        texts = [normalized_line(text) for text in element.itertext() if isinstance(text, str)]
        pieces = [text for text in texts if text]
        byline = " ".join(pieces)[:_MAX_READ_BYLINE_CHARS]
        names_in_pieces = [piece for piece in pieces if persons([piece])]
        if len(names_in_pieces) > 1 and len(byline) < _MAX_BYLINE_OF_SEVERAL_CHARS:
            return names_in_pieces
        is_short = _MIN_PLAIN_BYLINE_CHARS <= len(byline) <= _MAX_PLAIN_BYLINE_CHARS
        if is_short and persons([byline]):
            return [byline]
        if len(names_in_pieces) == 1 and len(byline) < _MAX_BYLINE_OF_ONE_CHARS:
            return names_in_pieces
        agencies += [name for name in clean_names([byline]) if is_news_agency(name)]
    return agencies[:1]


def _bylines(tree: HtmlElement) -> Iterator[HtmlElement]:
    """Yield the elements that by their attributes hold the name of an author.

    The attributes of each element of a page are looked up, so the loop is plain. Elements share few
    class names, so each of them is searched once.
    """
    byline_classes: dict[str, bool] = {}
    for element in tree.iterdescendants():
        get = element.get
        class_names = get("class")
        if class_names is not None:
            is_byline = byline_classes.get(class_names)
            if is_byline is None:
                is_byline = _BYLINE_CLASS.search(class_names) is not None
                byline_classes[class_names] = is_byline
            if is_byline:
                yield element
                continue
        if (
            get("rel") == "author"
            or "author" in get("itemprop", "")
            or "author" in get("data-testid", "")
        ):
            yield element


def _is_name_of_other_text(element: HtmlElement) -> bool:
    """Return whether a name belongs to a comment, a picture, a quotation or another article."""
    for depth, outer in enumerate((element, *element.iterancestors())):
        if depth > _MAX_LEVELS_UP:
            break
        names = f"{outer.get('class') or ''} {outer.get('id') or ''}"
        if _CLASS_OF_OTHER_NAMES.search(names):
            return True
        if outer is not element and outer.tag in _TAGS_OF_OTHER_NAMES:
            return True
    return False


def _labelled_names(blocks: Sequence[Block], chosen: Sequence[Block]) -> list[str]:
    """Return a list with the names after a label, as in «Автор: Олег Сомов»; [] if none."""
    first = max(0, chosen[0].index - _MAX_BLOCKS_BEFORE) if chosen else 0
    last = chosen[-1].index + _MAX_BLOCKS_AFTER if chosen else len(blocks)
    for block in blocks[first : last + 1]:
        if len(block.text) > _MAX_LABELLED_LINE_CHARS:
            continue
        match = _LABEL_AND_NAMES.search(block.text)
        names = _PICTURE_CREDIT.sub("", match["names"]) if match else ""
        if names and leading_person(names):
            return [names]
    return []


def _names_of_signature(blocks: Sequence[Block], chosen: Sequence[Block]) -> list[str]:
    """Return the names at the end of the text, as in «Олег СОМОВ, фото автора», or []."""
    if not chosen:
        return []
    last = chosen[-1].index
    ending = chosen[-1].text
    # The credit of a picture or a date may follow the signature as the last line of the text.
    may_follow_signature = _PICTURE_CREDIT.match(ending) is not None or is_date_line(ending)
    first = last - 1 if may_follow_signature and last > chosen[0].index else last
    for block in blocks[first : last + 1 + _MAX_BLOCKS_AFTER]:
        if len(block.text) <= _MAX_SIGNATURE_CHARS and (names := _signature_in(block)):
            return [names]
    return []


def _signature_in(block: Block) -> str:
    """Return the names of a block that is the author's signature, or an empty text."""
    text = block.text.strip(" .—–-")
    person = leading_person(text)
    if not person or block.heading or _PREPOSITION.match(person):
        return ""  # a place such as «В Украине» or «По Волге» is no name
    after_name = text[len(person) :]
    other_words = _PICTURE_CREDIT.sub("", after_name).strip(" .,;")
    are_of_signature = _WORD_OF_SIGNATURE.match(other_words) is not None
    if other_words and not are_of_signature and not persons([other_words.removeprefix("и ")]):
        return ""
    is_signature = (
        is_family_name_in_capitals(person)
        or _WORD_OF_SIGNATURE.match(after_name)
        or _SIGNATURE_CLASS.search(block.box.names)
    )
    if not is_signature and not _is_emphasized(block):
        return ""
    if other_words and persons([other_words]):
        return f"{person}, {other_words}"
    return person


def is_family_name_in_capitals(person: str) -> bool:
    """Return whether only the family name is in capitals, as in «Олег СОМОВ» or «О. СОМОВ»."""
    *given_names, family_name = person.split()
    are_given_names_in_capitals = all(name.isupper() and "." not in name for name in given_names)
    is_in_capitals = len(family_name) > 2 and family_name.isupper()
    return is_in_capitals and not are_given_names_in_capitals


def _is_emphasized(block: Block) -> bool:
    """Return whether a line is aligned to the right, or all of it is in italics."""
    element = block.box.element
    align = f"{element.get('align') or ''} {element.get('style') or ''}".lower()
    if "right" in align:
        return True
    inner = next((child for child in element if child.tag in ("em", "i")), None)
    return inner is not None and normalized_line(inner.text_content()) == block.text
