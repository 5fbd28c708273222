"""Tests from whom the articles of a story come: by credit, by text, by owner."""

from itertools import islice, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.model import SourceKind
from pipelines.stories.credited import StoryArticle
from pipelines.stories.origins import Origin, origins


def article(
    article_id: int,
    source_name: str,
    *,
    owner: str | None = None,
    kind: SourceKind = SourceKind.OUTLET,
    url: str | None = None,
    credit_text: str | None = None,
    is_based_on: str | None = None,
) -> StoryArticle:
    """Return an article of an outlet that is its own owner, unless these are given."""
    url = url or f"https://outlet{article_id}.example/{article_id}"
    return StoryArticle(
        article_id,
        owner=owner or source_name,
        source_name=source_name,
        kind=kind,
        url=url,
        credit_text=credit_text,
        is_based_on=is_based_on,
    )


CHANNEL = {"kind": SourceKind.CHANNEL}


def described(found_origins: tuple[Origin, ...]) -> list[tuple[str, str, tuple[int, ...]]]:
    """Return name, kind and article ids of each origin."""
    return [(origin.name, str(origin.kind), origin.article_ids) for origin in found_origins]


def test_a_copy_without_a_credit_comes_from_the_earlier_article() -> None:
    story = [article(1, "Пенза"), article(2, "Саранск"), article(3, "Самара")]
    # How much of the text of the first article of each pair is in the second one.
    shares = {(2, 1): 0.97, (1, 2): 0.97, (3, 2): 0.6, (3, 1): 0.2}
    assert described(origins(story, shares)) == [("Пенза", "outlet", (1, 2, 3))]


def test_articles_that_share_little_of_their_text_have_two_origins() -> None:
    story = [article(1, "Пенза"), article(2, "Саранск")]
    assert described(origins(story, {(2, 1): 0.3, (1, 2): 0.4})) == [
        ("Пенза", "outlet", (1,)),
        ("Саранск", "outlet", (2,)),
    ]


def test_a_press_office_counts_once_in_all_forms_of_its_name() -> None:
    story = [
        article(1, "Пенза", credit_text="пресс-служба УМВД по Пензенской области"),
        article(2, "Саранск", credit_text="по информации пресс-службы УМВД"),
        article(3, "Самара", credit_text="ТАСС"),
    ]
    assert described(origins(story, {})) == [
        ("пресс-служба УМВД по Пензенской области", "official", (1, 2)),
        ("ТАСС", "agency", (3,)),
    ]


def test_a_short_name_that_two_longer_names_hold_is_none_of_them() -> None:
    story = [
        article(1, "А", credit_text="пресс-служба УМВД"),
        article(2, "Б", credit_text="пресс-служба прокуратуры"),
        article(3, "В", credit_text="пресс-служба"),
    ]
    assert len(origins(story, {})) == 3


def test_the_same_words_have_one_origin_even_if_only_one_names_it() -> None:
    story = [article(1, "Пенза"), article(2, "Саранск", credit_text="Интерфакс")]
    assert described(origins(story, {(2, 1): 0.95})) == [("Интерфакс", "agency", (1, 2))]


def test_a_credit_decides_if_the_text_was_rewritten() -> None:
    story = [article(1, "Пенза"), article(2, "Саранск", credit_text="Интерфакс")]
    assert len(origins(story, {(2, 1): 0.6})) == 2


def test_a_member_of_the_story_is_credited_by_name_address_or_host() -> None:
    story = [
        article(1, "Пенза сегодня", url="https://penza.example/a"),
        article(2, "А", credit_text="«Пенза Сегодня»"),
        article(3, "Б", is_based_on="https://penza.example/a"),
        article(4, "В", is_based_on="https://www.penza.example/other"),
    ]
    (origin,) = origins(story, {})
    assert (origin.name, origin.article_id, origin.article_ids) == (
        "Пенза сегодня",
        1,
        (1, 2, 3, 4),
    )


def test_channels_on_one_host_are_distinguished() -> None:
    story = [
        article(1, "Один", url="https://t.me/one/1", **CHANNEL),
        article(2, "Два", url="https://t.me/two/5", **CHANNEL),
        article(3, "Пенза", is_based_on="https://t.me/two/5"),
    ]
    assert described(origins(story, {})) == [("Два", "channel", (2, 3)), ("Один", "channel", (1,))]


def test_a_credit_that_is_passed_on_leads_to_the_first_source() -> None:
    story = [
        article(1, "Пенза", credit_text="прокуратура города"),
        article(2, "Саранск", credit_text="Пенза"),
        article(3, "Самара", credit_text="Пенза"),
    ]
    assert described(origins(story, {})) == [("прокуратура города", "official", (1, 2, 3))]


def test_outlets_of_one_owner_have_one_origin() -> None:
    story = [article(1, "А", owner="Медиа"), article(2, "Б", owner="Медиа")]
    assert len(origins(story, {})) == 1


