"""Tests lines that are noise on any page, and sentences that resemble them."""

import re

import pytest

from pipelines.extraction.lines.noise_lines import TextLine, clean_lines, noise_reason

PROSE = "Морозы придут в область в конце недели, готовиться к ним лучше заранее."
LONG_PROSE = (
    "Специалисты объясняют, что беспокоиться не стоит: система работает в обычном режиме, а"
    " перебои связаны с плановыми работами на сетях."
)


def texts_kept(*lines: TextLine) -> list[str]:
    """Return the texts of the lines that are no noise."""
    texts, _ = clean_lines(list(lines))
    return texts


@pytest.mark.parametrize(
    "text",
    [
        "Сетевое издание «Вести Сурска» зарегистрировано в Роскомнадзоре, свидетельство "
        "ЭЛ № ФС 77-12345 от 12.03.2019.",
        "СМИ «Сурск сегодня» (Эл №ФС77-00000)",
        "Газета «Сурская правда», ПИ № ТУ 58-00123",
    ],
)
def test_the_imprint_of_an_outlet_is_no_text(text: str) -> None:
    assert noise_reason(text) == "standing phrase"


@pytest.mark.parametrize(
    "text",
    [
        "Сетевое издание «Вести» сообщило о пожаре в лесу под Сурском.",
        "СМИ пишут, что мост через Суру откроют 12 марта.",
        "Редакция газеты переехала, за комментарии читателей теперь отвечает новый отдел.",
        "Комментарии чиновников к проекту не публикуются с 2020 года.",
        "Comments on the bridge plan will be published by the council in May.",
        "Администрация города не несёт ответственности за сбой, следует из сообщения суда, который"
        " рассмотрел жалобу жителей.",
        "Администрация города не несёт ответственности за комментарии своих сотрудников.",
        "Редакция газеты не несёт ответственности за сбой, следует из сообщения оператора.",
        "Редакция не несёт ответственности за комментарии читателей, решил областной суд.",
        "Комментарии, содержащие призывы к беспорядкам, удаляются по решению суда.",
        "Comments are moderated by volunteers, the court heard.",
        "Comments that residents send on the plan will be published on the council's website.",
        "Comments containing threats will be removed, a judge ruled.",
        "Comentários que os moradores enviarem serão publicados no portal da prefeitura.",
        "Comentários com sugestões para a praça serão publicados em maio.",
    ],
)
def test_a_sentence_about_an_outlet_is_text(text: str) -> None:
    assert noise_reason(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "Администрация портала не несёт ответственности за сообщения пользователей.",
        "Редакция не несет ответственность за мнения, высказанные в комментариях читателей.",
        "Комментарии, нарушающие законодательство РФ, будут удалены.",
        "Comments with personal attacks will be deleted.",
        "Comments containing links will not be published.",
        "Comentários que contenham ofensas serão removidos.",
        "Comentários com linguagem ininteligível não serão publicados.",
    ],
)
def test_a_rule_on_comments_of_readers_is_no_text(text: str) -> None:
    assert noise_reason(text) == "standing phrase"


@pytest.mark.parametrize("text", ["18+", "О редакции", "Версия для печати"])
def test_a_label_of_the_page_is_no_text(text: str) -> None:
    assert noise_reason(text)


@pytest.mark.parametrize(
    "text", ["Главная | Архив", "Версия для печати", "Related: New bridge", "Ayrıca okuyun: Köprü"]
)
def test_a_line_in_capital_letters_is_noise_like_another(text: str) -> None:
    assert noise_reason(text) is not None
    assert noise_reason(text.upper()) == noise_reason(text)


@pytest.mark.parametrize(
    "text",
    [
        "По теме: Школьники собрали аппарат для сушки яблок",
        "Ещё по теме: Мост через Суру откроют весной",
        "Ранее: В Сурске закрыли мост",
        "Материалы по теме: Ремонт дорог",
        "Related: Council opens new bridge",
        "Lesen Sie auch: Neue Brücke über den Fluss",
        "Mehr zum Thema: Neue Brücke über den Fluss",
        "Czytaj także: Nowy most nad rzeką",
        "À lire aussi: Un nouveau pont sur la rivière",
        "Тағы оқыңыз: Өзен үстінен жаңа көпір ашылды",
    ],
)
def test_a_link_to_a_related_article_is_no_text(text: str) -> None:
    assert noise_reason(text) == "standing phrase"


