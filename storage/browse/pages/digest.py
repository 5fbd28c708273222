"""``/digest/CODE/YYYY-MM-DD``, also as ``.md``, ``.txt`` and ``.telegram.txt``: a region's day."""

from datasette.app import Datasette
from datasette.utils.asgi import NotFound, Request, Response

from pipelines.model import Message
from storage.browse import responses
from storage.browse.database import read
from storage.browse.documents.digest import Digest, build_digest
from storage.browse.documents.digest_forms import as_markdown, as_telegram, as_text
from storage.browse.i18n.requested_language import language_of_request
from storage.browse.links import permalink
from storage.browse.pages.front import read_about, read_day


async def digest(datasette: Datasette, request: Request) -> Response:
    """Return the page of a digest."""
    found = await _found(datasette, request)
    context = {
        "digest": found,
        "permalink": permalink(f"/digest/{found.code}/{found.day}", about=read_about(request)),
        "zone_name": found.zone_name,
        "outlets": found.outlets,
    }
    return await responses.page(datasette, request, "svodka_digest.html", context)


async def digest_file(datasette: Datasette, request: Request) -> Response:
    """Return a digest as Markdown, as plain text or as posts for Telegram."""
    found = await _found(datasette, request)
    if request.url_vars["format"] == "md":
        return responses.text(as_markdown(found), "text/markdown")
    form = as_text if request.url_vars["format"] == "txt" else as_telegram
    return responses.text(form(found), "text/plain")


async def _found(datasette: Datasette, request: Request) -> Digest:
    code, day = request.url_vars["code"], read_day(request.url_vars["day"])
    assert day is not None
    language, about = language_of_request(request), read_about(request)
    found = await read(datasette, lambda conn: build_digest(conn, code, day, language, about))
    if found is None:
        raise NotFound(Message("There is no outlet in the region %(code)s", code=code))
    return found
