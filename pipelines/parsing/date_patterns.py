"""Regular expressions of dates and times of day, as news pages and feeds write them.

Named groups: ``year`` or ``short`` (two digits), ``month``, ``name`` or ``roman``, ``day``,
``hour``, ``minute``, ``second``, ``ampm``, ``zone``, ``relative``.
"""

import re

from pipelines.parsing.months import RELATIVE_DAYS, SECOND_WORD, SHORT_NAMES
from pipelines.parsing.zones import ZONE_PATTERN as _ZONE

_TIME = r"(?P<hour>[01]?\d|2[0-4])[:.](?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d)(?:[.,:]\d{1,9})?)?"
_AMPM = r"(?:\s*(?P<ampm>[ap])\.?m\b\.?)?"
_SEPARATOR = r"[\s,|/•·—–-]"
_GAP = (
    rf"{_SEPARATOR}*(?:(?:года|року|годзе|г\.?|р\.|ел|жыл|йыл|ж\.|й\.|թ\.|წელი|წ\.){_SEPARATOR}*)?"
    rf"(?:\b(?:в|о|у|a?t|um|à|a las|o|às|kl\.?|kell|klo)(?!\w){_SEPARATOR}*)?"
)
_YEAR = r"(?P<year>(?:19|20)\d\d)"
# Two adjacent elements leave no space: «20.11.202614:35».
_YEAR_ENDS = r"(?!\d(?!\d:[0-5]\d|\d?[./]\d\d?[./]))(?!:\d)"
_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])"
_MONTH = r"(?P<month>0?[1-9]|1[0-2])"
_NAME = rf"(?P<name>{SHORT_NAMES}|[^\W\d_]{{3,14}})\.?{SECOND_WORD}"
_ROMAN = r"(?-i:(?P<roman>[IІVXХ]{1,4}))"
_TIME_AFTER = rf"(?:{_GAP}{_TIME}{_AMPM}{_ZONE}(?!\d))?"
_NO_OTHER_YEAR = r"(?!\s*,?\s*\d{3,})"  # as in 31 December 9999
_BEFORE_DATE = r"\s*[,|/•·—–-]?\s*"
_YEAR_WORD = (
    r"\s*(?:елның|ел|жылғы|жылдың|жыл|йылдың|йыл|ҫулхи|ҫулта|ҫул|сыл|ж\.|й\.|с\.|թ\.|թվականի|წ\.)"
)
_DAY_WORD = r"(?:\s?-?(?:ші|шы|се|сы|нче|нчы|мӗшӗ?|күнэ))?"


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


