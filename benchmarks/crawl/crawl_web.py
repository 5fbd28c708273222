"""Serves a local web of outlets with pages of realistic size, by nginx or a small server.

The pages come from the shared extraction sets. Their letters are exchanged, so texts differ while
markup and lengths stay the same. All pages of an outlet have one frame: its header, menus, sidebars
and footer. Every fifth page shows a copy of an article of another outlet.
"""

import functools
import http.server
import random
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.command_line import argument_parser
from benchmarks.crawl.outlet_pages import Original, PageMaker, framed_pages, mixed_pages
from benchmarks.extraction.gold import load
from pipelines.model import iso_text

OUTLETS = 20
WEBS = ("framed", "mixed")  # pages of an outlet have one frame, or the frames of many sites
_COPY_EVERY = 5  # of so many pages the last is a copy
_COPY_DISTANCE = 7  # pages back to the one that is copied
_SETS = ("benchmark", "newspapers")
_NGINX = """
daemon off; master_process off; worker_processes 1; pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 512; }}
http {{
    access_log off; sendfile on; charset utf-8; default_type text/html;
    types {{ text/html html; application/xml xml; text/plain txt; }}
    client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
    uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
    server {{ listen 0.0.0.0:{port}; root {folder}/web/$server_addr; index index.html; }}
}}
"""


@dataclass(frozen=True, slots=True)
class Web:
    """A web that is being served."""

    folder: Path
    homes: tuple[str, ...]  # the home page of each outlet
    page_count: int  # of articles
    kilobytes: float  # of a page, in the mean
    server: str  # the name of the server program


def original_pages() -> list[Original]:
    """Return the shared pages; without them, generated pages of about half their size."""
    pages = [Original(page.body, page.text) for name in _SETS for page in load(name)]
    pages = pages or _generated_pages()
    random.Random(1).shuffle(pages)
    return pages


def _generated_pages() -> list[Original]:
    """Return pages of about 120 kB: prose between menus, cards and scripts."""
    letters = "бвгджзклмнпрстфхцчшщаеиоу"
    pages = []
    for number in range(60):
        rng = random.Random(number)
        words = ["".join(rng.choices(letters, k=rng.randint(2, 11))) for _ in range(400)]
        links = "".join(
            f'<li class="menu__item card-{index}"><a class="menu__link" href="/r/{index}">'
            f"{' '.join(rng.choices(words, k=4))}</a></li>"
            for index in range(350)
        )
        paragraphs = [
            f"{' '.join(rng.choices(words, k=60)).capitalize()}." for _ in range(rng.randint(4, 20))
        ]
        prose = "".join(f"<p class='article__text'>{text}</p>" for text in paragraphs)
        script = f"<script>var state={list(range(9000))};</script>"
        title = " ".join(rng.choices(words, k=8)).capitalize()
        html = (
            f"<!doctype html><meta charset=utf-8><title>{title}</title>{script}"
            f"<body><ul class=menu>{links}</ul>"
            f"<article><h1>{title}</h1><time datetime=2026-01-02T03:04:05Z></time>{prose}</article>"
            f"<footer><ul>{links[: len(links) // 3]}</ul></footer>"
        )
        pages.append(Original(html.encode(), "\n".join(paragraphs)))
    return pages


def web_pages(kind: str = WEBS[0], outlets: int = OUTLETS) -> PageMaker:
    """Return the maker of the pages of one of WEBS."""
    originals = original_pages()
    if kind == "mixed":
        return mixed_pages([original.body for original in originals])
    yesterday = datetime.now(UTC).date() - timedelta(days=1)  # no time of today is in the future
    return framed_pages(originals, outlets, yesterday)


