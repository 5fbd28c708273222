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
    digest_of_day = await _requested_digest(datasette, request)
    context = {
        "digest": digest_of_day,
        "permalink": permalink(
            f"/digest/{digest_of_day.code}/{digest_of_day.day}", about=read_about(request)
        ),
        "zone_name": digest_of_day.zone_name,
        "outlets": digest_of_day.outlets,
    }
    return await responses.page(datasette, request, "svodka_digest.html", context)


async def digest_file(datasette: Datasette, request: Request) -> Response:
    """Return a digest as Markdown, as plain text or as posts for Telegram."""
    digest_of_day = await _requested_digest(datasette, request)
    if request.url_vars["format"] == "md":
        return responses.text(as_markdown(digest_of_day), "text/markdown")
    form = as_text if request.url_vars["format"] == "txt" else as_telegram
    return responses.text(form(digest_of_day), "text/plain")


async def _requested_digest(datasette: Datasette, request: Request) -> Digest:
    """Return the digest that the path names; raises NotFound if its region has no outlet."""
    code = request.url_vars["code"]
    day = read_day(request.url_vars["day"])
    assert day is not None
    language = language_of_request(request)
    about = read_about(request)
    digest_of_day = await read(
        datasette, lambda conn: build_digest(conn, code, day, language, about)
    )
    if digest_of_day is None:
        raise NotFound(Message("There is no outlet in the region %(code)s", code=code))
    return digest_of_day
