"""Compares texts by the stems of their words, since the endings of words differ by case."""

import re

_STEM_CHARS = 5
_MAX_CHARS_BEFORE = 4  # of a word, that are examined for the end of a sentence
_CYRILLIC_CAPITAL = re.compile(r"[Ѐ-Я]")
_SENTENCE_START = re.compile(r"^\W*\Z|[.!?…:]\W*\Z")  # German nouns have capitals, too
_WORD = re.compile(r"[^\W\d_]{5,}")
_SHORT_WORD = re.compile(r"\b[^\W\d_]{4}\b")
# Words that say nothing of the subject of a text: words of questions, of time and of quantity, and
# words of any local news and outlet. In lower case, as the beginnings of words.
_COMMON = re.compile(
    r"(?:котор|когда|какой|каки[емх]|какая|какую|сколь|поче|зачем|можно|нужн|этого|этому|чтобы|"
    r"после|перед|более|менее|около|будет|будут|город|облас|улиц|район|регион|россий|жител|челов|"
    r"люд|"
    r"сегод|завтр|вчера|время|време|минут|часов|неделя|недел|месяц|январ|феврал|марта|апрел|июня|"
    r"июля|август|сентяб|октяб|ноябр|декабр|рубл|тысяч|милли|проце|перв|втор|трет|новы|ново|"
    r"новост|газет|редакц|реклам|подпис|рассыл|читат|публик|материал|"
    r"скіль|коли|котр|можна|потрі|міст[аоу]|"
    r"which|where|there|their|about|would|could|should|after|before|today|people|county|first)"
)
# Words of four letters that say nothing of the subject of a text.
_COMMON_SHORT = frozenset(
    """
    этот этой этом этих этим была было были быть есть года году годы годе лету дней дням день дата
    часа часы часу июня июля июнь июль один одна одно одну двух трёх трех пять семь двое трое всех
    всем всей весь всех свой свою свои сами сама само себя себе того тому теми тоже даже если лишь
    либо пока куда туда сюда надо него ними нами вами меня тебя кого кому чего чему ваша ваши
    ваше вашу наша наши наше нашу хотя ради чуть едва мало ниже выше раза фото сайт тема темы текст
    також буде році року роки щодо його вона вони воно яких який
    this that with from have will they them then than were been what when your ours into over also
    more most some such only just very said says here each both year days time week last next news
    photo much many does done make made like upon onto near late must take took read page site
    eine sind wird oder auch nach aber wenn noch sich über dass kann sein beim sehr mehr jahr hier
    dies
    jest jako oraz tego tych roku dnia może
    """.split()  # noqa: SIM905
)


def stems(text: str, *, has_short_words: bool = False) -> frozenset[str]:
    """Return the stems of the words of a text that have five letters or more.

    A stem is the first five letters. A word of five or six letters also has a stem of four: «мост»
    of «мосту». With ``has_short_words``, words of four letters count, too, unless they are
    frequent.
    """
    words = _words(text, has_short_words=has_short_words)
    return frozenset(stem for word in words for stem in _stems_of(word))


def shared_words(text: str, of_others: frozenset[str], *, has_short_words: bool = False) -> int:
    """Return how many words of a text, each counted once, have one of the stems of other texts."""
    return _shared(_words(text, has_short_words=has_short_words), of_others)


def shared_rare_words(text: str, of_others: frozenset[str]) -> int:
    """Return the number of ``shared_words`` that say something of the subject of a text.

    Names in Cyrillic say nothing of it, since all news of an outlet name the same towns.
    """
    words = {
        match[0].casefold()
        for match in _WORD.finditer(text)
        if not _CYRILLIC_CAPITAL.match(match[0])
        or _SENTENCE_START.search(text, max(0, match.start() - _MAX_CHARS_BEFORE), match.start())
    }
    return _shared({word for word in words if not _COMMON.match(word)}, of_others)


def _words(text: str, *, has_short_words: bool) -> set[str]:
    folded = text.casefold()
    words = set(_WORD.findall(folded))
    if has_short_words:
        words |= set(_SHORT_WORD.findall(folded)) - _COMMON_SHORT
    return words


def _shared(words: set[str], of_others: frozenset[str]) -> int:
    """Return how many words have a stem of other texts; forms of one word are one."""
    return len({word[: _STEM_CHARS - 1] for word in words if of_others & set(_stems_of(word))})


def _stems_of(word: str) -> tuple[str, ...]:
    is_short = len(word) <= _STEM_CHARS + 1
    return (word[:_STEM_CHARS], word[: _STEM_CHARS - 1]) if is_short else (word[:_STEM_CHARS],)
