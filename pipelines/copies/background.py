"""Finds background passages, in which an article repeats earlier news («Напомним, …»)."""

import re
from collections.abc import Iterator

# The words that open a background passage at the start of a line or sentence: «Напомним, что …»,
# «Как ранее сообщалось, …», «Справка: …», «Earlier, …».
_MARKER = re.compile(
    r"(?:^|(?<=[.!?…»] ))[ «—–•*-]*(?:Напомним|Напоминаем,"
    r"|Как (?:ранее |уже |мы )*(?:сообщал|писал|сообщил|рассказывал)"
    r"|Ранее (?:мы |уже |в |на |стало |сообщал|писал|было )|Предыстория|Справка:|Справочно"
    r"|Для справки|Нагадаємо|Нагадаем,|Раніше (?:повідомлял|ми |вже )"
    r"|Еске сала|Бұған дейін|Искә төшер|Przypomnijmy|Przypominamy,"
    r"|Zur Erinnerung|Wie (?:bereits )?(?:berichtet|gemeldet)"
    r"|Earlier,|Background:|As (?:previously )?reported)",
    re.MULTILINE,
)


def background_passages(text: str) -> Iterator[str]:
    """Yield each background passage: from its first sentence to the end of the paragraph."""
    end = -1  # of the last paragraph in which background was found
    for marker in _MARKER.finditer(text):
        if marker.start() >= end:
            end = text.find("\n", marker.start() + 1)
            end = len(text) if end < 0 else end
            yield text[marker.start() : end]
