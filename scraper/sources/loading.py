"""Reads ``sources.toml``; each mistake is reported with file, source and key."""

import re
import zoneinfo
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlsplit

from pipelines.files.errors import BadInputError
from pipelines.files.toml import read_toml
from pipelines.model import ExtractionRules, Source, SourceKind, kind_of_address
from pipelines.parsing.channels import channel_address
from pipelines.parsing.urls import clean
from scraper.sources.regions import region

_MAX_SHOWN_IDS = 5  # of the sources file, in a message
# «penza-post»
_SLUG = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
# «ru», «zh-Hans»
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class _Place:
    """The file, source and key that are being read, for error messages."""

    file: Path
    source: str
    key: str | None = None

    def at(self, key: str) -> "_Place":
        return _Place(self.file, self.source, key)

    def refuse(self, message: str) -> NoReturn:
        key = f"{self.key}: " if self.key else ""
        raise BadInputError(f"{self.file}: source {self.source}: {key}{message}")


def load_sources(path: Path) -> tuple[Source, ...]:
    """Return the sources in file order; raises BadInputError with file, source, key and remedy."""
    document = read_toml(path, "create it, or name another with -s NEWS_SOURCES=FILE")
    unknown = sorted(set(document) - {"source"})
    if unknown:
        raise BadInputError(f"{path}: unknown key '{unknown[0]}'; expected only [[source]] tables")
    tables = document.get("source", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise BadInputError(
            f"{path}: 'source' must be an array of tables, each begun by [[source]]"
        )
    sources = tuple(_source(path, number, table) for number, table in enumerate(tables, start=1))
    _refuse_duplicates(path, sources)
    return sources


def known_source(
    sources: Sequence[Source], source_id: str, option: str, file: Path | str
) -> Source:
    """Return the source with the id that an option names.

    Raises BadInputError, which names the sources' file and the remedy, if there is none.
    """
    for source in sources:
        if source.id == source_id:
            return source
    raise BadInputError(f"{option}: no source {source_id!r} in {file}; {_remedy(sources)}")


def _remedy(sources: Sequence[Source]) -> str:
    """Return what to do after an unknown id: name one of the sources, or add the first one."""
    if not sources:
        return "it has no sources; `scrapy add-source URL` adds one"
    ids = ", ".join(source.id for source in sources[:_MAX_SHOWN_IDS])
    others = len(sources) - _MAX_SHOWN_IDS
    more = f" and {others} more" if others > 0 else ""
    return f"its ids are {ids}{more}; name one of them"


def _source(path: Path, number: int, table: Mapping[str, Any]) -> Source:
    """Return the source of a table; refuse unknown, missing and wrong keys."""
    identifier = table.get("id")
    place = _Place(path, repr(identifier) if identifier else f"number {number}")
    for key in table:
        if key not in _READERS:
            place.at(key).refuse(f"unknown key; the keys are {', '.join(_READERS)}")
    for key in ("id", "name", "home", "region"):
        if key not in table:
            place.at(key).refuse("missing; every source has an id, a name, a home and a region")
    values = {key: _READERS[key](place.at(key), value) for key, value in table.items()}
    values["timezone"] = values.get("timezone") or _zone_of_region(place, values["region"])
    values["kind"] = values.get("kind") or kind_of_address(values["home"])
    rules = {key: values.pop(key) for key in _RULES if key in values}
    return Source(**values, rules=ExtractionRules(**rules))


def _zone_of_region(place: _Place, code: str) -> str:
    """Return the time zone of a region; refuse a source without a zone if the region has more."""
    known_region = region(code)
    if known_region is None or known_region.timezone is None:
        place.at("timezone").refuse(f"missing, and {code} has no single zone; name one")
    return known_region.timezone


def _refuse_duplicates(path: Path, sources: tuple[Source, ...]) -> None:
    """Refuse two sources with one id or one channel."""
    ids: set[str] = set()
    source_of_channel: dict[str, str] = {}
    for source in sources:
        if source.id in ids:
            _Place(path, repr(source.id), "id").refuse("used twice; every source needs its own id")
        ids.add(source.id)
        channel = channel_address(source.home)
        if channel is None:
            continue
        first_source = source_of_channel.setdefault(channel.identity, source.id)
        if first_source != source.id:
            _Place(path, repr(source.id), "home").refuse(
                f"the same channel as that of source {first_source!r}; keep one of them"
            )


# Each function below checks the value of a key at a place of the file, and returns the value as it
# is in ``Source``. A wrong value is refused, which raises BadInputError.


def _text(place: _Place, value: object) -> str:
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        place.refuse(f"expected a line of text, got {value!r}")
    return value.strip()


def _flag(place: _Place, value: object) -> bool:
    if not isinstance(value, bool):
        place.refuse(f"expected true or false, got {value!r}")
    return value


def is_id(text: str) -> bool:
    """Return whether the text can be the id of a source."""
    return bool(_SLUG.fullmatch(text))


def _slug(place: _Place, value: object) -> str:
    if not isinstance(value, str) or not is_id(value):
        place.refuse(f"expected lower-case Latin letters, digits, - and _, got {value!r}")
    return value


def _url(place: _Place, value: object) -> str:
    text = _text(place, value)
    try:
        parts = urlsplit(text)
        is_usable = clean(text) is not None and parts.port != 0
    except ValueError:
        is_usable = False
    if not is_usable or re.search(r"\s", text) or parts.username is not None:
        place.refuse(f"expected a URL such as https://example.org/rss, got {value!r}")
    return text


def _urls(place: _Place, value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        place.refuse(f'expected a list of URLs such as ["https://example.org/rss"], got {value!r}')
    return tuple(dict.fromkeys(_url(place, item) for item in value))


def _region(place: _Place, value: object) -> str:
    if not isinstance(value, str) or region(value) is None:
        place.refuse(f"expected an ISO 3166-2 code such as RU-PNZ, got {value!r}")
    return value


def _timezone(place: _Place, value: object) -> str:
    try:
        zoneinfo.ZoneInfo(_text(place, value))
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        place.refuse(f"expected an IANA time zone such as Europe/Moscow, got {value!r}")
    return str(value)


def _pattern(place: _Place, value: object) -> str:
    text = _text(place, value)
    try:
        re.compile(text)
    except (re.error, RecursionError, OverflowError) as error:
        place.refuse(f"not a regular expression: {error}")
    return text


def _language(place: _Place, value: object) -> str:
    if not isinstance(value, str) or not _LANGUAGE.fullmatch(value):
        place.refuse(f"expected a language code such as ru, got {value!r}")
    return value


def _kind(place: _Place, value: object) -> SourceKind:
    if not isinstance(value, str) or value not in set(SourceKind):
        place.refuse(f"expected one of {', '.join(SourceKind)}, got {value!r}")
    return SourceKind(value)


def _selector(place: _Place, value: object) -> str:
    import soupsieve  # slow to import, and needed only for sources with selectors

    text = _text(place, value)
    try:
        soupsieve.compile(text)
    except (soupsieve.SelectorSyntaxError, RecursionError) as error:
        place.refuse(f"not a CSS selector: {str(error).splitlines()[0]}")
    return text


def _selectors(place: _Place, value: object) -> tuple[str, ...]:
    items = value if isinstance(value, list) else [value]
    return tuple(_selector(place, item) for item in items)


_RULES = ("keep", "drop", "headline", "date", "body")  # the keys of ExtractionRules
_READERS: dict[str, Callable[[_Place, object], Any]] = {
    "id": _slug,
    "name": _text,
    "home": _url,
    "region": _region,
    "timezone": _timezone,
    "feeds": _urls,
    "sitemaps": _urls,
    "listings": _urls,
    "article_pattern": _pattern,
    "language": _language,
    "owner": _text,
    "kind": _kind,
    "enabled": _flag,
    "verify_certificates": _flag,
    "group_copies": _flag,
    "render": _flag,
    "keep": _selectors,
    "drop": _selectors,
    "headline": _selector,
    "date": _selector,
    "body": _selector,
}
