"""Hostile robots.txt of the largest size that is read: very many groups, rules, patterns, bytes."""

from scraper.discovery.robots import MAX_ROBOTS_BYTES
from tests.hostile_building import robots


def filled(line: str, begin: str = "User-agent: *\n") -> str:
    """Return a robots.txt of the largest size that repeats the line with different numbers."""
    count = MAX_ROBOTS_BYTES // (len(line) + 6)  # numbers have at most six digits
    return begin + "".join(line.format(n) for n in range(count))


@robots
def one_group_of_13_000_robots() -> bytes:
    robots_named = "".join(f"User-agent: a{n}\n" for n in range(13_000))
    return (robots_named + filled("Disallow: /{}\n")[:250_000]).encode()


@robots
def a_group_for_each_rule() -> bytes:
    return filled("User-agent: a{0}\nDisallow: /{0}\n").encode()


@robots
def this_robot_in_every_second_line() -> bytes:
    return filled("User-agent: svodka\nDisallow: /{}\n", "").encode()


@robots
def patterns_with_90_stars() -> bytes:
    return filled("Disallow: /" + "*a" * 90 + "{}\n").encode()


@robots
def patterns_with_an_end() -> bytes:
    return filled("Disallow: /{}$\n").encode()


@robots
def allowed_paths_without_end() -> bytes:
    return filled("Allow: /{}/index.html\n").encode()


@robots
def sitemaps_without_end() -> bytes:
    return filled("Sitemap: https://penza.example/{}.xml\n").encode()


@robots
def delays_without_end() -> bytes:
    return filled("Crawl-delay: {}9999999999\n").encode()


@robots
def one_rule_of_escaped_letters() -> bytes:
    return b"User-agent: *\nDisallow: " + b"%41" * (MAX_ROBOTS_BYTES // 3)


@robots
def white_space_after_a_name() -> bytes:
    return b"user agent" + b"\t " * (MAX_ROBOTS_BYTES // 2)


@robots
def misspelt_rules_without_end() -> bytes:
    return b"dias" * (MAX_ROBOTS_BYTES // 4)


@robots
def null_bytes() -> bytes:
    return bytes(MAX_ROBOTS_BYTES)


@robots
def line_ends_of_every_kind() -> bytes:
    return ("\r\x0b\x85\u2028" * (MAX_ROBOTS_BYTES // 7)).encode()


@robots
def bytes_that_are_no_text() -> bytes:
    return bytes(range(256)) * (MAX_ROBOTS_BYTES // 256)
