"""Files of runs that are mapped into memory.

The system reads a mapped file page by page, where it is used, and drops its pages when memory runs
short. Processes that map one file share its pages. After its header, a file holds the ids, the
moments, the sorted ids and the entries (64 bits each), and the places of the sorted ids (32 bits).
All are in the byte order of the machine.
"""

import mmap
import os
import struct
import tempfile
from collections.abc import Sequence
from typing import IO

import numpy as np

from storage.stories.band_runs import Run, merged, merging

_HEADER = struct.Struct("=16sQQ")  # a mark of the format, and the numbers of articles and entries
_MARK = b"svodka-band-run1"


def write_merged(runs: Sequence[Run], file: IO[bytes]) -> None:
    """Write one run with the articles of several; only the entries of one band are in memory."""
    ids, moments, entries_by_band = merging(runs)
    by_id = np.argsort(ids)
    file.write(_HEADER.pack(b"", 0, 0))  # until all is written, so that nobody reads a part of it
    for numbers in (ids, moments, ids[by_id]):
        file.write(numbers.data)
    entry_count = 0
    for entries in entries_by_band:
        file.write(entries.data)
        entry_count += len(entries)
    file.write(by_id.astype(np.uint32).data)
    file.seek(0)
    file.write(_HEADER.pack(_MARK, len(ids), entry_count))
    file.flush()


def map_run(file: IO[bytes]) -> Run:
    """Return the run of a file; raises ValueError if the file is incomplete or of another format.

    Articles that are dropped from the run are marked in the memory of this process only.
    """
    file.seek(0)
    header = file.read(_HEADER.size)
    if len(header) < _HEADER.size:
        raise ValueError("the file of a run has no header")
    mark, articles, entries = _HEADER.unpack(header)
    # Where the arrays begin, and where the file ends, in bytes.
    ids_at = _HEADER.size
    moments_at = ids_at + 8 * articles
    sorted_ids_at = moments_at + 8 * articles
    entries_at = sorted_ids_at + 8 * articles
    places_at = entries_at + 8 * entries
    end = places_at + 4 * articles
    if mark != _MARK or not articles or os.fstat(file.fileno()).st_size != end:
        raise ValueError("the file of a run is incomplete or of another format")
    own = mmap.mmap(file.fileno(), moments_at, access=mmap.ACCESS_COPY)
    shared = mmap.mmap(file.fileno(), end, access=mmap.ACCESS_READ)
    return Run(
        entries=np.frombuffer(shared, np.uint64, entries, entries_at),
        moments=np.frombuffer(shared, np.int64, articles, moments_at),
        ids=np.frombuffer(own, np.int64, articles, ids_at),
        sorted_ids=np.frombuffer(shared, np.int64, articles, sorted_ids_at),
        places=np.frombuffer(shared, np.uint32, articles, places_at),
    )


def private_run(runs: Sequence[Run]) -> Run:
    """Return one run with the articles of several, in a file that ends with this process.

    As with SQLite, the file is in the folder that TMPDIR names, else in ``/var/tmp``, since
    ``/tmp`` is often in memory. If the file cannot be written, the run is in memory.
    """
    try:
        with tempfile.TemporaryFile(dir=os.environ.get("TMPDIR") or "/var/tmp") as file:  # noqa: S108
            write_merged(runs, file)
            return map_run(file)
    except OSError:
        return merged(runs)
