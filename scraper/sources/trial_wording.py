"""Describes the result of an outlet's trial to the person who runs ``scrapy add-source``."""

from dataclasses import replace

from pipelines.model import Source
from pipelines.model.health import COST_OF_RENDERING, remedy
from scraper.sources.editing import block_text
from scraper.sources.trial_crawl import TrialResult

GUESSED_REGION = "RU-MOW"  # Moscow; the output says that it is a guess
_MAX_SHOWN_CHARS = 200  # of an article's text
_NAMES_OF_DATA = {"json-ld": "JSON-LD", "page-data": "the data of its scripts"}


def with_found_indexes(result: TrialResult) -> Source:
    """Return the source with the indexes that were found: feeds, else sitemaps, else listings."""
    source = result.source
    if source.feeds or source.sitemaps or source.listings:
        return source
    if result.feeds:
        return replace(source, feeds=result.feeds)
    if result.sitemaps:
        return replace(source, sitemaps=result.sitemaps)
    return replace(source, listings=result.listings)


def lines_with_block(result: TrialResult) -> list[str]:
    """Return the lines on a tried outlet for a person: its articles, and its block."""
    lines = lines_on_articles(result)
    if not result.works:
        return lines
    lines.append(block_text(with_found_indexes(result)))
    if result.source.region == GUESSED_REGION:
        lines.append(
            f"The region {GUESSED_REGION} is a guess: correct it with --region, or in the file."
        )
    return lines


def lines_on_articles(result: TrialResult) -> list[str]:
    """Return the lines on the articles of a tried outlet, or one line on why none was found."""
    if not result.works:
        return [_refusal(result)]
    lines = []
    for sample in result.samples:
        shown_text = " ".join(sample.article_body.split())
        if len(shown_text) > _MAX_SHOWN_CHARS:
            whole_words = shown_text[:_MAX_SHOWN_CHARS].rsplit(" ", 1)[0]
            shown_text = f"{whole_words} …"
        lines += [sample.headline, f"  {sample.date_published or 'no date'}  {sample.url}"]
        lines += [f"  {shown_text}", ""]
    if text_of_remedy := remedy(
        result.status, result.detail, failures=0, source_id=result.source.id
    ):
        lines += [text_of_remedy, ""]
    if needed := what_was_needed(result):
        lines += [needed, ""]
    return lines


def what_was_needed(result: TrialResult) -> str | None:
    """Return a sentence on what the pages needed: a browser, or data within them; else None."""
    if result.source.render:
        return (
            "Its pages show no article until their scripts have run, so a browser reads them"
            f" (render = true); this takes {COST_OF_RENDERING}."
        )
    places = set(result.text_found_in) & _NAMES_OF_DATA.keys()
    if places:
        names = " and ".join(sorted(_NAMES_OF_DATA[place] for place in places))
        return f"The text of its pages is read from {names}; no browser is needed."
    return None


def _refusal(result: TrialResult) -> str:
    line = f"{result.source.home}: no articles found: {result.detail or result.status}"
    if result.browser == "tried":
        return f"{line}; a browser found none either"
    return f"{line}; a browser was not tried: {result.browser}" if result.browser else line
