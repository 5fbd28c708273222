"""Writes one article in the page layouts of Russian regional outlets.

The layouts in ``KNOWN`` existed while the rules of extraction were written. Those in ``FRESH`` were
written later, so they show how the rules read unknown pages; ``docs/extraction.md`` has the first
figures.

A layout is a function of headline, paragraphs and local time. It returns the bytes of a page.
"""

import json
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from html import escape

FOOTER = (
    "Что еще почитать", "В регионах", "Новости региона", "Все новости", "Новости",
    "Самое читаемое", "...", "Сегодня", "Ощущается как +3", "Автовзгляд", "Womanhit",
    "Охотники.ру",
)  # fmt: skip
SITE = "Вести Приволжья"
MONTHS = [
    "января", "февраля", "марта", "апреля", "мая", "июня",
    "июля", "августа", "сентября", "октября", "ноября", "декабря",
]  # fmt: skip
MENU = "".join(f'<li><a href="/{i}">{name}</a></li>' for i, name in enumerate(
    ("Главная", "Политика", "Экономика", "Происшествия", "Спорт", "Культура")))  # fmt: skip
Layout = Callable[[str, Sequence[str], datetime], bytes]


def russian_time(moment: datetime) -> str:
    return f"{moment.day} {MONTHS[moment.month - 1]} {moment.year}, {moment:%H:%M}"


def _paragraphs(texts: Sequence[str]) -> str:
    return "".join(f"<p>{escape(text)}</p>" for text in texts)


def json_ld(headline: str, texts: Sequence[str], at: datetime) -> bytes:
    data = json.dumps(
        {"@context": "https://schema.org", "@type": "NewsArticle", "headline": headline,
         "datePublished": at.isoformat(), "publisher": {"@type": "Organization", "name": SITE}},
        ensure_ascii=False,
    )  # fmt: skip
    return (
        f'<!DOCTYPE html><html lang="ru"><head><meta charset="utf-8"><title>{escape(headline)} | {SITE}'
        f'</title><script type="application/ld+json">{data}</script></head><body><nav><ul>{MENU}</ul>'
        f"</nav><main><article><h1>{escape(headline)}</h1><time>{russian_time(at)}</time>"
        f'<div class="article__body">{_paragraphs(texts)}</div></article></main>'
        f"<footer>{''.join(f'<p>{word}</p>' for word in FOOTER)}</footer></body></html>"
    ).encode()


def paragraph_footer(headline: str, texts: Sequence[str], at: datetime) -> bytes:
    return (
        f"<html><head><meta charset=utf-8><title>{escape(headline)} - {SITE}</title>"
        f'<meta property="og:title" content="{escape(headline)}"><meta property="og:site_name" '
        f'content="{SITE}"><meta property="article:published_time" content="{at.isoformat()}">'
        f"</head><body><ul>{MENU}</ul><h1>{escape(headline)}</h1>"
        f"{_paragraphs(texts)}{_paragraphs(FOOTER)}</body></html>"
    ).encode()


def broken_lines_1251(headline: str, texts: Sequence[str], at: datetime) -> bytes:
    body = "<br><br>".join(escape(text) for text in texts)
    return (
        f"<html><head><title>{SITE}: {escape(headline)}</title></head><body><table width=100%><tr>"
        f"<td class=menu><ul>{MENU}</ul></td><td><h1>{escape(headline)}</h1><b>{at:%d.%m.%Y %H:%M}</b>"
        f"<br><br>{body}<br><br>{' · '.join(FOOTER)}</td></tr></table></body></html>"
    ).encode("windows-1251", "xmlcharrefreplace")


