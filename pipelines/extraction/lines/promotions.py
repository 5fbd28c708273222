"""Recognises promotions and cookie notices, in which an outlet addresses its reader.

Several signs together are needed, so a sentence of news about a channel, a newsletter or cookies is
no promotion.
"""

import re
from collections.abc import Sequence
from itertools import islice

_MAX_PROMOTION_CHARS = 220  # a longer line is a paragraph of the text
_MAX_NOTICE_CHARS = 700  # a longer line is no cookie notice
_MAX_IMPRINT_CHARS = 80  # a longer line with an age mark may be about an event
_MIN_NAME_CHARS = 3  # a shorter name of a site may be a part of other words

# Requests to the reader: «Подписывайтесь», «follow».
_REQUEST = re.compile(
    r"(?:^|[.!?…—–:,-]\s*|\b(?:а также|и|i|և|და|чтобы[^,]{0,60},) )(?:не забудьте |не забывайте )?"
    r"(?:добав(?:ьте|ляйте|ляйтесь)|подпи(?:шитесь|сывайтесь|сывайся|шись)|чита(?:йте|й)|"
    r"присоединя(?:йтесь|йся)|присыла(?:йте|й)|пиши(?:те)?|напиши(?:те)?|сообща(?:йте|й)|"
    r"сообщите|звони(?:те)?|следи(?:те)?|смотри(?:те)?|узнава(?:йте|й)|получа(?:йте|й)|"
    r"вступа(?:йте|й)|переходи(?:те)?|скача(?:йте|й)|скачива(?:йте|й)|устан(?:овите|авливайте)|"
    r"остава(?:йтесь|йся)|включ(?:ите|айте)|обсу(?:дите|ждайте)|голосуйте|поддержите|поставьте|ставьте|расскажите|жмите|"
    r"дели(?:тесь|сь)|ищите|заходите|слушайте|будьте|не пропусти(?:те)?|выбирайте|сдела(?:йте|ем)|"
    r"підпи(?:шіться|суйтесь|суйтеся)|додавайте|додайте|читайте|приєднуйтесь|приєднуйтеся|"
    r"стежте|надсилайте|повідомляйте|падпісвайцеся|падпішыцеся|далучайцеся|чытайце|"
    r"жазылыңыз(?:дар)?|тіркеліңіз(?:дер)?|қосылыңыз(?:дар)?|язылыгыз|кушылыгыз|яҙылығыҙ|"
    r"subscribe|follow|sign up|join|download|"
    r"folg(?:en sie|t|e)|abonnier(?:en sie|t|e)|melden sie sich|"
    r"հետևե(?:՛)?ք|հետեւե(?:՛)?ք|բաժանորդագրվե(?:՛)?ք|միացե(?:՛)?ք|ստացե(?:՛)?ք|"
    r"გამოიწერეთ|გამოგვყევით|შემოგვიერთდით|მოგვყევით|მიიღეთ|გაიგეთ|"
    r"zapisz się|zapiszcie się|otrzymuj(?:cie)?|obserwuj(?:cie)?|śledź(?:cie)?|"
    r"dołącz(?:cie)?|subskrybuj(?:cie)?|"
    r"suivez|abonnez-vous|inscrivez-vous|rejoignez|sígu(?:e|a)nos|suscríb(?:e|a)(?:te|se)|únete|"
    r"seguici|iscriviti|unisciti|siga|inscreva-se|assine|volg|abonneer je|"
    r"abonați-vă|urmăriți(?:-ne)?|alăturați-vă|"
    r"абонирайте се|последвайте|следвайте|присъединете се|пратите|придружите се)\b"
    # in Turkic languages the verb comes last
    r"|\b(?:жазылыңыз|тіркеліңіз|қосылыңыз|язылыгыз|кушылыгыз|яҙылығыҙ)(?:дар|дер)?(?:\W*$|[,.!])"
    r"|\b(?:abone olun|takip edin)(?:\W*$|[,.!])",
    re.IGNORECASE,
)
# Offers to the reader: «Больше новостей», «Хотите узнавать первыми?», «Мы в …».
_OFFER = re.compile(
    r"^\W*(?:(?:самы[ей]|вс[её]|все|ещ[её]|главн|важн|интересн|свеж|срочн|оперативн|больш|последн)\w*"
    r"\s+){1,3}(?:\w+\s+){0,2}?(?:новост|событи|материал|информаци|истори|фото|видео)\w*"
    r"|^\W*(?:хотите|хочешь|есть|знаете|стали|вы|у вас|увидели|любите)\b[^?]{0,100}\?"
    r"|^\W*(?:больше|самое) интересн\w+|^\W*главное (?:за|о) \w+\s[—–-]"
    r"|^\W*понравил\w+ [^?]{2,40}\?"
    r"|^\W*новости\b[^.!?]{0,60}\bв наш"
    r"|^\W*(?:мы (?:в|есть|теперь|на)|наш\w*\s+(?:канал|групп|страниц|телеграм|паблик|чат))"
    r"|^\W*(?:the latest|all the|more|top|breaking)\s+(?:\w+\s+){0,2}(?:news|stories|headlines)\b"
    r"|^\W*(?:want|got|have (?:you|an?|any)|do you|are you)\b[^?]{0,100}\?"
    r"|^\W*(?:найважливіш|найцікавіш|усі|всі|більше|головні)\w*\s+(?:\w+\s+){0,2}?новин\w*",
    re.IGNORECASE,
)
# Channels through which an outlet can be read: social networks, mail, applications.
_CHANNEL = re.compile(
    r"telegram|телеграм|тг-?канал|\bt\.me\b|\bвайбер\b|viber|whatsapp|в[ао]тсап\w*|\bmax\b|"
    r"\bмакс(?:е)?\b|мессенджер|вконтакте|\bвк\b|\bvk\b|одноклассник|facebook|фейсбук|instagram|"
    r"инстаграм|twitter|твиттер|youtube|ютуб|rutube|рутуб|tiktok|дзен|рассылк|"
    r"\bпочт(?:е|у|ой)\b|e-?mail|inbox|newsletter|push-|уведомлени|приложени\w*|\bapp\b|"
    r"google (?:news|новост)|google\b|яндекс|избранн|источник|подписк|канал[еуа]?\b|каналах\b|"
    r"групп[еуы]\b|сообществ[еоа]\b|паблик|соцсет|социальных сетях|чат-?бот|\bбот[еа]?\b|"
    r"редакци|channel|podcast|подкаст|social media|пошт[іу]\b|розсилк|соцмереж|рассылц|сацсет|"
    r"канал(?:ға|ымыз|ына|ыбыз)\w*|\bарна(?:мыз|сы)\w*|ալիք\w*|არხ\w*|\bkanal\w*|mailing|rozsyłk|infolettre|boletín|bluesky|threads",
    re.IGNORECASE,
)
# Pronouns with which an outlet speaks of itself, or to the reader.
_SELF = re.compile(
    r"\b(?:мы|нас|нам|нами|наш\w*|вы|вас|вам|ваш\w*|нашої|нашому|вашій|вашу|у нас|us|we|our|you|"
    r"your|uns\w*|wir|ihr\w*|nasz\w*|nas|bądź|nous|vous|notre|nos|votre|nuestr\w+|nostr\w+|noss\w+|"
    r"біз\w*|сіз\w*|\w+м[ыі]з(?:ға|ге|да|де)?|безнең|сезнең|беҙҙең|onze?|ons|je|"
    r"մեզ|մեր|ձեզ|ձեր|ჩვენ\w*|თქვენ\w*|"
    r"nostru|noastr[eăi]|\w+[ıiuü]m[ıiuü]z\w{0,3})\b",
    re.IGNORECASE,
)
# Verbs of reported speech.
_REPORT = re.compile(
    r"\b(?:сообщил|сообщили|сказал|сказала|призвал|призвала|призвали|рассказал|рассказала|"
    r"рассказали|отметил|отметила|пояснил|пояснили|заявил|заявила|написал|написала|добавил|"
    r"добавила|напомнил|напомнили|попросил|попросили|said|says|told|urged|added|сказав|повідомив|sagte|"
    r"teilte|erklärte|powiedział|powiedziała|dodał|dodała|dijo|déclaré|detto|деді|айтты|"
    r"ասել|ասաց|հայտնել|հայտնում|նշել|თქვა|განაცხადა|აცხადებს|აღნიშნა)\b",
    re.IGNORECASE,
)
# The beginning of a line that asks for an order: «Subscribe …», «Оформите …».
_ORDER = re.compile(
    r"^\W*(?:get|subscribe|order|buy|оформите|оформляйте|подпишитесь|передплатіть|bestellen sie|"
    r"abonnieren sie|sichern sie sich|zamów|zaprenumeruj|abonnez-vous|suscríbase|suscríbete)\b",
    re.IGNORECASE,
)
_PRICE = re.compile(
    r"[£$€₹₽₴₸]\s?\d|\d\s?[£$€₹₽₴₸]|\brs\.? ?\d|\d\s?(?:руб|грн|zł|euro|тенге)", re.IGNORECASE
)
_PERIOD = re.compile(
    r"\b(?:issues?|subscri\w+|(?:a|per|every|first) (?:week|month|year)|подписк\w*|номер\w*|"
    r"(?:в|за) (?:месяц|год)|передплат\w*|abo\w*|(?:im|pro) (?:monat|jahr)|prenumerat\w*|"
    r"miesięcznie|numer\w*|par mois|al mes)\b",
    re.IGNORECASE,
)
# An age mark at the beginning or the end of a line: «18+», «(16+)».
_AGE_MARK = re.compile(r"^\W*(?:0|6|12|16|18) ?\+(?!\w)|\b(?:0|6|12|16|18) ?\+\W*$")
# Words for an outlet: «информационное агентство», "news agency".
_OUTLET = re.compile(
    r"(?:информационн\w+ (?:агентств|портал)|сетев\w+ издани|средств\w+ массовой информации|"
    r"інформаційн\w+ агентств|ақпараттық агентті|news agency|online edition)",
    re.IGNORECASE,
)
_COOKIE = re.compile(
    r"cookie|\bкуки\b|куки-?файл|файл\w* кук[иі]|кукі|бисквитк|çerez|колачић", re.IGNORECASE
)
# Phrases that ask for consent or say that the site uses cookies.
_CONSENT = re.compile(
    r"вы (?:соглашаетесь|да[её]те согласие|принимаете|подтверждаете)|соглашаетесь с|"
    r"(?:^|[.!?]\s*)мы (?:также )?(?:используем|обрабатываем|применяем|собираем|сохраняем)|"
    r"(?:^|[.!?]\s*)(?:на )?(?:этот|наш|этом|нашем|данный|данном)?\s*сайте? "
    r"(?:использует|используются|применяет|применяются|обрабатывает|собирает)|"
    r"оставаясь на (?:сайте|нашем)|продолжая|используя (?:этот |наш |данный )?(?:сайт|ресурс)|"
    r"нажимая|ви погоджуєтесь|ми використовуємо|(?:цей )?сайт використовує|"
    r"we (?:and our \w+ )?(?:use|store)|you (?:agree|consent|accept)|by continuing|"
    r"th(?:is|e) (?:web)?site uses|our (?:web)?site uses|accept (?:all )?cookies|cookie policy|"
    r"wir verwenden|diese (?:web)?seite|nous utilisons|utilizamos|używamy|ta strona|"
    r"strona używa|usiamo|est[ae] (?:sitio|página|site)|"
    r"en (?:poursuivant|continuant)|si continúa|al continuar|ao (?:continuar|navegar)|"
    r"(?:questo|il nostro) sito|continuando (?:la|a)|wij gebruiken|deze (?:web)?site|"
    r"door verder te|folosim|utilizăm|continuând|acest site|използваме|с продължаване|"
    r"(?:този|нашият) сайт|користимо|мы выкарыстоўваем|працягваючы|вы згаджаецеся|"
    r"kullanıyoruz|kullanılmaktadır|kabul e(?:tmiş|diyor)",
    re.IGNORECASE,
)


