"""Recognises labels of links to other articles: «Читайте также», «Related stories»."""

import re

_MAX_LABEL_CHARS = 60  # a longer line is a sentence and no label
_MAX_LINE_CHARS = 400  # a longer line is a paragraph and no label with a headline
_LABELS = (
    # Russian
    r"читайте (?:также|ещ[её]|далее|по теме)|читать (?:также|ещ[её])|смотрите (?:также|ещ[её])"
    r"|(?:см\. )?также по теме|что ещ[её] (?:по)?читать|вам (?:может быть|будет) интересно"
    r"|(?:(?:новости|материалы|публикации|статьи|ссылки|ещ[её]|ранее|другое) )?по (?:этой )?теме"
    r"|(?:другие|похожие|последние|свежие|связанные|ещ[её]|главные|популярные)"
    r" (?:новости|материалы|статьи|публикации)"
    r"(?: по теме|(?: в| из)?(?: этой| той же)? рубрик[еи]|(?: в| из)?(?: этого)? раздел[ае])?"
    r"(?: [«\"][^»\"]{2,30}[»\"])?"
    r"|ранее (?:мы писали|писали|сообщалось)|рекомендуем (?:также|почитать|прочитать)"
    r"|к слову|мы уже писали|не пропустите|предыстория|сюжет|тема дня|подробности"
    r"|(?:в продолжение|ещ[её] на эту) тем[уы]"
    # Ukrainian, Belarusian, Kazakh, Tatar, Armenian
    r"|կարդացեք (?:նաև|նաեւ)|до теми"
    r"|читайте (?:також|теж)|(?:схожі|інші|останні) (?:новини|матеріали)|(?:новини )?за темою"
    r"|вам може бути цікаво|не пропустіть|чытайце таксама|(?:навіны )?па тэме"
    r"|(?:іншыя|апошнія) навіны|(?:басқа|соңғы) жаңалықтар|(?:башка|соңгы) яңалыклар"
    r"|(?:тағы|сондай-ақ) оқыңыз(?:дар)?|ұқсас жаңалықтар|шулай ук укыгыз"
    # English
    r"|related(?: (?:articles|stories|news|posts|topics|content|reading))?"
    r"|(?:read|see) (?:more|also|next)|also read|you (?:may|might) (?:also )?(?:like|enjoy)"
    r"|more (?:on this(?: story)?|stories|news)|recommended(?: for you| stories| articles)?"
    r"|(?:most read|latest news|other stories)|don['’]?t miss(?: (?:this|these))?|must reads?"
    # German
    r"|lesen sie (?:auch|mehr)|mehr dazu|mehr zum thema|zum thema|auch interessant|passend dazu"
    r"|(?:ähnliche|weitere) (?:artikel|nachrichten|meldungen|beiträge)"
    r"|das könnte sie auch interessieren|nicht verpassen"
    # Polish
    r"|(?:prze)?czytaj (?:także|też|również|więcej)|zobacz (?:także|też|również)"
    r"|(?:podobne|powiązane|polecane) (?:artykuły|materiały|wiadomości)"
    r"|nie przegap(?:cie)?"
    # French, Spanish, Portuguese, Italian, Dutch, Swedish, Turkish
    r"|(?:à )?lire (?:aussi|également)|sur le même sujet|articles (?:similaires|liés)"
    r"|le[ea] también|(?:también )?(?:te|le) puede interesar|noticias relacionadas"
    r"|(?:leia|veja) também|notícias relacionadas|leggi anche|articoli correlati"
    r"|à ne pas (?:manquer|rater)|no te (?:lo )?pierdas|da non perdere|não perca|missa inte"
    r"|lees ook|läs (?:också|även|mer)|ayrıca okuyun|(?:ilgili|benzer) haberler"
)
_WHOLE = re.compile(rf"^[\W_]*(?:{_LABELS})[\W_]*$", re.IGNORECASE)
# A label and a possible headline, which begins with a capital letter, a digit or a quotation mark.
_BEFORE_HEADLINE = re.compile(
    rf"^[\W_]*(?:{_LABELS})(?:\b|՝)[\s:՝—–►▶→➡»>|-]+(?-i:(?=[\"«„“A-ZÀ-ÞŁŚŻА-ЯЁІЇЄҐӘҚҢӨҰҮҺԱ-Ֆ\d]))",
    re.IGNORECASE,
)
# Any short label without digits, and what may be a headline: «Это интересно — «Мост открыли»».
_ANY_LABEL = re.compile(
    r"^\W*[^\W\d]+(?:[ '’-][^\W\d]+){0,3}(?:\s[—–-]| ?:|,)\s+(?P<headline>[«„“\"]?"
    r"[A-ZÀ-ÞŁŚŻА-ЯЁІЇЄҐӘҚҢӨҰҮҺЈԱ-Ֆ]\S*(?:\s+\S+){2,})(?<![.…])$"
)


def is_link_label(text: str) -> bool:
    """Return whether a line is a label of links to other articles, and nothing else."""
    return len(text) <= _MAX_LABEL_CHARS and _WHOLE.match(text) is not None


def begins_with_link_label(text: str) -> bool:
    """Return whether a line may be a label of links with the headline of another article."""
    return len(text) <= _MAX_LINE_CHARS and _BEFORE_HEADLINE.match(text) is not None


def chars_behind_label(text: str) -> int | None:
    """Return the characters of a possible headline behind a label of up to four words, or None."""
    match = _ANY_LABEL.match(text) if len(text) <= _MAX_LINE_CHARS else None
    if match is None:
        return None
    headline = match["headline"]
    if headline[0] in '«„“"' and headline[-1] not in '»“”"':
        return None  # the quotation marks are around a part of a sentence
    return len(headline.strip('«»„“”"'))
