"""Tests that ``python -m benchmarks`` explains itself, and starts nothing if asked wrongly."""

import sys
from importlib import import_module
from pathlib import Path

import pytest

from benchmarks import __main__ as command
from benchmarks.command_line import module_name, shared_data

FILES = sorted(Path(command.__file__).parent.rglob("*.py"))
MODULES = [module_name(path) for path in FILES if path.stem not in ("__init__", "__main__")]
PROGRAMS = [
    module_name(path)
    for path in FILES
    if path.stem != "__main__" and "if __name__ == " in path.read_text("utf-8")
]


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the list in which a benchmark is recorded instead of being run for minutes."""
    modules: list[str] = []
    monkeypatch.setattr(command, "_run", modules.append)
    return modules


def test_help_names_each_benchmark_and_runs_none(
    started: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        command.main(["--help"])
    assert ended.value.code == 0
    assert "python -m benchmarks.crawl.bench_crawl\n" in capsys.readouterr().out
    assert started == []


@pytest.mark.parametrize("argument", ["--quick", "bench_crawl", "-x"])
def test_an_unknown_argument_is_refused_in_one_line(
    argument: str, started: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        command.main([argument])
    assert ended.value.code == 2
    message = f"benchmarks: unrecognized arguments: {argument}; see python -m benchmarks --help\n"
    assert capsys.readouterr().err == message
    assert started == []


@pytest.mark.parametrize("name", MODULES)
def test_each_module_can_be_imported(name: str) -> None:
    import_module(name)


@pytest.mark.parametrize("name", PROGRAMS)
def test_each_program_explains_itself_and_runs_nothing(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    program = import_module(name)
    monkeypatch.setattr(sys, "argv", [name, "--help"])
    with pytest.raises(SystemExit) as ended:
        program.main()
    assert ended.value.code == 0
    what_it_does, _, _ = str(program.__doc__).partition("\n")
    assert what_it_does in capsys.readouterr().out


def test_missing_shared_data_end_a_benchmark_in_one_line() -> None:
    with pytest.raises(SystemExit, match=r"^benchmarks: .*no-such-file: missing; .*$"):
        shared_data("no-such-file")
