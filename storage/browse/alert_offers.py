"""Offers a search as an ``[[alert]]`` block and as an export command, and adds it to alerts.toml.

The site may write only if ``scrapy browse --write-alerts`` started it.
"""

import os
import shlex
import tempfile
import tomllib
from pathlib import Path
from typing import Any

import tomlkit

from pipelines.model import Message
from storage.browse.question import Question
from storage.search.alerts import Alert, made_id

ALERTS_FILE = "SVODKA_ALERTS_FILE"  # the environment variable that names the file
MAX_FILE_BYTES = 1_000_000  # which hold thousands of alerts


class NotAddedError(Exception):
    """The alert was not added; the message says why."""


def alert_block(question: Question) -> str:
    """Return the search as a block of alerts.toml; it has a feed, and sends nothing."""
    table = tomlkit.table()
    table["name"] = " · ".join(filter(None, (question.query, question.region, question.source)))
    values = {"words": question.query, "region": question.region, "source": question.source}
    for key, value in values.items():
        if value:
            table[key] = value
    tables = tomlkit.aot()  # an array of tables, [[alert]]
    tables.append(table)
    document = tomlkit.document()
    document["alert"] = tables
    return tomlkit.dumps(document)


def export_line(question: Question) -> str:
    """Return the shell command that exports the articles that the search finds, as CSV."""
    values = {
        "--words": question.query, "--region": question.region, "--source": question.source,
        "--since": question.since, "--until": question.until,
    }  # fmt: skip
    options: list[str] = []
    for name, value in values.items():
        if value and str(value).startswith("-"):  # the command would take the value for an option
            options.append(f"{name}={value}")
        elif value:
            options += [name, str(value)]
    return shlex.join(["scrapy", "export", "articles", "--format", "csv", *options])


def add_alert(path: Path, question: Question) -> None:
    """Append the search to the file without changing the rest of it; raises NotAddedError."""
    block = alert_block(question)
    try:
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        existing_ids = [_id(table) for table in tomllib.loads(text).get("alert", [])]
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise NotAddedError(
            Message("%(file)s cannot be read: %(error)s", file=path.name, error=error)
        ) from error
    (new_table,) = tomllib.loads(block)["alert"]
    new_id = _id(new_table)
    if not new_id or new_id in existing_ids:
        raise NotAddedError(Message("%(file)s has an alert of this name already", file=path.name))
    if text:
        text += "\n" if text.endswith("\n") else "\n\n"
    changed = text + block
    if len(changed.encode()) > MAX_FILE_BYTES:
        raise NotAddedError(Message("%(file)s is full", file=path.name))
    try:
        tomllib.loads(changed)
        _replace(path.resolve(), changed)
    except (OSError, ValueError) as error:
        raise NotAddedError(
            Message("%(file)s cannot be written: %(error)s", file=path.name, error=error)
        ) from error


def _replace(path: Path, text: str) -> None:
    """Write a text in place of a file, completely or not at all; the permissions are kept."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".alerts-", suffix=".toml")
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        temporary.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o600)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _id(table: dict[str, Any]) -> str:
    """Return the id of an alert of the file; an id that the file does not state is computed."""
    if table.get("id"):
        return str(table["id"])
    regions, source_ids = (_texts(table.get(key)) for key in ("region", "source"))
    return made_id(
        Alert(
            id="",
            words=table.get("words", ""),
            regions=regions,
            source_ids=source_ids,
            name=table.get("name", ""),
            kind=table.get("kind", "story"),
        )
    )


def _texts(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(map(str, value)) if isinstance(value, list) else ()
