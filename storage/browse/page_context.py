"""The values that the templates of all pages need: texts, words and links of a language."""

from collections.abc import Mapping
from functools import cache, lru_cache, partial
from typing import Any

from datasette.app import Datasette
from datasette.utils.asgi import Request
from jinja2 import Environment
from markupsafe import Markup

from storage.browse.i18n import statuses, words
from storage.browse.i18n.languages import Language
from storage.browse.i18n.requested_language import (
    Links,
    language_of_request,
    other_languages,
)
from storage.browse.images.environment import shows_images
from storage.browse.links import lang

_BY_LANGUAGE = (
    words.relation_words, words.kind_words, words.endpoint_words, words.fact_words,
    words.media_words, words.language_words, statuses.status_words, lang,
)  # fmt: skip
_FRAME = ("files", "style", "menu", "keys")  # parts that all pages of a language have alike
_MAX_CACHED_FRAMES = 16  # a site has one for each language; a test may start several sites


def page_context(datasette: Datasette, request: Request) -> dict[str, Any]:
    """Return the functions and links of a page in the requested language."""
    return {
        **_of_language(datasette, language_of_request(request)),
        "other_languages": other_languages(datasette, request),
        "csrftoken": request.scope.get("csrftoken"),
    }


@cache
def synchronous(environment: Environment) -> Environment:
    """Return Datasette's environment without awaiting each value, which takes half of the time.

    The templates of this site await nothing; those of Datasette do.
    """
    return environment.overlay(enable_async=False)


@lru_cache(_MAX_CACHED_FRAMES)
def _of_language(datasette: Datasette, language: Language) -> Mapping[str, Any]:
    """Return the values that depend on the language only; ``frame_…`` are rendered HTML."""
    context: dict[str, Any] = {
        **language.functions(),
        **{function.__name__: partial(function, language) for function in _BY_LANGUAGE},
        "language": language,
        "shows_images": shows_images(),
        "urls": Links(datasette, language),
    }
    environment = synchronous(datasette.jinja_env)
    frame = {
        f"frame_{name}": Markup(environment.get_template(f"_svodka_{name}.html").render(context))  # noqa: S704
        for name in _FRAME
    }
    return context | frame
