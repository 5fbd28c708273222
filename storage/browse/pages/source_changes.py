"""``/sources/change``: tries and adds an outlet, changes an outlet, or switches it off."""

from pathlib import Path

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from pipelines.model import Message
from storage.browse import responses
from storage.browse.database import news_database
from storage.browse.writing.permission import file_of, sent_form
from storage.browse.writing.source_commands import SOURCES_FILE, command_of, run

_REFUSAL = Message(
    "outlets are changed only for a browser on this machine, and only if the site was"
    " started with `scrapy browse --write-sources`"
)


async def change(datasette: Datasette, request: Request) -> Response:
    """Run the command of a form, and show what it prints and the form of the next step."""
    form = await sent_form(request, SOURCES_FILE, _REFUSAL)
    action = form.pop("action", "")
    arguments = command_of(action, form)
    database = Path(news_database(datasette).path or "")
    finished = await run(arguments, file_of(SOURCES_FILE), database)
    context = {
        "finished": finished,
        "next_action": next_action(action, form) if finished.succeeded else None,
        "form": form,
        "is_written": finished.succeeded and _writes(action, form),
    }
    return await responses.page(datasette, request, "svodka_source_change.html", context)


def next_action(action: str, form: dict[str, str]) -> str | None:
    """Return the action that writes what this trial has shown; None if the action was no trial."""
    if action == "try":
        return "add"
    return "again" if action == "again" and not form.get("yes") else None


def _writes(action: str, form: dict[str, str]) -> bool:
    """Return whether an action changes ``sources.toml``, unlike a trial."""
    return action in ("add", "change") or bool(action == "again" and form.get("yes"))
