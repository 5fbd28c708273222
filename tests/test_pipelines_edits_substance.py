"""Tests which edits are of substance, and whether a page says that it was changed."""

import time

import pytest

from pipelines.edits.lines import LineIndex, line_of
from pipelines.edits.substance import Version, mentions_edit, substantial_changes
from pipelines.model import EditKind

HEADLINE = "Мост через Суру откроют 12 декабря"
FIRST = (
    "Новый мост через Суру откроют для движения 12 декабря, рассказал начальник управления дорог"
    " Виктор Лаптев. Рабочим осталось нанести разметку."
)
QUOTE = "«Мы просили людей потерпеть два года, а вышло три», — сказал Лаптев журналистам в среду."
LAST = "Старый мост закроют на ремонт, пешеходам обещают оставить проход шириной два метра."
BEFORE = Version(HEADLINE, f"{FIRST}\n{QUOTE}\n{LAST}")
NEW = "Прокуратура проверяет, почему подорожало строительство и кто отвечает за слабые сваи."


def changed(old: str, new: str) -> Version:
    """Return the version BEFORE with other words in headline and text."""
    if old not in f"{BEFORE.headline}\n{BEFORE.text}":
        raise ValueError(f"the version has no {old!r}")
    return Version(BEFORE.headline.replace(old, new), BEFORE.text.replace(old, new))


@pytest.mark.parametrize(
    ("after", "kind"),
    [
        (changed("12 декабря", "20 декабря"), EditKind.NUMBER),
        (changed("12 декабря", "12 января"), EditKind.NUMBER),
        (Version("Мост через Суру откроют 20 декабря", BEFORE.text), EditKind.NUMBER),
        (changed("проход шириной два метра", "проход шириной три метра"), EditKind.NUMBER),
        (changed("Виктор Лаптев", "Олег Кузнецов"), EditKind.NAME),
        (changed("рассказал начальник", "рассказал Росавтодору начальник"), EditKind.NAME),
        (changed("потерпеть два года, а вышло три", "немного потерпеть"), EditKind.QUOTE),
        (changed(f"{QUOTE}\n", ""), EditKind.QUOTE),
        (changed(LAST, f"{LAST}\n{NEW}"), EditKind.PARAGRAPH),
        (changed(f"\n{LAST}", ""), EditKind.PARAGRAPH),
    ],
    ids=[
        "day", "month", "day in the headline", "number in words", "name", "added name",
        "shorter quote", "quote", "added paragraph", "paragraph",
    ],
)  # fmt: skip
def test_another_number_name_quote_or_paragraph_is_of_substance(
    after: Version, kind: EditKind
) -> None:
    assert kind in substantial_changes(BEFORE, after)
    assert kind in substantial_changes(after, BEFORE)


@pytest.mark.parametrize(
    "after",
    [
        BEFORE,
        changed("рассказал начальник", "сообщил начальник"),
        changed("разметку", "разметкку"),
        changed("Лаптев. Рабочим", "Лаптёв. Рабочим"),
        changed("Лаптев. Рабочим", "Лапттев. Рабочим"),
        changed("ремонт, пешеходам", "ремонт — пешеходам"),
        changed("дорог Виктор", "дорог,  Виктор"),
        changed(LAST, f"{LAST}\nЧитайте также: В Пензе 14 домов остались без тепла"),
        changed(LAST, f"{LAST}\nПо теме: Сергей Орлов возглавил депо, 3 ноября"),
        changed(LAST, f"{LAST}\nВ Самаре открыли третью школу"),
        changed(LAST, f"{LAST}\nПодписывайтесь на наш канал в Telegram и читайте нас первыми!"),
        changed(f"\n{LAST}", f" {LAST}"),
        Version(BEFORE.headline, f"{LAST}\n{FIRST}\n{QUOTE}"),
        changed("проход шириной два метра", "проход шириной 2 метра"),
        changed("Виктор Лаптев", "В. Лаптев"),
    ],
    ids=[
        "nothing", "synonym", "misprint", "letter of a name", "doubled letter of a name", "dash",
        "comma", "labelled link", "link by subject", "headline of a linked article", "promotion",
        "joined paragraphs", "order of paragraphs", "numeral", "initial",
    ],
)  # fmt: skip
def test_misprints_commas_links_and_synonyms_are_of_no_substance(after: Version) -> None:
    assert substantial_changes(BEFORE, after) == frozenset()


