"""Collects the statements of a page's publication and modification time, each with a weight.

The weight of a statement depends on its kind, and for visible dates also on the distance from the
headline. Dates of teasers, comments, captions and embedded posts are left out.
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
# Names of <meta> elements that state the time of publication; the first three are OpenGraph's.
_PUBLISHED_META = (
    "article:published_time", "og:article:published_time", "article:published", "datepublished",
    "mediator_published_time", "parsely-pub-date", "sailthru.date", "publishdate", "pubdate",
    "publish-date", "date.published", "dcterms.created", "dc.date.issued",
    "cxenseparse:recs:publishtime", "article.published", "og:pubdate", "publication_date",
    "published_time", "shareaholic:article_published_time", "bt:pubdate", "vr:published_time",
    "citation_publication_date", "citation_online_date", "article:publish_date", "published-date",
)  # fmt: skip
_OPENGRAPH_META_COUNT = 3
# Names of <meta> elements that state the time of publication on some sites, and on others the time
# of the request or of a change.
_VAGUE_META = ("date", "dc.date", "dcterms.date", "last-published", "created", "dc.date.created")
_MODIFIED_META = ("article:modified_time", "og:updated_time", "datemodified", "last-modified",
                  "dcterms.modified", "dc.date.modified")  # fmt: skip
# Class names and ids of elements that often hold a date.
_DATE_CLASS = re.compile(
    r"date|time|publi|created|datum|fecha|data\b|posted|meta|info|\bdt\b", re.IGNORECASE
)
# Words such as «updated» that label a time of modification.
_MODIFIED_WORD = re.compile(
    r"обновл|измен[её]н|отредактир|обнаўл|абно[ўв]л|оновл|жаңарт|яңарт|updated?(?![a-z])|modified|edited(?![a-z])|"
    r"aktualisiert|stand\s*:|geändert|mis à jour|actualizad|aggiornat|zaktualiz",
    re.IGNORECASE,
)
# Words such as «published» that label a time of publication.
_PUBLISHED_WORD = re.compile(
    r"опубликов|публикац|размещен|добавлен|создан|апублікав|опубліков|жариялан|басылган|"
    r"\b(?:datum|date|data|fecha|дата|күні)\s*(?::|(?=\d))|publish|posted|created|veröffentlicht|erschienen|erstellt|publié|publicad|pubblicat|"
    r"opublikow|gespeichert|geschrieben",
    re.IGNORECASE,
)
_TIME_LABEL = re.compile(r"^(?:время|час|уақыты|time|uhrzeit)\s*:\s*", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
# What separates a date at the start of a paragraph from the text: «(18.01.2018) », «27.1.2022 – ».
_AFTER_OPENING_DATE = re.compile(r"\s*(?:Uhr\s*)?[)–—|-]\s")
# Limits of a date line, in characters: a longer line is a sentence. A line without a label such as
# «published» must be shorter, or its date must be at least 30 % of the characters.
_MAX_DATE_LINE_CHARS = 160
_MAX_UNLABELLED_CHARS = 60
# A sentence such as «This entry was posted on … and is filed under …» may be longer: names of
# sections and tags follow the date, which stands near the sentence's start.
_MAX_POSTED_ON_CHARS = 400
_MAX_CHARS_BEFORE_POSTED_DATE = 60
_MIN_DATE_SHARE = 0.3
# The blocks around the article in which a date line is looked for.
_MAX_BLOCKS_BELOW = 12  # from the headline down
_MAX_BLOCKS_ABOVE = 6  # from the headline up
_MAX_BLOCKS_RIGHT_BELOW = 3  # from the headline down, where any short line with a date counts
_MAX_BLOCKS_AFTER_TEXT = 6  # from the last paragraph down
_MAX_BLOCKS_TO_OPENING = 3  # a lead and a byline may stand above the paragraph that begins so
_MAX_TIME_ELEMENTS = 40  # a page with more <time> elements lists other articles
_MAX_LINKS_OF_LINE = 20  # links of a line that are compared with the address of the page
_MIN_TEASER_LINK_SHARE = 0.6  # a line of which at least 60 % is a link belongs to another article
_COMMENT_GROUP = list(NAME_GROUPS).index("comment")
_MAX_LEVELS_IN_EMBED = 5  # elements between a line of an embedded post and the post's element
_NOT_ARTICLE_TAGS = ("aside", "footer", "nav", "li")

# The weight of each kind of statement. Two kinds that agree outweigh any single one. The weights
# were chosen on 511 pages with known dates; a fixed order of kinds read 33 of them wrongly.
_WEIGHTS = {
    "rules": 100.0, "json-ld": 4.0, "opengraph": 4.0, "feed": 4.0, "microdata": 3.5,
    "page-data": 3.5, "meta": 3.0, "visible-text": 3.0, "time-element": 3.0, "json-ld-page": 2.5,
    "address": 1.6,
}  # fmt: skip
_WEIGHT_IF_FAR = (
    0.5  # the weight of a <time> element far from the article; any other statement outweighs it
)


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a publication or modification time.

    ``weight`` is greater for more reliable kinds and for places nearer to the article.
    ``is_visible`` is True for a text that readers see.
    """

    evidence: Evidence
    weight: float
    is_visible: bool = False

    @property
    def value(self) -> str:
        """The text that states the time."""
        return self.evidence.value

    @property
    def place(self) -> str:
        """The kind of place where the statement was found, a key of ``_WEIGHTS``."""
        return self.evidence.found_in


