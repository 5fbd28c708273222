"""Tests that only checked addresses are fetched, answers are limited, failures have outcomes."""

import json
import subprocess
from dataclasses import dataclass, replace
from ipaddress import ip_network
from pathlib import Path

import pytest
from scrapy.settings import Settings
from scrapy.utils.conf import build_component_list

from pipelines.files.errors import BadInputError
from pipelines.model import Source
from scraper import settings as project
from scraper.network.addresses import may_connect
from scraper.network.guard import refuse_bypass
from scraper.network.tls import unverified_hosts
from tests.certificates import Authority
from tests.hostile_servers import BEHAVIOURS, build_bombs, hostile_server
from tests.newsroom import ROOT, Scrapy, run_scrapy


@dataclass(frozen=True)
class FetchEnd:
    """How a fetch ended; ``detail`` is the reason, or the size of the body in bytes."""

    outcome: str
    detail: object
    peak_bytes: int


@dataclass(frozen=True)
class Prober:
    """Fetches URLs in one process of Scrapy, which ``scrapy`` starts."""

    scrapy: Scrapy

    def run(
        self,
        *urls: str,
        unverified: str = "",
        environment: dict[str, str] | None = None,
        **settings: object,
    ) -> subprocess.CompletedProcess[str]:
        """Fetch the URLs with these settings; the process prints how each of them ended."""
        settings = {"DOWNLOAD_DELAY": 0, "RETRY_TIMES": 1} | settings
        pairs = [part for name, value in settings.items() for part in ("-s", f"{name}={value}")]
        arguments = ("-a", f"urls={json.dumps(urls)}", "-a", f"unverified={unverified}")
        env = {"PYTHONPATH": str(ROOT), "PATH": ""} | (environment or {})
        return self.scrapy(
            "runspider", ROOT / "tests/network_probe.py", *arguments, *pairs, env=env
        )

    def ends(
        self,
        *urls: str,
        unverified: str = "",
        environment: dict[str, str] | None = None,
        **settings: object,
    ) -> dict[str, FetchEnd]:
        """Return how the fetch of each URL ended; raise RuntimeError if one of them did not end."""
        done = self.run(*urls, unverified=unverified, environment=environment, **settings)
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        if len(lines) != len(urls) or "Traceback" in done.stderr:
            raise RuntimeError(done.stderr)
        return {url: FetchEnd(*values) for url, *values in lines}


@pytest.fixture(scope="module")
def prober(scrapy: Scrapy) -> Prober:
    return Prober(scrapy)


# Which addresses are public.

PRIVATE = """
127.0.0.1 127.255.255.254 0.0.0.0 0.1.2.3 10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1
169.254.169.254 100.64.0.1 192.0.0.1 192.0.2.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1
239.1.1.1 240.0.0.1 255.255.255.255 :: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:10.0.0.1
::ffff:0:127.0.0.1 64:ff9b::7f00:1 64:ff9b::a00:1 64:ff9b:1::1 2002:7f00:1:: 2002:a00:1::1
2001:0:4136:e378:8000:63bf:3fff:fdd2 fe80::1 fe80::1%eth0 fec0::1 fc00::1 fd12:3456::1 ff02::1
2001:db8::1 100::1 3fff::1 5f00::1
""".split()  # noqa: SIM905


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_that_is_not_public_may_not_be_connected_to(address: str) -> None:
    assert not may_connect(address)


@pytest.mark.parametrize(
    "address",
    ["77.88.55.242", "8.8.8.8", "2a02:6b8::2:242", "::ffff:77.88.55.242", "64:ff9b::4d58:37f2"],
)
def test_a_public_address_may_be_connected_to(address: str) -> None:
    assert may_connect(address)


@pytest.mark.parametrize("address", ["127.0.0.5", "::ffff:127.0.0.5", "fd12::7"])
def test_only_addresses_of_an_allowed_network_are_permitted(address: str) -> None:
    allowed = [ip_network("127.0.0.0/29"), ip_network("fd12::/64")]
    assert may_connect(address, allowed)
    assert not may_connect("127.0.0.8", allowed)
    assert not may_connect("10.0.0.1", allowed)


# The check before a connection.

