"""Recognises cookie notices: lines that name cookies, and ask for consent to them."""

import re

from pipelines.parsing.patterns import any_of

_MAX_NOTICE_CHARS = 700  # a longer line is no cookie notice
# Each match of _COOKIE has one of these texts in lower case. To look for them is fast, and excludes
# nearly all lines.
_STEMS_OF_COOKIE = ("cookie", "кук", "бискв", "çerez", "колачи")
_COOKIE = re.compile(
    r"cookie|\bкуки\b|куки-?файл|файл\w* кук[иі]|кукі|бисквитк|çerez|колачић", re.IGNORECASE
)
_SENTENCE_START = r"(?:^|[.!?]\s*)"
# Phrases that ask for consent or say that the site uses cookies.
_CONSENT = re.compile(
    any_of(
        # «Вы соглашаетесь», «Мы используем», «На этом сайте используются»
        r"вы (?:соглашаетесь|да[её]те согласие|принимаете|подтверждаете)|соглашаетесь с",
        rf"{_SENTENCE_START}мы (?:также )?"
        r"(?:используем|обрабатываем|применяем|собираем|сохраняем)",
        rf"{_SENTENCE_START}(?:на )?(?:этот|наш|этом|нашем|данный|данном)?\s*сайте? "
        r"(?:использует|используются|применяет|применяются|обрабатывает|собирает)",
        # «Оставаясь на сайте», «Используя этот сайт», «Нажимая»
        r"оставаясь на (?:сайте|нашем)|продолжая|используя (?:этот |наш |данный )?(?:сайт|ресурс)",
        r"нажимая|ви погоджуєтесь|ми використовуємо|(?:цей )?сайт використовує",
        # "We use", "You agree", "This site uses"
        r"we (?:and our \w+ )?(?:use|store)|you (?:agree|consent|accept)|by continuing",
        r"th(?:is|e) (?:web)?site uses|our (?:web)?site uses|accept (?:all )?cookies|cookie policy",
        # German, French, Spanish, Polish and Italian: «Wir verwenden», «Utilizamos»
        r"wir verwenden|diese (?:web)?seite|nous utilisons|utilizamos|używamy|ta strona",
        r"strona używa|usiamo|est[ae] (?:sitio|página|site)",
        r"en (?:poursuivant|continuant)|si continúa|al continuar|ao (?:continuar|navegar)",
        # Dutch, Romanian and Bulgarian: «Deze site», «Folosim», «Използваме»
        r"(?:questo|il nostro) sito|continuando (?:la|a)|wij gebruiken|deze (?:web)?site",
        r"door verder te|folosim|utilizăm|continuând|acest site|използваме|с продължаване",
        # Serbian, Belarusian and Turkish: «Користимо», «Вы згаджаецеся», «kullanıyoruz»
        r"(?:този|нашият) сайт|користимо|мы выкарыстоўваем|працягваючы|вы згаджаецеся",
        r"kullanıyoruz|kullanılmaktadır|kabul e(?:tmiş|diyor)",
    ),
    re.IGNORECASE,
)


def is_cookie_notice(text: str) -> bool:
    """Return whether a line asks for consent to cookies."""
    if len(text) > _MAX_NOTICE_CHARS:
        return False
    may_name_cookies = any(map(text.lower().__contains__, _STEMS_OF_COOKIE))
    if not may_name_cookies or _COOKIE.search(text) is None:
        return False
    return _CONSENT.search(text) is not None
