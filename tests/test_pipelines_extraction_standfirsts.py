"""Tests that a standfirst belongs to the text, whatever its element and class are."""

import pytest

from tests.page_templates import STORIES, TEMPLATES, body_of, page

FORMS = (
    "<div class=podzagolovok>{}</div>", "<div class=vrez>{}</div>", "<p class=perex>{}</p>",
    "<div class=introtext>{}</div>", "<p class=news-anons>{}</p>",
    "<div class=detail_text_preview>{}</div>",
    "<p class='text-xl text-gray-600 mt-4 mb-6'>{}</p>", "<h2>{}</h2>",
    "<h2 class=font-light>{}</h2>", "<h3>{}</h3>", "<p><strong>{}</strong></p>",
    "<p><em>{}</em></p>", "<div>{}</div>", "<div class='sc-bZkfAO jQvMxe'>{}</div>",
    "<div class=head><div class=head__sub>{}</div></div>",
)  # fmt: skip
# Lines below a headline that are no standfirst.
OTHERS = (
    ("ru", "<div class=u5>Время чтения: 3 минуты на весь текст</div>"),
    ("ru", "<div class=u5>Мария Озерова, корреспондент отдела городских новостей</div>"),
    ("ru", "<div class=u5>Общество / Транспорт / Набережная</div>"),
    ("ru", "<div class=u5>Подписывайтесь на наш канал в Telegram</div>"),
    ("ru", "<div><img src=/1.jpg><div>Рабочие на Волжском бульваре меняют водопровод.</div></div>"),
    ("uk", "<div class=u5>Олена Коваль, кореспондентка відділу новин</div>"),
    ("en", "<div class=u5>Tom Ashdown, Local Democracy Reporter</div>"),
    ("en", "<div class=u5>Listen to this article with the player</div>"),
    ("en", "<figure><img src=/1.jpg><figcaption>Readers at the library in Harwick.</figcaption>"
           "</figure>"),
    ("de", "<div class=u5>Von Jan Petersen, Lokalredaktion Buchholz</div>"),
    ("pl", "<div class=u5>Fot. Anna Wilk, Śrem, październik</div>"),
)  # fmt: skip


@pytest.mark.parametrize("template", [name for name in TEMPLATES if name != "bitrix"])
@pytest.mark.parametrize("language", STORIES)
def test_a_standfirst_is_the_first_line_whatever_its_class_is(template: str, language: str) -> None:
    standfirst = STORIES[language].standfirst
    lost = []
    for form in FORMS:
        body = body_of(page(template, language, below=form.format(standfirst)))
        first_line, *_ = body.split("\n")
        if first_line != standfirst:
            lost.append(form)
    assert lost == []


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("form", FORMS)
def test_a_standfirst_that_the_description_repeats_is_text(template: str, form: str) -> None:
    standfirst = STORIES["ru"].standfirst
    head = f"<meta property=og:description content='{standfirst}'>"
    body = body_of(page(template, "ru", below=form.format(standfirst), head=head))
    assert body.startswith(standfirst)


@pytest.mark.parametrize(("language", "line"), OTHERS)
@pytest.mark.parametrize("template", ["semantic", "soup", "wordpress", "utility"])
def test_another_line_below_the_headline_is_no_text(
    template: str, language: str, line: str
) -> None:
    body = body_of(page(template, language, below=line))
    assert body.split("\n") == list(STORIES[language].paragraphs)


# Sentences in the box of the headline that share no word with headline and text.
NOTES = {
    "ru": (
        "Время чтения этой публикации — около двух минут.",
        "Сегодня ожидается облачная погода, без осадков и сильного ветра.",
        "Материал доступен в аудиоверсии, её читает робот.",
        "Автор пишет для этой газеты более двадцати пяти месяцев.",
        "Возрастное ограничение для этой публикации: шестнадцать лет.",
        "Редакция благодарит за помощь фонд поддержки независимой журналистики.",
    ),
    "uk": ("Цей матеріал можна прослухати, його читає робот.",),
    "de": ("Dieser Beitrag wird von einer künstlichen Stimme für Sie vorgelesen.",),
    "pl": ("Ten artykuł przeczytasz w niecałe trzy minuty, bez reklam.",),
}
# Sentences that share one word.
LEADS = {
    "ru": "Жителям домов на набережной придётся запасаться водой до осени.",
    "en": "Commuters are told to expect queues near the library until spring.",
}
HEADERS = (
    "<header><h1>{headline}</h1><p>{line}</p></header>",
    "<div class=sc-1><h1>{headline}</h1><div>{line}</div></div>",
    "<div class=top><h1>{headline}</h1><div class=css-0><p>{line}</p></div></div>",
)


def body_below_header(header: str, language: str, line: str) -> str:
    """Return the text of a page whose header holds a line below the headline."""
    story = STORIES[language]
    markup = header.format(headline=story.headline, line=line)
    text = "".join(f"<p>{paragraph}</p>" for paragraph in story.paragraphs)
    html = (
        f"<html lang={language}><title>{story.headline}</title><body><div class=page>{markup}"
        f"<div class=pic><img src=/2.jpg></div><div class=sc-2>{text}</div></div></body></html>"
    )
    return body_of(html.encode())


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize("language", LEADS)
def test_a_sentence_below_the_headline_that_shares_a_word_is_a_standfirst(
    language: str, header: str
) -> None:
    line = LEADS[language]
    assert body_below_header(header, language, line).startswith(line)


@pytest.mark.parametrize("header", HEADERS[:2])
@pytest.mark.parametrize(
    ("language", "line"), [(language, line) for language in NOTES for line in NOTES[language]]
)
def test_a_note_in_the_box_of_the_headline_is_no_text(
    language: str, line: str, header: str
) -> None:
    paragraphs = list(STORIES[language].paragraphs)
    assert body_below_header(header, language, line).split("\n") == paragraphs


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize(
    "line",
    [
        "Мария Озерова, корреспондент отдела городских новостей",
        "Подписывайтесь на наш канал в Telegram, чтобы читать нас первыми.",
        "<a href=/n/2>Водителям придётся запастись терпением до самой осени.</a>",
    ],
)
def test_another_line_in_the_box_of_the_headline_is_no_text(line: str, header: str) -> None:
    paragraphs = list(STORIES["ru"].paragraphs)
    assert body_below_header(header, "ru", line).split("\n") == paragraphs
