"""Tests what the site shows of images, with outlets on loopback of which some are hostile."""

import asyncio
import contextlib
import json
import socket
import sys
import time
from collections.abc import Callable, Iterator
from ipaddress import ip_network
from pathlib import Path

import httpx
import pytest
from scrapy.settings import Settings

from scraper.images import process
from scraper.images.settings import prepare
from scraper.images.spider import MAX_IMAGE_BYTES
from scraper.network.addresses import may_connect
from storage.browse.images import environment
from storage.browse.images.access import address_of
from storage.browse.images.cache import ImageCache
from storage.browse.images.fetcher import COMMAND, MAX_FETCH_SECONDS, BusyError, ImageFetcher
from storage.browse.images.messages import Fetched, Job, Kind
from storage.browse.pages.images import SECONDS_KEPT, TRANSPARENT_GIF
from storage.database.sqlite import open_database
from tests.images import SVG, opened, picture, png_bomb
from tests.reading_site import ReadingSite
from tests.sample_news import fill
from tests.served_site import served
from tests.web_site import Site

OWN_ADDRESS = "127.0.0.2"  # the only address that may be connected to in these tests
OWN_NETWORK = f"{OWN_ADDRESS}/32"
SETTINGS = {
    "NEWS_ALLOWED_NETWORKS": OWN_NETWORK, "NEWS_CONTACT": "desk@sura.example",
    "NEWS_PROXY": "", "DOWNLOAD_DELAY": 0,
}  # fmt: skip


@pytest.fixture(scope="module")
def outlet() -> Iterator[Site]:
    """Return a web site of an outlet; its icon is red and blue."""
    site = Site(OWN_ADDRESS)
    site.put("/robots.txt", "User-agent: *\nDisallow: /private/\n")
    site.put("/", '<link rel="icon" href="/icon.png">')
    site.put("/icon.png", picture("PNG", (64, 64)), content_type="image/png")
    yield site
    site.close()


@pytest.fixture(scope="module")
def hanging() -> Iterator[str]:
    """Return the address of a server that accepts connections and answers nothing."""
    with socket.create_server((OWN_ADDRESS, 0)) as server:
        yield f"http://{OWN_ADDRESS}:{server.getsockname()[1]}/photo.jpg"


@pytest.fixture(scope="module")
def inside() -> Iterator[Site]:
    """Return a server within the private network, to which nothing must connect."""
    site = Site("127.0.0.3")
    site.put("/photo.jpg", picture(), content_type="image/jpeg")
    yield site
    site.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("images")


@pytest.fixture(scope="module")
def address(folder: Path, outlet: Site) -> Iterator[str]:
    """Return the address of a site with images; the outlet of article 1 is the one above."""
    db = fill(folder / "news.db")
    db.execute("UPDATE sources SET home = ? WHERE id = 'sura-press'", [f"{outlet.url}/"])
    db.close()
    with pytest.MonkeyPatch.context() as patch:
        for name in (environment.FOLDER, environment.MAX_MEGABYTES):
            patch.setenv(name, "")
        prepare(folder / "news.db", "5", Settings(SETTINGS))
        patch.setattr("storage.browse.images.fetcher.MAX_WAIT_SECONDS", 60)
        site = ReadingSite(folder / "news.db", language="ru")
        with served(site) as url:
            yield url


Asking = Callable[[str | None], httpx.Response]


@pytest.fixture
def image_at(folder: Path, address: str) -> Asking:
    """Return a function that lets article 1 name an address, and asks the site for its image."""

    def ask(url: str | None) -> httpx.Response:
        db = open_database(folder / "news.db")
        db.execute("UPDATE articles SET main_image = ? WHERE id = 1", [url])
        db.close()
        return httpx.get(f"{address}/image/article/1", timeout=90)

    return ask


def test_an_image_is_sent_small_and_can_run_nothing(outlet: Site, image_at: Asking) -> None:
    url = outlet.put("/photo.jpg", picture(size=(1600, 1000)), content_type="image/jpeg")
    answer = image_at(url)
    assert answer.status_code == 200
    assert (opened(answer.content).format, opened(answer.content).size) == ("WEBP", (480, 300))
    assert answer.headers["content-type"] == "image/webp"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert answer.headers["cache-control"] == f"private, max-age={SECONDS_KEPT}"
    (request,) = [seen for seen in outlet.seen if seen.path == "/photo.jpg"]
    assert "desk@sura.example" in request.headers["User-Agent"]


