"""Tests tables of ``<div>`` rows, and questions with answers, beside the text."""

import pytest

from pipelines.extraction.read_page import read_page
from pipelines.extraction.sections.beside_text import with_sections
from pipelines.extraction.sections.questions import questions_beside
from pipelines.extraction.sections.quote_sources import quote_sources
from pipelines.extraction.sections.rows import dates_in_tables, rows_amid
from pipelines.model import Page
from tests.page_blocks import blocks_of

FIRST = "В Балашове начали ремонт моста через Хопёр, сообщили в администрации района во вторник."
SECOND = "Подрядчик обещает закончить работы до октября, движение на это время ограничат."
THIRD = "По словам главы района, на объекте трудятся сорок человек, материалы уже завезли."


def body_of(amid: str = "", below: str = "") -> str:
    """Return the text of a page with some markup amid its text and some below it."""
    text = f"<p>{FIRST}</p>{amid}<p>{SECOND}</p><p>{THIRD}</p>{below}"
    html = (
        "<html lang=ru><title>В Балашове начали ремонт моста</title><body><div class=sc-a>"
        "<h1>В Балашове начали ремонт моста</h1><div class=date>20 ноября 2026, 14:35</div>"
        f"<div class=sc-b>{text}</div></div><div class=sc-c><a href=/n/1>Хопёр поднялся на"
        "полметра за сутки</a></div><div class=sc-d>© Голос Прихопёрья</div></body></html>"
    )
    article = read_page(Page("https://golos.example/news/4512/", html.encode())).article
    assert article is not None
    return article.article_body


def rows(names: tuple[str, str, str], *lines: tuple[str, ...], cell: str = "div") -> str:
    table, row, name = names
    tag = cell.split()[0]
    rows_of_table = "".join(
        f"<div class='{row}'>" + "".join(f"<{cell} {name}>{text}</{tag}>" for text in line)
        + "</div>"
        for line in lines
    )  # fmt: skip
    return f"<div class='{table}'>{rows_of_table}</div>"


FARES = (("Маршрут", "Тариф"), ("Автобус № 4", "34 рубля"), ("Трамвай", "30 рублей"))


@pytest.mark.parametrize(
    ("names", "cell"),
    [
        (("table", "table-row", "class=table-cell"), "div"),
        (("grid grid-cols-2", "contents", "class='p-2 border'"), "div"),
        (("css-1x", "css-2y", "class=css-3z"), "p"),
        (("sc-aaa", "sc-bbb", ""), "div"),
        (("rates", "rates__line", "role=cell"), "span"),
    ],
)
@pytest.mark.parametrize(
    "above",
    [
        "<h3>Сколько стоит проезд</h3>",
        "<p>Тарифы на время ремонта:</p>",
        "<p>Тарифы на время ремонта показаны в таблице.</p>",
    ],
)
def test_a_table_of_div_rows_that_the_text_introduces_is_text(
    names: tuple[str, str, str], cell: str, above: str
) -> None:
    lines = body_of(amid=above + rows(names, *FARES, cell=cell)).split("\n")
    assert lines[2:-2] == [text for line in FARES for text in line]


@pytest.mark.parametrize(
    "lines",
    [
        (("Подрядчик", "Саратовмост"), ("Движение", "закрыто")),
        (("Работы", "Срок"), ("Опоры моста", "июль"), ("Объезд на время ремонта", "август")),
    ],
)
def test_a_table_of_div_rows_that_shares_words_with_the_text_is_text(
    lines: tuple[tuple[str, ...], ...],
) -> None:
    body = body_of(amid=rows(("sc-aaa", "sc-bbb", ""), *lines))
    assert body.split("\n")[1:-2] == [text for line in lines for text in line]


@pytest.mark.parametrize(
    "lines",
    [
        (("Вокзал", "10-15 11-20"), ("Рынок", "10-25 11-30")),  # times
        (("Час", "Минуты"), ("6", "05 20 35 50")),
        (("Вокзал", "01-07-26"), ("Рынок", "15-08-26")),  # dates
        (("Льготы", "Да"), ("Багаж", "Нет")),
        (("Вокзал", "10-15 11-20"), ("6", "05 20 35 50"), ("Рынок", "01-07-26"), ("Льготы", "Да")),
    ],
)
def test_times_dates_and_yes_or_no_are_cells_of_a_table_that_the_text_names(
    lines: tuple[tuple[str, ...], ...],
) -> None:
    above = "<p>Расписание всех рейсов на летний сезон показано ниже в таблице.</p>"
    body = body_of(amid=above + rows(("x", "row", ""), *lines))
    assert body.split("\n")[2:-2] == [text for line in lines for text in line]


@pytest.mark.parametrize(
    "lines",
    [
        (("Отдел рекламы", "52-11-13"), ("Отдел подписки", "52-11-14")),
        (("Глава района", "2-11-13"), ("Подрядчик", "тел. 2-11-14, 2-11-15")),
        (("Касса", "+7 (8412) 52-11-13"), ("Справка", "8 (8412) 52-11-14")),
        (("Да", "45 %"), ("Нет", "55 %")),
        (("👍 Рейсы", "12"), ("👎 Рейсы", "3")),
    ],
)
def test_telephones_and_votes_are_no_table_even_if_the_text_names_one(
    lines: tuple[tuple[str, ...], ...],
) -> None:
    above = "<p>Расписание всех рейсов на летний сезон показано ниже в таблице.</p>"
    assert lines[0][1] not in body_of(amid=above + rows(("x", "row", ""), *lines))


