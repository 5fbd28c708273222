"""How often headline, day and authors are what the newspapers' gold says."""

from collections.abc import Iterable
from datetime import datetime

from benchmarks.gold import GoldPage
from pipelines.model import Article
from pipelines.parsing.dates import day_as_written


def fact_shares(found: Iterable[tuple[GoldPage, Article | None]]) -> dict[str, float]:
    """Shares of pages with the gold's headline (equal but for spaces), day and author set.

    A day counts when it is the day of ``date_published`` in UTC or the local one of the raw
    text: the gold names a day without a zone. Pages whose gold lacks a fact don't count for it.
    """
    headline, day, authors = [], [], []
    for page, article in found:
        gold = page.gold
        if gold.get("headline"):
            mine = article.headline if article else ""
            headline.append(_folded(mine) == _folded(gold["headline"]))
        if gold.get("date_published"):
            day.append(article is not None and gold["date_published"] in days_of(article))
        if gold.get("authors"):
            names = {_folded(name) for name in article.authors} if article else set()
            authors.append(names == {_folded(name) for name in gold["authors"]})
    return {"headline": _share(headline), "day": _share(day), "authors": _share(authors)}


def days_of(article: Article) -> set[str]:
    """The day in UTC and the one that the chosen statement shows, which is the outlet's own."""
    days = {day_as_written(article.date_published_raw or "", None)}
    moment = article.date_published
    if moment is not None:
        days.add(moment.date() if isinstance(moment, datetime) else moment)
    return {day.isoformat() for day in days if day}


def _folded(text: str) -> str:
    return " ".join(text.split())


def _share(hits: list[bool]) -> float:
    return sum(hits) / len(hits) if hits else 0.0
