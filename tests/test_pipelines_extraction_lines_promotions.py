"""Tests that promotions are recognised, and news about the same things is kept."""

from collections.abc import Sequence

import pytest

from pipelines.extraction.lines.noise_lines import TextLine, clean_lines, noise_reason
from pipelines.extraction.lines.promotions import is_promotion

PROSE = "В районе завершился очередной этап работ, сообщили в администрации во вторник."
OUTLET = "Вести Сурска"
SITE_NAMES = (OUTLET, "сурск.рф")


def texts_kept(*texts: str, site_names: Sequence[str] = ()) -> list[str]:
    """Return the lines that are no noise on a site with these names."""
    kept, _ = clean_lines([TextLine(text) for text in texts], site_names)
    return kept


@pytest.mark.parametrize(
    "text",
    [
        "Добавьте «Вести Сурска» в избранные источники «Яндекс Новостей».",
        "Самые важные новости района — в вашей почте каждое утро.",
        "Хотите быть в курсе событий? Подпишитесь на vesti.example в «Дзене».",
        "Есть тема для новости? Пишите нам в мессенджеры или звоните в редакцию.",
        "Все новости Сурска — в нашем канале в MAX.",
        "Больше интересного — в нашем паблике ВКонтакте",
        "Понравилась новость? Расскажите друзьям и поставьте реакцию в нашем канале",
        "Главное за неделю — в рассылке «Вестей». Подпишитесь",
        "Оперативные новости города читайте в нашем телеграм-канале",
        "Мы в Телеграме: подписывайтесь",
        "Стали свидетелем ДТП? Присылайте фото и видео в наш бот.",
        "Узнавайте новости первыми в нашем приложении",
        "Підписуйтесь на наш телеграм-канал",
        "Follow us on Facebook and Twitter for more news.",
        "Sign up for our newsletter to get the day's top stories.",
        "Самое интересное за неделю — в нашей рассылке, подпишитесь",
        "Folgen Sie uns auf WhatsApp und verpassen Sie keine Nachricht",
        "Zapisz się do naszego newslettera i bądź na bieżąco",
        "Suivez-nous : abonnez-vous à notre newsletter",
        "Падпісвайцеся на наш тэлеграм-канал у Telegram",
        "Telegram-каналымызға жазылыңыз",
        "Telegram арнамызға жазылыңыз, маңызды жаңалықтарды бірінші біліңіз",
        "Հետևեք մեզ Telegram-ում՝ նորություններն առաջինն իմանալու համար",
        "Բաժանորդագրվեք մեր YouTube ալիքին",
        "გამოიწერეთ ჩვენი Telegram არხი, რომ არაფერი გამოგრჩეთ",
        "Zapisz się do newslettera i otrzymuj najważniejsze wiadomości z regionu",
        "Haberleri ilk siz öğrenin: Telegram kanalımıza abone olun",
        "Son dakika haberleri için WhatsApp kanalımızı takip edin",
        "Volg ons op WhatsApp en mis geen nieuws",
        "Abonați-vă la canalul nostru de Telegram pentru cele mai noi știri",
        "Абонирайте се за нашия канал в Telegram, за да не пропускате новини",
        "Пратите нас на Телеграму и будите у току",
        "Preuzmite našu aplikaciju za Android i iOS.",
        "Биздин Телеграм каналга катталыңыз!",
        "Иң мөһим яңалыкларны Telegram-каналыбызда укыгыз",
        "გამოგვყევით Facebook-ზე",
        "Ще більше новин району — у нашому телеграм-каналі",
        "Сподобався матеріал? Підтримайте редакцію",
        "Подробности — на странице нашей газеты во «ВКонтакте»: vk.com/vesti",
        "Если материал показался вам полезным, расскажите о нём друзьям.",
        "Если вам понравилась статья, подпишитесь на канал в Телеграме.",
        "Если новость была вам интересна, поделитесь в соцсетях и поставьте отметку в нашем чате.",
        "Мошенники не дремлют: подпишитесь на наш телеграм-канал.",
        "Комментируйте эту новость в нашей группе в Viber — там уже 12 тысяч подписчиков.",
        "Если материал был вам полезен, поделитесь им с друзьями в соцсетях.",
        "Ещё больше полезных советов — в нашем канале в MAX.",
        "Расписание матчей — в нашей группе «ВКонтакте».",
        "Чытайце нас у Тэлеграме.",
        "Ёсць навіна? Пішыце нам у Viber.",
        "Жаңалықтарды Telegram арнамыздан оқыңыз.",
        "Безгә ВКонтакте төркемендә язылыгыз.",
        "Mehr aus der Region lesen Sie in unserem WhatsApp-Kanal.",
        "Jetzt unseren Newsletter abonnieren und nichts mehr verpassen!",
        "Преузмите нашу апликацију за Андроид и iOS.",
        "გამოგვყევით ფეისბუქზე.",
        "Abonează-te la canalul nostru de Telegram.",
        "Стали очевидцем аварии? Напишите нам: news@vesti.example",
        "Знаете, о чём ещё стоит рассказать? Шлите снимки на WhatsApp 8-900-000-00-00",
        "Разрешите присылать уведомления, и вы первыми узнаете о главном",
        "По субботам отправляем письмо с лучшими материалами. Оставьте свою почту",
        "Не хотите пропустить важное? Загляните в наш телеграм-канал",
        "Haben Sie einen Hinweis für uns? Schreiben Sie an redaktion@vesti.example",
        "Sledujte nás na Facebooku.",
        "Sekite mus Facebook ir Instagram",
        "Обсудить новость можно в комментариях нашей группы «ВКонтакте»",
        "Síguenos en Telegram para no perderte nada",
        "Like what you read? Get our Saturday email for more stories",
        "Больше фото — на странице «Вестей Сурска» в «Одноклассниках»",
    ],
)
def test_a_line_that_asks_the_reader_to_follow_is_a_promotion(text: str) -> None:
    assert is_promotion(text, [OUTLET])
    kept, removed = clean_lines([TextLine(PROSE), TextLine(PROSE), TextLine(text)], [OUTLET])
    assert kept == [PROSE, PROSE]
    assert [line.text for line in removed] == [text]


