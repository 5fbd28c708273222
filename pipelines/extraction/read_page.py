"""Reading a downloaded page: which of its text is the article, and the article's facts.

A page is parsed once; trafilatura, the block reader and all facts use the same tree.
"""

from dataclasses import dataclass, field
from datetime import tzinfo
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from pipelines.extraction import page_kind, source_rules
from pipelines.extraction.blocks.below_headline import text_below_headline
from pipelines.extraction.blocks.classifier import load_model
from pipelines.extraction.blocks.complete_text import complete_text, hours_of_entries
from pipelines.extraction.blocks.features import Array, Views, block_features
from pipelines.extraction.blocks.segment import Block, read_blocks
from pipelines.extraction.blocks.select import SURE, choose_blocks
from pipelines.extraction.blocks.trafilatura_text import engine_text
from pipelines.extraction.facts import (
    advertising,
    attribution,
    authors,
    headline,
    lead_image,
    publication_date,
)
from pipelines.extraction.facts.dateline import dateline_evidence, read_dateline
from pipelines.extraction.facts.description import choose_description
from pipelines.extraction.facts.keywords import choose_keywords
from pipelines.extraction.facts.language import choose_language, language_evidence
from pipelines.extraction.facts.main_image import choose_main_image
from pipelines.extraction.facts.person_names import is_person
from pipelines.extraction.facts.section import choose_section
from pipelines.extraction.lines.noise_lines import TextLine, clean_lines, noise_reason
from pipelines.extraction.page_data.embedded_text import scripts_of
from pipelines.extraction.page_data.stated_text import StatedText, feed_lines, stated_text
from pipelines.extraction.page_data.structured_data import Structured, read_structured, strings
from pipelines.model import Article, Evidence, Outcome, Page, Reading, Removed
from pipelines.parsing.dates import is_date_line
from pipelines.parsing.encoding import decode
from pipelines.parsing.html import parse, reveal_text, unwrap_noindex
from pipelines.parsing.text import alphanumeric, normalized_line
from pipelines.parsing.urls import absolute_url
from pipelines.parsing.zones import zone_named

_MAX_LINES_TO_HEADLINE = 6  # lines at the top among which the headline may be repeated
_MAX_BLOCKS_TO_DATE = 6  # from the headline to the date beside it
_MIN_BODY_CHARS = 250  # of a page's own text, below which its data and feed are looked at, too
_MIN_BOLD_SHARE = 0.9  # of the characters of a line that is a subhead


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
    description: str = ""
    headlines: list[Evidence] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)  # that may hold its data
    stated: tuple[Evidence, ...] = ()  # where the text stood, if not in its blocks
    removed: list[Removed] = field(default_factory=list)


def read_page(page: Page) -> Reading:
    """Read one page. Pure: no clock, no network; the same page gives the same reading.

    The outcome is STORED with an article, or NOT_ARTICLE, CHALLENGE or EXTRACTION_FAILED with
    the reason. Times are UTC; see ``pipelines.parsing.dates`` for what stays unknown.
    """
    parsed = _parse(page)
    if parsed is None:
        return Reading(Outcome.NOT_ARTICLE, reason="empty page")
    _find_headline(parsed)
    chosen = choose_blocks(parsed.blocks, _block_hints(parsed))
    chosen = complete_text(parsed.blocks, chosen, parsed.headline, parsed.description)
    is_known = page.is_accepted or _is_marked_or_dated(parsed)
    if is_known and not any(_may_be_text(block, parsed) for block in chosen):
        chosen = text_below_headline(parsed.blocks, parsed.headline) or chosen
    chosen = source_rules.correct_choice(parsed.tree, parsed.blocks, chosen, page.rules)
    body = _body_text(parsed, chosen)
    refusal = page_kind.refusal_of(_signs(parsed, chosen))
    if refusal or len(body) < _MIN_BODY_CHARS:
        stated = stated_text(parsed.structured, parsed.scripts, page, parsed.title, body)
        if stated is not None:
            return _read_stated(parsed, stated)
    if refusal:
        return Reading(refusal.outcome, reason=refusal.reason)
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
    reveal_text(tree)
    source_rules.remove_dropped(tree, page.rules)
    title = normalized_line(tree.findtext(".//title"))
    structured = read_structured(tree, title)
    stated = structured.first("og:site_name"), structured.first("application-name")
    names = [name for name in (page.source_name, *stated) if name]
    names += strings(structured.article.get("publisher"), "name")[:2]
    zone = zone_named(page.timezone)
    blocks = read_blocks(tree, normalized_line)
    parsed = _ParsedPage(page, tree, structured, blocks, title, zone, names)
    parsed.scripts = scripts_of(tree)  # before they are removed for trafilatura
    parsed.description = choose_description(structured, page) or ""
    return parsed


