"""Tests unusual posts: in other languages, with missing markup, or with hardly any text."""

from datetime import UTC, datetime

import pytest

from pipelines.extraction.posts.preview import read_preview
from pipelines.extraction.read_page import read_page
from pipelines.model import Article, Page
from tests.channel_posts import evidence, tree_of
from tests.telegram import (
    Message,
    album,
    document,
    forwarded,
    link_preview,
    photo,
    poll,
    preview_page,
)

NAME = "Penza_Today"  # as posts spell it
URL = "https://t.me/s/penza_today"  # as a person wrote it
ARTICLE = "https://gazeta.example/news/12-most"
NOW = datetime(2026, 11, 29, tzinfo=UTC)


def read(markup: str, url: str = URL) -> Article | None:
    """Return the article of the only message of a page, or None if there is none."""
    html = preview_page(NAME, "Пенза", f"<div class=tgme_widget_message_wrap>{markup}</div>")
    preview = read_preview(tree_of(html), url)
    assert preview is not None
    if not preview.posts:
        return None
    (post,) = preview.posts
    return read_page(Page(post.url, post.markup, encoding="utf-8", fetched_at=NOW)).article


def article(markup: str, url: str = URL) -> Article:
    """Return the article of the only message of a page; raise ValueError if there is none."""
    extracted = read(markup, url)
    if extracted is None:
        raise ValueError("the message is no article")
    return extracted


@pytest.mark.parametrize(
    ("text", "headline"),
    [
        ("Bridge reopens today. The mayor told of it. Traffic is normal.", "Bridge reopens today"),
        ("Көпір бүгін ашылды. Әкімдік хабарлады. Жол ашық.", "Көпір бүгін ашылды"),
        ("Күпер бөгөн асылды! Ҡала хакимиәте хәбәр итте.", "Күпер бөгөн асылды!"),
        ("Міст сьогодні відкрили. Їхати вже можна.", "Міст сьогодні відкрили"),
        ("Կամուրջը բացվել է։ Այդ մասին հայտնել է քաղաքապետարանը։", "Կամուրջը բացվել է"),
        ("ხიდი დღეს გაიხსნა. ამის შესახებ მერიამ განაცხადა.", "ხიდი დღეს გაიხსნა"),
        ("افتتح الجسر اليوم. أعلنت البلدية عن انتهاء الصيانة.", "افتتح الجسر اليوم"),
        ("В р. п. Мокшан нет воды до 12. Ждать до вечера.", "В р. п. Мокшан нет воды до 12"),
    ],
)
def test_a_headline_is_the_first_sentence_in_any_language(text: str, headline: str) -> None:
    assert article(Message(7, text).markup(NAME)).headline == headline


@pytest.mark.parametrize(
    "word", ["edited", "изменено", "ред.", "bearbeitet", "өзгөртүлгөн", "已编辑"]
)
def test_an_edit_is_marked_by_a_word_of_any_language(word: str) -> None:
    markup = Message(7, "Мост открыт.", is_edited=True, author="Анна").markup(NAME)
    extracted = article(markup.replace(" edited ", f" {word} "))
    assert ("date_modified", "edited") in {
        (piece.fact, piece.value) for piece in extracted.evidence
    }
    assert extracted.authors == ("Анна",)


@pytest.mark.parametrize(
    "message",
    [
        Message(7, "🔥🔥🔥"),
        Message(7, '<i class="emoji"><b>👍</b></i><tg-emoji emoji-id="1"></tg-emoji>'),
        Message(7, '<a href="?q=%23penza">#penza</a> <a href="?q=%23news">#news</a>'),
        Message(7, '<a href="https://t.me/penza">@penza</a>', above=photo(1)),
        Message(7, "t.me/penza", above=photo(1)),
        Message(7, "", above=forwarded("Мэрия", "https://t.me/meria/5") + album(7, 4)),
        Message(7, "", above=document("plan.pdf")),
    ],
    ids=[
        "emoji", "emoji of the service", "hashtags", "handle below a photo", "link below a photo",
        "forwarded album", "file",
    ],
)  # fmt: skip
def test_a_post_without_a_text_of_its_own_is_no_article(message: Message) -> None:
    assert read(message.markup(NAME)) is None


