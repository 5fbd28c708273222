"""Reading a downloaded page: which of its text is the article, and the article's facts.

A page is parsed once; trafilatura, the block reader and all facts use the same tree.
"""

from dataclasses import dataclass, field
from datetime import tzinfo
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from pipelines.extraction import page_kind, source_rules
from pipelines.extraction.blocks.classifier import load_model
from pipelines.extraction.blocks.features import Array, Views, block_features
from pipelines.extraction.blocks.segment import Block, read_blocks
from pipelines.extraction.blocks.select import SURE, choose_blocks
from pipelines.extraction.blocks.trafilatura_text import engine_text
from pipelines.extraction.facts import attribution, authors, headline, lead_image, publication_date
from pipelines.extraction.facts.description import choose_description
from pipelines.extraction.facts.keywords import choose_keywords
from pipelines.extraction.facts.language import choose_language, language_evidence
from pipelines.extraction.facts.main_image import choose_main_image
from pipelines.extraction.facts.person_names import is_person
from pipelines.extraction.facts.section import choose_section
from pipelines.extraction.page_data.structured_data import Structured, read_structured, strings
from pipelines.extraction.text.noise_lines import clean_lines
from pipelines.model import Article, Evidence, Outcome, Page, Reading, Removed
from pipelines.parsing.dates import is_dateline
from pipelines.parsing.encoding import decode
from pipelines.parsing.html import parse, unwrap_noindex
from pipelines.parsing.text import line
from pipelines.parsing.urls import absolute_url
from pipelines.parsing.zones import zone_named

_MAX_LINES_TO_HEADLINE = 6  # lines at the top among which the headline may be repeated


@dataclass(slots=True)
class _ParsedPage:
    """A parsed page with what all extraction steps need; ``removed`` is filled by the steps."""

    page: Page
    tree: HtmlElement
    structured: Structured
    blocks: list[Block]
    title: str  # of its <title> element
    zone: tzinfo | None
    site_names: list[str]
    headline: str = ""
    headlines: list[Evidence] = field(default_factory=list)
    removed: list[Removed] = field(default_factory=list)


def read_page(page: Page) -> Reading:
    """Read one page. Pure: no clock, no network; the same page gives the same reading.

    The outcome is STORED with an article, or NOT_ARTICLE, CHALLENGE or EXTRACTION_FAILED with
    the reason. Times are UTC; see ``pipelines.parsing.dates`` for what stays unknown.
    """
    parsed = _parse(page)
    if parsed is None:
        return Reading(Outcome.NOT_ARTICLE, reason="empty page")
    if refusal := page_kind.challenge(page.body, parsed.blocks, parsed.title):
        return Reading(refusal.outcome, reason=refusal.reason)
    _find_headline(parsed)
    chosen = choose_blocks(parsed.blocks, _block_hints(parsed))
    chosen = source_rules.choose(parsed.tree, parsed.blocks, chosen, page.rules)
    path = urlsplit(page.url)
    refusal = page_kind.not_article(
        parsed.structured,
        parsed.blocks,
        chosen,
        parsed.headline,
        parsed.title,
        f"{path.path}?{path.query}",
    )
    if refusal:
        return Reading(refusal.outcome, reason=refusal.reason)
    body = _body_text(parsed, chosen)
    if not body:
        return Reading(Outcome.NOT_ARTICLE, reason="no text besides standing phrases")
    return Reading(Outcome.STORED, _article(parsed, chosen, body))


def page_features(page: Page) -> tuple[list[Block], Array]:
    """The blocks of a page and their features, one row a block; for fitting the block model."""
    parsed = _parse(page)
    if parsed is None:
        return [], block_features([], Views())
    _find_headline(parsed)
    return parsed.blocks, block_features(parsed.blocks, _block_hints(parsed))


def explain(page: Page) -> list[Removed]:
    """The blocks of a page that the block model refused, each with its chance of being text."""
    blocks, rows = page_features(page)
    if not blocks:
        return []
    chances = load_model().chances(blocks, rows)
    return [
        Removed(block.text, "blocks", f"chance {chance:.2f} of being text, in {block.box.path}")
        for block, chance in zip(blocks, chances, strict=True)
        if chance < SURE
    ]


def _parse(page: Page) -> _ParsedPage | None:
    tree = parse(decode(page.body, page.encoding))
    if tree is None:
        return None
    unwrap_noindex(tree)
    source_rules.drop(tree, page.rules)
    title = line(tree.findtext(".//title"))
    structured = read_structured(tree, title)
    stated = structured.first("og:site_name"), structured.first("application-name")
    names = [name for name in (page.source_name, *stated) if name]
    names += strings(structured.article.get("publisher"), "name")[:2]
    zone = zone_named(page.timezone)
    return _ParsedPage(page, tree, structured, read_blocks(tree, line), title, zone, names)


