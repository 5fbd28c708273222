"""Recognises advertising by the marks that Russian law requires and that outlets use.

A mark belongs to the article if it is in the text, or right above or below the text and in no box
for banners. A text that was published with somebody's support is no advertising.
"""

import re
from collections.abc import Sequence
from urllib.parse import parse_qsl, urlsplit

from pipelines.extraction.blocks.element_groups import NUMBER_OF_NAME_GROUP
from pipelines.extraction.blocks.segment import Block
from pipelines.extraction.page_data.structured_data import Structured
from pipelines.model import Evidence, Removed
from pipelines.parsing.kept_by_text import kept_by_text

FACT, STAGE = "is_advertising", "advertising"
# The legal form, tax number or token of an advertiser: «ООО», «ИНН», «erid».
_ADVERTISER = r"(?:рекламодатель|ооо|оао|зао|пао|ао|ип|нко|фгуп|муп|гуп|инн|огрн|erid)\b"
_AGE = r"(?:0|6|12|16|18)\+"
# Lines that are a mark by themselves: «На правах рекламы», «Партнёрский материал».
_WHOLE_LINE = (
    r"(?:материал |статья |публикация |информация |новость )?"
    r"(?:(?:публикуется|размещается|опубликован|размещ[её]н|подготовлен)[ао]? )?"
    r"на правах (?:политической )?рекламы"
    r"|(?:(?:материал|статья|публикация) )?оплачен[ао]? из (?:средств )?избирательного фонда"
    r"(?: [^,]{2,80})?"
    r"|(?:спонсор (?:публикации|материала|статьи)|рекламодатель)\s*:\s.{2,120}"
    rf"|рекламодатель\s+{_ADVERTISER}.{{2,120}}"
    r"|(?:это )?(?:партн[её]рск|спонсорск|рекламн|коммерческ|промо-?)(?:ий|ая|ое|ый)?[ -]?"
    r"(?:материал|публикация|проект|спецпроект|статья|пост|новость|текст)"
    r"|(?:материал|статья|публикация) партн[её]ра|промо-?материал"
    r"|нативная реклама|социальная реклама"
    r"|advertorial|sponsored (?:content|post|article|by .{2,60})|paid (?:post|content|partnership)"
    r"|partner content|advertiser content|bezahlter inhalt|gesponserter (?:beitrag|inhalt)"
    r"|(?:artykuł|materiał) sponsorowany|contenu sponsorisé|партнерлік материал"
    r"|на правах (?:реклами|рэкламы)|жарнама құқығында"
)
# «Реклама» with the name or numbers of the advertiser: «Реклама. ООО «Сура», ИНН 5800000000».
# Without a full stop «Реклама» may also begin a sentence, so nothing else may follow the name then.
_NAMED = (
    rf"(?:{_AGE}\s*)?реклама\s*(?:[.:,|]\s*(?:{_AGE}\s*)?(?:{_ADVERTISER}|[«\"©]).{{0,300}}"
    rf"|(?:{_AGE}\s*)?{_ADVERTISER}\s*(?:[«\"][^»\"]{{1,80}}[»\"]|[^\s.]{{1,40}})"
    rf"(?:[\s,.;|]+(?:инн|огрн|erid).{{0,120}})?"
    rf"|[.:,|]\s.{{0,200}}?\b(?:инн|огрн(?:ип)?|erid)\b.{{0,120}}"
    rf"|\.\s.{{0,200}}?\b(?:ооо|ао|пао|зао|ип)\s*[«\"].{{0,100}})"
    rf"|{_ADVERTISER}\s*[«\"][^»\"]{{1,80}}[»\"][.,]?\s*реклама"
)
_ERID = r"(?:erid|ерид|токен)\s*[:=]?\s*[0-9A-Za-z]{6,40}"  # «erid: 2Vtzqw8abcd»
# A line that consists of marks only.
_LINE = re.compile(
    rf"^[\W_]*(?:(?:{_WHOLE_LINE})(?:[\s.,:;|/()—–-]+(?:(?:{_ADVERTISER}).{{0,300}}|"
    rf"{_AGE}|{_ERID}))?|{_NAMED}|{_ERID})[\W_]*$",
    re.IGNORECASE,
)
# Marks that are the last sentences of a paragraph.
_TAIL = re.compile(
    rf"(?<=[.!?…»\")])(?:\s+|(?-i:(?=[А-ЯЁ])))"
    rf"(?:\(?(?:{_WHOLE_LINE})\)?|{_NAMED}|реклама\.?\s*{_AGE}|{_ERID}"
    r"|имеются противопоказания.{0,80}[.,]\s*реклама)[\W_]*$",
    re.IGNORECASE,
)
# Each mark holds one of these texts in lower case. To look for them is fast, and excludes nearly
# all lines.
_STEMS = (
    "реклам", "рэклам", "спонсор", "партн", "коммерческ", "промо", "оплачен", "erid", "ерид",
    "токен", "жарнама", "advert", "spons", "partner", "paid ", "bezahlter",
)  # fmt: skip
# The names of sections for advertising.
_SECTIONS = re.compile(
    rf"^(?:{_WHOLE_LINE}|реклама|на правах рекламы|партн[её]рские материалы|промо)$", re.IGNORECASE
)
_AD_TYPE = "AdvertiserContentArticle"  # https://schema.org/AdvertiserContentArticle
_MAX_LINE_CHARS = 400  # a longer line is text and no mark
_MAX_BLOCKS_AROUND = 4  # blocks above and below the text in which a mark may be
_MAX_MARKS = 10  # that are returned for one article
_MAX_LINKS = 20  # of a block; further links are not looked at
# The groups of boxes for banners, and of boxes beside the article.
_AD, _SIDE = NUMBER_OF_NAME_GROUP["ad"], NUMBER_OF_NAME_GROUP["side"]
_OTHER_TAGS = ("aside", "nav", "footer")


