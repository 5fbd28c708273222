"""What the templates of all pages need besides the values of a page: texts, words and links."""

from functools import partial
from typing import Any

from datasette.app import Datasette
from datasette.utils.asgi import Request

from storage.browse.i18n import statuses, words
from storage.browse.i18n.requested_language import (
    Links,
    language_of_request,
    other_languages,
)
from storage.browse.links import lang

_BY_LANGUAGE = (
    words.relation_words, words.kind_words, words.endpoint_words, words.fact_words,
    words.media_words, words.language_words, statuses.status_words, lang,
)  # fmt: skip


def page_context(datasette: Datasette, request: Request) -> dict[str, Any]:
    """Return the functions and links of a page in the language that was asked for."""
    language = language_of_request(request)
    return language.functions() | {
        **{function.__name__: partial(function, language) for function in _BY_LANGUAGE},
        "language": language,
        "urls": Links(datasette, request),
        "other_languages": other_languages(datasette, request),
        "csrftoken": request.scope.get("csrftoken"),
    }
