"""Cuts text that a server prints before the XML of a feed or sitemap, such as a PHP warning."""

import re

_MAX_NOISE_BYTES = 4_000  # which hold several warnings with the paths of files
_MAX_START_BYTES = 200  # of the XML declaration or root element after the noise
# What XML allows before a root element: byte order mark, space, comments, declarations, DOCTYPE.
_PROLOG = re.compile(
    rb"(?>\xef\xbb\xbf|\s|<!--.{0,2000}?-->|<\?.{0,500}?\?>|<!DOCTYPE[^>]{0,500}>)*+", re.DOTALL
)
_HTML_PAGE = re.compile(rb"<!doctype html|<html|<body", re.IGNORECASE)


def without_leading_noise(body: bytes, root: re.Pattern[bytes]) -> bytes:
    """Return the body without the text before its XML declaration or root element.

    ``root`` matches the start of a root element. Comments and other parts that XML allows there
    stay, and the body of an HTML page is returned as it is.
    """
    head = body[: _MAX_NOISE_BYTES + _MAX_START_BYTES]
    start = re.search(rb"<\?xml\b|" + root.pattern, head, root.flags)
    if start is None or start.start() > _MAX_NOISE_BYTES:
        return body
    noise = head[: start.start()]
    if _PROLOG.fullmatch(noise) or _HTML_PAGE.search(noise):
        return body
    return body[start.start() :]
