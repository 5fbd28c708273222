"""Answers a failed request with a page of the site, and logs an unexpected error in one line."""

import logging
import sqlite3
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from datasette.app import Datasette
from datasette.database import QueryInterrupted
from datasette.utils.asgi import Base400, Request, Response
from datasette.views.base import DatasetteError
from markupsafe import Markup

from pipelines.model import Message
from storage.browse import responses
from storage.browse.i18n.requested_language import language_of_request

_LOGGER = logging.getLogger(__name__)
_TITLES = {
    400: Message("This address is not understood"),
    403: Message("This is not allowed"),
    404: Message("There is no such page"),
    405: Message("This page can only be read"),
    500: Message("An error occurred"),
    503: Message("This page takes too long"),
}
_EXPLANATIONS = {
    404: Message("Nothing is stored under this address, or it is mistyped."),
    500: Message("The error is in the log of the site."),
    503: Message("The query was stopped after its time limit. A shorter period is read faster."),
}


class MethodNotAllowed(Base400):  # type: ignore[misc]
    """A request with a method such as POST to a page that can only be read."""

    status = 405


@dataclass(frozen=True, slots=True)
class Problem:
    """The HTTP status of a failed request, with an explanation if there is a special one."""

    status: int
    explanation: str = ""
    fields: dict[str, Any] | None = None  # further fields of the JSON of Datasette's pages
    title: str | None = None


def problem_of(exception: Exception) -> Problem:
    """Return the status and texts of an exception for readers.

    The texts of Datasette's own exceptions are English in every language of the site.
    """
    match exception:
        case DatasetteError():
            fields = exception.error_dict
            title = exception.title
            message = Markup(exception.message)  # noqa: S704, tags are removed from it
            text = message.striptags() if exception.message_is_html else str(exception.message)
            return Problem(exception.status, text, fields, title)
        case Base400():
            return Problem(exception.status, exception.args[0] if exception.args else "")
        case QueryInterrupted():
            return Problem(503)
        case sqlite3.OperationalError() if "interrupted" in str(exception):
            return Problem(503)
    return Problem(500)


async def error_page(datasette: Datasette, request: Request, exception: Exception) -> Response:
    """Return the page of an error, or its JSON for an address that ends with ``.json``."""
    problem = problem_of(exception)
    if problem.status == 500:
        _LOGGER.error("%s %s: %s", request.method, request.path, in_one_line(exception))
        _LOGGER.debug("the traceback of this error", exc_info=exception)
    language = language_of_request(request)
    title = _TITLES.get(problem.status, _TITLES[500])
    if request.path.endswith(".json"):
        texts = {"error": problem.explanation or str(title), "title": problem.title}
        answer = (problem.fields or {}) | {"ok": False, "status": problem.status} | texts
        return Response.json(answer, status=problem.status)
    is_ours = isinstance(problem.explanation, Message)
    # Datasette's text of a 404 or 500 says less to a reader than the explanation of this site.
    is_shown = is_ours or problem.status not in (404, 500)
    context = {
        "status": problem.status,
        "title": language.text(title),
        "explanation": language.text(_EXPLANATIONS.get(problem.status, "")),
        "cause": language.text(problem.explanation) if is_shown else "",
        "cause_language": language.code if is_ours else "en",
    }
    return await responses.page(
        datasette, request, "svodka_error.html", context, status=problem.status
    )


def in_one_line(exception: Exception) -> str:
    """Return the type, the text and the place of an exception."""
    frames = traceback.extract_tb(exception.__traceback__)
    where = f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    return f"{type(exception).__name__}: {' '.join(str(exception).split())}{where}"
