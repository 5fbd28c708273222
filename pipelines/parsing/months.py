"""The names of months and of relative days («yesterday») in the languages of news pages."""

# One string for each month, January first, with the beginnings of its names. The order of languages
# is: Russian, Ukrainian, Belarusian, Bulgarian, Serbian; those in Latin script, Finnish and
# Lithuanian last; Greek; Kazakh, Tatar, Bashkir, Chuvash, Sakha; Armenian; Georgian; Arabic.
_STEMS_OF_MONTHS: tuple[str, ...] = (
    "янв січ студз яну јан jan jän yan ene gen gennaio sty led oca ian saus tammi ιαν "
    "қаңт qańt qantar гыйнв ғинуар кӑрлач тохс հունվ იან يناير",
    "фев лют феб feb fev fév févr lut úno şub vas helmi veebr φεβ "
    "ақпан aqpan нарӑс олунн փետր თებ فبراير",
    "мар берез сак mar mär maer már maa mrt bře maalis kov märts μαρ μάρ "
    "наурыз naurız nauryz пуш кулун մարտ მარტ მარ مارس",
    "апр квіт крас apr abr avr ápr kwi dub nis huhti bal απρ "
    "сәуір säuir sáuir ака муус ապր აპრ أبريل ابريل",
    "май мая майи травн травен траў trav мај may maj máj mai maio mayo mei mag kvě touko geg "
    "μαι μαΐ μάι мамыр mamır mamyr ҫу ҫӑв ыам մայ მაის მაი مايو",
    "июн черв чэрв јун jún juin giu cze haz iun iyun kesä birž juuni jūn jun ιουν červen června "
    "маусым mausım mausym maýsym ҫӗртм бэс հունիս ივნ يونيو",
    "июл лип ліп јул jul júl juil lug lip tem iul iyul heinä liep juuli jūl ιουλ červenec července "
    "шілде şilde shilde утӑ от հուլիս ივლ يوليو",
    "авг серп жні aug avg ago avq août aoû sie srp ağu elo rugp αυγ αύγ "
    "тамыз tamız tamyz ҫурла атырдь օգոստ აგვ أغسطس",
    "сен верес верас септ sep set sent szept wrz zář eyl syys rugs σεπ "
    "қыркүйек qırküi qyrkúı qyrkúi qyrküi авӑн балаҕ սեպտ სექ سبتمبر",
    "окт жовт кастр oct okt ott out paź říj eki loka spal οκτ "
    "қазан qazan юпа алтынн հոկտ ოქტ أكتوبر اكتوبر",
    "ноя лист ліст ноем новем nov noy noi lis kas marras lapkr νοε νοέ "
    "қараша qaraşa qarasha чӳк сэтинн նոյ ნოე نوفمبر",
    "дек груд снеж сьнеж дец dec déc dez dic dek des gru pro ara joulu gruod dets δεκ "
    "желтоқс jeltoqs раштав ахсынн դեկտ დეკ ديسمبر",
)
_MONTH_OF_STEM = {
    stem: number for number, line in enumerate(_STEMS_OF_MONTHS, 1) for stem in line.split()
}
# A word that begins with a stem of this list names the month only if all of it is in the list:
# «майор» (major) begins with «май» (May).
_WHOLE_WORDS = frozenset(
    ["май", "мая", "мае", "майи", "майы", "майҙа", "майда", "майында", "майынан", "mai", "maio",
     "mayo", "may", "mayıs", "maj", "maja", "mei", "մայ", "մայիս", "մայիսի", "մայիսին", "пуш",
     "пушӑн", "пушӑ", "ака", "акан", "ҫу", "ҫӑв", "ҫӑвӑн", "მარ", "მაი", "ыам", "бэс", "от",
     "утӑ", "утӑн", "юпа", "юпан", "чӳк", "чӳкӗн", "мај", "маја"]
)  # fmt: skip
_MAX_STEM_CHARS = max(map(len, _MONTH_OF_STEM))
# Words that begin like a month, but are no months, and follow numbers in running text («5 марок»).
_NOT_MONTHS = frozenset(
    ["марок", "марки", "марка", "марта-на", "машин", "декад", "матч", "marks", "market", "mares",
     "million", "member", "members", "martyrs", "second", "seconds", "list", "listed", "lines",
     "lips", "program", "programs", "projects", "protein", "proc", "procent", "genes", "general",
     "people", "passengers", "sierra", "secret", "section", "sections", "states", "declare"]
)  # fmt: skip
# The second word of two-word names: «кулун тутар», «бэс ыйа», «чӳк уйӑхӗ».
SECOND_WORD = r"(?:\s+(?:тутар|устар|ый|уйӑх|айы)\w*)?"
# Names of two letters. «от» is also a Russian preposition, so it is a month only before «ый».
TWO_LETTER_NAMES = r"ҫу|от(?=\s+ый)"
_ROMAN_NUMERALS = {
    "I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "X": 10,
    "XI": 11, "XII": 12,
}  # fmt: skip
# Letters that Cyrillic keyboards give for Roman numerals.
_CYRILLIC_TO_ROMAN = str.maketrans("ХІ", "XI")

