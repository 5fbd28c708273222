"""Reads a TOML file that a person wrote; an error is one line."""

import tomllib
from pathlib import Path
from typing import Any

from pipelines.files.errors import BadInputError

MAX_BYTES = 10_000_000  # of a file, about 30,000 sources; a larger one takes seconds to read


def read_toml(path: Path, remedy: str) -> dict[str, Any]:
    """Return the content of a TOML file; raises BadInputError if it cannot be read.

    If there is no such file, the message of the error ends with ``remedy``.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise BadInputError(f"{path}: larger than {MAX_BYTES // 10**6} MB; split it")
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise BadInputError(f"{path}: no such file; {remedy}") from None
    except UnicodeDecodeError as error:
        raise BadInputError(f"{path}: not UTF-8 at byte {error.start}; save it as UTF-8") from None
    # ValueError is also raised for a number of thousands of digits.
    except (ValueError, RecursionError) as error:
        raise BadInputError(f"{path}: not valid TOML: {error or 'nested too deep'}") from None
    except OSError as error:
        raise BadInputError(f"{path}: cannot be read: {error.strerror}") from None