def statement(place: str, value: str, share: float = 1.0, fact: str = PUBLISHED) -> Statement:
    """Return a statement with this share, from 0 to 1, of the full weight of its place."""
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
    """Return all statements of the publication and modification times.

    ``start`` is the index of the headline's block in ``blocks``. ``chosen`` are the blocks of the
    article's text.
    """
    found = [
        *_from_json_ld(structured.article, ("datePublished",), "json-ld"),
        *_from_meta(structured, _PUBLISHED_META[:_OPENGRAPH_META_COUNT], "opengraph"),
        *(statement("microdata", v) for v in structured.microdata.get("datePublished", ())[:3]),
        *_from_meta(structured, _PUBLISHED_META[_OPENGRAPH_META_COUNT:], "meta"),
        *_from_meta(structured, _VAGUE_META, "meta", 0.5),
        *_from_feed(page),
    ]
    layout = _Layout(blocks, start, chosen, page.url)
    found += _from_time_elements(tree, layout)
    found += _from_visible_lines(layout) or _from_labelled_lines(layout)
    found += _from_json_ld(structured.web_page, ("datePublished",), "json-ld-page")
    if (day := day_in_url_path(urlsplit(page.url).path)) is not None:
        found.append(statement("address", day.isoformat()))
    found += _from_json_ld(structured.article, ("dateCreated", "uploadDate"), "json-ld", 0.5)
    found += [
        statement("microdata", v, 0.4) for v in structured.microdata.get("dateCreated", ())[:2]
    ]
    found += _from_json_ld(structured.article, ("dateModified",), "json-ld", fact=MODIFIED)
    found += _from_json_ld(structured.web_page, ("dateModified",), "json-ld-page", fact=MODIFIED)
    found += _from_meta(structured, _MODIFIED_META, "meta", fact=MODIFIED)
    modified = structured.microdata.get("dateModified", ())[:3]
    found += [statement("microdata", value, fact=MODIFIED) for value in modified]
    return found


def _from_json_ld(
    node: dict[str, object],
    keys: Iterable[str],
    place: str,
    share: float = 1.0,
    fact: str = PUBLISHED,
) -> list[Statement]:
    return [
        statement(place, value, share, fact) for key in keys for value in strings(node.get(key))[:2]
    ]