@pytest.mark.parametrize(
    "text",
    [
        "При использовании печного отопления не оставляйте топку открытой.",
        "При копировании ключей мастер обязан спросить паспорт.",
        "Нашли ошибку в смете моста ревизоры областной палаты.",
        "Рассказать о пожаре решили двое очевидцев.",
        "Комментарий эксперта",
        "Рекомендуем проверить",
        "Главное за день",
        "По теме выступили трое депутатов.",
        "All rights reserved for pedestrians: the embankment closes to cars on Monday.",
        "Copyright law changes for schools, the council said.",
        "Все права защищены законом, напомнил юрист жильцам дома.",
        "Подписаться на рассылку о ходе работ можно на сайте мэрии, добавили в управлении.",
    ],
)
def test_a_phrase_that_only_opens_like_a_standing_one_is_text(text: str) -> None:
    assert noise_reason(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "Ранее мы писали: Как строили речной вокзал",
        "Ещё о мосте: Движение откроют в субботу",
        "Kaynak haber: Nehir üzerine yeni köprü açıldı",
    ],
)
def test_a_linked_headline_behind_a_label_is_no_text_in_any_language(text: str) -> None:
    prose = TextLine(PROSE)
    assert texts_kept(prose, TextLine(text, link_share=0.8), prose) == [PROSE, PROSE]
    assert texts_kept(prose, TextLine(text), prose) == [PROSE, text, PROSE]


LABELLED_HEADLINES = [
    "Это интересно — Движение откроют в субботу",
    "К слову, «Движение откроют в субботу»",
    "Прочитајте још: «Мост отварају у суботу ујутро»",
    "Related story — The bridge opens on Saturday",
]


@pytest.mark.parametrize("text", LABELLED_HEADLINES)
def test_a_link_as_all_that_follows_a_label_between_paragraphs_is_no_text(text: str) -> None:
    prose = TextLine(PROSE)
    headline = re.split(r" — |, |: ", text)[1].strip("«»")
    share = len(headline) / len(text)
    assert texts_kept(prose, TextLine(text, share), prose) == [PROSE, PROSE]
    whole = [PROSE, text, PROSE]
    assert texts_kept(prose, TextLine(text, share - 0.3), prose) == whole
    assert texts_kept(prose, TextLine(text, share, is_item=True), prose) == whole
    assert texts_kept(prose, TextLine(text, share), TextLine(text, share), prose).count(text) == 2


@pytest.mark.parametrize(
    "text",
    [
        "Анна Ким — победила в конкурсе чтецов",
        "В субботу, Движение откроют в полдень.",
        "Суд решил: «Правый» берег достался городу",
    ],
)
def test_another_line_with_a_link_between_paragraphs_is_text(text: str) -> None:
    share = 1 - text.index(" ", 8) / len(text)
    assert texts_kept(TextLine(PROSE), TextLine(text, share), TextLine(PROSE))[1] == text


@pytest.mark.parametrize(
    ("text", "link_share", "is_subhead"),
    [
        ("How to plan for winter: The guide of the town", 1.0, False),
        ("Step 2 - Protecting your house from floods", 0.79, False),
        ("Part two - Protecting your house from floods", 0.75, True),
    ],
)
def test_a_linked_title_of_a_section_is_text(
    text: str, link_share: float, is_subhead: bool
) -> None:
    line = TextLine(text, link_share, is_subhead=is_subhead)
    assert texts_kept(TextLine(PROSE), line, TextLine(PROSE)) == [PROSE, text, PROSE]


@pytest.mark.parametrize("text", ["Сайт музея: museum.example", "Запись: +7 900 000-00-00 с утра"])
def test_a_linked_address_behind_a_label_is_text(text: str) -> None:
    assert text in texts_kept(TextLine(PROSE), TextLine(text, link_share=0.7))