SPELLINGS = """
http://127.0.0.1:{port}/ http://localhost:{port}/ http://2130706433:{port}/
http://0x7f000001:{port}/ http://0x7f.1:{port}/ http://017700000001:{port}/
http://0177.0.0.1:{port}/ http://127.1:{port}/ http://１２７.０.０.１:{port}/ http://127。0。0。1:{port}/
http://ⓛocalhost:{port}/ http://0.0.0.0:{port}/ http://0:{port}/ http://[::]:{port}/
http://[::1]:{port}/ http://[::ffff:127.0.0.1]:{port}/ http://[::ffff:7f00:1]:{port}/
http://[64:ff9b::127.0.0.1]:{port}/ http://[2002:7f00:1::1]:{port}/ http://192.0.0.192:{port}/
http://192.88.99.1:{port}/ http://[64:ff9b::c000:c0]:{port}/ http://[::ffff:192.88.99.1]:{port}/
""".split()  # noqa: SIM905


def test_no_spelling_of_a_private_address_is_connected_to(prober: Prober) -> None:
    with hostile_server("127.0.0.1") as server:
        port = server.server_address[1]
        ends = prober.ends(*(url.format(port=port) for url in SPELLINGS))
        assert {end.outcome for end in ends.values()} == {"blocked"}
        assert not server.requested


def test_other_schemes_are_blocked(prober: Prober) -> None:
    ends = prober.ends(
        "file:///etc/passwd", "data:text/html,hello", "ftp://127.0.0.1/", "s3://bucket/key"
    )
    assert {end.outcome for end in ends.values()} == {"blocked"}


def test_allowed_networks_are_fetched_over_ipv4_and_ipv6(prober: Prober) -> None:
    with hostile_server("127.0.0.2") as server:
        mapped = f"http://[::ffff:127.0.0.2]:{server.server_address[1]}/ordinary"
        ends = prober.ends(
            f"http://{server.host}/ordinary", mapped, NEWS_ALLOWED_NETWORKS="127.0.0.2"
        )
        assert {end.outcome for end in ends.values()} == {"arrived"}


def test_the_checked_address_of_a_name_is_the_one_connected_to(prober: Prober) -> None:
    with hostile_server("127.0.0.2") as server:
        port = server.server_address[1]
        urls = [f"http://{name}.test:{port}/ordinary" for name in ("first", "second", "both")]
        ends = prober.ends(
            *urls,
            NEWS_ALLOWED_NETWORKS="127.0.0.2/32",
            TWISTED_DNS_RESOLVER="network_probe.ChangingResolver",
            CONCURRENT_REQUESTS=1,
        )
        assert [ends[url].outcome for url in urls] == ["arrived", "blocked", "arrived"]
        assert "second.test is at 127.0.0.1" in str(ends[urls[1]].detail)


# Hostile servers. The outcome of each path of tests/hostile_servers.py.

EXPECTED = {
    "/ordinary": "arrived",
    "/silent": "timeout",
    "/slow-headers": "timeout",
    "/slow-body": "timeout",
    "/endless-body": "too_large",
    "/endless-chunks": "too_large",
    "/large-body": "too_large",
    "/huge-length": "too_large",
    "/endless-length": "too_large",
    "/gzip-bomb": "too_large",
    "/deflate-bomb": "too_large",
    "/brotli-bomb": "too_large",
    "/zstd-bomb": "too_large",
    "/nested-bomb": "too_large",
    "/many-encodings": "too_large",
    "/endless-tiny-chunks": "network_error",
    "/redirect-to-itself": "redirect_loop",
    "/redirect-on-and-on": "redirect_loop",
    "/redirect-to-private": "blocked",
    "/redirect-to-metadata": "blocked",
    "/redirect-to-oracle-metadata": "blocked",
    "/redirect-to-a-6to4-relay": "blocked",
    "/redirect-to-private-in-6to4": "blocked",
    "/redirect-to-special-in-nat64": "blocked",
    "/redirect-to-a-long-address": "redirect_loop",
    "/refresh-to-private": "arrived",  # a refresh is not followed
    "/retry-in-the-year-9999": "http_error",
    "/retry-in-a-year-of-20-digits": "http_error",
    "/retry-after-endless-seconds": "http_error",
    "/hang-up": "network_error",
    "/not-http": "network_error",
    "/short-body": "network_error",
    "/endless-headers": "network_error",
    "/endless-header-folding": "network_error",
    "/endless-status": "network_error",
    "/endless-early-hints": "network_error",
}


