"""Recognition of pages that are no articles: errors, anti-bot checks, walls, stubs and listings.

No page is refused by a word. An error, anti-bot, consent, login or stub page is known by several
signs together: messages to the visitor instead of sentences of news, no headline of its own, no
date, no article markup, the scripts of an anti-bot check and next to no other text. For a page that
calls itself an article, or that a feed named by the page's own title, more of them are needed.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pipelines.extraction.blocks.segment import Block
from pipelines.extraction.page_data.structured_data import Structured
from pipelines.extraction.service_messages import (
    CHALLENGE,
    PAYWALL,
    kind_of_headline,
    kind_of_title,
    messages_in,
    reason_of,
)
from pipelines.model import Outcome
from pipelines.parsing.dates import is_date_line
from pipelines.parsing.text import alphanumeric

_CHALLENGE_MARKUP = re.compile(
    rb"/cdn-cgi/challenge-platform|cf-chl-|cf_chl_|__qrator|qrator\.net|ddos-guard|"
    rb"/\.well-known/ddos-"
    rb"guard|smartcaptcha|showcaptcha|_Incapsula_Resource|distil_r_captcha|px-captcha|datadome|"
    rb"__ddg|servicepipe|antibot|slowAES|toNumbers\(",
    re.IGNORECASE,
)
_MAX_MARKUP_BYTES = 200_000  # of a page searched for the scripts of an anti-bot check
_MAX_SCRIPTED_CHARS = 300  # of visible text on a page that is nothing but such scripts
_MAX_SERVICE_CHARS = 2_500  # of the text of a page that is a message
_MAX_MESSAGE_BLOCKS = 60  # looked at on a page of which no text is chosen
_MIN_MESSAGE_SHARE = 0.6  # of the text of a page without a date
_MIN_VOUCHED_MESSAGE_SHARE = 0.95  # of a page that calls itself an article
_LISTING_TYPES = frozenset({"CollectionPage", "SearchResultsPage", "ItemList", "ProfilePage"})
_ARTICLE_TYPES = re.compile(r"Article|BlogPosting|LiveBlog", re.IGNORECASE)
_LISTING_PATH = re.compile(
    r"^/(?:search|poisk|tags?|teg|rubric|category|author|authors|archive|page)(?:/|$|\?)|"
    r"[?&](?:PAGEN_\d|q|query)=\w",
    re.IGNORECASE,
)
_HOME = ("/", "/?", "?")
_SENTENCE = re.compile(r"[.!?…։۔።။][»\"”’)\]]*(?:\s|$)|[。！？।؟]")
_DENSE_SCRIPT = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")  # needs fewer characters
_MIN_TEXT_CHARS = 40  # of an article that the page marks as one, or dates
_MIN_SHORT_TEXT_CHARS = 15  # of one whose headline is its first sentence, too
_MIN_UNMARKED_TEXT_CHARS = 120  # of an article on a page without article markup and date
_MIN_TEASER_SHARE = 0.6  # of the gaps between texts that hold a linked headline
_MAX_TEASER_CHARS = 300  # of the text between two such headlines, on average
_MIN_CLEAR_TEXT_CHARS = 800  # of text that outweighs a listing's address or markup
_MIN_LINKED_HEADLINES = 3  # of one path on a listing


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a page is not stored as an article."""

    outcome: Outcome
    reason: str


@dataclass(frozen=True, slots=True)
class PageSigns:
    """What is known of a page when its kind is decided."""

    structured: Structured
    blocks: Sequence[Block]
    chosen: Sequence[Block]  # of its text
    headline: str
    title: str  # of its <title> element
    body: bytes = b""
    path: str = ""  # with the query
    text: str | None = None  # where it stands in the page's data, not in its blocks
    shown_headline: str = ""  # the headline, where the page itself states it
    feed_headline: str | None = None
    is_dated: bool = False  # a date stands beside the headline or in the page's data
    is_accepted: bool = False  # a person has ruled that it is an article
    site_names: Sequence[str] = field(default=())


def refusal_of(signs: PageSigns) -> Refusal | None:
    """Why the page is no article, or None when it is one."""
    text = signs.text or " ".join(block.text for block in signs.chosen)
    if signs.is_accepted:
        return None if text and signs.headline else Refusal(Outcome.NOT_ARTICLE, "no text")
    if refusal := _message_page(signs, text):
        return refusal
    if not text:
        return Refusal(Outcome.NOT_ARTICLE, "no text")
    if not signs.headline:
        return Refusal(Outcome.NOT_ARTICLE, "no headline")
    if _is_too_short(signs, text):
        return Refusal(Outcome.NOT_ARTICLE, "too little text")
    has_blocks = signs.text is None and not _calls_itself_article(signs.structured)
    if has_blocks and _is_listing(signs, len(text)):
        return Refusal(Outcome.NOT_ARTICLE, "listing")
    return None


def is_vouched(signs: PageSigns) -> bool:
    """Whether the page calls itself an article, or a feed named it by its own title."""
    if _calls_itself_article(signs.structured):
        return True
    named = alphanumeric(signs.feed_headline or "")
    return len(named) >= 10 and any(
        named in alphanumeric(title) or alphanumeric(title) in named
        for title in (signs.shown_headline, signs.title)
        if len(alphanumeric(title)) >= 10
    )


