"""Tests that a mistake of a user ends in one line that names its place, and writes nothing."""

import os
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from _pytest.mark import ParameterSet

from storage.database.sqlite import open_database
from tests.fork_server import ForkServer
from tests.newsroom import ROOT

SOURCE = (
    '[[source]]\nid = "a"\nname = "Газета"\nhome = "http://127.0.0.1:9/"\nregion = "RU-PNZ"\n'
    'feeds = ["http://127.0.0.1:9/rss"]\n'
)
ALERT = '[[alert]]\nid = "bridge"\nwords = "мост"\nnotify = ["json://127.0.0.1:9/"]\n'
# command → valid arguments, and what it reads: s for sources.toml, d for the database.
COMMANDS = {
    "add-source": ("http://127.0.0.2:9/ --dry-run", "s"),
    "alerts": ("", "d"),
    "backup": ("copy.db", "d"),
    "boilerplate": ("a", "d"),
    "browse": ("", "d"),
    "citations": ("", "d"),
    "crawl": ("news", "sd"),
    "dedupe": ("--rebuild", "d"),
    "digest": ("--region RU-PNZ", "d"),
    "doctor": ("", "sd"),
    "edits": ("", "d"),
    "events": ("", "d"),
    "export": ("articles", "d"),
    "extract": ("page.html --source a", "s"),
    "forget": ("http://127.0.0.1:9/1", "d"),
    "keep": ("", "d"),
    "mcp": ("", "d"),
    "missing": ("--outlet a", "d"),
    "prune": ("-s NEWS_KEEP_DAYS=30", "d"),
    "reextract": ("", "sd"),
    "refused": ("", "d"),
    "releases": ("", "d"),
    "schedule": ("", ""),
    "sources": ("", "sd"),
    "status": ("", "d"),
    "story": ("1", "d"),
    "sync": ("copy.db", ""),
}
MAX_MEMORY_BYTES = 2_500_000_000  # of address space; a bad file must not fill the memory
MAX_MESSAGE = 700  # characters


@dataclass
class Workspace:
    """A folder with the files that users write, and commands that use them."""

    folder: Path
    server: ForkServer

    def run(self, command: str, *arguments: object, **settings: object) -> CompletedProcess[str]:
        named: dict[str, object] = {
            "NEWS_DATABASE": self.folder / "news.db",
            "NEWS_SOURCES": self.folder / "sources.toml",
            "NEWS_ALLOWED_NETWORKS": "127.0.0.0/8",
            "RETRY_TIMES": 0,
            **settings,
        }
        pairs = [part for name, value in named.items() for part in ("-s", f"{name}={value}")]
        argv = [command, *pairs, *map(self.path_of, arguments)]
        return self.server.run(*argv, max_memory_bytes=MAX_MEMORY_BYTES)

    def path_of(self, argument: object) -> str:
        """Return the path of the file in the folder that an argument names, or the argument."""
        text = str(argument)
        may_be_name = bool(text) and not text.startswith(("-", "/"))
        is_file = may_be_name and (self.folder / text).exists()
        return str(self.folder / text) if is_file or text == "copy.db" else text

    def state(self) -> dict[str, tuple[int, int, bytes]]:
        """Return size, time and content of all files but the extra files beside the database."""
        return {
            path.name: (path.stat().st_size, path.stat().st_mtime_ns, path.read_bytes())
            for path in self.folder.rglob("*")
            if path.is_file() and not path.name.endswith(("-wal", "-shm", ".lock"))
        }

    def faults(
        self, place: str, code: int, command: str, *arguments: object, **settings: object
    ) -> list[str]:
        """Run a command that must be refused, and return what is wrong with its refusal.

        It must end with ``code`` and one line that contains ``place``, and must write nothing.
        """
        before = self.state()
        run = self.run(command, *arguments, **settings)
        rules = {
            f"ends with code {code}": run.returncode == code,
            "prints one line": run.stderr.count("\n") == 1,
            "names the command first": run.stderr.startswith(f"scrapy {command}: "),
            f"names {place!r}": place in run.stderr,
            "is short": len(run.stderr) < MAX_MESSAGE,
            "writes nothing": self.state() == before,
        }
        shown = f"{command} {arguments} {settings}: {run.returncode}, {run.stderr!r}"
        return [f"{shown}: not «{rule}»" for rule, is_kept in rules.items() if not is_kept]


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory, scrapy_server: ForkServer) -> Workspace:
    folder = tmp_path_factory.mktemp("workspace")
    (folder / "sources.toml").write_text(SOURCE)
    (folder / "alerts.toml").write_text(ALERT)
    (folder / "page.html").write_text("<h1>Мост</h1>")
    with closing(open_database(folder / "news.db")) as db:
        db.table("sources").insert(
            {"id": "a", "name": "A", "home": "x", "region": "RU-PNZ", "timezone": "Europe/Moscow"}
        )
    for name, content in BAD_FILES.items():
        (folder / name).write_bytes(content)
    (folder / "folder").mkdir()
    (folder / "loop").symlink_to(folder / "loop")
    (folder / "empty").touch()
    return Workspace(folder, scrapy_server)


# These commands run in the fast suite; all commands have the same base class.
SAMPLE = {"crawl", "export", "sources"}


