"""The numerals of several languages, and the digits by which they are compared."""

from itertools import product

from pipelines.copies.tokens import fold

# The numerals of each number, in their grammatical cases.
_WORDS = {
    "1": "один одна одно одного одной одну одним одном one",
    "1.5": "полтора полторы",
    "2": "два две двух двое двоих двум двумя вдвое two",
    "3": "три трех трое троих трем тремя three",
    "4": "четыре четырех четверо четверых четырем четырьмя four",
    "5": "пять пяти пятеро пятерых пятью five",
    "6": "шесть шести шестеро шестерых шестью six",
    "7": "семь семи семеро семерых семью seven",
    "8": "восемь восьми восьмеро восемью eight",
    "9": "девять девяти девятью nine",
    "10": "десять десяти десятью десятеро ten",
    "11": "одиннадцать одиннадцати eleven",
    "12": "двенадцать двенадцати twelve",
    "13": "тринадцать тринадцати thirteen",
    "14": "четырнадцать четырнадцати fourteen",
    "15": "пятнадцать пятнадцати fifteen",
    "16": "шестнадцать шестнадцати sixteen",
    "17": "семнадцать семнадцати seventeen",
    "18": "восемнадцать восемнадцати eighteen",
    "19": "девятнадцать девятнадцати nineteen",
    "20": "двадцать двадцати twenty",
    "30": "тридцать тридцати thirty",
    "40": "сорок сорока forty",
    "50": "пятьдесят пятидесяти fifty",
    "60": "шестьдесят шестидесяти sixty",
    "70": "семьдесят семидесяти seventy",
    "80": "восемьдесят восьмидесяти eighty",
    "90": "девяносто девяноста ninety",
    "100": "сто ста hundred",
    "200": "двести двухсот",
    "300": "триста трехсот",
    "400": "четыреста четырехсот",
    "500": "пятьсот пятисот",
    "600": "шестьсот шестисот",
    "700": "семьсот семисот",
    "800": "восемьсот восьмисот",
    "900": "девятьсот девятисот",
}
NUMERALS = {
    fold(word): value.replace(".", "_") for value, words in _WORDS.items() for word in words.split()
}
# Numerals in Ukrainian, Kazakh, Tatar, German and Polish. The words for 1 are left out, since they
# are also articles. Words that are common in another language are left out, too: the Kazakh «он»
# (10) means "he" in Russian.
_FOREIGN_WORDS = {
    "2": "дві двоє екі ике zwei dwa dwie dwoje",
    "3": "троє үш өч drei trzy troje",
    "4": "чотири четверо төрт дүрт vier cztery",
    "5": "бес биш fünf pięć",
    "6": "шість алты sechs sześć",
    "7": "сім жеті җиде sieben siedem",
    "8": "вісім сегіз сигез acht osiem",
    "9": "тоғыз тугыз neun dziewięć",
    "10": "zehn dziesięć",
    "12": "zwölf dwanaście",
    "20": "двадцять жиырма егерме zwanzig dwadzieścia",
    "30": "тридцять отыз утыз dreißig trzydzieści",
}
FOREIGN_NUMERALS = {
    fold(word): value for value, words in _FOREIGN_WORDS.items() for word in words.split()
}
# Numerals that are recognised only while two texts are compared, so that the stored features of
# earlier articles stay as they are: Ukrainian, Belarusian, Kazakh, Tatar, Bashkir, German and
# Polish.
_COMPARED_WORDS = {
    "2": "двох дзве dwóch dwóm dwoma dwaj",
    "3": "трьох тры трох өс trzech trzem trzema trzej",
    "4": "чотирьох чатыры чатырох czterech czterem czterej",
    "5": "пяць пяці pięciu pięcioro",
    "6": "шести шэсць шасці шістьох sześciu",
    "7": "семи сямі ете сімох siedmiu",
    "8": "восьми восем васьмі һигеҙ вісьмох ośmiu",
    "9": "дзевяць дзевяці туғыҙ dziewięciu",
    "10": "дзесяць дзесяці dziesięciu",
    "11": "одинадцять одинадцяти адзінаццаць elf jedenaście jedenastu",
    "12": "дванадцять дванадцяти дванаццаць dwunastu",
    "13": "тринадцять тринадцяти трынаццаць dreizehn trzynaście trzynastu",
    "14": "чотирнадцять чотирнадцяти чатырнаццаць vierzehn czternaście czternastu",
    "15": "пятнаццаць fünfzehn piętnaście piętnastu",
    "16": "шістнадцять шістнадцяти шаснаццаць sechzehn szesnaście szesnastu",
    "17": "сімнадцять сімнадцяти сямнаццаць siebzehn siedemnaście siedemnastu",
    "18": "вісімнадцять вісімнадцяти васямнаццаць achtzehn osiemnaście osiemnastu",
    "19": "девятнадцять дзевятнаццаць neunzehn dziewiętnaście dziewiętnastu",
    "20": "двадцяти дваццаць дваццаці dwudziestu",
    "30": "тридцяти трыццаць трыццаці утыҙ trzydziestu",
    "40": "қырық кырык ҡырҡ vierzig czterdzieści czterdziestu",
    "50": "пяцьдзясят елу илле fünfzig pięćdziesiąt pięćdziesięciu",
    "60": "шэсцьдзесят алпыс алтмыш шістдесят шістдесяти sechzig sześćdziesiąt sześćdziesięciu",
    "70": "семдзесят жетпіс җитмеш етмеш сімдесят сімдесяти siebzig "
    "siedemdziesiąt siedemdziesięciu",
    "80": "восемдзесят сексен сиксән һикһән вісімдесят вісімдесяти achtzig "
    "osiemdziesiąt osiemdziesięciu",
    "90": "дзевяноста тоқсан туксан туҡһан neunzig dziewięćdziesiąt dziewięćdziesięciu",
    "100": "hundert sto stu",
    "200": "двісті dwieście",
    "300": "триста trzysta",
    "400": "чотириста czterysta",
    "500": "pięćset",
    "600": "шістсот sześćset",
    "700": "сімсот siedemset",
    "800": "вісімсот osiemset",
    "900": "dziewięćset",
}
# Ordinals without their endings. Plurals are left out, since «десятых» are tenths. So are words
# with other meanings: "second", «erst». A Russian stem has only the endings of Russian ordinals,
# since with a short ending it is a noun: «шеста», of a pole; «пята», a heel; «сота», a honeycomb.
_RUSSIAN_STEMS = {
    "1": "перв",
    "2": "втор",
    "5": "пят",
    "6": "шест",
    "7": "седьм",
    "11": "одиннадцат",
    "12": "двенадцат",
    "13": "тринадцат",
    "14": "четырнадцат",
    "15": "пятнадцат",
    "16": "шестнадцат",
    "17": "семнадцат",
    "18": "восемнадцат",
    "19": "девятнадцат",
    "20": "двадцат",
    "30": "тридцат",
    "40": "сороков",
    "50": "пятидесят",
    "60": "шестидесят",
    "70": "семидесят",
    "80": "восьмидесят",
    "90": "девяност",
    "100": "сот",
}
_RUSSIAN_ENDINGS = "ый ой ого ому ым ом ая ую ое".split()  # noqa: SIM905
# Ukrainian, German and Polish stems, and those that are Russian and Ukrainian.
_OTHER_STEMS = {
    "1": "перш",
    "2": "zweit",
    "3": "dritt",
    "4": "четверт viert czwart",
    "5": "fünft piąt",
    "6": "шост sechst szóst",
    "7": "сьом siebt siódm",
    "8": "восьм ósm",
    "9": "девят neunt dziewiąt",
    "10": "десят zehnt dziesiąt",
    "11": "одинадцят",
    "12": "дванадцят",
}
_OTHER_ENDINGS = (
    *_RUSSIAN_ENDINGS,
    *"ий им ім а у ої ій ою е e en er es em y ego emu ym ej ą".split(),  # noqa: SIM905
)
# Ordinals whose other cases are irregular, or that are compared in one form only.
_ORDINALS = {
    "1": "бірінші беренче беренсе",
    "2": "екінші икенче икенсе drugi drugiego drugiemu drugim druga drugiej drugą drugie",
    "3": "третий третьего третьему третьим третьем третья третьей третью третье третій третього "
    "третьому третім третя третю третьої third trzeci trzeciego trzeciemu trzecim trzecia trzeciej "
    "trzecią trzecie үшінші өченче өсөнсө",
    "4": "fourth төртінші дүртенче дүртенсе",
    "5": "fifth бесінші бишенче бишенсе",
    "6": "sixth алтыншы алтынчы алтынсы",
    "7": "seventh жетінші җиденче етенсе",
    "8": "eighth сегізінші сигезенче һигеҙенсе",
    "9": "ninth тоғызыншы тугызынчы туғыҙынсы",
    "10": "tenth оныншы унынчы унынсы",
    "11": "eleventh",
    "12": "twelfth",
}
# Ten in Kazakh, Tatar and Bashkir. It is a numeral only before a unit, as in «он екі», 12: the
# Russian «он» means "he".
_TURKIC_TENS = ("он", "ун")
_TURKIC_UNITS = {
    "1": "бір бер",
    "2": "екі ике",
    "3": "үш өч өс",
    "4": "төрт дүрт",
    "5": "бес биш",
    "6": "алты",
    "7": "жеті җиде ете",
    "8": "сегіз сигез һигеҙ",
    "9": "тоғыз тугыз туғыҙ",
}
# Ukrainian numerals with an apostrophe, which divides them into two words: «п'ять».
_APOSTROPHE_WORDS = tuple(
    (start, end, value)
    for start, value, ends in (
        ("п", "5", "ять яти ятьох ятеро ятий ятого ятому ятим ята яту ятої ятій яте"),
        ("дев", "9", "ять яти ятьох ятеро ятий ятого ятому ятим ята яту ятої ятій яте"),
        ("п", "15", "ятнадцять ятнадцяти"),
        ("дев", "19", "ятнадцять ятнадцяти"),
        ("п", "50", "ятдесят ятдесяти"),
        ("дев", "90", "яносто яноста"),
        ("п", "500", "ятсот"),
        ("дев", "900", "ятсот"),
    )
    for end in ends.split()
)
# In German 21 is one word: «einundzwanzig».
_GERMAN_UNITS = "ein zwei drei vier fünf sechs sieben acht neun".split()  # noqa: SIM905
_GERMAN_TENS = "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig".split()  # noqa: SIM905


