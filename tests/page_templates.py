"""Writes short articles in six languages in the markup habits of many site builders.

A ``Story`` has the words, a template of ``TEMPLATES`` the markup. ``page`` puts a story into a
template with further markup below its headline, amid its text or after it; ``body_of`` reads it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from tests.bridge_article import read_article

NOW = datetime(2026, 11, 21, 6, tzinfo=UTC)
URL = "https://news.example/2026/10/voda-1"


@dataclass(frozen=True)
class Story:
    """The words of an article and of the page around it."""

    language: str
    site: str
    headline: str
    date: str
    menu: tuple[str, ...]
    more: str  # the label of links to other articles
    teasers: tuple[str, ...]
    standfirst: str
    paragraphs: tuple[str, ...]


STORIES = {
    "ru": Story(
        "ru", "Вестник Заволжья", "В Кинешме начали менять трубы на набережной",
        "14 октября 2026, 11:25", ("Главная", "Общество", "Спорт"), "Читайте также",
        ("Жителям Плёса вернули электричество после шторма",
         "Хоккеисты выиграли третий матч подряд на своём льду"),
        "Старый водопровод меняют впервые за сорок лет, воду в домах отключат только днём.",
        ("На Волжском бульваре рабочие вскрыли асфальт и начали менять водопровод, проложенный в"
         " семидесятых годах прошлого века.",
         "По данным городского хозяйства, за прошлый год на этом участке произошло девять аварий.",
         "«Мы укладываем трубы большего диаметра, их хватит на полвека», — пояснил инженер Лаптев.",
         "Подрядчик обещает вернуть асфальт на место до первых морозов."),
    ),
    "uk": Story(
        "uk", "Дніпрова хвиля", "У Нікополі відкрили оновлену лікарню", "14 жовтня 2026, 11:25",
        ("Головна", "Політика", "Спорт"), "Читайте також",
        ("Мешканці передмістя зібрали кошти на дитячий майданчик",
         "Футболісти здобули перемогу в останньому матчі кола"),
        "Пацієнтів лікарні прийматимуть цілодобово, а записатися можна буде телефоном.",
        ("У Нікополі після року ремонту знову приймає хворих міська лікарня, де оновили три поверхи"
         " та приймальне відділення.",
         "Будівельники замінили вікна, проводку та ліфти, а на даху встановили сонячні панелі.",
         "«Тепер у кожній палаті є душ і кисень», — розповіла завідувачка Оксана Гайдук.",
         "На ремонт витратили двадцять сім мільйонів гривень, третину надали партнери."),
    ),
    "en": Story(
        "en", "Harwick Courier", "Harwick library to reopen after flood repairs",
        "14 October 2026, 11:25", ("Home", "News", "Sport"), "Related stories",
        ("Bakery on Mill Lane wins national bread award",
         "Rovers hold on for a draw in stormy derby"),
        "Readers will find a dry basement, a new lift and evening hours when the doors open again.",
        ("The town library in Harwick will welcome readers again next Monday, eleven months after"
         " the river filled the basement.",
         "Engineers raised the electrical room by two metres and replaced the oak floor.",
         "“We lost four thousand books, but the neighbours brought us more,” said Joan Pettifer.",
         "The county paid most of the bill, which came to just under two million pounds."),
    ),
    "pl": Story(
        "pl", "Głos Nadwarciański", "W Śremie ruszyła budowa nowej kładki",
        "14 października 2026, 11:25", ("Strona główna", "Sport"), "Czytaj także",
        ("Strażacy z powiatu dostali dwa nowe wozy bojowe",
         "Piłkarze wygrali derby po bramce w ostatniej minucie"),
        "Przeprawa dla pieszych skróci drogę do centrum o dwa kilometry i ma być gotowa latem.",
        ("Nad Wartą w Śremie robotnicy wbili pierwsze pale pod kładkę, która połączy rynek z"
         " osiedlem na drugim brzegu rzeki.",
         "Dotąd mieszkańcy musieli nadkładać prawie dwa kilometry przez most drogowy.",
         "„Kładka będzie gotowa przed wakacjami”, zapowiedział kierownik budowy Marek Nowicki.",
         "Inwestycja kosztuje dziewięć milionów złotych, z czego połowę daje samorząd."),
    ),
    "de": Story(
        "de", "Nordheider Bote", "Buchholz bekommt ein neues Freibad",
        "14. Oktober 2026, 11:25 Uhr", ("Startseite", "Lokales"), "Lesen Sie auch",
        ("Feuerwehr rettet Schafe aus dem überfluteten Deich",
         "Handballer gewinnen das Spitzenspiel in letzter Sekunde"),
        "Das alte Becken ist undicht und wird abgerissen, der Neubau soll bald fertig werden.",
        ("Der Stadtrat von Buchholz hat am Dienstagabend beschlossen, das alte Freibad vollständig"
         " neu zu bauen.",
         "Das Becken aus den sechziger Jahren verlor zuletzt jeden Tag vierzig Kubikmeter Wasser.",
         "„Im Sommer können hier wieder Kinder schwimmen lernen“, sagte die Bürgermeisterin.",
         "Die Kosten liegen bei vierzehn Millionen Euro, von denen das Land ein Drittel übernimmt."),
    ),
    "hy": Story(
        "hy", "Լոռու ձայն", "Վանաձորում վերաբացվել է քաղաքային գրադարանը",
        "14 հոկտեմբերի 2026, 11:25", ("Գլխավոր", "Սպորտ"), "Կարդացեք նաև",
        ("Ստեփանավանում նոր մանկապարտեզ են կառուցում",
         "Ֆուտբոլիստները հաղթել են տարածաշրջանի գավաթում"),
        "Գրադարանի ընթերցողներին սպասում են նոր սրահներ, համակարգիչներ և երեկոյան ժամեր։",
        ("Վանաձորի քաղաքային գրադարանը երկու տարի տևած վերանորոգումից հետո երեքշաբթի օրը կրկին"
         " բացել է դռները ընթերցողների առջև։",
         "Շինարարները փոխել են տանիքը, պատուհաններն ու ջեռուցման համակարգը։",
         "«Այստեղ արդեն կան համակարգիչներ և սրահ երեխաների համար», — ասել է տնօրենը։",
         "Աշխատանքների վրա ծախսվել է երեք հարյուր միլիոն դրամ, կեսը տվել է պետական բյուջեն։"),
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Template:
    """The markup of a site: that of a paragraph, and that of a page around it.

    The page has the fields head, headline, date, menu, site, more, below (the headline), text,
    after (the text) and teasers.
    """

    paragraph: str
    page: str
    teaser: str

    def texts(self, *texts: str) -> str:
        return "".join(self.paragraph.format(text) for text in texts)


_TILDA = (
    '<div id="rec7{}" class="r t-rec t-rec_pt_15" data-record-type="106"><div class="t106"><div'
    ' class="t-container"><div class="t-col t-col_8">{}</div></div></div></div>'
)
TEMPLATES = {
    "semantic": Template(
        "<p>{}</p>",
        "<header><a href=/>{site}</a><nav>{menu}</nav></header><main><article><header><h1>{headline}"
        "</h1>{below}<p class=meta><time datetime=2026-10-14T11:25:00+03:00>{date}</time></p></header>"
        "{text}</article>{after}<section class=more><h2>{more}</h2>{teasers}</section></main>"
        "<footer><p>© 2026 {site}</p></footer>",
        "<article><h3><a href=/n/7>{}</a></h3></article>",
    ),
    "soup": Template(
        "<div class=kq7>{}</div>",
        "<div id=w><div class=hd><a href=/>{site}</a><div class=mn>{menu}</div></div><div class=cn>"
        "<div class=tt><h1>{headline}</h1></div><div class=dt>{date}</div>{below}<div class=bd>{text}"
        "</div>{after}<div class=rl><div>{more}</div>{teasers}</div></div><div class=ft>© 2026 {site}"
        "</div></div>",
        "<div class=c9><a href=/n/7>{}</a></div>",
    ),
    "tilda": Template(
        _TILDA.format(11, '<div class="t-text t-text_md" field="text">{}</div>'),
        '<div id="allrecords" class="t-records"><div class="t228"><a href="/">{site}</a>{menu}</div>'
        + _TILDA.format(12, '<h1 class="t-title t-title_md">{headline}</h1><div class="t-descr '
                            't-descr_xxs">{date}</div>')
        + _TILDA.format(13, "{below}") + "{text}{after}"
        + _TILDA.format(14, '<div class="t-section__title">{more}</div>{teasers}')
        + '<div class="t389"><div class="t389__copyright">© 2026 {site}</div></div></div>',
        '<div class="t-feed__post"><a href="/n/7"><div class="t-feed__post-title">{}</div></a></div>',
    ),
    "wordpress": Template(
        "<p>{}</p>",
        '<div id="page" class="site"><header id="masthead"><p class="site-title"><a href="/">{site}'
        '</a></p><nav><ul class="menu">{menu}</ul></nav></header><div id="content"><main><article '
        'id="post-1871" class="post-1871 post hentry"><header class="entry-header"><h1 '
        'class="entry-title">{headline}</h1><div class="entry-meta"><time class="entry-date" '
        'datetime="2026-10-14T11:25:00+03:00">{date}</time></div></header>{below}<div '
        'class="entry-content">{text}</div></article>{after}<div class="jp-relatedposts"><h3>{more}'
        '</h3>{teasers}</div></main></div><footer class="site-footer">© 2026 {site}</footer></div>',
        '<div class="jp-relatedposts-post"><h4><a href="/n/7">{}</a></h4></div>',
    ),
    "bitrix": Template(
        "{}<br>\n<br>\n",
        '<div class="wrapper"><div class="header"><a class="logo" href="/">{site}</a>{menu}</div><div '
        'class="workarea"><h1 id="pagetitle">{headline}</h1><div class="news-detail"><span '
        'class="news-date-time">{date}</span>{below}<img class="detail_picture" src="/1.jpg"><div '
        'class="detail_text">{text}</div><div style="clear:both"></div></div>{after}<div '
        'class="news-list">{teasers}</div></div><div class="footer">© 2026 {site}</div></div>',
        '<p class="news-item"><span>11.10.2026</span> <a href="/news/7/"><b>{}</b></a></p>',
    ),
    "utility": Template(
        '<p class="mb-4 text-base leading-7">{}</p>',
        '<div class="flex flex-col"><div class="flex px-4"><a class="font-bold" href="/">{site}</a>'
        '{menu}</div><div class="container grid grid-cols-12"><div class="col-span-8"><div '
        'class="text-sm">{date}</div><h1 class="text-4xl mt-2">{headline}</h1>{below}<div '
        'class="mt-6">{text}</div>{after}</div><div class="col-span-4"><div class="text-lg">{more}'
        '</div>{teasers}</div></div><div class="py-6 text-xs">© 2026 {site}</div></div>',
        '<a class="block py-2" href="/n/7"><div class="text-sm">{}</div></a>',
    ),
}  # fmt: skip


def page(
    template: str, language: str, *, text: str = "", below: str = "", after: str = "",
    head: str = "", change: Callable[[str], str] = str,
) -> bytes:  # fmt: skip
    """Return a page; ``text`` replaces the paragraphs, and ``change`` changes the markup."""
    story, markup = STORIES[language], TEMPLATES[template]
    inside = markup.page.format(
        headline=story.headline, date=story.date, site=story.site, more=story.more, below=below,
        text=text or markup.texts(*story.paragraphs), after=after,
        menu="".join(f"<li><a href=/s>{name}</a></li>" for name in story.menu),
        teasers="".join(markup.teaser.format(teaser) for teaser in story.teasers),
    )  # fmt: skip
    html = (
        f"<!doctype html><html lang={story.language}><head><meta charset=utf-8><title>"
        f"{story.headline} | {story.site}</title>{head}</head><body>{inside}</body></html>"
    )
    return change(html).encode()


def body_of(html: bytes) -> str:
    """Return the text of the article of a page; raise ValueError if the page is refused."""
    return read_article(html, URL, fetched_at=NOW, timezone="Europe/Moscow").article_body
