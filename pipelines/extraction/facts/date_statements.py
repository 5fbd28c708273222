"""Every statement of a page's publication and modification time, with its weight.

A statement weighs by its kind and by how near to the headline it stands; what belongs to a
teaser, a comment, a caption or an embedded post is no statement of the article.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from pipelines.extraction.blocks.segment import EMBED, NAME_GROUPS, Block
from pipelines.extraction.facts.lead_image import is_in_caption
from pipelines.extraction.page_data.structured_data import Structured, strings
from pipelines.model import Evidence, Page, iso_text
from pipelines.parsing.dates import (
    day_in_url_path,
    find_date,
    is_date_line,
    is_time_of_day,
)
from pipelines.parsing.text import normalized_line

PUBLISHED, MODIFIED = "date_published", "date_modified"
_META = (
    "article:published_time", "og:article:published_time", "article:published", "datepublished",
    "mediator_published_time", "parsely-pub-date", "sailthru.date", "publishdate", "pubdate",
    "publish-date", "date.published", "dcterms.created", "dc.date.issued",
    "cxenseparse:recs:publishtime", "article.published", "og:pubdate", "publication_date",
    "published_time", "shareaholic:article_published_time", "bt:pubdate", "vr:published_time",
    "citation_publication_date", "citation_online_date", "article:publish_date", "published-date",
)  # fmt: skip
_OPENGRAPH_NAMES = 3
# Templates also write the time of the request or of a change under these names.
_VAGUE_META = ("date", "dc.date", "dcterms.date", "last-published", "created", "dc.date.created")
_MODIFIED_META = ("article:modified_time", "og:updated_time", "datemodified", "last-modified",
                  "dcterms.modified", "dc.date.modified")  # fmt: skip
_DATE_NAMES = re.compile(
    r"date|time|publi|created|datum|fecha|data\b|posted|meta|info|\bdt\b", re.IGNORECASE
)
_MODIFIED_WORD = re.compile(
    r"обновл|измен[её]н|отредактир|обнаўл|оновл|жаңарт|яңарт|updated?(?![a-z])|modified|edited(?![a-z])|"
    r"aktualisiert|stand\s*:|geändert|mis à jour|actualizad|aggiornat|zaktualiz",
    re.IGNORECASE,
)
_PUBLISHED_WORD = re.compile(
    r"опубликов|публикац|размещен|добавлен|создан|апублікав|опубліков|жариялан|басылган|"
    r"\bdatum\s*:|\bdate\s*:|дата\s*:|publish|posted|created|veröffentlicht|erschienen|erstellt|publié|publicad|pubblicat|"
    r"opublikow|gespeichert|geschrieben",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+")
_AFTER_OPENING = re.compile(r"\s*(?:Uhr\s*)?[)–—|-]\s")
_MAX_DATELINE = 160  # characters of a line that is a dateline rather than a sentence
_MAX_PLAIN = 60  # characters of one without any label
_MIN_DATE_SHARE = 0.3  # of a longer line without a label, from which it is a dateline
_MAX_BELOW = 12  # blocks between the headline and a dateline
_MAX_ABOVE = 6
_MAX_UNDER_HEADLINE = 3  # blocks in which a short line with a date is a dateline
_MAX_AFTER_TEXT = 6  # blocks between the last paragraph and a dateline
_MAX_TIME_ELEMENTS = 40
_MIN_TEASER_LINK = 0.6  # share of linked text from which a line with a time is a teaser
_COMMENT = list(NAME_GROUPS).index("comment")
_MAX_EMBED_DEPTH = 5  # boxes between a line of an embedded post and the post
_NOT_ARTICLE_TAGS = ("aside", "footer", "nav", "li")

# A statement near the article outweighs metadata that contradict it; two agreeing kinds
# outweigh any one. Chosen on the 511 dated pages, where the order of kinds alone had 33 wrong.
_WEIGHTS = {
    "rules": 100.0, "json-ld": 4.0, "opengraph": 4.0, "feed": 4.0, "microdata": 3.5,
    "page-data": 3.5, "meta": 3.0, "visible-text": 3.0, "time-element": 3.0, "json-ld-page": 2.5,
    "address": 1.6,
}  # fmt: skip
_WEAK = 0.5  # a statement that is believed only if no other is made


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a time; the greater its weight, the nearer to the article it stands."""

    evidence: Evidence
    weight: float
    is_visible: bool = False

    @property
    def value(self) -> str:
        return self.evidence.value

    @property
    def place(self) -> str:
        return self.evidence.found_in


