"""Removal of lines that surround articles on any site: menus, labels, standing phrases.

A rule matches a whole line, or the heading of a list below the article; a phrase inside a sentence
is never removed. Lines of a single outlet are learnt instead (``recurring_lines``).
"""

import re
from collections.abc import Sequence

from pipelines.model import Removed

STAGE = "lines"
_PROSE_END = re.compile(r"[.!?…»\"”)]\W*$")
_MAX_TAIL_LINES = 60  # below a heading of the page's tail
_MIN_PROSE_CHARS = 100  # of a sentence that is text even below such a heading


def _whole(*patterns: str) -> re.Pattern[str]:
    joined = "|".join(patterns)
    return re.compile(rf"^[\W_]*(?:{joined})[\W_]*$", re.IGNORECASE)


# Menus and informers at the foot of regional pages, alone or strung together on one line.
_MENU_WORDS = (
    r"что ещ[её] (?:по)?читать|в регионах|новости (?:региона|регионов|города|дня|партн[её]ров|"
    r"сми2?)"
    r"|все новости|новости|самое (?:читаемое|интересное|популярное|обсуждаемое|важное)|сегодня|"
    r"вчера"
    r"|автовзгляд|womanhit(?:\.ru)?|охотники\.ру|ощущается как(?:\s*[-+−–]?\d+\s*°?[cс]?)?|главное"
    r"|лента новостей|главные новости|последние новости|популярное|рекомендуем|другие новости"
    r"|главная|архив|контакты|реклама|о проекте|о нас|(?:о )?редакци[яи]|погода|афиша|видео|фото"
    r"|рубрики"
    r"|[-+−–]?\d{1,2}\s*°\s*[cс]?|\.{2,}|…"
)
_MENU = re.compile(rf"^[\W_]*(?:(?:{_MENU_WORDS})(?:[\s·•|/,:;—–-]+|$))+[\W_]*$", re.IGNORECASE)
_CONTROL_LABEL = _whole(
    r"(?:поделиться|поделитесь|рассказать)(?:\s.{0,60})?|share(?: (?:this|on|via|article).{0,40})?",
    r"версия для печати|распечатать|печать|print(?: (?:this )?(?:article|page))?|нравится",
    r"комментарии(?: \(?\d+\)?)?|\d+ комментари\w+|comments?(?: \(?\d+\)?)?|\d+ comments?",
    r"(?:добавить|оставить|написать|оставьте) (?:свой )?комментарий.{0,40}|leave a (?:reply|"
    r"comment)",
    r"просмотров:?\s*\d*|просмотры:?\s*\d*|\d+ просмотр\w*|views:? \d+|advertisement|реклама|"
    r"anzeige",
    r"вернуться (?:назад|к списку).{0,30}|назад|наверх|к списку новостей|все материалы.{0,40}",
    r"(?:0|6|12|16|18) ?\+|\d+ из \d+|загрузка\W*|loading\W*|twitter|facebook|telegram|whatsapp|"
    r"vkontakte|вконтакте|viber",
    r"одноклассники|e-?mail|подписаться|subscribe(?: now)?|sign up|follow us.{0,40}|read more|"
    r"далее",
    r"подробнее|читать (?:далее|полностью|дальше)|ещ[её]|show more|load more|continue reading",
)
_STANDING_PHRASE = re.compile(
    r"^\W*(?:читайте (?:также|ещ[её]|нас|другие|по теме|далее)|читать также|смотрите также|см\. "
    r"также"
    r"|подпис(?:ывайтесь|аться|ывайся|ись) (?:на|в|нас)\b.{0,160}"
    r"|подпишитесь на .{0,160}"
    r"|(?:больше|другие|все|ещ[её]|самые|главные)\s(?:\w+\s){0,3}новост\w+ .{0,60}(?:канал|"
    r"telegram|телеграм|"
    r"max\b|вконтакте|дзен).{0,80}"
    r"|нашли (?:опечатку|ошибку).{0,160}|заметили (?:опечатку|ошибку).{0,160}|(?:выделите|выдели) "
    r"(?:её|ее|текст|ошибку|фрагмент).{0,120}"
    r"|если вы (?:нашли|заметили|увидели|обнаружили) (?:ошибку|опечатку).{0,160}"
    r"|(?:©|\(c\)|copyright|все права защищены|all rights reserved).{0,240}"
    r"|(?:при|любое) (?:полном |частичном |)(?:использовани|копировани|перепечатк|цитировани)\w+ "
    r".{0,200}"
    r"|свидетельство о регистрации .{0,240}|(?:мы используем|этот сайт использует|сайт использует|"
    r"используя (?:этот |наш )?сайт|продолжая (?:пользоваться|использовать)).{0,60}(?:cookie|"
    r"куки|файл).{0,200}"
    r"|we use cookies .{0,200}|this (?:site|website) uses cookies.{0,200}"
    r"|(?:следите за|присоединяйтесь|вступайте|переходите) .{0,60}(?:telegram|телеграм|вконтакте|"
    r"дзен|"
    r"одноклассник|max\b|канал|групп|соцсет|социальн).{0,120}"
    # imprint: «Сетевое издание «…» зарегистрировано …, свидетельство ЭЛ № ФС 77-12345 …»
    r"|(?:сетевое издание|средство массовой информации|сми|информационное агентство|газета|"
    r"издание|сайт|регистрационный номер|свидетельство)\b.{0,200}?\b(?:эл|пи|иа) ?(?:№|n)? ?"
    r"(?:фс|ту) ?.{0,12}\d\d.{0,140}"
    r"|(?:метки|теги|тэги|tags?|ключевые слова|рубрик[аи]|темы|категори[ия])\s*:.{0,240}"
    r"|(?:read|see) (?:also|more|next)\b.{0,160}|related(?: articles| stories| posts| news)?\s*:?$"
    r"|(?:просмотров|количество просмотров|прочитано|читали)\s*:?\s*\d+.{0,30})",
    re.IGNORECASE,
)
_MAX_PHRASE_CHARS = 300  # of a menu or standing phrase; a longer line is prose
_TAIL_HEADING = _whole(
    r"что ещ[её] (?:по)?читать", r"читайте также.{0,40}", r"самое (?:читаемое|популярное)",
    r"(?:другие|похожие|последние|свежие|ещ[её]) (?:новости|материалы|статьи|публикации).{0,40}",
    r"новости (?:по теме|партн[её]ров|сми2?)", r"(?:материалы )?по теме", r"комментари[ий].{0,20}",
    r"related (?:articles|stories|posts|news|topics)", r"more (?:from|on|stories).{0,40}",
    r"(?:most|also) (?:read|popular).{0,30}", r"recommended.{0,30}", r"рекомендуем.{0,30}",
    r"смотрите также", r"лента новостей", r"главн(?:ое|ые новости) .{0,30}", r"в регионах",
    r"новости региона",
)  # fmt: skip


