"""Shows times as the database stores them to the person who runs a command."""


def shown_minute(stored: str) -> str:
    """Return ``2026-11-23 14:20`` for ``2026-11-23T14:20:59Z``; a day without a time stays."""
    return stored[:16].replace("T", " ")