@pytest.mark.parametrize(
    ("addition", "stated"),
    [
        ("Обновлено в 12:30.", True),
        ("Исправлено: ранее был назван другой день.", True),
        ("В тексте была исправлена дата.", True),
        ("Correction: an earlier version named another day.", True),
        ("Работы продолжаются, дорожники обещают успеть.", False),
    ],
)
def test_an_edit_is_stated_if_only_the_later_version_states_it(addition: str, stated: bool) -> None:
    after = Version(HEADLINE, f"{BEFORE.text}\n{addition}")
    assert mentions_edit(BEFORE, after) is stated
    assert not mentions_edit(after, after)


@pytest.mark.parametrize(
    "paragraph",
    [
        "Подробнее о случившемся рассказали в МЧС: погибли 3 человека, ещё четверо в больнице.",
        "Подробнее о случившемся рассказали в МЧС: погибли 3 человека.",
        "Похожие случаи были и раньше: за год под лёд провалились 3 машины и один трактор.",
        "По теме безопасности на мосту выступили 3 докладчика, все они из управления дорог.",
        "Другие новости из зала суда таковы: дело рассмотрят 3 судьи и коллегия присяжных.",
        "Related charges were filed against 3 people who worked at the bridge last winter.",
    ],
)
def test_a_paragraph_that_begins_as_a_link_does_is_compared(paragraph: str) -> None:
    before = Version(HEADLINE, f"{BEFORE.text}\n{paragraph}")
    after = Version(HEADLINE, f"{BEFORE.text}\n{paragraph.replace('3', '5')}")
    assert substantial_changes(before, after) == {EditKind.NUMBER}


@pytest.mark.parametrize(
    "link",
    [
        "Подробнее: в Пензе 14 домов остались без тепла, жителям обещают тепло к 3 ноября.",
        "Подробнее об этом — в материале «Сергей Орлов возглавил депо».",
        "Подробнее читайте в материале «Сергей Орлов возглавил депо и уволил 14 человек за день».",
        "Похожие новости: Сергей Орлов возглавил депо и уволил 14 человек за один день.",
        "Материалы по теме: Сергей Орлов возглавил депо и уволил 14 человек за один день.",
        "По теме Сергей Орлов возглавил депо.",
        "Related stories: Sergey Orlov became the head of the depot and dismissed 14 workers.",
        "Related:",
    ],
)
def test_a_label_and_the_headline_after_it_are_no_substance(link: str) -> None:
    after = Version(HEADLINE, f"{BEFORE.text}\n{link}")
    assert substantial_changes(BEFORE, after) == frozenset()


LINES = 2_000
MAX_SECONDS = 5.0  # of processor time; 0.5 s are usual
MAX_COMPARISONS = 200  # of one line with others
SIMILAR = "\n".join(
    f"Слово{n % 40} мост дорога сваи разметка проход ремонт движение работы а{n}."
    for n in range(LINES)
)
LETTERS = "абвгдежзик"
NAMES = [f"Ка{''.join(LETTERS[int(digit)] for digit in str(n))}" for n in range(10_000, 30_000)]
HOSTILE = {
    "similar lines": (SIMILAR, SIMILAR.replace("мост", "мосты")),
    "lines of few common words": (SIMILAR, SIMILAR.replace("мост", "мосты").replace("а", "о")),
    "names": (f"Вот {' '.join(NAMES[::2])}.", f"Вот {' '.join(NAMES[1::2])}."),
    "names in lines": ("\nВот ".join(NAMES[::2]), ".\nВот ".join(NAMES[1::2])),
    "quotes": (
        "\n".join(f"«раз два {n} три»." for n in range(LINES)),
        "\n".join(f"«раз два {n} трое»." for n in range(LINES)),
    ),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_the_time_is_bounded_for_long_texts_of_similar_lines_or_names(case: str) -> None:
    substantial_changes(BEFORE, changed("мост", "виадук"))  # reads the tables
    before, after = HOSTILE[case]
    began = time.process_time()
    substantial_changes(Version(HEADLINE, before), Version(HEADLINE, after))
    assert time.process_time() - began < MAX_SECONDS


def test_a_line_is_compared_with_a_bounded_number_of_lines() -> None:
    common = NEW.rstrip(".").split()
    index = LineIndex([line_of(f"{common[n % 11]} {common[n % 7]} {n}") for n in range(LINES)])
    assert not index.is_new_paragraph(line_of(NEW))
    assert index.comparisons == MAX_COMPARISONS


def test_a_line_that_moves_beyond_the_limit_of_characters_is_no_change() -> None:
    numbers = "\n".join(f"Дом {n} на улице Мира отремонтируют в этом году." for n in range(600))
    text = f"{numbers}\n{BEFORE.text}"
    moved = f"Читайте также: в Пензе 14 домов остались без тепла\n{text}"
    assert substantial_changes(Version(HEADLINE, text), Version(HEADLINE, moved)) == frozenset()
