"""Tests that ``python -m benchmarks`` explains itself, and starts nothing if asked wrongly."""

from pathlib import Path

import pytest

from benchmarks import __main__ as command


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


MODULES = sorted(Path(command.__file__).parent.rglob("bench_*.py"))


@pytest.mark.parametrize("path", MODULES, ids=[path.stem for path in MODULES])
def test_each_benchmark_reads_its_arguments(path: Path) -> None:
    assert ".parse_args()" in path.read_text("utf-8"), "--help would run it"