# The number of days before today that each word stands for.
RELATIVE_DAYS = {
    "сегодня": 0, "вчера": 1, "позавчера": 2, "сьогодні": 0, "вчора": 1, "сёння": 0, "учора": 1,
    "today": 0, "yesterday": 1, "heute": 0, "gestern": 1, "aujourd'hui": 0, "hier": 1, "hoy": 0,
    "ayer": 1, "oggi": 0, "ieri": 1, "hoje": 0, "ontem": 1, "dziś": 0, "dzisiaj": 0, "wczoraj": 1,
    "dnes": 0, "včera": 1, "vandaag": 0, "gisteren": 1, "bugün": 0, "dün": 1, "бүген": 0,
    "кичә": 1, "бүгін": 0, "кеше": 1, "бөгөн": 0, "кисә": 1,
}  # fmt: skip

# The days of the week, and their abbreviations.
WEEKDAYS = frozenset(
    [
        # Russian, Ukrainian, Belarusian, Kazakh
        "понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье", "пн",
        "вт", "ср", "чт", "пт", "сб", "вс", "понеділок", "вівторок", "середа", "четвер",
        "пʼятниця", "п’ятниця", "субота", "неділя", "панядзелак", "аўторак", "серада", "чацвер",
        "пятніца", "нядзеля", "дүйсенбі", "сейсенбі", "сәрсенбі", "бейсенбі", "жұма", "сенбі",
        "жексенбі",
        # English, German, Polish
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "mon",
        "tue", "tues", "wed", "thu", "thurs", "fri", "sat", "sun", "montag", "dienstag",
        "mittwoch", "donnerstag", "freitag", "samstag", "sonnabend", "sonntag", "mo", "di", "mi",
        "do", "fr", "sa", "poniedziałek", "wtorek", "środa", "czwartek", "piątek", "sobota",
        "niedziela",
        # French, Spanish, Portuguese, Italian, Dutch, Turkish
        "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche", "lunes",
        "martes", "miércoles", "jueves", "viernes", "sábado", "domingo", "segunda", "terça",
        "quarta", "quinta", "sexta", "feira", "lunedì", "martedì", "mercoledì", "giovedì",
        "venerdì", "sabato", "domenica", "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag",
        "zaterdag", "zondag", "pazartesi", "salı", "çarşamba", "perşembe", "cuma", "cumartesi",
        "pazar",
    ]
)  # fmt: skip


def month_number(word: str) -> int | None:
    """Return the number of the month that a word names, or None: «июня» gives 6.

    A word names a month if it begins with one of the stems of that month.
    """
    word = word.lower().rstrip(".")
    if word in _NOT_MONTHS:
        return None
    for length in range(min(len(word), _MAX_STEM_CHARS), 1, -1):
        stem = word[:length]
        if number := _MONTH_OF_STEM.get(stem):
            may_be_longer = stem not in _WHOLE_WORDS
            return number if may_be_longer or word in _WHOLE_WORDS else None
    return None


def roman_month(numeral: str) -> int:
    """Return the number of the month that a Roman numeral names, or 0 if it names none.

    The numeral may be typed in Cyrillic letters.
    """
    return _ROMAN_NUMERALS.get(numeral.translate(_CYRILLIC_TO_ROMAN), 0)
