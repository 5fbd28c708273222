"""Recognises short news: a few sentences below a headline, on a page without data on its article.

An error page has the same form. News differs from it by several signs together:

- a headline of its own, which is in the title, too
- no sentence that speaks to the visitor
- a date, data that call the page an article, or signs of news

Signs of news are a reported statement, a verb of the past, a name, a weekday, a number of things, a
long headline, and an address in the news of the site. More of them are needed if the headline or
the text has words for parts of a site.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipelines.extraction import page_addresses
from pipelines.extraction.blocks.places import has_few_links, is_elsewhere
from pipelines.extraction.blocks.segment import Block
from pipelines.extraction.facts.person_names import is_person
from pipelines.extraction.lines.event_words import names_weekday, tells_of_event
from pipelines.extraction.lines.line_forms import ends_sentence
from pipelines.extraction.lines.noise_lines import noise_reason
from pipelines.extraction.lines.promotion_words import REPORTED_SPEECH
from pipelines.extraction.lines.promotions import is_promotion, is_subscription_offer
from pipelines.extraction.listings import SENTENCE, has_many_numbers, is_teaser_headline
from pipelines.extraction.menus import is_in_menu
from pipelines.extraction.service_messages import (
    PAYWALL,
    addresses_visitor,
    has_receipt,
    kind_of_headline,
    kind_of_title,
    kinds_of_messages,
    speaks_of_site,
)
from pipelines.parsing.date_lines import is_date_line
from pipelines.parsing.text import EAST_ASIAN_CHARACTER, alphanumeric

_MIN_HEADLINE_CHARS = 7  # a shorter headline names a section
_MAX_DISTANCE = 12  # blocks from the headline to the last sentence
_MAX_BLOCKS_TO_DATE = 2  # from the headline to a date below it
# A date with the name of a month in any language, or without a year: «20.11».
_DATE_LIKE = re.compile(
    r"^\W*(?:\d{1,2}\.? [^\W\d]\S{2,15} (?:19|20)\d\d|[0-3]?\d\.(?:0\d|1[0-2]))\W*$"
)
_MAX_LABEL_CHARS = 30  # of a label or date between the headline and the text
_MIN_LINE_CHARS, _MIN_LINE_WORDS = 20, 3  # of a line of the text
_MIN_SENTENCE_CHARS = 12  # of a line that is a whole sentence
_MIN_EAST_ASIAN_CHARS = 4  # of a headline or a line in a script without spaces
_MAX_TEXT_CHARS = 600  # a longer text needs no such signs
_SENTENCE_GAP = re.compile(r"(?<=[.!?…։。]) ")
_CONTACT = re.compile(r"\w@\w|\+?\d[\d ()-]{7,}\d")  # an e-mail address or a telephone number
_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_SENTENCE_START = re.compile(r"(?:^|[.!?…։:»”\"—–]\s*)[«“„\"(]*$")
_MAX_LEAD_CHARS = 8  # before a word, which show whether it begins a sentence
# Names of browsers and web technology, which messages of a site use as well.
_TECHNICAL_NAME = re.compile(
    r"java-?script|cookies?|https?|url|html|ip|id|captcha|vpn|chrome|firefox|safari|edge|opera|"
    r"internet|explorer|google|cloudflare|adblock|gdpr|email|e-mail|pdf|tv",
    re.IGNORECASE,
)
# The beginning of a headline of a notice: «Oops», "Thank you", «Спасибо за подписку».
_OPENING_OF_NOTICE = re.compile(
    r"^\W*(?:oops|sorry|thank(?:s| you)|упс|ой|увы|извините|спасибо|дякуємо|вибачте|"
    r"danke|dziękujemy|przepraszamy|entschuldigung)\b",
    re.IGNORECASE,
)
_CLAUSES = re.compile(r"[:.!?։]+\s|[:.!?։]+$|\s[—–-]\s")  # between the clauses of a headline
# The weight of signs of news that is needed on a page without a date that nothing vouches for.
_MIN_WEIGHT = 2
_STRONG_WEIGHT = 2  # of a strong sign, or of the address of an item; a weak sign weighs 1
_MIN_DOUBTFUL_WEIGHT = 3  # of an appeal to readers, or below a headline of one word
_MIN_SERVICE_WEIGHT = 4  # of a text with a message, or at the address of a service
_MIN_SIGNS_AMONG_SITE_WORDS = 3  # of event in headline, event in text, name or day, shared word
# Of a long headline. The names of sections are shorter.
_MIN_LONG_HEADLINE_WORDS, _MIN_LONG_EAST_ASIAN_CHARS = 4, 6
_NUMBER_OF_THINGS = re.compile(r"\b(?!(?:19|20)\d\d )\d+ [^\W\d_]{2}|№ ?\d")  # but no year
# How long a visitor waits: «через 2 часа», "within 5 minutes". It is no number of things.
_WAIT = re.compile(
    r"\b(?:через|в течение|протягом|упродовж|within|in|innerhalb(?: von)?|dans|sous|en|"
    r"w ciągu|za) \d+ (?:минут|час|хвилин|годин|minut|hour|stund|heure|hora|godzin)\w*",
    re.IGNORECASE,
)
_CAPTION = re.compile(  # a text that only names a picture: «Фото с места.»
    r"^\W*(?:фото|видео|відео|photos?|video|vidéo|foto|fotos|wideo|zdjęcie)(?: [^\W\d_]+){0,3}\W*$",
    re.IGNORECASE,
)
_MAX_NAME_SHARE = 0.34  # of all words; with more capitals they are the nouns of German
_MAX_HEADLINE_CHARS = 500  # a longer one is hostile
_STEM_CHARS = 4  # forms differ in the later letters of a word
_LONG_WORD = re.compile(r"[^\W\d_]{4,}")


@dataclass(frozen=True, slots=True)
class ShortPage:
    """The facts of a page from which short news is recognised."""

    blocks: Sequence[Block]
    headline: str  # the headline that is on the page
    title: str  # the text of its <title> element
    path: str  # the path of its URL, with the query
    site_names: Sequence[str]
    is_dated: bool  # the text of a dated page may lack the sign that ends a sentence
    is_vouched: bool = False  # whether the page's data or a feed call it an article


def short_news(page: ShortPage) -> list[Block]:
    """Return the blocks of the text if the page is short news, else an empty list."""
    if not _has_own_headline(page):
        return []
    title_block = next((block for block in page.blocks if _is_title(block, page.headline)), None)
    if title_block is None:
        return []
    below = page.blocks[title_block.index + 1 : title_block.index + 1 + _MAX_BLOCKS_TO_DATE]
    has_date_below = any(
        is_date_line(block.text) or _DATE_LIKE.match(block.text) for block in below
    )
    if has_date_below:
        page = replace(page, is_dated=True)
    elif _is_name(page.headline):
        return []
    text_blocks = _lines_below(page.blocks, title_block.index, page.is_dated)
    text = " ".join(block.text for block in text_blocks)
    told = _without_contacts(text)
    if not told or len(text) > _MAX_TEXT_CHARS:
        return []
    is_message = kind_of_headline(page.headline, page.site_names) is not None
    if is_message and not REPORTED_SPEECH.search(told):
        return []
    is_table = has_many_numbers(text) and not all(
        ends_sentence(block.text) for block in text_blocks
    )
    if is_table or is_in_menu(page.blocks, page.headline):
        return []
    may_introduce_listing = _is_teaser_next(page.blocks, text_blocks[-1]) and not has_date_below
    return text_blocks if _is_news(page, told, may_introduce_listing) else []


def _without_contacts(text: str) -> str:
    """Return a text without the sentences that have a telephone number or an e-mail address."""
    sentences = _SENTENCE_GAP.split(text)
    return " ".join(sentence for sentence in sentences if not _CONTACT.search(sentence))


def _has_own_headline(page: ShortPage) -> bool:
    """Return whether the headline is no name of the site, and is in the title.

    Some old sites have the same title on all pages, so on a page with a date it may differ.
    """
    letters = alphanumeric(page.headline)
    names = {alphanumeric(name) for name in page.site_names}
    if not _has_length_of_headline(page.headline) or letters in names:
        return False
    return letters in alphanumeric(page.title) or (page.is_dated and not kind_of_title(page.title))


def _is_name(headline: str) -> bool:
    """Return whether a headline may be the name of a person, as on the page of an author."""
    return is_person(headline) and all(map(str.istitle, headline.split()))


def _has_length_of_headline(headline: str) -> bool:
    """Return whether a headline has at least seven characters, or a few without spaces."""
    chars = len(headline)
    if EAST_ASIAN_CHARACTER.search(headline):
        return _MIN_EAST_ASIAN_CHARS <= chars <= _MAX_HEADLINE_CHARS
    return _MIN_HEADLINE_CHARS <= chars <= _MAX_HEADLINE_CHARS


def _is_one_word(headline: str) -> bool:
    return " " not in headline and not EAST_ASIAN_CHARACTER.search(headline)


def _is_title(block: Block, headline: str) -> bool:
    """Return whether a block is the headline: old sites have it in bold type, not in a heading."""
    return block.text == headline and not block.link_chars


def _is_teaser_next(blocks: Sequence[Block], last: Block) -> bool:
    """Return whether a linked headline follows the text, as below the introduction of a listing."""
    following = blocks[last.index + 1 : last.index + 2]
    return any(is_teaser_headline(block) for block in following)


def _lines_below(blocks: Sequence[Block], title: int, is_dated: bool) -> list[Block]:
    """Return the lines of prose below the title, up to the first block that is something else."""
    lines: list[Block] = []
    for block in blocks[title + 1 : title + 1 + _MAX_DISTANCE]:
        is_label = len(block.text) <= _MAX_LABEL_CHARS or is_date_line(block.text)
        if _is_line(block, is_dated):
            if lines and block.box.parent is not lines[0].box.parent:
                break
            lines.append(block)
        elif lines or not is_label or block.heading or block.link_chars:
            break
    return lines


def _is_line(block: Block, is_dated: bool) -> bool:
    """Return whether a block may be a line of the text.

    On a page without a date it needs the end of a sentence.
    """
    text = block.text
    has_length = len(text) >= _MIN_LINE_CHARS and len(text.split()) >= _MIN_LINE_WORDS
    if SENTENCE.search(text):
        has_length = len(text) >= _MIN_SENTENCE_CHARS and " " in text
    if EAST_ASIAN_CHARACTER.search(text):
        has_length = len(text) >= _MIN_EAST_ASIAN_CHARS
    if not has_length or not (is_dated or SENTENCE.search(text)):
        return False
    is_offer = is_promotion(text) or is_subscription_offer(text)
    is_other = is_date_line(text) or noise_reason(text) is not None or is_offer
    return not (is_other or block.heading) and has_few_links([block]) and not is_elsewhere(block)


def _is_news(page: ShortPage, text: str, may_introduce_listing: bool) -> bool:
    """Return whether the headline and the text are news, and no message or introduction of a list.

    A reported statement is enough, unless a part of the article is only for subscribers.
    """
    kinds = kinds_of_messages(text)
    if PAYWALL in kinds:
        return False
    is_plain = not (_is_of_service(page) or addresses_visitor(text))
    if is_plain and REPORTED_SPEECH.search(text):
        return True
    clauses = _clauses(page.headline)
    if all(map(addresses_visitor, clauses)) or _is_notice(clauses):
        return False
    tells_event = tells_of_event(text)
    is_named = _names_place_or_day(page, _without_capitals_of_site(text) if kinds else text)
    if is_plain and tells_event and is_named:
        return True
    is_introduction = may_introduce_listing and not (tells_event or tells_of_event(page.headline))
    if is_introduction or (kinds and not is_plain):
        return False
    if not (page.is_dated or page.is_vouched) and _CAPTION.match(text) and not is_named:
        return False
    if speaks_of_site(text) or _may_be_receipt(page, text):  # in the place of an article's text
        return is_plain and _is_news_with_site_words(page, text)
    return _has_enough_signs(page, text, has_message=bool(kinds))


def _may_be_receipt(page: ShortPage, text: str) -> bool:
    is_sure = page.is_dated or page.is_vouched
    return not is_sure and (has_receipt(page.headline) or has_receipt(text))


def _without_capitals_of_site(text: str) -> str:
    """Return a text with words such as «Beitrag» in lower case: these nouns are no names."""
    return " ".join(word.lower() if speaks_of_site(word) else word for word in text.split())


def _clauses(headline: str) -> list[str]:
    return [clause for clause in _CLAUSES.split(headline) if clause.strip()]


def _is_of_service(page: ShortPage) -> bool:
    """Return whether the address is one of a service, and not that of a dated item below it."""
    is_of_item = page.is_dated and page_addresses.is_of_item(page.path)
    return page_addresses.is_of_service(page.path) and not is_of_item


def _names_place_or_day(page: ShortPage, text: str) -> bool:
    return _has_name(text, page) or names_weekday(text)


def _is_news_with_site_words(page: ShortPage, text: str) -> bool:
    """Return whether a text with words of sites is news on the subject of its headline."""
    signs = [
        tells_of_event(page.headline),
        tells_of_event(text),
        _names_place_or_day(page, text),
        not _stems(page.headline).isdisjoint(_stems(text)),
    ]
    return signs.count(True) >= _MIN_SIGNS_AMONG_SITE_WORDS


def _has_enough_signs(page: ShortPage, text: str, *, has_message: bool) -> bool:
    """Return whether the signs of news outweigh what suggests another page."""
    strong_signs, weak_signs = list(_strong_signs(page, text)), list(_weak_signs(page, text))
    weight = _STRONG_WEIGHT * strong_signs.count(True) + weak_signs.count(True)
    is_headline_of_site = all(map(speaks_of_site, _clauses(page.headline)))
    is_appeal = addresses_visitor(text)
    # An error page has the address of the item that is missing.
    may_be_error = is_headline_of_site or is_appeal or has_message
    if page_addresses.is_of_news_item(page.path) and not may_be_error:
        weight += _STRONG_WEIGHT
    min_weight = _min_weight(page, text) + (1 if is_headline_of_site else 0)
    if has_message or _is_of_service(page):
        min_weight = _MIN_SERVICE_WEIGHT
    elif is_appeal or _is_one_word(page.headline):
        min_weight = max(min_weight, _MIN_DOUBTFUL_WEIGHT)
    return weight >= min_weight


def _strong_signs(page: ShortPage, text: str) -> Iterator[bool]:
    """Yield whether an event is told, the headline is long, and things are counted."""
    headline = page.headline
    yield tells_of_event(text)
    yield tells_of_event(headline)
    yield _is_long(headline) and not _WAIT.search(text)
    yield any(_NUMBER_OF_THINGS.search(_WAIT.sub(" ", part)) for part in (headline, text))


def _is_long(headline: str) -> bool:
    if EAST_ASIAN_CHARACTER.search(headline):
        return len(headline) >= _MIN_LONG_EAST_ASIAN_CHARS
    return len(_WORD.findall(headline)) >= _MIN_LONG_HEADLINE_WORDS


def _weak_signs(page: ShortPage, text: str) -> Iterator[bool]:
    """Yield whether the text has a name or a day, the headline a name, and the text a full name."""
    yield _names_place_or_day(page, text)
    yield _has_name_among_words(page.headline, page)
    yield _has_full_name(text, page)


def _min_weight(page: ShortPage, text: str) -> int:
    """Return the weight of signs of news that is needed if the page has no words of sites.

    A script without capitals shows no names, so a smaller weight is needed.
    """
    if page.is_dated or page.is_vouched:
        return 0
    has_capitals = any(map(str.isupper, f"{page.headline} {text}"))
    return _MIN_WEIGHT if has_capitals else _MIN_WEIGHT - 1


def _is_notice(clauses: Sequence[str]) -> bool:
    """Return whether a headline begins like a notice, and nothing in it is about another thing."""
    if not clauses or not _OPENING_OF_NOTICE.match(clauses[0]):
        return False
    return all(speaks_of_site(clause) or addresses_visitor(clause) for clause in clauses[1:])


def _has_name(text: str, page: ShortPage) -> bool:
    """Return whether a word inside a sentence begins with a capital, and few others do.

    Consecutive words with capitals are one name. The words of the site's name do not count; the
    title has it beside the headline.
    """
    own_words = _stems(" ".join((*page.site_names, page.title.replace(page.headline, " "))))
    capitals = [word[0].isupper() for word in _inner_words(text)]
    names = sum(is_name and not before for before, is_name in pairwise((False, *capitals)))
    if names > max(1, _MAX_NAME_SHARE * (len(capitals) - sum(capitals) + names)):
        return False
    return any(
        word[0].isupper()
        and own_words.isdisjoint(_stems(word))
        and not _TECHNICAL_NAME.fullmatch(word)
        for word in _inner_words(text)
    )


def _has_full_name(text: str, page: ShortPage) -> bool:
    """Return whether two consecutive words inside a sentence are a name, and few others are."""
    has_pair = any(
        one[0].isupper() and other[0].isupper() and not _TECHNICAL_NAME.fullmatch(one)
        for one, other in pairwise(_inner_words(text))
    )
    return has_pair and _has_name(text, page)


def _has_name_among_words(headline: str, page: ShortPage) -> bool:
    """Return whether a headline has a name beside a word in lower case; titles have capitals."""
    return any(map(str.islower, _inner_words(headline))) and _has_name(headline, page)


def _inner_words(text: str) -> Iterator[str]:
    """Yield the words that do not begin a sentence, a quotation or a part after a dash."""
    for match in _WORD.finditer(text):
        lead = text[max(0, match.start() - _MAX_LEAD_CHARS) : match.start()]
        if not _SENTENCE_START.search(lead):
            yield match[0]


def _stems(text: str) -> set[str]:
    return {word[:_STEM_CHARS] for word in _LONG_WORD.findall(text.casefold())}
