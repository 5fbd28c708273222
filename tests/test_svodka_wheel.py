"""Tests that an installed wheel works outside a clone."""

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlite_utils import Database

from tests.newsroom import ROOT, source_entry
from tests.web_site import Site

# Files of the checkout that the wheel is built without.
LEFT_OUT = (".*", "*.egg-info", "build", "dist", "__pycache__", "docs", "benchmarks", "tests")


def environment() -> dict[str, str]:
    """Return the environment variables without those that would lead to this checkout."""
    hidden = ("PYTHONPATH", "SCRAPY_SETTINGS_MODULE", "VIRTUAL_ENV")
    return {name: value for name, value in os.environ.items() if name not in hidden}


def run(*command: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        list(map(str, command)), cwd=cwd, capture_output=True, text=True, check=False,
        env=environment(), timeout=100,
    )  # fmt: skip


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Yield the folder of programs of a new environment with Svodka's wheel installed.

    Tests have no network, so the libraries are those of the environment that runs the tests.
    """
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    shutil.copytree(ROOT, source, ignore=shutil.ignore_patterns(*LEFT_OUT))
    pip = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check")
    offline = ("--no-deps", "--no-index")
    built = run(*pip, "wheel", *offline, "--no-build-isolation", "-w", folder, source, cwd=folder)
    assert built.returncode == 0, built.stderr
    (wheel,) = folder.glob("*.whl")
    venv.create(folder / "venv", symlinks=True)
    python = folder / "venv" / "bin" / "python"
    done = run(*pip, "--python", python, "install", *offline, wheel, cwd=folder)
    assert done.returncode == 0, done.stderr
    (packages,) = (folder / "venv" / "lib").glob("python*/site-packages")
    (packages / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
    shutil.rmtree(source)
    yield python.parent
    shutil.rmtree(folder)


@pytest.fixture
def project(programs: Path, tmp_path: Path) -> Path:
    done = run(programs / "svodka", "init", "news", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    return tmp_path / "news"


def test_python_finds_the_wheel_and_its_types(programs: Path, tmp_path: Path) -> None:
    program = (
        "import svodka, scraper, pipelines, storage\n"
        "from pathlib import Path\n"
        "for package in (svodka, scraper, pipelines, storage):\n"
        "    folder = Path(package.__file__).parent\n"
        "    print(folder.parent, (folder / 'py.typed').exists())\n"
    )
    done = run(programs / "python", "-c", program, cwd=tmp_path)
    (packages,) = (programs.parent / "lib").glob("python*/site-packages")
    assert done.stdout.splitlines() == [f"{packages} True"] * 4, done.stderr


def test_a_new_project_crawls_an_outlet(programs: Path, project: Path, site: Site) -> None:
    text = "<p>В парке открыли каток, лёд на нём заливали три ночи подряд.</p>" * 3
    link = site.put("/news/1", f"<html><title>Каток</title><h1>Каток открыли</h1>{text}</html>")
    feed = f"<rss version='2.0'><channel><item><link>{link}</link></item></channel></rss>"
    site.put("/rss", feed, content_type="application/rss+xml")
    with (project / "sources.toml").open("a", encoding="utf-8") as sources:
        sources.write("\n" + source_entry(f"{site.url}/", "park", feeds=[f"{site.url}/rss"]))
    settings = ("-s", "NEWS_ALLOWED_NETWORKS=127.0.0.0/8", "-s", "DOWNLOAD_DELAY=0")
    done = run(programs / "svodka", "crawl", "news", *settings, cwd=project)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    db = Database(project / "news.db")
    assert [row["headline"] for row in db["articles"].rows] == ["Каток открыли"]
    doctor = run(programs / "svodka", "doctor", cwd=project)
    assert (doctor.returncode, doctor.stderr) == (0, "")
    assert "1 articles in 1 stories" in doctor.stdout


@pytest.mark.slow
def test_the_demo_runs_from_the_wheel(programs: Path, tmp_path: Path) -> None:
    done = run(programs / "svodka", "demo", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "55 articles stored from 8 outlets" in done.stdout
    assert done.stdout.splitlines()[-1] == (
        "Browse it:  cd .demo && svodka browse -s NEWS_DATABASE=demo.db"
    )
    listed = run(programs / "svodka", "sources", cwd=tmp_path / ".demo")
    assert "penza-vesti" in listed.stdout
