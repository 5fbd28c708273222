"""Names the machine and the versions of libraries, on which the figures of a benchmark depend."""

import platform
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path


def machine(packages: tuple[str, ...]) -> str:
    """Return a line with the date, the processor, and the versions of Python and the packages.

    NumPy and datasketch are always named, since signatures are computed with them.
    """
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
