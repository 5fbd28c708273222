"""Lists the URL paths of Svodka's pages; Datasette serves all other paths."""

import re
import sqlite3
from collections.abc import Callable
from typing import Any

from datasette.app import Datasette
from datasette.database import QueryInterrupted
from datasette.utils import async_call_with_supported_arguments
from datasette.utils.asgi import NotFound, Request, Response

from pipelines.model import Message
from storage.browse import responses
from storage.browse.database import news_database, read
from storage.browse.errors import MethodNotAllowed
from storage.browse.i18n.languages import CODES
from storage.browse.pages import (
    alerts,
    article,
    citations,
    digest,
    edits,
    feeds,
    front,
    images,
    mentions,
    releases,
    search,
    source,
    source_changes,
    sources,
    story,
    syndication,
)

_ID = r"(?P<id>[^/.]+)"
_FEED = r"\.(?P<format>atom|feed\.json)"
_DIGEST = r"/digest/(?P<code>[^/.]+)/(?P<day>\d{4}-\d\d-\d\d)"


async def robots(request: Request) -> Response:
    """Forbid search engines to index the site, since its texts belong to the outlets."""
    return Response.text("User-agent: *\nDisallow: /\n")


async def kept(datasette: Datasette, request: Request) -> Response:
    """Return ``/kept``, whose lists ``kept.js`` fills with what the browser alone has stored."""
    return await responses.page(datasette, request, "svodka_kept.html", {})


async def data(datasette: Datasette) -> Response:
    """Redirect to Datasette's page of the database, whose path depends on the name of the file."""
    return Response.redirect(datasette.urls.database(news_database(datasette).name))


async def health(datasette: Datasette) -> Response:
    """Answer a load balancer: 200 if articles can be read, 503 if not."""
    try:
        await read(datasette, lambda conn: conn.execute("SELECT max(id) FROM articles").fetchone())
    except (sqlite3.Error, QueryInterrupted, NotFound):
        return Response.text("the database cannot be read\n", status=503)
    return Response.text("ok\n")


def read_only(view: Callable[..., Any]) -> Callable[..., Any]:
    """Return the view with a check of the method; other methods raise MethodNotAllowed."""

    async def checked_view(request: Request, datasette: Datasette) -> Response:
        if request.method not in ("GET", "HEAD"):
            raise MethodNotAllowed(Message("Only GET and HEAD are answered here."))
        answer: Response = await async_call_with_supported_arguments(
            view, request=request, datasette=datasette
        )
        return answer

    return checked_view


_PAGES: list[tuple[str, Callable[..., Any]]] = [
    (r"^/$", front.front),
    (r"^/day/(?P<day>\d{4}-\d\d-\d\d)$", front.front),
    (r"^/search$", search.search_page),
    (rf"^/story/{_ID}$", story.story),
    (r"^/article/(?P<id>\d{1,18})$", article.article),
    (r"^/sources$", sources.sources),
    (r"^/sources\.opml$", sources.opml),
    (rf"^/source/{_ID}$", source.source),
    (r"^/region/(?P<code>[^/.]+)$", source.region),
    (r"^/syndication$", syndication.syndication),
    (rf"^{_DIGEST}$", digest.digest),
    (rf"^{_DIGEST}\.(?P<format>md|txt|telegram\.txt)$", digest.digest_file),
    (rf"^/(?:index)?{_FEED}$", feeds.front),
    (rf"^/search{_FEED}$", feeds.search),
    (rf"^/source/{_ID}{_FEED}$", feeds.source),
    (rf"^/region/(?P<code>[^/.]+){_FEED}$", feeds.region),
    (rf"^{_DIGEST}{_FEED}$", feeds.digest),
    (r"^/mentions\.(?P<format>svg|csv)$", mentions.mentions),
    (r"^/citations$", citations.citations),
    (r"^/citations\.(?P<format>svg|csv)$", citations.citations_file),
    (r"^/edits$", edits.edits),
    (r"^/releases$", releases.releases),
    (rf"^/edits{_FEED}$", edits.feed),
    (r"^/kept$", kept),
    (r"^/alerts$", alerts.alerts),
    (rf"^/alert/{_ID}{_FEED}$", feeds.alert),
    (r"^/image/article/(?P<id>\d{1,18})$", images.article_image),
    (rf"^/image/source/{_ID}$", images.outlet_icon),
    (r"^/-/data$", data),
    (r"^/-/health$", health),
    (r"^/robots\.txt$", robots),
]
ROUTES: list[tuple[str, Callable[..., Any]]] = [
    *((path, read_only(view)) for path, view in _PAGES),
    (r"^/alerts/add$", alerts.add),
    (r"^/sources/change$", source_changes.change),
]
# The first parts of the paths of pages and languages, which no database may have.
FIRST_PARTS = frozenset(
    [
        *CODES,
        "assets",
        *(part for path, _ in ROUTES for part in re.findall(r"^\^/([a-z]+)", path)),
    ]
)
