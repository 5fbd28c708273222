"""Removes lines that surround articles on many sites: menus, labels, fixed phrases.

A rule matches a whole line, or the heading of a list below the article; a phrase inside a sentence
is never removed. Lines that only one outlet repeats are found by ``recurring_lines``.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipelines.extraction.lines.link_labels import begins_with_link_label, is_link_label
from pipelines.extraction.lines.promotions import (
    is_cookie_notice,
    is_imprint,
    is_insistent_promotion,
    is_promotion,
    is_subscription_offer,
    reports_speech,
)
from pipelines.model import Removed

STAGE = "lines"
_SENTENCE_END = re.compile(r"[.!?…»\"”)]\W*$")
_MIN_SENTENCE_CHARS = 40  # a shorter line is no sentence of the text
_MAX_CLOSING_LINES = 4  # promotions are searched for in the last 4 lines of a text
_MAX_PROSE_LINK_SHARE = 0.5  # of the characters of a line; with more links it is no sentence
_MIN_PROMOTION_LINK_SHARE = 0.9  # of the characters of a promotion in the middle of the text
_MAX_TAIL_LINES = 60  # that are removed below a heading such as «Read also»
_MIN_PROSE_CHARS = 100  # a sentence of this length is text even below such a heading


def _whole_line(*patterns: str) -> re.Pattern[str]:
    """Return a pattern for lines that consist of a match of one of ``patterns``."""
    joined = "|".join(patterns)
    return re.compile(rf"^[\W_]*(?:{joined})[\W_]*$", re.IGNORECASE)


# Words of menus and of weather boxes; a line may consist of several of them.
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
# Labels of buttons, links and counters.
_CONTROL_LABEL = _whole_line(
    r"(?:поделиться|поделитесь|рассказать)(?: (?:в|с|через|новост|стать|материал|ссылк|этой|этим|"
    r"друзь).{0,50})?|share(?: (?:this|on|via|article).{0,40})?",
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
# Lines that begin with a phrase which outlets print around articles: «Читайте также: …», «Нашли
# опечатку? …», a copyright notice, an imprint, «Метки: …».
_STANDING_PHRASE = re.compile(
    r"^\W*(?:читайте (?:также|ещ[её]|нас|другие|по теме|далее)|читать также|смотрите также|см\. "
    r"также"
    r"|подпис(?:ывайтесь|аться|ывайся|ись) (?:на|в|нас)\b.{0,160}"
    r"|подпишитесь на .{0,160}"
    r"|(?:больше|другие|все|ещ[её]|самые|главные)\s(?:\w+\s){0,3}новост\w+ .{0,60}(?:канал|"
    r"telegram|телеграм|"
    r"max\b|вконтакте|дзен).{0,80}"
    r"|(?:нашли|заметили|увидели) (?:опечатку|ошибку)(?: (?:в|на) (?:тексте|статье|новости|"
    r"материале|сайте|странице|публикации))?\W{0,3}(?:$|\s(?:выделите|сообщите|нажмите|напишите|"
    r"пожалуйста).{0,160})|(?:выделите|выдели) "
    r"(?:её|ее|текст|ошибку|фрагмент).{0,120}"
    r"|если вы (?:нашли|заметили|увидели|обнаружили) (?:ошибку|опечатку).{0,160}"
    # an imprint, not a sentence such as «Copyright law changes for schools»
    r"|(?:©|\(c\)|copyright\s*(?:©|\(c\)|\d{4}|by\b|:|$)|(?:все права защищены|всі права захищені"
    r"|all rights reserved|alle rechte vorbehalten|wszelkie prawa zastrzeżone)\s*"
    r"(?:$|[^\w\s]|\d|by\b)).{0,240}"
    r"|(?:при|любое) (?:полно[мей]\w* |частично[мей]\w* |(?:полном )?(?:или|и) частичном |)"
    r"(?:использовани|копировани|перепечатк|цитировани|перепост|распространени)\w+ (?=.{0,120}(?:"
    r"материал|информаци|публикаци|стат|контент|сайт|издани|новост|текст)).{0,120}(?:ссылк|"
    r"обязательн|разрешени|запрещ|согласи|указани).{0,120}"
    r"|свидетельство о регистрации .{0,240}"
    r"|(?:следите за|присоединяйтесь|вступайте|переходите) .{0,60}(?:telegram|телеграм|вконтакте|"
    r"дзен|"
    r"одноклассник|max\b|канал|групп|соцсет|социальн).{0,120}"
    # imprint: «Сетевое издание «…» зарегистрировано …, свидетельство ЭЛ № ФС 77-12345 …»
    r"|(?:сетевое издание|средство массовой информации|сми|информационное агентство|газета|"
    r"издание|сайт|регистрационный номер|свидетельство)\b.{0,200}?\b(?:эл|пи|иа) ?(?:№|n)? ?"
    r"(?:фс|ту) ?.{0,12}\d\d.{0,140}"
    # links to related articles amid the text: «По теме: …»
    r"|(?:(?:ещ[её] |ранее |материалы? |новост[иь] )?по (?:этой )?теме|в тему|ранее(?: писали)?"
    r")\s*:.{0,200}|(?:related|see also|read (?:also|more|next)|чита[йї]те також"
    r"|zobacz (?:także|też|również)|czytaj (?:także|też|również|więcej)|lesen sie (?:auch|mehr)"
    r"|(?:mehr )?zum thema|auch interessant|(?:à )?lire (?:aussi|également)|le[ea] también"
    r"|(?:te|le) puede interesar|leggi anche|leia também|lees ook|läs (?:också|även|mer)"
    r"|ayrıca okuyun|чытайце таксама|(?:тағы|сондай-ақ) оқыңыз(?:дар)?|оқи отырыңыз(?:дар)?"
    r"|шулай ук укыгыз|шулай уҡ уҡығыҙ)\s*:.{0,200}"
    r"|(?:метки|теги|тэги|tags?|ключевые слова|рубрик[аи]|темы|категори[ия])\s*:.{0,240}"
    r"|(?:read|see) (?:also|more|next)\b.{0,160}|related(?: articles| stories| posts| news)?\s*:?$"
    r"|(?:просмотров|количество просмотров|прочитано|читали)\s*:?\s*\d+.{0,30})",
    re.IGNORECASE,
)
# A label of up to four words and the headline of another page, in any language: «Ещё о мосте: …».
_LABELLED_LINK = re.compile(r"^\W*\w+(?:[ -]\w+){0,3}:\s+[^\W\d]\S*(?:\s+\S+){2,}(?<![.…])$")
_MAX_LABEL_CHARS = 1_000  # a longer line is text; a line of megabytes would take seconds
_MAX_SUBHEAD_CHARS = 60  # a longer line with words of menus is a menu
_MAX_PHRASE_CHARS = 300  # a longer line is prose and no menu or standing phrase
# Headings of lists below an article, in the tail of the page: «Читайте также», «Related articles».
_TAIL_HEADING = _whole_line(
    r"что ещ[её] (?:по)?читать", r"читайте также.{0,40}", r"самое (?:читаемое|популярное)",
    r"(?:другие|похожие|последние|свежие) (?:новости|материалы|статьи|публикации).{0,40}",
    r"ещ[её] (?:новости|материалы|статьи|публикации)(?: по теме)?",
    r"новости (?:по теме|партн[её]ров|сми2?)", r"(?:материалы )?по теме",
    r"комментарии(?: \(?\d+\)?| читателей)?",
    r"related (?:articles|stories|posts|news|topics)", r"more (?:from|on|stories).{0,40}",
    r"(?:most|also) (?:read|popular).{0,30}", r"recommended(?: for you| stories| articles)?",
    r"рекомендуем(?: (?:почитать|прочитать|посмотреть|вам|также|материалы))?",
    r"смотрите также", r"лента новостей", r"главные новости(?: .{0,20})?", r"в регионах",
    r"новости региона",
)  # fmt: skip
# If links follow such a line, it is a heading of the tail; otherwise it is a subhead of the text.
_POSSIBLE_TAIL_HEADING = _whole_line(
    r"рекомендуем .{0,30}", r"главное .{0,30}", r"комментари[ий] .{0,20}", r"recommended .{0,30}",
    r"ещ[её] (?:новости|материалы|статьи|публикации).{0,40}",
)  # fmt: skip
# Labels of controls that may also be a subhead of the text; any word of menus may be one, too.
_SUBHEAD_LABEL = _whole_line(
    r"комментари[ий]|comments?|kommentare?|komentarze|коментарі|(?:что )?ещ[её]|подробнее|далее"
)


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of the chosen text, with its markup."""

    text: str
    link_share: float = 0.0  # the share of its characters that are in links
    is_subhead: bool = False  # whether it is a heading, or all of it is bold


