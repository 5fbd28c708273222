"""The origin an article names: credit lines, phrases of attribution, feeds and links."""

import re
from collections.abc import Sequence
from urllib.parse import urljoin, urlsplit

from pipelines.extraction.blocks.segment import Block
from pipelines.extraction.page_data.structured_data import Structured, strings
from pipelines.model import Evidence, Page, Removed

STAGE = "attribution"
_CREDIT = re.compile(
    r"^\W*(?P<label>источник(?: (?:фото|новости|информации|материала))?|фото(?:графия)?|видео|"
    r"иллюстрация|по материалам|source|photo|foto|quelle|via|image|źródło|fonte|fuente|crédito"
    r"|credit)(?:\s*(?:и\s+)?(?:видео|фото))?\s*[:©—–-]\s*(?P<name>\S.{1,120})$"
    r"|^\W*(?P<materials>по материалам)\s+(?P<named>\S.{1,100})$",
    re.IGNORECASE,
)
# What follows the label of a credit: a name, an address, or a word for where pictures come from.
_NAMES_ORIGIN = re.compile(
    r"^[\W_]*(?:[A-ZА-ЯЁІЇЄҐ]|\d|[a-z]|[\w-]+\.[a-zа-я]{2,}|(?:из|с|со|от|by|из\s+открытых)\s|"
    r"(?:пресс|архив|предоставлен|скриншот|скрин|автор|редакц|соцсет|социальн|кадр|сайт|личн|"
    r"официальн|открыт|мчс|мвд|гибдд|гу\s|управлени|администрац|правительств|прокурат|телеграм|"
    r"телеканал|очевид|читател|стоп-кадр|фотобанк|нейросет|коллаж|иллюстрац|прес-служб|надан|"
    r"архів|із\s|з\s))",
)
# «Фото из архива редакции»: a label and where the picture comes from, without a colon.
_PICTURE_CREDIT = re.compile(
    r"^\W*(?:фото(?:графи[яи])?|снимок|снимки|скриншот|иллюстрация|коллаж|кадр(?: из)?|світлина|"
    r"photo|image|picture|illustration)\s+(?:(?:из|с|со|от|із|з)\s+(?:\w+\s+)?(?:архив|сайт|"
    r"страниц|соцсет|социальн|открытых|официальн|канал|телеграм|telegram|видео|группы|личного|"
    r"семейного|архів|пресс)\w*|(?:редакции|автора|архив\w*|предоставлен\w*|взят\w*|надан\w*|"
    r"пресс-служб\w*|очевидц\w*|читател\w*|прес-служб\w*|носит \w+ характер|иллюстративн\w+|"
    r"by|courtesy|from|via|credit)\b|[А-ЯЁІЇЄ]\w+ [А-ЯЁІЇЄ]\w+$|©).{0,60}(?<![.!?…])$"
    r"|^\W*(?:фото|снимок) (?:автора|редакции|из архива\w*|из открытых источников)\.?$",
    re.IGNORECASE,
)
_NEXT_LABEL = re.compile(
    r"\s+(?:/\s|\||(?:просмотр\w*|теги|тэги|метки|рубрик[аи]|дата|автор|комментари\w*)\b\s*:?)",
    re.IGNORECASE,
)
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+")
_MAX_BLOCKS_AFTER = 4  # blocks after the last block of text in which a credit line is looked for
_PICTURE = re.compile(r"фото|видео|иллюстр|photo|foto|image", re.IGNORECASE)
_NAME = (
    r"(?P<name>[«„\"“][^»“”\"\n]{2,60}[»“”\"]|"
    r"[A-ZА-ЯЁ][\w.-]*(?:\s+[«„\"“]?[A-ZА-ЯЁ][\w».\"“”-]*){0,4})"
)
_AGENCY = (
    r"(?:(?P<kind>(?:[Рр]егиональное )?(?:РИА|ИА|ИТАР|информагентство|агентство|портал|сайт|"
    r"издание|"
    r"газета|телеканал|телеграм-канал|Telegram-канал|канал|пресс-служб[аеуы]|журнал|"
    r"радио(?:станция)?))\s+)?"
)
_PHRASES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:сообща(?:ет|ют)|сообщил[аио]?|пиш(?:ет|ут)|переда[её]т|передают|информирует|"
        rf"рассказал[аио]?"
        rf" (?:в|изданию)|со ссылкой на|как (?:сообщает|пишет|передаёт|"
        rf"передает))\s+{_AGENCY}{_NAME}",
        r"(?P<name>по (?:данным|информации|сообщению) (?:пресс-службы|портала|издания|агентства)"
        r"\s+[^,.;\n]{3,80})",
        r"(?P<name>(?:в )?пресс-служб[аеуы] [^,.;\n]{3,80})",
    )
)
_PHRASE_STEMS = (
    "сообщ",
    "пиш",
    "переда",
    "информирует",
    "рассказал",
    "ссылкой",
    "по ",
    "пресс-служб",
)
_LINK_WORD = re.compile(
    r"источник|\bсообща(?:ет|ют)\b|\bсообщил[аио]?\b|\bпиш(?:ет|ут)\b|\bпереда[её]т\b|по данным|"
    r"со ссылкой|\bsource\b|\breports?\b|\breported\b|\bvia\b|информирует",
    re.IGNORECASE,
)
_URL = re.compile(r"(?:https?://)?(?:www\.)?([\w-]+(?:\.[\w-]+)+)(/\S*)?", re.IGNORECASE)