def test_an_image_is_fetched_once(outlet: Site, image_at: Asking) -> None:
    url = outlet.put("/once.jpg", picture(), content_type="image/jpeg")
    assert [image_at(url).status_code for _ in range(3)] == [200, 200, 200]
    assert outlet.paths().count("/once.jpg") == 1


def test_the_icon_is_the_one_that_the_home_page_names(address: str, outlet: Site) -> None:
    answer = httpx.get(f"{address}/image/source/sura-press", timeout=90)
    assert (answer.status_code, opened(answer.content).size) == (200, (32, 32))
    assert "/icon.png" in outlet.paths()


def test_a_body_that_is_no_usable_image_is_not_passed_on(outlet: Site, image_at: Asking) -> None:
    for name, body, content_type in (
        ("/logo.svg", SVG, "image/svg+xml"),
        ("/fake.jpg", SVG, "image/jpeg"),
        ("/page.jpg", b"<script>alert(1)</script>", "text/html"),
        ("/bomb.png", png_bomb(), "image/png"),
        ("/huge.jpg", b"\xff\xd8" + b"x" * MAX_IMAGE_BYTES, "image/jpeg"),
    ):
        answer = image_at(outlet.put(name, body, content_type=content_type))
        assert (name, answer.status_code, answer.content) == (name, 404, TRANSPARENT_GIF)
        assert answer.headers["content-type"] == "image/gif"


def test_robots_txt_is_obeyed(outlet: Site, image_at: Asking) -> None:
    url = outlet.put("/private/photo.jpg", picture(), content_type="image/jpeg")
    assert image_at(url).status_code == 404
    assert "/private/photo.jpg" not in outlet.paths()


def test_a_refusal_is_remembered(outlet: Site, image_at: Asking) -> None:
    url = outlet.put("/forbidden.jpg", b"", status=403)
    assert [image_at(url).status_code for _ in range(2)] == [404, 404]
    assert outlet.paths().count("/forbidden.jpg") == 1


def test_no_redirect_and_no_name_leads_into_a_private_network(
    outlet: Site, inside: Site, image_at: Asking
) -> None:
    target = f"{inside.url}/photo.jpg"
    assert may_connect(OWN_ADDRESS, [ip_network(OWN_NETWORK)])
    outlet.put("/away.jpg", b"", status=302, headers={"Location": target})
    port = inside.url.rpartition(":")[2]
    for url in (f"{outlet.url}/away.jpg", target, f"http://localhost:{port}/photo.jpg",
                f"http://2130706435:{port}/photo.jpg", "http://169.254.169.254/latest/meta-data",
                "http://[::1]/photo.jpg"):  # fmt: skip
        assert (url, image_at(url).status_code) == (url, 404)
    assert inside.seen == []


def test_the_address_of_an_icon_is_that_of_the_home_page(tmp_path: Path) -> None:
    with contextlib.closing(fill(tmp_path / "news.db")) as db:
        assert address_of(db.conn, Kind.ICON, "vostok") == "https://vostok.example/"
        assert address_of(db.conn, Kind.ICON, "unknown") is None
        assert address_of(db.conn, Kind.LEAD, "1") is None


def test_the_site_starts_the_process_by_its_name() -> None:
    assert (sys.executable, "-m", process.__name__) == COMMAND


@pytest.mark.parametrize("url", [None, "", "javascript:alert(1)", "file:///etc/passwd", "//x"])
def test_an_address_that_is_no_web_address_is_not_fetched(
    image_at: Asking, url: str | None
) -> None:
    assert image_at(url).status_code == 404


@pytest.mark.parametrize(
    "path",
    ["/image/article/999", "/image/source/unknown", "/image/source/http%3A%2F%2F127.0.0.1",
     "/image/article/1?url=http://127.0.0.1/", "/image/http://127.0.0.1/"],
)  # fmt: skip
def test_an_address_in_a_request_is_not_fetched(address: str, image_at: Asking, path: str) -> None:
    image_at(None)
    answer = httpx.get(address + path, timeout=90, follow_redirects=True)
    assert answer.status_code == 404


def test_pages_show_images_with_their_credits(folder: Path, address: str, outlet: Site) -> None:
    url = outlet.put("/bridge.jpg", picture(), content_type="image/jpeg")
    db = open_database(folder / "news.db")
    db.execute(
        "UPDATE articles SET main_image = ?, main_image_caption = 'Мост через Суру',"
        " main_image_credit = 'Анна Белова' WHERE id = 1",
        [url],
    )
    db.close()
    for path in ("/", "/story/bridge", "/article/1"):
        page = httpx.get(address + path)
        assert 'src="/image/article/1"' in page.text, path
        assert "Фото: Анна Белова" in page.text, path
        assert url not in page.text.replace(f'href="{url}"', "").replace(f">{url}<", ""), path
        assert "img-src 'self'" in page.headers["content-security-policy"]
    assert 'src="/image/source/sura-press"' in httpx.get(f"{address}/sources").text
    assert 'src="/image/article/1"' in httpx.get(f"{address}/en/story/bridge").text


