"""Recognises short news: one or a few sentences below a headline, on a page without data on it.

An error page has the same form. News differs from it by several signs together: a headline of its
own, which is in the title, too; no sentence that speaks to the visitor; and an event: a reported
statement, or a verb of the past together with a name, a weekday or words of the headline.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipelines.extraction.blocks.places import has_few_links, is_elsewhere
from pipelines.extraction.blocks.segment import Block
from pipelines.extraction.facts.person_names import is_person
from pipelines.extraction.lines.noise_lines import noise_reason
from pipelines.extraction.lines.promotion_words import REPORTED_SPEECH
from pipelines.extraction.lines.promotions import is_promotion, is_subscription_offer
from pipelines.extraction.listings import SENTENCE, is_teaser_headline
from pipelines.extraction.service_messages import (
    PAYWALL,
    addresses_visitor,
    kind_of_headline,
    kinds_of_messages,
)
from pipelines.parsing.date_lines import is_date_line
from pipelines.parsing.text import alphanumeric

_MIN_HEADLINE_CHARS = 8  # letters and digits; a shorter headline names a section
_MIN_HEADLINE_WORDS = 2
_MAX_DISTANCE = 12  # blocks from the headline to the last sentence
_MAX_LABEL_CHARS = 30  # of a label or date between the headline and the text
_MIN_LINE_CHARS, _MIN_LINE_WORDS = 20, 3  # of a line of the text
_MAX_TEXT_CHARS = 600  # a longer text needs no such signs
_CONTACT = re.compile(r"\w@\w|\+?\d[\d ()-]{7,}\d")  # an e-mail address or a telephone number
_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_SENTENCE_START = re.compile(r"(?:^|[.!?…։:»”\"—–]\s*)[«“„\"(]*$")
_MAX_LEAD_CHARS = 8  # above a word that are looked at to see whether it begins a sentence
# Names of browsers and web technology, which messages of a site use as well.
_TECHNICAL_NAME = re.compile(
    r"java-?script|cookies?|https?|url|html|ip|id|captcha|vpn|chrome|firefox|safari|edge|opera|"
    r"internet|explorer|google|cloudflare|adblock|gdpr|email|e-mail|pdf|tv",
    re.IGNORECASE,
)
# «во вторник», «в середу», «am Montag», «marți»; English names of days have capitals anyway.
_WEEKDAY = re.compile(
    r"\b(?:(?:в|во|на|до|с|у|ў|на) (?:понедельник|вторник|сред[уы]|четверг|пятниц[уы]|суббот[уы]|"
    r"воскресенье|понеділок|вівторок|середу|четвер|п.ятницю|суботу|неділю|панядзелак|аўторак|"
    r"сераду|чацвер|пятніцу|суботу|нядзелю|понедељак|уторак|среду|петак)|"
    r"(?:дүйсенбі|сейсенбі|сәрсенбі|бейсенбі|жұма|сенбі|дүшәмбе|сишәмбе|чәршәмбе|җомга|шимбә)|"
    r"am (?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag)|"
    r"(?:w|we) (?:poniedziałek|wtorek|środę|czwartek|piątek|sobotę|niedzielę)|"
    r"(?:luni|marți|miercuri|joi|vineri|sâmbătă|duminică))\b",
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
    r"\b(?:was|were|had|(?:has|have) (?!been\b)\w+|came|went|took|made|won|lost|fined|died|"
    r"wurden?|hat(?:te)?|hatten|waren|"
    r"(?-i:war)(?= (?:am|im|beim?|vo[mn]|zu[mr]?|der|die|das|ein\w*|es|er|sie|nach|auch|nicht|mit|"
    r"auf|seit|um|gegen|für|über)\b)|"
    r"fand(?:en)?|forderten?|"
    r"zajął|(?:a|au) (?:fost |\w+[tsș]\b)|\w+(?:ել|վել) (?:է|են)|"
    r"\w+(?:лды|лді|тты|тті|нды|нді|рды|рді)|\w+(?:ган|гән|кан|кән|ылды|елде))\b",
    re.IGNORECASE,
)
# The beginning of a headline of a notice: «Oops», "Thank you", «Спасибо за подписку».
_OPENING_OF_NOTICE = re.compile(
    r"^\W*(?:oops|sorry|thank(?:s| you)|упс|ой|увы|извините|спасибо|дякуємо|вибачте|"
    r"danke|dziękujemy|przepraszamy|entschuldigung)\b",
    re.IGNORECASE,
)
_MIN_SIGNS = 3  # of event in headline, event in text, name or day, shared word
# Verbs in other forms: «состоится», "stood", "counted", «fanden», «გაიხსნა».
_OTHER_EVENT = re.compile(
    r"\b(?:пройд[её]т|пройдут|состо(?:ит|ят)ся|сыгра(?:ет|ют)|перекроют|отключат|откроют|"
    r"продолжат|начнут|заблакавал\w*)\b|"
    r"(?<=[\w’'] )(?<!\bbe )(?<!\bis )(?<!\bare )(?<!\bnot )(?<!\bbeen )(?<!\ba )(?<!\bthe )"
    r"(?!(?:hundred|kindred|hatred|sacred|naked|wicked|embed|seabed|flatbed|watershed|shred|"
    r"infrared|united|limited)\b)"
    r"(?:[a-z]{2,}[a-df-z]ed|agreed|freed|guaranteed|decreed|stood|won|lost|took|went|fell|broke|came|shot|struck|died|built|rose|led|"
    r"fanden|brachten|löschten?|wurden?|kamen?|starb|verletzt\w*|gewann(?:en)?)\b|"
    r"\b(?!\w+ება\b)(?:გა|და|შე|მო|ჩა|წა|გადა|ა)[იე]\w{2,}(?:ა|ო|ნენ|ეს)\b",
    re.IGNORECASE,
)
# Pages of a user, a product, a search or a service.
_SERVICE_PATH = re.compile(
    r"/(?:users?|profile|members?|account|catalog|katalog|shop|product|search|poisk|pogoda|"
    r"weather|archive|arhiv|login|register|forum)(?:[/?]|$)|[?&](?:q|s|query|text)=",
    re.IGNORECASE,
)
_MAX_NAME_SHARE = 0.34  # of all words; with more capitals they are the nouns of German
_MAX_HEADLINE_CHARS = 500  # a longer one is hostile
_STEM_CHARS = 4  # forms differ in the later letters of a word
_LONG_WORD = re.compile(r"[^\W\d_]{4,}")


@dataclass(frozen=True, slots=True)
class ShortPage:
    """The facts of a page from which short news is recognised."""

    blocks: Sequence[Block]
    headline: str  # the headline that is on the page
    title: str  # the text of its <title> element
    path: str  # the path of its URL, with the query
    site_names: Sequence[str]
    is_dated: bool  # the text of a dated page may lack the sign that ends a sentence


def short_news(page: ShortPage) -> list[Block]:
    """Return the blocks of the text if the page is short news, else an empty list."""
    if not _has_own_headline(page):
        return []
    title_block = next((block for block in page.blocks if _is_title(block, page.headline)), None)
    if title_block is None:
        return []
    text_blocks = _lines_below(page.blocks, title_block.index, page.is_dated)
    text = " ".join(block.text for block in text_blocks)
    if not text_blocks or len(text) > _MAX_TEXT_CHARS or _CONTACT.search(text):
        return []
    if kind_of_headline(page.headline, page.site_names) or addresses_visitor(text):
        return []
    is_listing = _is_teaser_next(page.blocks, text_blocks[-1])
    return text_blocks if _is_news(page, text, is_listing) else []


def _has_own_headline(page: ShortPage) -> bool:
    """Return whether the headline is in the title, and no name of the site or of a person."""
    letters = alphanumeric(page.headline)
    names = {alphanumeric(name) for name in page.site_names}
    has_length = (
        _MIN_HEADLINE_CHARS <= len(letters) <= _MAX_HEADLINE_CHARS
        and len(page.headline.split()) >= _MIN_HEADLINE_WORDS
    )
    is_name = is_person(page.headline) and all(map(str.istitle, page.headline.split()))
    is_own = letters not in names and not is_name
    return has_length and is_own and letters in alphanumeric(page.title)


def _is_title(block: Block, headline: str) -> bool:
    return block.heading in (1, 2) and not block.link_chars and block.text == headline


def _is_teaser_next(blocks: Sequence[Block], last: Block) -> bool:
    """Return whether a linked headline follows the text, as below the introduction of a listing."""
    following = blocks[last.index + 1 : last.index + 2]
    return any(is_teaser_headline(block) for block in following)


def _lines_below(blocks: Sequence[Block], title: int, is_dated: bool) -> list[Block]:
    """Return the lines of prose below the title, up to the first block that is something else."""
    lines: list[Block] = []
    for block in blocks[title + 1 : title + 1 + _MAX_DISTANCE]:
        is_label = len(block.text) <= _MAX_LABEL_CHARS or is_date_line(block.text)
        if _is_line(block, is_dated):
            if lines and block.box.parent is not lines[0].box.parent:
                break
            lines.append(block)
        elif lines or not is_label or block.heading or block.link_chars:
            break
    return lines


def _is_line(block: Block, is_dated: bool) -> bool:
    """Return whether a block may be a line of the text.

    On a page without a date it needs the end of a sentence.
    """
    text = block.text
    has_length = len(text) >= _MIN_LINE_CHARS and len(text.split()) >= _MIN_LINE_WORDS
    if not has_length or not (is_dated or SENTENCE.search(text)):
        return False
    is_offer = is_promotion(text) or is_subscription_offer(text)
    is_other = is_date_line(text) or noise_reason(text) is not None or is_offer
    return not (is_other or block.heading) and has_few_links([block]) and not is_elsewhere(block)


def _is_news(page: ShortPage, text: str, may_introduce_listing: bool) -> bool:
    """Return whether the headline and the text tell of an event, by the signs listed above.

    A reported statement is enough, unless a part of the article is only for subscribers. A text
    with another message needs it. An introduction to a list of articles tells of no event.
    """
    kinds = kinds_of_messages(text)
    if PAYWALL in kinds or _SERVICE_PATH.search(page.path):
        return False
    if REPORTED_SPEECH.search(text):
        return True
    if kinds or addresses_visitor(page.headline) or _OPENING_OF_NOTICE.match(page.headline):
        return False
    tells_event = _has_event(text)
    names_place_or_day = _has_name(text, page) or _WEEKDAY.search(text) is not None
    if may_introduce_listing and not tells_event:
        return False
    if tells_event and names_place_or_day:
        return True
    has_shared_word = not _stems(page.headline).isdisjoint(_stems(text))
    signs = (_has_event(page.headline), tells_event, names_place_or_day, has_shared_word)
    return sum(signs) >= _MIN_SIGNS


def _has_event(text: str) -> bool:
    """Return whether a verb of the text tells of what happened, or will happen on a day."""
    patterns = (_EVENT_VERB, _PAST_FORM, _OTHER_EVENT)
    return any(pattern.search(text) for pattern in patterns)


def _has_name(text: str, page: ShortPage) -> bool:
    """Return whether a word inside a sentence begins with a capital, and few others do.

    The words of the site's name do not count; the title has it beside the headline.
    """
    own_words = _stems(" ".join((*page.site_names, page.title.replace(page.headline, " "))))
    words = capitals = 0
    has_other_name = False
    for word in _inner_words(text):
        words += 1
        if word[0].isupper():
            capitals += 1
            is_own = not own_words.isdisjoint(_stems(word))
            is_technical = _TECHNICAL_NAME.fullmatch(word) is not None
            has_other_name = has_other_name or not (is_own or is_technical)
    return has_other_name and capitals <= max(1, _MAX_NAME_SHARE * words)


def _inner_words(text: str) -> Iterator[str]:
    """Yield the words that do not begin a sentence, a quotation or a part after a dash."""
    for match in _WORD.finditer(text):
        lead = text[max(0, match.start() - _MAX_LEAD_CHARS) : match.start()]
        if not _SENTENCE_START.search(lead):
            yield match[0]


def _stems(text: str) -> set[str]:
    return {word[:_STEM_CHARS] for word in _LONG_WORD.findall(text.casefold())}
