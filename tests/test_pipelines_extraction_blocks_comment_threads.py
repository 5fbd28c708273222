"""Tests that comments of readers are no text, and that texts which resemble them are."""

import time
from itertools import product

import pytest

from pipelines.extraction.blocks.comment_threads import comments
from pipelines.extraction.blocks.features import block_features
from pipelines.extraction.blocks.views import Views
from tests.page_blocks import blocks_of

TEXT = "В Сердобске открыли мост через реку после двух лет ремонта, сообщили в мэрии."
COMMENTS = ("Наконец-то дождались, спасибо строителям.", "А парковку так и не сделали!")
WRITERS = ("Пётр 22.12.2026, 11:21", "Анна 23.12.2026, 04:39")


def comments_of(below: str) -> list[str]:
    """Return the texts of the comments that are found below an article."""
    page = f"<main><h1>Мост открыт</h1><div><p>{TEXT}</p><p>{TEXT}</p></div>{below}</main>"
    blocks = blocks_of(page)
    block_features(blocks, Views())  # measures the boxes
    return [blocks[index].text for index in sorted(comments(blocks, blocks))]


def thread(markup: str) -> str:
    """Return the markup of both comments; {0} stands for the writer, {1} for the comment."""
    return "".join(markup.format(*pair) for pair in zip(WRITERS, COMMENTS, strict=True))


@pytest.mark.parametrize(
    "reply",
    ["Ответить", "Відповісти", "Reply", "Antworten", "Odpowiedz", "Répondre", "Responder"],
)
@pytest.mark.parametrize(
    "markup",
    [
        "<div class=c><b>{0}</b><p>{1}</p><a href=#>REPLY</a></div>",
        "<li><div>{0}</div><div><p>{1}</p><p><a href=#>REPLY</a></p></div></li>",
        "<div><span>5</span><div><p>{1}</p><button type=button>x</button><p>REPLY</p></div></div>",
    ],
)
def test_boxes_that_each_have_a_link_to_reply_are_comments(reply: str, markup: str) -> None:
    texts = comments_of(thread(markup.replace("REPLY", reply)))
    assert [text for text in texts if text in COMMENTS] == list(COMMENTS)
    assert TEXT not in texts


@pytest.mark.parametrize(
    "heading",
    ["Комментарии", "Комментарии (2)", "2 комментария", "Коментарі", "Каментары", "Comments",
     "Kommentare", "Wybrane komentarze", "Commentaires", "Comentarios", "Commenti", "Пікірлер"],
)  # fmt: skip
@pytest.mark.parametrize(
    "markup",
    [
        "<dt>{0}</dt><dd><p>{1}</p></dd>",
        "<div class=c><div>{0}</div><div>{1}</div></div>",
    ],
)
def test_texts_below_names_with_dates_under_a_heading_are_comments(
    heading: str, markup: str
) -> None:
    texts = comments_of(f"<h3>{heading}</h3><div>{thread(markup)}</div>")
    assert [text for text in texts if text in COMMENTS] == list(COMMENTS)
    assert TEXT not in texts


def test_a_link_to_the_comments_above_the_text_is_no_heading_of_comments() -> None:
    posts = thread("<blockquote><p>{1}</p><p>— {0}</p></blockquote>")
    cards = thread("<div><p>{1}</p><div>Новости {0}</div></div>")
    for button in ("<p><a href=#c>Comments</a></p>", "<p>Комментарии</p>" + f"<p>{TEXT}</p>" * 9):
        assert not set(COMMENTS) & set(comments_of(button + posts))
        assert not set(COMMENTS) & set(comments_of(button + cards))


@pytest.mark.parametrize(
    "below",
    [
        f"<div><p>{COMMENTS[0]}</p><a href=#>Ответить</a></div>",
        thread("<p>{1}</p>") + "<p>Ответить</p>" * 2,
        thread("<div><b>{0}</b><p>{1}</p></div>"),
        f"<h3>Комментарии</h3><div><p>{WRITERS[0]}</p><p>{COMMENTS[0]}</p></div>",
        "<h3>Комментарий эксперта</h3>" + thread("<p>{1}</p>"),
        "<h3>Комментарии</h3>"
        + thread("<div><b>{0}</b><p>{1}</p></div>").replace("Пётр ", "").replace("Анна ", ""),
        "<h3>Комментарии чиновников разошлись</h3>" + thread("<div><b>{0}</b><p>{1}</p></div>"),
    ],
    ids=[
        "a single box", "links outside the boxes", "no heading", "one name", "no names",
        "dates without names", "a subhead of the text",
    ],
)  # fmt: skip
def test_boxes_with_too_few_signs_of_comments_are_text(below: str) -> None:
    assert not set(COMMENTS) & set(comments_of(below))


def test_the_comment_may_be_in_the_row_below_its_writer_and_link() -> None:
    row = "<tr><td class=w>{0}<div><a href=#>ответить</a></div></td></tr><tr><td>{1}</td></tr>"
    unnamed = row.format("24.12.2026, 05:00", "Без имени, но тоже за парковку.")
    texts = comments_of(f"<div class=comm><table>{thread(row)}{unnamed}</table></div>")
    assert {*COMMENTS, "Без имени, но тоже за парковку."} <= set(texts)
    assert TEXT not in texts