def advertising_evidence(
    structured: Structured,
    blocks: Sequence[Block],
    start: int,
    chosen: Sequence[Block],
    section: str | None = None,
) -> list[Evidence]:
    """Return all marks of advertising on the article; ``start`` is the headline's block index."""
    marks: list[Evidence] = []
    if _AD_TYPE in structured.article.get("@type", ""):
        marks.append(Evidence(FACT, _AD_TYPE, "json-ld"))
    if section and _SECTIONS.match(section.strip()):
        marks.append(Evidence(FACT, section, "section"))
    shown_marks = filter(None, (mark_in(block.text) for block in _near(blocks, start, chosen)))
    marks += [Evidence(FACT, mark, "visible-text") for mark in shown_marks]
    for block in chosen:
        marks += [Evidence(FACT, token, "erid") for token in _tokens(block)]
    return marks[:_MAX_MARKS]


@kept_by_text(1_000)  # two steps examine the same lines
def mark_in(text: str) -> str | None:
    """Return the mark that a line is or ends with, such as «На правах рекламы», or None."""
    if not any(map(text.lower().__contains__, _STEMS)):
        return None
    if len(text) <= _MAX_LINE_CHARS and _LINE.match(text):
        return text
    match = _TAIL.search(text[-_MAX_LINE_CHARS:])
    return match[0].strip() if match else None


def without_marks(lines: Sequence[str]) -> tuple[list[str], list[Removed]]:
    """Return the lines without marks, and the removed marks: lines, or last sentences of lines."""
    unmarked: list[str] = []
    removed: list[Removed] = []
    for text in lines:
        mark = mark_in(text)
        if mark:
            removed.append(Removed(mark, STAGE, "mark of advertising"))
            text = text.removesuffix(mark).rstrip()
        if text:
            unmarked.append(text)
    return unmarked, removed


def _near(blocks: Sequence[Block], start: int, chosen: Sequence[Block]) -> list[Block]:
    """Return the blocks of the text and the blocks beside it, without blocks of banners."""
    if not chosen:
        return []
    first, last = chosen[0].index, chosen[-1].index
    above = blocks[max(0, min(start, first) - _MAX_BLOCKS_AROUND) : first]
    below = blocks[last + 1 : last + 1 + _MAX_BLOCKS_AROUND]
    headline = blocks[start] if start < len(blocks) else chosen[0]
    beside = [block for block in (*above, *below) if not _is_banner(block, headline)]
    return [*chosen, *beside]


def _is_banner(block: Block, headline: Block) -> bool:
    """Return whether a block is in a box for banners or beside the article."""
    nearest, own = block.box.nearest, headline.box.nearest
    if any(nearest[group] > max(0, own[group]) for group in (_AD, _SIDE)):
        return True
    element = block.box.element
    return any(ancestor.tag in _OTHER_TAGS for ancestor in (element, *element.iterancestors()))


def _tokens(block: Block) -> list[str]:
    """Return the advertising tokens (erid) in the links of a block."""
    tokens = []
    for element in block.elements[:_MAX_LINKS]:
        address = element.get("href") or ""
        if "?" not in address:  # as in most links
            continue
        try:
            query = urlsplit(address).query
        except ValueError:
            continue
        tokens += [value for name, value in parse_qsl(query) if name.lower() == "erid"]
    return tokens
