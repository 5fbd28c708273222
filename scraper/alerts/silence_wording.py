"""What messages say of an outlet that brings nothing: the cause, and what a person can do."""

import re

from pipelines.model import Status, advice
from scraper.alerts.wording import Language

# an address, or the host at the end of "redirect to" and "lead to"
_ADDRESS = re.compile(r"https?://[^\s;,()'\"]+[^\s;,()'\".:]|(?<= to )\S+$")
_UNKNOWN = ("его не удаётся прочитать", "Откройте его главную страницу в браузере")
_RUSSIAN: dict[Status, tuple[str, str]] = {
    Status.SILENT: (
        "сайт отвечает, но новых материалов нет дольше обычного",
        "Проверьте, не закрылось ли издание; `scrapy add-source --again {id}` ищет новые ленты",
    ),
    Status.NO_LINKS: (
        "в лентах, картах сайта и списках нет ссылок на статьи",
        "Укажите ленты, карты сайта, списки или article_pattern в sources.toml",
    ),
    Status.NO_PREVIEW: (
        "у телеграм-канала нет открытого предпросмотра",
        "Откройте t.me/s/ИМЯ в браузере; если предпросмотра нет, попросите владельца его включить",
    ),
    Status.UNREADABLE: (
        "на последних страницах не удалось найти текст статьи",
        "Откройте статью в браузере с выключенными скриптами. Если текст виден, укажите его"
        " CSS-селектор ключом `body` в sources.toml, иначе `scrapy add-source --again {id}` ищет"
        " ленту",
    ),
    Status.MOVED: (
        "адреса ведут на другой сайт",
        "`scrapy add-source --again {id}` предлагает новый адрес",
    ),
    Status.PARSE_ERROR: (
        "вместо ленты приходит другой документ",
        "`scrapy add-source --again {id}` ищет другую ленту",
    ),
    Status.CHALLENGE: (
        "сайт показывает проверку на робота",
        "Попросите у издания ленту, которая открывается без проверки",
    ),
    Status.BLOCKED: (
        "адрес не из открытой сети",
        "NEWS_ALLOWED_NETWORKS может его разрешить",
    ),
    Status.ROBOTS_DENIED: (
        "robots.txt издания запрещает обход",
        "Договоритесь с изданием или отключите его в sources.toml",
    ),
    Status.DNS_ERROR: (
        "имя сайта не находится",
        "Проверьте, не сменило ли издание домен",
    ),
    Status.TLS_ERROR: (
        "сертификату сайта здесь не доверяют",
        "Если сертификат выдан Russian Trusted Root CA, установите её корневой сертификат или"
        " укажите для издания verify_certificates = false",
    ),
    Status.TIMEOUT: (
        "сайт не отвечает за отведённое время",
        "Откройте его главную страницу в браузере; опрос повторяется сам",
    ),
    Status.HTTP_ERROR: (
        "сайт отвечает ошибкой",
        "Откройте адрес в браузере; `scrapy add-source --again {id}` ищет другой",
    ),
    Status.GONE: (
        "адреса больше нет",
        "`scrapy add-source --again {id}` ищет новый",
    ),
    Status.REDIRECT_LOOP: (
        "адрес перенаправляет по кругу",
        "Откройте его главную страницу в браузере; опрос повторяется сам",
    ),
    Status.TOO_LARGE: (
        "лента или страница слишком велика",
        "Укажите другую ленту в sources.toml; `scrapy add-source --again {id}` ищет её",
    ),
    Status.NETWORK_ERROR: (
        "связь с сайтом обрывается",
        "Откройте его главную страницу в браузере; опрос повторяется сам",
    ),
    Status.INTERNAL_ERROR: (
        "при чтении случилась ошибка самой программы",
        "Она записана в журнале обхода; опрос повторяется сам",
    ),
}


def describe_silence(
    status: str | None, detail: str | None, source_id: str, language: Language
) -> tuple[str, str]:
    """Return the cause and the advice in the language, each "" if unknown.

    The detail of the database is English. A Russian cause takes the address from it, since the rest
    says in other words what the status says.
    """
    known = Status(status) if status in set(Status) else None
    if language == "en":
        found = advice(known, source_id) if known else None
        return detail or str(status or ""), found or ""
    if known is None:
        return "", ""
    cause, action = _RUSSIAN.get(known, _UNKNOWN)
    address = _ADDRESS.search(detail or "")
    where = f": {address[0]}" if address else ""
    return f"{cause}{where}", action.format(id=source_id)
