"""From a downloaded page to an article's text and facts: the pure heart of the reading stage.

One parse a page: the engine, the block reader and the facts all use the same tree.
"""

from dataclasses import dataclass, field
from datetime import tzinfo
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from pipelines.extraction import (
    attribution,
    authors,
    headline,
    lead_image,
    page_kind,
    publication_date,
    source_rules,
)
from pipelines.extraction.blocks.classifier import load_model
from pipelines.extraction.blocks.features import Array, Views, block_features
from pipelines.extraction.blocks.segment import Block, read_blocks
from pipelines.extraction.blocks.select import SURE, choose_blocks
from pipelines.extraction.blocks.trafilatura_text import engine_text
from pipelines.extraction.noise_lines import clean_lines
from pipelines.extraction.structured_data import Structured, read_structured, strings
from pipelines.model import Article, Evidence, Outcome, Page, Reading, Removed
from pipelines.parsing.dates import is_dateline, zone_named
from pipelines.parsing.encoding import decode
from pipelines.parsing.html import parse, unwrap_noindex
from pipelines.parsing.text import line

_TITLE_LINES = 6  # lines at the top among which the headline may be repeated
_LONGEST_DESCRIPTION = 1_000


@dataclass(slots=True)
class _Work:
    """What the stages share while one page is read."""

    page: Page
    tree: HtmlElement
    structured: Structured
    blocks: list[Block]
    title: str
    zone: tzinfo | None
    site_names: list[str]
    removed: list[Removed] = field(default_factory=list)


def read_page(page: Page) -> Reading:
    """Read one page. Pure: no clock, no network; the same page gives the same reading.

    The outcome is STORED with an article, or NOT_ARTICLE, CHALLENGE or EXTRACTION_FAILED with
    the reason. Times are UTC; see ``pipelines.parsing.dates`` for what stays unknown.
    """
    tree = parse(decode(page.body, page.encoding))
    if tree is None:
        return Reading(Outcome.NOT_ARTICLE, reason="empty page")
    work = _prepare(page, tree)
    if verdict := page_kind.challenge(page.body, work.blocks, work.title):
        return Reading(verdict.outcome, reason=verdict.reason)
    titles, name = _headline(work)
    chosen = choose_blocks(work.blocks, _views(work, name))
    chosen = source_rules.choose(tree, work.blocks, chosen, page.rules)
    path = urlsplit(page.url)
    verdict = page_kind.not_article(
        work.structured, work.blocks, chosen, name, work.title, f"{path.path}?{path.query}"
    )
    if verdict:
        return Reading(verdict.outcome, reason=verdict.reason)
    body = _body_text(work, chosen, name)
    if not body:
        return Reading(Outcome.NOT_ARTICLE, reason="no text besides standing phrases")
    return Reading(Outcome.STORED, _article(work, chosen, name, body, titles))


def page_features(page: Page) -> tuple[list[Block], Array]:
    """The blocks of a page and what the block model sees of them; for fitting that model."""
    tree = parse(decode(page.body, page.encoding))
    if tree is None:
        return [], block_features([], Views())
    work = _prepare(page, tree)
    _, name = _headline(work)
    return work.blocks, block_features(work.blocks, _views(work, name))


def explain(page: Page) -> list[Removed]:
    """What each stage took out of the page: every block the model refused, and its chance."""
    blocks, rows = page_features(page)
    if not blocks:
        return []
    chances = load_model().chances(blocks, rows)
    return [
        Removed(block.text, "blocks", f"chance {chance:.2f} of being text, in {block.box.path}")
        for block, chance in zip(blocks, chances, strict=True)
        if chance < SURE
    ]


def _headline(work: _Work) -> tuple[list[Evidence], str]:
    structured = work.structured
    if ruled := source_rules.headline(work.tree, work.page.rules):
        return [Evidence("headline", ruled, source_rules.STAGE)], ruled
    titles = headline.headline_evidence(structured, work.blocks, work.title, work.page)
    only = structured.article_count == 1 and bool(structured.article.get("datePublished"))
    name = headline.choose_headline(titles, work.site_names, work.page.url, work.blocks, only)
    return titles, name


def _views(work: _Work, name: str) -> Views:
    return Views(
        engine=engine_text(work.tree),
        stated="\n".join(work.structured.article_bodies),
        description=_description(work.structured, work.page) or "",
        headline=name,
    )


def _prepare(page: Page, tree: HtmlElement) -> _Work:
    unwrap_noindex(tree)
    source_rules.drop(tree, page.rules)
    title = line(tree.findtext(".//title"))
    structured = read_structured(tree, title)
    meta = structured.first("og:site_name"), structured.first("application-name")
    names = [name for name in (page.source_name, *meta) if name]
    names += strings(structured.article.get("publisher"), "name")[:2]
    zone = zone_named(page.timezone)
    return _Work(page, tree, structured, read_blocks(tree, line), title, zone, names)


