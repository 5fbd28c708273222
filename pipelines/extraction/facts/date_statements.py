"""Collects the statements of a page's times in its data, in its feed and in its address.

Each statement has a weight, which depends on the kind of place where it was found.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from pipelines.extraction.page_data.structured_data import Structured, strings
from pipelines.model import Evidence, Page, iso_text
from pipelines.parsing.dates import day_in_url_path

PUBLISHED, MODIFIED = "date_published", "date_modified"
# Names of <meta> elements that state the time of publication; the first three are OpenGraph's.
_PUBLISHED_META = (
    "article:published_time", "og:article:published_time", "article:published", "datepublished",
    "mediator_published_time", "parsely-pub-date", "sailthru.date", "publishdate", "pubdate",
    "publish-date", "date.published", "dcterms.created", "dc.date.issued",
    "cxenseparse:recs:publishtime", "article.published", "og:pubdate", "publication_date",
    "published_time", "shareaholic:article_published_time", "bt:pubdate", "vr:published_time",
    "citation_publication_date", "citation_online_date", "article:publish_date", "published-date",
)  # fmt: skip
_OPENGRAPH_META_COUNT = 3
# Names of <meta> elements that state the time of publication on some sites, and on others the time
# of the request or of a change.
_VAGUE_META = ("date", "dc.date", "dcterms.date", "last-published", "created", "dc.date.created")
_MODIFIED_META = ("article:modified_time", "og:updated_time", "datemodified", "last-modified",
                  "dcterms.modified", "dc.date.modified")  # fmt: skip
# The weight of each kind of statement. Two kinds that agree outweigh any single kind but ``rules``.
# The weights were chosen on 511 pages with known dates; with a fixed order of kinds 33 were wrong.
WEIGHTS = {
    "rules": 100.0, "json-ld": 4.0, "opengraph": 4.0, "feed": 4.0, "microdata": 3.5,
    "page-data": 3.5, "meta": 3.0, "visible-text": 3.0, "time-element": 3.0, "json-ld-page": 2.5,
    "address": 1.6,
}  # fmt: skip
# This many first values of a property count, since a page with more lists other articles.
_MAX_VALUES = 3  # of publication and change in microdata
_MAX_OTHER_VALUES = 2  # of all other properties


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a publication or modification time.

    ``weight`` is greater for more reliable kinds and for places nearer to the article.
    ``is_visible`` is True if readers see the text.
    """

    evidence: Evidence
    weight: float
    is_visible: bool = False

    @property
    def value(self) -> str:
        """Return the text that states the time."""
        return self.evidence.value

    @property
    def place(self) -> str:
        """Return the kind of place where the statement was found, a key of ``WEIGHTS``."""
        return self.evidence.found_in


def statement(place: str, value: str, share: float = 1.0, fact: str = PUBLISHED) -> Statement:
    """Return a statement with this share, from 0 to 1, of the full weight of its place."""
    is_visible = place == "visible-text"
    return Statement(Evidence(fact, value, place), WEIGHTS[place] * share, is_visible)


def dates_in_data(structured: Structured, page: Page) -> list[Statement]:
    """Return the statements of the article's publication in page data and feed."""
    published = structured.microdata.get("datePublished", ())
    return [
        *_from_json_ld(structured.article, ("datePublished",), "json-ld"),
        *_from_meta(structured, _PUBLISHED_META[:_OPENGRAPH_META_COUNT], "opengraph"),
        *(statement("microdata", value) for value in published[:_MAX_VALUES]),
        *_from_meta(structured, _PUBLISHED_META[_OPENGRAPH_META_COUNT:], "meta"),
        *_from_meta(structured, _VAGUE_META, "meta", share=0.5),
        *_from_feed(page),
    ]


def weaker_dates_in_data(structured: Structured, page: Page) -> list[Statement]:
    """Return statements of the page's publication, of its creation and of its modification."""
    article, web_page = structured.article, structured.web_page
    created = structured.microdata.get("dateCreated", ())[:_MAX_OTHER_VALUES]
    modified = structured.microdata.get("dateModified", ())[:_MAX_VALUES]
    day = day_in_url_path(urlsplit(page.url).path)
    return [
        *_from_json_ld(web_page, ("datePublished",), "json-ld-page"),
        *([statement("address", day.isoformat())] if day is not None else []),
        *_from_json_ld(article, ("dateCreated", "uploadDate"), "json-ld", share=0.5),
        *(statement("microdata", value, share=0.4) for value in created),
        *_from_json_ld(article, ("dateModified",), "json-ld", fact=MODIFIED),
        *_from_json_ld(web_page, ("dateModified",), "json-ld-page", fact=MODIFIED),
        *_from_meta(structured, _MODIFIED_META, "meta", fact=MODIFIED),
        *(statement("microdata", value, fact=MODIFIED) for value in modified),
    ]


def _from_json_ld(
    node: dict[str, object],
    keys: Iterable[str],
    place: str,
    share: float = 1.0,
    fact: str = PUBLISHED,
) -> list[Statement]:
    """Return the first statements of each key of a JSON-LD node."""
    return [
        statement(place, value, share, fact)
        for key in keys
        for value in strings(node.get(key))[:_MAX_OTHER_VALUES]
    ]


def _from_meta(
    structured: Structured,
    names: Iterable[str],
    place: str,
    share: float = 1.0,
    fact: str = PUBLISHED,
) -> list[Statement]:
    """Return the first statements of each name of a <meta> element."""
    return [
        statement(place, value, share, fact)
        for name in names
        for value in structured.meta.get(name, ())[:_MAX_OTHER_VALUES]
    ]


def _from_feed(page: Page) -> list[Statement]:
    raw = page.hints.date_published_raw or iso_text(page.hints.date_published)
    return [statement("feed", raw)] if raw else []
