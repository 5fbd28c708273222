"""Tests that the commands, settings, targets and links of README exist."""

import re
from importlib import import_module
from pathlib import Path

import pytest

from scraper import settings
from scraper.sources.loading import load_sources
from tests.newsroom import ROOT, Scrapy

README = (ROOT / "README.md").read_text(encoding="utf-8")
# The names of the commands of this project.
OURS = {
    path.stem.replace("_", "-")
    for path in (ROOT / "scraper" / "commands").glob("*.py")
    if path.stem != "__init__"
}


def test_the_table_of_commands_lists_every_command_of_the_project() -> None:
    listed = set(re.findall(r"^\| `scrapy ([a-z-]+)", README, re.MULTILINE))
    assert listed == OURS


def test_every_command_named_anywhere_exists(scrapy: Scrapy) -> None:
    existing = set(re.findall(r"^  ([a-z-]+)", scrapy("-h").stdout, re.MULTILINE))
    assert existing >= OURS
    assert set(re.findall(r"\bscrapy ([a-z][a-z-]+)", README)) <= existing


@pytest.mark.parametrize("command", sorted(OURS))
def test_every_command_explains_itself_with_an_example(command: str) -> None:
    explanation = import_module(f"scraper.commands.{command}").Command().long_desc()
    assert f"Example: scrapy {command}" in explanation


# A default that the table describes instead of showing it.
DESCRIBED_DEFAULTS = {"NEWS_LANGUAGE": "the language of most sources"}


def test_every_setting_is_listed_with_its_default() -> None:
    listed = dict(re.findall(r"^\| `(NEWS_[A-Z_]+)` \| `?([^|`]+)`? \|", README, re.MULTILINE))
    defaults = {
        name: {"": "–", True: "1", False: "0"}.get(default, str(default))
        for name, default in vars(settings).items()
        if name.startswith("NEWS_")
    }
    assert listed == defaults | DESCRIBED_DEFAULTS


def test_every_make_target_named_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"[`$] ?make ([a-z-]+)", README)) <= targets


def test_every_relative_link_leads_somewhere() -> None:
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", README):
        assert Path(ROOT / target).exists(), target


def test_the_sources_example_is_valid(tmp_path: Path) -> None:
    block = re.search(r"```toml\n(\[\[source\]\].*?)```", README, re.DOTALL)
    assert block is not None
    path = tmp_path / "sources.toml"
    path.write_text(block[1], encoding="utf-8")
    assert load_sources(path)
