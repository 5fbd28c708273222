"""Tests that messages on age, ad blockers, regions and logins are refused, and news is not."""

import pytest

from pipelines.extraction.read_page import read_page
from pipelines.model import Outcome, Page

# language, heading, texts
MESSAGES = [
    ("ru", "Вам уже исполнилось 18 лет?",
     "Материалы раздела предназначены для лиц старше 18 лет.", "Подтвердите возраст."),
    ("uk", "Підтвердьте свій вік", "Сайт містить матеріали для повнолітніх. Вам є 18 років?"),
    ("en", "Age verification", "You must be 18 or older to view this content.",
     "Please verify your age to continue."),
    ("de", "Sind Sie mindestens 18 Jahre alt?",
     "Dieser Inhalt ist erst ab 18 Jahren freigegeben.", "Bitte bestätigen Sie Ihr Alter."),
    ("pl", "Czy masz 18 lat?", "Serwis zawiera treści tylko dla osób pełnoletnich.",
     "Potwierdź swój wiek, aby wejść."),
    ("es", "¿Es usted mayor de edad?", "Esta web contiene contenido para mayores de 18 años.",
     "Confirma tu edad para seguir."),
    ("tr", "18 yaşından büyük müsünüz?", "Bu bölüm yalnızca 18 yaşından büyükler içindir."),
    ("ru", "Отключите AdBlock", "Мы заметили, что вы используете блокировщик рекламы.",
     "Реклама помогает нам писать новости. Добавьте сайт в исключения и обновите страницу."),
    ("uk", "Вимкніть блокувальник реклами", "Схоже, ви користуєтеся блокувальником реклами.",
     "Додайте наш сайт до винятків."),
    ("en", "Ad blocker detected", "It looks like you are using an ad blocker.",
     "Our journalism is supported by advertising. Please whitelist us and reload."),
    ("de", "Bitte schalten Sie Ihren Adblocker aus", "Sie nutzen offenbar einen Adblocker.",
     "Unser Angebot finanziert sich durch Werbung. Laden Sie die Seite danach neu."),
    ("es", "Desactiva tu bloqueador de anuncios", "Parece que usas un bloqueador de publicidad.",
     "La publicidad nos permite informar. Añade nuestra web a la lista blanca."),
    ("en", "451: Unavailable due to legal reasons",
     "We recognise you are attempting to access this website from a country in the EEA.",
     "This content is not available in your region."),
    ("ru", "Контент недоступен в вашем регионе", "Просмотр в вашем регионе невозможен."),
    ("ru", "Мы ценим вашу конфиденциальность",
     "Мы и наши партнёры храним файлы cookie, чтобы показывать персональную рекламу.",
     "Нажмите «Принять», чтобы согласиться. Изменить решение можно в любое время: вы можете"
     " отозвать согласие в любой момент."),
    ("es", "Contenido exclusivo para suscriptores",
     "Para seguir leyendo este artículo, suscríbete.", "¿Ya eres suscriptor? Inicia sesión."),
    ("es", "Iniciar sesión", "Introduce tu correo y tu contraseña.", "¿No tienes cuenta?"
     " Regístrate."),
    ("tr", "Giriş yapın", "Şifrenizi mi unuttunuz? Devam etmek için giriş yapın.",
     "Zaten abone misiniz?"),
    ("fr", "Connectez-vous", "Saisissez votre mot de passe pour continuer la lecture.",
     "Mot de passe oublié ?"),
]  # fmt: skip
# Undated items of one paragraph that no data call articles.
NEWS = [
    ("ru", "Энергетики запретили продавать подросткам",
     "Продавать энергетики лицам младше 18 лет запретили в Омской области с 1 декабря. Кассиры"
     " обязаны просить покупателей подтвердить возраст, сообщили в правительстве региона."),
    ("ru", "Разработчики из Томска сделали свой браузер",
     "Блокировщик рекламы в новом браузере включён по умолчанию. Его отключили только для сайтов"
     " музеев, пояснили разработчики из томского университета."),
    ("uk", "Молодь зможе голосувати",
     "Проголосувати зможуть мешканці, яким виповнилося 18 років. Дільниці у Полтаві відкриються"
     " о восьмій ранку, повідомили у комісії."),
    ("en", "Publishers fight ad blockers in court",
     "A court in Leeds has ruled that ad blockers are legal in Britain. Publishers said they"
     " would appeal against the decision in the spring."),
    ("en", "Age verification law comes into force",
     "Shops must check the age of people buying kitchen knives online. The new law took effect"
     " on Monday, trading standards officers in Hull said."),
    ("pl", "Młodzi zagłosują pierwszy raz",
     "Osoby, które mają ukończone 18 lat, zagłosują w niedzielę pierwszy raz. W Rzeszowie"
     " uprawnionych jest sto tysięcy mieszkańców."),
    ("es", "El pleno inicia sesión con protestas",
     "El pleno del Ayuntamiento inicia sesión este lunes entre protestas de los vecinos. Los"
     " mayores de 18 años podrán asistir como público."),
    ("tr", "Yeni hatta ilk gün",
     "Trenler istasyona sabah altıda giriş yaptı ve yolcular törenle karşılandı. Abone olan"
     " öğrenciler ilk hafta ücretsiz yolculuk edecek."),
]  # fmt: skip
FRAMES = [
    "<h1>{heading}</h1>{texts}",
    "<header><a href=/>Вести</a><nav><a href=/a>Спорт</a></nav></header><main><h1>{heading}</h1>"
    "{texts}</main><aside><a href=/n/1>Мост через Суру откроют в мае</a></aside><footer>©</footer>",
]


def page(frame: str, language: str, heading: str, *texts: str) -> Page:
    body = frame.format(heading=heading, texts="".join(f"<p>{text}</p>" for text in texts))
    html = f"<html lang={language}><head><title>{heading}</title></head><body>{body}</body></html>"
    return Page("https://vesti.example/news/12345/", html.encode())


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("message", MESSAGES, ids=[heading for _, heading, *_ in MESSAGES])
def test_a_message_to_the_visitor_is_refused(frame: str, message: tuple[str, ...]) -> None:
    reading = read_page(page(frame, *message))
    assert reading.outcome is not Outcome.STORED


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("item", NEWS, ids=[heading for _, heading, _ in NEWS])
def test_a_short_item_on_the_same_subject_is_stored(frame: str, item: tuple[str, ...]) -> None:
    reading = read_page(page(frame, *item))
    assert reading.outcome is Outcome.STORED, reading.reason
