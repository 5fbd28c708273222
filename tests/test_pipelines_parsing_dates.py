"""Tests that dates on pages are read exactly, or not at all."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.parsing.date_bounds import MAX_CLOCK_LEAD, MIN_DATE
from pipelines.parsing.date_lines import is_date_line
from pipelines.parsing.dates import (
    day_as_written,
    day_in_url_path,
    find_date,
    is_month_first_possible,
    may_hold_year,
    read_date,
)
from pipelines.parsing.months import RELATIVE_DAYS, month_number

MOSCOW = ZoneInfo("Europe/Moscow")
NOW = datetime(2024, 6, 8, 12, 0, tzinfo=UTC)
MONTHS = [
    "января", "февраля", "марта", "апреля", "мая", "июня",
    "июля", "августа", "сентября", "октября", "ноября", "декабря",
]  # fmt: skip
MINUTES = st.datetimes(datetime(1995, 1, 1), datetime(2024, 6, 7)).map(
    lambda moment: moment.replace(second=0, microsecond=0)
)
ZONES = st.sampled_from(["Europe/Moscow", "Asia/Yekaterinburg", "Asia/Vladivostok", "UTC"])


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Сегодня, 14:20", datetime(2024, 6, 8, 11, 20)),
        ("вчера в 9:05", datetime(2024, 6, 7, 6, 5)),
        ("7 июня 2024, 14:20", datetime(2024, 6, 7, 11, 20)),
        ("07.06.2024 14:20", datetime(2024, 6, 7, 11, 20)),
        ("14:20, 07.06.2024", datetime(2024, 6, 7, 11, 20)),
        ("7 июня 2024 г. в 14:20", datetime(2024, 6, 7, 11, 20)),
        ("7 июня, 09:30", datetime(2024, 6, 7, 6, 30)),
        ("14:20 (мск) 07.06.2024", datetime(2024, 6, 7, 11, 20)),
        ("2024-06-07T14:20:00+05:00", datetime(2024, 6, 7, 9, 20)),
        ("2024-06-07T14:20:00Z", datetime(2024, 6, 7, 14, 20)),
        ("Fri, 07 Jun 2024 14:20:00 +0300", datetime(2024, 6, 7, 11, 20)),
        ("June 7, 2024 at 2:20 PM", datetime(2024, 6, 7, 11, 20)),
        ("7. Juni 2024, 14:20 Uhr", datetime(2024, 6, 7, 11, 20)),
        ("2024年6月7日 14:20", datetime(2024, 6, 7, 11, 20)),
        ("5 минут назад", datetime(2024, 6, 8, 11, 55)),
        ("5 хвилин тому", datetime(2024, 6, 8, 11, 55)),
        ("Fri, 07 Jun 2024 14:20:00 +5", datetime(2024, 6, 7, 9, 20)),
        ("20240607T142000.000Z", datetime(2024, 6, 7, 14, 20)),
        ("1717770000.123", datetime(2024, 6, 7, 14, 20)),
        ("07.06.202414:201320", datetime(2024, 6, 7, 11, 20)),  # date, time and views
        ("14:20, 07.06.24", datetime(2024, 6, 7, 11, 20)),
        ("7 juin 2024 à 14h20", datetime(2024, 6, 7, 11, 20)),
        ("2:20 PM 06/07/2024", datetime(2024, 6, 7, 11, 20)),
        ("06/07/24 2:20 PM", datetime(2024, 6, 7, 11, 20)),
        ("06-07-2024 2:20 PM", datetime(2024, 6, 7, 11, 20)),
        ("06/07/2024 2 PM", datetime(2024, 6, 7, 11, 0)),
    ],
)
def test_times_are_read_in_the_zone_of_the_outlet(raw: str, expected: datetime) -> None:
    assert read_date(raw, MOSCOW, NOW) == expected.replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "raw",
    [
        "7 июня 2024, 14:20",
        "07.06.2024 14:20",
        "2024-06-07T14:20:00",
        "Fri, 07 Jun 2024 14:20:00 XYZT",
        "7 июня 2024 г. в 23:50",
    ],
)
def test_a_time_whose_zone_is_unknown_gives_the_day(raw: str) -> None:
    assert read_date(raw, None, NOW) == date(2024, 6, 7)


def test_an_unknown_zone_is_not_replaced_by_that_of_the_outlet() -> None:
    assert read_date("Fri, 07 Jun 2024 14:20:00 XYZT", MOSCOW, NOW) == date(2024, 6, 7)


@pytest.mark.parametrize(
    ("raw", "day"),
    [
        ("20 қараша 2023", date(2023, 11, 20)),  # Kazakh
        ("2023 жылғы 3 шілде", date(2023, 7, 3)),
        ("2023 елның 20 ноябре", date(2023, 11, 20)),  # Tatar
        ("5 гыйнвар 2024", date(2024, 1, 5)),
        ("2023 йылдың 20 ноябре", date(2023, 11, 20)),  # Bashkir
        ("5 ғинуар 2024", date(2024, 1, 5)),
        ("20 чӳк 2023", date(2023, 11, 20)),  # Chuvash
        ("2023 ҫулхи раштавӑн 4-мӗшӗ", date(2023, 12, 4)),
        ("20 сэтинньи 2023", date(2023, 11, 20)),  # Sakha
        ("12 бэс ыйа 2023", date(2023, 6, 12)),
        ("3 от ыйын 2023", date(2023, 7, 3)),
        ("8 кулун тутар 2024", date(2024, 3, 8)),
        ("20 Նոյեմբերի, 2023", date(2023, 11, 20)),  # Armenian
        ("2024 թ. մայիսի 9", date(2024, 5, 9)),
        ("20 ნოემბერი 2023", date(2023, 11, 20)),  # Georgian
        ("1 მაისი, 2024", date(2024, 5, 1)),
        ("20 лістапада 2023", date(2023, 11, 20)),  # Belarusian
        ("20 noyabr 2023", date(2023, 11, 20)),  # Azerbaijani
        ("12.XI.2023", date(2023, 11, 12)),
        ("20/XI-2023", date(2023, 11, 20)),
        ("9 V 2024", date(2024, 5, 9)),
        ("20231120", date(2023, 11, 20)),
        ("15.05 2023", date(2023, 5, 15)),
        ("26 | 01 | 2023", date(2023, 1, 26)),
        # Two boxes without a space between them.
        ("28. Juni 201914. Januar 2020", date(2019, 6, 28)),
        ("2023 жыл, 12 қыркүйек", date(2023, 9, 12)),
        ("12-шілде, 2023 жыл", date(2023, 7, 12)),
        ("2023 жылдың 12-сәуірінде", date(2023, 4, 12)),
        ("12 nauryz 2023", date(2023, 3, 12)),  # Kazakh in Latin letters
        ("2023 елның 12 сентябре", date(2023, 9, 12)),
        ("2023 ел, 12 май", date(2023, 5, 12)),
        ("2023 йыл, 9 майында", date(2023, 5, 9)),
        ("2023, ака, 12", date(2023, 4, 12)),
        ("Чӳк уйӑхӗн 12-мӗшӗ, 2023", date(2023, 11, 12)),
        ("2023 сыллаах тохсунньу 12 күнэ", date(2023, 1, 12)),
        ("2024 թվականի մայիսի 9-ին", date(2024, 5, 9)),
        ("2023 წლის 12 მარტი", date(2023, 3, 12)),
        ("12 მაი 2023", date(2023, 5, 12)),
        ("травень 12, 2023", date(2023, 5, 12)),  # Ukrainian
        ("2023. gada 12. novembris", date(2023, 11, 12)),  # Latvian
        ("2023 m. lapkričio 12 d.", date(2023, 11, 12)),  # Lithuanian
        ("12-Nov-2023", date(2023, 11, 12)),
        ("7.XI.23", date(2023, 11, 7)),
        ("25/11/23", date(2023, 11, 25)),
        ("11/25/23", date(2023, 11, 25)),
        ("3 дні тому", date(2024, 6, 5)),
        ("vor 3 Tagen", date(2024, 6, 5)),
    ],
)
def test_days_are_read_in_many_languages_and_spellings(raw: str, day: date) -> None:
    assert read_date(raw, MOSCOW, NOW) == day


@pytest.mark.parametrize("raw", ["30 Nov 9999", "Wed, 30 Nov -0001 00:00:00 +0000"])
def test_an_impossible_year_is_not_replaced_by_the_present_one(raw: str) -> None:
    assert read_date(raw, MOSCOW, NOW) is None


@pytest.mark.parametrize("raw", ["2019 години, 12 мая", "Выборы. 2019 год. 12 мая"])
def test_a_date_behind_another_year_is_not_of_this_year(raw: str) -> None:
    assert read_date(raw, MOSCOW, NOW) is None


MONTHS_OF = {
    "Russian": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "Ukrainian": "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада"
    " грудня",
    "Belarusian": "студзеня лютага сакавіка красавіка траўня чэрвеня ліпеня жніўня верасня"
    " кастрычніка лістапада снежня",
    "Kazakh": "қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан",
    "Tatar": "гыйнвар февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
    "Bashkir": "ғинуар февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
    "Chuvash": "кӑрлач нарӑс пуш ака ҫу ҫӗртме утӑ ҫурла авӑн юпа чӳк раштав",
    "Armenian": "հունվարի փետրվարի մարտի ապրիլի մայիսի հունիսի հուլիսի օգոստոսի սեպտեմբերի"
    " հոկտեմբերի նոյեմբերի դեկտեմբերի",
    "Georgian": "იანვარი თებერვალი მარტი აპრილი მაისი ივნისი ივლისი აგვისტო სექტემბერი ოქტომბერი"
    " ნოემბერი დეკემბერი",
    "Azerbaijani": "yanvar fevral mart aprel may iyun iyul avqust sentyabr oktyabr noyabr dekabr",
    "Uzbek": "yanvar fevral mart aprel may iyun iyul avgust sentabr oktabr noyabr dekabr",
    "German": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "Austrian": "Jänner Feber Maerz April Mai Juni Juli August September Oktober November Dezember",
    "French": "janvier février mars avril mai juin juillet août septembre octobre novembre"
    " décembre",
    "Spanish": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre"
    " diciembre",
    "Portuguese": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro"
    " dezembro",
    "Polish": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października"
    " listopada grudnia",
    "English": "January February March April May June July August September October November"
    " December",
}


@pytest.mark.parametrize("language", MONTHS_OF)
def test_every_month_of_a_language_is_read(language: str) -> None:
    names = MONTHS_OF[language].split()
    dates = [read_date(f"7 {name} 2023", MOSCOW, NOW) for name in names]
    assert dates == [date(2023, month, 7) for month in range(1, 13)]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("20231120T143500Z", datetime(2023, 11, 20, 14, 35)),
        ("20231120T14:35:00+0300", datetime(2023, 11, 20, 11, 35)),
        ("20.11.202314:35", datetime(2023, 11, 20, 11, 35)),
        ("20.11.2314:35", datetime(2023, 11, 20, 11, 35)),
        ("11/9/2023 2:35:00 PM", datetime(2023, 11, 9, 11, 35)),
        ("Mon, 20 Nov 23 10:15:00 +0300", datetime(2023, 11, 20, 7, 15)),
        ("Mon, 04 Mar 19 12:00:00 +0300", datetime(2019, 3, 4, 9, 0)),
        ("Mon, 20 Nov 2023 14:35:00 +05", datetime(2023, 11, 20, 9, 35)),
        ("Mon, 20 Nov 2023 14:35:00 GMT", datetime(2023, 11, 20, 14, 35)),
        ("Nov. 8, 2023, 10:28 p.m. ET", datetime(2023, 11, 9, 3, 28)),
        ("2022-01-10T22:06:08:684Z", datetime(2022, 1, 10, 22, 6, 8)),
    ],
)
def test_minutes_are_read_in_other_spellings(raw: str, expected: datetime) -> None:
    assert read_date(raw, MOSCOW, NOW) == expected.replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "raw",
    ["0001-01-01T00:00:00+03:00", "0000-00-00T00:00:00+00:00", "9999-12-31T23:59:59-05:00",
     "Fri, 31 Dec 9999 23:59:00 -0500", "19.45 30.11.1989", "1 Arduino (hier Arduino Nano)"],
)  # fmt: skip
def test_impossible_dates_are_refused(raw: str) -> None:
    assert read_date(raw, MOSCOW, NOW) is None


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        # The clock of the outlet may be some minutes fast.
        ("2024-06-08T12:08:00Z", datetime(2024, 6, 8, 12, 8)),
        # A later time is replaced by the time of the download.
        ("2024-06-08T20:00:00+03:00", datetime(2024, 6, 8, 12, 0)),
        # Local time is labelled as UTC.
        ("2024-06-08T14:30:00Z", datetime(2024, 6, 8, 11, 30)),
        ("Sat, 08 Jun 2024 14:30:00 GMT", datetime(2024, 6, 8, 11, 30)),
    ],
)
def test_times_after_the_download_are_corrected(raw: str, expected: datetime) -> None:
    assert read_date(raw, MOSCOW, NOW) == expected.replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("/2026/11/20/most-otkryt/", date(2026, 11, 20)),
        ("/news/2026-11-20/most", date(2026, 11, 20)),
        ("/news/20261120/most.html", date(2026, 11, 20)),
        ("/news/20-11-2026/", date(2026, 11, 20)),
        ("/news/2022/06/8f6431c33e/", None),
        ("/news/20261399/", None),
        ("/2026/11/", None),
    ],
)
def test_only_a_whole_date_in_an_address_states_a_day(path: str, day: date | None) -> None:
    assert day_in_url_path(path) == day


@pytest.mark.parametrize(
    ("raw", "day"),
    [
        ("Nov. 8, 2023, 10:28 p.m. ET", date(2023, 11, 8)),
        ("2019-10-19T00:04:00+02:00", date(2019, 10, 19)),
        ("вчера", date(2024, 6, 7)),
        ("31.02.2024", None),
        ("мост", None),
    ],
)
def test_the_day_is_read_as_written_whatever_its_zone(raw: str, day: date | None) -> None:
    assert day_as_written(raw, NOW) == day


@pytest.mark.parametrize(
    ("raw", "possible"),
    [("11/01/2026", True), ("11/01/2026 12:43", True), ("11/13/2026", False), ("11/11/2026", False),
     ("11.01.2026", False), ("11/01/2026 2:43 PM", False), ("мост", False)],
)  # fmt: skip
def test_only_some_dates_with_slashes_may_state_the_month_first(raw: str, possible: bool) -> None:
    assert is_month_first_possible(raw) is possible


@pytest.mark.parametrize("raw", ["Сегодня, 10:20", "вчера в 9:05", "7 июня, 09:30", "час назад"])
def test_a_relative_time_needs_the_moment_of_the_download(raw: str) -> None:
    assert read_date(raw, MOSCOW, None) is None


@pytest.mark.parametrize("raw", ["2034-01-01", "01.01.1970", "32.13.2024", "45:99", "18 машин", ""])
def test_absurd_and_future_dates_are_refused(raw: str) -> None:
    assert read_date(raw, MOSCOW, NOW) is None


def test_a_day_without_a_time_stays_a_day() -> None:
    assert read_date("7 июня 2024 года", MOSCOW, NOW) == date(2024, 6, 7)


@pytest.mark.parametrize("word", ["майор", "марки", "машин", "секунд", "декад", "passengers"])
def test_words_that_begin_like_months_are_no_months(word: str) -> None:
    assert month_number(word) is None


@given(moment=MINUTES, zone=ZONES)
def test_every_minute_is_read_back_from_every_spelling(moment: datetime, zone: str) -> None:
    local = moment.replace(tzinfo=ZoneInfo(zone))
    month = MONTHS[local.month - 1]
    spellings = (
        f"{local:%d.%m.%Y %H:%M}",
        f"{local:%H:%M, %d.%m.%Y}",
        f"{local.day} {month} {local:%Y, %H:%M}",
        f"{local.day} {month} {local:%Y} года в {local:%H:%M}",
    )
    for text in spellings:
        assert read_date(text, ZoneInfo(zone), NOW) == local.astimezone(UTC)


@given(moment=MINUTES, offset=st.integers(-12, 14))
def test_a_stated_offset_is_preferred_to_the_zone_of_the_outlet(
    moment: datetime, offset: int
) -> None:
    text = f"{moment:%Y-%m-%dT%H:%M}:30{offset:+03}:00"
    expected = (moment - timedelta(hours=offset)).replace(second=30, tzinfo=UTC)
    assert read_date(text, MOSCOW, NOW) == expected


PIECES = [
    *("2024", "9999", "0001", "06", "31", "7", "июня", "XI", "вчера", "назад", "час", "мин"),
    *(".", "-", "/", ":", " ", "T", "Z", "+03:00", "-99:99", "GMT", "PM", "14:20"),
]
DATES_IN_PIECES = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)


@given(raw=st.text(max_size=60) | DATES_IN_PIECES, zone=ZONES)
def test_every_date_lies_between_the_first_page_and_the_download(raw: str, zone: str) -> None:
    time_or_day = read_date(raw, ZoneInfo(zone), NOW)
    if isinstance(time_or_day, datetime):
        assert time_or_day.date() >= MIN_DATE
        assert time_or_day <= NOW + MAX_CLOCK_LEAD
    elif time_or_day is not None:
        assert MIN_DATE <= time_or_day <= NOW.date() + timedelta(days=1)


@pytest.mark.parametrize(
    "raw",
    [
        "2024-06-07T14:20", "20240607T142000", "7 июня 2024", "7.6.24", "6/13/24", "07-06-24",
        "7.VI.24", "Fri, 07 Jun 24 14:20:00 +0300", "7-Jun-24 14:20", "14:20, 07.06.24",
    ],
)  # fmt: skip
def test_a_text_whose_date_has_a_year_may_hold_a_year(raw: str) -> None:
    assert may_hold_year(raw)


@given(DATES_IN_PIECES)
def test_a_text_that_can_not_hold_a_year_has_no_date_with_a_year(raw: str) -> None:
    date_match = find_date(raw)
    assert date_match is None or not date_match.has_year or may_hold_year(raw)


@given(st.text(max_size=300))
def test_no_text_breaks_the_reader_or_yields_a_time_without_zone(text: str) -> None:
    time_or_day = read_date(text, MOSCOW, NOW)
    assert not isinstance(time_or_day, datetime) or time_or_day.tzinfo is UTC


@pytest.mark.parametrize(
    "text",
    [
        "7 июня 2024, 14:20", "Опубликовано: 07.06.2024", "17:40", "9:05", "8:15 p.m.",
        "Monday, November 18, 2019", "Montag, 18. November 2019", "poniedziałek, 18 listopada 2019",
        "lundi 18 novembre 2019", "понеділок, 18 листопада 2019", "Updated at 1:23 p.m.",
        "Обновлено в 14:20", "Aktualisiert um 14.20 Uhr",
        "05/10/2018 - Publicado por: Ana Lima - Categoria: Saúde - Tags: carro e casa",
        "7 июня 2024 | Автор: Иван Петров | Рубрика: Общество",
        "June 7, 2024 · By: Ann Lee · Section: Town news",
        "3. Mai 2024 – Autor: Kim – Rubrik: Stadt",
        "7.06.2024 | Источник: РБК | Просмотров: 120", "7 червня 2024 | Джерело: УП | Теги: міст",
        "June 7, 2024 | Source: PA | Comments: 3", "7 czerwca 2024 | Źródło: PAP | Foto: Wilk",
    ],
)  # fmt: skip
def test_a_date_or_an_hour_alone_is_no_text(text: str) -> None:
    assert is_date_line(text)


@pytest.mark.parametrize(
    "text", ["", "3:2", "17:60", "В 17:40 пошёл дождь", "Счёт 2:1", "112", "Monday 10:00",
             "Начало в 14:20", "Le Monde, 18 novembre 2019", "Updated at 1:23 p.m. by the council",
             "7.06.2024 | Опубликовано: РБК | Погибли: 5 человек",
             "7 червня 2024 | Джерело: ДСНС | Постраждали: двоє",
             "June 7, 2024 | Source: police | Hurt: five", "7.06.2024 | Автор: МЧС | Спасены: 12",
             "7. Juni 2024 | Quelle: Polizei | Verletzte: drei",
             "7 июня 2024 – Зал 1: концерт – Зал 2: выставка", "7 июня 2024 | Автор: Иван Петров",
             "7 июня 2024 – Автор: Иван Петров – он приехал в Пензу из Саранска"]
)  # fmt: skip
def test_a_line_with_other_words_is_text(text: str) -> None:
    assert not is_date_line(text)


@pytest.mark.parametrize(
    "text",
    [
        *(f"{name.upper()}, 14:35" for name in RELATIVE_DAYS),
        *("5 МИНУТ НАЗАД", "5 хв тому", "5 дзён таму", "2 Days Ago", "5 min temu", "VOR 5 Minuten"),
    ],
)
def test_relative_days_and_times_are_found_in_small_and_capital_letters(text: str) -> None:
    match = find_date(text)
    assert match is not None
    assert match.match[0] == text
