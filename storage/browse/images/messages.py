"""The messages between the site and the process that fetches images, as lines of JSON."""

import json
from base64 import b64decode, b64encode
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

MAX_LINE_BYTES = 1_000_000  # a small image of 480 × 320 pixels has at most 300 KB in Base64


class Kind(StrEnum):
    """The kind of a small image."""

    LEAD = "lead"  # the lead image of an article; a job has the address of the image
    ICON = "icon"  # the page icon of an outlet; a job has the address of the home page


@dataclass(frozen=True, slots=True)
class Job:
    """An image to fetch."""

    number: int
    kind: Kind
    url: str

    def line(self) -> bytes:
        """Return the message as one line."""
        return _json_line(number=self.number, kind=self.kind, url=self.url)

    @classmethod
    def of_line(cls, line: bytes) -> Self:
        """Return the message that a line holds."""
        values = json.loads(line)
        return cls(values["number"], Kind(values["kind"]), values["url"])


@dataclass(frozen=True, slots=True)
class Fetched:
    """The answer to a job: the small image in WebP, or the reason why there is none."""

    number: int
    image: bytes | None = None
    reason: str = ""

    def line(self) -> bytes:
        """Return the message as one line."""
        image = b64encode(self.image).decode() if self.image is not None else None
        return _json_line(number=self.number, image=image, reason=self.reason)

    @classmethod
    def of_line(cls, line: bytes) -> Self:
        """Return the message that a line holds."""
        values = json.loads(line)
        image = b64decode(values["image"]) if values["image"] is not None else None
        return cls(values["number"], image, values["reason"])


def _json_line(**values: Any) -> bytes:
    return json.dumps(values).encode() + b"\n"
