"""Pages that hold no article although they are served with status 200, such as error messages.

Each message makes two pages: a bare one, and one in the frame of a news site with header, menu, a
sidebar of linked news and a footer. ``PAGES`` maps a name to path and HTML.
"""

from collections.abc import Iterator
from dataclasses import dataclass

_NEWS = {
    "ru": (
        "В Сурске открыли новый мост через реку",
        "Автобусы до дачных посёлков изменят расписание",
        "Спортсмены из Сурска взяли три медали на турнире",
        "В парке высадили двести молодых лип",
    ),
    "uk": (
        "У Бережанах відкрили новий міст через річку",
        "Автобуси до дачних селищ змінять розклад руху",
        "Спортсмени з міста здобули три медалі на турнірі",
        "У парку висадили двісті молодих лип",
    ),
    "en": (
        "New bridge over the river opens in Westbury",
        "Bus timetable to the villages changes on Monday",
        "Town athletes win three medals at the contest",
        "Two hundred young lime trees planted in the park",
    ),
}
_SITES = {"ru": "Вести Сурска", "uk": "Вісник Бережан", "en": "Westbury Herald"}
_FRAME_LANGUAGE = "en"  # of the frame around messages in languages without a frame of their own


@dataclass(frozen=True)
class Message:
    """A page's language, title, heading and texts; ``extra`` is markup of its body."""

    language: str
    title: str
    heading: str
    texts: tuple[str, ...] = ()
    extra: str = ""