@pytest.mark.parametrize("subhead", ["Погода", "Афиша", "Видео", "Что ещё", "Главное"])
def test_a_subhead_of_one_menu_word_is_text_above_prose(subhead: str) -> None:
    lines = [TextLine(PROSE), TextLine(subhead, is_subhead=True), TextLine(PROSE)]
    assert texts_kept(*lines) == [PROSE, subhead, PROSE]


@pytest.mark.parametrize(("link_share", "is_text"), [(0.0, True), (1.0, False)])
def test_a_menu_word_above_a_list_amid_the_text_is_a_subhead(
    link_share: float, is_text: bool
) -> None:
    items = [TextLine(text, link_share, is_item=True) for text in ("Днём −4 °C", "Ночью −12 °C")]
    lines = [TextLine(PROSE), TextLine("Погода", is_subhead=True), *items]
    assert ("Погода" in texts_kept(*lines, TextLine(PROSE))) is is_text
    assert "Погода" not in texts_kept(*lines)


@pytest.mark.parametrize("heading", ["Рекомендуем проверить", "Комментарий эксперта"])
def test_a_list_without_links_below_a_subhead_is_text(heading: str) -> None:
    texts = [PROSE, heading, "аккумулятор и клеммы", "уровень антифриза", LONG_PROSE]
    assert texts_kept(*map(TextLine, texts)) == texts


@pytest.mark.parametrize("heading", ["Читайте также", "Рекомендуем почитать", "Главное за день"])
def test_links_below_a_heading_of_the_tail_are_no_text(heading: str) -> None:
    headlines = ("В парке высадили двести лип", "Мост закрыли")
    links = [TextLine(headline, link_share=1.0) for headline in headlines]
    assert texts_kept(TextLine(PROSE), TextLine(heading), *links) == [PROSE]


@pytest.mark.parametrize(
    "text",
    [
        "Другие новости Вокзал в Сердобске откроют в мае",
        "Читайте также: Вокзал откроют в мае, пообещали и рассказали в мэрии.",  # reports speech
        "Ещё по теме «Вокзал откроют в мае»",
        "Інші новини Вокзал відкриють у травні",
        "Related stories The station opens in May",
        "Weitere Nachrichten Bahnhof öffnet im Mai",
        "Czytaj też – Dworzec otworzą w maju",
    ],
)
def test_a_label_with_the_linked_headline_of_another_article_is_no_text(text: str) -> None:
    lines = [TextLine(PROSE), TextLine(text, link_share=0.7), TextLine(LONG_PROSE)]
    assert texts_kept(*lines) == [PROSE, LONG_PROSE]


@pytest.mark.parametrize(
    ("text", "link_share"),
    [
        ("По теме Вокзал и его история сняли фильм, он выйдет в мае.", 0.0),
        ("По теме диссертации опубликованы три статьи.", 0.7),
        ("Related work is reported in the annual review.", 0.7),
    ],
)
def test_a_sentence_that_begins_like_a_link_label_is_text(text: str, link_share: float) -> None:
    lines = [TextLine(PROSE), TextLine(text, link_share), TextLine(LONG_PROSE)]
    assert texts_kept(*lines) == [PROSE, text, LONG_PROSE]


@pytest.mark.parametrize(
    "label", ["You may also like...", "Читайте также:", "Related stories", "Lesen Sie auch"]
)
def test_a_label_of_links_at_the_end_of_a_text_is_no_text(label: str) -> None:
    lines = [TextLine(PROSE), TextLine(LONG_PROSE), TextLine(label)]
    assert texts_kept(*lines) == [PROSE, LONG_PROSE]


