"""Recognises credit lines: lines that only name the origin of a text or a picture.

An example is «Источник: РИА Новости».
"""

import re

from pipelines.parsing.kept_by_text import kept_by_text
from pipelines.parsing.patterns import any_of

STAGE = "attribution"
_LABEL_OF_CREDIT = any_of(
    # «Источник», «Фото», «По материалам»; "Source", "Photo"
    r"источник(?: (?:фото|новости|информации|материала))?|фото(?:графия)?|видео",
    r"иллюстрация|по материалам|source|photo|foto|quelle|via|image|picture|pictures?|bild",
    # Polish, Italian and Spanish, Kazakh, Belarusian and Ukrainian, Tatar and Bashkir
    r"źródło|zdj[ęe]cie|fonte|fuente|crédito|credit|fot|дереккөз|крыніца|джерело|чыганак|сығанаҡ",
    # Belarusian, Bulgarian and Serbian; Turkish, Romanian and Dutch
    r"фота|снимк[аи]|фотографија|източник|извор|foto[gğ]raf|kaynak|surs[ăa](?: foto)?|bron",
    # Ukrainian, Kazakh and Kyrgyz, Armenian and Georgian; Polish abbreviations
    r"світлин[аи]|сурет(?:тер)?|сүрөт|լուսանկար(?:ը|ներ)?|աղբյուր(?:ը)?|ფოტო|წყარო|fot\.|zdj\.",
)
# «Источник: РИА Новости», «Фото и видео: МЧС», «По материалам портала N».
CREDIT_LINE = re.compile(
    any_of(
        rf"^\W*(?P<label>{_LABEL_OF_CREDIT})"
        r"(?:\s*(?:и\s+)?(?:видео|фото))?\s*[:՝©—–-]\s*(?P<name>\S.{1,120})$",
        # «По информации РИА Новости», but no sentence as «По информации МЧС, пожар потушен»
        r"^\W*по (?:материалам|информации(?=\s+(?-i:[«\"A-ZА-ЯЁ])(?!(?:\S+\s+){3})"
        r"(?:[^\s.,!?…:]|\.(?=\w)|\s(?=\S)){1,40}$))\s+(?P<name_of_materials>\S.{1,100})$",
    ),
    re.IGNORECASE,
)
_WORD_FOR_ORIGIN = any_of(
    # «пресс-служба», «архив», «скриншот», «кадр из видео», «сайт», «личный архив»
    r"пресс|архив|предоставлен|скриншот|скрин|автор|редакц|соцсет|социальн|кадр|сайт|личн",
    # «МЧС», «управление», «телеграм-канал», «очевидец»
    r"официальн|открыт|мчс|мвд|гибдд|гу\s|управлени|администрац|правительств|прокурат|телеграм",
    r"телеканал|очевид|читател|стоп-кадр|фотобанк|нейросет|коллаж|иллюстрац|прес-служб|надан",
    r"архів|із\s|з\s|прэс-служб|общин|приватн|arhiv",
    # Kazakh: «баспасөз қызметі», «облыс әкімдігі»
    r"баспасөз|облыс|әкімд|қала\s",
)
# The beginning of an origin after the label of a credit: a name, a web address, or a word for the
# origin of a picture such as «архив». The name of a thing, such as «an old cable», is no origin.
_START_OF_ORIGIN = re.compile(
    r"^[\W_]*(?:"
    + any_of(
        r"[A-ZА-ЯЁІЇЄҐӘҒҚҢӨҰҮҺҖҘҪҠӐӖԱ-Ֆა-ჰ]|\d|(?!(?:an?|eine?|une?|una) )[a-z]",
        r"[\w-]+\.[a-zа-я]{2,}|(?:из|с|со|от|by|из\s+открытых)\s",
        rf"(?:{_WORD_FOR_ORIGIN})",
    )
    + ")",
)
_PICTURE = any_of(
    r"фото(?:графи[яи])?|снимок|снимки|скриншот|иллюстрация|коллаж|кадр(?: из)?|світлина",
    r"photo|image|picture|illustration",
)
_ORIGIN_OF_PICTURE = any_of(
    # «из архива», «с сайта», «со страницы», «из социальных сетей»
    r"(?:из|с|со|от|із|з)\s+(?:\w+\s+)?(?:архив|сайт|"
    r"страниц|соцсет|социальн|открытых|официальн|канал|телеграм|telegram|видео|группы|личного|"
    r"семейного|архів|пресс)\w*",
    # «редакции», «предоставлено», «носит иллюстративный характер», "courtesy"
    r"(?:редакции|автора|архив\w*|предоставлен\w*|взят\w*|надан\w*|"
    r"пресс-служб\w*|очевидц\w*|читател\w*|прес-служб\w*|носит \w+ характер|иллюстративн\w+|"
    r"by|courtesy|from|via|credit)\b",
    # «Ивана Петрова», and «©»
    r"[А-ЯЁІЇЄ]\w+ [А-ЯЁІЇЄ]\w+$|©",
)
_PICTURE_AGENCY = any_of(
    r"pixabay|unsplash|pexels|freepik|shutterstock|depositphotos|i?stock(?:photo)?",
    r"getty(?: images)?|alamy|adobe stock|fotolia|photogenica",
)
_AT_AGENCY = rf"(?:{_PICTURE_AGENCY})(?:\.com|\.ru)?"
_CREDIT_OF_AGENCY = re.compile(
    any_of(
        # «Getty Images», "PA Media / Alamy"
        rf"^\W*{_AT_AGENCY}\W*$|^[^.!?…:]{{0,60}}[/|©]\s*{_AT_AGENCY}[^\w.]*$",
        # «Иллюстративное фото, Pixabay», «Фото носит иллюстративный характер (Pixabay)»
        rf"^\W*(?:\w+ )?(?:{_PICTURE}|изображение)(?: носит \w+ характер| иллюстративн\w+)?"
        rf"\s?[,(—–-]\s*{_AT_AGENCY}\W*$",
        # «Иван Петров, Getty Images»: a name of two to four words, and no sentence
        r"^\W*(?-i:[A-ZА-ЯЁІЇЄ][\w’'.]*(?:[ -][A-ZА-ЯЁІЇЄ][\w’'.]*){1,3})\s?[,(—–-]\s*"
        rf"{_AT_AGENCY}[^\w.]*$",
    ),
    re.IGNORECASE,
)
_LABEL_ALONE = re.compile(rf"^\W*(?:{_LABEL_OF_CREDIT})\W*$", re.IGNORECASE)
# The credit of a picture without a colon.
_CREDIT_WITHOUT_COLON = re.compile(
    any_of(
        # Polish «fot. Jan Nowak», «zdj. archiwum»
        r"^\W*(?:fot|zdj)\.\s.{2,60}$",
        # «Фото из архива редакции», "Photo courtesy of the town"
        rf"^\W*(?:{_PICTURE})\s+(?:{_ORIGIN_OF_PICTURE}).{{0,60}}(?<![.!?…])$",
        # «Фото ГУ МЧС по области», «Фото с места аварии»
        r"^\W*фото (?-i:[А-ЯЁ]{2}|[A-Z])[^.!?…:]{1,50}$|^\W*фото с места\b[^.!?…:]{0,50}$",
        # «Фото пресс-службы администрации», «Фото управления МЧС»
        r"^\W*фото (?:пресс-)?(?:служб|управлени|администраци|министерств|департамент|мэри|полици|"
        r"правительств|прокуратур|комитет)\w+[^.!?…:,]{0,60}$",
        # «Мост в день открытия, фото © МЧС», "views of the hall, photos © Inhall, 2018"
        r"^[^.!?…]{0,120}[,(\s](?:фото|снимк[аи]|photos?|images?|fotos?|bild(?:er)?)(?: by|:)?\s?©"
        r"[^.!?…]{1,60}$",
        # «Скриншот видео очевидца», «Изображение создано нейросетью»
        r"^\W*(?:скриншот|кадр) видео\w*[^.!?…:]{0,40}$|^\W*изображение создано [^.!?…:]{1,40}$",
        # «Ілюстративне фото з відкритих джерел», «Imagen cedida por la diputación»
        r"^\W*(?:ілюстративн|архівн)\w+ (?:фото|світлина)(?: (?:з|із)\b[^.!?…:]{1,50})?$",
        r"^\W*(?:imagen|foto|fotografía|immagine) (?:cedida|facilitada|proporcionada|concess[ao]|"
        r"gentilmente concessa)\b[^.!?…:]{0,60}$",
        # «Архивное фото»
        r"^\W*(?:архивн|иллюстративн)\w+ (?:фото(?:графия)?|снимок)\W*$",
        # «Иван Петров / ТАСС»
        r"^\W*(?-i:[А-ЯЁ][а-яё]+ [А-ЯЁ][а-яё-]+\s?/\s?[«А-ЯЁA-Z])[^.!?…:]{1,40}$",
        # Belarusian «Фота з архіва»
        r"^\W*фота\s+(?:(?:з|са)\s+)?(?:архів|прэс-служб|рэдакцы|аўтар|сайт|сацсет)\w*.{0,60}"
        r"(?<![.!?…])$|^\W*здымак (?:аўтара|рэдакцыі|з архіва\w*)\W*$",
        # Kazakh «Фото автордан», «Суретті түсірген Айдос Нұрлан»
        r"^\W*(?:фото|сурет) (?:автор(?:дан|дікі|ының|ынан)|архив(?:тен|інен)|"
        r"редакция(?:дан|сынан)|(?:мұрағат|ашық дереккөз)\w*)\W*$",
        r"^\W*(?:сурет|фото)\w* түсірген:? (?-i:[А-ЯӘҒҚҢӨҰҮҺІ])[^.!?…:]{1,50}$",
        # «Photo de la mairie de Mâcon», «Foto del comune di Cremona»: a name ends the line
        r"^\W*(?:photos?|fotos?|fotografía|fotografia)\s+(?:d(?:e|u|es|i|o|a|el|ella)\s+|d[’'])"
        r"(?:[\w’'-]+\s+){0,5}(?-i:[A-ZÀ-ÝŁŚŞ])[\w’'-]+$",
        # «Foto archief», «Foto Polizei Köln»
        r"^\W*foto\s+(?:archi[vf]|arhiv|arkiv|gemeente|politie|polizei|privat)\w*[^.!?…:]{0,40}$",
        # «Фото автора.»
        r"^\W*(?:фото|снимок) (?:автора|редакции|из архива\w*|из открытых источников)\.?$",
    ),
    re.IGNORECASE,
)
_MAX_CREDIT_CHARS = 100  # a longer credit is a sentence
_MAX_LINE_CHARS = 1_000  # a longer line is text; a line of megabytes would take seconds
_MAX_CREDIT_WORDS = 10  # a longer credit is a sentence