@pytest.mark.parametrize(
    "widget",
    [
        rows(("share", "share__row", ""), ("Поделиться", "12"), ("Нравится", "40")),
        rows(("related-list", "x", ""), ("Мост откроют", "12 мая"), ("Школу чинят", "3 мая")),
        rows(("x", "y", ""), ("<a href=/tag/1>мост</a>", "5"), ("<a href=/tag/2>Хопёр</a>", "7")),
        rows(("x", "y", ""), ("USD", "81,2", "+1"), ("EUR", "94,1")),  # rows of unequal length
        rows(("kurs", "r", ""), ("Доллар", "90,5"), ("Евро", "98,1"), ("Юань", "12,4")),
        rows(("x", "r", ""), ("Золото", "8 900"), ("Серебро", "101")),
        rows(("box", "r", ""), ("Отдел рекламы", "52-11-13"), ("Отдел подписки", "52-11-14")),
        rows(("box", "r", ""), ("Глава района", "2-11-13"), ("Подрядчик моста", "2-11-14")),
        rows(("box", "r", ""), ("👍", "12"), ("👎", "3"), cell="span role=cell"),
        rows(("box", "r", ""), ("👍 Ремонт моста", "12"), ("👎 Движение", "3")),
        rows(("box", "r", ""), ("Да, чините мост", "45 %"), ("Нет, закройте движение", "55 %")),
        rows(("box", "r", ""), ("Глава района", "12-11-13"), ("Подрядчик моста", "12-11-14")),
        rows(("box", "r", ""), ("Ремонт моста", "Да"), ("Движение", "Нет")),
        rows(("box", "r", ""), ("Мост закрыт", "12 ноября"), ("Движение изменят", "3 ноября")),
        rows(("box", "r", ""), ("Ремонт моста, днём", "−5 °C"), ("Движение, ночью", "−9 °C")),
        rows(("box", "r", ""), ("Саратов", "+11"), ("Энгельс", "+12")),
    ],
)
def test_rows_of_a_widget_amid_the_text_are_none(widget: str) -> None:
    assert body_of(amid=widget).split("\n") == [FIRST, SECOND, THIRD]


@pytest.mark.parametrize(
    "heading", ["Курсы валют", "Погода на завтра", "Цены на бензин", "Что почём?"]
)
def test_rows_below_the_heading_of_a_widget_are_none(heading: str) -> None:
    widget = rows(("x", "r", ""), ("Доллар", "90,5"), ("Евро", "98,1"))
    assert "Доллар" not in body_of(amid=f"<h4>{heading}</h4>{widget}")
    assert "Доллар" not in body_of(amid=f"<div class=k><h4>{heading}</h4>{widget}</div>")


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


def sources_of(
    *lines: str, quote: str = "<blockquote>{}</blockquote>", tag: str = "p"
) -> list[str]:
    """Return the sources on a page with a quote above each line; only the quotes are chosen."""
    body = "".join(quote.format(FIRST) + f"<{tag}>{line}</{tag}><p>{SECOND}</p>" for line in lines)
    blocks = blocks_of(f"<div>{body}</div>")
    chosen = [block for block in blocks if block.text in (FIRST, SECOND)]
    return [blocks[index].text for index in sorted(quote_sources(blocks, chosen))]


@pytest.mark.parametrize(
    "lines",
    [
        ("[<a href=/1>Голос Хопра</a>]", "[Вести]"),
        ("(Анна Лапина, «Вести»)", "(Пётр Ли)"),
        ("— ТАСС", "— Голос Хопра", "– Вести"),
    ],
)
def test_the_sources_below_several_quotes_are_text(lines: tuple[str, ...]) -> None:
    assert len(sources_of(*lines)) == len(lines)


@pytest.mark.parametrize(
    ("lines", "quote"),
    [
        (("[Вести]",), "<blockquote>{}</blockquote>"),
        (("Вести", "Голос Хопра"), "<blockquote>{}</blockquote>"),
        (("— Что дальше?", "— Когда откроют."), "<blockquote>{}</blockquote>"),
        (("[Вести]", "[ТАСС]"), "<p>{}</p>"),
        (("<blockquote>[Вести]</blockquote>", "<blockquote>[Вести]</blockquote>"), "<p>{}</p>"),
    ],
    ids=["one", "no brackets", "sentences", "no quotes", "quotes themselves"],
)
def test_other_lines_below_quotes_are_no_sources(lines: tuple[str, ...], quote: str) -> None:
    assert sources_of(*lines, quote=quote, tag="div") == []


@pytest.mark.parametrize("cell", ["<td>{}</td>", "<td><p>{}</p></td>"])
def test_times_and_days_in_a_table_stay_in_their_rows(cell: str) -> None:
    lines = (
        ("Маршрут", "Отправление", "День"),
        ("№ 4", "17:00", "12 мая"),
        ("№ 7", "18:30", "13 мая"),
    )
    table = "".join(f"<tr>{''.join(map(cell.format, line))}</tr>" for line in lines)
    body = body_of(amid=f"<p>Расписание автобусов на время ремонта:</p><table>{table}</table>")
    assert [part for line in lines for part in line if part not in body.split("\n")] == []


def test_a_day_alone_in_a_row_of_a_layout_is_no_text() -> None:
    blocks = blocks_of(
        "<table><tr><td>12 мая 2026</td></tr><tr><td>Мост открыт.</td></tr></table><p>12 мая</p>"
    )
    assert dates_in_tables(blocks) == set()
