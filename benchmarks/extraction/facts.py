"""Measures on which share of the gold pages headline, day and authors are right."""

from collections.abc import Iterable
from datetime import datetime

from benchmarks.extraction.gold import GoldPage
from pipelines.model import Article
from pipelines.parsing.dates import day_as_written


def fact_shares(pages: Iterable[tuple[GoldPage, Article | None]]) -> dict[str, float]:
    """Return the shares of pages (0–1) whose headline, day and set of authors are the gold ones.

    Headlines and names are compared without regard to spaces. Gold days have no time zone. So a day
    is right if it is that of ``date_published`` in UTC, or that on the page. A page without a gold
    value of a fact does not count for this fact.
    """
    right_headlines, right_days, right_authors = [], [], []
    for page, article in pages:
        gold = page.gold
        if gold.get("headline"):
            headline = article.headline if article else ""
            right_headlines.append(_folded(headline) == _folded(gold["headline"]))
        if gold.get("date_published"):
            right_days.append(article is not None and gold["date_published"] in days_of(article))
        if gold.get("authors"):
            names = {_folded(name) for name in article.authors} if article else set()
            right_authors.append(names == {_folded(name) for name in gold["authors"]})
    return {
        "headline": _share(right_headlines),
        "day": _share(right_days),
        "authors": _share(right_authors),
    }


def days_of(article: Article) -> set[str]:
    """Return the day in UTC and the day that the chosen statement shows in the outlet's zone."""
    days = {day_as_written(article.date_published_raw or "", None)}
    moment = article.date_published
    if moment is not None:
        days.add(moment.date() if isinstance(moment, datetime) else moment)
    return {day.isoformat() for day in days if day}


def _folded(text: str) -> str:
    return " ".join(text.split())


def _share(are_right: list[bool]) -> float:
    return sum(are_right) / len(are_right) if are_right else 0.0
