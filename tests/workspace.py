"""A folder with the files that users write, in which commands are given wrong input."""

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess

from storage.database.sqlite import open_database
from tests.fork_server import ForkServer

SOURCE = (
    '[[source]]\nid = "a"\nname = "Газета"\nhome = "http://127.0.0.1:9/"\nregion = "RU-PNZ"\n'
    'feeds = ["http://127.0.0.1:9/rss"]\n'
)
ALERT = '[[alert]]\nid = "bridge"\nwords = "мост"\nnotify = ["json://127.0.0.1:9/"]\n'
# Files that are no TOML in UTF-8: name → content.
BAD_FILES = {
    "utf-16": SOURCE.encode("utf-16"),
    "cp1251": SOURCE.encode("cp1251"),
    "nul": SOURCE.replace("Газета", "\0").encode(),
    "binary": bytes(range(256)) * 20,
    "cut": SOURCE.encode()[:60],
}
_MAX_MEMORY_BYTES = 2_500_000_000  # of address space; a bad file must not fill the memory
_MAX_MESSAGE_CHARS = 700


@dataclass
class Workspace:
    """A folder with the files that users write, and commands that use them."""

    folder: Path
    server: ForkServer

    def run(self, command: str, *arguments: object, **settings: object) -> CompletedProcess[str]:
        named: dict[str, object] = {
            "NEWS_DATABASE": self.folder / "news.db",
            "NEWS_SOURCES": self.folder / "sources.toml",
            "NEWS_ALLOWED_NETWORKS": "127.0.0.0/8",
            "RETRY_TIMES": 0,
            **settings,
        }
        pairs = [part for name, value in named.items() for part in ("-s", f"{name}={value}")]
        argv = [command, *pairs, *map(self.path_of, arguments)]
        return self.server.run(*argv, max_memory_bytes=_MAX_MEMORY_BYTES)

    def path_of(self, argument: object) -> str:
        """Return the path of the file in the folder that an argument names, or the argument."""
        text = str(argument)
        may_be_name = bool(text) and not text.startswith(("-", "/"))
        is_file = may_be_name and (self.folder / text).exists()
        return str(self.folder / text) if is_file or text == "copy.db" else text

    def state(self) -> dict[str, tuple[int, int, bytes]]:
        """Return size, time and content of all files but the extra files beside the database."""
        return {
            path.name: (path.stat().st_size, path.stat().st_mtime_ns, path.read_bytes())
            for path in self.folder.rglob("*")
            if path.is_file() and not path.name.endswith(("-wal", "-shm", ".lock"))
        }

    def faults(
        self, place: str, code: int, command: str, *arguments: object, **settings: object
    ) -> list[str]:
        """Run a command that must be refused, and return what is wrong with its refusal.

        It must end with ``code`` and one line that contains ``place``, and must write nothing.
        """
        before = self.state()
        run = self.run(command, *arguments, **settings)
        rules = {
            f"ends with code {code}": run.returncode == code,
            "prints one line": run.stderr.count("\n") == 1,
            "names the command first": run.stderr.startswith(f"scrapy {command}: "),
            f"names {place!r}": place in run.stderr,
            "is short": len(run.stderr) < _MAX_MESSAGE_CHARS,
            "writes nothing": self.state() == before,
        }
        shown = f"{command} {arguments} {settings}: {run.returncode}, {run.stderr!r}"
        return [f"{shown}: not «{rule}»" for rule, is_kept in rules.items() if not is_kept]


def new_workspace(folder: Path, server: ForkServer) -> Workspace:
    """Write the files and an empty database into the folder, and the bad files beside them."""
    (folder / "sources.toml").write_text(SOURCE)
    (folder / "alerts.toml").write_text(ALERT)
    (folder / "page.html").write_text("<h1>Мост</h1>")
    with closing(open_database(folder / "news.db")) as db:
        db.table("sources").insert(
            {"id": "a", "name": "A", "home": "x", "region": "RU-PNZ", "timezone": "Europe/Moscow"}
        )
    for name, content in BAD_FILES.items():
        (folder / name).write_bytes(content)
    (folder / "folder").mkdir()
    (folder / "loop").symlink_to(folder / "loop")
    (folder / "empty").touch()
    return Workspace(folder, server)
