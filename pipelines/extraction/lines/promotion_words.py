"""The words by which promotions are recognised, in all languages, as regular expressions.

Each part of a pattern is of one language or of one kind. Its comment has an example.
"""

import re

from pipelines.parsing.patterns import any_of

# A request to the reader, with which a clause begins: «Подписывайтесь», «follow».
_REQUEST_VERBS = any_of(
    # «Подпишитесь», «Читайте», «Присылайте», «Звоните», «Смотрите», «Узнавайте»
    r"добав(?:ьте|ляйте|ляйтесь)|подпи(?:шитесь|сывайтесь|сывайся|шись)|чита(?:йте|й)",
    r"присоединя(?:йтесь|йся)|присыла(?:йте|й)|отправ(?:ляйте|ьте)|пиши(?:те)?|напиши(?:те)?|сообща(?:йте|й)",
    r"сообщите|звони(?:те)?|следи(?:те)?|смотри(?:те)?|узнава(?:йте|й)|получа(?:йте|й)",
    # «Вступайте», «Переходите», «Скачайте», «Установите», «Оставайтесь», «Включите»
    r"вступа(?:йте|й)|переходи(?:те)?|скача(?:йте|й)|скачива(?:йте|й)|устан(?:овите|авливайте)",
    r"остава(?:йтесь|йся)|включ(?:ите|айте)|обсу(?:дите|ждайте)|голосуйте|поддержите|поставьте",
    r"ставьте|расскажите|жмите|комментируйте|сдела(?:йте|ем)",
    r"шлите|оставьте|загляните|заглядывайте|разрешите",
    r"оформ(?:ите|ить) (?:\w+ )?(?:подписк|пожертвован|взнос)\w*",
    r"(?:по)?дели(?:тесь|сь)|ищите|заходите|слушайте|будьте|не пропусти(?:те)?|выбирайте",
    # Ukrainian and Belarusian: «Підписуйтесь», «Далучайцеся»
    r"підпи(?:шіться|суйтесь|суйтеся)|додавайте|додайте|читайте|приєднуйтесь|приєднуйтеся",
    r"стежте|надсилайте|повідомляйте|підтримайте|підтримуйте",
    r"падпісвайцеся|падпішыцеся|далучайцеся|чытайце|пішыце|дасылайце|сачыце|дзяліцеся",
    # Kazakh, Tatar and Bashkir: «Жазылыңыздар», «Язылыгыз»
    r"жазылыңыз(?:дар)?|тіркеліңіз(?:дер)?|қосылыңыз(?:дар)?|язылыгыз|кушылыгыз|яҙылығыҙ",
    # English and German: "Follow", «Folgen Sie»
    r"subscribe|follow|sign up|join|download|add|bookmark",
    r"become an? (?:member|subscriber|supporter|patron)",
    r"folg(?:en sie|t|e)|abonnier(?:en sie|t|e)|melden sie sich",
    r"(?:schreib|schick|send)en sie|schreibt uns|schickt uns",
    # Armenian and Georgian: "subscribe", "join", "receive"
    r"հետևե(?:՛)?ք|հետեւե(?:՛)?ք|բաժանորդագրվե(?:՛)?ք|միացե(?:՛)?ք|ստացե(?:՛)?ք",
    r"გამოიწერეთ|გამოგვყევით|შემოგვიერთდით|მოგვყევით|მიიღეთ|გაიგეთ",
    # Polish: «Zapisz się», «Obserwuj»
    r"zapisz się|zapiszcie się|otrzymuj(?:cie)?|obserwuj(?:cie)?|śledź(?:cie)?",
    r"dołącz(?:cie)?|subskrybuj(?:cie)?",
    # French and Spanish: «Abonnez-vous», «Síguenos»
    r"suivez|abonnez-vous|inscrivez-vous|rejoignez|sígu(?:e|a)nos|suscríb(?:e|a)(?:te|se)|únete",
    # Italian, Portuguese and Dutch: «Iscriviti», «Assine», «Volg»
    r"seguici|iscriviti|unisciti|siga|inscreva-se|assine|volg|abonneer je",
    # Romanian, Bulgarian and Serbian: «Abonați-vă», «Последвайте», «Пратите»
    r"abonați-vă|abonează-te|urmăriți(?:-ne)?|urmărește(?:-ne)?|alăturați-vă|descărcați",
    r"абонирайте се|последвайте|следвайте|присъединете се|изтеглете|пратите|запратите",
    r"придружите се|преузмите|pratite|zapratite|pridružite se|preuzmite|prijavite se",
    # Lithuanian, Latvian, Czech, Slovak and Swedish: «Sekite», «Sledujte», «Följ»
    r"sekite|prenumeruokite|atsisiųskite|sekojiet|abonējiet|sledujte|přihlaste se|odebírejte",
    r"odoberajte|följ|følg|prenumerera",
)
# «Скачать приложение «Вестей»» is a request, too, if it is a label with a link.
LABEL_OF_CHANNEL = re.compile(
    r"^\W*(?:скачать|установить|подписаться|завантажити|встановити|download|install)\b",
    re.IGNORECASE,
)
_CLAUSE_START = (
    r"(?:^|[.!?…—–:,-]\s*|\b(?:а также|и|i|և|და|чтобы[^,]{0,60},) )"
    r"(?:не забудьте |не забывайте |пожалуйста,? |please |don[’']t forget to |bitte |prosimy )?"
)
REQUEST = re.compile(
    any_of(
        rf"{_CLAUSE_START}(?:{_REQUEST_VERBS})\b",
        # in Turkic languages the verb comes last: «Арнамызға жазылыңыз!», «Kanalımızı takip edin»
        r"\b(?:жазылыңыз|оқыңыз|тіркеліңіз|қосылыңыз|катталыңыз|кошулуңуз|окуңуз|язылыгыз|кушылыгыз"
        r"|укыгыз|яҙылығыҙ)(?:дар|дер)?(?:\W*$|[,.!])",
        r"\b(?:abone olun|takip edin)(?:\W*$|[,.!])",
        # German requests with an infinitive: «Jetzt unseren Newsletter abonnieren!»
        r"^\W*(?:jetzt|hier)\b[^.!?]{0,60}\b(?:abonnieren|herunterladen|anmelden|folgen)\b",
    ),
    re.IGNORECASE,
)
# «Если материал показался вам полезным», «Если вам понравилась статья»
_IF_LIKED = (
    r"(?:^\W*|, )если\b(?=[^,.!?]{0,60}\b(?:понравил|интерес|полез|пригод))(?=[^,.!?]{0,60}"
    r"\b(?:материал|стать|новост|публикац|текст|замет|видео|подборк|выпуск|репортаж|интервью|наш))"
)
# «чтобы не пропустить продолжение истории», "so you never miss a story"
_PURPOSE = any_of(
    r"\b(?:чтобы|щоб|каб) (?:\w+ )?(?:не пропуст\w+|не пропуска\w+|быть в курсе|першими|первыми)\b"
    r"[^.!?]{0,40}\b(?:новост|истори|событи|материал|публикац|главн|важн|новин|поді)",
    r"\b(?:so you (?:never|don[’']t) miss|per restare aggiornat|per non perdere|para no perder|"
    r"pour ne rien (?:rater|manquer)|um nichts zu verpassen|(?:aby|żeby) (?:być na bieżąco|"
    r"nie przegapić))",
)
# A request to tell friends of a text that the reader liked.
LIKED = re.compile(rf"{_IF_LIKED}|^\W*(?:понравил|сподобав|сподобал)\w+\b", re.IGNORECASE)
FRIENDS = re.compile(r"\b(?:друзьями?|друзями)\b", re.IGNORECASE)
# An offer to the reader, with which the line begins.
OFFER = re.compile(
    any_of(
        # «Больше новостей», «Самые важные события», «Все главные новости»
        r"^\W*(?:(?:самы[ей]|вс[её]|все|ещ[её]|главн|важн|интересн|свеж|срочн|оперативн|больш"
        r"|последн)\w*\s+){1,3}(?:\w+\s+){0,2}?"
        r"(?:новост|событи|материал|информаци|истори|фото|видео|репортаж|интервью|публикаци)\w*",
        # «Хотите узнавать новости первыми?», «Вы стали очевидцем?»
        r"^\W*(?:хотите|хочешь|есть|знаете|стали|вы|у вас|увидели|любите)\b[^?]{0,100}\?",
        # «Больше интересного», «Главное за день — », «Понравилась статья?», «Новости в нашем …»
        r"^\W*(?:больше|самое) интересн\w+",
        r"^\W*главное (?:за|о) \w+\s[—–-]",
        r"^\W*(?:понравил|сподобав|сподобал|спадабаў|спадабал)\w+ [^?]{2,40}\?",
        r"^\W*новости\b[^.!?]{0,60}\bв наш",
        # «Мы в Телеграме», «Наш канал»
        r"^\W*(?:мы (?:в|есть|теперь|на)|наш\w*\s+(?:канал|групп|страниц|телеграм|паблик|чат))",
        # "The latest news", "Got a story?"
        r"^\W*(?:the latest|all the|more|top|breaking)\s+(?:\w+\s+){0,2}"
        r"(?:news|stories|headlines)\b",
        r"^\W*(?:want|got|have (?:you|an?|any)|do you|are you|like|love|enjoyed)\b"
        r"[^?]{0,100}\?",
        # «Подробности — на нашей странице», «Если материал вам понравился»
        r"^\W*подробност\w+\s[—–-]\s(?:на|в)\b",
        _IF_LIKED,
        # «Полезные советы — в нашем канале в MAX», «Афиша — в нашей группе «ВКонтакте»»
        r"^\W*(?:\w+ ){1,6}[—–-] (?:в|на) наш\w*\s(?:(?:канал|групп|сообществ)\w* (?:в|на|«)|"
        r"телеграм|telegram|паблик|чат|рассылк|соцсет)",
        # «Mehr aus der Region lesen Sie in unserem Kanal»
        r"^\W*mehr\b[^.!?]{0,60}\b(?:lesen|finden|erfahren|gibt)\b",
        # «Не хотите ничего упустить?», „Haben Sie Hinweise für unsere Redaktion?“
        r"^\W*не хотите\b[^?]{0,100}\?|^\W*haben sie\b[^?]{0,100}\?",
        # «… и вы первыми узнаете о главном»
        r"\b(?:вы|ты) перв\w+ узна\w+",
        # «Обсудить новость можно в нашей группе»
        r"^\W*(?:обсудить|читать|прочитать|узнать|смотреть|посмотреть|следить)\b"
        r"[^.!?]{0,60}\bможно\b[^.!?]{0,60}\bнаш",
        # «Ёсць навіна?», «Є новина?», «Chcesz wiedzieć więcej?»
        r"^\W*(?:ёсць|маеце|хочаце|є|маєте|хочете|знаєте|chcesz|masz|znasz)\b[^?]{0,100}\?",
        _PURPOSE,
        # «Найважливіші новини», «Ще більше новин»
        r"^\W*(?:ще )?(?:найважливіш|найцікавіш|усі|всі|більше|головні)\w*\s+(?:\w+\s+){0,2}?"
        r"новин\w*",
    ),
    re.IGNORECASE,
)
# Channels through which an outlet can be read.
CHANNEL = re.compile(
    any_of(
        # messengers: «Телеграм», «t.me», «в Максе»
        r"telegram|телеграм|тг-?канал|\bt\.me\b|\bвайбер\b|viber|whatsapp|в[ао]тсап\w*|\bmax\b",
        r"\bмакс(?:е)?\b|мессенджер",
        # social networks: «ВКонтакте», «Одноклассники», «Дзен»
        r"вконтакте|\bвк\b|\bvk\b|одноклассник|facebook|фейсбук|instagram",
        r"инстаграм|twitter|твиттер|youtube|ютуб|rutube|рутуб|tiktok|дзен",
        # mail and applications: «на почту», «рассылка», «push-уведомления», «в приложении»
        r"рассылк|рассылц",
        r"\bпочт(?:е|у|ой)\b|e-?mail|inbox|newsletter|push-|уведомлени|приложени\w*|\bapp\b",
        # news services, in which outlets can be selected: «Яндекс», «в избранное», «источники»
        r"google (?:news|новост)|google\b|яндекс|избранн|источник|подписк|канал[еуа]?\b|каналах\b",
        # «в группе», «паблик», «чат-бот», «в редакцию», «подкаст»
        r"групп[еуы]\b|сообществ[еоа]\b|паблик|соцсет|социальных сетях|чат-?бот|\bбот[еа]?\b",
        r"редакц[иі]|подкаст|\bлайки?\b|комментариях\b|коментарях\b",
        # «ставьте реакции», «под этой записью»
        r"\bреакци[ию]\b|под (?:этой|этим) (?:запис|пост|публикаци|новост|материал|стать|видео)",
        # other languages: "podcast", «розсилка», «арнамыз», «kanal», «boletín»
        r"channel|podcast|social media|пошт[іу]\b|розсилк|соцмереж|сацсет|aplikacij\w*",
        r"апликациј\w*|тэлеграм|вајбер|фејсбук|ფეისბუქ|ტელეგრამ|ინსტაგრამ",
        r"канал(?:ға|ымыз|ына|ыбыз)\w*|\bарна(?:мыз|сы)\w*|ալիք\w*|არხ\w*|\bkanal\w*",
        r"mailing|rozsyłk|infolettre|boletín|bluesky|threads",
    ),
    re.IGNORECASE,
)
# A mail address, which may be that of the newsroom or of anybody else.
MAIL_ADDRESS = re.compile(r"\b[\w.+-]{1,40}@[\w-]{1,40}\.\w")
# «redakcja@paper.example», "newsdesk@paper.example"
NEWSROOM_ADDRESS = re.compile(
    r"\b(?:news|tips?|redak|redac|redaz|editor|toimitus)[\w.-]{0,30}@[\w-]{1,40}\.\w", re.IGNORECASE
)
# Requests that news have as often as promotions: «Оставьте заявку на сайте или в приложении.»
COMMON_REQUEST = re.compile(
    r"^\W*(?:оставьте|разрешите|шлите|(?:schreib|schick|send)en sie)\b", re.IGNORECASE
)
# Pronouns with which an outlet speaks of itself.
_OUTLET_PRONOUNS = any_of(
    # «наш», «нашої»; "our"; «unser»
    r"мы|нас|нам|нами|наш\w*|нашої|нашому|у нас|us|we|our",
    r"uns\w*|wir|nasz\w*|nas|nam|bądź|nous|notre|nos|nuestr\w+|nostr\w+|noss\w+",
    # Kazakh «біздің», Tatar «безнең», Bashkir «беҙҙең»; Dutch «onze»
    r"біз\w*|\w+м[ыі]з(?:ға|ге|да|де|дан|ден)?|без(?:нең|гә|дә)|беҙҙең|onze?|ons",
    # Kyrgyz «биздин»; the Tatar ending "our": «каналыбызда»; Serbian «naš»
    r"бизд\w+|\w+[ыі]б[ыі]з(?:да|дә|га|гә)?|naš\w*",
    # Armenian and Georgian "our", "follow us"
    r"մեզ|մեր|ჩვენ\w*|გამოგვყევით|მოგვყევით",
    # Romanian «noastră»; the Turkish ending "our": «kanalımız»
    r"nostru|noastr[eăi]|\w+[ıiuü]m[ıiuü]z\w{0,3}",
    # Spanish and Italian verbs that end in "us": «síguenos», «seguici»
    r"síg[au]e?nos|escríbenos|visítanos|acompáñanos|seguici|scrivici",
    # Lithuanian, Latvian, Czech, Slovak and Swedish
    r"mus|mūsų|(?:sekojiet|pievienojieties|rakstiet) mums|mūsu|nás|náš\w*|oss|vår\w*",
    # verbs with which a newsroom speaks of its letters and posts: «отправляем», «делимся»
    r"отправляем|присылаем|делимся|выкладываем",
)
_READER_PRONOUNS = any_of(
    # «вы», «вашій»; "your"; «ihr»; Kazakh «сіздің», Tatar «сезнең»; Armenian and Georgian "you"
    r"вы|вас|вам|ваш\w*|вашій|вашу|you|your|ihr\w*|vous|votre|сіз\w*|сезнең|je|сизд\w+|vas|vam",
    r"ձեզ|ձեր|თქვენ\w*",
)
# Pronouns with which an outlet speaks of itself, or to the reader.
WE_OR_YOU = re.compile(rf"\b(?:{_OUTLET_PRONOUNS}|{_READER_PRONOUNS})\b", re.IGNORECASE)
# A word for the outlet itself, or the place where its news reach the reader: «в вашей почте». News
# and advice address the reader with «вам», too.
OUR = re.compile(
    rf"\b(?:{_OUTLET_PRONOUNS}|ваш\w* (?:почт|ящик|лент)\w*|your (?:inbox|e-?mail|feed))\b",
    re.IGNORECASE,
)
# Words of advice against fraud: «мошенники», «полиция», «банк», "scam".
WARNING = re.compile(
    any_of(
        r"мошен+и|аферист|обман|незнаком|неизвестн|злоумышленник|полици|\bбанк\w*|госуслуг",
        r"шахра|поліці|махляр|міліцы|алаяқ|полиция|\bscam|fraud|\bpolice|\bbank\w*|betrug|betrüg",
        r"polizei|oszu[sk]|policj|estafa|policía|arnaque|truffa|dolandır",
    ),
    re.IGNORECASE,
)
_REPORTING_VERBS = any_of(
    # «говорит», «сообщил», «рассказали», «добавила»
    r"говорит|говорят|отмечает|поясняет|советует|советуют|предупреждает|предупреждают|объясняет",
    r"посоветовал[аи]?|предупредил[аи]?|объяснил[аи]?|уточнил[аи]?|подчеркнул[аи]?",
    r"вспомина(?:е|ю)т",
    r"сообщил|сообщили|сказал|сказала|призвал|призвала|призвали|рассказал|рассказала",
    r"рассказали|отметил|отметила|пояснил|пояснили|заявил|заявила|написал|написала|добавил",
    r"добавила|добавили|напомнил|напомнили|попросил|попросили|уточнили|отметили|заявили|написали",
    r"пояснила|подчеркнули|предупредили|посоветовали|объяснили|вспомнили|указали",
    # "said"; «сказав»; «sagte»; «powiedział»; «dijo»; «айтты»
    r"said|says|told|tells|urged|added|warn(?:s|ed)|advis(?:es|ed)|explain(?:s|ed)",
    r"сказав|повідомив|sagte|teilte|erklärte|riet|rät|warnte?|empfahl|conseille|aconseja",
    r"radz(?:i|ił|iła)|powiedział|powiedziała|dodał|dodała|dijo|déclaré|detto|деді|айтты",
    # «повідомили»; Belarusian «паведамілі»; Serbian «саопштила»; Romanian «a declarat»
    r"повідомил[аи]|розповів|розповіла|розповіли|заявив|заявила|паведаміў|паведаміла|паведамілі",
    r"саопштио|саопштила|изјавио|изјавила|каже|a (?:declarat|anunțat|spus|precizat)",
    # Kazakh «хабарлады», Tatar «хәбәр итте»
    r"хабарлады|хабарлайды|мәлімдеді|дейді|хәбәр ит(?:те|ә)|poinformował|poinformowała|mówi",
    # Armenian and Georgian "said"
    r"ասել|ասաց|հայտնել|հայտնում|նշել|თქვა|განაცხადა|აცხადებს|აღნიშნა",
)
REPORTED_SPEECH = re.compile(rf"\b(?:{_REPORTING_VERBS})\b", re.IGNORECASE)
# «ответил», «ушла», «відповів», «odpowiedział», but no noun such as «канал»
PAST_VERB = re.compile(
    r"\b(?!(?:канал|портал|журнал|материал|сериал|финал|kanał|materiał|artykuł)\w*\b)"
    r"\w+(?:[аеёиоуыя]л(?:а|о|и)?(?:с[ья])?|[шс]ла|[шс]ли|[аиії]в(?:ся)?|[aeiy]ł[aoiy]?)\b",
    re.IGNORECASE,
)
# The end of a statement or a question, as in «Мэр ответил.»; a label ends without a sign, or with
# an exclamation.
STATEMENT_END = re.compile(r"[.?…։။。]\W*$")
# The beginning of a line that asks for an order: "Subscribe …", «Оформите …».
ORDER = re.compile(
    r"^\W*(?:get|subscribe|order|buy|оформите|оформляйте|подпишитесь|передплатіть|bestellen sie|"
    r"abonnieren sie|sichern sie sich|zamów|zaprenumeruj|abonnez-vous|suscríbase|suscríbete)\b",
    re.IGNORECASE,
)
# «99 руб», "£5", «Rs 100»
PRICE = re.compile(
    r"[£$€₹₽₴₸]\s?\d|\d\s?[£$€₹₽₴₸]|\brs\.? ?\d|\d\s?(?:руб|грн|zł|euro|тенге)", re.IGNORECASE
)
# What is sold, or for which time: "6 issues", «за месяц», «pro Jahr».
SUBSCRIPTION_PERIOD = re.compile(
    r"\b(?:issues?|subscri\w+|(?:a|per|every|first) (?:week|month|year)|подписк\w*|номер\w*|"
    r"(?:в|за) (?:месяц|год)|передплат\w*|abo\w*|(?:im|pro) (?:monat|jahr)|prenumerat\w*|"
    r"miesięcznie|numer\w*|par mois|al mes)\b",
    re.IGNORECASE,
)
# An age mark at the beginning or the end of a line: «18+», «(16+)».
AGE_MARK = re.compile(r"^\W*(?:0|6|12|16|18) ?\+(?!\w)|\b(?:0|6|12|16|18) ?\+\W*$")
# Words for an outlet: «информационное агентство», "news agency".
OUTLET = re.compile(
    r"(?:информационн\w+ (?:агентств|портал)|сетев\w+ издани|средств\w+ массовой информации|"
    r"інформаційн\w+ агентств|ақпараттық агентті|news agency|online edition)",
    re.IGNORECASE,
)
# A request for money, with which a sentence begins: «Поддержите», "Chip in", «Spenden Sie».
SUPPORT_REQUEST = re.compile(
    r"(?:^\W*|[.!?…]\s+)(?:поддержите|поддерживайте|пожертвуйте|підтримайте|donate|chip in|"
    r"(?:support|contribute to) (?:our|us|local|independent)|spenden sie|spendet|wesprzyj(?:cie)?|"
    r"unterstützen sie|wspieraj(?:cie)?|soutenez|faites un don|apóyanos|apoya (?:a )?nuestr\w+)\b",
    re.IGNORECASE,
)
# Whom the reader is asked to pay: «нашу редакцию», "our newsroom", "needs your support".
OUR_WORK = re.compile(
    r"\b(?:наш\w*|нас|our|us|uns\w*|nasz\w*|nas|notre|nous|nuestr\w+|nostr\w+|your support|"
    r"ваш\w* поддержк\w+)\b",
    re.IGNORECASE,
)
# The mark of a quotation, but no apostrophe.
QUOTATION = re.compile(r"[«»“”„‟\"]")
# For which an outlet asks: «редакция», "journalism".
JOURNALISM = re.compile(
    r"\b(?:редакц\w+|журналист\w*|journalis\w+|newsroom|redaktion|dziennikarst\w+|"
    r"redakcj\w+|journalisme|rédaction|periodismo|redacción|giornalismo)\b",
    re.IGNORECASE,
)
