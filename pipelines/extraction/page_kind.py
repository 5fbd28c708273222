"""Recognition of pages that are no articles: fronts, listings, errors, anti-bot checks."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipelines.extraction.blocks.segment import Block
from pipelines.extraction.page_data.structured_data import Structured
from pipelines.model import Outcome

_CHALLENGE_TEXT = re.compile(
    r"just a moment|checking your browser|ddos[- ]guard|ddos protection|qrator|проверка "
    r"(?:вашего )?"
    r"браузера|проверяем (?:ваш )?браузер|attention required|verify (?:that )?you are (?:a )?human|"
    r"подтвердите,? что (?:вы не робот|запросы)|вы не робот|я не робот|are you a robot|captcha|"
    r"enable javascript and cookies to continue|access denied|доступ (?:к сайту )?(?:ограничен|"
    r"заблокирован)|"
    r"автоматические запросы|unusual traffic|please wait while we verify|bot verification",
    re.IGNORECASE,
)
_CHALLENGE_MARKUP = re.compile(
    rb"/cdn-cgi/challenge-platform|cf-chl-|cf_chl_|__qrator|qrator\.net|ddos-guard|"
    rb"/\.well-known/ddos-"
    rb"guard|smartcaptcha|showcaptcha|_Incapsula_Resource|distil_r_captcha|px-captcha|datadome|"
    rb"__ddg|servicepipe|antibot|slowAES|toNumbers\(",
    re.IGNORECASE,
)
_ERROR = re.compile(
    r"(?:^|\W)(?:404|403|410|500|502|503)(?:$|\W)|не найден[аоы]?(?:$|\W)|not found|"
    r"страниц\w+ (?:не существует|удалена|отсутствует)|(?:ничего|материал|новость|статья) не "
    r"найден|"
    r"page (?:does ?n.t|does not) exist|nicht gefunden|no encontrada|introuvable|ошибка|error",
    re.IGNORECASE,
)
_MAX_CHALLENGE_CHARS = 2_500  # of visible text
_MAX_ERROR_CHARS = 1_500  # of chosen text
_LISTING_TYPES = frozenset({"CollectionPage", "SearchResultsPage", "ItemList", "ProfilePage"})
_ARTICLE_TYPES = re.compile(r"Article|BlogPosting|LiveBlog", re.IGNORECASE)
_LISTING_PATH = re.compile(
    r"^/(?:search|poisk|tags?|teg|rubric|category|author|authors|archive|page)(?:/|$|\?)|"
    r"[?&](?:PAGEN_\d|q|query)=\w",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[.!?…][»\"”)\]]*(?:\s|$)|[。！？।؟]")
_DENSE_SCRIPT = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")  # needs fewer characters
_MIN_TEXT_CHARS = 40  # of an article that the page marks as one
_MIN_UNMARKED_TEXT_CHARS = 120  # of an article on a page without article markup
_MIN_TEASER_SHARE = 0.6  # of the gaps between texts that hold a linked headline
_MAX_TEASER_CHARS = 300  # of the text between two such headlines, on average
_MIN_CLEAR_TEXT_CHARS = 800  # of text that outweighs a listing's address or markup


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a page is not stored as an article."""

    outcome: Outcome
    reason: str


def challenge(body: bytes, blocks: Sequence[Block], title: str) -> Refusal | None:
    """Recognize an anti-bot page by its little text, and by its words or scripts."""
    size = sum(len(block.text) for block in blocks)
    if size > _MAX_CHALLENGE_CHARS:
        return None
    words = f"{title} " + " ".join(block.text for block in blocks[:40])
    if _CHALLENGE_TEXT.search(words):
        if size < 800 or _CHALLENGE_MARKUP.search(body[:200_000]):
            return Refusal(Outcome.CHALLENGE, "anti-bot page")
    elif size < 300 and _CHALLENGE_MARKUP.search(body[:200_000]):
        return Refusal(Outcome.CHALLENGE, "anti-bot page without text")
    return None


def not_article(
    structured: Structured,
    blocks: Sequence[Block],
    chosen: Sequence[Block],
    headline: str,
    title: str,
    path: str,
) -> Refusal | None:
    """Why the page is no article, or None when it is one; ``chosen`` are the blocks of its text."""
    text = " ".join(block.text for block in chosen)
    if _is_error(title, headline, text):
        return Refusal(Outcome.NOT_ARTICLE, "error page")
    if not text:
        return Refusal(Outcome.NOT_ARTICLE, "no text")
    if not headline:
        return Refusal(Outcome.NOT_ARTICLE, "no headline")
    marked = _calls_itself_article(structured)
    shortest = _MIN_TEXT_CHARS if marked or _DENSE_SCRIPT.search(text) else _MIN_UNMARKED_TEXT_CHARS
    if len(text) < shortest or not (_SENTENCE.search(text) or len(text) > _MIN_CLEAR_TEXT_CHARS):
        return Refusal(Outcome.NOT_ARTICLE, "too little text")
    if marked:
        return None
    is_named_listing = bool(structured.types & _LISTING_TYPES) or bool(_LISTING_PATH.search(path))
    front = path in ("/", "/?", "?")
    if (is_named_listing and len(text) < _MIN_CLEAR_TEXT_CHARS) or _is_listing(
        blocks, chosen, front
    ):
        return Refusal(Outcome.NOT_ARTICLE, "listing")
    return None


def _is_error(title: str, headline: str, text: str) -> bool:
    if len(text) > _MAX_ERROR_CHARS:
        return False
    heading = headline if len(headline) < 80 else ""
    strong = bool(_ERROR.search(title[:120])) and bool(_ERROR.search(heading or text[:200]))
    return strong or (bool(_ERROR.fullmatch(heading.strip())) and len(text) < 600)


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


def _is_listing(blocks: Sequence[Block], chosen: Sequence[Block], front: bool) -> bool:
    """Whether the texts are teasers: short ones, most of them parted by a linked headline."""
    if not chosen:
        return True
    headlines = {block.index for block in blocks if _is_linked_headline(block)}
    gaps = [
        any(i in headlines for i in range(one.index, other.index + 1))
        for one, other in pairwise(chosen)
    ]
    cut_off = sum(block.text.endswith(("…", "...")) for block in chosen)
    if (
        cut_off > 0.5 * len(chosen)
        and sum(len(b.text) for b in chosen) < _MIN_CLEAR_TEXT_CHARS * cut_off
    ):
        return True
    if len(gaps) < (1 if front else 4) or sum(gaps) < _MIN_TEASER_SHARE * len(gaps):
        return False
    return sum(len(block.text) for block in chosen) < _MAX_TEASER_CHARS * (sum(gaps) + 1)


def _is_linked_headline(block: Block) -> bool:
    size = len(block.text)
    return size > 20 and block.link_chars > 0.8 * size and block.text.count(" ") >= 2
