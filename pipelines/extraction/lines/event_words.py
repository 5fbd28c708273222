"""Recognises verbs that tell of what happened, and days of the week with their prepositions."""

import re

# «во вторник», «в середу», «am Montag», «marți»; English names of days have capitals anyway.
_WEEKDAY = re.compile(
    r"\b(?:(?:в|во|на|до|с|у|ў) (?:понедельник|вторник|сред[уы]|четверг|пятниц[уы]|суббот[уы]|"
    r"воскресенье|понеділок|вівторок|середу|четвер|п.ятницю|суботу|неділю|панядзелак|аўторак|"
    r"сряда|четвъртък|петък|събота|неделя|сераду|чацвер|пятніцу|нядзелю|понедељак|уторак|петак)|"
    r"(?:дүйсенбі|сейсенбі|сәрсенбі|бейсенбі|жұма|сенбі|дүшәмбе|сишәмбе|чәршәмбе|җомга|шимбә)|"
    r"am (?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag)|"
    r"(?:w|we) (?:poniedziałek|wtorek|środę|czwartek|piątek|sobotę|niedzielę)|"
    r"(?:luni|marți|miercuri|joi|vineri|sâmbătă|duminică)|"
    r"(?:el|este|pasado|próximo) (?:lunes|martes|miércoles|jueves|viernes|sábado|domingo)|"
    r"n[ao] (?:(?:segunda|terça|quarta|quinta|sexta)-feira|sábado|domingo)|"
    r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)|"
    r"(?:lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica)|"
    r"(?:v|ve) (?:pondělí|úterý|středu|čtvrtek|pátek|sobotu|neděli)|"
    r"(?:maanantai|tiistai|keskiviikko|torstai|perjantai|lauantai|sunnuntai)\w{2,3}|"
    r"(?:pirma|antra|trečia|ketvirta|penkta|šešta|sekma)dienį|"
    r"(?:pazartesi|salı|çarşamba|perşembe|cuma|cumartesi|pazar) günü|"
    r"(?:երկու|երեք|չորեք|հինգ)շաբթի|ուրբաթ|(?:ორ|სამ|ოთხ|ხუთ)შაბათს|პარასკევს|შაბათს)\b",
    re.IGNORECASE,
)
# Forms of nouns that end like verbs of the past: «жители», «Урала», «прав». Verbs such as
# «составил» begin alike.
_NOUN_LIKE_VERB = (
    r"\w*[иая]тел[иіяьюеа]?|свидетел[иія]|"
    r"(?:г?отел|детал|медал|мебел|панел|т[уо]ннел|автомоб[иі]л|профил|стил|текстил|фестивал|"
    r"магистрал|вертикал|спирал|педал|морал|эмал|урал|байкал|забайкал|ямал|непал|сенегал|"
    r"михаил|михайл|даниил|гавриил|самуил|измаил|скал|шкал|терминал|потенциал|оригинал|идеал|"
    r"арсенал|интервал|перевал|подвал|карнавал|криминал|минерал|адмирал|маршал|пьедестал|"
    r"крокодил|чернил|перил|стул|караул|модул|формул|акул|капсул|числ|масл|мысл|кресл|кукл)[аиоі]?|"
    r"состав|устав|прав|глав|сплав|рукав|(?:яро|вяче|свято|мсти|влади|стани|рости|миро)слав|"
    r"массив|детектив|объектив|перспектив|директив|инициатив|локомотив|альтернатив|корпоратив"
)
# «открыли», «исправила», «заблокував», «аднавілі», «przywrócił»; nouns such as «раздел» end alike.
_EVENT_VERB = re.compile(
    rf"\b(?!(?:{_NOUN_LIKE_VERB})\b)"
    r"(?!(?:раздел|отдел|предел|филиал|вокзал|материал|портал|канал|журнал|сериал|финал|сигнал|"
    r"квартал|капитал|персонал|генерал|недел|модел|постел|могил|правил|начал|матеріал|розділ|"
    r"архив|архів|мотив|актив|коллектив|колектив|негатив|норматив|кооператив|прорив|обрив|залив|"
    r"відділ|раздзел|аддзел|materiał|artykuł|podział|udział|oddział|wydział|przedział)\w*\b)"
    r"\w{2,}(?:[аеияіуы]л(?:и|а|о|і)?(?:с[ья]|ся)?|[шсзкг]л[аиі]|(?:ав|ив|ув|їв)(?:ся)?|аў(?:ся)?|"
    r"[aeiyó]ł(?:a|o|y)?|[aiy]li)\b",
    re.IGNORECASE,
)
# Forms of the past in other languages: «wurde», "were", «au fost», «բացվել է», «бұғатталды».
# German «war» needs a German word after it, as it is an English noun.
_PAST_FORM = re.compile(
    r"\b(?:was|were|had|(?:has|have) (?:also |already |now |just )?(?:"
    r"(?!children|women|seven|ten\b|eleven|garden|kitchen|golden|wooden|open\b|been\b)"
    r"\w+(?:[^e]ed|en|wn|ght|pt)|won|lost|made|said|left|held|sold|told|met|set|cut|hit|shut|died|"
    r"run|come|become|begun|found|paid|led|fled)|came|went|took|made|won|lost|fined|died|"
    r"wurden?|hat(?:te)?|hatten|waren|"
    r"(?-i:war)(?= (?:am|im|beim?|vo[mn]|zu[mr]?|der|die|das|ein\w*|es|er|sie|nach|auch|nicht|mit|"
    r"auf|seit|um|gegen|für|über)\b)|"
    r"fand(?:en)?|forderten?|"
    r"zajął|(?:a|au) (?:fost |\w+[tsș]\b)|\w+(?:ել|վել) (?:է|են)|"
    r"\w+(?:лды|лді|тты|тті|нды|нді|рды|рді)|\w+(?:ган|гән|кан|кән|ылды|елде))\b",
    re.IGNORECASE,
)
# «заблокирован», «отремонтированы»: participles with a prefix of perfective verbs.
_PARTICIPLE = re.compile(
    r"\b(?:за|от|вы|по|при|про|пере|рас|раз|об|на|у|со|до)\w{3,}"
    r"(?:ован|лен|лён|жен|жён|шен|щен|щён|чен|чён|ран|дан|зан|нят|крыт|бит|шит)[аоы]?\b|\b(?:пере|рас|с)крыт[аоы]?\b",
    re.IGNORECASE,
)
# Forms of the past in Romance languages: «hanno trovato», «a été retrouvé», «perdió», «foi detido».
_ROMANCE_PAST = re.compile(
    r"\b(?:(?:ha|hanno|è|sono) (?:stat[oaie] )?\w{2,}(?:at|ut|it)[oaie]|"
    r"(?:a|ont|est|sont) (?:été )?\w{2,}(?:é|és|ée|ées)|"
    r"(?:ha|han) (?:sido )?\w{2,}(?:ad|id)[oa]s?|\w{3,}(?:ó|aron|ieron)|"
    r"(?:foi|foram|tem|têm) (?:sido )?\w{2,}(?:ad|id)[oa]s?)\b",
    re.IGNORECASE,
)
# Verbs in other forms: «состоится», "stood", "counted", «fanden», «გაიხსნა».
_OTHER_EVENT = re.compile(
    r"\b(?:пройд[её]т|пройдут|состо(?:ит|ят)ся|сыгра(?:ет|ют)|перекроют|отключат|откроют|"
    r"продолжат|начнут|заблакавал\w*)\b|"
    r"(?<=[\w’'] )(?<!\bbe )(?<!\bis )(?<!\bare )(?<!\bnot )(?<!\bbeen )(?<!\ba )(?<!\bthe )"
    r"(?!(?:hundred|kindred|hatred|sacred|naked|wicked|embed|seabed|flatbed|watershed|shred|"
    r"infrared|united|limited)\b)"
    r"(?:[a-z]{2,}[a-df-z]ed|agreed|freed|guaranteed|decreed|stood|won|lost|took|went|fell|broke|"
    r"came|shot|struck|died|built|rose|led|"
    r"fanden|brachten|löschten?|wurden?|kamen?|starb|verletzt\w*|gewann(?:en)?)\b|"
    r"\b(?!\w+ება\b)(?:გა|და|შე|მო|ჩა|წა|გადა|ა)[იე]\w{2,}(?:ა|ო|ნენ|ეს)\b",
    re.IGNORECASE,
)


def tells_of_event(text: str) -> bool:
    """Return whether a verb of the text tells of what happened, or will happen on a day."""
    patterns = (_EVENT_VERB, _PAST_FORM, _PARTICIPLE, _ROMANCE_PAST, _OTHER_EVENT)
    return any(pattern.search(text) for pattern in patterns)


def names_weekday(text: str) -> bool:
    """Return whether a text names a day of the week, as «во вторник» does."""
    return _WEEKDAY.search(text) is not None
