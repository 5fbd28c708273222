"""What a scraped URL or text may become on a page."""

from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

if TYPE_CHECKING:
    from collections.abc import Sequence


def web_address(url: str | None) -> str | None:
    """The URL if a reader may be sent there: http or https, nothing that runs."""
    if not url:
        return None
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    return url.strip() if parts.scheme in ("http", "https") and parts.netloc else None


def host(url: str | None) -> str:
    safe = web_address(url)
    return (urlsplit(safe).hostname or "").removeprefix("www.") if safe else ""


def paragraphs(text: str | None) -> list[str]:
    return [line for line in (text or "").split("\n") if line.strip()]


def query_string(**values: object) -> str:
    """``?a=1&b=2`` of the values that say something; empty when none does."""
    said: Sequence[tuple[str, object]] = [(k, v) for k, v in values.items() if v not in (None, "")]
    return "?" + urlencode(said) if said else ""


def count(number: int, noun: str, many: str | None = None) -> str:
    """``1 outlet``, ``2 outlets``, ``1,204 stories``."""
    return f"{number:,} {noun if number == 1 else many or noun + 's'}"