def is_promotion(text: str, site_names: Sequence[str] = ()) -> bool:
    """Return whether a line asks the reader to follow the outlet, or offers its news elsewhere.

    A promotion has a request or an offer, names a channel, and has a word for the outlet or the
    reader («мы», «вы»). This word is not needed if there are both a request and an offer, or if the
    line begins with a request and has another request or names two channels. A sentence with
    reported speech is no promotion.
    """
    if len(text) > _MAX_PROMOTION_CHARS or reports_speech(text):
        return False
    request, offer = _REQUEST.search(text), _OFFER.search(text)
    if not request and not offer:
        return False
    channel_count = len({match[0].lower() for match in _CHANNEL.finditer(text)})
    if not channel_count:
        return False
    if request and offer:
        return True
    if request:
        up_to_request = text[: request.end()].strip(" !.—–«»\"'")
        begins_with_request = up_to_request.count(" ") <= 1
        if begins_with_request and (channel_count > 1 or _has_two_requests(text)):
            return True
    return _names_site(text, site_names) or _SELF.search(text) is not None


def is_insistent_promotion(text: str, site_names: Sequence[str]) -> bool:
    """Return whether a line is a promotion with an offer, a request and the name of the outlet.

    With these three signs a line is a promotion even in the middle of the text.
    """
    if len(text) > _MAX_PROMOTION_CHARS or not _names_site(text, site_names):
        return False
    has_signs = _REQUEST.search(text) and _OFFER.search(text)
    return bool(has_signs) and is_promotion(text, site_names)


