"""Tests that imports run one way: scraper → pipelines and storage → values."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGES = ("svodka", "scraper", "pipelines", "storage")
MAX_MODULES = 20  # of one folder


def test_import_contracts_hold() -> None:
    command = Path(sys.executable).with_name("lint-imports")
    run = subprocess.run([command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout


def test_no_room_holds_more_than_twenty_modules() -> None:
    folders = {path.parent for name in PACKAGES for path in (ROOT / name).rglob("*.py")}
    crowded = {
        str(folder.relative_to(ROOT)): len(list(folder.glob("[!_]*.py")))
        for folder in folders
        if folder.name not in ("commands", "migrations")
    }
    assert {name: count for name, count in crowded.items() if count > MAX_MODULES} == {}


def test_the_lock_pins_every_dependency_by_hash_and_names_no_index() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pinned = {_normal(name) for name in re.findall(r"^([\w.-]+)==", lock, re.MULTILINE)}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    assert {_normal(re.split(r"[<>=!~ \[]", one)[0]) for one in wanted} <= pinned
    assert "--hash=sha256:" in lock
    assert not re.search(r"https?:|--(extra-)?index-url", lock)


def _normal(name: str) -> str:
    """Return a project's name as PEP 503 compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()
