"""Finds the article of an address that a reader pastes into the search, in any spelling of it."""

import sqlite3
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

# The beginnings of parameters that services add to a link; they do not choose the page.
_TRACKING = ("utm_", "fbclid", "gclid", "yclid", "ysclid", "_openstat", "from")


def is_address(text: str) -> bool:
    """Return whether the whole query is an address with a path, with or without ``https://``."""
    text = text.strip()
    if not text or any(sign.isspace() for sign in text):
        return False
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
    except ValueError:
        return False
    host = parts.hostname or ""
    has_scheme = text.lower().startswith(("http://", "https://"))
    return "." in host.strip(".") and (has_scheme or "/" in text)


def article_of_address(conn: sqlite3.Connection, text: str) -> int | None:
    """Return the id of the article that has, or once had, this address; None if there is none."""
    spellings = list(_spellings(text.strip()))
    marks = ", ".join("?" * len(spellings))
    row = conn.execute(
        f"""SELECT id FROM articles WHERE url IN ({marks})
        UNION ALL SELECT article_id FROM urls WHERE url IN ({marks}) AND article_id IS NOT NULL
        LIMIT 1""",  # noqa: S608
        spellings * 2,
    ).fetchone()
    return int(row[0]) if row else None


def _spellings(text: str) -> dict[str, None]:
    """Return the spellings in which an address may be stored, as the keys of a dictionary.

    They differ in scheme, ``www.``, the slash at the end, and tracking parameters.
    """
    parts = urlsplit(text if "://" in text else f"https://{text}")
    host = parts.netloc.lower().removeprefix("www.")
    arguments = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not name.lower().startswith(_TRACKING)
    ]
    path = parts.path.rstrip("/")
    found: dict[str, None] = {text: None}
    for query in dict.fromkeys((parts.query, urlencode(arguments), "")):
        for scheme in ("https", "http"):
            for name in (host, f"www.{host}"):
                for end in ("", "/"):
                    found[urlunsplit((scheme, name, path + end, query, ""))] = None
    return found
