"""Tests that the commands in README and docs work, by running each block of them."""

import argparse
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from scrapy.settings import Settings

from tests.doc_commands import PAGES, Block, blocks, mentions
from tests.newsroom import ROOT, Scrapy
from tests.web_site import Site

# A command with one of these parts is not run, for the reason beside it. If the command is one of
# Svodka's, a test below still checks its options.
NOT_RUN = {
    "make demo": "installs everything; tests/test_demo_crawl.py runs the demo",
    "make test": "runs these tests",
    "pip install": "needs a package index",
    "apt install": "installs packages of the system",
    "python -m venv --copies env": "needs a package index",
    "env/bin/venv-pack": "needs venv-pack",
    "spark-submit": "needs a Spark cluster",
    "svodka-spark": "needs Spark; tests/test_pipelines_archive.py runs it",
    "scrapy dedupe --import": "needs a result of svodka-spark: tests/test_pipelines_archive.py",
    "--format parquet": "needs pyarrow; tests/test_storage_articles_export.py writes Parquet",
    "--format xlsx": "needs XlsxWriter; tests/test_storage_articles_export.py writes a workbook",
    "scrapy add-source": "visits outlets; tests/test_scraper_commands_sources.py adds one",
    "svodka demo": "tests/test_svodka_wheel.py runs it",
    "sudo": "needs an administrator",
    "datasette publish": "needs a cloud",
    "docker ": "needs Docker; tests/test_deploy.py checks its files",
    ".pgpass": "needs a PostgreSQL server; tests/test_scraper_cluster_worker.py has one",
    "$SVODKA": "needs a PostgreSQL server; tests/test_scraper_cluster_worker.py has one",
    "export SVODKA": "needs a PostgreSQL server; tests/test_scraper_cluster_worker.py has one",
    "make ": "installs or measures for minutes",
    ".recover": "the sqlite3 of Debian 12 fails at it, with any database",
    "python -m benchmarks": "measures for minutes",
    "10.20.0.0/16": "needs an outlet in that network",
}
SERVERS = ("scrapy browse", "datasette ")  # commands that serve until they are stopped
# For each folder that the docs name, the folder that the test uses, from where it runs commands.
FOLDERS = {"/home/you/svodka": ".", "/srv/svodka": ".", "/srv/": "./", "/backups/": "backups/"}
DAY = "2026-11-23"


def runnable(block: Block) -> list[str]:
    """Return the commands of a block without those of NOT_RUN."""
    return [command for command in block.commands if not any(part in command for part in NOT_RUN)]


BLOCKS = [block for block in blocks() if runnable(block)]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Yield a folder like that of a user: sources.toml, a database with an article, a backup."""
    site = Site()
    folder = tmp_path_factory.mktemp("docs") / "svodka"
    folder.mkdir()
    publish_article(site)
    source = (
        f'[[source]]\nid = "penza-segodnya"\nname = "Пенза"\nhome = "{site.url}/"\n'
        f'region = "RU-PNZ"\nfeeds = ["{site.url}/rss"]\n'
    )
    (folder / "sources.toml").write_text(source, encoding="utf-8")
    (folder / "scrapy.cfg").write_text("[settings]\ndefault = reader_settings\n")
    (folder / "reader_settings.py").write_text(
        "from scraper.settings import *\n"
        'NEWS_ALLOWED_NETWORKS = "127.0.0.0/8"\nDOWNLOAD_DELAY = 0\n'
    )
    (folder / ".venv").symlink_to(sys.prefix)
    run = run_shell("scrapy crawl news -a since=2026-01-01", folder)
    assert (run.returncode, run.stderr) == (0, "")
    (folder / "backups").mkdir()
    shutil.copy(folder / "news.db", folder / "backups" / "news-3.db")
    yield folder
    site.close()


def publish_article(site: Site) -> None:
    """Put an article on a site, and a feed with a link to it."""
    text = "<p>В парке открыли каток, лёд на нём заливали три ночи подряд.</p>" * 3
    page = f"<html><title>Каток</title><h1>Каток открыли</h1><time>{DAY}</time>{text}</html>"
    link = site.put("/news/1", page)
    feed = f"<rss version='2.0'><channel><item><link>{link}</link></item></channel></rss>"
    site.put("/rss", feed, content_type="application/rss+xml")


def run_shell(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a script with the programs of this environment; it ends at the first failure."""
    environment = os.environ | {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
    }
    return subprocess.run(
        ["bash", "-e", "-c", script], cwd=folder, capture_output=True, text=True, check=False,
        env=environment, timeout=300,
    )  # fmt: skip


