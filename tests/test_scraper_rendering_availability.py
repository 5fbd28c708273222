"""Tests what a user reads if pages cannot be rendered, and the messages to the browser process."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.model import Outcome
from scraper.rendering import availability, browser
from scraper.rendering import process as browser_process
from scraper.rendering.availability import BrowserUnavailableError, what_is_missing
from scraper.rendering.messages import Job, Limits, Rendered, Setup
from scraper.rendering.process_tree import descendants, end_all, memory_bytes
from scraper.rendering.renderer import Renderer
from tests.waiting import becomes_true


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(availability, "find_spec", lambda name: object())
    monkeypatch.setattr(availability, "browser_path", lambda: "/usr/bin/chromium")


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize(
    ("missing", "advice"),
    [
        ("find_spec", "playwright is not installed; install it with pip install 'svodka[browser]'"),
        ("browser_path", "chromium is not installed; install it with apt install chromium"),
    ],
)
def test_one_line_says_what_to_install(
    missing: str, advice: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(availability, missing, lambda *_: None)
    assert what_is_missing(sandbox=False) == advice


@pytest.mark.usefixtures("installed")
def test_root_is_refused_unless_it_gives_up_the_sandbox(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert "NEWS_BROWSER_SANDBOX=0" in (what_is_missing(sandbox=True) or "")
    assert what_is_missing(sandbox=False) is None
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert what_is_missing(sandbox=True) is None


def test_a_page_without_a_browser_is_refused_before_a_process_starts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(availability, "find_spec", lambda name: None)

    async def render() -> None:
        await Renderer("x").render(Job("http://news.example/", b"", "text/html"))

    with pytest.raises(BrowserUnavailableError, match=r"svodka\[browser\]"):
        asyncio.run(render())


@pytest.mark.parametrize(
    "message",
    [
        Setup("/usr/bin/chromium", True, "svodka", ("10.0.0.0/8",), Limits(draw_seconds=1)),
        Job("http://news.example/", "мост".encode("cp1251"), "text/html", False, "93.184.216.34"),
        Rendered("<p>мост</p>", half_drawn_reason="its text was still growing"),
        Rendered(outcome=Outcome.TOO_LARGE, reason="its scripts use too much memory"),
        Rendered(reason="no sandbox", is_unavailable=True),
    ],
    ids=lambda message: type(message).__name__,
)
def test_a_message_arrives_as_it_was_sent(message: Setup | Job | Rendered) -> None:
    line = message.line()
    assert line.count(b"\n") == 1
    assert type(message).of_line(line) == message


def test_chromium_that_finds_no_sandbox_is_explained() -> None:
    log = "Target page closed\n[FATAL:zygote_host_impl_linux.cc(128)] No usable sandbox! Update"
    assert "NEWS_BROWSER_SANDBOX=0" in browser._why_it_did_not_start(log)
    assert browser._why_it_did_not_start("boom\nmore") == "Chromium did not start: boom"


def test_the_processes_below_a_process_are_found_measured_and_ended() -> None:
    size_bytes = 50_000_000
    program = f"import subprocess, sys, time; x = bytearray({size_bytes}); %s; time.sleep(60)"
    inner = program % "pass"
    outer = program % f"subprocess.Popen([sys.executable, '-c', {inner!r}])"
    process = subprocess.Popen([sys.executable, "-c", outer])

    def is_measured() -> bool:
        return memory_bytes(descendants(process.pid)) >= size_bytes

    assert becomes_true(is_measured, max_seconds=90)
    end_all([*descendants(process.pid), process.pid])
    process.wait()
    assert descendants(process.pid) == []


def first_answer(setup: Setup, folder: Path) -> Rendered:
    """Start a browser process with a folder for its files, and return its first answer."""
    pytest.importorskip("playwright", reason="playwright is not installed")
    process = subprocess.Popen(
        [sys.executable, "-m", browser_process.__name__, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    with process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(setup.line())
        process.stdin.flush()
        return Rendered.of_line(process.stdout.readline())


@pytest.mark.parametrize("sandbox", [True, False])
def test_the_browser_keeps_its_sandbox_unless_a_setting_switches_it_off(
    sandbox: bool, tmp_path: Path
) -> None:
    # Instead of Chromium, a program that writes down its arguments and environment.
    program, record = tmp_path / "browser", tmp_path / "record"
    program.write_text(f'#!/bin/sh\necho "$@" > {record}\nenv >> {record}\nexit 1\n')
    program.chmod(0o755)
    folder = tmp_path / "files"
    folder.mkdir()
    answer = first_answer(Setup(str(program), sandbox, "svodka"), folder)
    assert not folder.exists()
    assert answer.is_unavailable
    assert (answer.reason or "").startswith("Chromium did not start: ")
    assert "\n" not in (answer.reason or "")
    started_with = record.read_text()
    assert ("--no-sandbox" in started_with) is not sandbox
    assert "--proxy-server=http://127.0.0.1:" in started_with
    assert "--proxy-bypass-list=<-loopback>" in started_with
    assert "--disable-popup-blocking" not in started_with
    assert f"HOME={Path.home()}\n" not in started_with
