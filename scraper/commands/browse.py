"""``scrapy browse``: prints the Datasette command that serves the site, and runs it."""

import argparse
import errno
import os
import shlex
import socket
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from pipelines.files.errors import BadInputError
from scraper.alerts.loading import alerts_file, load_alerts
from scraper.command import NewsCommand, fail
from scraper.commands.mcp import MISSING, is_installed
from scraper.errors import ExitCode
from scraper.images import settings as image_settings
from scraper.sources.region_names import name_regions
from storage.browse.images.environment import DEFAULT_MEGABYTES
from storage.database.errors import StorageError
from storage.database.sqlite import open_database, require_database
from storage.search.alerts import Alert, save_alerts
from storage.search.indexing import index_pending

# Names of environment variables, which the site reads.
ALERTS_FILE = "SVODKA_ALERTS_FILE"  # the alerts.toml to which the site may add alerts
SOURCES_FILE = "SVODKA_SOURCES_FILE"  # the sources.toml that the site may change
LANGUAGE = "SVODKA_LANGUAGE"  # of the site; metadata.json reads the variable
MCP = "SVODKA_MCP"  # set if the site answers programs with a language model
BROWSE = Path(__file__).parents[2] / "storage" / "browse"  # the folder of the site's code
# Limits of Datasette for each request, so that no query of a visitor occupies a thread for long.
_LIMITS = {"sql_time_limit_ms": "2000", "max_returned_rows": "1000", "facet_time_limit_ms": "300"}
# Further settings of Datasette for a public site.
_PUBLIC_SETTINGS = {
    "default_allow_sql": "off",
    "allow_download": "off",
    "allow_csv_stream": "off",
}


class Command(NewsCommand):
    """Serve the site on loopback."""

    example = "scrapy browse --port 8001"

    def short_desc(self) -> str:
        return "Read the news in a browser: prints the `datasette` line and runs it"

    def syntax(self) -> str:
        return "[options]"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--port", default="8001", help="port on loopback (default: 8001)")
        parser.add_argument(
            "--public",
            action="store_true",
            help="show only what readers need: no SQL, no downloads, no table of the crawl",
        )
        parser.add_argument(
            "--write-alerts", action="store_true",
            help="let a search be added to alerts.toml from a browser on this machine",
        )  # fmt: skip
        parser.add_argument(
            "--mcp", action="store_true",
            help="let programs with a language model read the site at /-/mcp",
        )  # fmt: skip
        parser.add_argument(
            "--images", nargs="?", const=str(DEFAULT_MEGABYTES), metavar="MB",
            help="fetch and show small images of articles and outlets, and keep them on at most MB"
            f" megabytes of disk (default: {DEFAULT_MEGABYTES})",
        )  # fmt: skip
        parser.add_argument(
            "--write-sources", action="store_true",
            help="let outlets be added, changed and switched off from a browser on this machine",
        )  # fmt: skip

    def execute(self, args: list[str], opts: argparse.Namespace) -> ExitCode | None:
        self._refuse_bad_options(opts)
        require_database(self.config.database)
        if reason := why_unusable(int(opts.port)):
            fail(self.name, f"--port {opts.port}: {reason}", ExitCode.NOTHING_DONE)
        catch_up(self.config.database, load_alerts(alerts_file(self.config.sources)))
        arguments = datasette_line(self.config.database, opts.port, public=opts.public)
        print(self._export_variables(opts) + shlex.join(arguments), flush=True)
        os.execv(sys.executable, [sys.executable, "-m", *arguments])  # noqa: S606

    def _refuse_bad_options(self, opts: argparse.Namespace) -> None:
        """Raise BadInputError for an option that is wrong, or that nothing installed can serve."""
        if not opts.port.isascii() or not opts.port.isdigit() or int(opts.port) > 65535:
            raise BadInputError(f"--port: expected a number from 0 to 65535, got {opts.port!r}")
        for name in ("write_alerts", "write_sources"):
            if getattr(opts, name) and opts.public:
                option = f"--{name.replace('_', '-')}"
                raise BadInputError(f"{option}: is for this machine alone, and not for --public")
        if opts.mcp and not is_installed():
            raise BadInputError(f"--mcp: {MISSING}")
        if opts.images is not None:
            image_settings.check(opts.images, self._settings)

    def _export_variables(self, opts: argparse.Namespace) -> str:
        """Put what the site is told into the environment; return it for the printed line."""
        variables = self._export_language()
        alerts_path = alerts_file(self.config.sources)
        variables += export_path(ALERTS_FILE, alerts_path if opts.write_alerts else None)
        variables += export_path(SOURCES_FILE, self.config.sources if opts.write_sources else None)
        variables += image_settings.prepare(self.config.database, opts.images, self._settings)
        os.environ.pop(MCP, None)
        if opts.mcp:
            os.environ[MCP] = "1"
            variables += f"{MCP}=1 "
        return variables

    def _export_language(self) -> str:
        """Put the language of NEWS_LANGUAGE into the environment.

        Return the variable for the printed line; "" without NEWS_LANGUAGE. Then the site is in
        Russian if most of its outlets are, else in English.
        """
        os.environ.pop(LANGUAGE, None)
        if not self.config.language:
            return ""
        os.environ[LANGUAGE] = self.config.language
        return f"{LANGUAGE}={self.config.language} "


def export_path(variable: str, path: Path | None) -> str:
    """Set an environment variable to the path of a file, or remove it if ``path`` is None.

    Return the variable for the printed line, such as ``SVODKA_ALERTS_FILE=/news/alerts.toml``, with
    a space after it; "" if there is no file.
    """
    os.environ.pop(variable, None)
    if path is None:
        return ""
    os.environ[variable] = str(path.resolve())
    return f"{variable}={shlex.quote(os.environ[variable])} "


def datasette_line(database: Path, port: str, *, public: bool = False) -> list[str]:
    """Return the arguments of the Datasette command that serves the site."""
    settings = _LIMITS | (_PUBLIC_SETTINGS if public else {})
    setting_options: list[str] = []
    for name, value in settings.items():
        setting_options += ["--setting", name, value]
    return [
        "datasette", _short(database), "--plugins-dir", _short(BROWSE / "plugins"),
        "--template-dir", _short(BROWSE / "templates"),
        "--static", f"assets:{_short(BROWSE / 'static')}", "--port", port,
        *setting_options,
    ]  # fmt: skip


def why_unusable(port: int) -> str | None:
    """Return why no server can listen on this port of loopback, or None."""
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return "another program uses this port; name another one, such as --port 8002"
            return f"can't be used: {error.strerror}"
    return None


def catch_up(database: Path, alerts: Sequence[Alert]) -> None:
    """Store regions and alerts, and add articles that other programs wrote to the search index.

    A database that cannot be written is left as it is.
    """
    try:
        db = open_database(database)
    except StorageError:
        return
    name_regions(db)
    save_alerts(db, alerts, datetime.now(UTC))
    index_pending(db)
    db.close()


def _short(path: Path) -> str:
    """Return a path relative to the working directory if it lies below that directory."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)