@lru_cache(maxsize=10_000)  # menus and labels are the same on all pages of an outlet
def noise_reason(text: str) -> str | None:
    """Return why a line is noise anywhere on a page, or None if it may be text."""
    if len(text) <= _MAX_PHRASE_CHARS and _MENU.match(text):
        return "menu of the site"
    if len(text) <= _MAX_LABEL_CHARS and _CONTROL_LABEL.match(text):
        return "label of a control"
    is_short = len(text) <= _MAX_PHRASE_CHARS
    if is_short and _STANDING_PHRASE.match(text) and not reports_speech(text):
        return "standing phrase"
    return "cookie notice" if is_cookie_notice(text) else None


def clean_lines(
    lines: Sequence[TextLine], site_names: Sequence[str] = ()
) -> tuple[list[str], list[Removed]]:
    """Return the lines that are text, and those that were removed as noise.

    These lines are removed: lines with a ``noise_reason``, labelled links to other pages, lists
    below a heading of the page's tail, and promotions of the outlet. The tail is the part of the
    page below the article.
    """
    remaining: list[TextLine] = []
    removed: list[Removed] = []
    tail_lines_left = 0  # how many more lines may belong to the list below a heading of the tail
    for index, line in enumerate(lines):
        reason = None if _is_subhead(lines, index) else _reason_of(line)
        if (remaining or reason) and _is_tail_heading(lines, index):
            tail_lines_left = _MAX_TAIL_LINES
            reason = reason or "heading of the page's tail"
        elif tail_lines_left and reason is None:
            tail_lines_left -= 1
            if _is_prose(line) and len(line.text) >= _MIN_PROSE_CHARS:
                tail_lines_left = 0  # the text goes on
            elif line.link_share > _MAX_PROSE_LINK_SHARE or not _is_sentence(line.text):
                reason = "list under a heading of the page's tail"
        if reason:
            removed.append(Removed(line.text, STAGE, reason))
        else:
            remaining.append(line)
    while len(remaining) > 1 and is_link_label(remaining[-1].text):
        removed.append(Removed(remaining.pop().text, STAGE, "heading of the page's tail"))
    promotions = _promotions(remaining, site_names)
    texts = [line.text for line in remaining]
    promoted = [text for index, text in enumerate(texts) if index in promotions]
    removed += [Removed(text, STAGE, "promotion of the outlet") for text in promoted]
    return [text for index, text in enumerate(texts) if index not in promotions], removed