def commands_reading(letter: str = "") -> list[ParameterSet]:
    """Return the commands that read what the letter stands for; those not in SAMPLE are slow."""
    return [
        pytest.param(name, marks=() if name in SAMPLE else pytest.mark.slow)
        for name, (_, reads) in COMMANDS.items()
        if letter in reads
    ]


# Files that are no TOML in UTF-8: name → content.
BAD_FILES = {
    "utf-16": SOURCE.encode("utf-16"),
    "cp1251": SOURCE.encode("cp1251"),
    "nul": SOURCE.replace("Газета", "\0").encode(),
    "binary": bytes(range(256)) * 20,
    "cut": SOURCE.encode()[:60],
}


def test_no_command_is_left_out() -> None:
    assert set(COMMANDS) == {path.stem for path in (ROOT / "scraper" / "commands").glob("[!_]*.py")}


@pytest.mark.parametrize("command", commands_reading())
def test_every_command_refuses_options_it_does_not_have(command: str, workspace: Workspace) -> None:
    valid, _ = COMMANDS[command]
    arguments = valid.split()
    for wrong in ("--nonsense", "-Z"):
        assert workspace.faults(wrong, 2, command, *arguments, wrong) == []
    if command != "extract":  # extract takes any number of files
        too_many = (*arguments, "x", "y", "z")
        assert workspace.faults("unexpected argument", 2, command, *too_many) == []


def test_only_the_crawl_changes_how_common_options_are_read() -> None:
    """So the next test shows for all commands what it shows for those in SAMPLE."""
    modules = [import_module(f"scraper.commands.{name}") for name in COMMANDS]
    changing = {
        module.Command().name for module in modules if "process_options" in vars(module.Command)
    }
    assert changing == {"crawl"}


@pytest.mark.parametrize("command", sorted(SAMPLE))
def test_wrong_values_of_common_options_are_refused(command: str, workspace: Workspace) -> None:
    valid, _ = COMMANDS[command]
    for wrong, place in {
        "-s": "-s",
        "-s X": "-s",
        "-s NEWS_DATABSE=x": "NEWS_DATABSE",
        "-s NEWS_RAW_DAYS=many": "NEWS_RAW_DAYS",
        "-s DOWNLOAD_DELAY=soon": "DOWNLOAD_DELAY",
        "--loglevel": "--loglevel",
        "--loglevel LOUD": "LOG_LEVEL",
        "--logfile /no/such/folder/log": "/no/such/folder/log",
        "--pidfile /no/such/folder/pid": "/no/such/folder/pid",
        "--profile folder": "--profile",
    }.items():
        assert workspace.faults(place, 2, command, *valid.split(), *wrong.split()) == []


@pytest.mark.parametrize("command", commands_reading("s"))
def test_every_command_that_reads_sources_reports_faults_in_them(
    command: str, workspace: Workspace
) -> None:
    valid, _ = COMMANDS[command]
    for name in (*BAD_FILES, "folder"):
        if (command, name) == ("reextract", "folder"):
            continue  # it needs no sources.toml
        sources = workspace.folder / name
        assert workspace.faults(name, 2, command, *valid.split(), NEWS_SOURCES=sources) == []


@pytest.mark.parametrize("command", commands_reading("d"))
def test_every_command_that_reads_the_database_reports_its_faults(
    command: str, workspace: Workspace
) -> None:
    valid, _ = COMMANDS[command]
    names = ["binary", "none/news.db"]
    if command in SAMPLE:
        names += ["folder", "loop", "a" * 300]
    for name in names:
        if command == "sources" and name not in ("binary", "folder"):
            continue  # without a database it shows sources.toml
        database = workspace.folder / name
        faults = workspace.faults(name[:20], 4, command, *valid.split(), NEWS_DATABASE=database)
        assert faults == []


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


def test_alerts_that_can_not_be_read_stop_the_run_before_any_request(workspace: Workspace) -> None:
    alerts = workspace.folder / "alerts.toml"
    try:
        for content in (*BAD_FILES.values(), ALERT.replace("id", "ids").encode(), b"alert = 1"):
            alerts.write_bytes(content)
            for command in (["crawl", "news"], ["alerts"]):
                assert workspace.faults("alerts.toml", 2, *command) == []
    finally:
        alerts.write_text(ALERT)


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is unreadable to root")
def test_files_that_may_not_be_read_are_named(workspace: Workspace) -> None:
    sources = workspace.folder / "sources.toml"
    sources.chmod(0)
    try:
        for command, (valid, reads) in COMMANDS.items():
            if "s" in reads:
                run = workspace.run(command, *valid.split())
                assert (run.returncode, run.stderr.count("\n")) == (2, 1), run.stderr
    finally:
        sources.chmod(stat.S_IRUSR | stat.S_IWUSR)


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


@pytest.mark.slow
def test_a_full_disk_under_standard_output_is_reported_in_one_line() -> None:
    command = [sys.executable, "-m", "scrapy", "schedule"]
    with Path("/dev/full").open("w") as full:
        run = subprocess.run(command, cwd=ROOT, stdout=full, stderr=subprocess.PIPE, check=False)
    assert run.returncode == 2
    assert run.stderr.decode() == "scrapy schedule: standard output: No space left on device\n"
