"""Writes a section of ``results/dedup.md``, with the machine, the versions and the date."""

from pathlib import Path

from benchmarks.machine import machine

RESULTS = Path(__file__).parents[1] / "results" / "dedup.md"


def write_section(title: str, packages: tuple[str, ...], lines: list[str]) -> None:
    """Print a section, and replace the section of that title in the file, or append it."""
    section = [f"## {title}", "", machine(packages), "", *lines, ""]
    print("\n".join(section))
    text = RESULTS.read_text() if RESULTS.exists() else "# Copies\n"
    head, *parts = text.split("\n## ")
    new_parts = [part for part in parts if not part.startswith(f"{title}\n")]
    new_parts.append("\n".join(section).removeprefix("## "))
    new_text = "\n## ".join([f"{head.rstrip()}\n", *sorted(new_parts)])
    RESULTS.write_text(f"{new_text.rstrip()}\n")
