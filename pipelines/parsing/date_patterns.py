"""Regular expressions for the dates and times of day that news pages and feeds write.

These named groups hold the parts of a date:

- ``year``, or ``short_year`` for a year of two digits;
- ``month`` (a number), ``roman``, or ``month_name`` (a word that may also be no month);
- ``day``; in American dates ``us_month`` and ``us_day``;
- ``separator``, the character between day, month and year;
- ``hour``, ``minute`` and ``second``; ``ampm`` (the letter «a» or «p»); ``zone``;
- ``relative``, a word such as «yesterday»; ``count`` and ``unit`` of «5 minutes ago».
"""

import re

from pipelines.parsing.months import RELATIVE_DAYS, SECOND_WORD, TWO_LETTER_NAMES
from pipelines.parsing.zones import ZONE_PATTERN as _ZONE

# «14:35», «14.35», «14h35» and, before AM or PM only, «2» without minutes.
_TIME = (
    r"(?P<hour>[01]?\d|2[0-4])(?:(?:[:.]|\s?h\s?)(?P<minute>[0-5]\d)"
    r"(?::(?P<second>[0-5]\d)(?:[.,:]\d{1,9})?)?|(?=\s?[ap]\.?m\b))"
)
_AMPM = r"(?:\s*(?P<ampm>[ap])\.?m\b\.?)?"
_SEPARATOR = r"[\s,|/•·—–-]"
# Between a date and its time there may be separators, a word for «year» and a word for «at».
_BETWEEN_DATE_AND_TIME = (
    rf"{_SEPARATOR}*(?:(?:года|року|годзе|г\.?|р\.|ел|жыл|йыл|ж\.|й\.|թ\.|წელი|წ\.){_SEPARATOR}*)?"
    rf"(?:\b(?:в|о|у|ў|a?t|um|à|a las|o|às|kl\.?|kell|klo)(?!\w){_SEPARATOR}*)?"
)
_YEAR = r"(?P<year>(?:19|20)\d\d)"
# After a year no digit may follow, except a time or date from the next element of the page:
# «20.11.202614:35», «28. Juni 201914. Januar 2020».
_END_OF_YEAR = r"(?!\d(?!\d:[0-5]\d|\d?[./]\d\d?[./]|\d?\.?\s[^\W\d_]{3}))(?!:\d)"
_END_OF_SHORT_YEAR = r"(?![\d./:](?!\d:[0-5]\d))"  # «20.11.26.» and «20.11.26:3» are no dates
_YEAR_OR_SHORT = rf"(?:{_YEAR}|(?P<short_year>\d\d))"
_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])"
_MONTH = r"(?P<month>0?[1-9]|1[0-2])"
_MONTH_NAME = rf"(?P<month_name>{TWO_LETTER_NAMES}|[^\W\d_]{{3,14}})\.?{SECOND_WORD}"
_ROMAN_MONTH = r"(?-i:(?P<roman>[IІVXХ]{1,4}))"
# After a month no letter or digit may follow, except a date from the next element of the page:
# «21 ноября20 ноября».
_END_OF_MONTH_NAME = r"(?![^\W\d]|\d(?!\d?\s[^\W\d_]{3}))"
# After a time of day only a number from the last element of the page may follow without a space,
# such as a count of views: «20.11.202614:351320».
_OPTIONAL_TIME = rf"(?:{_BETWEEN_DATE_AND_TIME}{_TIME}{_AMPM}{_ZONE}(?!\d(?!\d*(?:\s|$))))?"
# After a date without a year no other number may follow. So «31 December 9999», and PHP's zero date
# «30 Nov -0001», are no dates.
_NO_OTHER_YEAR = r"(?!\s*,?\s*-?\d{3,})"
_BETWEEN_TIME_AND_DATE = r"\s*[,|/•·—–-]?\s*"
# Words for «year» in Turkic and Baltic languages and in those of the Caucasus: «2026 жылғы».
_YEAR_WORD = (
    r"\s*(?:елның|ел|жылғы|жылдың|жылы|жыл|йылдың|йылғы|йыл|ҫулхи|ҫулта|ҫул|сыллаах|сыл|"
    r"ж\.|й\.|ҫ\.|"
    r"с\.|թ\.|թվականի|წლის|წელი|წ\.|\.\s?gada|m\.)"
)
# Endings of the number of a day in Turkic and Mongolic languages: «20-мӗшӗ», «20 күнэ».
_DAY_WORD = r"(?:\s?-?(?:ші|шы|се|сы|нче|нчы|мӗшӗ?|күнэ|ին)(?!\w))?"


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


