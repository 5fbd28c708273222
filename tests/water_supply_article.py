"""A short article of our own on the repair of a water supply, and the text read from its page."""

from tests.bridge_article import read_article

TEXT = (
    "<p>В посёлке завершился ремонт водопровода, сообщили во вторник в администрации района.</p>"
    "<p>По словам главы района, на работы из областного бюджета выделили сорок миллионов.</p>"
    "<p>Жители могут задать вопросы по телефону приёмной или прийти лично по средам.</p>"
)


def body_of(text: str, below_headline: str = "", head: str = "") -> str:
    """Return the text that is read from a page with this markup."""
    html = (
        f"<!doctype html><html lang=ru><head><meta charset=utf-8><title>Ремонт водопровода</title>"
        f"<meta property=og:type content=article>{head}</head><body><header><a href=/>Вести</a>"
        f"</header><main><article><h1>Ремонт водопровода завершён</h1>{below_headline}"
        f"<time datetime='2026-03-02T10:15:00+03:00'>2 марта 2026, 10:15</time>"
        f"<div class=text>{text}</div></article></main><footer>© 2026 Вести</footer></body></html>"
    )
    return read_article(html).article_body
