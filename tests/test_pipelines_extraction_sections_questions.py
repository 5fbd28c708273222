"""Tests that questions with answers beside the text are text, and those of services are not."""

import pytest

from pipelines.extraction.sections.beside_text import with_sections
from pipelines.extraction.sections.questions import questions_beside
from pipelines.extraction.sections.rows import rows_amid
from tests.bridge_repair import FIRST, SECOND, THIRD, body_of
from tests.page_blocks import blocks_of

QUESTIONS = (
    ("Кого коснётся ремонт моста?", "Ремонт затронет жителей двух улиц."),
    ("Когда откроют движение?", "Движение откроют в октябре."),
)
ITEMS = {
    "bootstrap": "<div class=accordion-item><h2 class=accordion-header><button type=button"
    " aria-expanded=false>{}</button></h2><div class=accordion-collapse><div>{}</div></div></div>",
    "details": "<details><summary>{}</summary><p>{}</p></details>",
    "hidden": "<div class=border-b><button aria-controls=a>{}</button><div hidden><p>{}</p></div>"
    "</div>",
    "tilda": "<div class=t668__wrapper><div class=t668__header><button type=button><span>{}</span>"
    "</button></div><div class=t668__content><div>{}</div></div></div>",
    "amp": "<amp-accordion><section><h4>{}</h4><p>{}</p></section></amp-accordion>",
    "elementor": "<div class=elementor-accordion-item><div role=button><a>{}</a></div>"
    "<div role=region><p>{}</p></div></div>",
    "anchor": "<div class=spoiler><a href=# role=button>{}</a><div>{}</div></div>",
    "schema": "<div itemscope itemprop=mainEntity><h3>{}</h3><div itemprop=text>{}</div></div>",
}


@pytest.mark.parametrize("item", ITEMS.values(), ids=ITEMS)
@pytest.mark.parametrize("heading", ["", "<h2>Вопросы и ответы</h2>"])
def test_questions_with_answers_below_the_text_are_text(item: str, heading: str) -> None:
    section = heading + "".join(item.format(*pair) for pair in QUESTIONS)
    lines = [text for pair in QUESTIONS for text in pair]
    assert body_of(below=section).split("\n")[-4:] == lines


@pytest.mark.parametrize(
    "below",
    [
        # questions that are headlines of other articles
        "<div><a href=/n/2>Кого коснётся ремонт моста?</a><p>Ремонт затронет две улицы.</p></div>"
        "<div><a href=/n/3>Когда откроют движение?</a><p>Движение откроют осенью.</p></div>",
        # a form and controls
        "<form><p>Как вас зовут?</p><p>Напишите полное имя.</p><p>Какая у вас почта?</p>"
        "<p>Мы ответим на письмо.</p></form>",
        "<div><button>Забыли пароль?</button><p>Мы пришлём его вам.</p></div>"
        "<div><button>Нет аккаунта?</button><p>Создайте его за минуту.</p></div>",
        # one question alone
        "<div><button>Остались вопросы по ремонту?</button><p>Позвоните в редакцию.</p></div>",
        # answers of readers
        "<div class=comments><h4>Когда откроют мост?</h4><p>Никто не знает, как всегда.</p>"
        "<h4>Кто проверял смету?</h4><p>Конечно, никто её не проверял.</p></div>",
    ],
)
def test_other_questions_below_the_text_are_none(below: str) -> None:
    body = body_of(below=below)
    assert body.startswith("\n".join((FIRST, SECOND, THIRD)))
    assert "?" not in body