def test_emoji_alone_do_not_mean_that_the_markup_has_changed() -> None:
    wraps = "".join(Message(number, "🔥").markup(NAME) for number in range(1, 9))
    preview = read_preview(tree_of(preview_page(NAME, "Пенза", wraps)), URL)
    assert preview is not None
    assert (preview.posts, preview.numbers) == ((), tuple(range(1, 9)))


def test_a_post_that_is_only_a_link_has_the_text_of_its_card() -> None:
    text = f'<a href="{ARTICLE}">{ARTICLE}</a> #penza'
    extracted = article(Message(7, text, below=link_preview(ARTICLE, "Мост открыли")).markup(NAME))
    assert (extracted.headline, extracted.is_based_on) == ("Мост открыли", ARTICLE)
    assert extracted.article_body == "Мост открыли\nОписание статьи"
    with_words = Message(7, f"Подробности: {ARTICLE}", below=link_preview(ARTICLE, "Мост открыли"))
    assert article(with_words.markup(NAME)).article_body == f"Подробности: {ARTICLE}"


def test_votes_do_not_change_the_text_of_a_poll() -> None:
    markup = Message(7, above=poll("Нужен ли мост?", "Да", "Нет")).markup(NAME)
    earlier = article(markup)
    later = article(markup.replace("50%", "61%", 1).replace("50%", "39%"))
    assert earlier.article_body == later.article_body == "Нужен ли мост?\nДа\nНет"
    assert [value for value, _ in evidence(later, "poll")] == ["Нужен ли мост?; 61% Да; 39% Нет"]


def test_a_forwarded_album_has_its_credit_its_caption_and_its_photos() -> None:
    above = forwarded("Мэрия", "https://t.me/meria/5", "Ольга") + album(7, 4)
    extracted = article(Message(7, "Мост открыт.", above=above, has_nested_text=True).markup(NAME))
    assert (extracted.credit_text, extracted.is_based_on) == (
        "Мэрия (Ольга)",
        "https://t.me/meria/5",
    )
    assert extracted.article_body == "Мост открыт."
    assert len(evidence(extracted, "main_image")) == 4


@pytest.mark.parametrize(
    "url",
    [
        URL,
        "https://telegram.me/s/penza_today",
        "https://penza_today.t.me/",
        "https://t.me/s/PENZA_TODAY",
    ],
)
def test_a_post_has_one_address_whatever_the_address_of_the_channel(url: str) -> None:
    assert article(Message(7, "Мост открыт.").markup(NAME), url).url == f"https://t.me/{NAME}/7"


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("2026-11-20T08:30:00+03:00", datetime(2026, 11, 20, 5, 30, tzinfo=UTC)),
        ("2026-11-20T05:30:00Z", datetime(2026, 11, 20, 5, 30, tzinfo=UTC)),
        ("вчера", None),
        ("", None),
    ],
)
def test_the_time_is_that_of_the_post_and_never_that_of_the_visit(
    stated: str, expected: datetime | None
) -> None:
    markup = Message(7, "Мост открыт.").markup(NAME)
    extracted = article(markup.replace("2026-11-20T05:30:00+00:00", stated))
    assert extracted.date_published == expected


def test_a_message_without_footer_bubble_and_author_is_read() -> None:
    extracted = article(
        f'<div class=tgme_widget_message data-post="{NAME}/7"><div class=tgme_widget_message_text>'
        "<b>Мост открыт</b><br>Едем.</div></div>"
    )
    assert (extracted.headline, extracted.article_body) == ("Мост открыт", "Мост открыт\nЕдем.")
    assert (extracted.date_published, extracted.engagement) == (None, None)
