"""Which addresses are public, whatever they are spelled or wrapped in."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_TRANSLATED = ip_network("64:ff9b::/96")  # RFC 6052: IPv4 as an IPv6-only network sees it
_UNICAST = ip_network("2000::/3")  # RFC 4291: all that is routed in public
_DOCUMENTATION = ip_network("3fff::/20")  # RFC 9637, later than Python 3.11


def may_connect(text: str, allowed: Sequence[Network] = ()) -> bool:
    """Say whether the numeric address, as the resolver returned it, is public or allowed."""
    address = ip_address(text.partition("%")[0])
    carried = _carried(address)
    if any(one in network for network in allowed for one in {address, carried}):
        return True
    return _is_public(carried)


def _carried(address: Address) -> Address:
    """Return the IPv4 address that an IPv6 one stands for, or the address itself."""
    if isinstance(address, IPv4Address):
        return address
    if address in _TRANSLATED:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address


def _is_public(address: Address) -> bool:
    """Stricter than ``is_global``, which counts multicast and reserved space in."""
    if isinstance(address, IPv4Address):
        return address.is_global and not (address.is_multicast or address.is_reserved)
    if address.teredo or address in _DOCUMENTATION:
        return False
    return address in _UNICAST and address.is_global
