"""Where the public material for measuring lies, if it is there at all."""

import os
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("SVODKA_SHARED") or Path(__file__).parent.parent.parent / "shared")

needs_shared = pytest.mark.skipif(
    not (SHARED / "pages").is_dir(),
    reason="the pages for measuring are not beside the checkout; SVODKA_SHARED names their folder",
)
