"""Recognizes pages that are no articles.

These are error pages, anti-bot checks, consent and login forms, pages for subscribers, pages with
a placeholder instead of a text, and listings. They have messages to the visitor instead of news,
hardly any text, or the scripts of an anti-bot check. Often they lack a headline, a date or article
markup. No page is refused because of a single word.

A page is *vouched for* if its data call it an article, or if a feed gave its title as a headline.
More signs are needed to refuse a page that is vouched for.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipelines.extraction import page_addresses
from pipelines.extraction.blocks.segment import Block
from pipelines.extraction.lines.promotion_words import REPORTED_SPEECH
from pipelines.extraction.listings import (
    MIN_LONG_TEXT_CHARS,
    SENTENCE,
    has_many_numbers,
    is_listing,
    is_story_below_headline,
    page_texts,
)
from pipelines.extraction.menus import is_in_menu
from pipelines.extraction.page_data.structured_data import Structured
from pipelines.extraction.service_messages import (
    CHALLENGE,
    HEADLINE_KINDS,
    OUTLET,
    PAYWALL,
    SEARCH,
    WEATHER,
    addresses_visitor,
    kind_of_heading,
    kind_of_headline,
    kind_of_title,
    messages_among,
    messages_in,
    reason_of,
)
from pipelines.model import Outcome
from pipelines.parsing.text import EAST_ASIAN_CHARACTER, alphanumeric

# Scripts and addresses of services that check whether a visitor is a robot.
_CHALLENGE_MARKUP = re.compile(
    rb"/cdn-cgi/challenge-platform|cf-chl-|cf_chl_|__qrator|qrator\.net|ddos-guard|"
    rb"/\.well-known/ddos-guard|smartcaptcha|showcaptcha|_Incapsula_Resource|distil_r_captcha|"
    rb"px-captcha|datadome|__ddg|servicepipe|antibot|slowAES|toNumbers\(",
    re.IGNORECASE,
)
_MAX_MARKUP_BYTES = 200_000  # an anti-bot check has its scripts in the first 200 kB of the page
_MAX_CHALLENGE_CHARS = 300  # an anti-bot check shows no more text than this
_MAX_MESSAGE_CHARS = 2_500  # a message to the visitor is not longer than this
_MAX_MESSAGE_BLOCKS = 60  # blocks that are looked at if no block was chosen as text
# The shares of the text that must be messages, for most pages and for pages that are vouched for.
_MIN_MESSAGE_SHARE = 0.6
_MIN_VOUCHED_MESSAGE_SHARE = 0.95
# On a page without a date that is not vouched for, an appeal of up to 1,000 characters is also a
# message. An appeal is a text of which a few sentences are messages, and nearly all others speak to
# the visitor.
_MAX_APPEAL_CHARS = 1_000
_MIN_APPEAL_MESSAGE_SHARE = 0.15
_MIN_APPEAL_SHARE = 0.75  # of messages and of sentences that speak to the visitor
# For a kind of page, the function that returns whether a path is that of such a page.
_IS_OWN_PATH = {
    OUTLET: page_addresses.is_of_outlet,
    SEARCH: page_addresses.is_of_search,
    WEATHER: page_addresses.is_of_weather,
}
_LISTING_TYPES = frozenset({"CollectionPage", "SearchResultsPage", "ItemList", "ProfilePage"})
_ARTICLE_TYPES = re.compile(r"Article|BlogPosting|LiveBlog", re.IGNORECASE)
# Addresses, telephone numbers, e-mail addresses and prices.
_CONTACT = re.compile(
    r"\w@\w|\d[\d ()]{0,12}-[\d ()-]{0,12}\d|\b(?:тел\w{0,5}|адрес|адреса|tel|phone)\b\.?:|"
    r"\d\s?(?:руб|грн|₽|€)",
    re.IGNORECASE,
)
_MAX_CHARS_OF_CONTACT = 150  # a page of contacts or prices has one in each 150 characters
# The shortest texts of articles, in characters. The text may be shorter if the page has a date, if
# it is vouched for, or if the text is in an East Asian script.
_MIN_UNMARKED_TEXT_CHARS = 120  # of a page to which none of these applies
_MIN_TEXT_CHARS = 40  # of a page to which one of these applies
_MIN_MARKED_TEXT_CHARS = 20  # of a page with a date to which one of the others applies, too
_MIN_SENTENCE_TEXT_CHARS = 15  # of a page that is vouched for and whose text has a whole sentence
# The lowest text quality of an article on a page without a date that is not vouched for. Among the
# labelled pages such articles have 0.58 and more.
_MIN_UNMARKED_TEXT_QUALITY = 0.55
_MAX_MENU_PAGE_QUALITY = 0.8  # with a higher quality, a page that a menu leads to is an article
_MIN_OWN_HEADLINE_WORDS = 4  # of a headline that is no name of a section
_MIN_HEADLINE_CHARS = 10  # letters and digits; shorter headlines are often equal by chance


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a page is not stored as an article."""

    outcome: Outcome
    reason: str