FORMS = (
    "<div class=q>{}</div><div class=a>{}</div>",
    "<div><button>{}</button><p>{}</p></div>",
    "<div class=spoiler><a href=# role=button>{}</a><div>{}</div></div>",
)
OTHER_QUESTIONS = {
    "services": (
        ("Как подписаться на газету?", "Оформите подписку в любом отделении почты."),
        ("Как разместить рекламу?", "Позвоните в рекламный отдел редакции до шести часов."),
    ),
    "services of a place": (
        ("Как подписаться на газету в Балашове?", "Оформите подписку в администрации района."),
        ("Как разместить рекламу в Балашове?", "Позвоните в администрацию рынка у моста."),
    ),
    "newsletter": (
        ("Не хотите пропустить главные новости?", "Оставьте адрес, и мы пришлём письмо."),
        ("Как отписаться от рассылки?", "Нажмите на ссылку внизу любого письма рассылки."),
    ),
    "quiz": (
        ("Сколько мостов сейчас в Балашове?", "Пройдите наш тест и узнайте ответ."),
        ("Какой мост Балашова самый старый?", "Пройдите наш тест и узнайте ответ."),
    ),
    "equal answers": (
        ("Сколько мостов построили в Балашове?", "Откройте карточку с ответом."),
        ("Какой мост Балашова самый старый?", "Откройте карточку с ответом."),
    ),
    "comments": (
        ("А кто платил за ремонт моста?", "Иван: Платили из налогов, как обычно."),
        ("А движение когда откроют?", "Пётр Кузьмич: Никогда его не откроют, увы."),
    ),
    "poll": (
        ("Вы поедете по новому мосту через Хопёр?", "Сегодня же поеду по мосту."),
        ("Нужен ли Балашову третий мост?", "Да, и как можно скорее."),
    ),
    "comments without names": (
        ("Почему так долго чинят мост?", "Потому что движение никому не нужно."),
        ("Где сметы на ремонт моста?", "Думаю, сметы подрядчик давно потерял."),
    ),
    "names of places alone": (
        ("Как взять ипотеку на квартиру в Балашове?", "Обратитесь в отделение банка."),
        ("Сколько стоит квартира в Балашове?", "Цены квартир растут с весны."),
    ),
    "another subject": (
        ("Почему подорожал хлеб?", "Хлеб подорожал из-за роста цен на муку и топливо."),
        ("Где купить дрова на зиму?", "Дрова продают в лесничестве по средам."),
    ),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("pairs", OTHER_QUESTIONS.values(), ids=OTHER_QUESTIONS)
def test_questions_of_services_polls_and_comments_are_no_text(
    pairs: tuple[tuple[str, str], ...], form: str
) -> None:
    section = "".join(form.format(*pair) for pair in pairs)
    assert "?" not in body_of(below=f"<div class=z>{section}</div>")


@pytest.mark.parametrize("form", FORMS)
def test_most_questions_about_the_article_are_enough(form: str) -> None:
    third = ("Почём нынче щебень?", "Тонна щебня стоит две тысячи рублей.")
    section = "".join(form.format(*pair) for pair in (*QUESTIONS, third))
    assert body_of(below=f"<div>{section}</div>").split("\n")[-2:] == list(third)


CARDS = (
    "Можно ли оплатить проезд картой?",
    "Да, карту прикладывают к валидатору у двери автобуса.",
)
FARE_TEXT = (
    "<p>Проезд в автобусах подорожает до сорока рублей, билеты останутся льготными.</p>"
    "<p>Оплатить билет можно картой, документы на льготный проезд проверит кондуктор.</p>"
)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "second",
    [
        (
            "Какие нужны документы на льготный проезд?",
            "Документы: паспорт и удостоверение на льготные билеты.",
        ),
        (
            "Где вы получите льготный проездной билет?",
            "Льготный билет выдают в кассе автовокзала по паспорту.",
        ),
    ],
)
def test_answers_with_yes_labels_and_words_to_the_reader_may_be_text(
    second: tuple[str, str], form: str
) -> None:
    section = "".join(form.format(*pair) for pair in (CARDS, second))
    lines = body_of(amid=FARE_TEXT, below=f"<div class=z>{section}</div>").split("\n")
    assert lines[-4:] == [*CARDS, *second]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "pairs",
    [
        (
            ("Вы оплатите проезд картой?", "Оплата картой в автобусах удобнее всего."),
            ("Вы купите льготный билет?", "Билет на автобус куплю уже в январе."),
        ),
        (
            ("Нужен ли льготный проезд?", "Да, льготы нужны всем."),
            ("Дорог ли билет на автобус?", "Нет, билет дешёвый."),
        ),
        (
            ("Кто оплатит льготный проезд?", "Артём: Проезд оплатят из бюджета."),
            ("Подорожает ли билет на автобус?", "Анна Зуева: Билет дорожает каждый год."),
        ),
    ],
)
def test_questions_to_the_reader_votes_and_comments_on_the_subject_are_no_text(
    pairs: tuple[tuple[str, str], ...], form: str
) -> None:
    section = "".join(form.format(*pair) for pair in pairs)
    assert "?" not in body_of(amid=FARE_TEXT, below=f"<div class=z>{section}</div>")