def _message_page(signs: PageSigns, text: str) -> Refusal | None:
    """The page is a message to its visitor: an error, a check, a wall, a form or a stub."""
    visible = sum(len(block.text) for block in signs.blocks)
    has_scripts = bool(_CHALLENGE_MARKUP.search(signs.body[:_MAX_MARKUP_BYTES]))
    is_bare = visible < _MAX_SCRIPTED_CHARS and not (signs.text or signs.is_dated)
    if has_scripts and is_bare and not is_vouched(signs):
        return Refusal(Outcome.CHALLENGE, "anti-bot page without text")
    if len(text) > _MAX_SERVICE_CHARS:
        return None
    titled = _message_in_titles(signs)
    messages = messages_in(_own_texts(signs))
    kind = titled or messages.kind
    is_paywall = messages.kind == PAYWALL  # it stands on a page of an article, with its date
    least = _MIN_MESSAGE_SHARE
    if is_vouched(signs):
        least = _MIN_VOUCHED_MESSAGE_SHARE
        is_known = titled is not None or is_paywall or has_scripts
    else:
        is_known = titled is not None or is_paywall or not signs.is_dated
    is_message = is_known and messages.share >= least and (is_paywall or not signs.is_dated)
    is_titled = titled is not None and not signs.is_dated and not is_vouched(signs)
    if kind is None or not (is_message or is_titled):
        return None
    outcome = Outcome.CHALLENGE if kind == CHALLENGE else Outcome.NOT_ARTICLE
    return Refusal(outcome, reason_of(kind))


def _own_texts(signs: PageSigns) -> list[str]:
    """The page's text without links and headline; all its visible text where none is chosen."""
    if signs.text is not None:
        return [signs.text]
    blocks = signs.chosen or signs.blocks[:_MAX_MESSAGE_BLOCKS]
    unlinked = [block.text for block in blocks if 2 * block.link_chars <= len(block.text)]
    return [text for text in unlinked if text != signs.headline]


def _message_in_titles(signs: PageSigns) -> str | None:
    """The kind of message that the headline is; the title's, where there is no other headline."""
    if signs.headline and (kind := kind_of_headline(signs.headline, signs.site_names)):
        return kind
    headings = [block for block in signs.blocks if block.heading == 1]
    for block in headings:
        if kind := kind_of_headline(block.text, signs.site_names):
            return kind
    shown = alphanumeric(signs.shown_headline)
    is_own = shown and shown not in alphanumeric(signs.title)
    return None if is_own else kind_of_title(signs.title)


def _is_too_short(signs: PageSigns, text: str) -> bool:
    vouched = is_vouched(signs)
    if vouched or signs.is_dated or _DENSE_SCRIPT.search(text):
        least = _MIN_TEXT_CHARS
        if vouched and _SENTENCE.search(text):
            least = _MIN_SHORT_TEXT_CHARS
    else:
        least = _MIN_UNMARKED_TEXT_CHARS
    if len(text) < least:
        return True
    return not (vouched or _SENTENCE.search(text) or len(text) > _MIN_CLEAR_TEXT_CHARS)


def _calls_itself_article(structured: Structured) -> bool:
    if any(_ARTICLE_TYPES.search(kind) for kind in structured.types) and structured.article.get(
        "headline"
    ):
        return not structured.types & {"CollectionPage", "SearchResultsPage"}
    return (structured.first("og:type") or "").lower() in (
        "article",
        "news",
        "newsarticle",
    ) or bool(structured.first("article:published_time"))


def _is_listing(signs: PageSigns, text_chars: int) -> bool:
    """Whether the texts are teasers: short ones, most of them parted by a linked headline."""
    blocks = signs.blocks
    chosen = [block for block in signs.chosen if not is_date_line(block.text)]
    if not chosen:
        return True
    is_named = bool(signs.structured.types & _LISTING_TYPES or _LISTING_PATH.search(signs.path))
    is_short = text_chars < _MIN_CLEAR_TEXT_CHARS
    headlines = {block.index for block in blocks if _is_linked_headline(block)}
    is_front = signs.path in _HOME
    if (is_named or is_front) and is_short and _follows_teaser_headline(blocks, chosen, headlines):
        return True
    gaps = [
        any(i in headlines for i in range(one.index, other.index + 1))
        for one, other in pairwise(chosen)
    ]
    cut_off = sum(block.text.endswith(("…", "...")) for block in chosen)
    if cut_off > 0.5 * len(chosen) and text_chars < _MIN_CLEAR_TEXT_CHARS * cut_off:
        return True
    fewest = 1 if is_front or (is_named and is_short) else 4
    if len(gaps) < fewest or sum(gaps) < _MIN_TEASER_SHARE * len(gaps):
        return False
    return sum(len(block.text) for block in chosen) < _MAX_TEASER_CHARS * (sum(gaps) + 1)


def _follows_teaser_headline(
    blocks: Sequence[Block], chosen: Sequence[Block], headlines: set[int]
) -> bool:
    """Whether the text is one teaser among others: a linked headline of theirs stands above it."""
    near = [i for i in range(chosen[0].index - 3, chosen[0].index + 1) if i in headlines]
    if not near:
        return False
    path = blocks[near[-1]].box.path
    return sum(blocks[i].box.path == path for i in headlines) >= _MIN_LINKED_HEADLINES


def _is_linked_headline(block: Block) -> bool:
    size = len(block.text)
    return size > 20 and block.link_chars > 0.8 * size and block.text.count(" ") >= 2