def noindex_koi8(headline: str, texts: Sequence[str], at: datetime) -> bytes:
    inner = "".join(
        f"<noindex><p>{escape(text)}</p></noindex>" if number % 2 else f"<p>{escape(text)}</p>"
        for number, text in enumerate(texts)
    )
    return (
        '<html><head><meta http-equiv="Content-Type" content="text/html; charset=koi8-r">'
        f"<title>{escape(headline)}</title></head><body><div id=header>{SITE}<ul>{MENU}</ul></div>"
        f"<div class=news-detail><h1>{escape(headline)}</h1><span "
        f"class=news-date>{russian_time(at)}</span>"
        f"{inner}<div class=share>Поделиться</div></div><div id=footer>"
        f"{''.join(f'<span>{word}</span> ' for word in FOOTER)}</div></body></html>"
    ).encode("koi8-r", "xmlcharrefreplace")


def microdata(headline: str, texts: Sequence[str], at: datetime) -> bytes:
    blocks = "".join(f"<div>{escape(text)}</div>" for text in texts)
    return (
        f"<html><head><meta charset=utf-8><title>{escape(headline)} :: {SITE}</title></head>"
        f'<body itemscope itemtype="https://schema.org/NewsArticle"><ul>{MENU}</ul>'
        f'<h1 itemprop="headline">{escape(headline)}</h1>'
        f'<meta itemprop="datePublished" content="{at.isoformat()}">'
        f'<div itemprop="articleBody">{blocks}</div>'
        f"<p>Подписывайтесь на наш канал в Telegram</p><ul>{''.join(f'<li>{word}</li>' for word in FOOTER)}</ul>"
        "</body></html>"
    ).encode()


def teasers_around(headline: str, texts: Sequence[str], at: datetime) -> bytes:
    side = "".join(
        f'<div class="card"><a href="/n/{i}">Ещё одна новость региона под номером {i}</a></div>'
        for i in range(8)
    )
    return (
        f"<html><head><meta charset=utf-8><title>{escape(headline)} / {SITE}</title></head><body>"
        f"<header><a href=/>{SITE}</a><ul>{MENU}</ul></header><div class=wrap><div "
        f"class=left>{side}</div>"
        f"<div class=page><div class=time>{at:%H:%M, %d.%m.%Y}</div><h1>{escape(headline)}</h1>"
        f"<div class=text>{_paragraphs(texts)}</div><div class=related><h3>Читайте "
        f"также</h3>{side}</div>"
        f"</div></div><div class=bottom>{' '.join(f'<a href=/f>{word}</a>' for word in FOOTER)}</div></body></html>"
    ).encode()


def spans_and_ads(headline: str, texts: Sequence[str], at: datetime) -> bytes:
    rows = "<div class=adv>Реклама</div>".join(
        f'<div class="paragraph"><span>{escape(text)}</span></div>' for text in texts
    )
    return (
        f"<!doctype html><html lang=ru><head><meta charset=utf-8><title>{escape(headline)}</title>"
        f"</head><body><div class=top>{SITE}</div><div class=content><h2 "
        f"class=title>{escape(headline)}"
        f'</h2><time datetime="{at.isoformat()}">{russian_time(at)}</time>{rows}'
        f"<p>Нашли опечатку? Выделите её и нажмите Ctrl+Enter</p></div>"
        f"<section>{''.join(f'<div>{word}</div>' for word in FOOTER)}</section></body></html>"
    ).encode()


def nested_tables(headline: str, texts: Sequence[str], at: datetime) -> bytes:
    rows = "".join(f"<tr><td><font size=2>{escape(text)}</font></td></tr>" for text in texts)
    return (
        f"<html><head><meta charset=utf-8><title>{escape(headline)} — {SITE}</title></head><body>"
        f"<table><tr><td><ul>{MENU}</ul></td><td><table><tr><td><h1>{escape(headline)}</h1></td></tr>"
        f"<tr><td><i>{russian_time(at)}</i></td></tr>{rows}</table></td></tr></table>"
        f"<center>{'<br>'.join(FOOTER)}</center></body></html>"
    ).encode()


