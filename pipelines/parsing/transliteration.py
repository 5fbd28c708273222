"""Writes Cyrillic words in Latin letters, as the addresses of pages do."""

import unicodedata

# The most common forms; addresses of other outlets differ in a few letters.
_LETTERS = {
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "ё": "e", "є": "e",
    "ж": "zh", "з": "z", "и": "i", "і": "i", "ї": "i", "й": "j", "ј": "j", "к": "k", "қ": "k",
    "л": "l", "љ": "lj", "м": "m", "н": "n", "ң": "n", "њ": "nj", "о": "o", "ө": "o", "п": "p",
    "р": "r", "с": "s", "т": "t", "ћ": "c", "ђ": "dj", "у": "u", "ў": "u", "ұ": "u", "ү": "u",
    "ф": "f", "х": "h", "һ": "h", "ц": "c", "ч": "ch", "џ": "dz", "ш": "sh", "щ": "sch",
    "ъ": "", "ы": "y", "ь": "", "э": "e", "ә": "a", "ю": "yu", "я": "ya", "ғ": "g", "җ": "zh",
}  # fmt: skip
_TABLE = str.maketrans(_LETTERS)


def in_latin_letters(text: str) -> str:
    """Return a text in lower case with Cyrillic in Latin letters, and without accents."""
    latin = unicodedata.normalize("NFD", text.casefold().translate(_TABLE))
    return "".join(letter for letter in latin if not unicodedata.combining(letter))