def _find_headline(parsed: _ParsedPage) -> None:
    page, structured = parsed.page, parsed.structured
    if ruled := source_rules.headline_by_rule(parsed.tree, page.rules):
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
        stated="\n".join((*parsed.structured.article_bodies, *feed_lines(parsed.page))),
        description=parsed.description,
        headline=parsed.headline,
    )


def _signs(
    parsed: _ParsedPage, chosen: list[Block], text: str | None = None
) -> page_kind.PageSigns:
    path = urlsplit(parsed.page.url)
    return page_kind.PageSigns(
        parsed.structured,
        parsed.blocks,
        chosen,
        parsed.headline,
        parsed.title,
        body=parsed.page.body,
        path=f"{path.path}?{path.query}" if path.query else path.path,
        text=text,
        shown_headline=_shown_headline(parsed),
        feed_headline=parsed.page.hints.headline,
        is_dated=_is_dated(parsed, chosen),
        is_accepted=parsed.page.is_accepted,
        site_names=parsed.site_names,
    )


def _shown_headline(parsed: _ParsedPage) -> str:
    """The headline, unless only a feed states it: that says nothing of what the page is."""
    wanted = alphanumeric(parsed.headline)
    own = (one.value for one in parsed.headlines if one.found_in != "feed")
    return parsed.headline if any(wanted in alphanumeric(value) for value in own) else ""


def _may_be_text(block: Block, parsed: _ParsedPage) -> bool:
    text = block.text
    return text != parsed.headline and noise_reason(text) is None and not is_date_line(text)


def _is_marked_or_dated(parsed: _ParsedPage) -> bool:
    signs = _signs(parsed, [])
    return signs.is_dated or page_kind.is_vouched(signs)


def _is_dated(parsed: _ParsedPage, chosen: list[Block]) -> bool:
    """Whether the page states when it was published, in its data or beside its headline."""
    structured = parsed.structured
    if structured.article.get("datePublished") or structured.microdata.get("datePublished"):
        return True
    if structured.first("article:published_time", "datepublished", "pubdate"):
        return True
    start = _headline_index(parsed, chosen)
    end = min(chosen[0].index if chosen else start, start + _MAX_BLOCKS_TO_DATE)
    beside = parsed.blocks[max(0, start - 2) : end + 3]
    return any(is_date_line(block.text) for block in beside)


def _read_stated(parsed: _ParsedPage, stated: StatedText) -> Reading:
    """The reading of a page whose text stands in its data or in the feed that links it."""
    parsed.headline = parsed.headline or stated.headline or ""
    lines, removed = clean_lines([TextLine(text) for text in stated.lines], parsed.site_names)
    parsed.removed += removed
    lines = _without_headline(lines, parsed)
    body = "\n".join(lines)
    if refusal := page_kind.refusal_of(_signs(parsed, [], body)):
        return Reading(refusal.outcome, reason=refusal.reason)
    parsed.stated = stated.evidence
    return Reading(Outcome.STORED, _article(parsed, [], body))


