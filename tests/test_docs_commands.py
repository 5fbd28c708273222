"""Tests that the commands in README and docs work, by running each block."""

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

# Parts of commands that a test can't run, and why. The options of Svodka's commands are checked.
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
SERVERS = ("scrapy browse", "datasette ")  # serve until they are stopped
# Folders that the docs name → folders of the test.
PLACES = {"/home/you/svodka": ".", "/srv/svodka": ".", "/srv/": "./", "/backups/": "backups/"}
DAY = "2026-11-23"


def is_run(command: str) -> bool:
    return not any(part in command for part in NOT_RUN)


def runnable(block: Block) -> list[str]:
    return [command for command in block.commands if is_run(command)]


BLOCKS = [block for block in blocks() if runnable(block)]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Yield a folder like that of a user: sources.toml, a database with an article, a backup."""
    site, folder = Site(), tmp_path_factory.mktemp("docs") / "svodka"
    folder.mkdir()
    text = "<p>В парке открыли каток, лёд на нём заливали три ночи подряд.</p>" * 3
    page = f"<html><title>Каток</title><h1>Каток открыли</h1><time>{DAY}</time>{text}</html>"
    link = site.put("/news/1", page)
    feed = f"<rss version='2.0'><channel><item><link>{link}</link></item></channel></rss>"
    site.put("/rss", feed, content_type="application/rss+xml")
    block = (
        f'[[source]]\nid = "penza-segodnya"\nname = "Пенза"\nhome = "{site.url}/"\n'
        f'region = "RU-PNZ"\nfeeds = ["{site.url}/rss"]\n'
    )
    (folder / "sources.toml").write_text(block, encoding="utf-8")
    (folder / "scrapy.cfg").write_text("[settings]\ndefault = reader_settings\n")
    (folder / "reader_settings.py").write_text(
        "from scraper.settings import *\n"
        'NEWS_ALLOWED_NETWORKS = "127.0.0.0/8"\nDOWNLOAD_DELAY = 0\n'
    )
    (folder / ".venv").symlink_to(sys.prefix)
    done = run_shell("scrapy crawl news -a since=2026-01-01", folder)
    assert (done.returncode, done.stderr) == (0, "")
    (folder / "backups").mkdir()
    shutil.copy(folder / "news.db", folder / "backups" / "news-3.db")
    yield folder
    site.close()


def run_shell(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
    }
    return subprocess.run(
        ["bash", "-e", "-c", script], cwd=folder, capture_output=True, text=True, check=False,
        env=environment, timeout=110,
    )  # fmt: skip


def script_of(block: Block) -> str:
    """Return the commands as a script, which stops each server once it answers."""
    lines = []
    for command in runnable(block):
        for place, here in PLACES.items():
            command = command.replace(place, here)
        if command.startswith(SERVERS):
            port = 20000 + os.getpid() % 20000
            lines.append(
                f"{command} --port {port} > served 2>&1 & pid=$!\n"
                f"for i in $(seq 300); do (: < /dev/tcp/127.0.0.1/{port}) 2> /dev/null && break;"
                " kill -0 $pid; sleep 0.1; done\nkill $pid; wait $pid || true"
            )
        else:
            lines.append(command)
    return "\n".join(lines)


@pytest.mark.slow
@pytest.mark.parametrize("block", BLOCKS, ids=[block.place for block in BLOCKS])
def test_the_commands_of_a_block_work(block: Block, prepared: Path, tmp_path: Path) -> None:
    folder = tmp_path / "svodka"
    shutil.copytree(prepared, folder, symlinks=True)
    script = script_of(block)
    done = run_shell(script, folder)
    assert (done.returncode, done.stderr) == (0, ""), script


def test_each_exception_is_a_command_in_the_docs() -> None:
    commands = "\n".join(command for block in blocks() for command in block.commands)
    unknown = [part for part in NOT_RUN if part not in commands]
    assert unknown == []


MENTIONS = sorted({command: place for place, command in mentions()}.items())


@pytest.mark.parametrize(
    ("command", "place"), MENTIONS, ids=[f"{place} {command}" for command, place in MENTIONS]
)
def test_each_named_command_has_the_options_that_the_docs_give_it(command: str, place: str) -> None:
    name, *arguments = shlex.split(command.replace("…", "").replace("$SVODKA", ""))[1:]
    if name in ("init", "demo", "COMMAND", "-h"):
        return  # tests/test_svodka_cli.py tests these
    parser = argparse.ArgumentParser()
    module = import_module(f"scraper.commands.{name}")
    described = module.Command()
    described.settings = Settings()
    described.add_options(parser)
    given = {one.partition("=")[0] for one in arguments if re.match(r"--?[a-z]", one)}
    assert given <= set(parser._option_string_actions), place


@pytest.mark.parametrize("page", PAGES, ids=[str(page.relative_to(ROOT)) for page in PAGES])
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def test_every_command_that_scrapy_lists_is_known_to_the_readme(scrapy: Scrapy) -> None:
    listed = re.findall(r"^  ([a-z-]+)", scrapy("-h").stdout, re.MULTILINE)
    ours = {path.stem for path in (ROOT / "scraper" / "commands").glob("[a-z]*.py")}
    assert ours <= set(listed)
