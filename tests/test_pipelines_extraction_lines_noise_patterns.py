"""Tests the examples of the lines that surround articles on many sites."""

import re
import time

import pytest

from pipelines.extraction.lines import noise_patterns as patterns
from pipelines.extraction.lines.noise_lines import noise_reason


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        (patterns.MENU, "Новости | Афиша | +5 °C"),
        (patterns.MENU, "Ощущается как −3 °C"),
        (patterns.CONTROL_LABEL, "Поделиться в соцсетях"),
        (patterns.CONTROL_LABEL, "Версия для печати"),
        (patterns.CONTROL_LABEL, "Комментарии (5)"),
        (patterns.CONTROL_LABEL, "Вернуться к списку"),
        (patterns.CONTROL_LABEL, "1 из 10"),
        (patterns.CONTROL_LABEL, "Скачать аудио-файл"),
        (patterns.CONTROL_LABEL, "Listen to this article"),
        (patterns.STANDING_PHRASE, "Подписывайтесь на нас в соцсетях"),
        (patterns.STANDING_PHRASE, "Больше новостей в нашем телеграм-канале"),
        (patterns.STANDING_PHRASE, "Заметили ошибку в тексте? Сообщите нам"),
        (patterns.STANDING_PHRASE, "Если вы нашли ошибку, нажмите Ctrl+Enter"),
        (patterns.STANDING_PHRASE, "© 2026 Вести"),
        (
            patterns.STANDING_PHRASE,
            "При полном или частичном использовании материалов сайта ссылка обязательна",
        ),
        (patterns.STANDING_PHRASE, "Следите за нами в Дзене"),
        (patterns.STANDING_PHRASE, "Сетевое издание «Вести», свидетельство ЭЛ № ФС 77-12345"),
        (
            patterns.STANDING_PHRASE,
            "* Администрация сайта не несёт ответственности за содержание комментариев.",
        ),
        (patterns.STANDING_PHRASE, "Комментарии, содержащие оскорбления, удаляются."),
        (patterns.STANDING_PHRASE, "All comments are moderated before they appear."),
        (patterns.STANDING_PHRASE, "Comments that offend others will not be approved."),
        (
            patterns.STANDING_PHRASE,
            "ATENÇÃO: Comentários com ofensas não serão aprovados pelo moderador.",
        ),
        (patterns.STANDING_PHRASE, "Ранее писали: мост закрыли"),
        (patterns.STANDING_PHRASE, "Lesen Sie auch: Brücke gesperrt"),
        (patterns.STANDING_PHRASE, "Метки: мост, река"),
        (patterns.STANDING_PHRASE, "Related stories:"),
        (patterns.STANDING_PHRASE, "Просмотров: 12"),
        (patterns.LABELLED_LINK, "Ещё о мосте: рабочие открыли проезд"),
        (patterns.LABELLED_LINK, "Напомним, ранее сообщалось: рабочие открыли проезд"),
        (patterns.LABELLED_LINK, "Pour aller plus loin : la halle rouvre ses portes"),
        (patterns.TAIL_HEADING, "Другие новости"),
        (patterns.POSSIBLE_TAIL_HEADING, "Главное к этому часу"),
        (patterns.SUBHEAD_LABEL, "Подробнее"),
    ],
)
def test_the_example_of_a_pattern_matches_it(pattern: re.Pattern[str], line: str) -> None:
    assert pattern.match(line if pattern is patterns.LABELLED_LINK else line.lower())


@pytest.mark.parametrize(
    "name", [name for name, value in vars(patterns).items() if isinstance(value, re.Pattern)]
)
def test_a_pattern_for_lines_in_lower_case_has_no_capital_letter(name: str) -> None:
    letters = re.sub(r"\\[A-Z]", "", vars(patterns)[name].pattern)  # without classes such as \W
    assert letters == letters.lower()


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        (patterns.MENU, "Новости моста"),
        (patterns.CONTROL_LABEL, "Печать книг началась"),
        (patterns.STANDING_PHRASE, "Copyright law changes for schools"),
        (
            patterns.STANDING_PHRASE,
            "Комментарии, содержащие угрозы, удаляются с его страницы, заметили жители.",
        ),
        (patterns.TAIL_HEADING, "Другие дороги"),
    ],
)
def test_a_sentence_that_begins_alike_does_not_match(pattern: re.Pattern[str], line: str) -> None:
    assert pattern.match(line.lower()) is None


@pytest.mark.parametrize(
    "text",
    [
        "Администрация сайта, журнала и газеты не несёт ответственности за комментарии читателей.",
        "Редакция газеты, портала и телеканала не несет ответственности за текст комментариев.",
        "Редакция не несёт ответственности за комментарии читателей газеты, журнала и портала.",
        "Комментарии, содержащие брань, удаляются с сайта, канала и портала.",
    ],
)
def test_a_rule_of_comments_may_list_what_the_outlet_has(text: str) -> None:
    assert noise_reason(text) == "standing phrase"


@pytest.mark.parametrize("verb", ["заметили", "пожаловались", "сообщила", "рассказал"])
def test_a_rule_of_comments_that_someone_reports_is_news(verb: str) -> None:
    rule = "Редакция не несёт ответственности за комментарии читателей"
    assert noise_reason(f"{rule}, {verb} в посёлке.") is None


def test_a_name_above_the_words_of_its_bearer_is_no_label_of_a_link() -> None:
    line = "Роман Юдин: «Сцена стала глубже, и это слышно в зале»"
    assert patterns.LABELLED_LINK.match(line) is None


@pytest.mark.parametrize("part", ["'", "’", "а'", "а ", "а, "])
def test_a_long_line_of_apostrophes_or_words_is_matched_in_linear_time(part: str) -> None:
    start = time.process_time()
    assert patterns.LABELLED_LINK.match(part * 100_000) is None
    assert time.process_time() - start < 1
