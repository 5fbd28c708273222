"""Recognises words that label a date as the time of publication or of a change."""

import re
from itertools import pairwise

from pipelines.extraction.facts.date_statements import MODIFIED, PUBLISHED
from pipelines.parsing.dates import find_date

# Words such as «updated» that label a time of modification.
MODIFIED_WORD = re.compile(
    r"обновл|дополнен[оа]?\s+\d|обновен|измен[её]н|отредактир|обнаўл|абно[ўв]л|оновл|жаңарт|"
    r"жаңырт|яңарт|яңырт|ҫӗнет|саҥард|թարմաց|განახლ|yenilən|güncellen|yangilan|"
    r"atnaujin|atjaunin|ažurir|"
    r"bijgewerkt|uppdatera|oppdatert|opdatere|päivitett|aktualizov|frissítve|actualiza|"
    r"updated?(?![a-z])|modified|edited(?![a-z])|"
    r"aktualisiert|stand\s*:|geändert|mis à jour|aggiornat|zaktualiz",
    re.IGNORECASE,
)
# Words such as «published» that label a time of publication.
PUBLISHED_WORD = re.compile(
    r"опубликов|публикац|размещен|добавлен|создан|апублікав|опубліков|жариялан|басылган|"
    r"\b(?:datum|date|data|fecha|дата|күні)\s*(?::|(?=\d))|publish|posted|created|"
    r"veröffentlicht|erschienen|erstellt|publié|publicad|pubblicat|"
    r"opublikow|gespeichert|geschrieben",
    re.IGNORECASE,
)


def labelled_parts(text: str) -> list[tuple[str, str]]:
    """Split «20 ноября (обновлено 21 ноября)» before each label; return (fact, part) pairs.

    The fact is PUBLISHED or MODIFIED. Parts without a date are left out; if no part has a date, the
    whole text is returned.
    """
    labels = sorted(
        (match.start(), fact)
        for fact, pattern in ((MODIFIED, MODIFIED_WORD), (PUBLISHED, PUBLISHED_WORD))
        for match in pattern.finditer(text)
    )
    if not labels:
        return [(PUBLISHED, text)]
    cuts = [(0, PUBLISHED), *labels, (len(text), "")]
    parts = [(fact, text[start:end]) for (start, fact), (end, _) in pairwise(cuts)]
    dated = [(fact, part.strip()) for fact, part in parts if find_date(part) is not None]
    return dated or [(PUBLISHED, text)]