def statement(place: str, value: str, share: float = 1.0, fact: str = PUBLISHED) -> Statement:
    """Return a statement with ``share`` of the weight that its place has."""
    visible = place == "visible-text"
    return Statement(Evidence(fact, value, place), _WEIGHTS[place] * share, visible)


def date_statements(
    tree: HtmlElement,
    structured: Structured,
    blocks: Sequence[Block],
    start: int,
    chosen: Sequence[Block],
    page: Page,
) -> list[Statement]:
    """Every statement of both times, the kinds of the greatest weight first.

    ``start`` is the index of the headline among the blocks, ``chosen`` the blocks of the text.
    """
    found = [
        *_json_ld(structured.article, ("datePublished",), "json-ld"),
        *_meta(structured, _META[:_OPENGRAPH_NAMES], "opengraph"),
        *(statement("microdata", v) for v in structured.microdata.get("datePublished", ())[:3]),
        *_meta(structured, _META[_OPENGRAPH_NAMES:], "meta"),
        *_meta(structured, _VAGUE_META, "meta", 0.5),
        *_feed(page),
    ]
    layout = _Layout(blocks, start, chosen)
    found += _time_elements(tree, layout)
    found += _visible(layout) or _labelled_anywhere(layout)
    found += _json_ld(structured.web_page, ("datePublished",), "json-ld-page")
    if (day := day_in_url_path(urlsplit(page.url).path)) is not None:
        found.append(statement("address", day.isoformat()))
    found += _json_ld(structured.article, ("dateCreated", "uploadDate"), "json-ld", 0.5)
    found += [
        statement("microdata", v, 0.4) for v in structured.microdata.get("dateCreated", ())[:2]
    ]
    found += _json_ld(structured.article, ("dateModified",), "json-ld", fact=MODIFIED)
    found += _json_ld(structured.web_page, ("dateModified",), "json-ld-page", fact=MODIFIED)
    found += _meta(structured, _MODIFIED_META, "meta", fact=MODIFIED)
    modified = structured.microdata.get("dateModified", ())[:3]
    found += [statement("microdata", value, fact=MODIFIED) for value in modified]
    return found


def _json_ld(
    node: dict[str, object],
    keys: Iterable[str],
    place: str,
    share: float = 1.0,
    fact: str = PUBLISHED,
) -> list[Statement]:
    return [
        statement(place, value, share, fact) for key in keys for value in strings(node.get(key))[:2]
    ]


def _meta(
    structured: Structured,
    names: Iterable[str],
    place: str,
    share: float = 1.0,
    fact: str = PUBLISHED,
) -> list[Statement]:
    return [
        statement(place, value, share, fact)
        for name in names
        for value in structured.meta.get(name, ())[:2]
    ]


def _feed(page: Page) -> list[Statement]:
    raw = page.hints.date_published_raw or iso_text(page.hints.date_published)
    return [statement("feed", raw)] if raw else []


class _Layout:
    """The blocks of a page with the places of its headline and text."""

    def __init__(self, blocks: Sequence[Block], start: int, chosen: Sequence[Block]) -> None:
        self.blocks = blocks
        self.start = start
        self.first = max(start, chosen[0].index) if chosen else start
        self.last = chosen[-1].index if chosen else start
        # The last block above or in the text where a dateline may stand.
        self.below = max(self.first, min(self.start + _MAX_BELOW, self.last))
        self.chosen: Collection[int] = {block.index for block in chosen}
        # Themes name boxes around the whole article after its comments.
        head = blocks[start].box.nearest[_COMMENT] if start < len(blocks) else 0
        self.comment_depth: int = head
        self._first_of: dict[HtmlElement, Block] = {}

    def block_of(self, element: HtmlElement) -> Block | None:
        """The first block of the innermost box that contains the element."""
        if not self._first_of:
            for block in reversed(self.blocks):
                self._first_of[block.box.element] = block
        for above in (element, *element.iterancestors()):
            if above in self._first_of:
                return self._first_of[above]
        return None

    def nearness(self, index: int) -> float:
        """From 1 right below the headline to 0 where the article does not reach."""
        if self.start <= index <= self.below:
            return 1.0
        if self.start - _MAX_ABOVE <= index < self.start:
            return 0.7
        if self.last <= index <= self.last + _MAX_AFTER_TEXT:
            return 0.6
        return 0.0


