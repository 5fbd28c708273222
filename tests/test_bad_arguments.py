"""Tests that wrong arguments of a command end in one line that names them, and write nothing."""

import pytest

from tests.workspace import Workspace

# (command, wrong arguments, what the message must contain)
WRONG_ARGUMENTS = [
    ("crawl", "", "news"),
    ("crawl", "nope", "news"),
    ("crawl", "news -a since=2026-13-01", "since"),
    ("crawl", "news -a since=yesterday", "since"),
    ("crawl", "news -a source=zz", "zz"),
    ("crawl", "news -a region=RU-XX", "RU-XX"),
    ("crawl", "news -a due=maybe", "due"),
    ("crawl", "news -a revisit=2", "revisit"),
    ("crawl", "news -a x", "-a"),
    ("crawl", "news -a nope=1", "nope"),
    ("crawl", "news -a", "-a"),
    ("crawl", "news -s SCHEDULER=x", "SCHEDULER"),
    ("crawl", "news -s LOG_FORMAT=%(x", "LOG_FORMAT"),
    ("crawl", "news -s DOWNLOAD_TLS_MIN_VERSION=SSLv2", "DOWNLOAD_TLS_MIN_VERSION"),
    ("crawl", "news -s DOWNLOAD_HANDLERS=x", "-s"),
    ("crawl", "news -s ITEM_PIPELINES={", "-s"),
    ("browse", "--port -1", "--port"),
    ("browse", "--port 65536", "--port"),
    ("browse", "--port web", "--port"),
    ("backup", "", "no file given"),
    ("backup", "folder", "folder"),
    ("backup", "news.db", "database itself"),
    ("backup", "sources.toml", "sources.toml"),
    ("backup", "/no/such/folder/x.db", "/no/such/folder"),
    ("boilerplate", "", "no source"),
    ("boilerplate", "zz", "zz"),
    ("boilerplate", "a --keep zz", "zz"),
    ("boilerplate", "a --cut", "--cut"),
    ("dedupe", "", "one file"),
    ("dedupe", "none.jsonl", "none.jsonl"),
    ("dedupe", "folder", "folder"),
    ("dedupe", "binary", "binary"),
    ("dedupe", "utf-16", "utf-16"),
    ("dedupe", "cp1251 --pairs", "cp1251"),
    ("dedupe", "--explain 1", "two articles"),
    ("dedupe", f"--explain 1 {'9' * 30}", "no article"),
    ("dedupe", "--rebuild x", "--rebuild"),
    ("digest", "", "--region"),
    ("digest", "--region XX", "XX"),
    ("digest", "--region RU-PNZ --date 2026-02-30", "--date"),
    ("digest", "--region RU-PNZ --format pdf", "--format"),
    ("export", "nothing", "nothing"),
    ("export", "articles --format xls", "--format"),
    ("export", "articles --since soon", "--since"),
    ("export", "articles --region Пенза", "--region"),
    ("export", "articles -o folder", "--output"),
    ("export", "articles -o news.db", "--output"),
    ("export", "articles -o sources.toml", "--output"),
    ("export", "articles -o alerts.toml", "--output"),
    ("export", "articles -o /no/such/folder/x", "--output"),
    ("export", "articles --format parquet", "--"),
    ("extract", "", "no file given"),
    ("extract", "page.html --source zz", "sources.toml; its ids are "),
    ("extract", "page.html --timezone Mars/Base", "Mars/Base"),
    ("forget", "", "URL"),
    ("forget", "zz", "zz"),
    ("forget", "http://[::1", "http://[::1"),
    ("forget", "\udcff", "UTF-8"),
    ("reextract", "--source zz", "zz"),
    ("sync", "", "no file given"),
    ("sync", "copy.db", "NEWS_DATABASE"),
    ("story", "", "no story given"),
    ("story", "zz", "zz"),
    ("story", "9" * 40, "9" * 40),
    ("story", "\udcff", "UTF-8"),
    ("sources", "--json --opml", "--json"),
    ("add-source", "", "URL"),
    ("add-source", "file:///etc/passwd", "file:///etc/passwd"),
    ("add-source", "http://127.0.0.2:x/", "http://127.0.0.2:x/"),
    ("add-source", "--opml folder", "folder"),
    ("add-source", "--opml binary", "binary"),
    ("add-source", "--opml none.opml", "none.opml"),
    ("add-source", "--catalogue zz", "zz"),
    ("add-source", "http://127.0.0.2:9/ --region XX", "--region"),
    ("add-source", "http://127.0.0.2:9/ --id Ёж", "--id"),
    ("add-source", "http://127.0.0.2:9/ --id a", "--id"),
    ("add-source", "--again zz", "sources.toml; its ids are "),
]


@pytest.mark.parametrize("command", sorted({command for command, _, _ in WRONG_ARGUMENTS}))
def test_arguments_of_a_wrong_kind_are_named(command: str, workspace: Workspace) -> None:
    for name, arguments, place in WRONG_ARGUMENTS:
        if name == command:
            parts = arguments.split(" ") if arguments else []
            assert workspace.faults(place, 2, command, *parts) == []


def test_an_empty_argument_is_no_argument(workspace: Workspace) -> None:
    for command in ("backup", "boilerplate", "dedupe", "forget", "story", "crawl"):
        assert workspace.faults("", 2, command, "") == []
    assert workspace.faults("--output", 2, "export", "articles", "--output", "") == []
    url = "http://127.0.0.2:9/"
    assert workspace.faults("--id", 2, "add-source", url, "--id", "") == []
