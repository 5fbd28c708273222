"""Tests that a process returns freed memory to the system."""

import ctypes
import subprocess
import sys

import pytest

from pipelines.workers import memory

# A freed block of 30 MB raises the thresholds of glibc, so that the heap then keeps 50 MB.
GROWTH = """
import resource
from pathlib import Path
from pipelines.workers.memory import return_freed_memory

def resident_bytes():
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()

{call}
bytearray(30_000_000)
before = resident_bytes()
blocks = [bytearray(b"x") * 1_000_000 for _ in range(50)]
del blocks
print(resident_bytes() - before)
"""


def growth_bytes(call: str) -> int:
    """Return how much more memory a process holds after it has freed 50 MB."""
    program = GROWTH.format(call=call)
    return int(subprocess.check_output([sys.executable, "-c", program], text=True))


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "mallopt"), reason="needs glibc")
def test_freed_memory_returns_to_the_system() -> None:
    assert growth_bytes("") > 20_000_000
    assert growth_bytes(memory.return_freed_memory.__name__ + "()") < 5_000_000
