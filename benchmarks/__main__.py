"""Runs every benchmark (``make bench``), and gathers their results in ``RESULTS.md``."""

import argparse
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.command_line import ArgumentParser, module_name

HERE = Path(__file__).parent


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmarks one by one; returns 1 if one of them failed."""
    modules = [module_name(path) for path in sorted(HERE.rglob("bench_*.py"))]
    _parser(modules).parse_args(arguments)
    failed = [module for module in modules if not _run(module)]
    _gather_results()
    for module in failed:
        print(
            f"benchmarks: {module} failed; its section is that of an earlier run", file=sys.stderr
        )
    return 1 if failed else 0


def _parser(modules: Sequence[str]) -> ArgumentParser:
    command_lines = "\n".join(f"  python -m {module}" for module in modules)
    return ArgumentParser(
        prog="python -m benchmarks",
        description="Run every benchmark, for hours, and rewrite benchmarks/RESULTS.md.",
        epilog=f"each benchmark can be run by itself:\n{command_lines}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def _run(module: str) -> bool:
    """Run a benchmark in a process of its own; return whether it succeeded."""
    print(f"== {module}", flush=True)
    command = [sys.executable, "-m", module]
    return subprocess.run(command, cwd=HERE.parent, check=False).returncode == 0


def _gather_results() -> None:
    """Write the results of all benchmarks into RESULTS.md, a section for each file."""
    sections = sorted((HERE / "results").glob("*.md"))
    text = "\n".join(path.read_text(encoding="utf-8") for path in sections)
    text = re.sub(r"\]\((\w+\.svg)\)", r"](results/\1)", text)  # plots lie beside the sections
    (HERE / "RESULTS.md").write_text(f"{text.rstrip()}\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
