"""Guesses the kind of a source or of a credited name: outlet, agency, official or channel.

The guess uses the host of an address or the words of a name. ``kind`` in ``sources.toml`` overrides
it. The tables below contain well-known agencies and authorities and are not complete.
"""

import re
from enum import StrEnum
from urllib.parse import urlsplit


class SourceKind(StrEnum):
    """What kind of publisher or body a piece of news comes from."""

    OUTLET = "outlet"  # a newspaper, a news site, a broadcaster
    AGENCY = "agency"  # a news agency, whose texts others print
    OFFICIAL = "official"  # a press office: of an authority, a court, the police, a company
    CHANNEL = "channel"  # a channel in a messenger


_AGENCY_HOSTS = frozenset({
    "tass.ru", "tass.com", "interfax.ru", "interfax-russia.ru", "ria.ru", "regnum.ru",
    "rosbalt.ru", "rapsinews.ru", "tatar-inform.ru", "bashinform.ru", "chuvash.org",
    "grozny-inform.ru", "ysia.ru", "sakhalife.ru", "interfax.com.ua", "ukrinform.ua",
    "ukrinform.net", "unian.ua", "unn.ua", "belta.by", "interfax.by", "inform.kz",
    "kazinform.kz", "akipress.org", "kabar.kg", "armenpress.am", "azertag.az", "apa.az",
    "reuters.com", "apnews.com", "afp.com", "dpa.com", "pap.pl", "ansa.it", "efe.com",
    "xinhuanet.com",
})  # fmt: skip
_OFFICIAL_HOSTS = frozenset({
    "kremlin.ru", "mvd.ru", "xn--b1aew.xn--p1ai", "мвд.рф", "sledcom.ru", "fsb.ru", "mil.ru",
    "cbr.ru", "mos.ru", "tatarstan.ru", "cikrf.ru", "duma.gov.ru", "sudrf.ru", "arbitr.ru",
    "mchs.ru", "genproc.ru", "rosgvard.ru", "fssp.ru", "president.gov.by", "president.kz",
    "akorda.kz",
})  # fmt: skip
# Labels of a host that only governments have: «penza.gov.ru».
_GOVERNMENT_LABELS = frozenset({"gov", "gob", "gouv", "gov-murman", "mil"})
_CHANNEL_HOSTS = frozenset({"t.me", "telegram.me", "telegram.dog"})

# Names of agencies, and words for «agency»: «ТАСС», «информагентство».
_AGENCY_NAMES = re.compile(
    r"\b(?:тасс|итар-тасс|интерфакс\w*|риа новости|regnum|росбалт|рапси|татар-информ|"
    r"башинформ|чувашинформ|укринформ|униан|белта|казинформ|кабар|арменпресс|"
    r"tass|interfax|reuters|рейтер|associated press|afp|dpa|pap|ansa|xinhua|синьхуа|"
    r"информагентств\w*|информационн\w+ агентств\w*|news agency)\b"
)
# Names of press offices: «пресс-служба УМВД», «Police press office».
_PRESS_OFFICES = re.compile(
    r"пресс?[- ]?служб|пресс[- ]?центр|пресс-секретар|\bбаспасөз|\bматбугат үзәге|"
    r"\bpress (?:office|service|release)\b|\bpressestelle\b"
)
# Words in the names of authorities: «СУ СК по области», «прокуратура города».
_AUTHORITIES = re.compile(
    r"\bу?мвд\b|\bмчс\b|\bгибдд\b|\bгаи\b|\bск р(?:ф|оссии)\b|\bсу ск\b|"
    r"следственн\w+ (?:комитет|управл)|"
    r"прокуратур|росгвард|полици|правительств|администраци|министерств|\bминздрав|\bминобр|"
    r"департамент|управлени|губернатор|\bмэри[ияи]|\bдум[аы]\b|\bсуд(?:а|е|ом)?\b|"
    r"росстат|гидрометцентр|"
    r"роспотребнадзор|россельхознадзор|росреестр|поліці|міністерств|адміністраці|"
    r"\bministry\b|\bpolice\b|\bcouncil\b|\bprosecutor|"
    r"\bpolizei\b|\bstaatsanwaltschaft\b|\bpolicj|\bprokuratur"
)
# Words that only a medium has in its name. Beside one of them, the word of an authority is the
# medium's subject or title: «газета «Полиция области»», «Council Bluffs Daily».
_MEDIA = re.compile(
    r"\bгазет(?:а|ы|е|у|ой)\b|\bжурнал(?:а|е|у|ом)?\b|\bрадио\b|\bтелеканал(?:а|е|у|ом)?\b|"
    r"\b(?:теле|радио|телерадио)компани[яиюей]+\b|\bтв\b|"
    r"\bnewspaper\b|\bdaily\b|\bgazette\b|\bherald\b|\bradio\b|\btv\b|\bzeitung\b"
)
# Words for Telegram and its channels: «телеграм-канал», «ТГ-канал», «t.me/penza».
_CHANNEL_NAMES = re.compile(r"\btelegram\b|\bт(?:еле)?г(?:рам)?-?канал|\bтелеграм|\bt\.me/")


def kind_of_address(url: str) -> SourceKind:
    """Return the kind that the host of a URL suggests; OUTLET if it suggests none."""
    try:
        host = (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return SourceKind.OUTLET
    labels = host.split(".")
    # The host and the domains above it: a.b.ru, b.ru, ru.
    suffixes = {".".join(labels[start:]) for start in range(len(labels))}
    if suffixes & _CHANNEL_HOSTS:
        return SourceKind.CHANNEL
    if suffixes & _AGENCY_HOSTS:
        return SourceKind.AGENCY
    last_labels = set(labels[-3:])  # of gov.ru, penza.gov.ru, www.gov.spb.ru
    if suffixes & _OFFICIAL_HOSTS or last_labels & _GOVERNMENT_LABELS:
        return SourceKind.OFFICIAL
    return SourceKind.OUTLET


def kind_of_name(name: str) -> SourceKind:
    """Return the kind that the words of a credited name suggest; OUTLET if they suggest none."""
    folded = name.casefold().replace("ё", "е")
    if _CHANNEL_NAMES.search(folded):
        return SourceKind.CHANNEL
    is_of_authority = _AUTHORITIES.search(folded) and not _MEDIA.search(folded)
    if _PRESS_OFFICES.search(folded) or is_of_authority:
        return SourceKind.OFFICIAL
    if _AGENCY_NAMES.search(folded):
        return SourceKind.AGENCY
    return SourceKind.OUTLET
