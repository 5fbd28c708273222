"""Tests which lines only name the origin of a text or a picture."""

import pytest

from pipelines.extraction.lines.credit_lines import (
    continues_list,
    is_credit_line,
    may_introduce_list,
)
from tests.bridge_article import PARAGRAPHS, TITLE, read_article


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Источник: РИА Новости", True),
        ("По материалам портала Сурск", True),
        ("Мост в день открытия, фото © МЧС", True),
        ("Views of the new hall, photos © Inhall, 2018", True),
        ("Das Rathaus am Abend (Bild: © Stadt Lomow)", True),
        ("Знак © ставят перед именем автора фото", False),
        ("Суд решил, чьё фото © «Вести».", False),
        ("По информации РИА Новости", True),
        ("По информации «Вестей Сурска»", True),
        ("По информации Sursk.ru", True),
        ("По информации полиции", False),
        ("По информации МЧС, пострадавших нет", False),
        ("По информации МЧС пострадавших при пожаре нет", False),
        ("По информации Росстата, цены выросли.", False),
        ("Фото пресс-службы областного суда", True),
        ("Фото администрации Кузнецка", True),
        ("Фото управления по делам ГО", True),
        ("Фото администрации не понравились, их убрали.", False),
        ("Источник воды обнаружили рабочие на окраине города в понедельник утром.", False),
        ("Мост открыли утром.", False),
        ("Source: AP", True),
        ("Фото ГУ МЧС по Пензенской области", True),
        ("Фото Sputnik", True),
        ("Фото с места происшествия", True),
        ("Фото с места пожара изучают дознаватели.", False),
        ("Архивное фото", True),
        ("Ілюстративне фото з відкритих джерел", True),
        ("Ілюстративне фото знайшли мешканці в архіві.", False),
        ("Imagen cedida por la diputación", True),
        ("Foto concessa dal comune", True),
        ("Imagen cedida ante el juez: el caso sigue abierto", False),
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
        ("Здымак аўтара", True),
        ("Здымак аўтара знайшлі ў архіве музея.", False),
        ("Фото автордан", True),
        ("Сурет ашық дереккөзден", True),
        ("Фото редакциядан", True),
        ("Фото автомобиля", False),
        ("Фото авто", False),
        ("Фото автомобилиста", False),
        ("Фото автобуса", False),
        ("Фото авторитета", False),
        ("Суретті түсірген Айдос Нұрлан", True),
        ("Суретті түсірген Айдос Нұрлан көрмеге қатысты.", False),
        ("Фотографија: приватна архива", True),
        ("Sursa foto: arhiva personală", True),
        ("Sursa poluării a fost găsită", False),
        ("zdj. Urząd Miasta Nowy Targ", True),
        ("Иллюстративное изображение, Pixabay", True),
        ("PA Media / Alamy", True),
        ("Getty Images", True),
        ("© shutterstock.com", True),
        ("Фото: Getty Images", True),
        ("Фото — Getty Images", True),
        ("Фото носит иллюстративный характер (Pixabay)", True),
        ("Иван Петров, Getty Images", True),
        ("Tom Reed/Adobe Stock", True),
        ("Сделку закрыли Adobe и Getty Images — Shutterstock", False),
        ("Сделку закрыли Adobe, Getty Images", False),
        ("Суд взыскал деньги с фотобанка (Shutterstock).", False),
        ("Покупатель — Shutterstock", False),
        ("Снимок нашёл покупателя — Shutterstock.", False),
        ("The buyer of the archive is a rival – Getty Images", False),
        ("Käufer der Bilder ist ein Konkurrent, Alamy", False),
        ("Как школьник продаёт снимки на Shutterstock", False),
        ("Снимки школьника купил банк картинок Getty Images.", False),
        ("Сурет көрмесі ашылды", False),
        ("", False),
    ],
)
def test_a_credit_line_holds_nothing_but_a_credit(line: str, expected: bool) -> None:
    assert is_credit_line(line) is expected


@pytest.mark.parametrize(
    ("preceding", "expected"),
    [
        ("Где взять бесплатные снимки:", True),
        ("Unsplash", True),
        ("Фото:", False),
        ("Источник фото:", False),
        ("Мост открыли утром.", False),
    ],
)
def test_a_line_with_a_colon_or_an_agency_may_stand_above_an_item(
    preceding: str, expected: bool
) -> None:
    assert continues_list(preceding) is expected


@pytest.mark.parametrize(
    "markup",
    [
        "<ul><li>Unsplash</li><li>Pexels</li><li>Pixabay</li></ul>",
        "<ol><li><p>Unsplash</p></li><li><p>Pexels</p></li><li><p>Pixabay</p></li></ol>",
        "<p>Unsplash</p><p>Pexels</p><p>Pixabay</p>",
    ],
)
def test_picture_agencies_in_a_list_are_text(markup: str) -> None:
    page = page_of(f"<p>Где взять бесплатные снимки моста для школьной газеты:</p>{markup}")
    assert "Unsplash\nPexels\nPixabay" in read_article(page).article_body


@pytest.mark.parametrize(
    ("head", "is_kept"),
    [
        ("По информации Росгидромета", True),
        ("По информации «Вестей Сурска»", True),
        ("По материалам портала Сурск", True),
        ("Источник: РИА Новости", False),
    ],
)
def test_a_credit_without_a_colon_above_a_list_is_text(head: str, *, is_kept: bool) -> None:
    items = "<ul><li>в субботу днём до 25 градусов;</li><li>в воскресенье дождь.</li></ul>"
    assert may_introduce_list(head) is is_kept
    assert (head in read_article(page_of(f"<p>{head}</p>{items}")).article_body) is is_kept
    assert head not in read_article(page_of(f"<p>{head}</p>")).article_body


@pytest.mark.parametrize(
    "markup", ["<p>Getty Images</p>", "<p>Getty Images</p><p>Getty Images</p>",
               "<div><img src='/a.jpg'>Иллюстративное фото, Getty Images</div>"]
)  # fmt: skip
def test_a_picture_agency_below_a_paragraph_is_no_text(markup: str) -> None:
    assert "Getty" not in read_article(page_of(markup)).article_body


def page_of(markup: str) -> str:
    """Return a page whose article holds ``markup`` among its paragraphs."""
    return (
        f"<html><head><title>{TITLE}</title><meta property=og:type content=article></head><body>"
        f"<article><h1>{TITLE}</h1>{PARAGRAPHS}{markup}"
        "<p>Открытие моста снимали школьники, их снимки покажут на выставке в пятницу.</p>"
        "</article></body></html>"
    )
