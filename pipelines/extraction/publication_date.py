"""The publication and modification times of a page: every statement of them, and the choice."""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo

from lxml.html import HtmlElement

from pipelines.extraction.blocks.segment import Block
from pipelines.extraction.structured_data import Structured, strings
from pipelines.model import Evidence, Page, iso_text
from pipelines.parsing.dates import Moment, plausible, read_date, states_a_date
from pipelines.parsing.text import line

_PUBLISHED_META = (
    "article:published_time", "og:article:published_time", "article:published", "datepublished",
    "mediator_published_time", "parsely-pub-date", "sailthru.date", "publishdate", "pubdate",
    "publish-date", "date.published", "dc.date.issued", "dcterms.created", "dcterms.date",
    "cxenseparse:recs:publishtime", "article.published", "dc.date", "og:pubdate",
    "publication_date", "published_time", "last-published", "shareaholic:article_published_time",
    "bt:pubdate", "vr:published_time", "date",
)  # fmt: skip
_MODIFIED_META = ("article:modified_time", "og:updated_time", "datemodified", "last-modified")
_DATE_NAMES = re.compile(
    r"date|time|publi|created|datum|fecha|data\b|posted|meta|info", re.IGNORECASE
)
_MAX_DATELINE = 160  # characters of a line that is a dateline rather than prose
_MAX_DISTANCE = 12  # blocks between the headline and a dateline
_MODIFIED_WORD = re.compile(r"обновл|измен|updated|modified|aktualisiert|mis à jour", re.IGNORECASE)
_MAX_TIME_ELEMENTS = 40


def date_evidence(
    tree: HtmlElement, structured: Structured, blocks: Sequence[Block], start: int, page: Page
) -> list[Evidence]:
    """Every statement of the publication time, the most trusted first.

    ``start`` is the index of the headline among the blocks.
    """
    found = [
        *_stated(structured.article, ("datePublished",), "json-ld"),
        *(Evidence("date_published", v, "opengraph" if ":" in n else "meta")
          for n in _PUBLISHED_META[:3] for v in structured.meta.get(n, ())[:2]),
        *(Evidence("date_published", v, "microdata")
          for v in structured.microdata.get("datePublished", ())[:3]),
        *(Evidence("date_published", v, "meta")
          for n in _PUBLISHED_META[3:] for v in structured.meta.get(n, ())[:2]),
    ]  # fmt: skip
    found += _time_elements(tree)
    if page.hints.date_published_raw or page.hints.date_published:
        raw = page.hints.date_published_raw or iso_text(page.hints.date_published) or ""
        found.append(Evidence("date_published", raw, "feed"))
    found += _visible(blocks, start)
    found += _stated(structured.article, ("dateCreated", "uploadDate"), "json-ld")
    return found


def modified_evidence(structured: Structured) -> list[Evidence]:
    return [
        *_stated(structured.article, ("dateModified",), "json-ld", "date_modified"),
        *(Evidence("date_modified", v, "opengraph" if ":" in n else "meta")
          for n in _MODIFIED_META for v in structured.meta.get(n, ())[:2]),
        *(Evidence("date_modified", v, "microdata")
          for v in structured.microdata.get("dateModified", ())[:3]),
    ]  # fmt: skip


def choose_date(
    evidence: Sequence[Evidence], zone: tzinfo | None, now: datetime | None, hint: Moment | None
) -> tuple[Moment | None, str | None]:
    """Return the chosen time and its raw string; (None, raw) when the raw string is unreadable."""
    read = [(item, read_date(item.value, zone, now)) for item in evidence]
    if hint is not None and plausible(hint, now):
        read = [(item, hint if item.found_in == "feed" else moment) for item, moment in read]
    placed = _near_the_first([(item, m) for item, m in read if m is not None], evidence, now)
    if not placed:
        return None, evidence[0].value if evidence else None
    item, moment = placed[0]
    if isinstance(moment, datetime):
        if correction := _zone_corrected(item, moment, placed, zone):
            return correction
        return moment, item.value
    for other, exact in placed[1:]:  # a minute of the same day is better than the day
        if isinstance(exact, datetime) and _same_day(exact, moment, zone):
            return exact, other.value
    return moment, item.value


def _near_the_first(
    placed: list[tuple[Evidence, Moment]], evidence: Sequence[Evidence], now: datetime | None
) -> list[tuple[Evidence, Moment]]:
    """Drop what contradicts the most trusted statement, even if that one lacks a zone."""
    for item in evidence:
        if stated := read_date(item.value, UTC, now and now + timedelta(days=1)):
            if not any(other is item for other, _ in placed):
                day = _day(stated)
                return [(o, m) for o, m in placed if abs(_day(m) - day) <= timedelta(days=1)]
            break
    return placed


def _day(moment: Moment) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _zone_corrected(
    item: Evidence,
    moment: datetime,
    placed: Sequence[tuple[Evidence, Moment]],
    zone: tzinfo | None,
) -> tuple[datetime, str] | None:
    """Correct local time written with «Z»: the visible date then shows the same hour."""
    if zone is None or not re.search(r"(?:Z|[+-]00:?00)$", item.value.strip()):
        return None
    wall = moment.replace(tzinfo=None)
    for other, seen in placed:
        if other.found_in != "visible-text" or not isinstance(seen, datetime):
            continue
        local = seen.astimezone(zone).replace(tzinfo=None)
        if local.replace(second=0) == wall.replace(second=0) and seen != moment:
            return seen, other.value
    return None


def _same_day(moment: datetime, day: date, zone: tzinfo | None) -> bool:
    if zone is not None:
        return moment.astimezone(zone).date() == day
    return abs(moment - datetime(day.year, day.month, day.day, 12, tzinfo=UTC)) < timedelta(
        hours=26
    )


def _stated(
    node: dict[str, object], keys: Iterable[str], where: str, fact: str = "date_published"
) -> list[Evidence]:
    return [Evidence(fact, value, where) for key in keys for value in strings(node.get(key))[:2]]


def _time_elements(tree: HtmlElement) -> list[Evidence]:
    found = []
    for count, element in enumerate(tree.iter("time")):
        if count >= _MAX_TIME_ELEMENTS:
            break
        value = line(element.get("datetime"))
        if value and not _in_other_article(element):
            found.append(Evidence("date_published", value, "time-element"))
    return found[:3]


def _in_other_article(element: HtmlElement) -> bool:
    """Whether a time belongs to a teaser or comment rather than to the page's article."""
    for above, _ in zip(element.iterancestors(), range(12), strict=False):
        names = f"{above.get('class') or ''} {above.get('id') or ''}".lower()
        if above.tag in ("aside", "footer", "nav", "li") or "comment" in names or "relat" in names:
            return True
    return False


def _visible(blocks: Sequence[Block], start: int) -> list[Evidence]:
    """Datelines near the headline: a few lines below it, then a few above."""
    window = [
        *blocks[start + 1 : start + 1 + _MAX_DISTANCE],
        *reversed(blocks[max(0, start - 6) : start]),
    ]
    found: list[tuple[int, Evidence]] = []
    for block in window:
        text = block.text
        if len(text) > _MAX_DATELINE or not any(map(str.isdigit, text)) or not states_a_date(text):
            continue
        rank = 0 if _DATE_NAMES.search(block.box.names) else 1
        rank += 2 * (len(text) > 60) + 4 * bool(_MODIFIED_WORD.search(text))
        rank += 4 * (block.link_chars > len(text) / 2)  # a teaser that names a day
        found.append((rank, Evidence("date_published", text, "visible-text")))
    found.sort(key=lambda pair: pair[0])
    return [item for _, item in found[:3]]
