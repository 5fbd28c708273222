"""Tells which addresses are those of a channel's posts, and where a post is shown by itself."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from pipelines.parsing.channels import name_and_number, preview_name, single_post_address
from pipelines.parsing.urls import identity


def is_post_of(url: str, name: str, preview_url: str) -> bool:
    """Return whether a URL is that of a post of the channel whose preview is at ``preview_url``."""
    parts = urlsplit(identity(url))
    name_with_number = name_and_number(parts.path)
    if name_with_number is None or parts.netloc != urlsplit(identity(preview_url)).netloc:
        return False
    name_in_url, _ = name_with_number
    return name_in_url.lower() == name.lower()


def number_in(url: str) -> int | None:
    """Return the number of the post that a URL leads to, or None."""
    _, number = name_and_number(urlsplit(url).path) or (None, None)
    return number


def page_to_look_up(url: str, previews: Sequence[str]) -> str | None:
    """Return the address at which a post of one of the channels is shown by itself; else None."""
    for preview in previews:
        name = preview_name(preview)
        if name and is_post_of(url, name, preview):
            return single_post_address(url)
    return None
