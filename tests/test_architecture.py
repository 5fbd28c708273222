"""Tests of the contracts of imports, the size of folders, and the lock of dependencies."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGES = ("svodka", "scraper", "pipelines", "storage")
MAX_MODULES = 20  # of one folder; a reader finds a module in a longer list only by searching


def test_import_contracts_hold() -> None:
    command = Path(sys.executable).with_name("lint-imports")
    run = subprocess.run([command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout


def test_no_folder_holds_more_than_twenty_modules() -> None:
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
    names = {_normal(re.split(r"[<>=!~ \[]", requirement)[0]) for requirement in wanted}
    assert names <= pinned
    assert "--hash=sha256:" in lock
    assert not re.search(r"https?:|--(extra-)?index-url", lock)


def _normal(name: str) -> str:
    """Return a project's name in the form by which PEP 503 compares names."""
    return re.sub(r"[-_.]+", "-", name).lower()