MESSAGES: dict[str, Message] = {
    "error-404-ru": Message(
        "ru",
        "Страница не найдена",
        "Ошибка 404",
        (
            "К сожалению, запрашиваемая страница не найдена.",
            "Возможно, она была удалена или вы неправильно указали адрес.",
            "Вернитесь на главную страницу или воспользуйтесь поиском по сайту.",
        ),
    ),
    "error-deleted-ru": Message(
        "ru",
        "Материал удалён",
        "Материал удалён",
        ("Публикация больше не доступна.", "Перейдите на главную страницу сайта."),
    ),
    "error-500-ru": Message(
        "ru",
        "500",
        "Внутренняя ошибка сервера",
        ("Что-то пошло не так. Попробуйте обновить страницу позже.",),
    ),
    "error-404-uk": Message(
        "uk",
        "404 — сторінку не знайдено",
        "Сторінку не знайдено",
        ("На жаль, такої сторінки не існує. Поверніться на головну сторінку.",),
    ),
    "error-404-en": Message(
        "en",
        "Page not found",
        "404",
        (
            "Sorry, the page you are looking for could not be found.",
            "It may have been moved or deleted. Go back to the home page or try the search.",
        ),
    ),
    "error-503-en": Message(
        "en",
        "503 Service Unavailable",
        "Service Unavailable",
        ("The server is temporarily unable to service your request. Please try again later.",),
    ),
    "error-404-de": Message(
        "de",
        "Seite nicht gefunden",
        "Seite nicht gefunden",
        (
            "Die angeforderte Seite konnte leider nicht gefunden werden.",
            "Bitte nutzen Sie die Suche oder gehen Sie zur Startseite.",
        ),
    ),
    "error-404-pl": Message(
        "pl",
        "Nie znaleziono strony",
        "Błąd 404",
        ("Strona, której szukasz, nie istnieje lub została przeniesiona. Wróć na stronę główną.",),
    ),
    "error-404-fr": Message(
        "fr",
        "Page introuvable",
        "Erreur 404",
        ("La page que vous cherchez n’existe pas. Retournez à la page d’accueil.",),
    ),
    "error-404-kk": Message(
        "kk",
        "Бет табылмады",
        "404",
        ("Кешіріңіз, бұл бет табылмады немесе жойылған.", "Басты бетке өтіңіз."),
    ),
    "error-404-be": Message(
        "be",
        "Старонка не знойдзена",
        "Старонка не знойдзена",
        ("На жаль, такой старонкі не існуе. Перайдзіце на галоўную старонку.",),
    ),
    "error-nothing-en": Message(
        "en",
        "Page not found",
        "Oops! That page can’t be found.",
        ("It looks like nothing was found at this location. Maybe try one of the links below?",),
    ),
    "challenge-de": Message(
        "de",
        "Einen Moment bitte",
        "Sicherheitsüberprüfung",
        ("Bitte bestätigen Sie, dass Sie ein Mensch sind. Aktivieren Sie JavaScript.",),
    ),
    "challenge-host-en": Message(
        "en",
        "Just a moment...",
        "Checking your browser before accessing westbury.example",
        (
            "This process is automatic. Your browser will redirect to your requested content.",
            "Please allow up to 5 seconds.",
        ),
    ),
    "challenge-cloudflare": Message(
        "en",
        "Just a moment...",
        "westbury.example",
        (
            "Checking your browser before accessing the site.",
            "Enable JavaScript and cookies to continue",
        ),
        "<script src='/cdn-cgi/challenge-platform/h/b/orchestrate'></script>",
    ),
    "challenge-ru": Message(
        "ru",
        "Проверка браузера",
        "Проверяем ваш браузер",
        ("Подождите несколько секунд, вы будете перенаправлены автоматически.",),
    ),
    "challenge-captcha-ru": Message(
        "ru",
        "Вы не робот?",
        "Подтвердите, что вы не робот",
        ("С вашего IP-адреса поступают автоматические запросы. Введите символы с картинки.",),
        "<div class='smartcaptcha'></div>",
    ),
    "challenge-uk": Message(
        "uk",
        "Перевірка браузера",
        "Перевірка безпеки",
        ("Ми перевіряємо ваш браузер перед переходом на сайт. Зачекайте кілька секунд.",),
    ),
    "challenge-blocked-en": Message(
        "en",
        "Access denied",
        "Sorry, you have been blocked",
        (
            "You are unable to access this site.",
            "This website is using a security service to protect itself from online attacks.",
            "Your IP: 192.0.2.1. Ray ID: 8f1c2d.",
        ),
    ),
    "consent-ru": Message(
        "ru",
        "Мы ценим вашу приватность",
        "Мы ценим вашу приватность",
        (
            "Мы и наши партнёры храним данные на вашем устройстве и используем файлы cookie.",
            "Нажимая «Принять всё», вы даёте согласие на обработку персональных данных.",
        ),
        "<button>Принять всё</button>",
    ),
    "consent-uk": Message(
        "uk",
        "Ваша конфіденційність",
        "Ми використовуємо файли cookie",
        (
            "Ми та наші партнери використовуємо файли cookie для персоналізованого вмісту.",
            "Натискаючи «Прийняти», ви погоджуєтесь з політикою конфіденційності.",
        ),
    ),
    "consent-en": Message(
        "en",
        "Before you continue",
        "We value your privacy",
        (
            "We and our 842 partners store and access information on a device, such as cookies.",
            "You can accept all or manage your choices at any time in the privacy settings.",
            "Some of our partners process your data on the basis of legitimate interest.",
        ),
    ),
    "cookie-ru": Message(
        "ru",
        "Вести Сурска",
        "Файлы cookie",
        (
            "На сайте используются файлы cookie. Оставаясь на сайте, вы соглашаетесь с политикой"
            " конфиденциальности и правилами использования файлов cookie.",
        ),
    ),
    "login-ru": Message(
        "ru",
        "Вход на сайт",
        "Авторизация",
        ("Войдите, чтобы продолжить чтение.", "Забыли пароль? Нет аккаунта? Зарегистрируйтесь."),
        "<form><input name=login><input type=password></form>",
    ),
    "login-uk": Message(
        "uk",
        "Вхід",
        "Увійдіть, щоб продовжити",
        ("Введіть пошту та пароль.", "Забули пароль? Немає акаунта? Зареєструйтесь."),
        "<form><input name=login><input type=password></form>",
    ),
    "login-en": Message(
        "en",
        "Log in",
        "Sign in",
        ("Sign in to your account to read this page.", "Forgot your password? Create an account."),
        "<form><input name=login><input type=password></form>",
    ),
    "error-address-en": Message(
        "en",
        "Whoops!",
        "Whoops, we can’t find that page",
        (
            "The link you followed may be broken, or the page may have been removed.",
            "Why not try our homepage, or tell us what you want?",
        ),
    ),
    "error-address-de": Message(
        "de",
        "Fehler 404",
        "Hoppla, hier ist etwas schiefgelaufen",
        (
            "Die Seite, die Sie suchen, wurde verschoben.",
            "Suchen Sie im Archiv, oder schreiben Sie uns, was Ihnen fehlt.",
        ),
    ),
    "login-address-en": Message(
        "en",
        "Register to read",
        "Register for free to continue reading",
        ("Registration is an easy way to support our journalism.", "Join our community today."),
    ),
    "paywall-address-de": Message(
        "de",
        "Warum die Mühle schließt",
        "Warum die Mühle schließt",
        (
            "Dieser Artikel ist Teil unseres Plus-Angebots.",
            "Sie haben bereits ein Abo? Dann geht es für Sie hier weiter.",
        ),
    ),
    "paywall-ru": Message(
        "ru",
        "Почему в Сурске дорожает жильё",
        "Почему в Сурске дорожает жильё",
        (
            "Этот материал доступен только подписчикам.",
            "Оформите подписку за 199 ₽ в месяц, чтобы читать дальше. Уже есть подписка? Войдите.",
        ),
    ),
    "paywall-uk": Message(
        "uk",
        "Чому в місті дорожчає житло",
        "Чому в місті дорожчає житло",
        ("Матеріал доступний лише за передплатою. Оформіть передплату, щоб читати далі.",),
    ),
    "paywall-en": Message(
        "en",
        "Why homes in Westbury cost more",
        "Why homes in Westbury cost more",
        (
            "Subscribe to continue reading this article.",
            "Already a subscriber? Log in. Your free trial costs $1 a month, cancel anytime.",
        ),
    ),
    "stub-construction-ru": Message(
        "ru",
        "Сайт на реконструкции",
        "Сайт временно недоступен",
        ("На сайте ведутся технические работы. Приносим извинения, скоро вернёмся.",),
    ),
    "stub-soon-ru": Message(
        "ru",
        "Вести Сурска",
        "Раздел в разработке",
        ("Страница находится в разработке и скоро будет доступна.",),
    ),
    "stub-uk": Message(
        "uk",
        "Технічні роботи",
        "Сайт на технічному обслуговуванні",
        ("Тривають планові технічні роботи. Сайт буде доступний незабаром.",),
    ),
    "stub-server-en": Message(
        "en",
        "Welcome to nginx!",
        "Welcome to nginx!",
        (
            "If you see this page, the nginx web server is successfully installed and working.",
            "Further configuration is required.",
        ),
    ),
    "stub-parked-en": Message(
        "en",
        "westbury.example",
        "This domain is for sale",
        ("The domain westbury.example is parked and for sale. Contact the registrar today.",),
    ),
}