@pytest.mark.parametrize(
    "text",
    [
        "Подписывайтесь на канал мэрии, призвал глава города.",
        "Самые важные документы отправят по почте в понедельник.",
        "Следите за детьми у воды, не оставляйте их без присмотра.",
        "Все новости о ремонте дорог публикуют на сайте администрации.",
        "Obserwuj zachowanie dziecka na lodzie, radzą ratownicy.",
        "Folgen Sie der Beschilderung zur Umleitung über den Kanal.",
        "Zapisz się na szczepienie przez e-mail przychodni do piątku.",
        "Telegram арнасы арқылы алаяқтар тұрғындардан екі миллион теңге алған.",
        "Մեր քաղաքի մասին Telegram ալիք են ստեղծել Գյումրիի դպրոցականները։",
        "სკოლის მოსწავლეებმა Telegram არხი შექმნეს და ფიზიკას ხსნიან.",
        "Канал в посёлке расчистят к весне, сообщили в водоканале.",
        "Звоните по телефону горячей линии 112.",
        "Подробности — на странице конкурса, приём заявок идёт до пятницы.",
        "Если вам пришло письмо от банка, не открывайте его.",
        "Друзья построили школе каток, а расскажут о нём на собрании.",
        "Подробности обсудили на встрече с жителями улицы Садовой.",
        "Naši ribari spremaju aplikaciju za prijavu štete.",
        "Telegram kanalımıza abone olan yolcular için bilet indirimli olacak.",
        "Больше всего сообщений о пожарах пришло в понедельник.",
        "Если неизвестные пишут вам в мессенджере от имени начальника, прервите разговор и"
        " позвоните в полицию.",
        "Если мошенники звонят вам в WhatsApp и просят назвать код, положите трубку.",
        "Если незнакомец предлагает вам установить приложение банка, не соглашайтесь.",
        "Если вам пишут в мессенджере от имени директора, сообщите в школу.",
        "Если вам понравился товар в соцсети, не переводите деньги заранее.",
        "Подробности — в приложении «Госуслуги», услуга доступна вам бесплатно.",
        "Подробности — в приложении «Госуслуги», скачайте его заранее.",
        "Расскажите вашим пожилым друзьям и соседям о новой схеме обмана.",
        "Расскажите друзьям о новой схеме обмана, будьте внимательны.",
        "Вы получили письмо на почту от судебных приставов? Проверьте его на сайте ведомства.",
        "Звоните в полицию, если вам пишут в мессенджере и просят установить приложение.",
        "Больше информации — в приложении перевозчика, вам придёт код.",
        "Сообщите в полицію, якщо шахраї пишуть вам у Viber і Telegram.",
        "Do you get calls from strangers on WhatsApp? Hang up and call your bank.",
        "Follow the advice of police if a scammer texts you on WhatsApp or Telegram.",
        "Folgen Sie nie dem Link, den Betrüger Ihnen per WhatsApp oder E-Mail schicken.",
        "Главная беда — в нашем канале: вода ушла из него в июле.",
        "Больше всего жалоб — на наши дороги и на группу подрядчиков.",
        "Сачыце за дарогай: на мосце ідзе рамонт.",
        "Газетті оқыңыз деген өтініш мектепке жіберілді.",
        "Mehr als 40 Menschen lesen in der Bibliothek Zeitungen aus Telegram-Kanälen.",
        "Jetzt können sich Schüler für den Kurs anmelden, teilte das Amt mit.",
        "Родители поделились с друзьями рецептом пирога в группе посёлка.",
        "Есть идеи для парка? Присылайте их организаторам: park@adm.example",
        "Оставьте заявку на почте или в приложении перевозчика.",
        "Следить за автобусами можно в приложении перевозчика.",
        "Больше фото — на странице музея в «Одноклассниках».",
        "Подписывайтесь на канал диспетчеров, советует мастер участка Иван Лопатин.",
        "Schreiben Sie bis Freitag an bauamt@stadt.example.",
        "Шлите показания счётчиков на почту или в приложение до двадцатого числа.",
    ],
)
def test_a_sentence_of_news_is_no_promotion(text: str) -> None:
    assert not is_promotion(text)
    assert texts_kept(PROSE, text) == [PROSE, text]