def _body_text(work: _Work, chosen: list[Block], name: str) -> str:
    lines = [block.text for block in chosen]
    lines = _without_headline(lines, name, work.removed)
    for text in [text for text in lines if is_dateline(text)]:
        lines.remove(text)
        work.removed.append(Removed(text, "dates", "a line that is only a date"))
    lines, removed = clean_lines(lines)
    work.removed += removed
    lines, removed = attribution.without_credits(lines)
    work.removed += removed
    return "\n".join(lines)


def _without_headline(lines: list[str], name: str, removed: list[Removed]) -> list[str]:
    wanted = "".join(filter(str.isalnum, name.lower()))
    for index, text in enumerate(lines[:_TITLE_LINES]):
        if wanted and "".join(filter(str.isalnum, text.lower())) == wanted:
            removed.append(Removed(text, "headline", "the headline repeated"))
            return [*lines[:index], *lines[index + 1 :]]
    return lines


def _article(
    work: _Work, chosen: list[Block], name: str, body: str, titles: list[Evidence]
) -> Article:
    page, structured = work.page, work.structured
    start = _headline_index(work.blocks, name, chosen)
    dates = source_rules.date_evidence(work.tree, page.rules)
    dates += publication_date.date_evidence(work.tree, structured, work.blocks, start, page)
    hint = page.hints.date_published
    published, raw = publication_date.choose_date(dates, work.zone, page.fetched_at, hint)
    changes = publication_date.modified_evidence(structured)
    modified, _ = publication_date.choose_date(changes, work.zone, page.fetched_at, None)
    writers = authors.author_evidence(work.tree, structured, work.blocks)
    told = attribution.with_credit_lines(work.blocks, chosen)
    origins = attribution.attribution_evidence(told, structured, page)
    credit, based_on = attribution.choose_attribution(origins)
    image = _image(structured, page)
    captions = lead_image.picture_evidence(structured, work.blocks, chosen, start, image)
    caption, photographer = lead_image.choose_picture(captions, origins)
    return Article(
        url=page.url,
        headline=name,
        article_body=body,
        canonical_url=_absolute(page.url, structured.canonical_url),
        description=_description(structured, page),
        authors=authors.choose_authors(writers, work.site_names) or page.hints.authors,
        date_published=published,
        date_published_raw=raw,
        date_modified=modified or page.hints.date_modified,
        in_language=_language(structured, page),
        main_image=image,
        main_image_caption=caption,
        main_image_credit=photographer,
        article_section=_section(structured, page),
        keywords=_keywords(structured, page),
        credit_text=credit,
        is_based_on=based_on,
        evidence=(*titles, *dates, *changes, *writers, *captions, *origins),
        removed=tuple(work.removed),
    )


def _headline_index(blocks: list[Block], name: str, chosen: list[Block]) -> int:
    first = chosen[0].index if chosen else 0
    named = [block.index for block in blocks if block.text == name and block.index <= first]
    titles = (block.index for block in blocks if block.heading == 1 and len(block.text) > 8)
    return next(titles, named[-1] if named else first)


def _description(structured: Structured, page: Page) -> str | None:
    found = structured.first("og:description", "description", "twitter:description")
    found = found or next(iter(strings(structured.article.get("description"))), None)
    text = line(found or page.hints.description)[:_LONGEST_DESCRIPTION]
    return text or None


def _language(structured: Structured, page: Page) -> str | None:
    stated = structured.language or structured.first("content-language", "og:locale")
    stated = stated or next(iter(strings(structured.article.get("inLanguage"))), None)
    code = (stated or page.language or "").replace("_", "-").split("-")[0].strip().lower()
    return code if 2 <= len(code) <= 3 and code.isascii() and code.isalpha() else None


def _image(structured: Structured, page: Page) -> str | None:
    found = structured.first("og:image", "og:image:url", "twitter:image", "twitter:image:src")
    found = found or next(iter(strings(structured.article.get("image"), "url", "contentUrl")), None)
    found = found or next(iter(structured.microdata.get("image", ())), None)
    return _absolute(page.url, found or page.hints.main_image)


def _section(structured: Structured, page: Page) -> str | None:
    for value in (
        *strings(structured.article.get("articleSection"), "name"),
        structured.first("article:section"),
        *structured.microdata.get("articleSection", ()),
        page.hints.article_section,
    ):
        if value and not value.startswith("http"):
            return line(value)[:200]
    return None


def _keywords(structured: Structured, page: Page) -> tuple[str, ...]:
    found = strings(structured.article.get("keywords"), "name") or [
        *structured.meta.get("article:tag", ()),
        *structured.meta.get("news_keywords", ()),
    ]
    found = found or structured.meta.get("keywords", []) or list(page.hints.keywords)
    words = [word.strip(" .#") for value in found for word in value.split(",")]
    return tuple(dict.fromkeys(word for word in words if 1 < len(word) <= 100))[:50]


def _absolute(base: str, url: str | None) -> str | None:
    if not url:
        return None
    try:
        target = urljoin(base, url.strip())
        return target if urlsplit(target).scheme in ("http", "https") else None
    except ValueError:
        return None
