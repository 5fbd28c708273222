"""Tests that a town is told from a town whose hyphenated name begins like its name."""

import pytest

from pipelines.copies.thresholds import DEFAULTS
from pipelines.copies.values.town_names import are_two_towns
from pipelines.stories.grouping import Pairs

BRIDGE = (
    "прошёл ремонт центрального моста, движение по которому было закрыто с весны. Рабочие заменили "
    "асфальт, поставили новые ограждения и фонари вдоль тротуаров. Мэрия обещает открыть переправу "
    "для автобусов и грузовиков уже в понедельник утром, а пешеходы пользуются мостом с субботы. "
    "Жители давно жаловались на ямы и темноту."
)
TOWNS = [
    ("Кирове", "Кирово-Чепецке", True),
    ("Киров", "Кирово-Чепецка", True),
    ("Каменске", "Каменске-Уральском", True),
    ("Петровске", "Петровске-Забайкальском", True),
    ("Николаевске", "Николаевске-на-Амуре", True),
    ("Орехове", "Орехово-Зуеве", True),
    ("Ленинске", "Ленинске-Кузнецком", True),
    # The first part is no town of this name, so it is a short form.
    ("Ростове", "Ростове-на-Дону", False),
    ("Комсомольске", "Комсомольске-на-Амуре", False),
    ("Переславле", "Переславле-Залесском", False),
]


@pytest.mark.parametrize(("name", "longer", "are_two"), TOWNS)
def test_a_longer_name_is_another_town_if_its_beginning_is_a_town(
    name: str, longer: str, are_two: bool
) -> None:
    assert are_two_towns(name.lower(), longer.lower().split("-")) is are_two


@pytest.mark.parametrize(("name", "longer", "are_two"), TOWNS)
def test_reports_of_two_towns_are_no_copies(name: str, longer: str, are_two: bool) -> None:
    for report in (f"В {{}} {BRIDGE}", f"Весь месяц в {{}} {BRIDGE}"):
        texts = report.format(name), report.format(longer)
        assert Pairs(texts, DEFAULTS).compare(*texts).same is not are_two
        assert Pairs(texts, DEFAULTS).compare(*reversed(texts)).same is not are_two


def test_a_short_name_of_a_town_that_is_named_in_full_is_no_other_town() -> None:
    full = f"В Петровске-Забайкальском {BRIDGE} Петровск-Забайкальский ждал этого год."
    short = f"В Петровске {BRIDGE} Петровск-Забайкальский ждал этого год."
    assert Pairs([full, short]).compare(full, short).same
