"""Decides which IP addresses may be connected to, also when IPv6 addresses contain IPv4 ones."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_TRANSLATED = ip_network("64:ff9b::/96")  # RFC 6052: IPv4 addresses in an IPv6-only network
_UNICAST = ip_network("2000::/3")  # RFC 4291: all addresses that are routed publicly
_DOCUMENTATION = ip_network("3fff::/20")  # RFC 9637, which Python 3.11 does not know


def may_connect(text: str, allowed: Sequence[Network] = ()) -> bool:
    """Return whether a numeric address of the resolver is public or in an allowed network."""
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
    """Return whether an address is public and neither multicast nor reserved."""
    if isinstance(address, IPv4Address):
        return address.is_global and not (address.is_multicast or address.is_reserved)
    if address.teredo or address in _DOCUMENTATION:
        return False
    return address in _UNICAST and address.is_global