def portal_1251(headline: str, texts: Sequence[str], at: datetime) -> bytes:
    """Return a page of a portal of 2008: layout tables, <br> text, no h1, wrong encoding named."""
    body = "<br>\n<br>\n".join(f"&nbsp;&nbsp;&nbsp;{escape(text)}" for text in texts)
    days = "".join(f"<td><a href=/arc/{day}>{day}</a></td>" for day in range(1, 31))
    latest = "".join(
        f"<tr><td class=small>1{i}:45 <a href=/?id={i}>Администрация района сообщила о {i} заявках "
        "на ремонт дворов</a></td></tr>"
        for i in range(6)
    )
    return (
        f'<HTML><HEAD><META http-equiv="Content-Type" content="text/html; charset=utf-8"><TITLE>{SITE} / '
        f"Новости / {escape(headline)}</TITLE></HEAD><BODY bgcolor=#ffffff><TABLE width=980><TR><TD colspan=3>"
        f"<a href=/><img src=logo.gif alt='{SITE}'></a></TD></TR><TR><TD width=180 valign=top><TABLE>"
        f"<TR><TD>{MENU}</TD></TR><TR>{days}</TR></TABLE></TD><TD valign=top><font class=date>{at:%d.%m.%Y} | "
        f"{at:%H:%M}</font><br><font class=zag size=4><b>{escape(headline)}</b></font><br><br>"
        f"<font class=text>{body}</font><br><br><a href=/print?id=1>Версия для печати</a> | Просмотров: 412 | "
        f"<a href=/forum>Обсудить на форуме (3)</a></TD><TD width=200 valign=top><TABLE><TR><TD><b>Последние "
        f"новости</b></TD></TR>{latest}</TABLE></TD></TR><TR><TD colspan=3 align=center><font size=1>"
        f"{'<br>'.join(FOOTER)}<br>© 2003–2026 {SITE}. При перепечатке ссылка на сайт обязательна.<br>"
        f"Свидетельство о регистрации СМИ Эл № ФС77-00000</font></TD></TR></TABLE></BODY></HTML>"
    ).encode("windows-1251", "xmlcharrefreplace")


def bitrix(headline: str, texts: Sequence[str], at: datetime) -> bytes:
    """Return a CMS page with microdata, an inset and a row of share buttons amid the text."""
    share = (
        '<div class="ya-share2 share-row"><span>Поделиться:</span> <a href="https://vk.example">ВКонтакте</a> '
        '<a href="https://ok.example">Одноклассники</a> <a href="https://t.example">Telegram</a></div>'
    )
    inset = '<div class="inset-news"><b>Читайте также:</b> <a href="/news/17/">В районе откроют новую поликлинику</a></div>'
    rows = [f"<p>{escape(text)}</p>" for text in texts]
    rows[1:1] = [inset]
    rows[-1:-1] = [share]
    return (
        f'<!DOCTYPE html><html><head><meta charset="UTF-8"><title>{escape(headline)}</title>'
        f'<meta name="keywords" content="новости, регион"></head><body><div class="wrapper"><header><div class="logo">'
        f'<a href="/">{SITE}</a></div><div class="header-weather">+3 °C</div><ul class="top-menu">{MENU}</ul></header>'
        f'<div class="breadcrumbs"><a href="/">Главная</a> / <a href="/news/">Новости</a></div>'
        f'<div class="news-detail" itemscope itemtype="http://schema.org/NewsArticle"><h1 itemprop="headline">'
        f'{escape(headline)}</h1><span class="news-date-time">{russian_time(at)}</span><span class="views">Просмотры: 95</span>'
        f'<meta itemprop="datePublished" content="{at:%Y-%m-%dT%H:%M}"><div class="detail-picture"><img '
        f'itemprop="image" src="/upload/1.jpg"><div class="picture-caption">Фото: пресс-служба администрации</div></div>'
        f'<div class="news-text" itemprop="articleBody">{"".join(rows)}</div><div class="tags">Теги: <a href="/t/1">'
        f'регион</a>, <a href="/t/2">общество</a></div>{share}<p><a href="/news/">Возврат к списку</a></p></div>'
        f'<div class="news-list"><h3>Другие новости</h3>'
        + "".join(
            f'<div class="item"><span>0{i}.03.2026</span> <a href="/news/{i}/">Ремонт моста на улице Садовой '
            f"продлится до осени, этап {i}</a></div>"
            for i in range(1, 6)
        )
        + f'</div><footer><div class="row">{"".join(f"<div>{word}</div>" for word in FOOTER)}</div><p>© {SITE}, 2026. '
        "Редакция: +7 (000) 000-00-00. Материалы для лиц старше 16 лет.</p></footer></div></body></html>"
    ).encode()


