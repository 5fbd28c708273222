"""Decides which addresses have one owner: those of one site, or of one profile on a shared host.

Most registrable domains have one owner. Hosting platforms and profile hosts, such as social
networks, have many owners; they are listed in ``sites.toml``.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from pipelines.parsing.urls import host_of, identity, is_ip

if TYPE_CHECKING:
    from tldextract import TLDExtract

_MAX_PATH_CHARS = 200  # the rest of a path is not read; names of profiles are far shorter


@dataclass(frozen=True, slots=True)
class _ProfileHost:
    """A host on which many owners publish, and the paths that name their profiles."""

    name: str  # of the host, or of the first of the hosts that show the same profiles
    patterns: tuple[re.Pattern[str], ...]
    subdomains_are_profiles: bool = False


@lru_cache(maxsize=4096)
def site_of(url: str) -> str:
    """Return the registrable domain of a URL, with a non-default port.

    Hosts under one registrable domain have one owner, so ``https://sport.penza.example/1`` gives
    ``penza.example``. On a hosting platform each subdomain has its own owner and is returned. An IP
    address is returned as it is.
    """
    netloc = host_of(url)
    is_ipv6 = netloc.startswith("[")
    host, _, port = (netloc, "", "") if is_ipv6 else netloc.partition(":")
    if is_ip(host):
        return netloc
    site = _site_on_platform(host) or _registrable_domain(host)
    return f"{site}:{port}" if port else site


@lru_cache(maxsize=4096)
def profile_of(url: str) -> str | None:
    """Return the profile that a URL on a profile host names, such as ``t.me/penza``.

    None is returned on all other hosts, and for paths that name no profile. Hosts with the same
    profiles give the same result: ``https://telegram.me/s/Penza/5`` also gives ``t.me/penza``.
    """
    parts = urlsplit(identity(url))
    host = parts.netloc
    profile_hosts = _profile_hosts()
    if host not in profile_hosts:
        subdomain, _, parent = host.partition(".")
        if parent in profile_hosts and profile_hosts[parent].subdomains_are_profiles:
            return f"{profile_hosts[parent].name}/{subdomain}"
        return None
    path = unquote(parts.path[:_MAX_PATH_CHARS]).lower()
    for pattern in profile_hosts[host].patterns:
        if match := pattern.match(path):
            return f"{profile_hosts[host].name}/{match[1]}"
    return None


def outlet_of(url: str) -> str:
    """Return a text that is equal for addresses of one outlet: the profile, or else the host."""
    return profile_of(url) or host_of(url)


def is_same_home(home: str, other: str) -> bool:
    """Return whether two home pages belong to one outlet.

    They do if they name one profile, or if they are on one host and one path contains the other.
    Two different folders of one host belong to two outlets.
    """
    if profile_of(home) or profile_of(other):
        return profile_of(home) == profile_of(other)
    if host_of(home) != host_of(other):
        return False
    path, other_path = (urlsplit(identity(url)).path.rstrip("/") + "/" for url in (home, other))
    return path.startswith(other_path) or other_path.startswith(path)


def is_same_site(url: str, other: str) -> bool:
    """Return whether both URLs may have one owner.

    They must be under one registrable domain and, if both name a profile, name the same profile.
    ``is_same_owner`` is stricter.
    """
    profile, other_profile = profile_of(url), profile_of(other)
    if profile and other_profile:
        return profile == other_profile
    # Hosts are compared first because ``site_of`` loads the list of public suffixes, in 0.3 s.
    return host_of(url) == host_of(other) or site_of(url) == site_of(other)


def is_same_owner(url: str, other: str) -> bool:
    """Return whether two URLs certainly have one owner.

    On a profile host, two URLs without a profile have one owner only if they have one identity.
    """
    if is_profile_host(url) or is_profile_host(other):
        profile = profile_of(url)
        return profile == profile_of(other) if profile else identity(url) == identity(other)
    return is_same_site(url, other)


def is_profile_host(url: str) -> bool:
    """Return whether a URL lies on a host where many owners publish, such as ``vk.com``."""
    return host_of(url) in _profile_hosts() or profile_of(url) is not None


def _site_on_platform(host: str) -> str | None:
    """Return the subdomain below a hosting platform, or None if the host is on no platform."""
    labels = host.split(".")
    for start in range(1, len(labels)):
        if ".".join(labels[start:]) in _platforms():
            return ".".join(labels[start - 1 :])
    return None


def _registrable_domain(host: str) -> str:
    """Return the public suffix of a host and the label before it; ``a.b.co.uk`` gives ``b.co.uk``.

    For a host without a public suffix, the last two labels are returned.
    """
    parts = _public_suffixes().extract_str(host)
    if parts.domain and parts.suffix:
        return f"{parts.domain}.{parts.suffix}"
    return ".".join(host.split(".")[-2:])


@lru_cache(maxsize=1)
def _public_suffixes() -> "TLDExtract":
    import tldextract  # not at the top, since it imports an HTTP client and few callers need it

    return tldextract.TLDExtract(
        suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True
    )


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    text = resources.files("pipelines.parsing").joinpath("sites.toml").read_text("utf-8")
    return tomllib.loads(text)


@lru_cache(maxsize=1)
def _platforms() -> frozenset[str]:
    return frozenset(_table()["hosting_platforms"])


@lru_cache(maxsize=1)
def _profile_hosts() -> Mapping[str, _ProfileHost]:
    """Return the profile hosts of ``sites.toml`` by their names."""
    profile_hosts = {}
    for entry in _table()["profile_hosts"]:
        patterns = tuple(re.compile(pattern, re.ASCII) for pattern in entry["patterns"])
        for host in entry["hosts"]:
            name = entry["hosts"][0] if entry.get("same_profiles") else host
            subdomains_are_profiles = entry.get("subdomains_are_profiles", False)
            profile_hosts[host] = _ProfileHost(name, patterns, subdomains_are_profiles)
    return profile_hosts
