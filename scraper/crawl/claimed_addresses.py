"""Decides which addresses of a page are its own, and which belong to another source.

A page may name any address as its canonical one, and may redirect to any page of its site. An
address that another source found or stored stays an address of that source.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from pipelines.model import Address
from pipelines.parsing.sites import is_same_owner
from pipelines.parsing.urls import address


@dataclass(frozen=True, slots=True)
class Claim:
    """A page of one source that names an address of another source as its own."""

    url: str  # of the page
    claimed: str
    owner: str  # the id of the source to which the address belongs

    def __str__(self) -> str:
        return f"names an address of {self.owner} as its own: {self.claimed}"


def own_canonical(url: str, canonical: str | None) -> str | None:
    """Return the canonical URL if it can be another address of the page at ``url``; else None.

    A canonical URL of another owner names the origin of the text. A canonical URL that is a front
    page names no article. If either counted as an address of this page, one article could replace
    another. A page may also state a canonical URL that is no valid URL.
    """
    if canonical is None or address(canonical) is None or urlsplit(canonical).path in ("", "/"):
        return None
    return canonical if is_same_owner(canonical, url) else None


def divide_addresses(
    addresses: Sequence[Address], owners: Mapping[str, str], source_id: str
) -> tuple[list[Address], list[Claim]]:
    """Return the addresses of a page that belong to no other source, and the claims to the others.

    The first of ``addresses`` is the fetched one. ``owners`` holds the source of each known
    address, by identity.
    """
    own, claims = [], []
    for page_address in addresses:
        owner = owners.get(page_address.identity, source_id)
        if owner == source_id:
            own.append(page_address)
        else:
            claims.append(Claim(addresses[0].url, page_address.url, owner))
    return own, claims