# ISO 8601: «2026-11-20T14:35:00+03:00».
ISO = _compile(rf"(?<!\d){_YEAR}-{_MONTH}-{_DAY}(?:[T\s]\s*{_TIME}{_ZONE})?(?!\d)")
# ISO 8601 without separators: «20261120T143500».
ISO_BASIC = _compile(
    r"(?P<year>(?:19|20)\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])"
    rf"(?:T?(?P<hour>[01]\d|2[0-4]):?(?P<minute>[0-5]\d)"
    rf"(?::?(?P<second>[0-5]\d)(?:[.,]\d{{1,9}})?)?{_ZONE})?$"
)
# The format of e-mail and RSS: «Fri, 20 Nov 2026 14:35:00 +0300». A year has two digits by RFC 822
# and four by RFC 2822. PHP writes a zone without a name as «+05».
MAIL = _compile(
    rf"(?:[^\W\d_]{{2,9}}\.?,?\s+)?{_DAY}[\s-](?P<month_name>[a-z]{{3,9}})\.?[\s-]"
    rf"(?:{_YEAR}|(?P<short_year>\d\d))\s+{_TIME}"
    r"(?:\s*(?P<zone>[+-]\d\d:?\d\d|[+-]\d{1,2}|[a-z]{1,5}))?(?:\s*\([^)]*\))?$"
)
# The time of day comes before the date: «14:35, 20.11.2026», «14:35 20 ноября 2026»,
# «2:35 pm on November 20, 2026».
TIME_FIRST = (
    _compile(
        rf"(?<![\d:.]){_TIME}{_AMPM}{_ZONE}{_BETWEEN_TIME_AND_DATE}"
        rf"{_DAY}(?P<separator>[./-]){_MONTH}"
        rf"(?P=separator){_YEAR_OR_SHORT}(?!\d)"
    ),
    _compile(
        rf"(?<![\d:.]){_TIME}{_ZONE}{_BETWEEN_TIME_AND_DATE}"
        rf"{_DAY}\.?\s+{_MONTH_NAME}\s*,?\s*{_YEAR}(?!\d)"
    ),
    _compile(
        rf"(?<![\d:.]){_TIME}{_AMPM}{_ZONE}{_BETWEEN_TIME_AND_DATE}"
        rf"(?:on\s+)?{_MONTH_NAME}\s+{_DAY},?\s+{_YEAR}(?!\d)"
    ),
)
# The date is alone or before the time of day.
DATE_FIRST = (
    # 2026/11/20, 2026年11月20日
    _compile(
        rf"(?<!\d){_YEAR}\s*[-./年년]\s*{_MONTH}\s*[-./月월]\s*{_DAY}[日일.]?(?!\d){_OPTIONAL_TIME}"
    ),
    # 20.11.2026, 20/11/2026 and, with AM or PM, 11/20/2026
    _compile(
        rf"(?<![\d.]){_DAY}(?P<separator>[./-]|\s[|•·/-]\s)\s?{_MONTH}(?P=separator)\s?{_YEAR}"
        rf"{_END_OF_YEAR}{_OPTIONAL_TIME}"
    ),
    # 20.11. 2026
    _compile(rf"(?<![\d.]){_DAY}\.{_MONTH}\.?\s{_YEAR}{_END_OF_YEAR}{_OPTIONAL_TIME}"),
    # 11/20/2026, where the second number is too large for a month
    _compile(
        rf"(?<!\d)(?P<us_month>0?[1-9]|1[0-2])/(?P<us_day>1[3-9]|2\d|3[01])/{_YEAR}"
        rf"{_END_OF_YEAR}{_OPTIONAL_TIME}"
    ),
    # 2026 жылғы 20 қараша, 2026 жыл, 20-қараша
    _compile(
        rf"(?<!\d){_YEAR}{_YEAR_WORD}[\s,]+{_DAY}{_DAY_WORD}\.?[\s-]*{_MONTH_NAME}{_OPTIONAL_TIME}"
    ),
    # 2026 ҫулхи чӳк 20
    _compile(
        rf"(?<!\d){_YEAR}{_YEAR_WORD}[\s,]+{_MONTH_NAME}\s*,?\s+{_DAY}{_DAY_WORD}(?!\d)"
        rf"{_OPTIONAL_TIME}"
    ),
    # 20 ноября 2026, 20-Nov-2026, 20th of November 2026, 20 de noviembre de 2026
    _compile(
        rf"(?<![\d.]){_DAY}(?:\.|st|nd|rd|th|er|º)?(?:\s*(?:de\s+|of\s+)?|[/-]){_MONTH_NAME}"
        rf"(?:\s*,?\s*(?:de\s+|del\s+)?|[/-]){_YEAR}{_END_OF_YEAR}{_OPTIONAL_TIME}"
    ),
    # November 20, 2026; чӳк, 20-мӗшӗ, 2026
    _compile(
        rf"\b{_MONTH_NAME}\s*,?\s+{_DAY}(?:st|nd|rd|th|{_DAY_WORD})\s*,?\s+{_YEAR}{_END_OF_YEAR}"
        rf"{_OPTIONAL_TIME}"
    ),
    # 2026, чӳк, 20
    _compile(rf"(?<!\d){_YEAR},\s+{_MONTH_NAME}\s*,?\s+{_DAY}{_DAY_WORD}(?![\d:]){_OPTIONAL_TIME}"),
    # Nov 20 14:35:00 MSK 2026, the format of the Unix command «date»
    _compile(rf"\b{_MONTH_NAME}\s+{_DAY}\s+{_TIME}{_ZONE}\s+{_YEAR}(?!\d)"),
    # 2026. november 20.
    _compile(rf"(?<!\d){_YEAR}\.\s*{_MONTH_NAME}\s+{_DAY}\.?(?!\d){_OPTIONAL_TIME}"),
    # 20.XI.2026
    _compile(
        rf"(?<![\d.]){_DAY}\s?[./\s-]\s?{_ROMAN_MONTH}\s?[./\s-]\s?{_YEAR}{_END_OF_YEAR}"
        rf"{_OPTIONAL_TIME}"
    ),
    # 20.11.26, 20/11/26
    _compile(
        rf"(?<![\d./]){_DAY}(?P<separator>[./]){_MONTH}(?P=separator)(?P<short_year>\d\d)"
        rf"{_END_OF_SHORT_YEAR}{_OPTIONAL_TIME}"
    ),
    # 11/20/26
    _compile(
        rf"(?<![\d./])(?P<us_month>0?[1-9]|1[0-2])/(?P<us_day>1[3-9]|2\d|3[01])"
        rf"/(?P<short_year>\d\d){_END_OF_SHORT_YEAR}{_OPTIONAL_TIME}"
    ),
    # 20.XI.26
    _compile(
        rf"(?<![\d.]){_DAY}\.\s?{_ROMAN_MONTH}\.\s?(?P<short_year>\d\d){_END_OF_SHORT_YEAR}"
        rf"{_OPTIONAL_TIME}"
    ),
)
# TIME_FIRST is tried first, so that the time of day before a date is read with the date.
WITH_YEAR = (*TIME_FIRST, ISO, *DATE_FIRST)
# «20 ноября, 14:35», «14:35, 20 ноября» and «20 ноября».
NO_YEAR = (
    _compile(
        rf"(?<![\d.:]){_DAY}\.?\s+{_MONTH_NAME}(?!\w){_BETWEEN_DATE_AND_TIME}{_TIME}{_ZONE}(?!\d)"
    ),
    _compile(
        rf"(?<![\d:.]){_TIME}{_ZONE}{_BETWEEN_TIME_AND_DATE}"
        rf"{_DAY}\s+{_MONTH_NAME}(?!\w){_NO_OTHER_YEAR}"
    ),
    _compile(rf"(?<![\d.:]){_DAY}\.?\s+{_MONTH_NAME}{_END_OF_MONTH_NAME}{_NO_OTHER_YEAR}"),
)
# «hier» means «yesterday» in French and «here» in German, and «кеше» means «yesterday» in Kazakh
# and «person» in Tatar, so these two words need a time of day.
_AMBIGUOUS_NAMES = ("hier", "кеше")
_RELATIVE_NAMES = "|".join(
    sorted(set(RELATIVE_DAYS) - set(_AMBIGUOUS_NAMES), key=lambda name: (-len(name), name))
)
# «today, 14:35» or «today»
RELATIVE = _compile(
    rf"\b(?P<relative>(?:{_RELATIVE_NAMES})\b"
    rf"|(?:{'|'.join(_AMBIGUOUS_NAMES)})\b(?=\s*,?\s*(?:à\s+)?\d))"
    rf"(?:{_BETWEEN_DATE_AND_TIME}{_TIME}{_AMPM}{_ZONE}(?!\d))?"
)
# «14:35, today»
RELATIVE_LAST = _compile(rf"(?<![\d:.]){_TIME}\s*[,|/•·—–-]?\s*(?P<relative>{_RELATIVE_NAMES})\b")
# «5 минут назад», «hour ago», «vor 5 Minuten»; after «vor» no word such as «ago» follows
AGO = _compile(
    r"(?<!\d)(?P<vor>vor\s+)?(?P<count>\d{1,2}|)\s*"
    r"(?P<unit>мин|час|дн|ден|дня|хв|годин|гадзін|дзён|minut|hour|min|day|Stunde|Tag)\w*\.?"
    r"(?(vor)|\s+(?:назад|тому|таму|ago|temu)\b)"
)
# A case-folded text without such a word matches none of the three patterns above.
RELATIVE_WORD = re.compile("|".join(RELATIVE_DAYS))
AGO_WORD = re.compile("назад|тому|таму|ago|temu|vor")
# «17:40», «5:40 p.m.»
TIME_OF_DAY = _compile(r"(?:[01]?\d|2[0-3]):[0-5]\d(?: ?[ap]\.?m\.?)?")
# Seconds or milliseconds since 1970.
UNIX = re.compile(r"1\d{9}(?:\d{3})?(?:\.\d+)?$")
# «/2026/11/20/», «/20261120», «-20.11.2026»
IN_URL_PATH = (
    re.compile(rf"/{_YEAR}[/_-]{_MONTH}[/_-]{_DAY}(?!\w)"),
    re.compile(r"/(?P<year>20\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])(?!\w)"),
    re.compile(
        r"[/_-](?P<day>0[1-9]|[12]\d|3[01])[._-](?P<month>0[1-9]|1[0-2])[._-](?P<year>20\d\d)(?!\d)"
    ),
)
