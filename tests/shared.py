"""Finds the folder with the data for benchmarks, and skips tests that need it if there is none."""

import os
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("SVODKA_SHARED") or Path(__file__).parent.parent.parent / "shared")

needs_shared = pytest.mark.skipif(
    not (SHARED / "pages").is_dir(),
    reason="the pages for measuring are not beside the checkout; SVODKA_SHARED names their folder",
)
