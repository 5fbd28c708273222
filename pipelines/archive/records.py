"""Reads one article of an archive, with the facts that decide its story."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

import xxhash

from pipelines.files.errors import BadInputError
from pipelines.files.fields import published_field, short, text_field
from pipelines.model import Article, Page, Source, StoryMember, iso_text, url_hash
from pipelines.parsing.sites import outlet_of

NEEDED = ("url", "article_body")  # the fields without which a record is refused
_TEXTS = ("headline", "source_name", "owner", "region")  # an empty text if the record lacks them
_OPTIONAL = ("canonical_url", "credit_text", "is_based_on")  # None if the record lacks them
# Fields that do not influence an article's story, each with the value that `fingerprint` uses in
# place of the article's. A `tiebreaker` has no influence because no article of an archive or a
# database has one.
_WITHOUT_INFLUENCE = {"id": 0, "region": "", "source_id": "", "tiebreaker": ""}


def member_from_record(place: str, record: Mapping[str, Any]) -> StoryMember:
    """Return the article of a record; raises BadInputError that names the place and the field.

    In a record without ``url``, the ``id`` is used, as in the files of ``scrapy dedupe``.
    """
    url = _url(place, record)
    source = text_field(place, record, "source_id") or text_field(place, record, "source")
    facts: dict[str, Any] = {name: text_field(place, record, name) for name in _TEXTS}
    facts |= {name: text_field(place, record, name) or None for name in _OPTIONAL}
    facts |= {
        "id": 0,  # ``as_in_tables`` sets the id
        "url": url,
        "text": text_field(place, record, "article_body", required=True),
        "source_id": source,
        "source_name": facts["source_name"] or source,
        "owner": facts["owner"] or source or url,
        "date_published": published_field(place, record),
        "date_first_seen": published_field(place, record, "date_first_seen") or "",
        "group_copies": _flag(place, record, "group_copies"),
    }
    return as_in_tables(StoryMember(**facts))


def member_from_page(page: Page, article: Article, source: Source | None) -> StoryMember:
    """Return an article that was read from a page; without a source, its host is the outlet."""
    host = outlet_of(page.url)
    return as_in_tables(
        StoryMember(
            id=0,
            url=article.url,
            text=article.article_body,
            headline=article.headline,
            source_id=source.id if source else host,
            source_name=source.name if source else host,
            owner=(source.owner or source.id) if source else host,
            region=source.region if source else "",
            date_published=iso_text(article.date_published),
            date_first_seen=iso_text(page.fetched_at) or "",
            canonical_url=article.canonical_url,
            credit_text=article.credit_text,
            is_based_on=article.is_based_on,
            group_copies=source.group_copies if source else True,
        )
    )


def as_in_tables(article: StoryMember) -> StoryMember:
    """Return the article as the tables of an archive hold it.

    Its id is the number of its URL, and its texts are valid UTF-8.
    """
    values: dict[str, Any] = {
        name: _without_surrogates(value) if isinstance(value, str) else value
        for name, value in _values(article).items()
    }
    return StoryMember(**values | {"id": number_of(values["url"])})


def number_of(url: str) -> int:
    """Return ``url_hash(url)`` as a signed 64-bit number."""
    return int.from_bytes(bytes.fromhex(url_hash(url)), "big", signed=True)


def story_id(number: int) -> str:
    """Return the id of the story whose original has this number: the number in hexadecimal."""
    return number.to_bytes(8, "big", signed=True).hex()


def fingerprint(article: StoryMember) -> int:
    """Return a signed 64-bit hash of all fields that influence an article's story."""
    values = _values(article) | _WITHOUT_INFLUENCE
    # A missing fact is None in one article and an empty text in another.
    named_values = sorted((name, value or None) for name, value in values.items())
    digest = xxhash.xxh3_64_digest(repr(named_values).encode("utf-8", "surrogatepass"))
    return int.from_bytes(digest, "big", signed=True)


def _values(article: StoryMember) -> dict[str, Any]:
    return {field.name: getattr(article, field.name) for field in fields(article)}


def _url(place: str, record: Mapping[str, Any]) -> str:
    """Return the URL of a record, or its ``id`` if it has none."""
    value = record.get("id") if record.get("url") is None else record.get("url")
    if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
        raise BadInputError(
            f"{place}: url: expected the address of the article, got {short(value)}"
        )
    return str(value)


def _flag(place: str, record: Mapping[str, Any], field: str) -> bool:
    """Return a field that is true unless the record says false."""
    value = record.get(field)
    if value is None:
        return True
    if value in (True, False):  # 0 and 1, as SQLite writes them, equal these
        return bool(value)
    raise BadInputError(f"{place}: {field}: expected true or false, got {short(value)}")


def _without_surrogates(text: str) -> str:
    """Return a text with lone surrogates, which UTF-8 can't hold, replaced by U+FFFD."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def missing_column(names: Iterable[str]) -> str | None:
    """Return the first column that a table of articles lacks; None if it has all.

    A column ``id`` may take the place of ``url``.
    """
    present = set(names)
    if "id" in present:
        present.add("url")
    return next((name for name in NEEDED if name not in present), None)
