"""Finds the texts that must be translated; run as a script, it adds new ones to the catalogues.

``make translations`` runs it. A text that is no longer used is removed.
"""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

from scraper.sources.regions import russian_regions
from storage.browse.i18n.languages import CODES, TRANSLATIONS, Code

ROOT = Path(__file__).parent.parent
PACKAGES = ("pipelines", "storage", "scraper")
TEMPLATES = ROOT / "storage/browse/templates"
# The arguments of each function that are texts: one, one and its plural, or a context and a text.
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "Message": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}
HEADER = """msgid ""
msgstr ""
"Language: {code}\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: {plural_forms};\\n"

"""
OPTIONS = {"trimmed": "true", "silent": "false", "newstyle_gettext": "true", "encoding": "utf-8"}


def texts() -> Catalog:
    """Return all texts of the code and the templates, which are English."""
    catalog = Catalog(project="Svodka", charset="utf-8")
    for text, context in _texts_with_contexts():
        catalog.add(text, context=context)
    return catalog


def regions() -> Catalog:
    """Return the codes of the Russian regions, whose stored names are Russian."""
    catalog = Catalog(project="Svodka", charset="utf-8")
    for code in russian_regions():
        catalog.add(code, context="region")
    return catalog


def translated(code: Code) -> Catalog:
    """Return the catalogue of a language as it is stored."""
    with (TRANSLATIONS / f"{code}.po").open("rb") as file:
        return read_po(file, locale=code)


def wanted(code: Code) -> Catalog:
    """Return the texts that the catalogue of a language must contain.

    The texts of the code are English, so the English catalogue contains only names of regions.
    """
    return texts() if code == "ru" else regions()


def _texts_with_contexts() -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    """Yield each text, or text and plural, with the context that ``pgettext`` states."""
    modules = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
    for method, paths in (("python", modules), ("jinja2", sorted(TEMPLATES.glob("*.html")))):
        for path in paths:
            with path.open("rb") as file:
                for _, text, _, context in extract(method, file, KEYWORDS, (), OPTIONS):
                    yield text, context


def update(code: Code) -> None:
    """Write the catalogue of a language with the texts it must contain, new ones untranslated."""
    catalog = translated(code) if (TRANSLATIONS / f"{code}.po").exists() else Catalog(locale=code)
    catalog.update(wanted(code), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    file = BytesIO()
    write_po(file, catalog, width=100, no_location=True, sort_output=True, omit_header=True)
    header = HEADER.format(code=code, plural_forms=catalog.plural_forms.rstrip(";"))
    (TRANSLATIONS / f"{code}.po").write_bytes(header.encode() + file.getvalue())


if __name__ == "__main__":
    for language in CODES:
        update(language)
