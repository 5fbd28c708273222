"""Tests which words of a text are mentions of places, and what stands around words."""

from pipelines.extraction.facts.content_location import location_evidence
from pipelines.model import Evidence
from pipelines.regions.mentions import mentions
from pipelines.regions.tokens import LEAD_CHARS, Part, tokens


def test_each_mention_has_its_region_and_its_part_of_the_article() -> None:
    body = f"Из Самары приехали гости. {'Слово. ' * LEAD_CHARS}Завод построят в Уфе."
    facts = [
        (mention.region, mention.text, mention.part) for mention in mentions("Гости в Пензе", body)
    ]
    assert facts == [
        ("RU-PNZ", "Пензе", Part.HEADLINE),
        ("RU-SAM", "Самары", Part.LEAD),
        ("RU-BA", "Уфе", Part.TEXT),
    ]


def test_an_adjective_weighs_less_than_a_name_unless_it_names_a_region() -> None:
    theatre, region, town = mentions("Пензенский театр; пензенской области; Пенза", "")
    assert (theatre.weight, region.weight, town.weight) == (0.7, 1.0, 1.0)


def test_characters_around_a_word_show_quoted_names_dates_and_starts_of_sentences() -> None:
    club, *_ = tokens("«Пенза» выиграла", "")
    assert (club.is_quoted_name, club.starts_sentence) == (True, True)
    by_text = {token.text: token for token in tokens("", "Дождь. Пенза, 5 мая. В Казани — тепло.")}
    penza, kazan = by_text["Пенза"], by_text["Казани"]
    assert (penza.is_dated, penza.starts_sentence) == (True, True)
    assert (kazan.starts_sentence, kazan.has_dash_after) == (False, True)


def test_only_texts_in_russian_or_in_an_unknown_language_have_suggestions() -> None:
    evidence = Evidence("content_location", "RU-PNZ", "headline: Пензе")
    assert location_evidence("Мост в Пензе", "", "ru") == (evidence,)
    assert location_evidence("Мост в Пензе", "", None) == (evidence,)
    assert location_evidence("Мост в Пензе", "", "uk") == ()
