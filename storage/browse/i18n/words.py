"""The words of relations, kinds, facts and media on pages, in the language of the page."""

from collections.abc import Mapping

from pipelines.model import Message, Relation, SourceKind
from storage.browse.i18n.languages import Language

_RELATIONS: Mapping[str, Message] = {
    Relation.ORIGINAL: Message("original"),
    Relation.REPRINT: Message("reprint"),
    Relation.EXCERPT: Message("excerpt"),
    Relation.ROUNDUP: Message("roundup"),
    Relation.UPDATE: Message("update"),
}
_KINDS: Mapping[str, Message] = {
    SourceKind.OUTLET: Message("outlet"),
    SourceKind.AGENCY: Message("agency"),
    SourceKind.OFFICIAL: Message("press office"),
    SourceKind.CHANNEL: Message("channel"),
}
_ENDPOINTS: Mapping[str, Message] = {
    "feed": Message("feed"),
    "sitemap": Message("sitemap"),
    "listing": Message("listing"),
    "channel": Message("channel"),
}
_FACTS: Mapping[str, Message] = {
    "headline": Message("headline"),
    "description": Message("description"),
    "authors": Message("authors"),
    "date_published": Message("published"),
    "date_modified": Message("modified"),
    "in_language": Message("language"),
    "article_section": Message("section"),
    "keywords": Message("keywords"),
    "credit_text": Message("credited"),
    "is_based_on": Message("based on"),
    "dateline": Message("dateline"),
    "content_location": Message("region by text"),
    "is_advertising": Message("advertising"),
    "main_image": Message("main image"),
    "main_image_caption": Message("caption of the image"),
    "main_image_credit": Message("credit of the image"),
    "canonical_url": Message("canonical address"),
    "article_body": Message("text"),
    "link": Message("link"),
    "photo": Message("photo"),
    "video": Message("video"),
    "voice": Message("voice message"),
    "file": Message("file"),
    "location": Message("place"),
    "contact": Message("contact"),
    "poll": Message("poll"),
}


def relation_words(language: Language, relation: str | None) -> str:
    """Return the word of a relation; an article without one is an original."""
    return _words(language, _RELATIONS, relation or Relation.ORIGINAL)


def kind_words(language: Language, kind: str) -> str:
    """Return the word of a kind of source or credited body."""
    return _words(language, _KINDS, kind)


def endpoint_words(language: Language, kind: str) -> str:
    """Return the word of a kind of index."""
    return _words(language, _ENDPOINTS, kind)


def fact_words(language: Language, name: str) -> str:
    """Return the word of a fact of an article; an unknown name is returned with spaces."""
    return _words(language, _FACTS, name).replace("_", " ")


def language_words(language: Language, code: str | None) -> str:
    """Return the name of the language with this code, such as «русский»; else the code."""
    from babel import Locale, UnknownLocaleError

    try:
        name = Locale.parse(code, sep="-").get_display_name(language.code) if code else None
    except (ValueError, UnknownLocaleError):
        name = None
    return name or code or "—"


def media_words(language: Language, kind: str, number: int) -> str:
    """Return a number with the word of a kind of media, such as ``2 photos``."""
    match kind:
        case "photo":
            return language.ngettext("%(num)s photo", "%(num)s photos", number)
        case "video":
            return language.ngettext("%(num)s video", "%(num)s videos", number)
        case "voice":
            return language.ngettext("%(num)s voice message", "%(num)s voice messages", number)
        case "file":
            return language.ngettext("%(num)s file", "%(num)s files", number)
        case "location":
            return language.ngettext("%(num)s place", "%(num)s places", number)
        case "contact":
            return language.ngettext("%(num)s contact", "%(num)s contacts", number)
        case "poll":
            return language.ngettext("%(num)s poll", "%(num)s polls", number)
    return f"{language.number(number)} {kind}"


def _words(language: Language, words: Mapping[str, Message], key: str) -> str:
    return language.text(words[key]) if key in words else key
