"""Writes a section of ``results/dedup.md``, with the machine, the versions and the date."""

import platform
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

RESULTS = Path(__file__).parents[1] / "results" / "dedup.md"


def write_section(title: str, packages: tuple[str, ...], lines: list[str]) -> None:
    """Print a section, and replace the section of that title in the file, or append it."""
    section = [f"## {title}", "", machine(packages), "", *lines, ""]
    print("\n".join(section))
    head, *parts = RESULTS.read_text().split("\n## ") if RESULTS.exists() else ["# Copies\n"]
    new_parts = [part for part in parts if not part.startswith(f"{title}\n")]
    new_parts.append("\n".join(section).removeprefix("## "))
    RESULTS.write_text("\n## ".join([head.rstrip() + "\n", *sorted(new_parts)]).rstrip() + "\n")


def machine(packages: tuple[str, ...]) -> str:
    """Return a line with the date, the processor, and the versions of Python and the packages."""
    versions = []
    for package in ("numpy", "datasketch", *packages):
        try:
            versions.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            versions.append(f"{package} not installed")
    cpu = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.machine(),
    )
    today = datetime.now(UTC).date().isoformat()
    return f"{today}, {cpu}, Python {platform.python_version()}, {', '.join(versions)}."