@dataclass(frozen=True, slots=True)
class PageSigns:
    """The facts of a page from which its kind is decided."""

    structured: Structured
    blocks: Sequence[Block]
    chosen: Sequence[Block]  # the blocks that were chosen as its text
    headline: str  # the headline that was chosen, which may come from a feed
    title: str  # the text of its <title> element
    body: bytes = b""
    path: str = ""  # the path of its URL, with the query
    text: str | None = None  # its text, if that was taken from the page's data instead of blocks
    shown_headline: str = ""  # the headline that is on the page
    feed_headline: str | None = None
    is_dated: bool = False  # whether a date is beside the headline or in the page's data
    is_accepted: bool = False  # whether a person has decided that it is an article
    site_names: Sequence[str] = field(default=())  # names of the outlet
    text_quality: float | None = None  # the expected F1 of the chosen text, from 0 to 1
    is_short_news: bool = False  # whether the chosen blocks are short news; see ``short_news``


def refusal_of(signs: PageSigns) -> Refusal | None:
    """Return why the page is no article, or None if it is one."""
    text = signs.text or " ".join(block.text for block in signs.chosen)
    if signs.is_accepted:
        return None if text and signs.headline else Refusal(Outcome.NOT_ARTICLE, "no text")
    if _is_bare_check(signs):
        return Refusal(Outcome.CHALLENGE, "anti-bot page without text")
    if not signs.is_short_news and (refusal := _refusal_of_message(signs, text)):
        return refusal
    if not text:
        return Refusal(Outcome.NOT_ARTICLE, "no text")
    if not signs.headline:
        return Refusal(Outcome.NOT_ARTICLE, "no headline")
    if _is_page_of_menu(signs, text):
        return Refusal(Outcome.NOT_ARTICLE, "page that a menu leads to")
    if not signs.is_short_news and _is_doubtful(signs):
        return Refusal(Outcome.NOT_ARTICLE, "no text that is clearly an article's")
    if not signs.is_short_news and _is_too_short(signs, text):
        return Refusal(Outcome.NOT_ARTICLE, "too little text")
    may_be_listing = signs.text is None and not _calls_itself_article(signs.structured)
    if may_be_listing and _is_listing(signs, len(text)):
        return Refusal(Outcome.NOT_ARTICLE, "listing")
    return None


def is_vouched(signs: PageSigns) -> bool:
    """Return whether the page's data call it an article, or a feed gave its title as a headline."""
    if _calls_itself_article(signs.structured):
        return True
    feed_headline = alphanumeric(signs.feed_headline or "")
    if len(feed_headline) < _MIN_HEADLINE_CHARS:
        return False
    titles = (alphanumeric(title) for title in (signs.shown_headline, signs.title))
    return any(
        feed_headline in title or title in feed_headline
        for title in titles
        if len(title) >= _MIN_HEADLINE_CHARS
    )


def has_date_in_data(structured: Structured) -> bool:
    """Return whether the page's data have the time of publication."""
    if structured.article.get("datePublished") or structured.microdata.get("datePublished"):
        return True
    return bool(structured.first("article:published_time", "datepublished", "pubdate"))


def _is_bare_check(signs: PageSigns) -> bool:
    """Return whether the page has scripts of an anti-bot check, hardly any text and no date."""
    visible_chars = sum(len(block.text) for block in signs.blocks)
    is_bare = visible_chars < _MAX_CHALLENGE_CHARS and not (signs.text or signs.is_dated)
    return is_bare and not is_vouched(signs) and _has_scripts_of_check(signs)


