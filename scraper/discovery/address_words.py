"""The words of addresses that show which kind of page an address leads to, as regular expressions.

Paths are matched by their segments, and queries by the names of their parameters.
"""

import re

from pipelines.parsing.patterns import any_of

# The end of «/news/bridge.html», «/index.php».
FILE_EXTENSION = re.compile(r"\.(?:s?html?|php|aspx?|jsp|phtml|do)$", re.IGNORECASE)
# Files that are no pages, and the folders of a site's program: «/foto/most.jpg», «/wp-admin/».
NO_PAGE = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|ico|css|js|pdf|docx?|xlsx?|pptx?|zip|rar|gz|mp[34]|avi|rss|xml"
    r"|json|txt|apk|exe|ics|csv)$|^/(?:wp-admin|wp-json|wp-content|wp-includes|cgi-bin|cdn-cgi)/",
    re.IGNORECASE,
)
_SERVICE_NAMES = any_of(
    # log-in and account: «login», «vhod», «registratsiya», «lk»
    r"(?:wp-)?log-?in|log-?out|sign-?(?:in|up)|auth|vhod|voyti|regist(?:er|ration)|registratsiya",
    r"registraciya|account|cabinet|lk|profile",
    # search and shop: «poisk», «korzina»
    r"search|poisk|cart|basket|korzina|checkout",
    # subscription, feeds and maps of the site: «podpiska», «rss», «karta-sayta»
    r"(?:un)?subscri(?:be|ption)|podpiska|rss|feeds?|rss-lent[ay]|sitemap|site-?map|karta-sa[iy]ta",
    # the outlet: «about», «o-redaktsii», «kontakty», «obratnaya-svyaz»
    r"about|about-us|about-(?:the-)?(?:site|project|company)|o-nas|o-proekte|o-sa[iy]te|o-kompanii",
    r"o-gazete|o-redakt?[cs]ii|o-kanale|about-redaction|contacts?|contact-us|kontakt[yi]?|feedback",
    r"obratnaya-svyaz",
    # advertising: «reklama-na-sayte», «mediakit»
    r"adverti[sz]\w*|ads?|reklama(?:-na-(?:sa[iy]te|portale|radio|tv))?|reklamodatelyam",
    r"price|prices?-list|prajs|prays|mediakit|media-kit",
    # privacy: «privacy-policy», «politika-konfidencialnosti», «politika-obrabotki-personalnyh-…»
    r"privacy|policy|policies|privacy-?policy|cookies?(?:-policy)?|gdpr|confidential\w*",
    r"(?:politika-)?konfident?[sc]ial\w*(?:-\w+){0,3}",
    r"politika-(?:konfid|obrabotki|v-otnoshenii)\w*(?:-\w+){0,6}|personal-data",
    r"(?:politika|polozhenie|obrabotka|zash\w*)(?:-\w+){0,3}-personaln\w+-dann\w+",
    r"soglasie-na-obrabotku\w*(?:-\w+){0,3}",
    # terms and imprint: «polzovatelskoe-soglashenie», «disclaimer», «impressum»
    r"terms(?:-(?:of|and)-\w+)*|tos|(?:user-)?agreement|polzovatelskoe-soglashenie(?:-\w+){0,2}",
    r"user-soglashenie|rules|legal(?:-\w+)?|disclaimer|copyrights?|licen[sc]e|impressum|imprint",
    r"help|faq|pomosh+ch?|support",
    # vacancies and the editors: «vakansii», «redakciya», «uchreditel»
    r"vacanc\w+|vakansii|jobs|careers?|team|komanda|redak(?:ts|c|t)iya|editorial(?:-\w+)?",
    r"redkollegiya|uchreditel|requisites|rekvizit[yi]|donate|partners|partnery",
    # what readers send: «prislat-novost»
    r"prislat-novost(?:-\w+){0,2}|send-?news|predlozhit-novost",
    # pages of the site's program: «404», «index»
    r"error|404|index|home|main|glavnaya|print|comments?",
)
# Whole last segments in English, Russian and transliteration; an underscore counts as a hyphen.
SERVICE = re.compile(rf"(?:{_SERVICE_NAMES})")
# Whole last segments in Cyrillic letters.
SERVICE_CYRILLIC = re.compile(
    r"(?:вход|войти|регистрация|поиск|корзина|подписка|карта-сайта|о-нас|о-проекте|о-сайте"
    r"|о-компании|о-редакции|о-газете|редакция|контакты?|обратная-связь|рекламодателям|прайс"
    r"|политика-(?:конфид|обработки|в-отношении)\w*(?:-\w+){0,6}"
    r"|пользовательское-соглашение(?:-\w+){0,2}|вакансии|помощь)"
)
_OWN_SUBJECTS = any_of(
    # in transliteration: prepositions, the outlet, its readers, and what they do with its texts
    r"na|dlya|i|o|ob|v|po|s|sa[iy]t\w{1,2}|portal\w{1,2}|gazet\w{1,2}|radio|tv|forum\w{1,2}",
    r"servis\w{1,2}|resurs\w{1,2}|redak\w+|polzovan\w+|polzovatel\w+|ispolzovan\w+|komment\w+",
    r"publika\w+|perepechat\w+|razmeshh?ch?en\w+|razmescen\w+|[ct]s?itirovan\w+|reklam\w+",
    r"konfiden\w+|obrabotk\w+|primenen\w+|rekomendatel\w+|te[hk]h?nolog\w+|materialov|\d{4}",
    # the same in Cyrillic letters
    r"на|для|и|о|об|в|по|с|сайт\w{1,2}|портал\w{1,2}|газет\w{1,2}|радио|тв|форум\w{1,2}",
    r"сервис\w{1,2}|ресурс\w{1,2}|редакц\w+|пользован\w+|пользовател\w+|использован\w+|коммент\w+",
    r"публикац\w+|перепечат\w+|размещен\w+|цитирован\w+|реклам\w+|конфиденц\w+|обработк\w+|применен\w+",
    r"рекомендательн\w+|технолог\w+|материалов",
)
# The names of pages on an outlet's own prices and rules: «tarify-na-reklamu», «pravila-sayta». Such
# a word followed by any other words is the name of an article: «tarify-na-gaz-vyrastut».
SERVICE_OR_NEWS = re.compile(
    r"(?:tarif[yi]?|pravila|soglashenie|reklama|тарифы?|правила|соглашение|реклама)"
    rf"(?:-(?:{_OWN_SUBJECTS}))*"
)
# Each address below one of these segments is an overview.
OVERVIEW_PARENTS = re.compile(
    r"(?:tags?|tegi?|labels?|metki|metka|keywords?|author|authors|avtor|avtory|avtori|journalists?|users?"
    r"|profiles?|members?|search|poisk|by-tag|by-author|тег|теги|метка|метки|автор|авторы"
    r"|пользователи|поиск)"
)
# Addresses below one of these segments are overviews at most outlets, and articles at some.
THEME_PARENTS = re.compile(
    r"(?:themes?|tem[ay]|topics?|subjects?|syuzhet[yi]?|sujets?|suzhet[yi]?|dossier"
    r"|categor(?:y|ies)|cat|kategori[yia]+|rubrics?|rubrik[ai]?|sections?|razdel[yi]?|chapters?"
    r"|archives?|arhiv|arkhiv|calendar|kalendar|persons?|persony"
    r"|тема|темы|рубрика|рубрики|раздел|категория|архив|персоны)"
)
# Whole last segments that name an overview if nothing above them names one page.
OVERVIEW_WORDS = re.compile(
    r"(?:all|vse|last|latest|popular|newest|archives?|arhiv|arkhiv|calendar|kalendar|tags?|tegi"
    r"|authors?|avtory|categor(?:y|ies)|rubrics?|rubriki|themes|temy|sections?|page|users?|lenta"
    r"|news|novosti|articles?|stati|statyi|video|videos|photo|photos|foto|blogs?|blogi)"
)
# The segment before the number of a further page: «/page/3/».
PAGING = re.compile(r"(?:page|pages|p|str|stranica|paged)", re.IGNORECASE)
# Parameters that change how a page is shown, or ask for a log-in: «?sort=date», «?print=1».
FUNCTION_QUERY = re.compile(
    r"(?:sort|order|orderby|replytocom|login|logout|share|print|auth|register|backurl|back_url"
    r"|filter\w*)",
    re.IGNORECASE,
)
# Parameters whose number is that of a further page: «?page=3». A word, as in «?page=news&id=57»,
# names a part of the site.
PAGING_QUERY = re.compile(r"(?:page|paged|pagen_\d+|start|offset)", re.IGNORECASE)
SEARCH_QUERY = re.compile(r"(?:s|q|search|query|text)", re.IGNORECASE)
# A parameter that names an action, and the actions that show a page: «?do=show&n=5».
ACTION_QUERY = re.compile(r"(?:action|act|do|op|task)", re.IGNORECASE)
SHOWING_ACTION = re.compile(r"(?:show|view|read|news|article|full|detail|open)\w*", re.IGNORECASE)
# Parameters that choose a day, section, tag or author: «?category=5».
OVERVIEW_QUERY = re.compile(
    r"(?:p|pg|date|month|year|day|tag|tags|cat|category|category_id|rubric|rubrika|section"
    r"|section_id|author|user|from|to|m)",
    re.IGNORECASE,
)
# Parameters whose value names one page: «?id=57», «?news_id=57», «?slug=most-v-penze».
ID_QUERY = re.compile(
    r"(?:id|\w*_id|id_?\w+|newsid|news|nid|article|articleid|art|item|num|sid|post|postid|aid"
    r"|story|storyid|material|element|itemid|slug|alias)",
    re.IGNORECASE,
)
