"""Scrapy processes without the second that starting each costs: one is started, others forked.

Run as a script it imports all commands, then reads requests, one JSON object a line: ``argv``,
``cwd``, ``input``. Each is run in a fork of its own; the answer has its code, stdout and stderr.
"""

import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

ROOT = Path(__file__).parent.parent
_LONGEST = 60  # seconds
_MOST_MEMORY = 2_500_000_000  # bytes of address space


class ForkServer:
    """The parent's side: ``run`` is like a shell's."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def run(
        self, *argv: object, cwd: Path = ROOT, stdin: str = ""
    ) -> subprocess.CompletedProcess[str]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        request = {"argv": [str(part) for part in argv], "cwd": str(cwd), "input": stdin}
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
    signal.alarm(_LONGEST)
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
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

    import storage.browse.digest  # noqa: F401  (what commands load when they need it)

    _get_commands_dict(get_project_settings(), inproject=True)
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
