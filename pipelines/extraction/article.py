"""Collects the facts of a page whose text was chosen, and makes the article."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.extraction import source_rules
from pipelines.extraction.blocks.segment import Block
from pipelines.extraction.facts import (
    advertising,
    attribution,
    authors,
    headline,
    lead_image,
    publication_date,
)
from pipelines.extraction.facts.content_location import location_evidence
from pipelines.extraction.facts.dateline import dateline_evidence, read_dateline
from pipelines.extraction.facts.keywords import choose_keywords
from pipelines.extraction.facts.language import choose_language, language_evidence
from pipelines.extraction.facts.main_image import choose_main_image
from pipelines.extraction.facts.person_names import is_person
from pipelines.extraction.facts.section import choose_section
from pipelines.extraction.markdown import article_markdown
from pipelines.extraction.parsed_page import ParsedPage, headline_index
from pipelines.model import Article, Evidence
from pipelines.parsing.urls import absolute_url


@dataclass(frozen=True, slots=True)
class _Origin:
    """The authors of an article, and its origin."""

    authors: tuple[str, ...]
    credit_text: str | None
    is_based_on: str | None
    dateline: str | None
    author_statements: Sequence[Evidence]
    origin_statements: Sequence[Evidence]  # among them credits of pictures


@dataclass(frozen=True, slots=True)
class _Picture:
    """The main image of an article, with its caption and credit."""

    url: str | None
    caption: str | None
    credit: str | None
    evidence: Sequence[Evidence]


def article_of(parsed: ParsedPage, chosen: Sequence[Block], body: str) -> Article:
    """Return the article of a page.

    ``chosen`` are the blocks of the text; there are none if the text was found in page data or in
    the feed. ``body`` is the text with one paragraph on each line.
    """
    page, structured = parsed.page, parsed.structured
    start = headline_index(parsed, chosen)
    dates = _dates(parsed, chosen, start)
    origin = _origin(parsed, chosen, body)
    picture = _picture(parsed, chosen, start, origin.origin_statements)
    language = choose_language(structured, page, f"{parsed.headline}\n{body}")
    section = choose_section(structured, page)
    signs_of_advertising = advertising.advertising_evidence(
        structured, parsed.blocks, start, chosen, section
    )
    return Article(
        url=page.url,
        headline=parsed.headline,
        article_body=body,
        canonical_url=absolute_url(page.url, structured.canonical_url),
        description=parsed.description or None,
        authors=origin.authors,
        date_published=dates.published,
        date_published_raw=dates.published_raw,
        date_modified=dates.modified or page.hints.date_modified,
        in_language=language,
        main_image=picture.url,
        main_image_caption=picture.caption,
        main_image_credit=picture.credit,
        article_section=section,
        keywords=choose_keywords(structured, page),
        credit_text=origin.credit_text,
        is_based_on=origin.is_based_on,
        dateline=origin.dateline,
        is_advertising=bool(signs_of_advertising),
        text_quality=parsed.text_quality,
        article_markdown=article_markdown(body.split("\n"), chosen, page.url),
        evidence=(
            *parsed.headlines,
            *dates.evidence,
            *origin.author_statements,
            *picture.evidence,
            *origin.origin_statements,
            *(statement for statement in parsed.stated if statement.fact == "article_body"),
            *language_evidence(structured, language),
            *signs_of_advertising,
            *location_evidence(parsed.headline, body, language),
        ),
        removed=tuple(parsed.removed),
    )


def _dates(parsed: ParsedPage, chosen: Sequence[Block], start: int) -> publication_date.Dates:
    """Return both times of the article; ``start`` is the index of its headline's block."""
    stated = [
        *source_rules.date_evidence(parsed.tree, parsed.page.rules),
        *(statement for statement in parsed.stated if statement.fact == "date_published"),
    ]
    return publication_date.choose_dates(
        parsed.tree,
        parsed.structured,
        parsed.blocks,
        start,
        chosen,
        parsed.page,
        parsed.zone,
        stated,
    )


def _origin(parsed: ParsedPage, chosen: Sequence[Block], body: str) -> _Origin:
    """Return the authors and the origin; if an agency is named as the author, it is the credit."""
    page, structured = parsed.page, parsed.structured
    author_statements = authors.author_evidence(parsed.tree, structured, parsed.blocks, chosen)
    sites = [*parsed.site_names, *headline.host_names(page.url)]
    shown_text = "\n".join(block.text for block in parsed.blocks)
    author_names = (
        authors.choose_authors(author_statements, sites, shown_text) or page.hints.authors
    )
    blocks_with_credits = attribution.with_credit_lines(parsed.blocks, chosen)
    dateline = read_dateline(body)
    origins = attribution.attribution_evidence(blocks_with_credits, structured, page)
    origins += dateline_evidence(dateline)
    if not any(map(is_person, author_names)):
        origins += authors.author_credit(author_statements, parsed.site_names)
    credit, based_on = attribution.choose_attribution(origins)
    place = dateline.place if dateline else None
    return _Origin(
        authors=author_names,
        credit_text=credit,
        is_based_on=based_on,
        dateline=place,
        author_statements=author_statements,
        origin_statements=origins,
    )


def _picture(
    parsed: ParsedPage, chosen: Sequence[Block], start: int, origins: Sequence[Evidence]
) -> _Picture:
    """Return the main image; its credit may be one of ``origins``."""
    structured, blocks = parsed.structured, parsed.blocks
    image = choose_main_image(structured, parsed.page, blocks, start, chosen)
    evidence = lead_image.caption_evidence(structured, blocks, chosen, start, image)
    caption, credit = lead_image.choose_caption_and_credit(evidence, origins)
    return _Picture(image, caption, credit, evidence)