def _compared_numerals() -> dict[str, str]:
    """Return the digits of each numeral and ordinal that only a comparison recognises."""
    forms = {
        stem + ending: value
        for stems_of_value, endings in (
            (_RUSSIAN_STEMS, _RUSSIAN_ENDINGS),
            (_OTHER_STEMS, _OTHER_ENDINGS),
        )
        for value, stems in stems_of_value.items()
        for stem, ending in product(stems.split(), endings)
    }
    for tables in (_ORDINALS, _COMPARED_WORDS):
        forms |= {word: value for value, words in tables.items() for word in words.split()}
    for (unit, unit_word), (tens, tens_word) in product(
        enumerate(_GERMAN_UNITS, start=1), enumerate(_GERMAN_TENS, start=2)
    ):
        forms[f"{unit_word}und{tens_word}"] = f"{tens}{unit}"
    for start, end, value in _APOSTROPHE_WORDS:
        forms[f"{start}ʼ{end}"] = value  # this apostrophe is a letter of the word
    return {fold(word): value for word, value in forms.items() if fold(word) not in NUMERALS}


def _numerals_of_two_words() -> dict[str, dict[str, str]]:
    """Return the digits of each numeral of two words, by the first word and then by the second."""
    pairs = [
        (ten, word, f"1{unit}")
        for ten in _TURKIC_TENS
        for unit, words in _TURKIC_UNITS.items()
        for word in words.split()
    ]
    values: dict[str, dict[str, str]] = {}
    for first, second, value in (*pairs, *_APOSTROPHE_WORDS):
        values.setdefault(fold(first), {})[fold(second)] = value
    return values


COMPARED_NUMERALS = _compared_numerals()
# «elf» is 11 only in a text with one of the German words, since "elf" is an English noun.
GERMAN_WORDS = frozenset(map(fold, "und mit das nach auf bei wurden ist eine einem".split()))  # noqa: SIM905
NUMERALS_OUTSIDE_GERMAN = {
    word: value for word, value in COMPARED_NUMERALS.items() if word != fold("elf")
}
NUMERALS_OF_TWO_WORDS = _numerals_of_two_words()