def _find_headline(parsed: _ParsedPage) -> None:
    page, structured = parsed.page, parsed.structured
    if ruled := source_rules.headline(parsed.tree, page.rules):
        parsed.headlines = [Evidence("headline", ruled, source_rules.STAGE)]
        parsed.headline = ruled
        return
    found = headline.headline_evidence(structured, parsed.blocks, parsed.title, page)
    is_only = structured.article_count == 1 and bool(structured.article.get("datePublished"))
    parsed.headlines = found
    parsed.headline = headline.choose_headline(
        found, parsed.site_names, page.url, parsed.blocks, is_only
    )


def _block_hints(parsed: _ParsedPage) -> Views:
    """What the page says of its text elsewhere, for the features of its blocks."""
    return Views(
        engine=engine_text(parsed.tree),
        stated="\n".join(parsed.structured.article_bodies),
        description=choose_description(parsed.structured, parsed.page) or "",
        headline=parsed.headline,
    )


def _body_text(parsed: _ParsedPage, chosen: list[Block]) -> str:
    lines = _without_headline([block.text for block in chosen], parsed)
    for text in [text for text in lines if is_dateline(text)]:
        lines.remove(text)
        parsed.removed.append(Removed(text, "dates", "a line that is only a date"))
    lines, removed = clean_lines(lines)
    parsed.removed += removed
    lines, removed = attribution.without_credits(lines)
    parsed.removed += removed
    return "\n".join(lines)


def _without_headline(lines: list[str], parsed: _ParsedPage) -> list[str]:
    wanted = "".join(filter(str.isalnum, parsed.headline.lower()))
    for index, text in enumerate(lines[:_MAX_LINES_TO_HEADLINE]):
        if wanted and "".join(filter(str.isalnum, text.lower())) == wanted:
            parsed.removed.append(Removed(text, "headline", "the headline repeated"))
            return [*lines[:index], *lines[index + 1 :]]
    return lines


def _article(parsed: _ParsedPage, chosen: list[Block], body: str) -> Article:
    page, structured = parsed.page, parsed.structured
    start = _headline_index(parsed, chosen)
    dates = publication_date.choose_dates(
        parsed.tree,
        structured,
        parsed.blocks,
        start,
        chosen,
        page,
        parsed.zone,
        source_rules.date_evidence(parsed.tree, page.rules),
    )
    names = authors.author_evidence(parsed.tree, structured, parsed.blocks, chosen)
    sites = [*parsed.site_names, *headline.host_names(page.url)]
    shown_text = "\n".join(block.text for block in parsed.blocks)
    writers = authors.choose_authors(names, sites, shown_text) or page.hints.authors
    credited = attribution.with_credit_lines(parsed.blocks, chosen)
    origins = attribution.attribution_evidence(credited, structured, page)
    if not any(map(is_person, writers)):
        origins += authors.author_credit(names, parsed.site_names)
    credit, based_on = attribution.choose_attribution(origins)
    language = choose_language(structured, page, f"{parsed.headline}\n{body}")
    stated_language = language_evidence(structured, language)
    image = choose_main_image(structured, page, parsed.blocks, start, chosen)
    captions = lead_image.picture_evidence(structured, parsed.blocks, chosen, start, image)
    caption, photographer = lead_image.choose_picture(captions, origins)
    return Article(
        url=page.url,
        headline=parsed.headline,
        article_body=body,
        canonical_url=absolute_url(page.url, structured.canonical_url),
        description=choose_description(structured, page),
        authors=writers,
        date_published=dates.published,
        date_published_raw=dates.published_raw,
        date_modified=dates.modified or page.hints.date_modified,
        in_language=language,
        main_image=image,
        main_image_caption=caption,
        main_image_credit=photographer,
        article_section=choose_section(structured, page),
        keywords=choose_keywords(structured, page),
        credit_text=credit,
        is_based_on=based_on,
        evidence=(
            *parsed.headlines,
            *dates.evidence,
            *names,
            *captions,
            *origins,
            *stated_language,
        ),
        removed=tuple(parsed.removed),
    )


def _headline_index(parsed: _ParsedPage, chosen: list[Block]) -> int:
    """The index of the block where the article begins: its headline, else its first text."""
    first = chosen[0].index if chosen else 0
    blocks = parsed.blocks
    same = [b.index for b in blocks if b.text == parsed.headline and b.index <= first]
    if same:
        return same[-1]
    titles = [b for b in blocks if b.heading == 1 and len(b.text) > 8 and b.index <= first]
    alike = [b.index for b in titles if headline.is_same_headline(b.text, parsed.headline)]
    shown = (b.index for b in titles if not b.links)
    return alike[-1] if alike else next(shown, first)
