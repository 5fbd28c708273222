"""Tests that lists belong to the text, whatever elements they are written in."""

from collections import Counter

import pytest

from pipelines.extraction.blocks import lists
from pipelines.extraction.blocks.box import Box
from pipelines.extraction.blocks.features import block_features
from pipelines.extraction.blocks.lists import list_blocks
from pipelines.extraction.blocks.places import outer_box
from pipelines.extraction.blocks.views import Views
from tests.page_blocks import blocks_of
from tests.page_templates import STORIES, TEMPLATES, body_of, page

LISTS = {  # language → the line above the list, and its items
    "ru": ("Движение закроют на участках:", "от рынка до вокзала", "во дворе школы", "у пристани"),
    "uk": ("У лікарні запрацювали:", "терапія на сорок ліжок", "дитяча реанімація", "аптека"),
    "en": ("The library will be open on:", "Mondays from nine", "Fridays until five", "Saturdays"),
    "pl": ("Podczas budowy zamkną odcinki:", "ulicy Nadbrzeżnej", "ścieżki przy murach", "placu"),
    "de": ("Gebaut werden nach den Plänen:", "sechs neue Bahnen", "ein Sprungturm", "ein Garten"),
    "hy": ("Գրադարանում գործելու են բաժինները՝", "մանկական սրահը", "ձեռագրերի պահոցը", "դասարանը"),
}  # fmt: skip
FORMS = {  # name → the markup around all items, and that of one item with its number
    "dashes": ("{}", "<div>— {1};</div>"),
    "short dashes": ("{}", "<div class=row>- {1}</div>"),
    "bullets": ("{}", "<div class=row>• {1}</div>"),
    "numbers": ("<div class=blk>{}</div>", "<div>{0}. {1}</div>"),
    "letters": ("{}", "<div>{0}) {1}</div>"),
    "ticks": ("{}", "<div>✅ {1}</div>"),
    "emoji": ("{}", "<div class=line>📌{1}</div>"),
    "arrows": ("<div class=opts>{}</div>", "<div><span>→</span><span>{1}</span></div>"),
    "items by class": ("<div class=list>{}</div>", "<div class=item>{1}</div>"),
    "items by role": ("<div role=list>{}</div>", "<div role=listitem>{1}</div>"),
    "no class at all": ("<div>{}</div>", "<div>{1}</div>"),
    "number in a box": ("<div>{}</div>", "<div><div class=n>{0}</div><div class=t>{1}</div></div>"),
    "paragraphs": ("{}", "<p>– {1};</p>"),
    "list element": ("<ul>{}</ul>", "<li>{1}</li>"),
}  # fmt: skip


def list_markup(template: str, language: str, form: str) -> str:
    """Return the line above a list and the list in this form."""
    line_above, *items = LISTS[language]
    markup_of_list, markup_of_item = FORMS[form]
    inside = "".join(markup_of_item.format(number, item) for number, item in enumerate(items, 1))
    return TEMPLATES[template].texts(line_above) + markup_of_list.format(inside)


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("language", LISTS)
def test_a_list_amid_the_text_or_at_its_end_belongs_to_it(template: str, language: str) -> None:
    paragraphs = STORIES[language].paragraphs
    texts = TEMPLATES[template].texts
    lost = []
    for number, form in enumerate(FORMS):
        start = 4 if number % 2 else 2  # at the end of the four paragraphs, or amid them
        markup = list_markup(template, language, form)
        text = texts(*paragraphs[:start]) + markup + texts(*paragraphs[start:])
        body = body_of(page(template, language, text=text))
        lost += [f"{form}: {part}" for part in LISTS[language] if part not in body]
        assert not [teaser for teaser in STORIES[language].teasers if teaser in body]
    assert lost == []


