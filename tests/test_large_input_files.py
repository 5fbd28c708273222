"""Tests that huge files of a user are refused in one line, in bounded time and memory."""

from collections.abc import Callable

import pytest

from tests.workspace import Workspace

MILLION = 1_000_000
TABLE = '[[source]]\nid = "s{0}"\nname = "S"\nhome = "https://s{0}.example/"\nregion = "RU-PNZ"\n'


def lines(start: str, pattern: str, end: str = "", count: int = MILLION) -> bytes:
    """Return the pattern with each number up to ``count``, between a start and an end."""
    return (start + "".join(pattern.format(number) for number in range(count)) + end).encode()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "content", "arguments", "place"),
    [
        ("sources.toml", lambda: lines("", "k{} = 1\n"), "crawl news", "sources.toml: larger than"),
        ("sources.toml", lambda: lines("", "#\n", "x = 1"), "crawl news", "unknown key 'x'"),
        ("sources.toml", lambda: lines("", TABLE, count=200_000), "doctor", "larger than 10 MB"),
        ("alerts.toml", lambda: lines("", "#\n", "[[alert]]"), "crawl news", "alert '1': words"),
        ("alerts.toml", lambda: lines("", "[[alert]]\n"), "alerts", "alert '1': words"),
        ("a.opml", lambda: lines("<opml><body>", "<p/>\n"), "add-source --opml a.opml", "a.opml"),
        (
            "a.opml",
            lambda: lines("<opml>", '<outline url="http://a{}.ru/"/>\n'),
            "add-source --opml a.opml",
            "a.opml: larger than 10 MB",
        ),
        (
            "a.opml",
            lambda: lines("<opml>", '<outline url="http://a{}.ru/"/>\n', "</opml>", 200_000),
            "add-source --opml a.opml",
            "a.opml: more than 1000 outlets",
        ),
        (
            "a.jsonl",
            lambda: lines("", '{{"id": {}, "article_body": "x"}}\n', "{"),
            "dedupe a.jsonl",
            "a.jsonl:1000001: expected one JSON object",
        ),
        (
            "p.jsonl",
            lambda: lines("", '{{"a": {{"text": "x"}}, "b": {{"text": "y{}"}}}}\n', "[]"),
            "dedupe --pairs p.jsonl",
            "p.jsonl:1000001: expected a JSON object",
        ),
        ("one.jsonl", lambda: b"[" * 30_000_000, "dedupe one.jsonl", "one.jsonl:1: longer than"),
    ],
    ids=[
        "keys of sources", "comments of sources", "sources", "comments of alerts", "alerts",
        "elements of OPML", "outlets of OPML without end", "outlets of OPML", "articles", "pairs",
        "one line",
    ],
)  # fmt: skip
def test_a_million_lines_take_bounded_time_and_memory(
    name: str, content: Callable[[], bytes], arguments: str, place: str, workspace: Workspace
) -> None:
    file = workspace.folder / name
    former_content = file.read_bytes() if file.exists() else None
    file.write_bytes(content())
    try:
        assert workspace.faults(place, 2, *arguments.split()) == []
    finally:
        file.unlink() if former_content is None else file.write_bytes(former_content)
