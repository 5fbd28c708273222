"""``make demo`` and ``svodka demo``: serve the bundled outlets, crawl them, print the result."""

import argparse
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from scrapy.utils.conf import closest_scrapy_cfg

from scraper import SCRAPY_CFG
from scraper.configuration.news_config import project_folder
from scraper.crawl.lock import AlreadyRunningError, run_lock
from scraper.demo.report import report
from scraper.demo.server import DemoWeb, demo_web
from scraper.errors import ExitCode
from storage.database.sqlite import open_readonly


def run(program: str = "python -m scraper.demo", arguments: Sequence[str] | None = None) -> int:
    """Run the demo, by default with the arguments of this process, and return the exit code."""
    try:
        return _main(program, arguments)
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


def _main(program: str, arguments: Sequence[str] | None) -> int:
    """Read the arguments and run the demo, unless another one runs in its folder."""
    parser = argparse.ArgumentParser(prog=program, description=__doc__)
    parser.add_argument("--folder", type=Path, default=project_folder() / ".demo")
    parser.add_argument("--serve", action="store_true", help="only serve, until interrupted")
    options = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    folder: Path = options.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with run_lock(folder / "demo"):
            return _demo(folder, only_serve=options.serve)
    except AlreadyRunningError:
        print(f"Another demo is running in {folder}; --folder names a second.", file=sys.stderr)
        return ExitCode.ALREADY_RUNNING


def _demo(folder: Path, *, only_serve: bool) -> int:
    with demo_web() as web:
        (folder / "sources.toml").write_text(web.sources_toml(), encoding="utf-8")
        if only_serve:
            return _serve(web, folder)
        return _crawl_and_report(web, folder)


def _serve(web: DemoWeb, folder: Path) -> int:
    print(f"Serving {len(web.urls)} outlets, named in {folder / 'sources.toml'}; Ctrl-C ends it.")
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        return 0


def _crawl_and_report(web: DemoWeb, folder: Path) -> int:
    """Crawl the outlets before and after their edits, print the result, return the exit code."""
    database = folder / "demo.db"
    for leftover in folder.glob("demo.db*"):
        leftover.unlink()
    print(f"Crawling {len(web.urls)} demo outlets on loopback …", flush=True)
    if not _is_in_project():
        (folder / "scrapy.cfg").write_text(SCRAPY_CFG, encoding="utf-8")
    working_folder = project_folder() if _is_in_project() else folder
    first_crawl = _crawl_command(folder, database)
    next_crawl = [*first_crawl, "-a", "revisit=now", "-a", f"source={','.join(web.changed)}"]
    code = _run(first_crawl, working_folder)
    if not code:
        web.change()
        print("Two outlets edited and removed an article; crawling them again …", flush=True)
        # A removed article is fetched in two runs before it counts as removed.
        code = _run(next_crawl, working_folder) or _run(next_crawl, working_folder)
    if code:
        print(f"The crawl ended with exit code {code}.", file=sys.stderr)
        return code
    width = min(shutil.get_terminal_size().columns, 100)
    print("-" * width)
    for line in report(open_readonly(database)):
        print(line)
    print("-" * width)
    print(f"Browse it:  {_browse_command(database)}")
    return 0


def _browse_command(database: Path) -> str:
    shown = database.relative_to(Path.cwd()) if database.is_relative_to(Path.cwd()) else database
    if Path(".venv/bin/scrapy").exists():
        return f".venv/bin/scrapy browse -s NEWS_DATABASE={shown}"
    if _is_in_project():
        return f"svodka browse -s NEWS_DATABASE={shlex.quote(str(shown))}"
    folder = shlex.quote(str(shown.parent))
    return f"cd {folder} && svodka browse -s NEWS_DATABASE={database.name}"


def _is_in_project() -> bool:
    return bool(closest_scrapy_cfg())


def _run(command: list[str], folder: Path) -> int:
    """Run the crawl in a folder and return its exit code; if the demo is ended, so is the crawl."""
    with subprocess.Popen(command, cwd=folder) as crawl:  # noqa: S603
        try:
            return crawl.wait()
        except BaseException:
            crawl.terminate()
            crawl.wait()
            raise


def _crawl_command(folder: Path, database: Path) -> list[str]:
    settings = {
        "NEWS_DATABASE": database,
        "NEWS_SOURCES": folder / "sources.toml",
        "NEWS_ALLOWED_NETWORKS": "127.0.0.0/8",
        "DOWNLOAD_DELAY": 0,
    }
    flags = [part for name, value in settings.items() for part in ("-s", f"{name}={value}")]
    return [sys.executable, "-m", "scrapy", "crawl", "news", *flags]


if __name__ == "__main__":
    sys.exit(run())
