"""Pages of one outlet, each with a line of promotion, and the outlet's entry in sources.toml."""

from tests.newsroom import source_entry

PROMO = "Эту и другие истории обсуждаем по четвергам в клубе читателей на Садовой."
PLACES = ["Зареченске", "Сурске", "Каменке", "Кузнецке", "Никольске", "Белинском", "Спасске"]


def vesti_entry(**rules: object) -> str:
    """Return the entry of the outlet with rules for the extraction, such as ``drop``."""
    return source_entry("https://vesti.example/", "vesti", timezone="Europe/Moscow", **rules)


def page_with_promo(place: str) -> bytes:
    """Return the page of an article about a place, with an inset above the promotion."""
    return (
        f"<html><head><meta charset=utf-8><title>Мост в {place} открыли для машин</title></head>"
        f"<body><h1>Мост в {place} открыли для машин</h1><p>7 июня 2024, 14:20</p>"
        f"<p>Новый мост через реку в {place} открыли утром, на церемонию пришли сотни жителей.</p>"
        f"<p>Строительство в {place} шло два года, подрядчик сдал объект раньше срока.</p>"
        f'<p class="inset">Вечером в {place} обсуждали фестиваль варенья, сообщил организатор.</p>'
        f"<p>{PROMO}</p></body></html>"
    ).encode()
