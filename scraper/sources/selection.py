"""Reads the arguments of ``scrapy crawl news -a …``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pipelines.files.errors import BadInputError
from pipelines.model import Source
from scraper.sources.loading import known_source

_NAMES = ("source", "region", "since", "due", "revisit")


@dataclass(frozen=True, slots=True)
class Selection:
    """The sources of one run, and what the run does with them."""

    sources: tuple[Source, ...]
    since: datetime | None = None  # UTC; articles back to this time; None: as the settings say
    due_only: bool = False  # poll only the sources that are due
    revisit_now: bool = False  # visit all known articles again


def read_selection(
    arguments: Mapping[str, str], sources: Sequence[Source], file: Path
) -> Selection:
    """Read the spider's arguments; ``file`` is the one that the sources were read from.

    Raises BadInputError with argument, value and remedy.
    """
    for name in arguments:
        if name not in _NAMES:
            names = ", ".join(_NAMES)
            raise BadInputError(f"argument {name}: no such argument; the names are {names}")
    chosen = [source for source in sources if source.enabled]
    if "source" in arguments:
        chosen = _by_id(arguments["source"], sources, file)
    if "region" in arguments:
        chosen = _by_region(arguments["region"], chosen, sources, file)
    return Selection(
        sources=tuple(chosen),
        since=_since(arguments["since"]) if "since" in arguments else None,
        due_only=_flag("due", arguments.get("due", "0")),
        revisit_now=_revisit(arguments["revisit"]) if "revisit" in arguments else False,
    )


def _by_id(text: str, sources: Sequence[Source], file: Path) -> list[Source]:
    wanted = _parts("source", text)
    for source_id in sorted(wanted):
        known_source(sources, source_id, "argument source", file)
    return [source for source in sources if source.id in wanted]


def _by_region(
    text: str, chosen: Sequence[Source], sources: Sequence[Source], file: Path
) -> list[Source]:
    wanted = {code.upper() for code in _parts("region", text)}
    codes = {source.region for source in sources}
    for code in sorted(wanted - codes):
        raise BadInputError(
            f"argument region: no source in {code!r}; {file} has"
            f" {', '.join(sorted(codes)) or 'none'}"
        )
    return [source for source in chosen if source.region in wanted]


def _parts(name: str, text: str) -> set[str]:
    parts = {part.strip() for part in text.split(",") if part.strip()}
    if not parts:
        raise BadInputError(f"argument {name}: expected one or more, separated by commas, got none")
    return parts


def _since(text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        raise BadInputError(f"argument since: expected YYYY-MM-DD, got {text!r}") from None


def _flag(name: str, text: str) -> bool:
    if text not in ("0", "1"):
        raise BadInputError(f"argument {name}: expected 1 or 0, got {text!r}")
    return text == "1"


def _revisit(text: str) -> bool:
    if text != "now":
        raise BadInputError(f"argument revisit: expected now, got {text!r}")
    return True