@pytest.mark.parametrize(
    ("language", "label", "items"),
    [
        ("ru", "Мы в соцсетях:", ("ВКонтакте", "Одноклассники", "Телеграм")),
        ("ru", "Оцените материал:", ("Отлично", "Хорошо", "Плохо")),
        ("ru", "Выберите свой город:", ("Иваново", "Вичуга", "Шуя")),
        ("ru", "Популярное за неделю:", ("Жителям вернули свет", "Хоккеисты выиграли матч")),
        ("uk", "Оберіть своє місто:", ("Марганець", "Павлоград", "Дніпро")),
        ("en", "How do you feel about this story:", ("Happy", "Sad", "Angry")),
        ("en", "Choose your edition:", ("North", "South", "Coast")),
        ("de", "Wie hat Ihnen der Artikel gefallen:", ("Sehr gut", "Geht so", "Gar nicht")),
        ("pl", "Wybierz swoje miasto:", ("Gostyń", "Kórnik", "Leszno")),
    ],
)
@pytest.mark.parametrize("template", TEMPLATES)
def test_a_box_of_choices_below_the_text_is_no_list(
    template: str, language: str, label: str, items: tuple[str, ...]
) -> None:
    rows = "".join(f"<div class=z1>{item}</div>" for item in items)
    body = body_of(page(template, language, after=f"<div class=zz><div>{label}</div>{rows}</div>"))
    assert [part for part in (label, *items) if part in body] == []


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ("<div>— рынок</div><div>— вокзал</div>", {2, 3}),
        ("<p>— рынок</p><p>• вокзал</p>", {2}),
        ("<div>— рынок</div>", set()),
        ("<div>рынок</div><div>вокзал</div>", {2, 3}),
        ("<p>рынок</p><p>вокзал</p>", set()),
        ("<div>рынок</div><h2>вокзал</h2>", set()),
        ("<div><a href=/1>рынок</a></div><div><a href=/2>вокзал</a></div>", set()),
        ("<div>Поделиться</div><div>ВКонтакте</div>", set()),
        ("<div>2 марта 2026</div><div>3 марта 2026</div>", set()),
        (f"<div>{'я' * 301}</div><div>{'ю' * 301}</div>", set()),
    ],
)
def test_equal_marks_or_equal_elements_below_a_colon_make_a_list(
    items: str, expected: set[int]
) -> None:
    blocks = blocks_of(f"<p>Мост готов.</p><p>Закроют улицы и площади:</p>{items}")
    line_above = 1  # the number of its block
    assert list_blocks(blocks, {0, line_above}) - {line_above} == expected