def test_a_large_answer_is_an_outcome_without_output(prober: Prober) -> None:
    """Scrapy itself would print a warning for each large page, with all digits of its length."""
    paths = ("/large-body", "/huge-length", "/endless-length", "/short-body")
    with hostile_server() as server:
        urls = [f"http://{server.host}{path}" for path in paths]
        done = prober.run(*urls, RETRY_TIMES=0, NEWS_ALLOWED_NETWORKS="127.0.0.2/32")
    assert done.stderr == ""
    reasons = [reason for _, _, reason, _ in map(json.loads, done.stdout.splitlines())]
    assert len(reasons) == len(paths)
    assert max(map(len, reasons)) < 100


@dataclass(frozen=True)
class HostileVisit:
    """A fetch of each path of a hostile server: how it ended, and the paths that were requested."""

    ends: dict[str, FetchEnd]
    asked: list[str]


@pytest.fixture(scope="module")
def hostile_visit(prober: Prober) -> HostileVisit:
    build_bombs()
    with hostile_server() as server:
        ends = prober.ends(
            *(f"http://{server.host}{path}" for path in BEHAVIOURS),
            NEWS_ALLOWED_NETWORKS="127.0.0.2/32",
            DOWNLOAD_TIMEOUT=3,
            RETRY_TIMES=0,
            CONCURRENT_REQUESTS=100,
            CONCURRENT_REQUESTS_PER_DOMAIN=100,
        )
    by_path = {url.removeprefix(f"http://{server.host}"): end for url, end in ends.items()}
    return HostileVisit(by_path, server.requested)


@pytest.mark.parametrize(("path", "outcome"), EXPECTED.items())
def test_a_hostile_server_ends_with_its_outcome(
    path: str, outcome: str, hostile_visit: HostileVisit
) -> None:
    assert hostile_visit.ends[path].outcome == outcome, hostile_visit.ends[path].detail


def test_every_hostile_server_comes_to_an_end(hostile_visit: HostileVisit) -> None:
    assert set(hostile_visit.ends) == set(BEHAVIOURS)


def test_no_hostile_server_leads_to_a_private_page(hostile_visit: HostileVisit) -> None:
    assert "/ordinary" in hostile_visit.asked
    assert "/secret" not in hostile_visit.asked


MAX_BYTES_FOR_A_BOMB = 35_000_000  # above the memory for an ordinary page


def test_bombs_are_refused_with_little_memory() -> None:
    prober = Prober(run_scrapy)  # a new interpreter, since a forked process has unused memory
    with hostile_server() as server:
        paths = [path for path in BEHAVIOURS if path.endswith(("bomb", "encodings"))]
        bombs = [f"http://{server.host}{path}" for path in paths]
        ordinary = f"http://{server.host}/ordinary"
        ends = prober.ends(
            ordinary,
            *bombs,
            NEWS_ALLOWED_NETWORKS="127.0.0.2",
            CONCURRENT_REQUESTS=1,
            DOWNLOAD_MAXSIZE=20_000_000,
        )
        peak = max(ends[bomb].peak_bytes for bomb in bombs)
        assert peak - ends[ordinary].peak_bytes < MAX_BYTES_FOR_A_BOMB


# Certificates.