def _bare(message: Message) -> str:
    return _html(message, _content(message))


def _framed(message: Message) -> str:
    news = _NEWS.get(message.language, _NEWS[_FRAME_LANGUAGE])
    menu = "".join(f"<li><a href=/s/{n}>{text.split()[0]}</a>" for n, text in enumerate(news))
    links = "".join(
        f"<li><a href=/news/{n}/>{text}</a> <span>1{n}:20</span>" for n, text in enumerate(news)
    )
    site = _SITES.get(message.language, _SITES[_FRAME_LANGUAGE])
    return _html(
        message,
        f"<header><a href=/>{site}</a><nav><ul>{menu}</ul></nav></header>"
        f"<main>{_content(message)}</main>"
        f"<aside class=sidebar><h3>{news[0].split()[0]}</h3><ul>{links}</ul></aside>"
        f"<footer><p>© 2009–2026 {site}</p></footer>",
        f" — {site}",
    )


def _content(message: Message) -> str:
    texts = "".join(f"<p>{text}</p>" for text in message.texts)
    return f"<h1>{message.heading}</h1>{texts}{message.extra}"


def _html(message: Message, body: str, site: str = "") -> str:
    return (
        f"<!doctype html><html lang={message.language}><head><meta charset=utf-8>"
        f"<title>{message.title}{site}</title></head><body>{body}</body></html>"
    )


def _teasers(language: str, end: str = ".") -> str:
    return "".join(
        f"<div class=item><h2><a href=/news/{n}/>{text}</a></h2><span>{20 - n}.11.2026</span>"
        f"<p>{text}, {_CREDITS[language]}{end}</p></div>"
        for n, text in enumerate(_NEWS[language])
    )


_CREDITS = {
    "ru": "сообщили в городской администрации во вторник",
    "uk": "повідомили в міській раді у вівторок",
    "en": "the town council said on Tuesday",
}


def _listings() -> Iterator[tuple[str, str, str]]:
    """Yield name, path and HTML of each front page and listing."""
    for language, site in _SITES.items():
        front = Message(language, site, site)
        yield f"front-{language}", "/", _html(front, f"<h1>{site}</h1>{_teasers(language)}")
        word = _NEWS[language][0].split()[1]
        body = f"<h1>{word}</h1>{_teasers(language)}{_teasers(language, '…')}"
        yield f"listing-{language}", "/tag/most/", _html(Message(language, word, word), body)


PAGES: dict[str, tuple[str, str]] = {  # name → path and HTML
    **{f"{name}-bare": ("/news/12345/", _bare(message)) for name, message in MESSAGES.items()},
    **{f"{name}-framed": ("/news/12345/", _framed(message)) for name, message in MESSAGES.items()},
    **{name: (path, html) for name, path, html in _listings()},
}
