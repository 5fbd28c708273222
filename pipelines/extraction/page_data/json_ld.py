"""Reads the JSON-LD nodes of a page (https://www.w3.org/TR/json-ld11/), also from damaged JSON."""

import re
from collections import deque
from collections.abc import Iterable
from itertools import islice
from typing import Any

from lxml.html import HtmlElement

from pipelines.parsing.loose_json import read_json_values

# These limits bound the time for a page.
_MAX_SCRIPT_CHARS = 1_000_000  # the rest of a longer script is not read
_MAX_SCRIPTS = 100  # of a page
_MAX_VALUES = 5_000  # in all scripts of a page together
# Marks of comments around the JSON of a script: «<!--», «//<![CDATA[», «/* ]]> */».
_OPENING_MARK = re.compile(r"\s*(?:/\*\s*)?(?:<!\[CDATA\[|<!--|//\s*<!\[CDATA\[)(?:\s*\*/)?")
_CLOSING_MARK = re.compile(r"(?:/\*\s*)?(?://\s*)?(?:\]\]>|-->)(?:\s*\*/)?\s*;?$")
_MAX_CLOSING_CHARS = 100  # in which a closing mark is looked for
_TYPE = "application/ld+json"
Node = dict[str, Any]


def json_ld_nodes(scripts: Iterable[HtmlElement]) -> list[Node]:
    """Return the JSON-LD objects with a type; objects of outer levels come first.

    ``scripts`` are the <script> elements of a page; those with other data are skipped.
    References by ``@id`` to authors, publishers and images are replaced by the named objects.
    """
    nodes: list[Node] = []
    queue: deque[Any] = deque()
    for script in _texts(scripts):
        queue.extend(read_json_values(_without_marks(script[:_MAX_SCRIPT_CHARS])))
    by_id: dict[str, Node] = {}
    visited = 0
    while queue and visited < _MAX_VALUES:
        item = queue.popleft()
        visited += 1
        if isinstance(item, list):
            queue.extend(item)
        elif isinstance(item, dict):
            if item.get("@type"):
                nodes.append(item)
            if isinstance(item.get("@id"), str) and len(item) > 1:
                by_id.setdefault(item["@id"], item)
            queue.extend(value for value in item.values() if isinstance(value, list | dict))
    return [_with_references(node, by_id) for node in nodes]


def types_of(node: Node) -> list[str]:
    """Return the ``@type`` values of a node as a list."""
    value = node.get("@type")
    kinds = value if isinstance(value, list) else [value]
    return [str(kind) for kind in kinds if kind]


def _texts(scripts: Iterable[HtmlElement]) -> list[str]:
    """Return the texts of the scripts with JSON-LD; other, longer scripts are skipped."""
    kinds = ((script.get("type") or "", script) for script in scripts)
    of_type = (script for kind, script in kinds if kind.strip().lower().startswith(_TYPE))
    return [script.text or "" for script in islice(of_type, _MAX_SCRIPTS)]


def _without_marks(script: str) -> str:
    """Return a script without the marks of comments at its start and end."""
    opening = _OPENING_MARK.match(script)
    start = opening.end() if opening else 0
    inner = script[start:].rstrip()
    closing = _CLOSING_MARK.search(inner, max(0, len(inner) - _MAX_CLOSING_CHARS))
    return inner[: closing.start()] if closing else inner


def _with_references(node: Node, by_id: dict[str, Node]) -> Node:
    """Return a node in which references to authors, publishers and images are replaced."""
    filled = {
        key: _resolved(node[key], by_id)
        for key in ("author", "creator", "publisher", "image")
        if isinstance(node.get(key), dict | list)
    }
    return node | filled if filled else node


def _resolved(value: Any, by_id: dict[str, Node]) -> Any:
    """Return a value, or the object that it names if it is a reference such as {"@id": "#anna"}."""
    if isinstance(value, list):
        return [_resolved(item, by_id) for item in value]
    if isinstance(value, dict) and value.keys() <= {"@id", "@type"}:
        return by_id.get(str(value.get("@id")), value)
    return value
