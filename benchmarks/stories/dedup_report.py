"""Writes a section of ``results/dedup.md``, with the machine, the versions and the date."""

from pathlib import Path

from benchmarks.machine import machine

RESULTS = Path(__file__).parents[1] / "results" / "dedup.md"


def write_section(title: str, packages: tuple[str, ...], lines: list[str]) -> None:
    """Print a section, and replace the section of that title in the file, or append it."""
    section = [f"## {title}", "", machine(packages), "", *lines, ""]
    print("\n".join(section))
    head, *parts = RESULTS.read_text().split("\n## ") if RESULTS.exists() else ["# Copies\n"]
    new_parts = [part for part in parts if not part.startswith(f"{title}\n")]
    new_parts.append("\n".join(section).removeprefix("## "))
    RESULTS.write_text("\n## ".join([head.rstrip() + "\n", *sorted(new_parts)]).rstrip() + "\n")
