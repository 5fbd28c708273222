"""Runs Scrapy in forks of one server process, which saves seconds of imports for each test.

As a script, this module is that server. It imports the modules of commands and crawls, then reads
requests: one JSON object on each line, with ``argv``, ``cwd``, ``input``, ``environment`` and
limits. It runs each request in a fork, and answers with the process id. The answer to a request
``wait`` is the exit code, stdout and stderr of that process. If ``now`` is true and the process has
not ended, the answer is null.

A command that reads pages needs a fork server of workers, whose imports take two seconds. Here that
fork server is a fork, too, so its modules are imported already. Other tests run a command in a new
interpreter, and so test how commands start the fork server.
"""

import gc
import importlib
import json
import os
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

ROOT = Path(__file__).parent.parent
MAX_SECONDS = 100  # after which SIGALRM ends a command, unless a test sets another limit
# Crawls and alerts import these modules later than their commands; none installs a reactor.
_MODULES = (
    "scraper.spiders.news",
    "pipelines.reading",
    "scrapy.core.engine",
    "scrapy.core.scraper",
    "scrapy.core.scheduler",
    "scrapy.core.downloader.handlers.http11",
    "scrapy.extensions.corestats",
    "scrapy.statscollectors",
    "storage.browse.documents.digest",
    "apprise",
)
_READING = (  # the commands that read pages
    ["crawl", "news"],
    ["add-source"],
    ["extract"],
    ["reextract"],
    ["refused"],
)