ISO = _compile(rf"(?<!\d){_YEAR}-{_MONTH}-{_DAY}(?:[T\s]\s*{_TIME}{_ZONE})?(?!\d)")
ISO_BASIC = _compile(
    r"(?P<year>(?:19|20)\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])"
    rf"(?:T?(?P<hour>[01]\d|2[0-4]):?(?P<minute>[0-5]\d)(?::?(?P<second>[0-5]\d))?{_ZONE})?$"
)
# RFC 822 has two-digit years, RFC 2822 four; PHP writes a zone without a name as «+05».
MAIL = _compile(
    rf"(?:[^\W\d_]{{2,9}}\.?,?\s+)?{_DAY}[\s-](?P<name>[a-z]{{3,9}})\.?[\s-]"
    rf"(?:{_YEAR}|(?P<short>\d\d))\s+{_TIME}"
    r"(?:\s*(?P<zone>[+-]\d\d:?\d\d|[+-]\d\d|[a-z]{1,5}))?(?:\s*\([^)]*\))?$"
)
TIME_FIRST = (
    _compile(rf"(?<![\d:.]){_TIME}{_ZONE}{_BEFORE_DATE}{_DAY}[./-]{_MONTH}[./-]{_YEAR}(?!\d)"),
    _compile(rf"(?<![\d:.]){_TIME}{_ZONE}{_BEFORE_DATE}{_DAY}\.?\s+{_NAME}\s*,?\s*{_YEAR}(?!\d)"),
    _compile(
        rf"(?<![\d:.]){_TIME}{_AMPM}{_ZONE}{_BEFORE_DATE}(?:on\s+)?{_NAME}\s+{_DAY},?\s+{_YEAR}(?!\d)"
    ),
)
DATE_FIRST = (
    _compile(
        rf"(?<!\d){_YEAR}\s*[-./年년]\s*{_MONTH}\s*[-./月월]\s*{_DAY}[日일.]?(?!\d){_TIME_AFTER}"
    ),
    _compile(
        rf"(?<![\d.]){_DAY}(?P<separator>[./-])\s?{_MONTH}(?P=separator)\s?{_YEAR}"
        rf"{_YEAR_ENDS}{_TIME_AFTER}"
    ),
    _compile(rf"(?<![\d.]){_DAY}\.{_MONTH}\.?\s{_YEAR}{_YEAR_ENDS}{_TIME_AFTER}"),
    _compile(
        rf"(?<!\d)(?P<us_month>0?[1-9]|1[0-2])/(?P<us_day>1[3-9]|2\d|3[01])/{_YEAR}"
        rf"{_YEAR_ENDS}{_TIME_AFTER}"
    ),
    _compile(rf"(?<!\d){_YEAR}{_YEAR_WORD}\s+{_DAY}{_DAY_WORD}\.?\s*{_NAME}{_TIME_AFTER}"),
    _compile(rf"(?<!\d){_YEAR}{_YEAR_WORD}\s+{_NAME}\s+{_DAY}{_DAY_WORD}(?!\d){_TIME_AFTER}"),
    _compile(
        rf"(?<![\d.]){_DAY}(?:\.|st|nd|rd|th|er|º)?\s*(?:de\s+|of\s+)?{_NAME}\s*,?\s*"
        rf"(?:de\s+|del\s+)?{_YEAR}{_YEAR_ENDS}{_TIME_AFTER}"
    ),
    _compile(rf"\b{_NAME}\s+{_DAY}(?:st|nd|rd|th)?\s*,?\s+{_YEAR}{_YEAR_ENDS}{_TIME_AFTER}"),
    _compile(rf"\b{_NAME}\s+{_DAY}\s+{_TIME}{_ZONE}\s+{_YEAR}(?!\d)"),
    _compile(rf"(?<!\d){_YEAR}\.\s*{_NAME}\s+{_DAY}\.?(?!\d){_TIME_AFTER}"),
    _compile(
        rf"(?<![\d.]){_DAY}\s?[./\s-]\s?{_ROMAN}\s?[./\s-]\s?{_YEAR}{_YEAR_ENDS}{_TIME_AFTER}"
    ),
    _compile(rf"(?<![\d.]){_DAY}\.{_MONTH}\.(?P<short>\d\d)(?![\d.:](?!\d:[0-5]\d)){_TIME_AFTER}"),
)
NO_YEAR = (
    _compile(rf"(?<![\d.:]){_DAY}\.?\s+{_NAME}(?!\w){_GAP}{_TIME}{_ZONE}(?!\d)"),
    _compile(rf"(?<![\d:.]){_TIME}{_ZONE}{_BEFORE_DATE}{_DAY}\s+{_NAME}(?!\w){_NO_OTHER_YEAR}"),
    _compile(rf"(?<![\d.:]){_DAY}\.?\s+{_NAME}(?!\w){_NO_OTHER_YEAR}"),
)
_RELATIVE_NAMES = "|".join(sorted(set(RELATIVE_DAYS) - {"hier", "кеше"}, key=len, reverse=True))
# «hier» is «here» in German, «кеше» a person in Tatar, unless a time of day follows.
RELATIVE = _compile(
    rf"\b(?P<relative>(?:{_RELATIVE_NAMES})\b|(?:hier|кеше)\b(?=\s*,?\s*(?:à\s+)?\d))"
    rf"(?:{_GAP}{_TIME}{_AMPM}{_ZONE}(?!\d))?"
)
RELATIVE_LAST = _compile(rf"(?<![\d:.]){_TIME}\s*[,|/•·—–-]?\s*(?P<relative>{_RELATIVE_NAMES})\b")
AGO = _compile(
    r"(?<!\d)(?P<count>\d{1,2}|)\s*(?P<unit>мин|час|дн|ден|дня|minut|hour|min|day|Stunde)\w*\.?\s+"
    r"(?:назад|ago|temu)\b"
)
HOUR_ALONE = _compile(r"(?:[01]?\d|2[0-3]):[0-5]\d(?: ?[ap]\.?m\.?)?")
UNIX = re.compile(r"1\d{9}(?:\d{3})?$")
IN_ADDRESS = (
    re.compile(rf"/{_YEAR}[/_-]{_MONTH}[/_-]{_DAY}(?!\w)"),
    re.compile(r"/(?P<year>20\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])(?!\w)"),
    re.compile(
        r"[/_-](?P<day>0[1-9]|[12]\d|3[01])[._-](?P<month>0[1-9]|1[0-2])[._-](?P<year>20\d\d)(?!\d)"
    ),
)
