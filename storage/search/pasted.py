"""Finds the article of an address that a reader pastes into the search, in any spelling."""

import re
import sqlite3
from itertools import product
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

# The beginnings of parameters that services add to a link; they do not choose the page.
_TRACKING_PREFIXES = ("utm_", "fbclid", "gclid", "yclid", "ysclid", "_openstat", "from")
_SIGNS_AROUND = "<>«»„“”\"'()[],;.… \t\r\n"  # which mail programs and messengers put around a link
_USUAL_PORTS = (80, 443)
_SAFE_IN_PATH = "/%:@!$&'()*+,;=~"


def is_address(text: str) -> bool:
    """Return whether the whole query is an address with a path, with or without ``https://``."""
    text = _bare(text)
    if not text or any(sign.isspace() for sign in text):
        return False
    try:
        parts = urlsplit(_with_scheme(text))
        host = parts.hostname or ""
        _ = parts.port  # raises ValueError if it is invalid
    except ValueError:
        return False
    has_scheme = text.lower().startswith(("http://", "https://", "//"))
    _, _, top_level_domain = host.rpartition(".")
    has_name = top_level_domain.isalpha() or "xn--" in host  # unlike «24.11/25.11»
    return "." in host.strip(".") and (has_scheme or ("/" in text and has_name))


def host_of_address(text: str) -> str:
    """Return the host of a pasted address without ``www.``, or "" if it is no address."""
    if not is_address(text):
        return ""
    return (urlsplit(_with_scheme(_bare(text))).hostname or "").removeprefix("www.")


def article_of_address(conn: sqlite3.Connection, text: str) -> int | None:
    """Return the id of the article that has, or once had, this address; None if there is none."""
    spellings = _spellings(_bare(text))
    placeholders = ", ".join("?" * len(spellings))
    row = conn.execute(
        f"""SELECT id FROM articles WHERE url IN ({placeholders})
        UNION ALL SELECT article_id FROM urls
            WHERE url IN ({placeholders}) AND article_id IS NOT NULL
        LIMIT 1""",  # noqa: S608
        spellings * 2,
    ).fetchone()
    if row is None:
        return None
    (article_id,) = row
    return int(article_id)


def _bare(text: str) -> str:
    """Return a pasted address without the signs around it."""
    return text.strip(_SIGNS_AROUND)


def _with_scheme(text: str) -> str:
    return text if "://" in text else f"https://{text.removeprefix('//')}"


def _spellings(text: str) -> list[str]:
    """Return the spellings in which an address may be stored.

    They differ in the scheme, in ``www.`` and ``m.``, in the slash at the end and in tracking
    parameters. Letters outside ASCII have two spellings, in a host and in a path.
    """
    parts = urlsplit(_with_scheme(text))
    arguments = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not name.lower().startswith(_TRACKING_PREFIXES)
    ]
    path = re.sub("/{2,}", "/", parts.path).rstrip("/")
    paths = dict.fromkeys((path, quote(unquote(path), safe=_SAFE_IN_PATH), unquote(path)))
    queries = dict.fromkeys((parts.query, urlencode(arguments), ""))
    hosts = _hosts(parts.hostname or "", parts.port)
    spellings = (
        urlunsplit((scheme, host, path + end, query, ""))
        for query, scheme, host, path, end in product(
            queries, ("https", "http"), hosts, paths, ("", "/")
        )
    )
    return list(dict.fromkeys([text, *spellings]))


def _hosts(host: str, port: int | None) -> list[str]:
    """Return the spellings of a host: with and without ``www.``, in letters and in ASCII.

    An unusual port is a part of each.
    """
    bare = host.removeprefix("www.").removeprefix("m.")
    forms = (host.removeprefix("www."), bare, _in_ascii(bare), _in_letters(bare))
    end = "" if port is None or port in _USUAL_PORTS else f":{port}"
    return list(dict.fromkeys(f"{start}{form}{end}" for form in forms for start in ("", "www.")))


def _in_ascii(host: str) -> str:
    try:
        return host.encode("idna").decode()
    except UnicodeError:
        return host


def _in_letters(host: str) -> str:
    try:
        return host.encode().decode("idna")
    except UnicodeError:
        return host
