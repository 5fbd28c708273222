"""Makes the folder of ``svodka init``, with ``scrapy.cfg`` and the list of outlets."""

import shlex
from importlib import resources
from pathlib import Path

from scraper import SCRAPY_CFG


class ProjectError(Exception):
    """The folder can't be made; the message is one line for a person."""


def create_project(name: str) -> str:
    """Write ``scrapy.cfg`` and ``sources.toml`` into a folder, and return the next steps as text.

    Raises ProjectError, and writes nothing, if one of the two files exists.
    """
    folder = Path(name)
    contents = {"scrapy.cfg": SCRAPY_CFG, "sources.toml": sources_template()}
    try:
        for file in contents:
            if (folder / file).exists():
                raise ProjectError(f"{folder / file}: is there already; name a new folder")
        folder.mkdir(parents=True, exist_ok=True)
        for file, text in contents.items():
            with (folder / file).open("x", encoding="utf-8") as out:
                out.write(text)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ProjectError(f"{folder}: cannot be written: {reason}") from None
    change_folder = "" if folder.samefile(Path()) else f"cd {shlex.quote(name)} && "
    return (
        f"{folder}: scrapy.cfg and sources.toml written. Next, with an outlet of yours:\n"
        f"  {change_folder}svodka add-source https://news.example.org/\n"
        "  svodka crawl news"
    )


def sources_template() -> str:
    """Return the text of a ``sources.toml`` that explains an entry in comments."""
    return (resources.files("svodka") / "sources.toml").read_text(encoding="utf-8")
