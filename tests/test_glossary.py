"""Tests that the glossary and the code use the same words."""

import ast
import re
from functools import cache
from typing import NamedTuple

import pytest

from tests.newsroom import ROOT

GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
PACKAGES = ("svodka", "scraper", "pipelines", "storage")


class Row(NamedTuple):
    """The cells of one line of the glossary."""

    word: str
    meaning: str
    in_code: str
    replaced: str  # words, with commas


ROWS = [
    Row(*(cell.strip() for cell in line.strip("|").split("|")))
    for line in re.findall(r"^\| (?!word |-).*$", GLOSSARY, re.MULTILINE)
]
NAMES = sorted({name for row in ROWS for name in re.findall(r"`([\w.]+\.[\w.]+)`", row.in_code)})
# A replaced word may be followed by an exception in brackets: «boilerplate (but for …)».
REPLACED_WORDS = sorted(
    {re.sub(r"\W*\(.*", "", word) for row in ROWS for word in row.replaced.split(", ")} - {"–"}
)


@pytest.mark.parametrize("name", NAMES)
def test_each_name_of_the_glossary_exists(name: str) -> None:
    assert is_defined(name.split("."))


def is_defined(parts: list[str]) -> bool:
    """Return whether a dotted name is a module or package, or is defined in one.

    The files are parsed, not imported.
    """
    folder = ROOT
    while parts and (folder / parts[0]).is_dir():
        folder /= parts[0]
        parts = parts[1:]
    if not parts:
        return True
    path = folder / f"{parts[0]}.py"
    if path.is_file():
        parts = parts[1:]
    else:
        path = folder / "__init__.py"
    body = ast.parse(path.read_text(encoding="utf-8")).body
    for number, part in enumerate(parts):
        definition = next((node for node in body if part in names_in(node)), None)
        if definition is None:
            return False
        if isinstance(definition, ast.ImportFrom) and definition.module:
            return is_defined([*definition.module.split("."), *parts[number:]])
        body = getattr(definition, "body", [])
    return True


def names_in(node: ast.stmt) -> set[str]:
    """Return the names that a statement binds."""
    match node:
        case ast.ClassDef(name=name) | ast.FunctionDef(name=name):
            return {name}
        case ast.ImportFrom(names=names):
            return {alias.asname or alias.name for alias in names}
        case ast.Assign(targets=targets):
            return {target.id for target in targets if isinstance(target, ast.Name)}
    return set()


@pytest.mark.parametrize(
    "name", ["pipelines.model.NoSuch", "pipelines.no_such", "storage.stores.X"]
)
def test_unknown_names_are_not_defined(name: str) -> None:
    assert not is_defined(name.split("."))


@cache
def definitions() -> list[tuple[str, ast.ClassDef | ast.Assign]]:
    """Return each class and each assignment in the code of all packages, with its file."""
    return [
        (str(path.relative_to(ROOT)), node)
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef | ast.Assign)
    ]


@cache
def class_names() -> frozenset[str]:
    return frozenset(node.name for _, node in definitions() if isinstance(node, ast.ClassDef))


@pytest.mark.parametrize("word", REPLACED_WORDS)
def test_no_class_name_holds_a_word_that_the_glossary_replaces(word: str) -> None:
    pattern = re.compile(rf"{word.title()}(?![a-z])")
    assert [name for name in sorted(class_names()) if pattern.search(name)] == []


def test_limits_are_named_by_max_and_min() -> None:
    # Such as LARGEST_PAGE_BYTES, whose name should be MAX_PAGE_BYTES.
    other_name = re.compile(r"_?(?:[A-Z]+_)*(?:LARGEST|LONGEST|MOST|LEAST|AT_ONCE)(?:_[A-Z]+)*")
    misnamed = [
        f"{path}: {target.id}"
        for path, node in definitions()
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name) and other_name.fullmatch(target.id)
    ]
    assert misnamed == []


def test_readme_and_architecture_link_to_the_glossary() -> None:
    assert "(docs/glossary.md)" in (ROOT / "README.md").read_text(encoding="utf-8")
    architecture = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert "(glossary.md)" in architecture