def is_subscription_offer(text: str) -> bool:
    """Return whether a line asks its reader to order a subscription, with a price."""
    return (
        len(text) <= _MAX_NOTICE_CHARS
        and _ORDER.match(text) is not None
        and _PRICE.search(text) is not None
        and _PERIOD.search(text) is not None
        and not reports_speech(text)
    )


def is_imprint(text: str, site_names: Sequence[str]) -> bool:
    """Return whether a line consists of an age mark and a name or word for the outlet.

    Such lines close the texts of some outlets: «18+. Информационное агентство «Вести»».
    """
    if len(text) > _MAX_IMPRINT_CHARS or not _AGE_MARK.search(text):
        return False
    other_words = _AGE_MARK.sub("", text).strip(" .,|·—–-()")
    is_site_name = other_words.lower() in {name.lower() for name in site_names}
    return is_site_name or _OUTLET.match(other_words) is not None


def _has_two_requests(text: str) -> bool:
    return next(islice(_REQUEST.finditer(text), 1, None), None) is not None


def _names_site(text: str, site_names: Sequence[str]) -> bool:
    lower = text.lower()
    return any(len(name) >= _MIN_NAME_CHARS and name.lower() in lower for name in site_names)


def reports_speech(text: str) -> bool:
    """Return whether a line is a sentence of news that reports what somebody said."""
    return _REPORT.search(text) is not None


def is_cookie_notice(text: str) -> bool:
    """Return whether a line asks for consent to cookies."""
    if len(text) > _MAX_NOTICE_CHARS:
        return False
    lower = text.lower()
    # This test is fast, and excludes nearly all lines.
    may_name_cookies = (
        "cookie" in lower
        or "кук" in lower
        or "бискв" in lower
        or "çerez" in lower
        or "колачи" in lower
    )
    if not may_name_cookies or _COOKIE.search(text) is None:
        return False
    return _CONSENT.search(text) is not None