@pytest.mark.parametrize(
    ("text", "link_share", "is_kept"),
    [
        ("➤ Мост через Суру откроют весной", 0.95, False),
        ("→ Town to buy ten new buses", 0.95, False),
        ("► Die Brücke ist für alle frei", 0.95, False),
        ("Կարդացեք նաև՝ Քաղաքը կգնի տասը նոր ավտոբուս", 0.7, False),
        ("➤ Мост через Суру откроют весной", 0.0, True),
        ("➤ Мост через Суру откроют весной.", 0.95, True),
        ("➤ План моста", 0.95, True),
        ("🔗 Data Analysis within Data Analytics", 1.0, True),
        ("👉 The complete guide to data analysis", 1.0, True),
        ("— Мост через Суру откроют весной", 0.95, True),
    ],
)
def test_a_link_behind_an_arrow_leads_to_another_page(
    text: str, link_share: float, is_kept: bool
) -> None:
    lines = [TextLine(PROSE), TextLine(text, link_share), TextLine(LONG_PROSE)]
    assert (text in texts_kept(*lines)) is is_kept


@pytest.mark.parametrize(
    ("text", "is_kept"),
    [
        ("#мост #река #город", False),
        ("#most, #rzeka", False),
        ("#мост", True),
        ("Метка #мост собрала тысячу снимков #река", True),
        ("#1 #2", True),
    ],
)
def test_the_hashtags_below_a_text_are_no_text(text: str, is_kept: bool) -> None:
    assert (text in texts_kept(TextLine(PROSE), TextLine(PROSE), TextLine(text))) is is_kept


def test_hashtags_amid_the_text_are_kept() -> None:
    lines = [TextLine(PROSE), TextLine("#мост #река"), *[TextLine(LONG_PROSE)] * 5]
    assert "#мост #река" in texts_kept(*lines)


@pytest.mark.parametrize(
    ("text", "link_share"),
    [
        ("Рубрики города, Новости района", 1.0),
        ("Häufige Fragen zum Winterdienst", 0.95),
        ("Больше новостей спорта: https://sursk.example/sport", 0.0),
        ("More hockey: https://a.example/nhl and https://b.example/nhl", 0.0),
        ("Więcej wiadomości: www.sursk.example", 0.4),
    ],
)
def test_the_last_line_is_no_text_if_it_leads_to_another_page(text: str, link_share: float) -> None:
    assert texts_kept(TextLine(PROSE), TextLine(text, link_share)) == [PROSE]


@pytest.mark.parametrize(
    ("text", "link_share"),
    [
        ("Список пунктов обогрева", 0.8),
        ("Список пунктов обогрева есть на сайте мэрии.", 1.0),
        ("https://sursk.example/points", 1.0),
        ("Больше всего морозов ждут на севере области: −38 °C", 0.0),
        ("Запись на приём: https://sursk.example/priem", 0.0),
    ],
)
def test_the_last_line_is_text_if_it_says_something(text: str, link_share: float) -> None:
    assert texts_kept(TextLine(PROSE), TextLine(text, link_share)) == [PROSE, text]


@pytest.mark.parametrize(
    "above", [TextLine("Где согреться:"), TextLine("Карта пунктов обогрева", link_share=1.0)]
)
def test_a_link_in_a_list_of_links_may_be_the_last_line(above: TextLine) -> None:
    lines = (TextLine(PROSE), above, TextLine("Список пунктов обогрева", link_share=1.0))
    assert len(texts_kept(*lines)) == 3


def test_the_placeholder_of_a_template_is_no_text() -> None:
    placeholder = "Lorem ipsum dolor sit amet, consectetur adipiscing elit."
    assert texts_kept(TextLine(PROSE), TextLine(placeholder), TextLine(PROSE)) == [PROSE, PROSE]


@pytest.mark.parametrize(
    "sentence",
    [
        "Слова «Lorem ipsum» стояли на сайте мэрии две недели, заметили жители.",
        "Lorem ipsum is the dummy text that printers have used for five centuries.",
        "Lorem ipsum, текст без смысла, стал темой выставки.",
    ],
)
def test_a_sentence_on_a_placeholder_is_text(sentence: str) -> None:
    assert texts_kept(TextLine(PROSE), TextLine(sentence)) == [PROSE, sentence]


@pytest.mark.parametrize("line", ["Скачать аудиофайл можно на сайте", "Listen to the story of Ann"])
def test_a_sentence_on_a_recording_is_no_label(line: str) -> None:
    assert noise_reason(line) is None