def test_a_site_started_without_images_shows_and_fetches_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(environment.FOLDER, raising=False)
    fill(tmp_path / "news.db").close()
    site = ReadingSite(tmp_path / "news.db")
    assert "/image/" not in site.get("/").text + site.get("/story/bridge").text
    assert site.get("/image/article/1").status_code == 404


def test_a_host_that_does_not_answer_keeps_no_browser_waiting(
    tmp_path: Path, hanging: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.browse.images.fetcher.MAX_WAIT_SECONDS", 0.2)
    prepare(tmp_path / "news.db", None, Settings())
    (tmp_path / "settings.json").write_text(json.dumps(SETTINGS))

    async def ask() -> float:
        fetcher = ImageFetcher(tmp_path, ImageCache(tmp_path, 1_000_000))
        started = time.monotonic()
        with pytest.raises(BusyError):
            await fetcher.image(Kind.LEAD, hanging)
        waited_seconds = time.monotonic() - started
        await fetcher.close()
        return waited_seconds

    assert asyncio.run(ask()) < MAX_FETCH_SECONDS / 3, "it does not wait for the end of the fetch"


# A process that answers each job with its address, and ends when it is asked for "end".
STAND_IN = """
import sys
from storage.browse.images.messages import Fetched, Job
for line in sys.stdin.buffer:
    job = Job.of_line(line)
    if job.url == "end":
        sys.exit(1)
    if job.url == "nonsense":
        print("nonsense", flush=True)
    sys.stdout.buffer.write(Fetched(job.number, job.url.encode()).line())
    sys.stdout.buffer.flush()
"""


def fetcher_with_stand_in(folder: Path) -> ImageFetcher:
    cache = ImageCache(folder, 1_000_000)
    return ImageFetcher(folder, cache, (sys.executable, "-c", STAND_IN))


def test_requests_for_one_image_share_one_job(tmp_path: Path) -> None:
    async def ask() -> tuple[list[bytes], int]:
        fetcher = fetcher_with_stand_in(tmp_path)
        results = await asyncio.gather(*(fetcher.image(Kind.LEAD, "a") for _ in range(9)))
        number_of_next_job = next(fetcher._job_numbers)
        await fetcher.close()
        return results, number_of_next_job

    assert asyncio.run(ask()) == ([b"a"] * 9, 2)


def test_images_beyond_the_limit_are_refused_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.browse.images.fetcher.MAX_WAITING", 3)

    async def ask() -> list[bytes | BaseException]:
        fetcher = fetcher_with_stand_in(tmp_path)
        images = (fetcher.image(Kind.LEAD, str(number)) for number in range(5))
        results = await asyncio.gather(*images, return_exceptions=True)
        await fetcher.close()
        return results

    assert list(map(type, asyncio.run(ask()))) == [bytes] * 3 + [BusyError] * 2


@pytest.mark.parametrize("job", ["end", "nonsense"])
def test_a_process_that_fails_is_started_again_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, job: str
) -> None:
    async def ask() -> None:
        fetcher = fetcher_with_stand_in(tmp_path)
        with pytest.raises(BusyError):
            await fetcher.image(Kind.LEAD, job)
        with pytest.raises(BusyError):  # not at once
            await fetcher.image(Kind.LEAD, "a")
        monkeypatch.setattr("storage.browse.images.fetcher.MIN_SECONDS_BETWEEN_FAILURES", 0)
        assert await fetcher.image(Kind.LEAD, "a") == b"a"
        await fetcher.close()

    asyncio.run(ask())


def test_jobs_and_results_are_read_back_as_they_were_written() -> None:
    job = Job(7, Kind.ICON, "https://a.example/ё?b=\n")
    assert Job.of_line(job.line()) == job
    assert job.line().count(b"\n") == 1
    for fetched in (Fetched(7, b"\0\xff"), Fetched(8, None, "HTTP 403")):
        assert Fetched.of_line(fetched.line()) == fetched


def test_what_is_drawn_in_the_place_of_a_missing_image_is_one_clear_pixel() -> None:
    image = opened(TRANSPARENT_GIF)
    assert (image.format, image.size) == ("GIF", (1, 1))
    *_, opacity = image.convert("RGBA").getpixel((0, 0))
    assert opacity == 0
