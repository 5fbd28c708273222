"""Reduces a robots.txt to the rules for this robot, in linear time, before it is parsed and stored.

A group of N ``User-agent`` lines and N rules takes Protego N² steps: it copies each rule for each
line. Such a file of 119 KB took 53 s and 1.2 GB in the process of the crawl.
"""

import re
from collections.abc import Iterable

from protego import Protego

ROBOT_NAME = "svodka"
MAX_ROBOTS_BYTES = 512 * 1024  # RFC 9309 asks for at least 500 KiB; the rest is ignored
_MAX_RULES = 20_000  # for this robot; Protego reads so many in 0.2 s
_MAX_PATTERNS = 2_000  # rules with * or $, each of which is compared with each address
_MAX_SITEMAPS = 1_000
_MAX_RULE_CHARS = 2_000  # no address that is fetched is longer
_FORBIDS_ALL = "Disallow: /"
# Lines as Protego reads them: with spelling mistakes, and also without a colon.
_AGENT_LINE = re.compile(r"user[- ]?agent\s*[:\s]\s*(.*)", re.IGNORECASE)
_SITEMAP_LINE = re.compile(r"site-?maps?\s*[:\s]", re.IGNORECASE)
_HOST_LINE = re.compile(r"host\s*[:\s]", re.IGNORECASE)
_RULE_LINE = re.compile(r"(?:allow|di[as]+l+[ao]w|crawl[- ]delay)\b", re.IGNORECASE)
# Only such a line ends the ``User-agent`` lines of a group; words without a colon are ignored.
_OTHER_LINE = re.compile(r"[^:]*:|(?:request[- ]rate|visit[- ]time)\b", re.IGNORECASE)
_NAME = re.compile(r"[a-z_-]*")  # «svodka» of «svodka/1.0»
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f]")  # a database may refuse NUL


def relevant_robots(text: str) -> str:
    """Return the rules of a robots.txt for this robot, or else those for all, and its sitemaps.

    The result is a robots.txt with one group; the function returns such a text unchanged. A file
    with more rules for this robot than can be obeyed forbids everything.
    """
    rules_by_name: dict[str, list[str]] = {}  # the names are "svodka" and "*", if the file has them
    names_of_group: set[str] = set()  # of these two, for the group that is being read
    sitemaps: dict[str, None] = {}
    was_agent_line = False  # whether the last line was a ``User-agent`` line of the group
    for line in _lines(text):
        if agent := _AGENT_LINE.fullmatch(line):
            if not was_agent_line:  # a new group begins
                names_of_group = set()
            was_agent_line = True
            if name := _relevant_name(agent[1]):
                names_of_group.add(name)
                rules_by_name.setdefault(name, [])
        elif _SITEMAP_LINE.match(line):
            sitemaps[line] = None
        elif _RULE_LINE.match(line):
            was_agent_line = False
            for name in names_of_group:
                rules_by_name[name].append(line)
        elif _OTHER_LINE.match(line) and not _HOST_LINE.match(line):
            was_agent_line = False
    name = ROBOT_NAME if ROBOT_NAME in rules_by_name else "*"
    rules: list[str] = []
    if name in rules_by_name:
        rules = [f"User-agent: {name}", *_obeyable(rules_by_name[name])]
    return "".join(f"{line}\n" for line in [*rules, *list(sitemaps)[:_MAX_SITEMAPS]])


def rules_of(text: str) -> Protego:
    """Return the parsed rules of a robots.txt of any content."""
    return Protego.parse(relevant_robots(text))


def _lines(text: str) -> Iterable[str]:
    """Yield the lines without comments and control characters; empty and long ones are left out."""
    for line in text[:MAX_ROBOTS_BYTES].splitlines():
        rule = _CONTROL.sub("", line.partition("#")[0]).strip()
        if rule and len(rule) <= _MAX_RULE_CHARS:
            yield rule


def _relevant_name(agent: str) -> str | None:
    """Return the robot's name or ``*`` if a ``User-agent`` line names it; a version may follow."""
    if agent.strip() == "*":
        return "*"
    name = _NAME.match(agent.lower())
    return ROBOT_NAME if name and name[0] == ROBOT_NAME else None


def _obeyable(rules: list[str]) -> list[str]:
    """Return the rules, or if they are more than can be obeyed, one rule that forbids all."""
    patterns = sum("*" in rule or "$" in rule for rule in rules)
    if len(rules) > _MAX_RULES or patterns > _MAX_PATTERNS:
        return [_FORBIDS_ALL]
    return rules
