"""``/digest/CODE/YYYY-MM-DD``, also as ``.md`` and ``.txt``: the digest of a region's day."""

from datasette.app import Datasette
from datasette.utils.asgi import NotFound, Request, Response

from storage.browse import responses
from storage.browse.database import read
from storage.browse.digest import Digest, as_markdown, as_text, build_digest
from storage.browse.pages.front import read_day


async def digest(datasette: Datasette, request: Request) -> Response:
    """Return the page of a digest."""
    found = await _found(datasette, request)
    return await responses.page(
        datasette, request, "svodka_digest.html",
        {"digest": found, "zone_name": found.zone_name, "outlets": found.outlets},
    )  # fmt: skip


async def digest_file(datasette: Datasette, request: Request) -> Response:
    """Return a digest as Markdown or plain text."""
    found = await _found(datasette, request)
    if request.url_vars["format"] == "md":
        return responses.text(as_markdown(found), "text/markdown")
    return responses.text(as_text(found), "text/plain")


async def _found(datasette: Datasette, request: Request) -> Digest:
    code, day = request.url_vars["code"], read_day(request.url_vars["day"])
    assert day is not None
    found = await read(datasette, lambda conn: build_digest(conn, code, day))
    if found is None:
        raise NotFound(f"There is no outlet in the region {code}")
    return found
