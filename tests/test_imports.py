"""Tests that each module is imported by a test, so that a broken module is reported by name."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.newsroom import ROOT

PACKAGES = ("svodka", "scraper", "pipelines", "storage")
NOT_IMPORTABLE = {
    "scraper.commands.add-source",  # Scrapy names a command after its module
    "storage.browse.plugins.svodka",  # a file that Datasette loads by its path
}
MIGRATIONS = "storage.schema.migrations.m"  # all are run in order, by each test with a database
# Modules that no test imports yet. A module leaves this list when a test imports it.
NOT_YET = {
    "pipelines.archive.arrow_rows",
    "pipelines.archive.grouping",
    "pipelines.archive.indexing",
    "pipelines.archive.matching",
    "pipelines.archive.result",
    "pipelines.copies.recurring_names",
    "pipelines.extraction.blocks.neighbours",
    "scraper.demo.__main__",
    "scraper.demo.pages",
    "scraper.middlewares.shared_hosts",
    "scraper.network.handler",
    "scraper.sources.adding",
    "scraper.spark_cli",
    "scraper.spiders.news",
    "scraper.stories.explain",
    "storage.browse.pages.digest",
    "storage.browse.pages.feeds",
    "storage.schema.repair",
    "storage.stories.columns",
    "storage.stories.rebuild",
}


@cache
def modules() -> frozenset[str]:
    """Return the names of all modules with code in them."""
    paths = (path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
    return frozenset(_name(path) for path in paths if _has_code(path))


def _name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def _has_code(path: Path) -> bool:
    body = ast.parse(path.read_text(encoding="utf-8")).body
    without_code = ast.Expr | ast.Import | ast.ImportFrom  # docstrings and imports
    return any(not isinstance(statement, without_code) for statement in body)


@cache
def imported_by_tests() -> frozenset[str]:
    """Return the names that tests import, and the modules that define those names."""
    paths = (ROOT / "tests").glob("*.py")
    names = {name for path in paths for name in imports_of(path.read_text(encoding="utf-8"))}
    for package in ("svodka", "pipelines.model"):
        program = (ROOT / package.replace(".", "/") / "__init__.py").read_text(encoding="utf-8")
        for node in ast.parse(program).body:
            if isinstance(node, ast.ImportFrom) and node.module:
                exported = {f"{package}.{alias.name}" for alias in node.names}
                if exported & names:
                    names.add(node.module)
    return frozenset(names)


def imports_of(program: str) -> Iterator[str]:
    """Yield the modules that a program imports, in functions, too.

    An imported name may be a module as well, so ``from a import b`` yields a and a.b.
    """
    for node in ast.walk(ast.parse(program)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize(
    ("program", "names"),
    [
        ("import a.b", ["a.b"]),
        ("from a import b", ["a", "a.b"]),
        ("def f():\n    from a.b import c", ["a.b", "a.b.c"]),
        ("x = 'import a'", []),
    ],
)
def test_imports_are_found(program: str, names: list[str]) -> None:
    assert list(imports_of(program)) == names


def test_each_module_is_imported_by_a_test() -> None:
    not_imported = modules() - imported_by_tests() - NOT_IMPORTABLE
    missing = {name for name in not_imported if not name.startswith(MIGRATIONS)}
    assert missing <= NOT_YET, f"import in a test: {sorted(missing - NOT_YET)}"


def test_modules_that_cannot_be_imported_exist() -> None:
    assert modules() >= NOT_IMPORTABLE


def test_no_module_is_excused_that_a_test_imports() -> None:
    assert not NOT_YET & imported_by_tests()