def noise_reason(text: str) -> str | None:
    """Why a line is noise wherever it stands, or None when it may be text."""
    if len(text) <= _MAX_PHRASE_CHARS and _MENU.match(text):
        return "menu of the site"
    if _CONTROL_LABEL.match(text):
        return "label of a control"
    if len(text) <= _MAX_PHRASE_CHARS and _STANDING_PHRASE.match(text):
        return "standing phrase"
    return None


def clean_lines(lines: Sequence[str]) -> tuple[list[str], list[Removed]]:
    """Split lines into text and noise: noise lines, and the lists below headings of the tail."""
    kept: list[str] = []
    removed: list[Removed] = []
    in_tail = 0
    for text in lines:
        reason = noise_reason(text)
        if _TAIL_HEADING.match(text) and (kept or reason):
            in_tail, reason = _MAX_TAIL_LINES, reason or "heading of the page's tail"
        elif in_tail and reason is None:
            in_tail -= 1
            if len(text) >= _MIN_PROSE_CHARS and _PROSE_END.search(text):
                in_tail = 0
            elif not _is_sentence(text):
                reason = "list under a heading of the page's tail"
        if reason:
            removed.append(Removed(text, STAGE, reason))
        else:
            kept.append(text)
    return kept, removed


def _is_sentence(text: str) -> bool:
    return len(text) > 40 and bool(re.search(r"[.!?…]\W*$", text))
