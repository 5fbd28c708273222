"""How a process that reads many pages treats the memory that it no longer needs."""

import ctypes
import gc

# Parameters of mallopt(3) in glibc, and their values here.
_M_TRIM_THRESHOLD, _TRIM_BYTES = -1, 8 * 1024 * 1024
_M_MMAP_THRESHOLD, _MMAP_BYTES = -3, 256 * 1024


def collect_garbage_rarely() -> None:
    """Exempt all present objects from garbage collection, and collect later objects less often.

    A page makes many objects, but hardly any in reference cycles. The collector does not write to
    exempted objects, so forked processes continue to share the memory of these objects.
    """
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def return_freed_memory() -> None:
    """Let the C library return freed memory to the system; other libraries than glibc are left.

    Each time a large block is freed, glibc raises both thresholds, up to 32 MB and 64 MB: smaller
    blocks then lie on the heap, and the heap keeps what they leave. Setting the thresholds once
    also fixes them.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_TRIM_THRESHOLD, _TRIM_BYTES)
        mallopt(_M_MMAP_THRESHOLD, _MMAP_BYTES)
