"""Answers requests for pages of one commit, and prints the processor time of each answer.

``compare_browse`` runs this file with the Python of another commit: ``python answering_process.py
FOLDER DATABASE``. So the file imports nothing of this commit.
"""

import argparse
import asyncio
import json
import sys
import time
from pathlib import Path

ANSWER = "milliseconds:"  # begins the lines with results; Datasette may print other lines


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="the working tree of the commit")
    parser.add_argument("database", type=Path)
    options = parser.parse_args()
    answer(options.folder, options.database)


def answer(folder: Path, database: Path) -> None:
    """Request the paths on standard input; print the processor time of each in ms, or null.

    Null means that the request failed. ``folder`` is the working tree of the commit.
    """
    sys.path.insert(0, str(folder))
    from datasette.app import Datasette

    browse = folder / "storage" / "browse"
    site = Datasette(
        [str(database)], plugins_dir=str(browse / "plugins"),
        template_dir=str(browse / "templates"), static_mounts=[("assets", str(browse / "static"))],
    )  # fmt: skip

    async def answer_all() -> None:
        for line in sys.stdin:
            start = time.process_time()
            response = await site.client.get(line.strip())
            cpu_ms = (time.process_time() - start) * 1000
            print(ANSWER, json.dumps(cpu_ms if response.status_code == 200 else None), flush=True)

    asyncio.run(answer_all())


if __name__ == "__main__":
    main()
