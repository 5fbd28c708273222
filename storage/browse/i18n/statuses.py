"""Describes the status of an outlet in the language of the reader: the cause, and what to do."""

import re

from pipelines.model import STATUS_WORDS, Status, advice, known_status
from storage.browse.i18n.languages import Language

# An address without the punctuation after it, or the last word of «… redirect to news.example».
_ADDRESS = re.compile(r"https?://[^\s;,()'\"]+[^\s;,()'\".:]|(?<= to )\S+$")


def status_words(language: Language, stored: str | None) -> str:
    """Return a status in words, such as «сайт отвечает ошибкой»; None stands for never polled."""
    known = known_status(stored or Status.NEVER_POLLED)
    return language.text(STATUS_WORDS[known]) if known else str(stored)


def describe(
    stored: str | None, detail: str | None, source_id: str, language: Language
) -> tuple[str, str]:
    """Return the cause and the advice in the language, each "" if unknown.

    The detail of the database is English. In another language the cause is the status in words,
    with the address that the detail names; the rest of the detail repeats the status in English.
    """
    known = known_status(stored)
    advised = advice(known, source_id) if known else None
    action = language.text(advised) if advised else ""
    if language.code == "en":
        return detail or str(stored or ""), action
    if known is None:
        return "", ""
    address = _ADDRESS.search(detail or "")
    where = f": {address[0]}" if address else ""
    return f"{status_words(language, known)}{where}", action


def remedy_of(stored: str | None, detail: str | None, source_id: str, language: Language) -> str:
    """Return the cause and the advice as sentences."""
    cause, action = describe(stored, detail, source_id, language)
    first = cause[:1].upper() + cause[1:] if language.code != "en" else cause
    end = "" if cause.endswith((".", "?")) else "."
    return f"{first}{end} {action}"