def test_an_outlet_that_credits_itself_credits_nobody() -> None:
    story = [article(1, "Пенза", credit_text="Пенза", is_based_on="https://outlet1.example/x")]
    assert described(origins(story, {})) == [("Пенза", "outlet", (1,))]


def test_an_outlet_and_its_own_channel_have_the_outlets_article_as_origin() -> None:
    story = [
        article(1, "Газета А", owner="А", url="https://a.example/news/1"),
        article(2, "А в Telegram", owner="А", url="https://t.me/a_news/5", **CHANNEL,
                is_based_on="https://a.example/news/1"),
    ]  # fmt: skip
    assert described(origins(story, {})) == [("Газета А", "outlet", (1, 2))]


def test_a_press_office_on_the_channels_host_is_not_credited_for_every_channel() -> None:
    story = [
        article(1, "Прокуратура", url="https://t.me/prok58/7", kind=SourceKind.OFFICIAL),
        article(2, "Пенза Live", url="https://t.me/live/3", **CHANNEL, credit_text="Mash",
                is_based_on="https://t.me/mash/100"),
    ]  # fmt: skip
    assert described(origins(story, {})) == [
        ("Прокуратура", "official", (1,)),
        ("Mash", "channel", (2,)),
    ]


def test_a_channel_outside_the_story_is_an_origin_known_by_its_address() -> None:
    story = [
        article(1, "А", is_based_on="https://t.me/mash/55"),
        article(2, "Б", is_based_on="https://telegram.me/s/Mash/60"),
        article(3, "В", is_based_on="https://t.me/baza/66"),
        article(4, "Г", credit_text="Губернатор области", is_based_on="https://t.me/gub58/1"),
    ]
    assert described(origins(story, {})) == [
        ("t.me/mash", "channel", (1, 2)),
        ("t.me/baza", "channel", (3,)),
        ("Губернатор области", "channel", (4,)),
    ]


@pytest.mark.parametrize(
    "spelling",
    [
        "https://t.me/s/penza_city/8",
        "https://telegram.me/Penza_City/8?single",
        "https://penza_city.t.me/8",
    ],
)
def test_a_post_is_found_by_any_spelling_of_its_address(spelling: str) -> None:
    post = article(1, "Город", url="https://t.me/penza_city/8", **CHANNEL)
    story = [post, article(2, "Газета", is_based_on=spelling)]
    assert described(origins(story, {})) == [("Город", "channel", (1, 2))]


def test_an_address_decides_before_a_name() -> None:
    story = [
        article(1, "Пенза"),
        article(2, "Прокуратура Пенза", url="https://t.me/prok/7", **CHANNEL),
        article(3, "Лента", url="https://t.me/lenta58/9", **CHANNEL,
                credit_text="Прокуратура Пенза", is_based_on="https://t.me/prok/7"),
    ]  # fmt: skip
    assert described(origins(story, {})) == [
        ("Прокуратура Пенза", "channel", (2, 3)),
        ("Пенза", "outlet", (1,)),
    ]


def test_a_post_that_links_to_a_page_outside_the_story_credits_nobody() -> None:
    post = article(1, "Город", url="https://t.me/city/8", **CHANNEL,
                   is_based_on="https://maps.example/42")  # fmt: skip
    assert described(origins([post], {})) == [("Город", "channel", (1,))]


def test_an_outlet_that_credits_itself_in_other_words_credits_nobody() -> None:
    story = [article(1, "ПензаИнформ", credit_text="ИА «ПензаИнформ»")]
    assert described(origins(story, {})) == [("ПензаИнформ", "outlet", (1,))]


def test_a_broken_address_is_no_credit() -> None:
    assert len(origins([article(1, "Пенза", is_based_on="http://[::1/")], {})) == 1


def test_a_link_to_the_own_outlet_hides_no_press_office() -> None:
    story = [
        article(1, "Пенза", credit_text="пресс-служба УМВД"),
        article(2, "Самара", credit_text="пресс-служба УМВД",
                is_based_on="https://outlet2.example/earlier"),
    ]  # fmt: skip
    assert described(origins(story, {})) == [("пресс-служба УМВД", "official", (1, 2))]


CREDITS = st.sampled_from([None, "ТАСС", "РИА Новости", "пресс-служба МЧС", "outlet1", "outlet2"])


@given(
    given_credits=st.lists(CREDITS, min_size=1, max_size=5),
    shares=st.dictionaries(
        st.tuples(st.integers(0, 4), st.integers(0, 4)), st.floats(0, 1), max_size=8
    ),
)
def test_every_article_has_one_origin_and_the_order_of_shares_decides_nothing(
    given_credits: list[str | None], shares: dict[tuple[int, int], float]
) -> None:
    story = [article(i, f"outlet{i}", credit_text=credit) for i, credit in enumerate(given_credits)]
    of_story = {pair: share for pair, share in shares.items() if max(pair) < len(story)}
    expected = origins(story, of_story)
    assert sorted(i for origin in expected for i in origin.article_ids) == list(range(len(story)))
    for order in islice(permutations(of_story.items()), 6):
        assert origins(story, dict(order)) == expected