def script_of(block: Block) -> str:
    """Return the commands that can be run as a script, which stops each server once it answers."""
    lines = []
    for command in runnable(block):
        for documented, used in FOLDERS.items():
            command = command.replace(documented, used)
        lines.append(started_and_stopped(command) if command.startswith(SERVERS) else command)
    return "\n".join(lines)


def started_and_stopped(server: str) -> str:
    """Return commands that start a server, wait until it accepts a connection, and stop it.

    They wait for at most 30 seconds. ``kill -0`` fails, and so the script, if the server has ended.
    """
    port = 20000 + os.getpid() % 20000  # one of its own for each process that runs tests
    return f"""{server} --port {port} > served 2>&1 & pid=$!
for i in $(seq 300); do
    (: < /dev/tcp/127.0.0.1/{port}) 2> /dev/null && break
    kill -0 $pid
    sleep 0.1
done
kill $pid
wait $pid || true"""


@pytest.mark.slow
@pytest.mark.parametrize("block", BLOCKS, ids=[block.place for block in BLOCKS])
def test_the_commands_of_a_block_work(block: Block, prepared: Path, tmp_path: Path) -> None:
    folder = tmp_path / "svodka"
    shutil.copytree(prepared, folder, symlinks=True)
    script = script_of(block)
    run = run_shell(script, folder)
    assert (run.returncode, run.stderr) == (0, ""), script


def test_each_exception_is_a_command_in_the_docs() -> None:
    commands = "\n".join(command for block in blocks() for command in block.commands)
    unknown = [part for part in NOT_RUN if part not in commands]
    assert unknown == []


PLACE_OF_COMMAND = {command: place for place, command in mentions()}  # the last one of each
MENTIONS = sorted(PLACE_OF_COMMAND.items())


@pytest.mark.parametrize(
    ("command", "place"), MENTIONS, ids=[f"{place} {command}" for command, place in MENTIONS]
)
def test_each_named_command_has_the_options_that_the_docs_give_it(command: str, place: str) -> None:
    _program, name, *arguments = shlex.split(command.replace("…", "").replace("$SVODKA", ""))
    if name in ("init", "demo", "COMMAND", "-h"):
        return  # tests/test_svodka_cli.py tests these
    parser = argparse.ArgumentParser()
    scrapy_command = import_module(f"scraper.commands.{name}").Command()
    scrapy_command.settings = Settings()
    scrapy_command.add_options(parser)
    options = [argument for argument in arguments if re.match(r"--?[a-z]", argument)]
    names = {option.partition("=")[0] for option in options}
    assert names <= set(parser._option_string_actions), place


@pytest.mark.parametrize("page", PAGES, ids=[str(page.relative_to(ROOT)) for page in PAGES])
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=[str(page.relative_to(ROOT)) for page in PAGES])
def test_every_path_of_code_in_the_docs_exists(page: Path) -> None:
    folders = "pipelines|scraper|storage|svodka|tests|benchmarks|deploy"
    paths = re.findall(rf"`((?:{folders})/[\w/.-]+)`", page.read_text(encoding="utf-8"))
    examples = {"tests/golden/NAME.html", "tests/golden/NAME.json"}
    missing = [
        path
        for path in set(paths) - examples
        if not (ROOT / path).exists() and not (ROOT / f"{path}.py").exists()
    ]
    assert missing == []


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page: each heading in lower case, with hyphens between its words."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=[str(page.relative_to(ROOT)) for page in PAGES])
def test_every_link_to_a_heading_finds_it(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target, anchor in re.findall(r"\]\((?!https?:)([^)#]*)#([^)]+)\)", text):
        other = page.parent / target if target else page
        assert anchor in anchors(other), f"{target}#{anchor}"


def test_scrapy_lists_every_command_of_the_project(scrapy: Scrapy) -> None:
    listed = re.findall(r"^  ([a-z-]+)", scrapy("-h").stdout, re.MULTILINE)
    ours = {path.stem for path in (ROOT / "scraper" / "commands").glob("[a-z]*.py")}
    assert ours <= set(listed)
