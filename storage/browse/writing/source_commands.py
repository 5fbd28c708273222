"""Runs the commands of scrapy that add and change outlets, as forms of the site request.

The site may do so only if ``scrapy browse --write-sources`` started it.
"""

import asyncio
import os
import re
import signal
import sys
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from datasette.utils.asgi import BadRequest

from pipelines.model import Message

SOURCES_FILE = "SVODKA_SOURCES_FILE"  # the environment variable that names the file
MAX_SECONDS = 180  # of one command; the trial of an outlet takes ten seconds to one minute
MAX_SHOWN_CHARS = 20_000  # of the output of a command
MAX_VALUE_CHARS = 300  # of one field
_KEYS = ("name", "region", "owner", "enabled")  # of a block, in the form of an outlet
_SOURCE_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


@dataclass(frozen=True, slots=True)
class FinishedCommand:
    """A command that has ended, with its output."""

    command: tuple[str, ...]
    output: str
    succeeded: bool  # whether its exit code is 0


def command_of(action: str, form: Mapping[str, str]) -> tuple[str, ...]:
    """Return the arguments of scrapy for a form; raises BadRequest if a value is not allowed."""
    if any(len(value) > MAX_VALUE_CHARS for value in form.values()):
        raise BadRequest(
            Message("a field is too long, expected at most %(n)s characters", n=MAX_VALUE_CHARS)
        )
    if action in ("try", "add"):
        region = ("--region", form["region"]) if form.get("region") else ()
        dry_run = ("--dry-run",) if action == "try" else ()
        return ("add-source", *dry_run, *region, _checked_address(form.get("address", "")))
    source_id = form.get("id", "")
    if not _SOURCE_ID.fullmatch(source_id):
        raise BadRequest(Message("id: expected the id of an outlet"))
    if action == "again":
        return ("add-source", "--again", source_id, *(("--yes",) if form.get("yes") else ()))
    if action == "change":
        values = [f"{key}={form[key]}" for key in _KEYS if key in form]
        return ("sources", "--change", source_id, *values)
    raise BadRequest(Message("action: expected try, add, again or change"))


def _checked_address(address: str) -> str:
    """Return the address; raises BadRequest if it is empty, or could be an option of a command."""
    if not address or address.startswith("-"):
        raise BadRequest(Message("expected the address of an outlet, or @CHANNEL"))
    return address


async def run(arguments: tuple[str, ...], sources: Path, database: Path) -> FinishedCommand:
    """Run ``scrapy`` with these arguments.

    The command is killed with its children after MAX_SECONDS, or if the request is cancelled, which
    happens when the site ends.
    """
    settings = ("-s", f"NEWS_SOURCES={sources}", "-s", f"NEWS_DATABASE={database}")
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "scrapy", *arguments, *settings,
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT, start_new_session=True,
    )  # fmt: skip
    try:
        printed, _ = await asyncio.wait_for(process.communicate(), MAX_SECONDS)
    except TimeoutError:
        await kill(process)
        printed = f"stopped after {MAX_SECONDS} seconds\n".encode()
    except asyncio.CancelledError:
        await kill(process)
        raise
    output = printed.decode(errors="replace")[:MAX_SHOWN_CHARS]
    return FinishedCommand(("scrapy", *arguments), output, process.returncode == 0)


async def kill(process: asyncio.subprocess.Process) -> None:
    """Kill the process with its children, unless all of them have ended already."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    await process.wait()


def blocks_of(path: Path) -> dict[str, dict[str, Any]]:
    """Return the blocks of a ``sources.toml`` by their ids; none if the file cannot be read."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8")).get("source", [])
        return {str(table["id"]): table for table in tables}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
