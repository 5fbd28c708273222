"""Background paragraphs: what an article repeats of former news («Напомним, …»)."""

import re
from collections.abc import Iterator

_MARKER = re.compile(
    r"(?:^|(?<=[.!?…»] ))[ «—–•*-]*(?:Напомним|Напоминаем,"
    r"|Как (?:ранее |уже |мы )*(?:сообщал|писал|сообщил|рассказывал)"
    r"|Ранее (?:мы |уже |в |на |стало |сообщал|писал|было )|Предыстория|Справка:|Справочно"
    r"|Для справки|Earlier,|Background:|As (?:previously )?reported)",
    re.MULTILINE,
)


def background_passages(text: str) -> Iterator[str]:
    """Yield the end of each paragraph from a sentence on that begins as background does."""
    end = -1  # of the paragraph whose background was found last
    for found in _MARKER.finditer(text):
        if found.start() >= end:
            end = text.find("\n", found.start() + 1)
            end = len(text) if end < 0 else end
            yield text[found.start() : end]
