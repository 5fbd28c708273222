"""`make demo`: serve the bundled outlets, crawl them, print what came of it."""

import argparse
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from scraper.configuration.news_config import project_folder
from scraper.crawl.lock import AlreadyRunningError, run_lock
from scraper.demo.report import report
from scraper.demo.server import DemoWeb, demo_web
from scraper.errors import ExitCode
from storage.database.sqlite import open_readonly


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m scraper.demo", description=__doc__)
    parser.add_argument("--folder", type=Path, default=project_folder() / ".demo")
    parser.add_argument("--serve", action="store_true", help="only serve, until interrupted")
    options = parser.parse_args()
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
    database = folder / "demo.db"
    for leftover in folder.glob("demo.db*"):
        leftover.unlink()
    print(f"Crawling {len(web.urls)} demo outlets on loopback …", flush=True)
    code = _run(_command(folder, database))
    if code:
        print(f"The crawl ended with exit code {code}.", file=sys.stderr)
        return code
    width = min(shutil.get_terminal_size().columns, 100)
    print("-" * width)
    for line in report(open_readonly(database)):
        print(line)
    print("-" * width)
    shown = database.relative_to(Path.cwd()) if database.is_relative_to(Path.cwd()) else database
    print(f"Browse it:  .venv/bin/scrapy browse -s NEWS_DATABASE={shown}")
    return 0


def _run(command: list[str]) -> int:
    """Run the crawl; whatever ends the demo early ends the crawl first."""
    with subprocess.Popen(command, cwd=project_folder()) as crawl:  # noqa: S603
        try:
            return crawl.wait()
        except BaseException:
            crawl.terminate()
            crawl.wait()
            raise


def _command(folder: Path, database: Path) -> list[str]:
    settings = {
        "NEWS_DATABASE": database,
        "NEWS_SOURCES": folder / "sources.toml",
        "NEWS_ALLOWED_NETWORKS": "127.0.0.0/8",
        "DOWNLOAD_DELAY": 0,
    }
    flags = [part for name, value in settings.items() for part in ("-s", f"{name}={value}")]
    return [sys.executable, "-m", "scrapy", "crawl", "news", *flags]


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)