def attribution_evidence(
    blocks: Sequence[Block], structured: Structured, page: Page
) -> list[Evidence]:
    """Every statement of an origin in the chosen blocks, the page's data and the feed."""
    found: list[Evidence] = []
    for key in ("isBasedOn", "isBasedOnUrl", "creditText"):
        fact = "credit_text" if key == "creditText" else "is_based_on"
        values = strings(structured.article.get(key), "url", "@id", "name")[:2]
        found += [Evidence(fact, value, "json-ld") for value in values]
    if page.hints.is_based_on:
        found.append(Evidence("is_based_on", page.hints.is_based_on, "feed"))
    if page.hints.credit_text:
        found.append(Evidence("credit_text", page.hints.credit_text, "feed"))
    for block in blocks:
        found += _in_block(block, page.url)
    return found


def choose_attribution(evidence: Sequence[Evidence]) -> tuple[str | None, str | None]:
    """Return (credit_text, is_based_on); the origin of a text ranks above that of a picture."""
    texts = [e for e in evidence if e.fact == "credit_text"]
    texts.sort(key=lambda e: _RANK_OF_PLACE.get(e.found_in, 9))
    origins = [e for e in evidence if e.fact == "is_based_on"]
    origins.sort(key=lambda e: _RANK_OF_PLACE.get(e.found_in, 9))
    return (texts[0].value if texts else None, origins[0].value if origins else None)


def is_credit_line(text: str) -> bool:
    """Whether a line is nothing but a credit, such as «Источник: РИА Новости»."""
    match = _CREDIT.match(text)
    if not match:
        return _PICTURE_CREDIT.match(text) is not None
    name = match["name"] or match["named"] or ""
    is_short = len(name) <= 100 and len(name.split()) <= 10
    return is_short and (match["label"] is None or _NAMES_ORIGIN.search(name) is not None)


def with_credit_lines(blocks: Sequence[Block], chosen: Sequence[Block]) -> list[Block]:
    """Return the chosen blocks and the credit lines between and right after them."""
    if not chosen:
        return []
    first, last = chosen[0].index, chosen[-1].index
    texts = {block.index for block in chosen}
    near = blocks[first : last + 1 + _MAX_BLOCKS_AFTER]
    return [block for block in near if block.index in texts or is_credit_line(block.text)]


def without_credits(lines: Sequence[str]) -> tuple[list[str], list[Removed]]:
    """Remove the lines that are only credits; sentences that name an origin stay."""
    kept = [text for text in lines if not is_credit_line(text)]
    gone = [Removed(text, STAGE, "credit line") for text in lines if is_credit_line(text)]
    return kept, gone


_RANK_OF_PLACE = {
    "json-ld": 0,
    "credit-line": 1,
    "dateline": 2,
    "feed": 3,
    "attribution-link": 4,
    "attribution-phrase": 5,
    "picture-credit": 6,
}


def _in_block(block: Block, url: str) -> list[Evidence]:
    found: list[Evidence] = []
    if is_credit_line(block.text) and (match := _CREDIT.match(block.text)):
        name = _NEXT_LABEL.split(match["name"] or match["named"], maxsplit=1)[0].strip(" .;,")
        if not name or _is_own(name, url):
            return found
        where = "picture-credit" if _PICTURE.search(match["label"] or "") else "credit-line"
        found.append(Evidence("credit_text", name, where))
        if origin := _origin_link(block, url) or _origin_text(name):
            found.append(Evidence("is_based_on", origin, where))
        return found
    may_match = any(word in block.text for word in _PHRASE_STEMS)  # cheaper than the patterns
    for pattern in _PHRASES if may_match else ():
        if match := pattern.search(block.text):
            kind = (match.groupdict().get("kind") or "").strip()
            name = f"{kind} {match['name']}".strip(" ,.;")
            found.append(Evidence("credit_text", name, "attribution-phrase"))
            if origin := _origin_link(block, url):
                found.append(Evidence("is_based_on", origin, "attribution-link"))
            break
    else:
        if (
            block.elements
            and (origin := _origin_link(block, url))
            and _LINK_WORD.search(block.text)
        ):
            found.append(Evidence("is_based_on", origin, "attribution-link"))
    return found


def _origin_link(block: Block, url: str) -> str | None:
    """The first link of the block that leads to a page of another site."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    for element in block.elements[:10]:
        try:
            target: str = urljoin(url, (element.get("href") or "").strip())
            parts = urlsplit(target)
        except ValueError:
            continue
        other = (parts.hostname or "").removeprefix("www.")
        if parts.scheme in ("http", "https") and _HOST.fullmatch(other) and other != host:
            return target[:2000]
    return None


def _is_own(name: str, url: str) -> bool:
    """Whether the credit is the outlet's own address."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    match = _URL.fullmatch(name)
    return match is not None and match[1].lower().removeprefix("www.") == host


def _origin_text(name: str) -> str | None:
    match = _URL.fullmatch(name.strip())
    if not match or not re.search(r"\.[a-zа-я]{2,}$", match[1], re.IGNORECASE):
        return None
    return name if name.lower().startswith("http") else f"https://{name.strip()}"