def _body_text(parsed: _ParsedPage, chosen: list[Block]) -> str:
    hours = hours_of_entries(parsed.blocks, chosen)
    kept: list[Block] = []
    for block in _without_repeated_headline(chosen, parsed):
        if block.index not in hours and is_date_line(block.text):
            parsed.removed.append(Removed(block.text, "dates", "a line that is only a date"))
        elif attribution.is_credit_line(block.text) and not block.heading:
            parsed.removed.append(Removed(block.text, attribution.STAGE, "credit line"))
        else:
            kept.append(block)
    texts: list[TextLine] = []
    for block in kept:
        rest, marks = advertising.without_marks([block.text])
        parsed.removed += marks
        texts += [_text_line(block, text) for text in rest]
    lines, removed = clean_lines(texts, parsed.site_names)
    parsed.removed += removed
    return "\n".join(lines)


def _text_line(block: Block, text: str) -> TextLine:
    size = len(block.text)
    is_subhead = block.heading > 1 or block.bold_chars >= _MIN_BOLD_SHARE * size
    return TextLine(text, block.link_chars / size, is_subhead)


def _without_repeated_headline(chosen: list[Block], parsed: _ParsedPage) -> list[Block]:
    lines = [block.text for block in chosen[:_MAX_LINES_TO_HEADLINE]]
    left = _without_headline(lines, parsed)
    if len(left) == len(lines):
        return chosen
    index = next(i for i, text in enumerate(lines) if i >= len(left) or left[i] != text)
    return [*chosen[:index], *chosen[index + 1 :]]


def _without_headline(lines: list[str], parsed: _ParsedPage) -> list[str]:
    wanted = alphanumeric(parsed.headline)
    for index, text in enumerate(lines[:_MAX_LINES_TO_HEADLINE]):
        if wanted and alphanumeric(text) == wanted:
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
        [
            *source_rules.date_evidence(parsed.tree, page.rules),
            *(one for one in parsed.stated if one.fact == "date_published"),
        ],
    )
    names = authors.author_evidence(parsed.tree, structured, parsed.blocks, chosen)
    sites = [*parsed.site_names, *headline.host_names(page.url)]
    shown_text = "\n".join(block.text for block in parsed.blocks)
    writers = authors.choose_authors(names, sites, shown_text) or page.hints.authors
    credited = attribution.with_credit_lines(parsed.blocks, chosen)
    dateline = read_dateline(body)
    origins = attribution.attribution_evidence(credited, structured, page)
    origins += dateline_evidence(dateline)
    if not any(map(is_person, writers)):
        origins += authors.author_credit(names, parsed.site_names)
    credit, based_on = attribution.choose_attribution(origins)
    language = choose_language(structured, page, f"{parsed.headline}\n{body}")
    stated_language = language_evidence(structured, language)
    section = choose_section(structured, page)
    marks = advertising.advertising_evidence(structured, parsed.blocks, start, chosen, section)
    image = choose_main_image(structured, page, parsed.blocks, start, chosen)
    captions = lead_image.caption_evidence(structured, parsed.blocks, chosen, start, image)
    caption, photographer = lead_image.choose_caption_and_credit(captions, origins)
    texts = [one for one in parsed.stated if one.fact == "article_body"]
    return Article(
        url=page.url,
        headline=parsed.headline,
        article_body=body,
        canonical_url=absolute_url(page.url, structured.canonical_url),
        description=parsed.description or None,
        authors=writers,
        date_published=dates.published,
        date_published_raw=dates.published_raw,
        date_modified=dates.modified or page.hints.date_modified,
        in_language=language,
        main_image=image,
        main_image_caption=caption,
        main_image_credit=photographer,
        article_section=section,
        keywords=choose_keywords(structured, page),
        credit_text=credit,
        is_based_on=based_on,
        dateline=dateline.place if dateline else None,
        is_advertising=bool(marks),
        evidence=(
            *parsed.headlines,
            *dates.evidence,
            *names,
            *captions,
            *origins,
            *texts,
            *stated_language,
            *marks,
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
