"""Finds the origin of an article: the outlet or agency that its text names as its source.

Credit lines, phrases such as «сообщает РИА Новости», links and feeds state the origin.
"""

import re
from collections.abc import Sequence
from urllib.parse import urljoin, urlsplit

from pipelines.extraction.blocks.segment import Block
from pipelines.extraction.lines.credit_lines import CREDIT_LINE, is_credit_line
from pipelines.extraction.page_data.structured_data import Structured, strings
from pipelines.model import Evidence, Page
from pipelines.parsing.patterns import any_of

# The label of another item on the line of a credit: «Источник: ТАСС | Просмотров: 12». The name of
# the credit ends before it.
_LABEL_AFTER_NAME = re.compile(
    r"\s+(?:/\s|\||(?:просмотр\w*|теги|тэги|метки|рубрик[аи]|дата|автор|комментари\w*)\b\s*:?)",
    re.IGNORECASE,
)
# «penza.example»
_HOST_NAME = re.compile(r"[\w-]+(?:\.[\w-]+)+")
_MAX_BLOCKS_AFTER = 4  # a credit line is at most 4 blocks below the text
_MAX_VALUES = 2  # of one property of JSON-LD
_MAX_LINKS = 10  # links of a block that are looked at, which limits the time for a list of links
_MAX_URL_CHARS = 2000  # the rest of a longer link is cut
# Labels of credits that belong to a picture or video.
_PICTURE_LABEL = re.compile(r"фото|видео|иллюстр|photo|foto?|image|picture|bild|zdj", re.IGNORECASE)
# The name of an outlet: in quotation marks, or up to five words that begin with a capital letter:
# «"Пенза-Пост"», «РИА Новости».
_OUTLET_NAME = (
    r"(?P<name>[«„\"“][^»“”\"\n]{2,60}[»“”\"]|"
    r"[A-ZА-ЯЁ][\w.-]*(?:\s+[«„\"“]?[A-ZА-ЯЁ][\w».\"“”-]*){0,4})"
)
# A word before the name of an outlet that says what kind of outlet it is: «портал», «ИА».
_KIND_OF_OUTLET = (
    r"(?:(?P<kind>(?:[Рр]егиональное )?(?:РИА|ИА|ИТАР|информагентство|агентство|портал|сайт|"
    r"издание|газета|телеканал|телеграм-канал|Telegram-канал|канал|пресс-служб[аеуы]|журнал|"
    r"радио(?:станция)?))\s+)?"
)
_REPORTS = any_of(
    r"сообща(?:ет|ют)|сообщил[аио]?|пиш(?:ет|ут)|переда[её]т|передают|информирует",
    r"рассказал[аио]? (?:в|изданию)|со ссылкой на|как (?:сообщает|пишет|передаёт|передает)",
)
_ATTRIBUTION_PHRASES = (
    # «сообщает РИА Новости», «со ссылкой на портал …»
    re.compile(rf"(?:{_REPORTS})\s+{_KIND_OF_OUTLET}{_OUTLET_NAME}"),
    # «по данным портала …»
    re.compile(
        r"(?P<name>по (?:данным|информации|сообщению) (?:пресс-службы|портала|издания|агентства)"
        r"\s+[^,.;\n]{3,80})"
    ),
    # «в пресс-службе правительства»
    re.compile(r"(?P<name>(?:в )?пресс-служб[аеуы] [^,.;\n]{3,80})"),
)
# Each phrase contains one of these texts. They are searched for first, because this is faster.
_STEMS_OF_PHRASES = (
    "сообщ",
    "пиш",
    "переда",
    "информирует",
    "рассказал",
    "ссылкой",
    "по ",
    "пресс-служб",
)
# If a block holds one of these words, its link leads to the origin: «по данным <a …>ТАСС</a>».
_WORD_BESIDE_LINK = re.compile(
    r"источник|\bсообща(?:ет|ют)\b|\bсообщил[аио]?\b|\bпиш(?:ет|ут)\b|\bпереда[её]т\b|по данным|"
    r"со ссылкой|\bsource\b|\breports?\b|\breported\b|\bvia\b|информирует",
    re.IGNORECASE,
)
# «https://www.penza.example/news», «penza.example»
_WEB_ADDRESS = re.compile(r"(?:https?://)?(?:www\.)?([\w-]+(?:\.[\w-]+)+)(/\S*)?", re.IGNORECASE)
# The reliability of the places where an origin is stated; 0 is the most reliable.
_RELIABILITY_RANK = {
    "json-ld": 0,
    "credit-line": 1,
    "dateline": 2,
    "feed": 3,
    "attribution-link": 4,
    "attribution-phrase": 5,
    "picture-credit": 6,
}
_LOWEST_RANK = 9  # of all other places