def write_web(
    folder: Path, page_of: PageMaker, page_count: int, port: int, outlets: int = OUTLETS
) -> tuple[tuple[str, ...], float]:
    """Write the files of the web, and return the home pages and the mean size of a page in kB.

    A copy has the text of the page that was written _COPY_DISTANCE pages before it.
    """
    homes = []
    total_bytes = 0
    paths_of: dict[int, list[str]] = {outlet: [] for outlet in range(outlets)}
    for number in range(page_count):
        outlet = number % outlets
        is_first_of_outlet = number < outlets
        is_copy = not is_first_of_outlet and number % _COPY_EVERY == _COPY_EVERY - 1
        origin = number - _COPY_DISTANCE if is_copy else number
        body = page_of(outlet, origin)
        total_bytes += len(body)
        path = f"/news/{100_000 + number}.html"
        file = folder / "web" / _host(outlet) / path[1:]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(body)
        paths_of[outlet].append(path)
    for outlet, paths in paths_of.items():
        home = f"http://{_host(outlet)}:{port}/"
        homes.append(home)
        _write_indexes(folder / "web" / _host(outlet), home, paths)
    return tuple(homes), total_bytes / page_count / 1000


@contextmanager
def crawl_web(
    folder: Path, page_count: int, outlets: int = OUTLETS, page_of: PageMaker | None = None
) -> Iterator[Web]:
    """Write and serve a web of ``page_count`` articles, as a context.

    ``page_of`` makes the pages; if it is missing, they are those of the first of WEBS.
    """
    port = _free_port()
    page_of = page_of or web_pages(outlets=outlets)
    homes, kilobytes = write_web(folder, page_of, page_count, port, outlets)
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if nginx:
        config = folder / "nginx.conf"
        config.write_text(_NGINX.format(folder=folder, port=port))
        command = [nginx, "-c", str(config), "-p", str(folder)]
    else:
        module = "benchmarks.crawl.crawl_web"
        command = [sys.executable, "-m", module, str(folder / "web"), str(port)]
    server = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port, server)
        yield Web(folder, homes, page_count, kilobytes, "nginx" if nginx else "http.server")
    finally:
        server.terminate()
        server.wait()


def _write_indexes(root: Path, home: str, paths: list[str]) -> None:
    """Write the home page, the sitemap and the robots.txt of an outlet into its folder."""
    root.mkdir(parents=True, exist_ok=True)  # an outlet may have no article
    now = iso_text(datetime.now(UTC))
    links = "\n".join(f'<li><a href="{path}">{path}</a></li>' for path in paths)
    (root / "index.html").write_text(f"<!doctype html><title>Index</title><ul>{links}</ul>")
    entries = "".join(
        f"<url><loc>{home}{path[1:]}</loc><lastmod>{now}</lastmod></url>" for path in paths
    )
    head = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    (root / "sitemap.xml").write_text(f"{head}{entries}</urlset>")
    (root / "robots.txt").write_text("User-agent: *\nDisallow:\n")


def _host(outlet: int) -> str:
    return f"127.0.2.{outlet + 1}"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("0.0.0.0", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    """Wait until the server answers; raises RuntimeError if it has ended, or after ten seconds."""
    for _ in range(200):
        if server.poll() is not None:
            raise RuntimeError(f"the web server ended with code {server.returncode}")
        try:
            socket.create_connection((_host(0), port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("the web server does not answer")


class _Handler(http.server.SimpleHTTPRequestHandler):
    """Serves each outlet from the folder named by the address of its host."""

    protocol_version = "HTTP/1.1"

    def translate_path(self, path: str) -> str:
        host = self.connection.getsockname()[0]
        return super().translate_path(f"/{host}{path}")

    def log_message(self, *_: object) -> None:
        """Write no access log."""


def main() -> None:
    """Serve the files of a web until the process is terminated."""
    parser = argument_parser(__doc__, __file__)
    parser.add_argument("folder", help="the folder with a folder for each address")
    parser.add_argument("port", type=int)
    options = parser.parse_args()
    handler = functools.partial(_Handler, directory=options.folder)
    http.server.ThreadingHTTPServer(("0.0.0.0", options.port), handler).serve_forever()


if __name__ == "__main__":
    main()
