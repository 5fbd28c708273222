"""Decides which IP addresses may be connected to, also when IPv6 addresses contain IPv4 ones.

The tables below hold the IANA special-purpose address registries for IPv4 and IPv6 (RFC 6890). The
module ``ipaddress`` lacks some of these rows; the missing rows differ between Python versions.
"""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

IPAddress = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# No outlet has an address in these networks, although some of them can be reached from anywhere.
SPECIAL_IPV4 = tuple(
    IPv4Network(row)
    for row in (
        "0.0.0.0/8",  # RFC 791: this network
        "10.0.0.0/8",  # RFC 1918: private use
        "100.64.0.0/10",  # RFC 6598: shared address space of carriers
        "127.0.0.0/8",  # RFC 1122: loopback
        "169.254.0.0/16",  # RFC 3927: link-local, also the metadata of cloud machines
        "172.16.0.0/12",  # RFC 1918: private use
        "192.0.0.0/24",  # RFC 6890: IETF protocol assignments, such as DS-Lite, PCP and TURN
        "192.0.2.0/24",  # RFC 5737: documentation
        "192.31.196.0/24",  # RFC 7535: AS112
        "192.52.193.0/24",  # RFC 7450: AMT
        "192.88.99.0/24",  # RFC 7526: 6to4 relays, deprecated
        "192.168.0.0/16",  # RFC 1918: private use
        "192.175.48.0/24",  # RFC 7534: AS112
        "198.18.0.0/15",  # RFC 2544: benchmarking
        "198.51.100.0/24",  # RFC 5737: documentation
        "203.0.113.0/24",  # RFC 5737: documentation
        "224.0.0.0/4",  # RFC 5771: multicast
        "240.0.0.0/4",  # RFC 1112: reserved, and the limited broadcast
    )
)
# The special networks within 2000::/3; everything outside 2000::/3 is refused.
SPECIAL_IPV6 = tuple(
    IPv6Network(row)
    for row in (
        "2001::/23",  # RFC 2928: IETF protocol assignments, such as Teredo, ORCHID and AMT
        "2001:db8::/32",  # RFC 3849: documentation
        "2620:4f:8000::/48",  # RFC 7534: AS112
        "3fff::/20",  # RFC 9637: documentation
    )
)
_PUBLIC_IPV6 = IPv6Network("2000::/3")  # RFC 4291: all addresses that are routed publicly
_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: IPv4 addresses in an IPv6-only network


def may_connect(text: str, allowed: Sequence[Network] = ()) -> bool:
    """Return whether an IP address that a resolver returned is public or in an allowed network."""
    address = ip_address(text.partition("%")[0])
    contained = _contained(address)
    if any(address in network or contained in network for network in allowed):
        return True
    return _is_public(contained)


def _contained(address: IPAddress) -> IPAddress:
    """Return the IPv4 address that an IPv6 address contains, or the address itself.

    IPv4-mapped addresses, addresses of NAT64 and those of 6to4 contain one. Other addresses that
    contain one, such as those of Teredo, are in networks that are refused.
    """
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address


def _is_public(address: IPAddress) -> bool:
    if isinstance(address, IPv4Address):
        return not any(address in network for network in SPECIAL_IPV4)
    return address in _PUBLIC_IPV6 and not any(address in network for network in SPECIAL_IPV6)
