"""The languages of pages, feeds, digests and messages: their texts, plurals, numbers and days.

The texts in the code and the templates are English. ``translations/ru.po`` contains their Russian
translations. ``translations/en.po`` contains the English names of regions: their texts in the code
are the codes of the regions.
"""

import gettext as gnu
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from markupsafe import Markup

from pipelines.model import Message

Code = Literal["ru", "en"]
CODES: tuple[Code, ...] = get_args(Code)
TRANSLATIONS = Path(__file__).parents[1] / "translations"
# The smallest number whose thousands are divided: Russian texts have «1204» and «12 040».
_MIN_DIVIDED = {"ru": 10_000, "en": 1_000}
_MAX_CACHED_TEXTS = 5_000  # the site has some hundred texts, and counts are mostly small
_MAX_CACHED_LANGUAGES = 8  # more than the two languages, each with and without its prefix
_DIVIDERS = {"ru": "\u00a0", "en": ","}
_DECIMAL_SIGNS = {"ru": ",", "en": "."}


@dataclass(frozen=True, slots=True)
class Language:
    """A language, with the prefix of the paths of the site's pages in this language.

    The prefix is "" for the language in which the site is by default.
    """

    code: Code
    prefix: str = ""

    def gettext(self, template: str, **values: object) -> str:
        """Return the translation of a text with the values put in; whole numbers are formatted."""
        return self._filled(_catalogue(self.code).gettext(template), values)

    def ngettext(self, one: str, many: str, number: int, **values: object) -> str:
        """Return the form of a text that agrees with a number, which is the value ``num``."""
        template = _catalogue(self.code).ngettext(one, many, number)
        return self._filled(template, {"num": number} | values)

    def pgettext(self, context: str, template: str, **values: object) -> str:
        """Return the translation of a text that has other translations in other contexts."""
        return self._filled(_catalogue(self.code).pgettext(context, template), values)

    def text(self, message: str) -> str:
        """Return the translation of a Message; a text of another type is returned as it is."""
        if not isinstance(message, Message):
            return message
        return self.gettext(message.template, **message.values)

    def region_name(self, code: str, stored: str) -> str:
        """Return the name of a region by its code, else the stored name, which may be Russian."""
        if self.code == "ru":
            return stored
        translated = _catalogue(self.code).pgettext("region", code)
        return stored if translated == code else translated

    def number(self, number: int) -> str:
        """Return a whole number with its thousands divided: «1,204», «1204», «12 040»."""
        is_divided = abs(number) >= _MIN_DIVIDED[self.code]
        return f"{number:,}".replace(",", _DIVIDERS[self.code]) if is_divided else str(number)

    def decimal(self, number: float) -> str:
        """Return a number with one digit after the sign of decimals: «39.7», «39,7»."""
        return f"{number:.1f}".replace(".", _DECIMAL_SIGNS[self.code])

    def day(self, day: date, pattern: str) -> str:
        """Return a day by a pattern of CLDR, such as ``EEEE, d MMMM y``."""
        from babel.dates import format_date  # importing it takes 0.1 s

        return format_date(day, pattern, locale=self.code)

    def city(self, zone: ZoneInfo) -> str:
        """Return the name of the city for which a time zone is named, such as «Москва»."""
        from babel.dates import get_timezone_location

        return get_timezone_location(zone, locale=self.code, return_city=True)

    def functions(self) -> Mapping[str, Callable[..., str]]:
        """Return the functions of the same names for templates, which return safe HTML.

        The values that are put in are escaped, unless they are safe already. ``_`` is ``gettext``:
        Jinja's own ``_`` copies the context of the template at each call.
        """
        return _template_functions(self)

    def _filled(self, template: str, values: dict[str, object]) -> str:
        return template % self._formatted(values) if values else template

    def _safe(self, template: str, values: dict[str, object]) -> str:
        return Markup(template) % self._formatted(values)  # noqa: S704, the texts are our own

    def _formatted(self, values: dict[str, object]) -> dict[str, object]:
        return {
            name: self.number(value) if type(value) is int else value
            for name, value in values.items()
        }


ENGLISH = Language("en")
LANGUAGES: dict[Code, Language] = {"ru": Language("ru"), "en": ENGLISH}


def language_of(setting: str | None, sources: Iterable[tuple[str | None, str]]) -> Code:
    """Return the language of the setting; else Russian if most sources are Russian, or English.

    ``sources`` are (language or None, code of the region) of each source. A source without a
    language is Russian if it is in a region of Russia.
    """
    for code in CODES:
        if setting == code:
            return code
    are_russian = [
        language == "ru" if language else region.startswith("RU-") for language, region in sources
    ]
    return "ru" if 2 * sum(are_russian) > len(are_russian) else "en"


@lru_cache(_MAX_CACHED_LANGUAGES)
def _template_functions(language: Language) -> Mapping[str, Callable[..., str]]:
    catalogue = _catalogue(language.code)

    # A page has hundreds of texts without values, and most of them occur many times.
    @lru_cache(_MAX_CACHED_TEXTS)
    def plain(template: str) -> str:
        return language._safe(catalogue.gettext(template), {})

    @lru_cache(_MAX_CACHED_TEXTS)
    def counted(one: str, many: str, number: int) -> str:
        return language._safe(catalogue.ngettext(one, many, number), {"num": number})

    def gettext(template: str, **values: object) -> str:
        return language._safe(catalogue.gettext(template), values) if values else plain(template)

    def ngettext(one: str, many: str, number: int, **values: object) -> str:
        if not values:
            return counted(one, many, number)
        template = catalogue.ngettext(one, many, number)
        return language._safe(template, {"num": number} | values)

    def pgettext(context: str, template: str, **values: object) -> str:
        return language._safe(catalogue.pgettext(context, template), values)

    return {"gettext": gettext, "_": gettext, "ngettext": ngettext, "pgettext": pgettext}


@cache
def _catalogue(code: Code) -> gnu.NullTranslations:
    """Return the translations into a language; Babel compiles them from the file of translators."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = BytesIO()
    with (TRANSLATIONS / f"{code}.po").open("rb") as file:
        write_mo(compiled, read_po(file, locale=code))
    compiled.seek(0)
    return gnu.GNUTranslations(compiled)
