"""Tests of the contracts of imports, the size of folders, and the lock of dependencies."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent
PACKAGES = ("svodka", "scraper", "pipelines", "storage")
MAX_MODULES = 20  # of one folder; a reader finds a module in a longer list only by searching


def test_import_contracts_hold() -> None:
    command = Path(sys.executable).with_name("lint-imports")
    run = subprocess.run([command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout


def test_no_folder_holds_more_than_twenty_modules() -> None:
    folders = {path.parent for name in PACKAGES for path in (ROOT / name).rglob("*.py")}
    counts = {
        str(folder.relative_to(ROOT)): len(list(folder.glob("[!_]*.py")))
        for folder in folders
        if folder.name not in ("commands", "migrations")
    }
    assert {name: count for name, count in counts.items() if count > MAX_MODULES} == {}


LOCKS = {"requirements.lock": "build", "requirements-dev.lock": "dev"}


@pytest.mark.parametrize(("file", "extra"), LOCKS.items())
def test_a_lock_pins_every_dependency_by_hash_and_names_no_index(file: str, extra: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    dependencies = [*project["dependencies"], *project["optional-dependencies"][extra]]
    names = {_normal(Requirement(dependency).name) for dependency in dependencies}
    assert names <= {_normal(requirement.name) for requirement in pinned(file)}
    lines = lines_of(file)
    assert [line for line in lines if "--hash=sha256:" not in line] == []
    assert [line for line in lines if re.search(r"https?:|--(extra-)?index-url", line)] == []


def test_users_install_the_versions_of_developers_without_their_tools() -> None:
    of_users, of_developers = (set(map(str, pinned(file))) for file in LOCKS)
    assert of_users < of_developers
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    of_tests = {Requirement(tool).name for tool in project["optional-dependencies"]["dev"]}
    of_tests -= {"setuptools"}  # which installs the project itself
    assert not of_tests & {requirement.name for requirement in pinned("requirements.lock")}


def test_the_audit_reads_both_locks() -> None:
    """The look-up itself needs the network; here each line is read as the program reads it."""
    run = subprocess.run(
        ["make", "--dry-run", "audit"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    *_, command = (line for line in run.stdout.splitlines() if "pip-audit " in line)
    assert re.findall(r"-r (\S+)", command) == list(LOCKS)
    assert "--strict" in command, "a version that the service does not know must be an error"
    for file in LOCKS:
        for requirement in pinned(file):
            operators = [specifier.operator for specifier in requirement.specifier]
            assert operators == ["=="], requirement


def lines_of(file: str) -> list[str]:
    """Return the lines of a lock, each of which is one requirement with its hashes."""
    return (ROOT / file).read_text(encoding="utf-8").replace("\\\n", " ").splitlines()


def pinned(file: str) -> list[Requirement]:
    """Return the requirements of a lock, without their hashes."""
    return [Requirement(line.partition("--hash")[0]) for line in lines_of(file)]


def _normal(name: str) -> str:
    """Return a project's name in the form by which PEP 503 compares names."""
    return re.sub(r"[-_.]+", "-", name).lower()