class ForkServer:
    """Sends requests to the server process and receives its answers."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def run(self, *argv: object, **options: Any) -> subprocess.CompletedProcess[str]:
        """Run ``scrapy ARGV`` to its end, with the options of ``start``."""
        started = self.start(*argv, **options)
        out, err = started.communicate()
        return subprocess.CompletedProcess([*map(str, argv)], started.wait(), out, err)

    def start(
        self,
        *argv: object,
        cwd: Path = ROOT,
        stdin: str = "",
        env: Mapping[str, str] | None = None,
        max_seconds: int = MAX_SECONDS,
        max_memory_bytes: int | None = None,
        clock_offset: Path | None = None,
    ) -> "Started":
        """Start ``scrapy ARGV``, which runs beside the test.

        SIGALRM ends it after ``max_seconds``. ``max_memory_bytes`` limits the address space.
        ``clock_offset`` is a file with the number of seconds that are added to ``time.time()``;
        the file may change while the command runs.
        """
        request = {
            "argv": [str(part) for part in argv],
            "cwd": str(cwd),
            "input": stdin,
            "environment": dict(os.environ if env is None else env),
            "max_seconds": max_seconds,
            "max_memory_bytes": max_memory_bytes,
            "clock_offset": clock_offset and str(clock_offset),
        }
        return Started(self, self.ask(request))

    def ask(self, request: dict[str, Any]) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(json.dumps(request), file=self._process.stdin, flush=True)
        return json.loads(self._process.stdout.readline())


class Started:
    """A process that runs beside the test, with methods like those of ``subprocess.Popen``."""

    def __init__(self, server: ForkServer, pid: int) -> None:
        self._server = server
        self.pid = pid
        self.returncode: int | None = None
        self._output = ("", "")

    def poll(self) -> int | None:
        self._wait(now=True)
        return self.returncode

    def wait(self) -> int:
        self._wait(now=False)
        assert self.returncode is not None
        return self.returncode

    def communicate(self) -> tuple[str, str]:
        """Wait for the end; returns all of stdout and stderr."""
        self.wait()
        return self._output

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def _wait(self, *, now: bool) -> None:
        if self.returncode is None:
            answer = self._server.ask({"wait": self.pid, "now": now})
            if answer is not None:
                self.returncode, *output = answer
                self._output = (output[0], output[1])


@contextmanager
def fork_server() -> Iterator[ForkServer]:
    # A process with threads must not fork.
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
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


def _run_command(request: dict[str, Any], files: list[Any]) -> NoReturn:
    """Run the command of a request in this forked process, and end the process."""
    for number, file in enumerate(files):
        os.dup2(file.fileno(), number)
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update(request["environment"])
    if any(request["argv"][: len(command)] == command for command in _READING):
        _fork_reading_server()
    signal.alarm(request["max_seconds"])
    if limit := request["max_memory_bytes"]:
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    if request["clock_offset"]:
        _shift_clock(Path(request["clock_offset"]))
    sys.argv = ["scrapy", *request["argv"]]
    code: Any = 1
    try:
        from scrapy.cmdline import execute

        execute()
    except SystemExit as end:
        code = end.code or 0
    except KeyboardInterrupt:  # the hook that scraper.early_start installs prints nothing
        code = 130  # as a shell reports it
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        try:
            sys.stdout.flush()
        finally:
            sys.stderr.flush()
            os._exit(code if isinstance(code, int) else 1)


def _fork_reading_server() -> None:
    """Fork the fork server in whose workers this command reads pages; its first pool uses it."""
    from pipelines.workers import fork_server as workers
    from pipelines.workers.worker import run_fork_server

    class Forked(workers.ForkServer):
        """A fork server that has the imported modules of this process."""

        def __init__(self) -> None:
            self.limits_and_modules = workers.LIMITS, workers.READING
            self.control, control_of_server = socket.socketpair(
                socket.AF_UNIX, socket.SOCK_SEQPACKET
            )
            self.queue, queue_of_server = socket.socketpair()
            with control_of_server, queue_of_server:
                self.pid = os.fork()
                if not self.pid:
                    self.control.close()
                    self.queue.close()
                    self._serve(control_of_server, queue_of_server)
            self.control.setblocking(False)

        def _serve(self, control: socket.socket, queue: socket.socket) -> NoReturn:
            os.setpgid(0, 0)  # Ctrl-C goes to the crawl, which stops its workers
            null = os.open(os.devnull, os.O_RDWR)
            for stream in range(3):
                os.dup2(null, stream)
            try:
                run_fork_server(control, queue, *self.limits_and_modules)
            finally:
                os._exit(1)

        def close(self) -> None:
            self.control.close()
            self.queue.close()
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)

    workers._started.append(Forked())


def _shift_clock(offset: Path) -> None:
    """Replace ``time.time`` in all modules and classes that hold a reference to it."""
    real_time = time.time

    def shifted() -> float:
        return real_time() + float(offset.read_text())

    modules = [module for module in sys.modules.values() if module is not None]
    values = [value for module in modules for value in vars(module).values()]
    classes = [value for value in values if isinstance(value, type)]
    for owner in (*modules, *classes):
        for name, value in list(vars(owner).items()):
            if value is real_time:
                setattr(owner, name, shifted)
            elif isinstance(value, staticmethod) and value.__func__ is real_time:
                setattr(owner, name, staticmethod(shifted))


def _serve() -> None:
    """Import the modules of commands, then answer each request of standard input."""
    from scrapy.cmdline import _get_commands_dict
    from scrapy.utils.project import get_project_settings

    _get_commands_dict(get_project_settings(), inproject=True)
    for module in _MODULES:
        importlib.import_module(module)
    importlib.import_module("pipelines.reading").warm_up()
    importlib.import_module("tests.sql_statements").install()
    assert "twisted.internet.reactor" not in sys.modules  # each crawl installs its own
    # Garbage collection would write to these objects, and so copy them in each forked process.
    # That took a fifth of the processor time of a small crawl.
    gc.collect()
    gc.freeze()
    # process id → its stdin, stdout and stderr, until a request asks for its end
    running: dict[int, list[Any]] = {}
    for line in sys.stdin:
        request = json.loads(line)
        answer = _wait(request, running) if "wait" in request else _start(request, running)
        print(json.dumps(answer), flush=True)


def _start(request: dict[str, Any], running: dict[int, list[Any]]) -> int:
    """Fork a process for the command of a request, and return its id."""
    files = [tempfile.TemporaryFile() for _ in range(3)]  # noqa: SIM115
    files[0].write(request["input"].encode("utf-8", "surrogateescape"))
    files[0].seek(0)
    pid = os.fork()
    if not pid:
        _run_command(request, files)
    running[pid] = files
    return pid


def _wait(request: dict[str, Any], running: dict[int, list[Any]]) -> list[Any] | None:
    """Return exit code, stdout and stderr of an ended process, or None if it still runs."""
    pid, status = os.waitpid(request["wait"], os.WNOHANG if request["now"] else 0)
    if not pid:
        return None
    texts = []
    for file in running.pop(pid):
        file.seek(0)
        texts.append(file.read().decode("utf-8", "replace"))
        file.close()
    return [os.waitstatus_to_exitcode(status), *texts[1:]]


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    _serve()
