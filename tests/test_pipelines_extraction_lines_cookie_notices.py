"""Tests that cookie notices are recognised, and news about cookies is kept."""

import pytest

from pipelines.extraction.lines.cookie_notices import is_cookie_notice
from pipelines.extraction.lines.noise_lines import noise_reason


@pytest.mark.parametrize(
    "text",
    [
        "Мы обрабатываем файлы cookie, чтобы сайт работал лучше. Оставаясь на сайте, вы"
        " соглашаетесь с политикой обработки данных.",
        "На сайте используются файлы cookie.",
        "We value your privacy. We and our partners use cookies to store information.",
        "Ми використовуємо файли cookie, щоб сайт працював краще.",
        "Мы выкарыстоўваем файлы cookie, каб сайт працаваў лепш.",
        "Wij gebruiken cookies om onze website te verbeteren.",
        "Este site utiliza cookies para melhorar a sua experiência.",
        "Questo sito utilizza i cookie per migliorare l'esperienza.",
        "Folosim cookie-uri pentru a îmbunătăți experiența dumneavoastră.",
        "Използваме бисквитки, за да подобрим сайта.",
        "Sitemizi daha iyi hale getirmek için çerezler kullanıyoruz.",
    ],
)
def test_a_cookie_notice_is_noise(text: str) -> None:
    assert is_cookie_notice(text)
    assert noise_reason(text) == "cookie notice"


@pytest.mark.parametrize(
    "text",
    [
        "Роскомнадзор оштрафовал сайт за использование cookie без согласия пользователей.",
        "Компания призналась, что собирала cookie пользователей без их ведома.",
    ],
)
def test_news_about_cookies_is_text(text: str) -> None:
    assert noise_reason(text) is None
