"""Scrapy processes without the seconds that starting each costs: one is started, others forked.

Run as a script it imports what commands and crawls import, then reads requests, one JSON object a
line: ``argv``, ``cwd``, ``input``, ``environment`` and ``max_seconds``. Each request is run in a
fork of its own; the answer has its exit code, stdout and stderr.
"""

import importlib
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

ROOT = Path(__file__).parent.parent
MAX_SECONDS = 100
# A crawl imports these beside what its command has imported; none of them installs a reactor.
_CRAWL_MODULES = (
    "scraper.spiders.news",
    "pipelines.reading",
    "scrapy.core.engine",
    "scrapy.core.scraper",
    "scrapy.core.scheduler",
    "scrapy.core.downloader.handlers.http11",
    "scrapy.extensions.corestats",
    "scrapy.statscollectors",
    "storage.browse.digest",
)


class ForkServer:
    """The parent's side: ``run`` is like a shell's."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def run(
        self,
        *argv: object,
        cwd: Path = ROOT,
        stdin: str = "",
        env: Mapping[str, str] | None = None,
        max_seconds: int = MAX_SECONDS,
        max_memory_bytes: int | None = None,
    ) -> subprocess.CompletedProcess[str]:
        """Run ``scrapy ARGV``; a process that outlasts ``max_seconds`` ends by SIGALRM.

        ``max_memory_bytes`` limits the address space.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        request = {
            "argv": [str(part) for part in argv],
            "cwd": str(cwd),
            "input": stdin,
            "environment": dict(os.environ if env is None else env),
            "max_seconds": max_seconds,
            "max_memory_bytes": max_memory_bytes,
        }
        print(json.dumps(request), file=self._process.stdin, flush=True)
        code, out, err = json.loads(self._process.stdout.readline())
        return subprocess.CompletedProcess(request["argv"], code, out, err)


@contextmanager
def fork_server() -> Iterator[ForkServer]:
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1"}
    with subprocess.Popen(
        [sys.executable, __file__],
        cwd=ROOT,
        env=environment,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        try:
            yield ForkServer(process)
        finally:
            assert process.stdin is not None
            process.stdin.close()


def _child(request: dict[str, Any], files: list[Any]) -> NoReturn:
    for number, file in enumerate(files):
        os.dup2(file.fileno(), number)
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update(request["environment"])
    signal.alarm(request["max_seconds"])
    if limit := request["max_memory_bytes"]:
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    sys.argv = ["scrapy", *request["argv"]]
    code: Any = 1
    try:
        from scrapy.cmdline import execute

        execute()
    except SystemExit as end:
        code = end.code or 0
    except BaseException:
        sys.excepthook(*sys.exc_info())  # type: ignore[arg-type]
    finally:
        try:
            sys.stdout.flush()
        finally:
            sys.stderr.flush()
            os._exit(code if isinstance(code, int) else 1)


def _serve() -> None:
    from scrapy.cmdline import _get_commands_dict
    from scrapy.utils.project import get_project_settings

    _get_commands_dict(get_project_settings(), inproject=True)
    for module in _CRAWL_MODULES:
        importlib.import_module(module)
    assert "twisted.internet.reactor" not in sys.modules  # each crawl installs its own
    for line in sys.stdin:
        request = json.loads(line)
        files = [tempfile.TemporaryFile() for _ in range(3)]  # noqa: SIM115
        files[0].write(request["input"].encode("utf-8", "surrogateescape"))
        files[0].seek(0)
        pid = os.fork()
        if not pid:
            _child(request, files)
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        texts = []
        for file in files[1:]:
            file.seek(0)
            texts.append(file.read().decode("utf-8", "replace"))
            file.close()
        files[0].close()
        print(json.dumps([code, *texts]), flush=True)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    _serve()