def _refusal_of_message(signs: PageSigns, text: str) -> Refusal | None:
    """Return the refusal of a page that is a message to its visitor, or None for other pages."""
    if len(text) > _MAX_MESSAGE_CHARS:
        return None
    kind = _kind_in_titles(signs)
    if kind in HEADLINE_KINDS:  # «Контакты»; WordPress calls such a page an article, too
        is_title_enough = _is_own_page(signs, text, kind)
        kind = kind if is_title_enough else None
    else:
        is_article_likely = signs.is_dated or is_vouched(signs) or REPORTED_SPEECH.search(text)
        is_title_enough = kind is not None and not is_article_likely
    if not is_title_enough:
        kind = _kind_of_text(signs, kind)
    if kind is None:
        return None
    outcome = Outcome.CHALLENGE if kind == CHALLENGE else Outcome.NOT_ARTICLE
    return Refusal(outcome, reason_of(kind))


def _is_own_page(signs: PageSigns, text: str, kind: str) -> bool:
    """Return whether other signs show that a page named «Контакты» or "Search" is such a page.

    They are its address, its text, and a link to it in a menu. A page with a date in its data
    needs the address and another sign. A date beside the headline may be today's, which some sites
    show on all pages.
    """
    has_path = _IS_OWN_PATH[kind](signs.path)
    has_other_sign = _is_text_of(kind, text) or is_in_menu(signs.blocks, signs.headline)
    if has_date_in_data(signs.structured) or (kind == WEATHER and signs.is_dated):
        return has_path and has_other_sign
    return has_path or (has_other_sign and not signs.is_dated and not is_vouched(signs))


def _is_text_of(kind: str, text: str) -> bool:
    """Return whether a text is one of contacts or prices, or one of the weather or of rates."""
    if kind == WEATHER:
        return has_many_numbers(text)
    contacts = len(_CONTACT.findall(text))
    return kind == OUTLET and contacts * _MAX_CHARS_OF_CONTACT >= max(1, len(text))


def _is_page_of_menu(signs: PageSigns, text: str) -> bool:
    """Return whether a menu leads to the page by its headline, and nothing suggests an article."""
    is_clear = signs.text_quality is not None and signs.text_quality > _MAX_MENU_PAGE_QUALITY
    if is_clear or len(text) > _MAX_MESSAGE_CHARS or signs.is_dated or is_vouched(signs):
        return False
    is_news_item = page_addresses.is_of_news_item(signs.path)
    return not is_news_item and is_in_menu(signs.blocks, signs.shown_headline)


def _kind_of_text(signs: PageSigns, kind_in_titles: str | None) -> str | None:
    """Return the kind of message of which nearly all of the text consists, or None."""
    is_vouched_for = is_vouched(signs)
    texts = _unlinked_texts(signs)
    is_own_news = kind_in_titles is None and _is_told_below_headline(signs, texts)
    is_likely_news = is_vouched_for or is_own_news
    min_share = _MIN_VOUCHED_MESSAGE_SHARE if is_likely_news else _MIN_MESSAGE_SHARE
    messages = messages_in(texts, min_share)
    if messages is None:
        return None if is_likely_news or signs.is_dated else _kind_of_appeal(signs)
    kind = kind_in_titles or messages.kind
    if messages.kind == PAYWALL:  # a paid article has a date, too, although its text is not shown
        return kind
    if signs.is_dated and not _is_message_with_date(signs, messages.share, kind_in_titles):
        return None
    has_other_sign = kind_in_titles is not None or _has_scripts_of_check(signs)
    return None if is_vouched_for and not has_other_sign else kind


def _is_told_below_headline(signs: PageSigns, texts: Sequence[str]) -> bool:
    """Return whether a long headline of the page is above sentences that speak to nobody."""
    has_length = len(signs.shown_headline.split()) >= _MIN_OWN_HEADLINE_WORDS
    return has_length and not any(map(addresses_visitor, (signs.shown_headline, *texts)))


def _is_message_with_date(signs: PageSigns, share: float, kind_in_titles: str | None) -> bool:
    """Return whether a page with a date is a message nevertheless.

    The date is not in its data, so it may be today's date in the header of the site. Either the
    title is a message, too, or all of the text is, and speaks to the visitor.
    """
    if has_date_in_data(signs.structured):
        return False
    texts = _unlinked_texts(signs)
    is_whole_text = share >= _MIN_VOUCHED_MESSAGE_SHARE and any(map(addresses_visitor, texts))
    return kind_in_titles is not None or is_whole_text


def _kind_of_appeal(signs: PageSigns) -> str | None:
    """Return the kind of message that a short appeal to the visitor is; None for other texts."""
    headings = [block.text for block in signs.blocks if block.heading == 1]
    titles = list(dict.fromkeys((signs.shown_headline, *headings[:1])))
    texts = [text for text in titles if messages_in([text], _MIN_MESSAGE_SHARE)]
    texts += [text for text in _unlinked_texts(signs) if text not in titles]
    if sum(map(len, texts)) > _MAX_APPEAL_CHARS:
        return None
    return messages_among(texts, _MIN_APPEAL_MESSAGE_SHARE, _MIN_APPEAL_SHARE)


