"""Removes the indentation of templates, with which pages would be a sixth larger."""

import re
from pathlib import Path

from jinja2.ext import Extension

TEMPLATES = Path(__file__).resolve().parent / "templates"
_INDENTATION = re.compile(r"^[ \t]+", re.MULTILINE)


class IndentationExtension(Extension):
    """Removes the indentation of each line of this site's templates, not of Datasette's own.

    Line breaks stay, so that errors name the right lines. A template must not contain text whose
    indentation matters, such as lines of a ``<pre>``; the values in a template may.
    """

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Return the source of a template without indentation."""
        is_own = filename is not None and Path(filename).resolve().parent == TEMPLATES
        return _INDENTATION.sub("", source) if is_own else source