def next_app(headline: str, texts: Sequence[str], at: datetime) -> bytes:
    """Return a page of a script framework: hashed names, paragraphs in div, a JSON-LD graph."""
    graph = {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "WebSite", "name": SITE, "url": "https://vesti.example/"},
            {"@type": "NewsMediaOrganization", "@id": "#org", "name": SITE},
            {"@type": "BreadcrumbList", "itemListElement": [
                {"@type": "ListItem", "position": 1, "name": "Общество"}]},
            {"@type": "NewsArticle", "headline": headline, "mainEntityOfPage": "/n/1",
             "datePublished": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z"),
             "dateModified": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z"),
             "author": {"@type": "Person", "name": "Мария Петрова"}, "publisher": {"@id": "#org"}},
        ],
    }  # fmt: skip
    state = json.dumps({"props": {"pageProps": {"title": headline, "blocks": list(texts)}}})
    cards = "".join(
        f'<a class="Card_root__x9{i}" href="/n/{i}"><div class="Card_title__b2">Школьники региона выиграли олимпиаду '
        f'по химии, день {i}</div><div class="Card_meta__q">{i} марта</div></a>'
        for i in range(2, 7)
    )
    rows = [f'<div class="Text_p__kd3Za">{escape(text)}</div>' for text in texts]
    rows[2:2] = [
        '<div class="Promo_box__1a"><div>Подпишитесь на наш канал</div><div>Самое важное — в одном сообщении</div></div>'
    ]
    return (
        f'<!DOCTYPE html><html lang="ru"><head><meta charSet="utf-8"/><title>{escape(headline)} — {SITE}</title>'
        f'<meta property="og:title" content="{escape(headline)}"/><meta property="og:site_name" content="{SITE}"/>'
        f'<script type="application/ld+json">{json.dumps(graph)}</script></head><body><div id="__next"><div '
        f'class="Layout_top__a1"><div class="Logo_x__1">{SITE}</div><div class="Nav_list__7">'
        + "".join(f'<a href="/{name}">{name}</a>' for name in ("Политика", "Спорт", "Афиша"))
        + f'</div><button>Войти</button></div><div class="Page_main__3f"><div class="Head_k__2">Общество</div><h1 '
        f'class="Head_title__9">{escape(headline)}</h1><div class="Head_meta__5"><span>{russian_time(at)}</span><span>3 мин. '
        f'на чтение</span><span>Мария Петрова</span></div><div class="Body_c__8">{"".join(rows)}</div><div '
        f'class="Reactions_r__1"><button>👍 12</button><button>👎 1</button></div><div class="Cards_list__4"><div>'
        f'Читайте ещё</div>{cards}</div></div><div class="Bottom_z__6">'
        + "".join(f"<div><span>{word}</span></div>" for word in FOOTER)
        + f'<div>Сетевое издание «{SITE}». 16+</div></div></div><script id="__NEXT_DATA__" type="application/json">'
        f"{state}</script></body></html>"
    ).encode()


