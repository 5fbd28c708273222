"""Tests which words of a text are mentions of places, and what stands around words."""

from pipelines.extraction.facts.content_location import location_evidence
from pipelines.model import Evidence
from pipelines.regions.mentions import mentions
from pipelines.regions.tokens import LEAD_CHARS, Part, tokens


def test_each_mention_has_its_region_and_its_part_of_the_article() -> None:
    body = f"Из Самары приехали гости. {'Слово. ' * LEAD_CHARS}Завод построят в Уфе."
    assert [
        (mention.region, mention.text, mention.part) for mention in mentions("Гости в Пензе", body)
    ] == [
        ("RU-PNZ", "Пензе", Part.HEADLINE),
        ("RU-SAM", "Самары", Part.LEAD),
        ("RU-BA", "Уфе", Part.TEXT),
    ]


def test_an_adjective_weighs_less_than_a_name_unless_it_names_a_region() -> None:
    weights = [
        mention.weight for mention in mentions("Пензенский театр; пензенской области; Пенза", "")
    ]
    assert weights == [0.7, 1.0, 1.0]


def test_characters_around_a_word_tell_quoted_names_dates_and_starts_of_sentences() -> None:
    quoted, *_ = tokens("«Пенза» выиграла", "")
    assert (quoted.is_quoted_name, quoted.starts_sentence) == (True, True)
    found = {token.text: token for token in tokens("", "Дождь. Пенза, 5 мая. В Казани — тепло.")}
    assert (found["Пенза"].is_dated, found["Пенза"].starts_sentence) == (True, True)
    assert (found["Казани"].starts_sentence, found["Казани"].has_dash_after) == (False, True)


def test_texts_in_other_languages_have_no_suggestions() -> None:
    evidence = Evidence("content_location", "RU-PNZ", "headline: Пензе")
    assert location_evidence("Мост в Пензе", "", "ru") == (evidence,)
    assert location_evidence("Мост в Пензе", "", None) == (evidence,)
    assert location_evidence("Мост в Пензе", "", "uk") == ()