@pytest.mark.parametrize(
    "text",
    [
        "Хотите знать больше? Подпишитесь на «Вести Сурска» в «Дзене».",
        "Вы живёте в Сурске? Присоединяйтесь к чату «Вести Сурска» в телеграме!",
        "Мы есть в MAX! Подписывайтесь: Вести Сурска, сурск.рф",
        "Want more local news? Follow Вести Сурска on WhatsApp.",
    ],
)
def test_an_offer_with_a_request_and_the_name_of_the_outlet_is_noise_amid_the_text(
    text: str,
) -> None:
    texts = [PROSE, text, *[PROSE] * 6]
    assert texts_kept(*texts, site_names=[OUTLET]) == [PROSE] * 7
    assert texts_kept(*texts, site_names=["Другая газета"]) == texts  # there are fewer signs


@pytest.mark.parametrize(
    "text",
    [
        "18+. Информационное агентство «Сурск»",
        "Сетевое издание «Сурск сегодня», 16+",
        "(12+) Вести Сурска",
        "сурск.рф | 16+",
    ],
)
def test_the_age_mark_of_an_outlet_with_its_name_is_no_last_line(text: str) -> None:
    assert texts_kept(PROSE, text, site_names=SITE_NAMES) == [PROSE]


@pytest.mark.parametrize(
    "text",
    [
        "16+ Вход свободный",
        "Билеты продаются на сурск.рф, 6+",
        "Концерт «Вести с войны», 12+",
        "Информационное агентство «Сурск»",
        "Вести Сурска",
        "На опрос ответили 18+ тысяч горожан",
    ],
)
def test_the_age_mark_of_an_event_is_text(text: str) -> None:
    assert texts_kept(PROSE, text, site_names=SITE_NAMES) == [PROSE, text]


@pytest.mark.parametrize(
    "text",
    [
        "Get Motor Weekly delivered through your letterbox. 12 issues for £11.99. Click here.",
        "Subscribe to the Courier for as little as $5 a month.",
        "Оформите подписку на «Вести Сурска» за 300 рублей в месяц.",
        "Abonnieren Sie den Kurier für 5 € pro Monat.",
        "Zamów prenumeratę „Kuriera” za 20 zł miesięcznie.",
        "Have a tip? Ann Reed may be reached at ann@courier.example. Follow her on Twitter.",
    ],
)
def test_an_offer_of_a_subscription_or_a_contact_is_no_last_line(text: str) -> None:
    assert texts_kept(PROSE, text) == [PROSE]


@pytest.mark.parametrize(
    "text",
    [
        "Get used to it: the fare rises to £3 on Monday.",
        "Subscriptions will cost $5 a month, the company said.",
        "Order is restored, and a ticket costs 300 roubles a month again.",
        "Подписка на газету подорожала до 300 рублей в месяц.",
        "Get the tickets early, the council urged: they cost £5 a month.",
    ],
)
def test_a_sentence_about_prices_is_text(text: str) -> None:
    assert texts_kept(PROSE, text) == [PROSE, text]


