"""Resolves the hosts of all connections, and returns only addresses that may be used.

Before each connection, the reactor of Scrapy's download handler resolves the host, even if the host
is an IP address. So each redirect of each request is checked, and a name can't change its address
between the check and the connection.
"""

from collections import OrderedDict
from collections.abc import Sequence
from time import monotonic
from typing import Any, Generic, Self, TypeVar
from urllib.parse import urlsplit

import idna
from scrapy.crawler import Crawler
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IAddress, IHostnameResolver, IHostResolution
from twisted.internet.threads import deferToThreadPool
from zope.interface import implementer

from scraper.configuration.news_config import read_config
from scraper.network.addresses import Network, may_connect
from scraper.network.name_lookup import look_up

_MAX_HOSTS = 10_000  # that are kept in memory
_MAX_AGE_SECONDS = 300.0  # of an answer before its host is resolved again

T = TypeVar("T")


class _Recent(OrderedDict[str, T], Generic[T]):
    """A dictionary of at most _MAX_HOSTS entries, since a page may name any number of hosts."""

    def __setitem__(self, key: str, value: T) -> None:
        super().__setitem__(key, value)
        while len(self) > _MAX_HOSTS:
            self.popitem(last=False)


@implementer(IHostResolution)
class _Resolution:
    """The look-up of a name, as Twisted passes it to those who wait for it."""

    def __init__(self, name: str) -> None:
        self.name = name

    def cancel(self) -> None:
        raise NotImplementedError  # as in Twisted, since the thread can't be stopped


@implementer(IHostnameResolver)
class CheckedResolver:
    """Resolves names to public addresses and to addresses in the allowed networks.

    For a name without such an address no address is returned. Twisted reports an unknown host, and
    ``refusal`` returns the refused address. ``trusted`` hosts, such as a proxy, are not checked.
    """

    look_up = staticmethod(look_up)

    def __init__(
        self,
        reactor: Any,
        allowed: Sequence[Network] = (),
        trusted: frozenset[str] = frozenset(),
        max_seconds: float = 20.0,
    ) -> None:
        self._reactor = reactor
        self._allowed = allowed
        self._trusted = trusted
        self._max_seconds = max_seconds
        # By host: when it was looked up (monotonic seconds), and its addresses.
        self._known: _Recent[tuple[float, tuple[str, ...]]] = _Recent()
        self._refused: _Recent[str] = _Recent()  # the first address of each refused host

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: Any) -> Self:
        config = read_config(crawler.settings)
        proxy = urlsplit(config.proxy or "").hostname
        return cls(
            reactor,
            config.allowed_networks,
            frozenset({_ascii(proxy)} if proxy else ()),
            crawler.settings.getfloat("DNS_TIMEOUT"),
        )

    def install_on_reactor(self) -> None:
        self._reactor.installNameResolver(self)

    def refusal(self, host: str) -> str | None:
        """Return the address for which the host was refused last, or None if it was not."""
        return self._refused.get(_ascii(host))

    def resolveHostName(  # noqa: N802 - Twisted's interface
        self,
        resolutionReceiver: Any,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[type[IAddress]] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> _Resolution:
        """Pass the usable addresses to the receiver in the system's order (IHostnameResolver).

        A failed look-up gives no address and raises nothing.
        """
        resolution = _Resolution(hostName)
        resolutionReceiver.resolutionBegan(resolution)

        def complete(addresses: Sequence[str]) -> None:
            for address in self._usable(hostName, addresses):
                kind = IPv6Address if ":" in address else IPv4Address
                if addressTypes is None or kind in addressTypes:
                    resolutionReceiver.addressResolved(kind("TCP", address, portNumber))
            resolutionReceiver.resolutionComplete()

        self._look_up(_ascii(hostName)).addCallback(complete)
        return resolution

    def _look_up(self, host: str) -> Deferred[tuple[str, ...]]:
        """Return the addresses of a host, from memory or from the system; none after a failure."""
        looked_up_at, addresses = self._known.get(host, (0.0, ()))
        if addresses and monotonic() - looked_up_at < _MAX_AGE_SECONDS:
            answer: Deferred[tuple[str, ...]] = Deferred()
            answer.callback(addresses)
            return answer

        def remember(addresses: tuple[str, ...]) -> tuple[str, ...]:
            self._known[host] = (monotonic(), addresses)
            return addresses

        pool = self._reactor.getThreadPool()
        looked_up = deferToThreadPool(self._reactor, pool, self.look_up, host)
        looked_up.addTimeout(self._max_seconds, self._reactor)
        return looked_up.addCallbacks(remember, lambda failure: ())

    def _usable(self, host: str, addresses: Sequence[str]) -> list[str]:
        """Return the addresses that may be connected to, and note it if all were refused."""
        name = _ascii(host)
        if name in self._trusted:
            return list(addresses)
        usable = [address for address in addresses if may_connect(address, self._allowed)]
        if addresses and not usable:
            self._refused[name] = addresses[0]
        else:
            self._refused.pop(name, None)
        return usable


def _ascii(host: str) -> str:
    """Return the ASCII form of a host, since Twisted passes hosts in Unicode.

    A name that IDNA 2008 refuses is encoded by IDNA 2003, and returned as it is if that fails, too.
    """
    name = host.lower()
    if name.isascii():
        return name
    try:
        return idna.encode(name).decode()
    except UnicodeError:
        try:
            return name.encode("idna").decode()
        except UnicodeError:
            return name
