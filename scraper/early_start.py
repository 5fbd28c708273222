"""Prepares the process before Scrapy imports the commands."""

import importlib
import os
import sys
from collections import defaultdict
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType

PACKAGES = ("scraper", "pipelines", "storage", "svodka")
_COMMANDS = Path(__file__).parent / "commands"
_READING_COMMANDS = (["extract"], ["reextract"])  # the commands, besides a crawl, that read pages
_COMMANDS_WITHOUT_DATABASE = ("extract", "schedule")


def running_arguments() -> Sequence[str] | None:
    """Return the arguments that ``scrapy.cmdline.execute`` runs with; None if it does not run.

    The function looks for ``execute`` among its callers: Scrapy has no hook before the import of
    the commands. An import for any other reason must have no effect.
    """
    cmdline = sys.modules.get("scrapy.cmdline")
    execute_code = cmdline.execute.__code__ if cmdline else None
    frame = sys._getframe()
    while frame.f_code is not execute_code:
        if frame.f_back is None:
            return None
        frame = frame.f_back
    argv: Sequence[str] = frame.f_locals["argv"]
    return argv


def commands_module(arguments: Sequence[str] | None) -> str:
    """Return the module in which Scrapy looks for commands: that of the running command alone.

    Scrapy imports all commands of a package, with the libraries of each, before it runs one. The
    result is the whole package if no command of Svodka is running, as for ``scrapy -h``.
    """
    name = command_of(arguments or [])
    return f"scraper.commands.{name}" if name else "scraper.commands"


def command_of(arguments: Sequence[str]) -> str | None:
    """Return the name of the command of Svodka that these arguments run; None for others."""
    names = (argument for argument in arguments[1:] if not argument.startswith("-"))
    name = next(names, "")
    names_of_commands = {path.stem for path in _COMMANDS.glob("*.py")} - {"__init__"}
    return name if name in names_of_commands else None


def prepare(arguments: Sequence[str]) -> None:
    """Set up the process for a command, and start the fork server if the command reads pages.

    With more than one core the first page is read a second sooner, because the fork server
    imports its modules meanwhile. The process ends with exit code 2 if the packages of Svodka
    are not in one place.
    """
    open_closed_streams()
    if problem := mixed_installation():
        print(f"scrapy: {problem}", file=sys.stderr)
        sys.exit(2)
    sys.excepthook = _print_error  # also for Ctrl-C while the commands are being imported
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # starting threads for NumPy takes 0.1 s
    if _will_read(arguments) and len(os.sched_getaffinity(0)) > 1:
        from pipelines.workers.fork_server import start_early  # after the check of the packages

        start_early()
    if command_of(arguments) not in (None, *_COMMANDS_WITHOUT_DATABASE):
        import_without_pandas("sqlite_utils")


def import_without_pandas(module: str) -> None:
    """Import a module that also imports pandas if that is installed, as by the extra ``spark``.

    pandas would take half a second and 70 MB of each command, and no command uses it. After this
    call it can be imported as usual.
    """
    if "pandas" in sys.modules:
        return
    sys.modules["pandas"] = None  # type: ignore[assignment]  # makes an import of pandas fail
    try:
        importlib.import_module(module)
    finally:
        del sys.modules["pandas"]


def open_closed_streams() -> None:
    """Connect standard streams with /dev/null that a shell has closed by ``<&- >&-``.

    Python has None in place of such a stream. The next file that is opened, such as the database,
    would get the number of the stream.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest free number, which is this one
            os.set_inheritable(number, True)
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123


def mixed_installation() -> str | None:
    """Return a line if another distribution replaced or deleted a package of Svodka; else None."""
    packages_by_place: defaultdict[str, list[str]] = defaultdict(list)
    for package in PACKAGES:
        packages_by_place[_place_of(package)].append(package)
    if len(packages_by_place) == 1:
        return None
    listed = "; ".join(f"{', '.join(names)} {place}" for place, names in packages_by_place.items())
    return f"its packages are not together: {listed}; install it in an environment of its own"


def _place_of(package: str) -> str:
    """Return ``in FOLDER`` for the folder of a package, or ``not found``."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        return "not found"
    return f"in {Path(spec.submodule_search_locations[0]).parent}"


def _print_error(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """Print the traceback of an error, but none for Ctrl-C."""
    if not issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)


def _will_read(arguments: Sequence[str]) -> bool:
    is_crawl = list(arguments[1:3]) == ["crawl", "news"]
    reads_pages = is_crawl or list(arguments[1:2]) in _READING_COMMANDS
    return reads_pages and not {"-h", "--help"} & set(arguments)
