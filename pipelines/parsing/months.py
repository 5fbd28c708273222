"""Names of months and relative days in the languages of news pages, matched by stem."""

_STEMS: tuple[str, ...] = (
    # Russian, Ukrainian, Belarusian; Latin-script languages; Finnish, Lithuanian; Greek
    "янв січ студз jan ene gen gennaio sty led oca ian saus tammi ιαν",
    "фев лют feb fev fév févr lut úno şub vas helmi veebr φεβ",
    "мар берез сак mar mär már maa mrt bře maalis kov märts μαρ μάρ",
    "апр квіт крас apr abr avr ápr kwi dub nis huhti bal απρ",
    "май мая травн trav may mai maj máj mei mag kvě touko geg μαι μαΐ μάι",
    "июн черв чэрв jun jún juin giu cze haz iun kesä birž juuni jūn ιουν červen června",
    "июл лип ліп jul júl juil lug lip tem iul heinä liep juuli jūl ιουλ červenec července",
    "авг серп жні aug ago août aoû sie srp ağu elo rugp αυγ αύγ",
    "сен верес верас sep set szept wrz zář eyl syys rugs σεπ",
    "окт жовт кастр oct okt ott out paź říj eki loka spal οκτ",
    "ноя лист ліст nov noi lis kas marras lapkr νοε νοέ",
    "дек груд снеж dec déc dez dic des gru pro ara joulu gruod dets δεκ",
)
_BY_STEM = {stem: number for number, line in enumerate(_STEMS, 1) for stem in line.split()}
_WHOLE_WORDS = frozenset({"май", "мая", "mai", "may", "maj", "maja", "mei"})  # «майор» is no month
_MAX_STEM = max(map(len, _BY_STEM))
# Words that begin like a month and stand after a number in running text.
_NOT_MONTHS = frozenset(
    ["марок", "марки", "марка", "марта-на", "машин", "декад", "матч", "marks", "market", "mares",
     "million", "member", "members", "martyrs", "second", "seconds", "list", "listed", "lines",
     "lips", "program", "programs", "projects", "protein", "proc", "procent", "genes", "general",
     "people", "passengers", "sierra", "secret", "section", "sections", "states", "declare"]
)  # fmt: skip

RELATIVE_DAYS = {
    "сегодня": 0, "вчера": 1, "позавчера": 2, "сьогодні": 0, "вчора": 1, "сёння": 0, "учора": 1,
    "today": 0, "yesterday": 1, "heute": 0, "gestern": 1, "aujourd'hui": 0, "hier": 1, "hoy": 0,
    "ayer": 1, "oggi": 0, "ieri": 1, "hoje": 0, "ontem": 1, "dziś": 0, "dzisiaj": 0, "wczoraj": 1,
    "dnes": 0, "včera": 1, "vandaag": 0, "gisteren": 1, "bugün": 0, "dün": 1,
}  # fmt: skip


def month_number(word: str) -> int | None:
    """Return the number of the month a word names, in any of two dozen languages: ``июня`` → 6."""
    word = word.lower().rstrip(".")
    if word in _NOT_MONTHS:
        return None
    for length in range(min(len(word), _MAX_STEM), 2, -1):
        stem = word[:length]
        if number := _BY_STEM.get(stem):
            return number if stem not in _WHOLE_WORDS or word in _WHOLE_WORDS else None
    return None
