"""Recognises the units of numbers: «три года» is not «три месяца»."""

from pipelines.copies.tokens import fold

# Units in the forms that follow a number. «Года» and «лет» are one unit. «Г» and «т» are left out,
# since they may be a year and a thousand.
_UNIT_WORDS = (
    "год года лет году годов годами",
    "месяц месяца месяцев",
    "неделя недели недель неделю",
    "день дня дней сутки суток",
    "час часа часов ч",
    "минута минуты минут минуту мин",
    "секунда секунды секунд сек",
    "рік роки років року",
    "місяць місяці місяців",
    "тиждень тижні тижнів",
    "рубль рубля рублей руб",
    "евро",
    "доллар доллара долларов долл долар долари доларів",
    "тенге теңге",
    "гривна гривны гривен гривня гривні гривень",
    "юань юаня юаней",
    "фунт фунта фунтов",
    "тонна тонны тонн",
    "центнер центнера центнеров",
    "килограмм килограмма килограммов кг кілограм кілограми кілограмів",
    "грамм грамма граммов грам грами грамів",
    "миллиметр миллиметра миллиметров мм",
    "сантиметр сантиметра сантиметров см",
    # The Latin «m» and «km» are folded to the Russian ones.
    "метр метра метров м метри метрів metre metres meter meters metern metr metry metrów",
    "километр километра километров км кілометр кілометри кілометрів kilometre kilometres "
    "kilometer kilometers kilometern kilometr kilometry kilometrów",
    "гектар гектара гектаров га",
    "литр литра литров",
    "процент процента процентов процентам процентами",
    "раз раза",
    "день дні днів",
    "година години годин",
    "year years",
    "month months",
    "week weeks",
    "day days",
    "hour hours",
    "minute minutes minuten",
    "mile miles",
    "kilogram kilograms kilo kilos kilogramm kilogramy kilogramów",
    "gram grams gramm gramy gramów",
    "tonne tonnes tonnen",
    "pound pounds",
    "dollar dollars",
    "euro euros",
    "jahr jahre jahren",
    "monat monate monaten",
    "woche wochen",
    "tag tage tagen",
    "stunde stunden",
    "prozent",
    "rok lata lat",
    "miesiąc miesiące miesięcy",
    "tydzień tygodnie tygodni",
    "dzień dni",
    "godzina godziny godzin",
    "złoty złote złotych",
    "procent",
)
_UNITS = {fold(word): fold(line.split()[0]) for line in _UNIT_WORDS for word in line.split()}


def unit_of(word: str) -> str:
    """Return the unit that a folded word names, without its ending; else ''."""
    return _UNITS.get(word, "")
