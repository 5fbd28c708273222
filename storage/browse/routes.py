"""The addresses of the site; Datasette's own follow after these."""

from collections.abc import Callable
from typing import Any

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from storage.browse.database import news_database
from storage.browse.pages import article, front, search, source, story

_ID = r"(?P<id>[^/.]+)"


async def robots(request: Request) -> Response:
    """Other people's texts: nothing here is for search engines."""
    return Response.text("User-agent: *\nDisallow: /\n")


async def data(datasette: Datasette) -> Response:
    """Datasette's own page of the database, whatever the file is called."""
    return Response.redirect(datasette.urls.database(news_database(datasette).name))


ROUTES: list[tuple[str, Callable[..., Any]]] = [
    (r"^/$", front.front),
    (r"^/search$", search.search_page),
    (rf"^/story/{_ID}$", story.story),
    (r"^/article/(?P<id>\d{1,18})$", article.article),
    (r"^/sources$", source.sources),
    (rf"^/source/{_ID}$", source.source),
    (r"^/region/(?P<code>[^/.]+)$", source.region),
    (r"^/-/data$", data),
    (r"^/robots\.txt$", robots),
]