def with_credit_lines(blocks: Sequence[Block], chosen: Sequence[Block]) -> list[Block]:
    """Return the chosen blocks of a text and the credit lines between and below them."""
    if not chosen:
        return []
    first, last = chosen[0].index, chosen[-1].index
    chosen_indexes = {block.index for block in chosen}
    near = blocks[first : last + 1 + _MAX_BLOCKS_AFTER]
    return [block for block in near if block.index in chosen_indexes or is_credit_line(block.text)]


def attribution_evidence(
    blocks: Sequence[Block], structured: Structured, page: Page
) -> list[Evidence]:
    """Return all statements of an origin in the text's blocks, the page's data and the feed."""
    evidence: list[Evidence] = []
    for key in ("isBasedOn", "isBasedOnUrl", "creditText"):
        fact = "credit_text" if key == "creditText" else "is_based_on"
        values = strings(structured.article.get(key), "url", "@id", "name")[:_MAX_VALUES]
        evidence += [Evidence(fact, value, "json-ld") for value in values]
    if page.hints.is_based_on:
        evidence.append(Evidence("is_based_on", page.hints.is_based_on, "feed"))
    if page.hints.credit_text:
        evidence.append(Evidence("credit_text", page.hints.credit_text, "feed"))
    for block in blocks:
        evidence += _evidence_of_block(block, page.url)
    return evidence


def choose_attribution(evidence: Sequence[Evidence]) -> tuple[str | None, str | None]:
    """Return the name and the URL of the origin, each None if unknown.

    The most reliable statement is chosen. The origin of a picture counts only if there is no origin
    of the text.
    """
    return _most_reliable(evidence, "credit_text"), _most_reliable(evidence, "is_based_on")


def _most_reliable(evidence: Sequence[Evidence], fact: str) -> str | None:
    """Return the first of the most reliable statements of a fact; None if there is none."""
    stated = (statement for statement in evidence if statement.fact == fact)
    best = min(
        stated,
        key=lambda statement: _RELIABILITY_RANK.get(statement.found_in, _LOWEST_RANK),
        default=None,
    )
    return best.value if best else None


def _evidence_of_block(block: Block, url: str) -> list[Evidence]:
    """Return the origin that a credit line, a phrase or a link of a block states."""
    if is_credit_line(block.text) and (match := CREDIT_LINE.match(block.text)):
        return _evidence_of_credit_line(match, block, url)
    name = _name_in_phrase(block.text)
    names = [Evidence("credit_text", name, "attribution-phrase")] if name else []
    if not block.elements or not (name or _WORD_BESIDE_LINK.search(block.text)):
        return names
    origin = _origin_link(block, url)
    return [*names, Evidence("is_based_on", origin, "attribution-link")] if origin else names


def _evidence_of_credit_line(match: re.Match[str], block: Block, url: str) -> list[Evidence]:
    """Return the origin that a match of ``CREDIT_LINE`` states, if it is not the outlet itself."""
    name_and_labels = match["name"] or match["name_of_materials"]
    name = _LABEL_AFTER_NAME.split(name_and_labels, maxsplit=1)[0].strip(" .;,")
    if not name or _is_own_host(name, url):
        return []
    is_of_picture = _PICTURE_LABEL.search(match["label"] or "") is not None
    place = "picture-credit" if is_of_picture else "credit-line"
    evidence = [Evidence("credit_text", name, place)]
    if origin := _origin_link(block, url) or _url_in_name(name):
        evidence.append(Evidence("is_based_on", origin, place))
    return evidence


def _name_in_phrase(text: str) -> str | None:
    """Return «РИА Новости» for «сообщает РИА Новости», or None if no phrase states an origin."""
    if not any(stem in text for stem in _STEMS_OF_PHRASES):
        return None
    for pattern in _ATTRIBUTION_PHRASES:
        if match := pattern.search(text):
            kind = (match.groupdict().get("kind") or "").strip()
            return f"{kind} {match['name']}".strip(" ,.;")
    return None


def _origin_link(block: Block, url: str) -> str | None:
    """Return the URL of the block's first link to another host than that of ``url``, or None."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    for element in block.elements[:_MAX_LINKS]:
        try:
            target: str = urljoin(url, (element.get("href") or "").strip())
            parts = urlsplit(target)
        except ValueError:
            continue
        if parts.scheme not in ("http", "https"):
            continue
        link_host = (parts.hostname or "").removeprefix("www.")
        if _HOST_NAME.fullmatch(link_host) and link_host != host:
            return target[:_MAX_URL_CHARS]
    return None


def _is_own_host(name: str, url: str) -> bool:
    """Return whether a credit is the web address of the outlet whose page is at ``url``."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    match = _WEB_ADDRESS.fullmatch(name)
    return match is not None and match[1].lower().removeprefix("www.") == host


def _url_in_name(name: str) -> str | None:
    """Return the URL of a credit that is a web address such as «penza.example», or None."""
    match = _WEB_ADDRESS.fullmatch(name.strip())
    if not match or not re.search(r"\.[a-zа-я]{2,}$", match[1], re.IGNORECASE):
        return None
    return name if name.lower().startswith("http") else f"https://{name.strip()}"
