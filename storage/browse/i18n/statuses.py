"""Describes the status of an outlet in the language of the reader: the cause, and what to do."""

import re

from pipelines.model import STATUS_WORDS, Status, advice, known_status
from storage.browse.i18n.languages import Language

# The address in a detail: "https://a.example/rss" in "https://a.example/rss: 404", or "a.example"
# in "its articles redirect to a.example".
_ADDRESS = re.compile(r"https?://[^\s;,()'\"]+[^\s;,()'\".:]|(?<= to )\S+$")


def status_words(language: Language, stored: str | None) -> str:
    """Return a stored status in words, such as «сайт отвечает ошибкой»; None means never polled."""
    status = known_status(stored or Status.NEVER_POLLED)
    return language.text(STATUS_WORDS[status]) if status else str(stored)


def describe(
    stored: str | None, detail: str | None, source_id: str, language: Language
) -> tuple[str, str]:
    """Return (cause of the status, advice what to do) in the language; each is "" if unknown.

    ``detail`` is the English text that the database stores with a status; in English it is the
    cause. In another language, the cause is the status in words, with the address in the detail.
    """
    status = known_status(stored)
    message = advice(status, source_id) if status else None
    advice_text = language.text(message) if message else ""
    if language.code == "en":
        return detail or str(stored or ""), advice_text
    if status is None:
        return "", ""
    address = _ADDRESS.search(detail or "")
    address_text = f": {address[0]}" if address else ""
    return f"{status_words(language, status)}{address_text}", advice_text


def remedy_of(stored: str | None, detail: str | None, source_id: str, language: Language) -> str:
    """Return the cause and the advice of ``describe`` as sentences."""
    cause, advice_text = describe(stored, detail, source_id, language)
    if language.code != "en":  # an English detail is shown as it is stored
        cause = cause[:1].upper() + cause[1:]
    end = "" if cause.endswith((".", "?")) else "."
    return f"{cause}{end} {advice_text}"