def _time_elements(tree: HtmlElement, layout: _Layout) -> list[Statement]:
    found: list[Statement] = []
    for count, element in enumerate(tree.iter("time")):
        if count >= _MAX_TIME_ELEMENTS:
            break
        value = normalized_line(element.get("datetime"))
        if not value or _is_in_other_article(element):
            continue
        block = layout.block_of(element)
        if block is None or _is_teaser(block) or _is_foreign(block, layout):
            continue
        near = layout.nearness(block.index)
        share = near or _WEAK / _WEIGHTS["time-element"]
        around = f"{element.get('class') or ''} {element.get('itemprop') or ''} {block.text[:40]}"
        fact = MODIFIED if _MODIFIED_WORD.search(around) and not found else PUBLISHED
        if fact == MODIFIED and _PUBLISHED_WORD.search(around):
            fact = PUBLISHED
        found.append(statement("time-element", value, share, fact))
    found.sort(key=lambda one: -one.weight)
    return found[:4]


def _is_in_other_article(element: HtmlElement) -> bool:
    """Whether a time belongs to a teaser or comment rather than to the page's article."""
    for above, _ in zip(element.iterancestors(), range(12), strict=False):
        names = f"{above.get('class') or ''} {above.get('id') or ''}".lower()
        if above.tag in ("article", "main"):
            return False  # a <footer> in here is the article's own
        if above.tag in _NOT_ARTICLE_TAGS or "comment" in names or "relat" in names:
            outer = next(above.iterancestors("article"), None) if above.tag == "footer" else None
            if outer is None:
                return True
    return False


def _is_teaser(block: Block) -> bool:
    return block.links > 0 and block.link_chars > _MIN_TEASER_LINK * len(block.text)


def _is_foreign(block: Block, layout: _Layout) -> bool:
    """Whether a line belongs to an embedded post or a comment."""
    depth, nearest = block.box.depth, block.box.nearest
    embedded = depth - nearest[EMBED] <= _MAX_EMBED_DEPTH
    quoted = block.text.startswith(("— ", "– ")) and "(@" in block.text
    return embedded or quoted or nearest[_COMMENT] > max(0, layout.comment_depth)


def _visible(layout: _Layout) -> list[Statement]:
    """Datelines near the headline and right after the text, and the «updated» beside them."""
    ranked: list[tuple[float, int, Statement]] = []
    blocks = layout.blocks
    if opening := _opening_date(layout):
        ranked.append((-0.6, 0, statement("visible-text", opening, 0.6)))
    for index in _places(layout):
        block = blocks[index]
        if not _may_be_dateline(block, layout):
            continue
        labelled = bool(_DATE_NAMES.search(block.box.names))
        for fact, part in _labelled_parts(block.text):
            share = _visible_share(part, block, layout, labelled)
            if share:
                text = _with_hour_beside(part, blocks, index)
                found = statement("visible-text", text, share, fact)
                ranked.append((-share, len(ranked), found))
    ranked.sort(key=lambda one: one[:2])
    return [found for *_, found in ranked[:5]]


def _labelled_anywhere(layout: _Layout) -> list[Statement]:
    """Lines such as «Опубликовано: 20.11.2026» at any distance from the headline."""
    found = []
    for block in layout.blocks:
        if len(block.text) > _MAX_DATELINE or _is_foreign(block, layout) or _is_teaser(block):
            continue
        labelled = _PUBLISHED_WORD.search(block.text) or _MODIFIED_WORD.search(block.text)
        if not labelled or block.index in layout.chosen:
            continue
        for fact, part in _labelled_parts(block.text):
            dated = find_date(part)
            if dated is not None and dated.has_year:
                found.append(statement("visible-text", part, 0.3, fact))
    return found[:3]


def _opening_date(layout: _Layout) -> str | None:
    """The date that opens the first paragraphs: «(18.01.2018) Жители …», «27.1.2022 - Жители …»."""
    firsts = [index for index in layout.chosen if index >= layout.start]
    for index in sorted(firsts)[:2]:
        text = layout.blocks[index].text[:_MAX_DATELINE]
        found = find_date(text)
        if found is None or not found.has_year or found.match.start() > 1:
            continue
        if _AFTER_OPENING.match(text[found.match.end() :]):
            return text[: found.match.end()]
    return None


