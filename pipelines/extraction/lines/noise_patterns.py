"""The lines that surround articles on many sites, as regular expressions for whole lines.

Each part of a pattern is of one kind. Its comment has an example. All patterns but LABELLED_LINK
are for lines in lower case, since Python needs three times as long to match a line of any case.
"""

import re

from pipelines.parsing.patterns import any_of


def _whole_line(*patterns: str) -> re.Pattern[str]:
    """Return a pattern for lines in lower case that consist of a match of one of ``patterns``."""
    return re.compile(rf"^[\W_]*(?:{any_of(*patterns)})[\W_]*$")


_MENU_WORDS = any_of(
    # news: «Что ещё почитать», «Новости города», «Самое читаемое», «Лента новостей»
    r"что ещ[её] (?:по)?читать|в регионах|новости (?:региона|регионов|города|дня|партн[её]ров|"
    r"сми2?)",
    r"все новости|новости|самое (?:читаемое|интересное|популярное|обсуждаемое|важное)|сегодня|"
    r"вчера",
    # names of sites whose news other sites show, and words of weather boxes
    r"автовзгляд|womanhit(?:\.ru)?|охотники\.ру|ощущается как(?:\s*[-+−–]?\d+\s*°?[cс]?)?|главное",
    r"лента новостей|главные новости|последние новости|популярное|рекомендуем|другие новости",
    # parts of the site: «Контакты», «О проекте», «Погода»
    r"главная|архив|контакты|реклама|о проекте|о нас|(?:о )?редакци[яи]|погода|афиша|видео|фото",
    r"рубрики",
    # a temperature such as «+5 °C», and the dots of a shortened menu
    r"[-+−–]?\d{1,2}\s*°\s*[cс]?|\.{2,}|…",
)
_BETWEEN_MENU_WORDS = r"(?:[\s·•|/,:;—–-]+|$)"
# A line of one or several words of menus and of weather boxes: «Новости | Афиша | +5 °C».
MENU = re.compile(rf"^[\W_]*(?:(?:{_MENU_WORDS}){_BETWEEN_MENU_WORDS})+[\W_]*$")
# Labels of buttons, links and counters.
CONTROL_LABEL = _whole_line(
    # «Поделиться в соцсетях», "Share this article"
    r"(?:поделиться|поделитесь|рассказать)(?: (?:в|с|через|новост|стать|материал|ссылк|этой|этим|"
    r"друзь).{0,50})?|share(?: (?:this|on|via|article).{0,40})?",
    # «Версия для печати», "Print"
    r"версия для печати|распечатать|печать|print(?: (?:this )?(?:article|page))?|нравится",
    # «Комментарии (5)», «Оставить комментарий»
    r"комментарии(?: \(?\d+\)?)?|\d+ комментари\w+|comments?(?: \(?\d+\)?)?|\d+ comments?",
    r"(?:добавить|оставить|написать|оставьте) (?:свой )?комментарий.{0,40}|leave a (?:reply|"
    r"comment)",
    # «Просмотров: 12», "Advertisement"
    r"просмотров:?\s*\d*|просмотры:?\s*\d*|\d+ просмотр\w*|views:? \d+|advertisement|реклама|"
    r"anzeige",
    # «Вернуться к списку», «Наверх»
    r"вернуться (?:назад|к списку).{0,30}|назад|наверх|к списку новостей|все материалы.{0,40}",
    # «Скачать аудиофайл», «Слушать аудио», "Listen to this article"
    r"(?:скачать|прослушать|слушать|завантажити) (?:аудио|видео|аудіо|mp3)"
    r"(?:[- ]?(?:файл|запис\w?|верси[яю]))?",
    r"listen to (?:this|the) (?:article|story)|artikel anhören|download audio(?: file)?",
    # «18+», «1 из 10», «Загрузка…», and names of social networks
    r"(?:0|6|12|16|18) ?\+|\d+ из \d+|загрузка\W*|loading\W*|twitter|facebook|telegram|whatsapp|"
    r"vkontakte|вконтакте|viber",
    # «Подписаться», "Follow us", «Читать далее»
    r"одноклассники|e-?mail|подписаться|subscribe(?: now)?|sign up|follow us.{0,40}|read more|"
    r"далее",
    r"подробнее|читать (?:далее|полностью|дальше)|ещ[её]|show more|load more|continue reading",
)
# To what a reader of news subscribes: «на канал», «на «Вести»», "Telegram", but not «на показания».
_SUBSCRIBED = any_of(
    r"нас\b|наш|канал|групп|рассыл|новост|телеграм|макс\b|вк\b|вконтакте|дзен|страниц|паблик",
    r"соцсет|сообществ|уведомл|обновл|журнал|газет|издани|подкаст|чат|бот\b|аккаунт|лент|@",
    r"[«\"a-z\d]",
)
_SUBSCRIBE = any_of(
    # «Подписывайтесь на нас в соцсетях»
    rf"подпи(?:сывайтесь|саться|сывайся|сись|шитесь) (?:(?:на|в) .{{0,80}}?(?:{_SUBSCRIBED})|нас\b)"
    r".{0,160}",
    # «Больше новостей в нашем телеграм-канале»
    r"(?:больше|другие|все|ещ[её]|самые|главные)\s(?:\w+\s){0,3}новост\w+ .{0,60}(?:канал|"
    r"telegram|телеграм|max\b|вконтакте|дзен).{0,80}",
)
_REPORT_MISPRINT = any_of(
    # «Нашли опечатку?», «Заметили ошибку в тексте? Сообщите нам»
    r"(?:нашли|заметили|увидели) (?:опечатку|ошибку)(?: (?:в|на) (?:тексте|статье|новости|"
    r"материале|сайте|странице|публикации))?\W{0,3}(?:$|\s(?:выделите|сообщите|нажмите|напишите|"
    r"пожалуйста).{0,160})",
    # «Выделите её и нажмите Ctrl+Enter», «Если вы нашли ошибку, …»
    r"(?:выделите|выдели) (?:её|ее|текст|ошибку|фрагмент).{0,120}",
    r"если вы (?:нашли|заметили|увидели|обнаружили) (?:ошибку|опечатку).{0,160}",
)
_COPYRIGHT = any_of(
    # «© 2026 Вести», "All rights reserved.", but no sentence as «Copyright law changes for schools»
    r"(?:©|\(c\)|copyright\s*(?:©|\(c\)|\d{4}|by\b|:|$)|(?:все права защищены|всі права захищені"
    r"|all rights reserved|alle rechte vorbehalten|wszelkie prawa zastrzeżone)\s*"
    r"(?:$|[^\w\s]|\d|by\b)).{0,240}",
    # «При полном или частичном использовании материалов сайта ссылка обязательна»
    r"(?:при|любое) (?:полно[мей]\w* |частично[мей]\w* |(?:полном )?(?:или|и) частичном |)"
    r"(?:использовани|копировани|перепечатк|цитировани|перепост|распространени)\w+ (?=.{0,120}(?:"
    r"материал|информаци|публикаци|стат|контент|сайт|издани|новост|текст)).{0,120}(?:ссылк|"
    r"обязательн|разрешени|запрещ|согласи|указани).{0,120}",
    r"свидетельство о регистрации .{0,240}",
)
_FOLLOW = (  # «Следите за нами в Дзене», «Вступайте в группу»
    r"(?:следите за|присоединяйтесь|вступайте|переходите) .{0,60}(?:telegram|телеграм|вконтакте|"
    r"дзен|одноклассник|max\b|канал|групп|соцсет|социальн).{0,120}"
)
_IMPRINT = (  # «Сетевое издание «…» зарегистрировано …, свидетельство ЭЛ № ФС 77-12345 …»
    r"(?:сетевое издание|средство массовой информации|сми|информационное агентство|газета|"
    r"издание|сайт|регистрационный номер|свидетельство)\b.{0,200}?\b(?:эл|пи|иа) ?(?:№|n)? ?"
    r"(?:фс|ту) ?.{0,12}\d\d.{0,140}"
)
# A line that names a court or an official is a sentence of news; so is one with a reporting verb
# after a comma, as in «…, заметили жители». Other words after a comma may be nouns: «журнала».
_NO_NEWS = (
    r"(?!.{0,300}\b(?:суд(?:а|е|у|ом|ы|ья|ьи)?|прокур\w+|роскомнадзор\w*|решил[аи]?"
    r"|постановил[аи]?|court\w*|judge\w*|ruled|tribuna\w*|juiz\w*)\b)"
    r"(?!.{0,300}, (?:со?общи|рассказа|замети|отмети|поясни|объясни|уточни|заяви|добави|напомни|"
    r"написа|сказа|пожалова|выясни|предупреди|подчеркну)л[аи]?(?:сь)?\b)"
)
_STAFF_OF_OUTLET = (
    r"(?:администрация (?:сайта|портала|ресурса|форума|издания|сообщества|группы)|редакция)"
)
_RULES_OF_COMMENTS = any_of(
    # «Администрация сайта не несёт ответственности за содержание комментариев»
    rf"{_STAFF_OF_OUTLET}\b{_NO_NEWS}.{{0,40}} не нес[её]т ответственност[ьи] за "
    r"(?:\w+,? ){0,7}?(?:комментари|сообщени\w+ (?:\w+ ){0,2}(?:читател|пользовател|посетител|"
    r"участник|форум)).{0,160}",
    # «Комментарии, содержащие оскорбления, удаляются»
    rf"комментарии,? (?:содержащие|нарушающие|с оскорблени|не по теме){_NO_NEWS}.{{0,160}}"
    r"(?:удаляются|будут удалены|не публикуются).{0,120}",
    # "Comments are moderated", "Comments that offend others will not be approved"
    r"(?:all |your |reader )?comments (?:are|will be) (?:pre-|post-)?moderated"
    rf"{_NO_NEWS}.{{0,160}}",
    r"comments (?:that|which|with|containing) (?:(?:are|is|or|include|contain|any|personal) ){0,3}"
    r"(?:offen[ds]|abus|insult|defam|obscen|profan|spam|hate|foul|vulgar|threat|attack|links|violat"
    rf"|break|off-topic){_NO_NEWS}.{{0,120}}will (?:not be|be) (?:approved|published|removed|"
    r"deleted).{0,80}",
    # «Atenção: comentários ofensivos não serão aprovados pelo moderador»
    r"(?:atenção\W{0,3})?comentários (?:(?:com|que|contenham|contêm) (?:\w+ ){0,2}?){0,2}(?:ofens|"
    rf"insult|palavr|xingament|viol|link|inintelig|desrespeit){_NO_NEWS}.{{0,160}}(?:não )?serão "
    r"(?:aprovad|publicad|removid|moderad).{0,80}",
)
_RELATED_ARTICLE = any_of(  # amid the text
    # «По теме: …», «Ранее писали: …»
    r"(?:(?:ещ[её] |ранее |материалы? |новост[иь] )?по (?:этой )?теме|в тему|ранее(?: писали)?"
    r")\s*:.{0,200}",
    # "Read also: …", «Читайте також: …», «Lesen Sie auch: …», «Lire aussi : …»
    r"(?:related|see also|read (?:also|more|next)|чита[йї]те також"
    r"|zobacz (?:także|też|również)|czytaj (?:także|też|również|więcej)|lesen sie (?:auch|mehr)"
    r"|(?:mehr )?zum thema|auch interessant|(?:à )?lire (?:aussi|également)|le[ea] también"
    r"|(?:te|le) puede interesar|leggi anche|leia também|lees ook|läs (?:också|även|mer)"
    r"|ayr[ıi]ca okuyun|чытайце таксама|(?:тағы|сондай-ақ) оқыңыз(?:дар)?|оқи отырыңыз(?:дар)?"
    r"|шулай ук укыгыз|шулай уҡ уҡығыҙ)\s*:.{0,200}",
)
# Lines that begin with a phrase which outlets print around articles.
STANDING_PHRASE = re.compile(
    r"^\W*(?:"
    + any_of(
        # «Читайте также: …»
        r"читайте (?:также|ещ[её]|нас|другие|по теме|далее)|читать также|смотрите также|см\. также",
        _SUBSCRIBE,
        _REPORT_MISPRINT,
        _COPYRIGHT,
        _FOLLOW,
        _IMPRINT,
        _RULES_OF_COMMENTS,
        _RELATED_ARTICLE,
        # «Метки: мост, река»
        r"(?:метки|теги|тэги|tags?|ключевые слова|рубрик[аи]|темы|категори[ия])\s*:.{0,240}",
        # "See also the list of …", "Related stories:"
        r"(?:read|see) (?:also|more|next)\b(?! than\b).{0,160}",
        r"related(?: articles| stories| posts| news)?\s*:?$",
        # «Просмотров: 12»
        r"(?:просмотров|количество просмотров|прочитано|читали)\s*:?\s*\d+.{0,30}",
    )
    + ")"
)
# A label of up to four words and the headline of another page, in any language: «Ещё о мосте: …».
LABELLED_LINK = re.compile(
    r"^\W*+[\w'’]+(?:(?:,? |-)[\w'’]+){0,3} ?:\s+[^\W\d]\S*(?:\s+\S+){2,}(?<![.…])$"
)
# Headings of lists below an article, in the tail of the page: «Читайте также», «Related articles».
TAIL_HEADING = _whole_line(
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
POSSIBLE_TAIL_HEADING = _whole_line(
    r"рекомендуем .{0,30}", r"главное .{0,30}", r"комментари[ий] .{0,20}", r"recommended .{0,30}",
    r"ещ[её] (?:новости|материалы|статьи|публикации).{0,40}",
)  # fmt: skip
# Labels of controls that may also be a subhead of the text; any word of menus may be one, too.
SUBHEAD_LABEL = _whole_line(
    r"комментари[ий]|comments?|kommentare?|komentarze|коментарі|(?:что )?ещ[её]|подробнее|далее"
)
