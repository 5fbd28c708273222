"""Tells which addresses are those of a channel's posts, and where a post is shown by itself."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from pipelines.parsing.channels import name_and_number, preview_name, single_post_address
from pipelines.parsing.urls import identity


def is_post_of(url: str, name: str, preview_url: str) -> bool:
    """Return whether a URL is that of a post of the channel whose preview is at ``preview_url``."""
    parts = urlsplit(identity(url))
    named = name_and_number(parts.path)
    is_of_host = parts.netloc == urlsplit(identity(preview_url)).netloc
    return named is not None and is_of_host and named[0].lower() == name.lower()


def number_in(url: str) -> int | None:
    """Return the number of the post that a URL leads to, or None."""
    named = name_and_number(urlsplit(url).path)
    return named[1] if named else None


def page_to_look_up(url: str, previews: Sequence[str]) -> str | None:
    """Return the address at which a post of one of the channels is shown by itself; else None."""
    for preview in previews:
        name = preview_name(preview)
        if name and is_post_of(url, name, preview):
            return single_post_address(url)
    return None