def _places(layout: _Layout) -> Iterator[int]:
    below = layout.below
    above = max(0, layout.start - _MAX_ABOVE)
    count = len(layout.blocks)
    yield from range(layout.start, min(below + 1, count))
    yield from range(min(layout.start, count) - 1, above - 1, -1)
    for index in range(below + 1, min(layout.last, count)):
        # Some page builders put the line of metadata between paragraphs.
        block = layout.blocks[index]
        named = index not in layout.chosen and _DATE_NAMES.search(block.box.names)
        if named and is_date_line(block.text.strip(" ·⋅|•")):
            yield index
    for index in range(max(below + 1, layout.last), min(layout.last + _MAX_AFTER_TEXT + 1, count)):
        block = layout.blocks[index]
        if index > layout.last and (block.heading or _is_teaser(block)):
            return  # other articles are listed from here on
        yield index


def _may_be_dateline(block: Block, layout: _Layout) -> bool:
    text = block.text
    if len(text) > _MAX_DATELINE or not (any(map(str.isdigit, text)) or len(text) < _MAX_PLAIN):
        return False
    if find_date(text) is None or _is_foreign(block, layout) or _is_picture_date(block):
        return False
    return block.index not in layout.chosen or is_date_line(text) or _is_signature(block, layout)


def _is_picture_date(block: Block) -> bool:
    """Whether a line stands in a caption; boxes named so also hold a date and the section."""
    if not is_in_caption(block):
        return False
    found = find_date(block.text)
    if block.box.element.find(".//h1") is not None:
        return False
    return block.box.tag == "figcaption" or found is None or found.match.start() > 0


def _is_signature(block: Block, layout: _Layout) -> bool:
    """Whether the first or last line of the text is a date with names: «20.11.2026, О. Сомов»."""
    found = find_date(block.text)
    if block.index not in (layout.first, layout.last) or found is None or not found.has_year:
        return False
    text, match = block.text, found.match
    rest = f"{text[: match.start()]} {text[match.end() :]}"
    return len(text) <= _MAX_PLAIN and all(word[0].isupper() for word in _WORD.findall(rest))


def _labelled_parts(text: str) -> list[tuple[str, str]]:
    """Split «20 ноября (обновлено 21 ноября)» before each label, with the fact it names."""
    cuts = sorted(
        (match.start(), fact)
        for fact, pattern in ((MODIFIED, _MODIFIED_WORD), (PUBLISHED, _PUBLISHED_WORD))
        for match in pattern.finditer(text)
    )
    if not cuts:
        return [(PUBLISHED, text)]
    starts = [(0, PUBLISHED), *cuts, (len(text), "")]
    parts = [
        (fact, text[at : starts[place + 1][0]]) for place, (at, fact) in enumerate(starts[:-1])
    ]
    dated = [(fact, part.strip()) for fact, part in parts if find_date(part) is not None]
    return dated or [(PUBLISHED, text)]


def _visible_share(part: str, block: Block, layout: _Layout, labelled: bool) -> float:
    """The share of the full weight that a visible line has: by place, label and other words."""
    found = find_date(part)
    if found is None:
        return 0.0
    pure = is_date_line(part) or _date_share(part) > 0.5
    said = bool(_PUBLISHED_WORD.search(part) or _MODIFIED_WORD.search(part))
    under_headline = (
        block.index not in layout.chosen
        and layout.start - 1 <= block.index <= layout.start + _MAX_UNDER_HEADLINE
        and len(part) <= _MAX_PLAIN
        and found.has_year
    )
    sure = pure or said or labelled or under_headline
    if not sure and _date_share(part) < _MIN_DATE_SHARE:
        return 0.0
    if not found.has_year and not (pure or labelled or said):
        return 0.0
    share = layout.nearness(block.index) or 0.3
    share *= 1.0 + 0.2 * labelled + 0.2 * said - 0.2 * (not pure)
    if block.links and block.link_chars > len(block.text) / 2:
        share *= 0.3  # a teaser that names a day
    return share


def _date_share(text: str) -> float:
    found = find_date(text)
    if found is None:
        return 0.0
    return (found.match.end() - found.match.start()) / max(1, len(text))


def _with_hour_beside(text: str, blocks: Sequence[Block], index: int) -> str:
    """Add the time of day that stands in a box beside the day."""
    found = find_date(text)
    if found is None or found.match.groupdict().get("hour"):
        return text
    for place in (index + 1, index - 1):
        if 0 <= place < len(blocks) and is_time_of_day(blocks[place].text):
            return f"{text[: found.match.end()]} {blocks[place].text}"
    return text
