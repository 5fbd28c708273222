"""The words of messages in English and Russian."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Literal

from pipelines.model import Source
from storage.browse.times import parse
from storage.search.alerts import Kind

Language = Literal["en", "ru"]

_MONTHS = {
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September",
           "October", "November", "December"),
    "ru": ("января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября",
           "октября", "ноября", "декабря"),
}  # fmt: skip
# Forms after 1, 2 and 5; English uses the first two.
_NOUNS: dict[Language, dict[str, tuple[str, str, str]]] = {
    "en": {
        "story": ("story", "stories", "stories"),
        "edit": ("edit", "edits", "edits"),
        "removal": ("removed article", "removed articles", "removed articles"),
        "silent-outlet": ("silent outlet", "silent outlets", "silent outlets"),
        "outlet": ("outlet", "outlets", "outlets"),
    },
    "ru": {
        "story": ("сюжет", "сюжета", "сюжетов"),
        "edit": ("правка", "правки", "правок"),
        "removal": ("удалённая статья", "удалённые статьи", "удалённых статей"),
        "silent-outlet": ("замолчавшее издание", "замолчавших издания", "замолчавших изданий"),
        "outlet": ("издание", "издания", "изданий"),
    },
}
_PHRASES = {
    "en": {
        "edit": "Edited", "removal": "Removed", "silent-outlet": "Silent", "first": "first",
        "before": "Before", "story_page": "Story", "original": "Original", "more": "and {} more",
        "last": "Last new article", "why": "What is seen",
        "action": "What to do", "alert": "Alert",
    },
    "ru": {
        "edit": "Правка", "removal": "Удалено", "silent-outlet": "Молчит", "first": "первым",
        "before": "Было", "story_page": "Сюжет", "original": "Оригинал", "more": "и ещё {}",
        "last": "Последняя новая статья", "why": "Что видно",
        "action": "Что делать", "alert": "Подписка",
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Style:
    """The language of messages, and where the pages of stories are."""

    language: Language = "en"
    site: str | None = None  # without a final slash

    def phrase(self, name: str) -> str:
        return _PHRASES[self.language][name]

    def count(self, number: int, noun: Kind | Literal["outlet"]) -> str:
        """Return ``1 story``, ``2 stories``; «1 сюжет», «2 сюжета», «5 сюжетов»."""
        one, few, many = _NOUNS[self.language][noun]
        if self.language == "en":
            return f"{number} {one if number == 1 else few}"
        if number % 10 == 1 and number % 100 != 11:
            return f"{number} {one}"
        return f"{number} {few if number % 10 in (2, 3, 4) and number // 10 % 10 != 1 else many}"

    def stamp(self, text: str | None, zone: tzinfo | None) -> str:
        """Return a time of the database as ``23 November, 14:20``; of a bare day, the day alone."""
        if not text:
            return ""
        moment = parse(text)
        if not isinstance(moment, datetime):
            return f"{moment.day} {_MONTHS[self.language][moment.month - 1]}"
        local = moment.astimezone(zone)
        return f"{local.day} {_MONTHS[self.language][local.month - 1]}, {local:%H:%M}"


def language_of(setting: str | None, sources: Sequence[Source]) -> Language:
    """Return the language of the setting, else Russian where most sources are."""
    if setting is not None:
        return "ru" if setting == "ru" else "en"
    russian = sum(
        source.language == "ru" if source.language else source.region.startswith("RU-")
        for source in sources
    )
    return "ru" if 2 * russian > len(sources) else "en"
