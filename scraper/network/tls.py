"""Verifies certificates, except on the hosts of sources with ``verify_certificates = false``."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from twisted.web.iweb import IPolicyForHTTPS
from zope.interface import implementer

from pipelines.model import Source

_MAX_HOSTS = 1_000  # whose TLS contexts are kept in memory; making a context takes about 10 ms


@implementer(IPolicyForHTTPS)
class PolicyByHost:
    """Chooses between two policies by the host that is connected to."""

    def __init__(self, verifying: Any, lenient: Any, unverified: frozenset[str]) -> None:
        self._verifying = verifying
        self._lenient = lenient
        self._unverified = unverified
        self._creators: dict[tuple[bytes, int], Any] = {}  # (host, port) → maker of connections

    def creatorForNetloc(self, hostname: bytes | str, port: int) -> Any:  # noqa: N802 - Twisted's
        host = hostname.encode("ascii") if isinstance(hostname, str) else hostname
        if len(self._creators) >= _MAX_HOSTS:
            self._creators.clear()
        if (host, port) not in self._creators:
            policy = self._lenient if self._is_unverified(host.decode()) else self._verifying
            self._creators[host, port] = policy.creatorForNetloc(host, port)
        return self._creators[host, port]

    def _is_unverified(self, host: str) -> bool:
        """Return whether the host or one of its parent domains is among the unverified hosts."""
        labels = host.lower().split(".")
        return any(".".join(labels[start:]) in self._unverified for start in range(len(labels)))


def unverified_hosts(sources: Iterable[Source]) -> frozenset[str]:
    """Return the hosts of sources with ``verify_certificates = false``, without ``www.``."""
    hosts = {
        (urlsplit(url).hostname or "").encode("idna").decode().removeprefix("www.")
        for source in sources
        if not source.verify_certificates
        for url in (source.home, *source.feeds, *source.sitemaps, *source.listings)
    }
    return frozenset(hosts - {""})