@pytest.mark.parametrize(
    ("text", "link_share", "is_kept"),
    [
        ("Підписуйтесь на наш канал у Telegram", 1.0, False),
        ("Telegram арнамызға жазылыңыз", 1.0, False),
        ("Հետևեք մեզ Telegram-ում", 0.95, False),
        ("Follow us on WhatsApp", 1.0, False),
        ("Join our newsletter for more", 0.4, True),  # not the whole line is a link
        ("Канал расчистят к весне", 1.0, True),
        ("Наш город завёл канал в MAX, сообщили в мэрии", 1.0, True),
    ],
)
def test_a_promotion_that_is_a_link_is_noise_amid_the_text(
    text: str, link_share: float, is_kept: bool
) -> None:
    lines = [TextLine(PROSE)] * 2 + [TextLine(text, link_share)] + [TextLine(PROSE)] * 6
    kept_lines, _ = clean_lines(lines)
    assert (text in kept_lines) is is_kept


@pytest.mark.parametrize(
    "text",
    [
        "Local journalism needs your support. Chip in from £3 a month.",
        "Поддержите нашу редакцию: каждый рубль идёт на новые расследования.",
        "Wesprzyj nasze dziennikarstwo, nawet niewielką kwotą.",
        "Soutenez notre rédaction avec un don mensuel.",
    ],
)
def test_a_request_to_pay_for_the_newsroom_is_no_last_line(text: str) -> None:
    assert texts_kept(PROSE, PROSE, text) == [PROSE, PROSE]


@pytest.mark.parametrize(
    "text",
    [
        "The fund will support local journalism with three million pounds a year.",
        "Губернатор поддержал журналистов района, у редакции появится новое здание.",
        "“We need your support,” journalists told the council.",
    ],
)
def test_news_about_support_of_journalism_is_text(text: str) -> None:
    assert texts_kept(PROSE, PROSE, text) == [PROSE, PROSE, text]


@pytest.mark.parametrize(
    "text",
    [
        "Read more than the headline, Marsh asks visitors on the pier.",
        "Подписывайтесь на показания только после сверки, советует мастер участка.",
        "Подпишитесь на показания заранее",
        "Подписаться на капремонт дома должны две трети собственников.",
    ],
)
def test_a_sentence_that_begins_like_a_standing_phrase_is_text(text: str) -> None:
    assert noise_reason(text) is None


@pytest.mark.parametrize(
    ("text", "is_promoted"),
    [
        ("Spotted something odd? Drop us a line at tips@ledger.example", True),
        ("Masz ciekawy temat? Napisz do nas: redakcja@kurier.example", True),
        ("Ötletük van? Írjanak nekünk (oss): redaktion@blad.example", True),
        ("Have questions? Ask our librarian at library@whitby.example.", False),
        ("Applications go to news@ledger.example before Friday.", False),
    ],
)
def test_a_question_with_the_mail_of_the_newsroom_is_no_last_line(
    text: str, *, is_promoted: bool
) -> None:
    expected = [PROSE, PROSE] if is_promoted else [PROSE, PROSE, text]
    assert texts_kept(PROSE, PROSE, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Разрешите уведомления в браузере, чтобы не пропустить продолжение истории.",
        "Включите уведомления, чтобы первыми узнать главные новости района.",
        "Поделитесь ссылкой с друзьями, если материал показался вам полезным.",
        "Ставьте лайк и пишите в комментариях, что думаете о мосте!",
        "Є новина? Надсилайте її на пошту редакції.",
        "Chcesz wiedzieć więcej? Zapisz się na newsletter.",
        "Iscriviti al canale Telegram per restare aggiornato.",
        "Делитесь мнением под этой записью и не забывайте ставить реакции!",
        "Отправляйте свои снимки и истории на editor@meridian.example — лучшие опубликуем.",
        "Больше репортажей ищите на нашей странице в «Одноклассниках».",
    ],
)
def test_a_request_with_a_purpose_or_to_react_is_no_last_line(text: str) -> None:
    assert texts_kept(PROSE, text) == [PROSE]


@pytest.mark.parametrize(
    "text",
    [
        "Разрешите уведомления в приложении, чтобы не пропустить запись к врачу.",
        "Дом закрыли, чтобы не пропустить продолжение истории с крышей, и ждут рабочих.",
        "Мэр пишет в комментариях к снимкам моста, что ставит лайки редко.",
        "Врачи просят прийти раньше, если материал для анализа берут натощак.",
        "Знаєте, де стоїть новий міст? Його видно з вокзалу.",
        "Отправляйте заявки на konkurs@muzej.example до пятницы.",
        "Мошенники пишут с адреса news@bank.example; не отправляйте им кодов.",
        "Химики следили за реакцией под этим стеклом и делились мнением с классом.",
        "Подписаться на рассылку о ремонте можно на сайте мэрии, уточнили в управлении.",
    ],
)
def test_news_with_a_purpose_or_a_reaction_is_text(text: str) -> None:
    assert texts_kept(PROSE, text) == [PROSE, text]