def _has_scripts_of_check(signs: PageSigns) -> bool:
    """Return whether the page has scripts of an anti-bot check."""
    return _CHALLENGE_MARKUP.search(signs.body[:_MAX_MARKUP_BYTES]) is not None


def _unlinked_texts(signs: PageSigns) -> list[str]:
    """Return the texts of the chosen blocks, without the headline and blocks that are mostly links.

    If no block was chosen, the first blocks of the page are used. A copyright notice is no text.
    """
    if signs.text is not None:
        return [signs.text]
    blocks = signs.chosen or signs.blocks[:_MAX_MESSAGE_BLOCKS]
    unlinked = [block.text for block in blocks if 2 * block.link_chars <= len(block.text)]
    return [text for text in unlinked if text != signs.headline and text[0] != "©"]


def _kind_in_titles(signs: PageSigns) -> str | None:
    """Return the kind of message that the headline or a first-level heading is, or None.

    If the headline is a first-level heading, other first-level headings are ignored: they belong to
    hidden windows, such as «Oops!» for a form that failed. The page's title is examined as well,
    unless the page shows a headline that is no part of the title.
    """
    if signs.headline and (kind := kind_of_headline(signs.headline, signs.site_names)):
        return kind
    headings = [block.text for block in signs.blocks if block.heading == 1]
    if signs.headline not in headings:
        for text in headings:
            if kind := kind_of_heading(text, signs.site_names):
                return kind
    shown_letters = alphanumeric(signs.shown_headline)
    differs_from_title = shown_letters and shown_letters not in alphanumeric(signs.title)
    return None if differs_from_title else kind_of_title(signs.title)


def _is_too_short(signs: PageSigns, text: str) -> bool:
    """Return whether a text is shorter than an article of such a page, or has no whole sentence."""
    is_vouched_for = is_vouched(signs)
    has_sentence = SENTENCE.search(text) is not None
    # A text in an East Asian script says as much in fewer characters.
    may_be_short = is_vouched_for or EAST_ASIAN_CHARACTER.search(text) is not None
    if is_vouched_for and has_sentence:
        min_chars = _MIN_SENTENCE_TEXT_CHARS
    elif signs.is_dated and may_be_short:
        min_chars = _MIN_MARKED_TEXT_CHARS
    elif signs.is_dated or may_be_short:
        min_chars = _MIN_TEXT_CHARS
    else:
        min_chars = _MIN_UNMARKED_TEXT_CHARS
    if len(text) < min_chars:
        return True
    return not (is_vouched_for or has_sentence or len(text) > MIN_LONG_TEXT_CHARS)


def _is_doubtful(signs: PageSigns) -> bool:
    """Return whether the text quality is low and nothing else suggests an article.

    An article is suggested by a date, by data or feeds that vouch for the page, and by consecutive
    paragraphs below the page's own headline.
    """
    if signs.text is not None or signs.text_quality is None:
        return False
    is_unclear = signs.text_quality < _MIN_UNMARKED_TEXT_QUALITY
    if not is_unclear or signs.is_dated or is_vouched(signs):
        return False
    page = page_texts(signs.blocks, signs.chosen, signs.shown_headline)
    return not is_story_below_headline(page)


def _calls_itself_article(structured: Structured) -> bool:
    """Return whether the page's JSON-LD or OpenGraph data say that it is an article."""
    if any(map(_ARTICLE_TYPES.search, structured.types)) and structured.article.get("headline"):
        return not structured.types & {"CollectionPage", "SearchResultsPage"}
    og_type = (structured.first("og:type") or "").lower()
    if og_type in ("article", "news", "newsarticle"):
        return True
    return bool(structured.first("article:published_time"))


def _is_listing(signs: PageSigns, text_chars: int) -> bool:
    """Return whether the chosen blocks are teasers with linked headlines between them."""
    is_marked = page_addresses.is_of_listing(signs.path) or bool(
        signs.structured.types & _LISTING_TYPES
    )
    page = page_texts(signs.blocks, signs.chosen, signs.shown_headline)
    is_home_page = page_addresses.is_of_home(signs.path)
    return is_listing(page, text_chars, is_marked=is_marked, is_home_page=is_home_page)
