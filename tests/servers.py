"""Starts the PostgreSQL and Redis that are installed, on free ports of the loopback address."""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

_MISSING_LIBRARY = next(
    (name for name in ("psycopg", "redis", "scrapy_redis") if not find_spec(name)), None
)


def programs() -> tuple[Path | None, Path | None]:
    """Return the folder of PostgreSQL's programs and the path of Redis; None if not installed."""
    initdb = shutil.which("initdb")
    redis_server = shutil.which("redis-server")
    redis = Path(redis_server) if redis_server else None
    postgres = Path(initdb).parent if initdb else None
    # Debian installs each version into a folder of its own.
    if of_debian := sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        postgres = of_debian[-1].parent
    return postgres, redis


def missing() -> str | None:
    """Return what is missing for tests with real servers and how to install it, or None."""
    postgres, redis = programs()
    if _MISSING_LIBRARY:
        return f"the library {_MISSING_LIBRARY} is missing: pip install '.[cluster]'"
    if not postgres or not redis:
        name = "redis-server" if postgres else "postgresql"
        return f"{name} is missing: make system-deps installs it"
    return None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """A server process in a folder of its own; it can be killed and started again."""

    def __init__(self, command: list[str], folder: Path, ready: Callable[[], bool]) -> None:
        self._command = command
        self._folder = folder
        self._ready = ready
        self.start()

    def start(self) -> None:
        """Start the server; try again while files of a killed server are still in use.

        Raise TimeoutError with the server's log if it is not ready after a minute.
        """
        limit = time.monotonic() + 60
        self._begin()
        while not self._ready():
            if time.monotonic() > limit:
                raise TimeoutError((self._folder / "log").read_text())
            if self.process.poll() is not None:
                self._begin()
            time.sleep(0.1)

    def _begin(self) -> None:
        with (self._folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                self._command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, **_as_nobody()
            )

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def close(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.kill()
        shutil.rmtree(self._folder, ignore_errors=True)


def start_postgres() -> tuple[Server, str]:
    """Start a server whose commits reach the disk; return it and the URL of a database."""
    programs_folder, _ = programs()
    if programs_folder is None:
        raise FileNotFoundError("PostgreSQL is not installed")
    folder, port = _folder(), free_port()
    data = folder / "data"
    initdb = [str(programs_folder / "initdb"), "-D", str(data), "-U", "svodka", "-A", "trust",
              "-E", "UTF8", "--locale=C.UTF-8", "-N"]  # fmt: skip
    subprocess.run(initdb, check=True, capture_output=True, **_as_nobody())
    command = [
        str(programs_folder / "postgres"), "-D", str(data), "-p", str(port), "-k", str(folder),
        "-c", "listen_addresses=127.0.0.1", "-c", "shared_buffers=256MB",
    ]  # fmt: skip
    url = f"postgresql://svodka@127.0.0.1:{port}/postgres"
    return Server(command, folder, lambda: _answers(url)), url


def start_redis() -> tuple[Server, str]:
    """Start a server that keeps nothing on disk; return it and its URL."""
    _, program = programs()
    folder, port = _folder(), free_port()
    command = [str(program), "--port", str(port), "--bind", "127.0.0.1", "--save", "",
               "--appendonly", "no", "--dir", str(folder)]  # fmt: skip

    def ready() -> bool:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return True
        return False

    return Server(command, folder, ready), f"redis://127.0.0.1:{port}/0"


def _answers(url: str) -> bool:
    import psycopg

    try:
        psycopg.connect(url).close()
    except psycopg.OperationalError:
        return False
    return True


def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="svodka-"))
    if os.getuid() == 0:
        nobody = pwd.getpwnam("nobody")
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return folder


def _as_nobody() -> dict[str, Any]:
    """Return options of ``subprocess``: root runs a server as nobody, since PostgreSQL asks for it.

    A user who is not root needs no options.
    """
    if os.getuid():
        return {}
    return {"user": "nobody", "group": pwd.getpwnam("nobody").pw_gid, "extra_groups": []}