def test_a_service_may_be_the_subject_of_the_article() -> None:
    pairs = (
        ("Кому вернут деньги за подписку?", "Деньги вернут жителям двух улиц."),
        ("Когда закроют подписку на журналы?", "Подписку закроют в октябре."),
    )
    section = "".join(FORMS[0].format(*pair) for pair in pairs)
    first = "<p>Почта возвращает деньги за подписку на журналы, сообщили в Балашове.</p>"
    assert "Кому вернут" in body_of(amid=first, below=f"<div class=z>{section}</div>")
    assert "Кому вернут" not in body_of(below=f"<div class=z>{section}</div>")


def test_the_label_of_a_button_alone_is_no_text() -> None:
    button = "<div><button>Понравился вам этот материал о ремонте моста?</button></div>"
    assert "?" not in body_of(amid=f"<div>{button}<p>Ремонт моста начали весной.</p></div>")


def test_a_page_without_chosen_blocks_has_no_sections() -> None:
    blocks = blocks_of("<p>Одна строка?</p><p>Другая строка.</p>")
    assert rows_amid(blocks, []) == questions_beside(blocks, []) == set()
    assert with_sections(blocks, []) == []


def test_an_insertion_in_a_chosen_answer_is_no_text() -> None:
    section = (
        "<h3>Кого коснётся ремонт?</h3><p>Ремонт затронет жителей двух улиц.</p><p>Карта работ."
        "</p><h3>Когда откроют движение?</h3><p>Движение откроют в октябре.</p>"
    )
    blocks = blocks_of(f"<div><p>{FIRST}</p><p>{SECOND}</p>{section}</div>")
    insertion = 4  # the number of its block
    chosen = [block for block in blocks if block.index != insertion]
    assert insertion not in questions_beside(blocks, chosen)
    assert insertion in questions_beside(blocks, blocks[:2])


def test_a_question_that_begins_the_text_has_no_text_above_it() -> None:
    question = "Почему жители двух улиц ждут открытия моста почти целый год?"
    text = "".join(f"<p>{question}</p><p>{answer}</p>" for answer in (FIRST, SECOND))
    blocks = blocks_of(f"<div>{text}</div>")
    assert questions_beside(blocks, blocks) == set()


@pytest.mark.parametrize("utility", ["relative", "md:relative z-10", "mb-4 relative flex"])
def test_a_sentence_in_a_box_of_the_class_relative_is_text(utility: str) -> None:
    below = (
        f"<div class='{utility}'><p>Мост построили в 1978 году по проекту из Саратова.</p></div>"
    )
    assert body_of(below=below).endswith("Саратова.")


@pytest.mark.parametrize(
    "below",
    [
        "<div class='relative related'><p>Мост построили в 1978 году, пишут историки.</p></div>",
        "<div class=relative><p><a href=/n/2>Мост построили в 1978 году в Саратове.</a></p></div>",
        "<aside class=relative><p>Мост построили в 1978 году, пишут историки.</p></aside>",
    ],
)
def test_a_sentence_of_another_part_in_such_a_box_is_none(below: str) -> None:
    assert body_of(below=below).split("\n") == [FIRST, SECOND, THIRD]
