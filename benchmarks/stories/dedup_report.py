"""Writes a Markdown section of ``results/dedup.md``, with machine, versions and date."""

import platform
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

RESULTS = Path(__file__).parents[1] / "results" / "dedup.md"


def write_section(title: str, packages: tuple[str, ...], lines: list[str]) -> None:
    """Print a section, and replace the section of that title in the file, or append it."""
    section = [f"## {title}", "", machine(packages), "", *lines, ""]
    print("\n".join(section))
    old = RESULTS.read_text().split("\n## ") if RESULTS.exists() else ["# Copies\n"]
    kept = [part for part in old[1:] if not part.startswith(f"{title}\n")]
    kept.append("\n".join(section)[3:])
    RESULTS.write_text("\n## ".join([old[0].rstrip() + "\n", *sorted(kept)]).rstrip() + "\n")


def machine(packages: tuple[str, ...]) -> str:
    """Return a line with the date, the processor, and the versions of Python and the packages."""
    found = []
    for package in ("numpy", "datasketch", *packages):
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            found.append(f"{package} not installed")
    cpu = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.machine(),
    )
    today = datetime.now(UTC).date().isoformat()
    return f"{today}, {cpu}, Python {platform.python_version()}, {', '.join(found)}."