@pytest.mark.parametrize(
    "item",
    ["<p>— движение на улице {}:</p>", "<div>движение на улице {}:</div><p>дома номер {}:</p>"],
)
def test_each_block_is_examined_once_however_many_lines_end_with_a_colon(
    item: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    examined: Counter[str] = Counter()

    def count_and_deny(text: str) -> bool:
        examined[text] += 1
        return False

    monkeypatch.setattr(lists, "is_date_line", count_and_deny)
    items = "".join(item.format(number, number) for number in range(300))
    blocks = blocks_of(f"<p>Мост готов.</p>{items}")
    assert list_blocks(blocks, {0}) == set(range(1, len(blocks)))
    assert set(examined.values()) == {1}


PARAGRAPHS = "<p>Мост готов, сообщили строители.</p><p>Движение откроют утром.</p>"


@pytest.mark.parametrize(
    ("below", "is_text"),
    [
        ("<h3>Что взять с собой</h3><ul><li>паспорт</li><li>воду</li></ul>", True),
        ("<h2>Was man vorher prüft</h2><ol><li>alle Reifen</li><li>das Licht</li></ol>", True),
        ("<h3>Популярне за тиждень</h3><ul><li>Міст відкрили</li><li>Рух є</li></ul>", False),
        ("<h3>Теги</h3><ul><li>мост</li><li>река</li></ul>", False),
        (
            "<h4>Радимо перевірити шини</h4><ul><li><p>шини</p></li><li><p>аптечку</p></li></ul>",
            True,
        ),
        ("<h3>Ещё новости</h3><ul><li><a href=/1>Мост</a></li><li>Школа</li></ul>", False),
        ("<h3>Читайте также</h3><ul><li>паспорт</li><li>воду</li></ul>", False),
        ("<h3>Темы недели</h3><div><ul><li>мост</li><li>река</li></ul></div>", False),
        ("<h3>Темы недели</h3><ul class=tags><li>мост</li><li>река</li></ul>", False),
    ],
)
def test_a_list_below_a_heading_closes_the_text(below: str, *, is_text: bool) -> None:
    blocks = blocks_of(f"<div>{PARAGRAPHS}{below}</div>")
    expected = set(range(2, len(blocks))) if is_text else set()
    assert list_blocks(blocks, {0, 1}) == expected


@pytest.mark.parametrize(
    ("below", "is_text"),
    [
        ("<div class=w><h3>Das ist jetzt neu</h3></div><ul><li>Rampen</li></ul>", True),
        ("<div class=w><h3>Что взять с собой</h3></div><div><ul><li>воду</li></ul></div>", True),
        ("<h3>Die meistgelesenen Artikel heute</h3><ul><li>Neue Bank</li></ul>", False),
        ("<h3>The most popular stories</h3><ul><li>Bridge shut</li></ul>", False),
        ("<h3>Das ist jetzt neu</h3><ul><li><a href=/1>Brücke</a></li><li>Bank</li></ul>", False),
    ],
)
def test_a_list_below_a_heading_is_text_if_each_paragraph_has_a_box(
    below: str, *, is_text: bool
) -> None:
    wrapped = "<div class=w><p>Мост готов, сообщили.</p></div><div class=w><p>Едем утром.</p></div>"
    blocks = blocks_of(f"<div>{wrapped}{below}</div>")
    block_features(blocks, Views())  # counts the blocks of each box
    expected = set(range(2, len(blocks))) if is_text else set()
    assert list_blocks(blocks, {0, 1}) == expected


@pytest.mark.parametrize(
    ("below", "is_text"),
    [("<ul><li>мост</li></ul>", True), ("<a href=/1>Мост закрыли на год</a>", False)],
)
def test_a_wrapped_line_with_a_colon_above_a_link_announces_nothing(
    below: str, *, is_text: bool
) -> None:
    line = "<div class=w><p>Подробнее о ходе работ:</p></div>"
    blocks = blocks_of(f"<div><div class=w><p>Мост готов.</p></div>{line}<div>{below}</div></div>")
    block_features(blocks, Views())
    assert (1 in list_blocks(blocks, {0})) == is_text


def test_the_boxes_of_paragraphs_are_counted_once_however_many_lists_there_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    calls = Counter[str]()

    def count(box: Box) -> Box:
        calls["outer_box"] += 1
        return outer_box(box)

    monkeypatch.setattr(lists, "outer_box", count)
    section = (
        "<div><p>Мост готов, сообщили в мэрии.</p></div><div><h3>Что нужно взять {}</h3></div>"
        "<div><ul><li>паспорт {}</li><li>воду {}</li></ul></div>"
    )
    sections = "".join(section.format(number, number, number) for number in range(100))
    blocks = blocks_of(f"<div>{sections}</div>")
    block_features(blocks, Views())  # counts the blocks of each box
    paragraphs = {block.index for block in blocks if block.box.tag == "p"}
    assert list_blocks(blocks, paragraphs) == set(range(len(blocks))) - paragraphs
    assert calls["outer_box"] <= 4 * len(blocks)


def test_a_list_beside_a_picture_amid_the_text_is_its_caption() -> None:
    wrapped = "<div class=w><dl><dt>Foto</dt><dd>Archiv der Familie</dd></dl>{}</div>"
    text = "<p>Die Brücke ist fertig.</p><p>Sie ist neu.</p>"
    with_picture = blocks_of(f"<div>{text}{wrapped.format('<img src=/1.jpg>')}</div>")
    without = blocks_of(f"<div>{text}{wrapped.format('')}</div>")
    for blocks in (with_picture, without):
        block_features(blocks, Views())
    assert list_blocks(with_picture, {0, 1}) == set()
    assert list_blocks(without, {0, 1}) == {2, 3}


@pytest.mark.parametrize("label", ["Фото:", "Видео"])
def test_a_wrapped_list_with_the_label_of_a_credit_is_no_list(label: str) -> None:
    text = "<p>Мост готов, сообщили в мэрии.</p><p>Движение открыли.</p>"
    credit = f"<div class=w><dl><dt>{label}</dt><dd>личный архив Андрея</dd></dl></div>"
    blocks = blocks_of(f"<div>{text}{credit}</div>")
    block_features(blocks, Views())
    assert list_blocks(blocks, {0, 1}) == set()