def test_certificates_are_verified_but_for_sources_that_switch_it_off(
    prober: Prober, tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    known, unknown = Authority.create(tmp_path), Authority.create(tmp_path / "other")
    with (
        known.server("127.0.0.2", certified_for="127.0.0.2") as trusted,
        known.server("127.0.0.3", certified_for="127.0.0.9") as for_another_host,
        unknown.server("127.0.0.4", certified_for="127.0.0.4") as unknown_authority,
        unknown.server("127.0.0.5", certified_for="127.0.0.9") as unverified,
    ):
        ends = prober.ends(
            trusted,
            for_another_host,
            unknown_authority,
            unverified,
            NEWS_ALLOWED_NETWORKS="127.0.0.0/8",
            unverified=unverified,
            environment={"SSL_CERT_FILE": str(tmp_path / "ca.pem")},
        )
        assert ends[trusted].outcome == "arrived"
        assert ends[for_another_host].outcome == "tls_error"
        assert ends[unknown_authority].outcome == "tls_error"
        assert "certificate verify failed" in str(ends[unknown_authority].detail)
        assert ends[unverified].outcome == "arrived"


def test_a_source_without_verification_covers_its_own_hosts_only() -> None:
    lax = Source(
        "lax",
        "Lax",
        "https://www.лакс.рф/",
        "RU-PNZ",
        "Europe/Moscow",
        feeds=("https://feeds.lax.example/rss",),
        verify_certificates=False,
    )
    strict = replace(lax, id="strict", home="https://strict.example/", verify_certificates=True)
    assert unverified_hosts([lax, strict]) == {"xn--80aub0a.xn--p1ai", "feeds.lax.example"}


# Settings.

SCRAPY_HANDLERS = "scrapy.core.downloader.handlers"
OUR_HANDLERS = project.DOWNLOAD_HANDLERS


def settings_with(**values: object) -> Settings:
    """Return the project's settings, some of them changed on the command line."""
    settings = Settings()
    settings.setmodule(project)
    settings.setdict(values, "cmdline")
    return settings


def test_the_projects_settings_pass_the_guard() -> None:
    refuse_bypass(settings_with(), {"PATH": "/bin", "no_proxy": "*", "HTTP_PROXY": ""})
    refuse_bypass(
        settings_with(NEWS_PROXY="http://proxy.example:3128"), {"http_proxy": "http://p:1"}
    )


@pytest.mark.parametrize(
    ("values", "environment", "message"),
    [
        (
            {"DOWNLOAD_HANDLERS": {"http": f"{SCRAPY_HANDLERS}.http11.HTTP11DownloadHandler"}},
            {},
            "DOWNLOAD_HANDLERS: http: .* does not check addresses",
        ),
        (
            {
                "DOWNLOAD_HANDLERS": OUR_HANDLERS
                | {"https": f"{SCRAPY_HANDLERS}.http2.H2DownloadHandler"}
            },
            {},
            "DOWNLOAD_HANDLERS: https",
        ),
        (
            {
                "DOWNLOAD_HANDLERS": OUR_HANDLERS
                | {"file": f"{SCRAPY_HANDLERS}.file.FileDownloadHandler"}
            },
            {},
            "file: only http and https",
        ),
        ({"DOWNLOAD_HANDLERS": {"http": "no.such.Handler"}}, {}, "DOWNLOAD_HANDLERS: http"),
        ({"DOWNLOAD_HANDLERS": {}}, {}, "DOWNLOAD_HANDLERS: "),
        (
            {"TWISTED_DNS_RESOLVER": "scrapy.resolver.CachingThreadedResolver"},
            {},
            "TWISTED_DNS_RESOLVER: .* does not check addresses",
        ),
        (
            {"DNS_RESOLVER": "scrapy.resolver.CachingThreadedResolver"},
            {},
            "setting DNS_RESOLVER: .* unset it",
        ),
        ({}, {"http_proxy": "http://user:secret@proxy.example:3128"}, r"proxy\.example; name it"),
        ({}, {"HTTPS_PROXY": "proxy.example:3128"}, "HTTPS_PROXY.* NEWS_PROXY"),
        ({}, {"HTTPS_PROXY": "http://user:secret@["}, r"the proxy \(unknown host\); name it"),
    ],
)
def test_settings_that_bypass_the_check_are_refused_before_the_run(
    values: dict[str, object], environment: dict[str, str], message: str
) -> None:
    with pytest.raises(BadInputError, match=message) as caught:
        refuse_bypass(settings_with(**values), environment)
    assert "secret" not in str(caught.value)


def test_no_extension_that_opens_a_port_is_loaded() -> None:
    extensions = settings_with().get_component_priority_dict_with_base("EXTENSIONS")
    loaded = build_component_list(extensions)
    assert not [path for path in map(str, loaded) if "telnet" in path or "remote_control" in path]


def test_only_the_named_proxy_is_used(prober: Prober) -> None:
    with hostile_server("127.0.0.2") as proxy, hostile_server("127.0.0.3") as server:
        url = f"http://{server.host}/ordinary"
        networks = "127.0.0.3"
        unnamed = prober.ends(
            url, NEWS_ALLOWED_NETWORKS=networks, environment={"http_proxy": f"http://{proxy.host}"}
        )
        assert unnamed[url].outcome == "arrived"
        assert not proxy.requested
        named = prober.ends(url, NEWS_ALLOWED_NETWORKS=networks, NEWS_PROXY=f"http://{proxy.host}")
        assert set(proxy.requested) == {url}
        # The proxy of this test only closes the connection.
        assert named[url].outcome == "network_error"