def _from_meta(
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


def _from_feed(page: Page) -> list[Statement]:
    raw = page.hints.date_published_raw or iso_text(page.hints.date_published)
    return [statement("feed", raw)] if raw else []


class _Layout:
    """The blocks of a page, and where its headline and text stand among them."""

    def __init__(
        self, blocks: Sequence[Block], start: int, chosen: Sequence[Block], url: str
    ) -> None:
        self.url_path = _url_path(url)
        self.blocks = blocks
        self.start = start
        self.first = max(start, chosen[0].index) if chosen else start
        self.last = chosen[-1].index if chosen else start
        # The last block in which a date line is looked for from the headline down.
        self.below = max(self.first, min(self.start + _MAX_BLOCKS_BELOW, self.last))
        self.chosen: Collection[int] = {block.index for block in chosen}
        # Themes name boxes context the whole article after its comments.
        depth_at_headline = blocks[start].box.nearest[_COMMENT_GROUP] if start < len(blocks) else 0
        self.comment_depth: int = depth_at_headline
        self._first_of: dict[HtmlElement, Block] = {}

    def block_of(self, element: HtmlElement) -> Block | None:
        """Return the first block of the innermost element that contains ``element``, or None."""
        if not self._first_of:
            for block in reversed(self.blocks):
                self._first_of[block.box.element] = block
        for above in (element, *element.iterancestors()):
            if above in self._first_of:
                return self._first_of[above]
        return None

    def nearness(self, index: int) -> float:
        """Return how near to the article a block stands, from 0 to 1.

        It is 1 below the headline, 0.7 above it, 0.6 after the text, and 0 anywhere else.
        """
        if self.start <= index <= self.below:
            return 1.0
        if self.start - _MAX_BLOCKS_ABOVE <= index < self.start:
            return 0.7
        if self.last <= index <= self.last + _MAX_BLOCKS_AFTER_TEXT:
            return 0.6
        return 0.0


def _from_time_elements(tree: HtmlElement, layout: _Layout) -> list[Statement]:
    """Return at most four statements of <time> elements, those of the greatest weight first."""
    found: list[Statement] = []
    for count, element in enumerate(tree.iter("time")):
        if count >= _MAX_TIME_ELEMENTS:
            break
        value = normalized_line(element.get("datetime"))
        if not value or _is_in_other_article(element):
            continue
        block = layout.block_of(element)
        if block is None or _is_teaser(block, layout) or _is_in_embed_or_comment(block, layout):
            continue
        nearness = layout.nearness(block.index)
        share = nearness or _WEIGHT_IF_FAR / _WEIGHTS["time-element"]
        context = f"{element.get('class') or ''} {element.get('itemprop') or ''} {block.text[:40]}"
        fact = MODIFIED if _MODIFIED_WORD.search(context) and not found else PUBLISHED
        if fact == MODIFIED and _PUBLISHED_WORD.search(context):
            fact = PUBLISHED
        found.append(statement("time-element", value, share, fact))
    found.sort(key=lambda one: -one.weight)
    return found[:4]


def _is_in_other_article(element: HtmlElement) -> bool:
    """Whether a time belongs to a teaser or comment rather than to the page's article."""
    for above, _ in zip(element.iterancestors(), range(12), strict=False):
        names = f"{above.get('class') or ''} {above.get('id') or ''}".lower()
        if above.tag in ("article", "main"):
            return False  # the element stands in the article itself
        if above.tag in _NOT_ARTICLE_TAGS or "comment" in names or "relat" in names:
            outer = next(above.iterancestors("article"), None) if above.tag == "footer" else None
            if outer is None:
                return True
    return False


def _is_teaser(block: Block, layout: _Layout) -> bool:
    """Whether most of a block is a link to another article, so that its date belongs there."""
    if not block.links or block.link_chars <= _MIN_TEASER_LINK_SHARE * len(block.text):
        return False
    paths = [_url_path(one.get("href") or "") for one in block.elements[:_MAX_LINKS_OF_LINE]]
    return not (layout.url_path and layout.url_path in paths)


def _url_path(url: str) -> str:
    """Return the path of a URL without a slash at its end; empty if the URL has no path."""
    try:
        return urlsplit(url).path.rstrip("/")
    except ValueError:
        return ""


def _is_in_embed_or_comment(block: Block, layout: _Layout) -> bool:
    """Whether a line belongs to an embedded post or a comment."""
    depth, nearest = block.box.depth, block.box.nearest
    is_embedded = depth - nearest[EMBED] <= _MAX_LEVELS_IN_EMBED
    is_quoted_post = block.text.startswith(("— ", "– ")) and "(@" in block.text
    return is_embedded or is_quoted_post or nearest[_COMMENT_GROUP] > max(0, layout.comment_depth)


def _from_visible_lines(layout: _Layout) -> list[Statement]:
    """Return the dates of visible lines near the headline and after the text, at most five."""
    ranked: list[tuple[float, int, Statement]] = []
    blocks = layout.blocks
    if opening := _opening_date(layout):
        ranked.append((-0.6, 0, statement("visible-text", opening, 0.6)))
    for index in _indexes_to_look_at(layout):
        block = blocks[index]
        if not _may_be_date_line(block, layout):
            continue
        is_date_class = bool(_DATE_CLASS.search(block.box.names))
        for fact, part in _labelled_parts(block.text):
            share = _share_of_visible_date(part, block, layout, is_date_class)
            if share:
                text = _with_neighbouring_time(part, blocks, index)
                found = statement("visible-text", text, share, fact)
                ranked.append((-share, len(ranked), found))
    ranked.sort(key=lambda one: one[:2])
    return [found for *_, found in ranked[:5]]


def _from_labelled_lines(layout: _Layout) -> list[Statement]:
    """Return dates such as «Опубликовано: 20.11.2026» anywhere on the page, at most three."""
    found = []
    for block in layout.blocks:
        text = block.text
        if len(text) > _MAX_DATE_LINE_CHARS and not _is_posted_on(text):
            continue
        if _is_in_embed_or_comment(block, layout) or _is_teaser(block, layout):
            continue
        is_labelled = _PUBLISHED_WORD.search(text) or _MODIFIED_WORD.search(text)
        # The block model may take such a sentence under the article for the end of its text.
        is_closing = block.index == layout.last and _is_posted_on(text)
        is_text = block.index in layout.chosen and not is_closing
        if not is_labelled or is_text:
            continue
        for fact, part in _labelled_parts(text):
            dated = find_date(part)
            if dated is not None and dated.has_year:
                found.append(statement("visible-text", part, 0.3, fact))
    return found[:3]


def _is_posted_on(text: str) -> bool:
    """Whether a sentence tells when the article was posted: «This entry was posted on …»."""
    found = find_date(text) if len(text) <= _MAX_POSTED_ON_CHARS else None
    if found is None or not found.has_year:
        return False
    is_near_start = found.match.start() <= _MAX_CHARS_BEFORE_POSTED_DATE
    return is_near_start and _PUBLISHED_WORD.search(text) is not None


def _opening_date(layout: _Layout) -> str | None:
    """Return the date with which one of the first three blocks of the text begins, or None.

    Examples are «(18.01.2018) Жители …» and «27.1.2022 - Жители …».
    """
    text_indexes = [index for index in layout.chosen if index >= layout.start]
    for index in sorted(text_indexes)[:_MAX_BLOCKS_TO_OPENING]:
        text = layout.blocks[index].text[:_MAX_DATE_LINE_CHARS]
        found = find_date(text)
        if found is None or not found.has_year or found.match.start() > 1:
            continue
        if _AFTER_OPENING_DATE.match(text[found.match.end() :]):
            return text[: found.match.end()]
    return None


def _indexes_to_look_at(layout: _Layout) -> Iterator[int]:
    """Yield the indexes of blocks that may be date lines, those nearest to the headline first."""
    below = layout.below
    above = max(0, layout.start - _MAX_BLOCKS_ABOVE)
    count = len(layout.blocks)
    yield from range(layout.start, min(below + 1, count))
    yield from range(min(layout.start, count) - 1, above - 1, -1)
    for index in range(below + 1, min(layout.last, count)):
        # Some sites put the line with date and author between paragraphs.
        block = layout.blocks[index]
        named = index not in layout.chosen and _DATE_CLASS.search(block.box.names)
        if named and is_date_line(block.text.strip(" ·⋅|•")):
            yield index
    for index in range(
        max(below + 1, layout.last), min(layout.last + _MAX_BLOCKS_AFTER_TEXT + 1, count)
    ):
        block = layout.blocks[index]
        if index > layout.last and (block.heading or _is_teaser(block, layout)):
            return  # from here on the page lists other articles
        yield index


def _may_be_date_line(block: Block, layout: _Layout) -> bool:
    """Whether a block is short enough, holds a date, and is no sentence of the text."""
    text = block.text
    if len(text) > _MAX_DATE_LINE_CHARS or not (
        any(map(str.isdigit, text)) or len(text) < _MAX_UNLABELLED_CHARS
    ):
        return False
    if (
        find_date(text) is None
        or _is_in_embed_or_comment(block, layout)
        or _is_date_of_picture(block)
    ):
        return False
    return (
        block.index not in layout.chosen or is_date_line(text) or _is_date_with_names(block, layout)
    )


def _is_date_of_picture(block: Block) -> bool:
    """Whether a date belongs to the caption of a picture.

    Elements with a class such as «photo-desc» may also hold the headline, or a line that begins
    with the article's date; such dates belong to the article.
    """
    if not is_in_caption(block):
        return False
    found = find_date(block.text)
    if block.box.element.find(".//h1") is not None:
        return False
    return block.box.tag == "figcaption" or found is None or found.match.start() > 0


def _is_date_with_names(block: Block, layout: _Layout) -> bool:
    """Whether the first or last line of the text is a date with names: «20.11.2026, О. Сомов»."""
    found = find_date(block.text)
    if block.index not in (layout.first, layout.last) or found is None or not found.has_year:
        return False
    text, match = block.text, found.match
    rest = f"{text[: match.start()]} {text[match.end() :]}"
    return len(text) <= _MAX_UNLABELLED_CHARS and all(
        word[0].isupper() for word in _WORD.findall(rest)
    )


def _labelled_parts(text: str) -> list[tuple[str, str]]:
    """Split «20 ноября (обновлено 21 ноября)» before each label; return (fact, part) pairs."""
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


def _share_of_visible_date(part: str, block: Block, layout: _Layout, is_date_class: bool) -> float:
    """Return the share of the full weight of a visible date; 0 if it is no date of the article.

    It depends on the distance from the headline, on a label such as «published», on the class of
    the element (``is_date_class``), and on whether the line holds other words.
    """
    found = find_date(part)
    if found is None:
        return 0.0
    is_date_line_only = is_date_line(part) or _date_share(part) > 0.5
    has_label = bool(_PUBLISHED_WORD.search(part) or _MODIFIED_WORD.search(part))
    is_below_headline = (
        block.index not in layout.chosen
        and layout.start - 1 <= block.index <= layout.start + _MAX_BLOCKS_RIGHT_BELOW
        and len(part) <= _MAX_UNLABELLED_CHARS
        and found.has_year
    )
    is_date_certain = is_date_line_only or has_label or is_date_class or is_below_headline
    if not is_date_certain and _date_share(part) < _MIN_DATE_SHARE:
        return 0.0
    if not found.has_year and not (is_date_line_only or is_date_class or has_label):
        return 0.0
    share = layout.nearness(block.index) or 0.3
    share *= 1.0 + 0.2 * is_date_class + 0.2 * has_label - 0.2 * (not is_date_line_only)
    if block.links and block.link_chars > len(block.text) / 2:
        share *= 0.3  # a line that is half a link is probably a teaser
    return share


def _date_share(text: str) -> float:
    """Return the share of a text's characters that its first date has; 0 without a date."""
    found = find_date(text)
    if found is None:
        return 0.0
    return (found.match.end() - found.match.start()) / max(1, len(text))


def _with_neighbouring_time(text: str, blocks: Sequence[Block], index: int) -> str:
    """Return a date with the time of day that stands alone in the next or previous block."""
    found = find_date(text)
    if found is None or found.match.groupdict().get("hour"):
        return text
    for place in (index + 1, index - 1):
        time = _TIME_LABEL.sub("", blocks[place].text) if 0 <= place < len(blocks) else ""
        if is_time_of_day(time):
            return f"{text[: found.match.end()]} {time}"
    return text