def _reason_of(line: TextLine) -> str | None:
    """Return why a line is noise by its text or its links, or None."""
    is_link = line.link_share > _MAX_PROSE_LINK_SHARE
    if is_link and (_LABELLED_LINK.match(line.text) or begins_with_link_label(line.text)):
        return "link to another page"
    return noise_reason(line.text)


def _promotions(lines: Sequence[TextLine], site_names: Sequence[str]) -> set[int]:
    """Return the indexes of lines that are promotions; the first line is never one.

    In the middle of the text, more signs of a promotion are needed than in the last lines: the
    whole line is a link, or it has the signs of ``is_insistent_promotion``.
    """
    first_closing = len(lines) - _MAX_CLOSING_LINES
    indexes: set[int] = set()
    for index, line in enumerate(lines[1:], start=1):
        text, is_closing = line.text, index >= first_closing
        is_link = line.link_share >= _MIN_PROMOTION_LINK_SHARE
        if (
            ((is_closing or is_link) and is_promotion(text, site_names))
            or (is_closing and (is_imprint(text, site_names) or is_subscription_offer(text)))
            or is_insistent_promotion(text, site_names)
        ):
            indexes.add(index)
    return indexes


def _is_tail_heading(lines: Sequence[TextLine], index: int) -> bool:
    """Return whether a line is the heading of a list below the article."""
    line = lines[index]
    if _is_subhead(lines, index):
        return False
    if _TAIL_HEADING.match(line.text):
        return True
    next_two = lines[index + 1 : index + 3]
    are_links = all(following.link_share > _MAX_PROSE_LINK_SHARE for following in next_two)
    may_be_heading = _POSSIBLE_TAIL_HEADING.match(line.text) is not None
    return bool(next_two) and are_links and may_be_heading


def _is_subhead(lines: Sequence[TextLine], index: int) -> bool:
    """Return whether a line is a word of menus, or a label, and here the subhead of a paragraph."""
    line = lines[index]
    if not line.is_subhead or line.link_share or len(line.text) > _MAX_SUBHEAD_CHARS:
        return False
    if not (_MENU.match(line.text) or _SUBHEAD_LABEL.match(line.text)):
        return False
    return index + 1 < len(lines) and _is_prose(lines[index + 1])


def _is_prose(line: TextLine) -> bool:
    """Return whether a line is a sentence of the text: long enough, and not mostly a link."""
    return (
        len(line.text) >= _MIN_SENTENCE_CHARS
        and line.link_share <= _MAX_PROSE_LINK_SHARE
        and bool(_SENTENCE_END.search(line.text))
    )


def _is_sentence(text: str) -> bool:
    """Return whether a line is long and ends with the sign of a sentence, not with a quote."""
    return len(text) > _MIN_SENTENCE_CHARS and bool(re.search(r"[.!?…]\W*$", text))
