"""Tests which pages with the same text hold no article, such as requests of the site."""

import pytest

from pipelines.copies.shared_texts import TextHolder, without_own_text

AGE_CHECK = (
    "Этот раздел предназначен для совершеннолетних читателей. Укажите год рождения, чтобы мы могли"
    " показать страницу целиком. Ответ сохранится на вашем устройстве на один месяц, после чего"
    " вопрос появится снова."
)
RELEASE = (
    "Губернатор осмотрел новую школу в Сурске. Здание на тысячу мест сдадут к сентябрю, строители"
    " заканчивают отделку спортивного зала и бассейна. Учителей школа набирает уже сейчас."
)
STUB = "Новость дополняется."
PHOTOS = (
    "Смотрите снимки нашего корреспондента в галерее ниже. Листайте стрелками, чтобы увидеть всё;"
    " нажмите на любую картинку, и она откроется целиком. Другие галереи собраны ниже по годам."
)
UNLIKE = (
    "Мост через Хопёр закроют на ремонт",
    "Хоккеисты выиграли третий матч подряд",
    "В Кузнецке сгорел склад древесины",
)


def holders(
    headlines: tuple[str, ...], *, on_page: bool = False, dated: bool = False
) -> list[TextHolder]:
    """Return pages with one text and these headlines, numbered from 0.

    ``on_page`` and ``dated`` say whether the pages state headline and date beside the text.
    """
    return [
        TextHolder(number, headline, is_headline_on_page=on_page, is_dated_on_page=dated)
        for number, headline in enumerate(headlines)
    ]


def test_one_text_under_three_unlike_headlines_is_no_article() -> None:
    assert without_own_text(AGE_CHECK, holders(UNLIKE)) == {0, 1, 2}


@pytest.mark.parametrize(
    "headlines",
    [
        UNLIKE[:2],
        (UNLIKE[0], UNLIKE[1], "Третий матч подряд выиграли хоккеисты"),
        (UNLIKE[0], "Мост через Хопёр закроют на неделю", "Хопёр: мост закроют"),
    ],
    ids=["two", "two and a reworded one", "three alike"],
)
def test_fewer_than_three_unlike_headlines_prove_nothing(headlines: tuple[str, ...]) -> None:
    assert without_own_text(AGE_CHECK, holders(headlines)) == set()


def test_one_press_release_under_several_headlines_is_news() -> None:
    headlines = (
        "Губернатор осмотрел новую школу",
        "Школу на тысячу мест сдадут к сентябрю",
        "В Сурске заканчивают отделку бассейна",
        "Строители обещают спортивный зал и бассейн",
    )
    assert without_own_text(RELEASE, holders(headlines)) == set()


@pytest.mark.parametrize("dated", [False, True])
def test_stubs_of_different_events_are_kept(dated: bool) -> None:
    assert without_own_text(STUB, holders(UNLIKE, on_page=True, dated=dated)) == set()


def test_a_short_text_whose_pages_have_no_headline_of_their_own_is_no_stub() -> None:
    assert without_own_text("Укажите год рождения.", holders(UNLIKE)) == {0, 1, 2}


def test_articles_with_one_fixed_text_are_kept_if_their_pages_state_headline_and_date() -> None:
    assert without_own_text(PHOTOS, holders(UNLIKE, on_page=True, dated=True)) == set()
    assert without_own_text(PHOTOS, holders(UNLIKE, on_page=True)) == {0, 1, 2}


def test_a_request_of_the_site_is_no_article_under_any_headline() -> None:
    own = holders(UNLIKE, on_page=True, dated=True)
    assert without_own_text(AGE_CHECK, own, is_message=True) == {0, 1, 2}


def test_the_article_whose_headline_fits_the_text_is_kept() -> None:
    fitting = TextHolder(
        9, "Губернатор осмотрел школу в Сурске", is_headline_on_page=True, is_dated_on_page=True
    )
    assert without_own_text(RELEASE, [*holders(UNLIKE), fitting]) == {0, 1, 2}


def test_a_page_whose_headline_repeats_the_request_is_no_article_either() -> None:
    asking = TextHolder(9, "Укажите год рождения", is_headline_on_page=True, is_dated_on_page=False)
    assert without_own_text(AGE_CHECK, [*holders(UNLIKE), asking]) == {0, 1, 2, 9}


def test_a_text_that_a_person_accepted_is_kept_for_all() -> None:
    accepted = TextHolder(
        9, UNLIKE[0], is_headline_on_page=False, is_dated_on_page=False, is_accepted=True
    )
    assert without_own_text(AGE_CHECK, [*holders(UNLIKE), accepted]) == set()
