"""Tests that no address in the IANA registries of special addresses may be connected to."""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.network.addresses import may_connect

# https://www.iana.org/assignments/iana-ipv4-special-registry, and multicast
IPV4_ROWS = """
0.0.0.0/8 0.0.0.0/32 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24
192.0.0.0/29 192.0.0.8/32 192.0.0.9/32 192.0.0.10/32 192.0.0.170/32 192.0.0.171/32 192.0.2.0/24
192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.88.99.2/32 192.168.0.0/16 192.175.48.0/24
198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 240.0.0.0/4 255.255.255.255/32 224.0.0.0/4
""".split()  # noqa: SIM905
# https://www.iana.org/assignments/iana-ipv6-special-registry without NAT64 and 6to4, which may
# contain public IPv4 addresses; also site-local, multicast, IPv4-compatible and -translated ones
IPV6_ROWS = """
::1/128 ::/128 64:ff9b:1::/48 100::/64 100:0:0:1::/64 2001::/23 2001::/32 2001:1::1/128
2001:1::2/128 2001:1::3/128 2001:2::/48 2001:3::/32 2001:4:112::/48 2001:10::/28 2001:20::/28
2001:30::/28 2001:db8::/32 2620:4f:8000::/48 3fff::/20 5f00::/16 fc00::/7 fe80::/10
fec0::/10 ff00::/8 ::/96 ::ffff:0:0:0/96 4000::/3 1000::/4
""".split()  # noqa: SIM905
IPV4_NETWORKS = [IPv4Network(row) for row in IPV4_ROWS]


def embedded(address: IPv4Address) -> dict[str, str]:
    """Return the IPv6 forms of an IPv4 address, by their names."""
    number = int(address)
    forms = {
        "mapped": 0xFFFF << 32 | number,
        "NAT64": 0x64FF9B << 96 | number,
        "6to4": 0x2002 << 112 | number << 80 | 1,
    }
    return {name: str(IPv6Address(form)) for name, form in forms.items()}


@pytest.mark.parametrize("row", IPV4_ROWS)
def test_no_address_of_a_special_ipv4_network_may_be_connected_to(row: str) -> None:
    network = IPv4Network(row)
    for address in (network[0], network[network.num_addresses // 2], network[-1]):
        assert not may_connect(str(address))
        for name, form in embedded(address).items():
            assert not may_connect(form), name


@pytest.mark.parametrize("row", IPV6_ROWS)
def test_no_address_of_a_special_ipv6_network_may_be_connected_to(row: str) -> None:
    network = IPv6Network(row)
    for address in (network[0], network[network.num_addresses // 2], network[-1]):
        if address.ipv4_mapped is None:
            assert not may_connect(str(address)), address


@pytest.mark.parametrize("row", IPV4_ROWS)
def test_the_neighbours_of_a_special_network_are_public(row: str) -> None:
    network = IPv4Network(row)
    for number in (int(network[0]) - 1, int(network[-1]) + 1):
        if 0 <= number < 2**32:
            address = IPv4Address(number)
            is_special = any(address in other for other in IPV4_NETWORKS)
            assert may_connect(str(address)) is not is_special


@pytest.mark.parametrize(
    "address",
    [
        "192.0.0.192", "192.88.99.1",  # global according to ipaddress of Python 3.11.7
        "64:ff9b::c058:6301", "2002:c000:c0::1", "::ffff:192.88.99.1",
        "64:ff9b:1::808:808", "64:ff9b:1:808:8:800::",  # local-use NAT64, also with a public one
        "2001:0:4136:e378:8000:63bf:f7f7:f7f7",  # Teredo of 8.8.8.8
        "::8.8.8.8", "::ffff:0:8.8.8.8",
    ],
)  # fmt: skip
def test_special_addresses_that_ipaddress_calls_global_are_refused(address: str) -> None:
    assert not may_connect(address)


@given(st.ip_addresses(v=4))
def test_wrapping_an_address_in_ipv6_does_not_change_the_verdict(address: IPv4Address) -> None:
    direct = may_connect(str(address))
    assert {may_connect(form) for form in embedded(address).values()} == {direct}
    assert direct is not any(address in network for network in IPV4_NETWORKS)


def test_an_allowed_network_opens_special_addresses_and_their_forms() -> None:
    allowed = [ip_network("192.88.99.0/24")]
    address = IPv4Address("192.88.99.1")
    assert may_connect(str(address), allowed)
    assert all(may_connect(form, allowed) for form in embedded(address).values())
    assert not may_connect("192.0.0.192", allowed)
