"""Tests texts that are English until a page translates them."""

from pipelines.model.health import Status
from pipelines.model.messages import Message
from pipelines.model.status_words import STATUS_WORDS


def test_a_message_is_an_english_text_that_keeps_its_parts() -> None:
    message = Message("There is no story %(id)s", id="bridge")
    assert message == "There is no story bridge"
    assert (message.template, message.values) == ("There is no story %(id)s", {"id": "bridge"})


def test_a_message_without_values_may_contain_a_per_cent_sign() -> None:
    assert Message("100% of it") == "100% of it"


def test_other_values_can_be_put_into_the_same_text() -> None:
    assert Message("%(num)s days", num=1).with_values(num=30) == "30 days"


def test_each_status_has_words_of_its_own() -> None:
    assert set(STATUS_WORDS) == set(Status)
    assert len(set(STATUS_WORDS.values())) == len(STATUS_WORDS)