@kept_by_text(5_000)  # three steps examine the same lines
def is_credit_line(text: str) -> bool:
    """Return whether a line is a credit and nothing else, such as «Источник: РИА Новости»."""
    if len(text) > _MAX_LINE_CHARS:
        return False
    match = CREDIT_LINE.match(text)
    if not match:
        return is_agency_credit(text) or _CREDIT_WITHOUT_COLON.match(text) is not None
    name = match["name"] or match["name_of_materials"] or ""
    is_short = len(name) <= _MAX_CREDIT_CHARS and len(name.split()) <= _MAX_CREDIT_WORDS
    return is_short and (match["label"] is None or _START_OF_ORIGIN.search(name) is not None)


def is_agency_credit(text: str) -> bool:
    """Return whether a line is the name of a picture agency, alone or after a name or a label.

    In a list such a line may be text; see ``continues_list``.
    """
    return len(text) <= _MAX_CREDIT_CHARS and _CREDIT_OF_AGENCY.match(text) is not None


def may_introduce_list(text: str) -> bool:
    """Return whether a credit may be the head of a list, as «По информации МЧС» without colon."""
    match = CREDIT_LINE.match(text) if len(text) <= _MAX_LINE_CHARS else None
    return match is not None and match["name_of_materials"] is not None


def continues_list(preceding: str) -> bool:
    """Return whether the line below ``preceding`` may be an item of a list.

    It may if ``preceding`` announces a list with a colon, or is itself an agency in a list. A label
    such as «Фото:» announces a credit and no list.
    """
    announces = preceding.endswith((":", "՝", "：")) and not _LABEL_ALONE.match(preceding)
    return announces or is_agency_credit(preceding)
