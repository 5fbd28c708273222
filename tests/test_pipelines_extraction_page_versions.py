"""Tests which pages are recognised as showing the same article as before."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extraction import page_versions
from pipelines.extraction.blocks import segment
from pipelines.extraction.read_page import read_page
from pipelines.model import ExtractionRules, Hints, Outcome, Page, PageVersion
from pipelines.model.page_digests import page_digest

PARAGRAPHS = (
    "Движение по мосту через Суру открыли в субботу утром, первыми по нему проехали автобусы.",
    "Ремонт продолжался четыре месяца: рабочие заменили асфальт и установили новые перила.",
    "В мэрии рассказали, что летом на мосту обновят освещение и покрасят нижние опоры.",
)
TEASERS = ("Школы закрыли на карантин", "Каток открылся в парке", "Цены на хлеб выросли")


def html(
    paragraphs: tuple[str, ...] = PARAGRAPHS,
    teasers: tuple[str, ...] = TEASERS,
    *,
    headline: str = "Мост через Суру открыли после ремонта",
    byline: str = "28 ноября 2026, 09:15 Анна Ким",
    head: str = '<meta property="article:published_time" content="2026-11-28T09:15:00+03:00">',
    below: str = "<div class='tags'><a href='/t/most'>мост</a></div>",
    weather: str = "Сейчас −1°, ветер 2 м/с",
    side: str = "",
) -> bytes:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    links = "".join(f"<li><a href='/n/{len(teaser)}'>{teaser}</a></li>" for teaser in teasers)
    return (
        f"<html><head><title>{headline} – Сура</title>{head}</head><body><nav><a href='/'>Главная"
        f"</a></nav><article><h1>{headline}</h1><p class='date'>{byline}</p>{text}{below}</article>"
        f"<aside><h3>Читайте также</h3><ul>{links}</ul><h3>Погода</h3>"
        f"<p>{weather}</p>{side}</aside>"
        "<footer><p>© Газета «Сура»</p></footer></body></html>"
    ).encode()


def page(body: bytes) -> Page:
    return Page("https://sura.example/most", body, encoding="utf-8", timezone="Europe/Moscow")


def version(body: bytes) -> PageVersion:
    """Return the version of a page that was read, with the digest of its article."""
    return PageVersion(b"", read_page(page(body)).article_digest)


def outcome(body: bytes, **changes: Any) -> Outcome:
    """Return the outcome of a page for which the version of ``html()`` is known."""
    revisited = replace(page(body), known_version=version(html()))
    return read_page(replace(revisited, **changes)).outcome


@pytest.mark.parametrize(
    "later",
    [
        html(),
        html(teasers=("Матч отменили из-за дождя", *TEASERS)),
        html(teasers=()),
        html(weather="Сейчас −3°, ветер 4 м/с"),
        html(
            head='<meta property="article:published_time" content="2026-11-28T09:15:00+03:00">'
            '<meta name="csrf-token" content="Jw8s">'
        ),
    ],
    ids=["nothing", "teaser added", "teasers removed", "weather", "token of a form"],
)
def test_a_change_outside_the_article_needs_no_reading(later: bytes) -> None:
    assert outcome(later) is Outcome.UNCHANGED


@pytest.mark.parametrize(
    "later",
    [
        html((PARAGRAPHS[0].replace("субботу", "пятницу"), *PARAGRAPHS[1:])),
        html(PARAGRAPHS[:2]),
        html((*PARAGRAPHS, "Мэр приехал.")),
        html(headline="Мост через Суру открыли"),
        html(byline="28 ноября 2026, 09:15 Пётр Ильин"),
        html(byline="28 ноября 2026, 09:15 (обновлено 10:40) Анна Ким"),
        html(head='<meta property="article:published_time" content="2026-11-28T10:15:00+03:00">'),
        html(below="<p>Обновлено: движение снова закрыли.</p>"),
        html(below="<p><a href='/z'>Полный текст заявления опубликован на сайте мэрии</a></p>"),
        html(side="<p>На правах рекламы</p>"),
        html(below="<p>Источник: <a href='https://penza.example/1'>Пенза.ру</a></p>"),
        html(side="<p>Дополнение от редакции: по мосту пока не пускают грузовики тяжелее десяти"
             " тонн, рассказали в дирекции дорог.</p>"),
    ],
    ids=["word", "paragraph removed", "paragraph added", "headline", "author", "time of a change",
         "date in the data", "line below the text", "link below the text", "mark of advertising",
         "source", "paragraph elsewhere"],
)  # fmt: skip
def test_a_change_of_the_article_is_read(later: bytes) -> None:
    assert outcome(later) is Outcome.STORED


@pytest.mark.parametrize(
    "changes",
    [
        {"rules": ExtractionRules(drop=("aside",))},
        {"timezone": "Asia/Omsk"},
        {"hints": Hints(headline="Мост открыт")},
        {"url": "https://sura.example/most-2"},
        {"is_accepted": True},
    ],
    ids=["rules", "time zone", "feed", "address", "acceptance"],
)
def test_a_page_is_read_again_in_another_context(changes: dict[str, object]) -> None:
    assert outcome(html(), **changes) is Outcome.STORED


def test_the_text_of_a_feed_is_no_context() -> None:
    """It is stored until the first visit only."""
    hints = Hints(headline="Мост", article_body="<p>Мост открыли.</p>")
    first = read_page(replace(page(html()), hints=hints))
    later = replace(
        page(html()),
        hints=replace(hints, article_body=None),
        known_version=PageVersion(b"", first.article_digest),
    )
    assert read_page(later).outcome is Outcome.UNCHANGED


def test_the_digest_of_a_page_is_that_of_its_bytes_and_context() -> None:
    first = page(html())
    assert page_digest(first) == page_digest(replace(first, is_revisit=True))
    assert page_digest(first) != page_digest(page(html() + b" "))
    assert page_digest(first) != page_digest(replace(first, hints=Hints(headline="Мост открыт")))


def test_a_page_with_rules_of_its_source_has_no_digest() -> None:
    """A rule may choose a date or an author far from the text."""
    ruled = replace(page(html()), rules=ExtractionRules(drop=("aside",)))
    assert read_page(ruled).article_digest is None


def test_a_half_drawn_page_has_no_digest() -> None:
    assert read_page(replace(page(html()), half_drawn_reason="time is up")).article_digest is None
    assert outcome(html(), half_drawn_reason="time is up") is Outcome.STORED


def test_a_very_long_article_has_no_digest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_versions, "_MAX_BLOCKS", 3)
    reading = read_page(page(html()))
    assert (reading.outcome, reading.article_digest) == (Outcome.STORED, None)


SENTENCES = st.sampled_from([*PARAGRAPHS, "Мэр приехал.", "Пожар потушили за час.", "Фото: ТАСС"])


@given(
    paragraphs=st.lists(SENTENCES, min_size=1, max_size=5).map(tuple),
    teasers=st.lists(st.sampled_from([*TEASERS, PARAGRAPHS[1]]), max_size=4).map(tuple),
    side=st.sampled_from(["", "<p>Доллар 92,10</p>", f"<p>{PARAGRAPHS[2]}</p>"]),
    below=st.sampled_from(["", "<p>Мэр приехал.</p>", "<div>Фото: ТАСС</div>"]),
)
def test_a_page_that_is_not_read_again_would_give_the_same_article(
    paragraphs: tuple[str, ...], teasers: tuple[str, ...], side: str, below: str
) -> None:
    later = html(paragraphs, teasers, side=side, below=below)
    if outcome(later) is Outcome.UNCHANGED:
        before, after = read_page(page(html())).article, read_page(page(later)).article
        assert before is not None
        assert after is not None
        assert replace(after, removed=(), evidence=(), text_quality=None) == replace(
            before, removed=(), evidence=(), text_quality=None
        )


def test_no_box_is_described_if_the_article_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    described: list[object] = []
    known_page = replace(page(html(teasers=())), known_version=version(html()))
    monkeypatch.setattr(segment, "describe", described.append)
    assert read_page(known_page).outcome is Outcome.UNCHANGED
    assert not described
