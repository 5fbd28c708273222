"""Tests which lines only name the origin of a text or a picture."""

import pytest

from pipelines.extraction.lines.credit_lines import is_credit_line


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Источник: РИА Новости", True),
        ("По материалам портала Сурск", True),
        ("Источник воды обнаружили рабочие на окраине города в понедельник утром.", False),
        ("Мост открыли утром.", False),
        ("Source: AP", True),
        ("Фото ГУ МЧС по Пензенской области", True),
        ("Фото Sputnik", True),
        ("Фото с места происшествия", True),
        ("Фото с места пожара изучают дознаватели.", False),
        ("Архивное фото", True),
        ("Архивное фото нашли в подвале школы", False),
        ("Иван Петров/ТАСС", True),
        ("Пенза / Саратов", False),
        ("Source: an old cable", False),
        ("Quelle: eine alte Leitung", False),
        ("Photo de la mairie de Mâcon", True),
        ("Photo de classe sur le quai : les enfants ont dessiné les bateaux.", False),
        ("Foto del comune di Cremona", True),
        ("Foto de familia en el muelle", False),
        ("Foto gemeente Tiel", True),
        ("Фота прэс-службы гарвыканкама", True),
        ("Снимка: общината", True),
        ("Fotoğraf: belediye arşivi", True),
        ("Світлина: архів родини Мельників", True),
        ("Сурет: облыс әкімдігінің баспасөз қызметі", True),
        ("Сүрөт: Акипресс", True),
        ("Լուսանկարը՝ Արմեն Գրիգորյանի", True),
        ("ფოტო: იმედა ლორთქიფანიძე", True),
        ("zdj. Urząd Miasta Nowy Targ", True),
        ("Иллюстративное изображение, Pixabay", True),
        ("PA Media / Alamy", True),
        ("Getty Images", True),
        ("© shutterstock.com", True),
        ("Как школьник продаёт снимки на Shutterstock", False),
        ("Снимки школьника купил банк картинок Getty Images.", False),
        ("Сурет көрмесі ашылды", False),
        ("", False),
    ],
)
def test_a_credit_line_holds_nothing_but_a_credit(line: str, expected: bool) -> None:
    assert is_credit_line(line) is expected
