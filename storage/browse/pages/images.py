"""``/image/article/ID`` and ``/image/source/ID``: a small image of an article or an outlet.

Requests name an article or an outlet and never an address, so the site is no proxy for others.
"""

from datasette.app import Datasette
from datasette.utils.asgi import NotFound, Request, Response

from pipelines.model import Message
from storage.browse.database import read
from storage.browse.images.access import address_of, fetcher_of
from storage.browse.images.environment import shows_images
from storage.browse.images.fetcher import BusyError
from storage.browse.images.messages import Kind

SECONDS_KEPT = 86_400  # by the browser: an image
_SECONDS_KEPT_WITHOUT_IMAGE = 600  # by the browser: the answer that there is no image
# A GIF of one transparent pixel. Browsers draw it in the place of a missing image, where they would
# draw the sign of a broken image.
TRANSPARENT_GIF = bytes.fromhex(
    "47494638396101000100800000000000ffffff21f90401000000002c000000000100010000020144003b"
)
_HEADERS = {
    # The image is the site's own WebP; even if it were a document, it could load and run nothing.
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
}


async def article_image(datasette: Datasette, request: Request) -> Response:
    return await _image(datasette, Kind.LEAD, request.url_vars["id"])


async def outlet_icon(datasette: Datasette, request: Request) -> Response:
    return await _image(datasette, Kind.ICON, request.url_vars["id"])


async def _image(datasette: Datasette, kind: Kind, name: str) -> Response:
    """Return the image of the article or outlet with the id ``name``, else TRANSPARENT_GIF.

    The status of the latter is 404, or 503 if the image may be there later.
    """
    if not shows_images():
        raise NotFound(Message("This site shows no images."))
    url = await read(datasette, lambda conn: address_of(conn, kind, name))
    if url is None:
        return _without_image(404, f"private, max-age={_SECONDS_KEPT_WITHOUT_IMAGE}")
    try:
        image = await fetcher_of(datasette).image(kind, url)
    except BusyError:
        return _without_image(503, "no-store")
    if not image:
        return _without_image(404, f"private, max-age={_SECONDS_KEPT_WITHOUT_IMAGE}")
    headers = _HEADERS | {"Cache-Control": f"private, max-age={SECONDS_KEPT}"}
    return Response(image, headers=headers, content_type="image/webp")


def _without_image(status: int, cache: str) -> Response:
    headers = _HEADERS | {"Cache-Control": cache}
    return Response(TRANSPARENT_GIF, status=status, headers=headers, content_type="image/gif")