@pytest.mark.parametrize(
    "markup",
    [
        '<div class="comment-body"><p>{1}</p></div>',
        '<article class="comment even" id="c7"><div><p>{1}</p></div></article>',
        "<table><tr><td class=coment>{1}</td></tr></table>",
        "<section class=comments><div class=kommentar_text>{1}</div></section>",
    ],
)
def test_boxes_with_the_class_name_of_one_comment_are_comments(markup: str) -> None:
    assert comments_of(f"<p>{TEXT}</p>{thread(markup)}") == list(COMMENTS)


@pytest.mark.parametrize("place", ["", " из города Сердобска, постоянный читатель"])
def test_the_lines_above_comments_in_named_boxes_belong_to_them(place: str) -> None:
    markup = f"<div>Мнение гостя: {{0}}{place}</div><div class=comment-text>{{1}}</div>"
    lines = [f"Мнение гостя: {writer}{place}" for writer in WRITERS]
    texts = comments_of(f"<p>{TEXT}</p>{thread(markup)}<p>{TEXT}</p>")
    assert texts == [lines[0], COMMENTS[0], lines[1], COMMENTS[1]]


@pytest.mark.parametrize(
    "below",
    [
        f"<p>{TEXT}</p><div class=comment-text>{COMMENTS[0]}</div>",
        f"<p>{TEXT}</p>" + thread("<div class=commentary>{1}</div>"),
        f"<p>{TEXT}</p><div class=comments><p>{COMMENTS[0]}</p><p>{COMMENTS[1]}</p></div>",
        f"<p>{TEXT}</p>" + thread(f"<div class=comment>{{1}}</div><p>{TEXT}</p>"),
        f"<p>{TEXT}</p>" + thread("<div class=komentarz>{1}</div>") + f"<p>{TEXT}</p>",
    ],
    ids=["a single box", "the genre", "a box around all", "quotes", "quotes above the text"],
)
def test_the_class_name_of_one_comment_is_not_enough(below: str) -> None:
    assert comments_of(below) == []


def test_boxes_named_as_comments_without_a_text_above_are_text() -> None:
    page = "".join(f"<div class=comment><p>{text}</p></div>" for text in COMMENTS)
    blocks = blocks_of(page)
    assert comments(blocks, blocks) == set()


@pytest.mark.parametrize("below", ["Новости", TEXT])
def test_boxes_of_comments_of_many_paths_are_read_within_the_time_limit(below: str) -> None:
    names = ["".join(letters) for letters in product("абвгдежзиклмно", repeat=3)]  # 2,744
    boxes = "".join(f"<div class='{name} comment'>{name} {COMMENTS[0]}</div>" for name in names)
    blocks = blocks_of(f"<p>{TEXT}</p>" * 3 + boxes * 2 + f"<p>{below}</p>")
    start = time.process_time()
    assert (len(comments(blocks, blocks)) >= len(names)) == (below != TEXT)
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    "markup",
    [
        "<li><div class=who>{name}</div><div class=when>{time}</div><p>{text}</p></li>",
        "<div><b>{name}</b> <time>{time}</time><p>{text}</p></div>",
        "<tr><td><b>{name}</b><br>{time}</td><td>{text}</td></tr>",
        "<p class=n>1. <b>{name}</b> ({time})</p><p>{text}</p>",
        "<section><header>{name} · {time}</header><div>{text}</div></section>",
    ],
)
@pytest.mark.parametrize("holder", ["<div class=x7>{}</div>", "<table>{}</table>"])
@pytest.mark.parametrize(
    "times",
    [
        ("20.11.2026 16:01", "20.11.2026 17:40"),
        ("3 ч. назад", "15 минут назад"),
        ("5 годин тому", "2 хв тому"),
        ("an hour ago", "12 min ago"),
        ("vor 3 Stunden", "vor 40 Minuten"),
        ("il y a 2 h", "il y a 5 jours"),
    ],
)
def test_lines_with_a_name_and_a_time_at_the_end_are_comments(
    markup: str, holder: str, times: tuple[str, str]
) -> None:
    pairs = zip(("guest_77", "Пётр"), times, strict=True)
    entries = "".join(
        markup.format(name=name, time=when, text=text)
        for (name, when), text in zip(pairs, COMMENTS, strict=True)
    )
    texts = comments_of(f"<div><p>{TEXT}</p>{holder.format(entries)}</div>")
    assert [text for text in texts if text in COMMENTS] == list(COMMENTS)
    assert TEXT not in texts


