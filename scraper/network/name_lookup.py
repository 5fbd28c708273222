"""Looks up the addresses of a host name at the system's resolver."""

import socket
from typing import Any


def look_up(host: str) -> tuple[str, ...]:
    """Return the addresses of a host; the system also reads IPv4 in hex, octal and the like.

    Raises OSError if the host has no address, and UnicodeError if it cannot be a host name.
    """
    answers = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(_numeric(family, address) for family, *_, address in answers))


def _numeric(family: int, address: Any) -> str:
    """Return the text of an address, with the number of its network interface if it needs one."""
    if family != socket.AF_INET6:
        host, _port = address
        return str(host)
    host, _port, _flow, interface = address
    return f"{host}%{interface}" if interface and "%" not in host else str(host)
