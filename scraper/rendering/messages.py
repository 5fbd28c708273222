"""The messages between a crawl and the process of its browser, each a line of JSON."""

import json
from base64 import b64decode, b64encode
from dataclasses import asdict, dataclass
from typing import Any, Self

from pipelines.model import Outcome

MAX_LINE_BYTES = 32_000_000  # the HTML of a drawn page has up to 12 MB in JSON


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of time and memory for one page."""

    # After so many seconds a page is read as it is; most pages are drawn in 1 to 3 s.
    draw_seconds: float = 12.0
    # After so many seconds a page is stopped, if its scripts keep the browser from reading it.
    page_seconds: float = 25.0
    # Of all processes of the browser; with a usual page they take 350 MB.
    memory_bytes: int = 1_500_000_000


USUAL_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Setup:
    """The values with which a browser process is started."""

    browser: str  # the path of Chromium
    sandbox: bool
    user_agent: str
    allowed_networks: tuple[str, ...] = ()
    limits: Limits = USUAL_LIMITS

    def line(self) -> bytes:
        """Return the message as one line."""
        return _line(**asdict(self))

    @classmethod
    def of_line(cls, line: bytes) -> Self:
        """Return the message that a line holds."""
        values = json.loads(line)
        values["allowed_networks"] = tuple(values["allowed_networks"])
        return cls(**values | {"limits": Limits(**values["limits"])})


@dataclass(frozen=True, slots=True)
class Job:
    """A page as the checked handler received it; the browser runs its scripts."""

    url: str  # after redirects
    body: bytes
    content_type: str
    verify_certificates: bool = True
    address: str | None = None  # the IP address that the handler connected to

    def line(self) -> bytes:
        """Return the message as one line."""
        return _line(
            url=self.url,
            body=b64encode(self.body).decode(),
            content_type=self.content_type,
            verify=self.verify_certificates,
            address=self.address,
        )

    @classmethod
    def of_line(cls, line: bytes) -> Self:
        """Return the message that a line holds."""
        values = json.loads(line)
        return cls(
            url=values["url"],
            body=b64decode(values["body"]),
            content_type=values["content_type"],
            verify_certificates=values["verify"],
            address=values["address"],
        )


@dataclass(frozen=True, slots=True)
class Rendered:
    """The result for a page: its HTML after its scripts ran, or the outcome of a stopped page."""

    html: str = ""
    outcome: Outcome | None = None
    reason: str | None = None
    is_unavailable: bool = False  # the browser could not be started
    half_drawn_reason: str | None = None  # why the scripts may not have been done

    def line(self) -> bytes:
        """Return the message as one line."""
        return _line(
            html=self.html,
            outcome=self.outcome,
            reason=self.reason,
            unavailable=self.is_unavailable,
            half_drawn_reason=self.half_drawn_reason,
        )

    @classmethod
    def of_line(cls, line: bytes) -> Self:
        """Return the message that a line holds."""
        values = json.loads(line)
        outcome = Outcome(values["outcome"]) if values["outcome"] else None
        return cls(
            html=values["html"],
            outcome=outcome,
            reason=values["reason"],
            is_unavailable=values["unavailable"],
            half_drawn_reason=values["half_drawn_reason"],
        )


def _line(**values: Any) -> bytes:
    return json.dumps(values).encode() + b"\n"