@pytest.mark.parametrize(
    "below",
    [
        pytest.param("<p>1 мая 2026</p><p>Ремонт начали.</p><p>2 мая 2026</p><p>Кончили.</p>",
                     id="days of a chronicle"),
        pytest.param("<p>20.11.2026 16:01</p><p>Вода поднялась.</p><p>20.11.2026 17:40</p>"
                     "<p>Мост закрыли.</p>", id="hours of a live blog"),
        pytest.param("<p>3 часа назад</p><p>Вода поднялась.</p><p>2 часа назад</p>"
                     "<p>Мост закрыли.</p>", id="how long ago in a live blog"),
        pytest.param("<p>3 года назад открыли мост.</p><p>Да.</p><p>2 года назад его закрыли.</p>"
                     "<p>Нет.</p>", id="sentences on years"),
        pytest.param("<p>Старт 20.11.2026 16:01</p><p>Вода поднялась.</p>", id="one line"),
        pytest.param(f"<div><b>Пётр</b><i>20.11.2026 16:01</i><p>Да.</p></div><div><b>Анна</b>"
                     f"<i>20.11.2026 17:40</i><p>Нет.</p></div><p>{TEXT}</p>", id="text follows"),
    ],
)  # fmt: skip
def test_times_without_names_at_the_end_are_text(below: str) -> None:
    assert comments_of(f"<div>{below}</div>") == []


DATES = (
    ("12 марта 2024, 14:20", "20 марта 2024, 9:05", "2 апреля 2024, 18:00"),
    ("во вторник, 12 марта 2024, 14:20", "в среду, 20 марта, 9:05", "2 апреля в 18:00"),
    ("12 березня 2024 року, 14:20", "20 березня 2024, 9:05", "2 квітня 2024, 18:00"),
    ("12 March 2024, 2:20 pm", "20 March 2024, 9:05 am", "2 April 2024, 6:00 pm"),
    ("12. März 2024, 14:20 Uhr", "20. März 2024, 9:05 Uhr", "2. April 2024, 18:00 Uhr"),
    ("12 marca 2024, godz. 14:20", "20 marca 2024, godz. 9:05", "2 kwietnia 2024, godz. 18:00"),
    ("12 наурыз 2024, 14:20", "20 наурыз 2024, 9:05", "2 сәуір 2024, 18:00"),
    ("Пенза, 12 марта 2024, 14:20", "Пенза, 20.03.2024, 9:05", "Пенза, 2 апреля 2024, 18:00"),
)


@pytest.mark.parametrize("count", [2, 3])
@pytest.mark.parametrize("dates", DATES, ids=[dates[0] for dates in DATES])
@pytest.mark.parametrize(
    "markup",
    [
        '<div class="entry"><div class="when">{}</div><p>Депутаты внесли законопроект.</p></div>',
        '<div class="entry"><b>{}</b><p>Вода поднялась.</p></div>',
        "<p>{}</p><p>Суд начал разбирать дело о мосте через реку.</p>",
    ],
)
def test_entries_of_a_chronology_at_the_end_are_text(
    markup: str, dates: tuple[str, ...], count: int
) -> None:
    entries = "".join(map(markup.format, dates[:count]))
    assert comments_of(f"<div><p>{TEXT}</p><div class=x7>{entries}</div></div>") == []


@pytest.mark.parametrize("name", ["timeline", "b-chronology", "article-hronika", "schedule"])
def test_entries_in_a_box_named_for_a_chronology_are_text(name: str) -> None:
    entries = "<p>{}, 12 марта 2024, 14:20</p><p>Мост закрыли.</p>"
    towns = "".join(map(entries.format, ("Пенза", "Кузнецк", "Сердобск")))
    assert comments_of(f"<p>{TEXT}</p><div class={name}>{towns}</div>") == []
    assert comments_of(f"<p>{TEXT}</p><div class=x7>{towns}</div>") != []


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Пётр, 12 марта 2024, 14:20", "Анна К. — 13 марта 2024 в 9:05"),
        ("guest_77 12 March 2024, 2:20 pm", "Ann Reed, 13 March 2024, 9:05 am"),
        ("12. März 2024, 14:20 Uhr: Kurt", "13. März 2024, 9:05 Uhr: Anna"),
    ],
)
def test_names_beside_months_in_words_begin_comments(first: str, second: str) -> None:
    markup = "<div><b>{}</b><p>{}</p></div>"
    both = markup.format(first, COMMENTS[0]) + markup.format(second, COMMENTS[1])
    assert comments_of(f"<p>{TEXT}</p><div class=x7>{both}</div>")[1::2] == list(COMMENTS)


@pytest.mark.parametrize("chosen_count", [1, 2])
def test_comments_are_found_if_only_the_first_of_them_is_chosen(chosen_count: int) -> None:
    markup = "<article class=r><header>{0}</header><p>{1}</p></article>"
    below = f"<div class=z>{thread(markup)}</div>"
    text = f"<p>{TEXT}</p>" * 3
    blocks = blocks_of(f"<main><h1>Мост открыт</h1><div>{text}</div>{below}</main>")
    block_features(blocks, Views())
    chosen_texts = {TEXT, *COMMENTS[:chosen_count]}
    chosen = [block for block in blocks if block.text in chosen_texts]
    assert {blocks[index].text for index in comments(blocks, chosen)} == set(
        COMMENTS[:chosen_count]
    )