def blog_theme(headline: str, texts: Sequence[str], at: datetime) -> bytes:
    """Return a small outlet on a blog theme: author box, comments in sentences, two <time>s."""
    rows = "".join(f'<p class="wp-block-paragraph">{escape(text)}</p>' for text in texts)
    comments = "".join(
        f'<li class="comment"><article class="comment-body"><footer class="comment-meta"><b class="fn">Читатель {i}'
        f'</b> <time datetime="2026-09-0{i}T10:00:00+03:00">0{i}.09.2026 в 10:00</time></footer><p>Спасибо, что '
        "написали об этом, давно пора было навести порядок в нашем районе!</p></article></li>"
        for i in range(1, 5)
    )
    return (
        f'<!DOCTYPE html><html lang="ru-RU"><head><meta charset="UTF-8"><title>{escape(headline)} &#8212; {SITE}</title>'
        f'<link rel="canonical" href="https://vesti.example/news/1"></head><body class="post-template-default single"><a '
        f'class="skip-link screen-reader-text" href="#content">Перейти к содержимому</a><header id="masthead"><p '
        f'class="site-title"><a href="/">{SITE}</a></p><ul class="menu">{MENU}</ul></header><main id="content"><article '
        f'class="post type-post"><header class="entry-header"><span class="cat-links"><a href="/c">Общество</a></span><h1 '
        f'class="entry-title">{escape(headline)}</h1><div class="entry-meta"><span class="posted-on"><time class="entry-date '
        f'published" datetime="{at.isoformat()}">{russian_time(at)}</time><time class="updated" '
        f'datetime="{(at + timedelta(days=2)).isoformat()}"></time></span> <span class="byline"><a class="url" '
        f'href="/author/a">Анна Иванова</a></span></div></header><div class="entry-content"><figure class="wp-block-image">'
        f"<img src=/1.jpg><figcaption>Так выглядит площадь сегодня</figcaption></figure>{rows}"
        f'<div class="sharedaddy"><h3 class="sd-title">Поделиться ссылкой:</h3><ul><li><a href="#">Нажмите, чтобы '
        f'поделиться в Telegram (Открывается в новом окне)</a></li></ul></div><div id="jp-relatedposts"><h3>Похожее</h3>'
        f'<p><a href="/n/4">На площади установили новые фонари и скамейки</a></p></div></div><div class="author-box">'
        f"<h4>Об авторе</h4><p>Анна Иванова пишет о городе с 2015 года и ведёт рубрику об истории края.</p></div></article>"
        f'<nav class="post-navigation"><a href="/n/3">Предыдущая запись: Ледоход на реке начнётся раньше</a></nav><div '
        f'id="comments"><h2>4 комментария</h2><ol class="comment-list">{comments}</ol><h3>Добавить комментарий</h3><p>Ваш '
        f'адрес email не будет опубликован. Обязательные поля помечены *</p></div></main><aside id="secondary"><h2>Свежие '
        f'записи</h2><ul><li><a href="/n/5">Дачникам напомнили о правилах сжигания листвы</a></li></ul></aside><footer>'
        f"{_paragraphs(FOOTER)}<p>Работает на движке сайтов</p></footer></body></html>"
    ).encode()


KNOWN: tuple[Layout, ...] = (
    json_ld, paragraph_footer, broken_lines_1251, noindex_koi8, microdata, teasers_around,
    spans_and_ads, nested_tables,
)  # fmt: skip
FRESH: tuple[Layout, ...] = (portal_1251, bitrix, next_app, blog_theme)
# Words around the article. No extracted text may contain them or a line of the footer.
SURROUNDINGS = re.compile(
    r"Версия для печати|Просмотр|Обсудить на форуме|Последние новости|заявках на ремонт дворов|©|"
    r"Свидетельство о регистрации СМИ Эл|Поделиться:|Одноклассники|откроют новую поликлинику|Теги:|"
    r"Возврат к списку|Другие новости|Ремонт моста на улице Садовой|Материалы для лиц|"
    r"Фото: пресс-служба администрации|Подпишитесь на наш канал|Самое важное — в одном|👍|Читайте ещё|"
    r"выиграли олимпиаду по химии|Сетевое издание «Вести|мин. на чтение|Мария Петрова|Так выглядит площадь|Нажмите, чтобы|Похожее|фонари и скамейки|Об авторе|"
    r"рубрику об истории|Предыдущая запись|давно пора было|Добавить комментарий|адрес email|"
    r"сжигания листвы|Работает на движке|Перейти к содержимому|Поделиться ссылкой|Свежие записи"
)
