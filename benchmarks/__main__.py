"""Runs every benchmark (``make bench``), and gathers their results in ``RESULTS.md``."""

import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def main() -> int:
    failed = [name for name in map(_module, sorted(HERE.rglob("bench_*.py"))) if not _run(name)]
    sections = sorted((HERE / "results").glob("*.md"))
    text = "\n".join(path.read_text(encoding="utf-8") for path in sections)
    text = re.sub(r"\]\((\w+\.svg)\)", r"](results/\1)", text)  # plots lie beside the sections
    (HERE / "RESULTS.md").write_text(f"{text.rstrip()}\n", encoding="utf-8")
    for name in failed:
        print(f"benchmarks: {name} failed; its section is that of an earlier run", file=sys.stderr)
    return 1 if failed else 0


def _module(path: Path) -> str:
    return ".".join(path.relative_to(HERE.parent).with_suffix("").parts)


def _run(name: str) -> bool:
    print(f"== {name}", flush=True)
    command = [sys.executable, "-m", name]
    return subprocess.run(command, cwd=HERE.parent, check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main())
