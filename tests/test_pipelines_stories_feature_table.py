"""Tests which articles are compared, by their stored features alone."""

from pipelines.copies.compared_text import text_features
from pipelines.copies.thresholds import DEFAULTS
from pipelines.model import StoryMember
from pipelines.stories.candidates import stored_features
from pipelines.stories.feature_table import FeatureTable

REPORT = (
    "За сутки спасатели выезжали {} раз. На пожарах погибли {} человека, {} спасены."
    " Ночью в городе ожидается до {} градусов мороза. Жителей просят не оставлять машины у обочин."
)
TEXTS = {  # by the id of the article
    1: REPORT.format(5, 2, 4, 12),
    2: REPORT.format(5, 2, 4, 12) + " Подписывайтесь на наш канал в мессенджере.",
    3: REPORT.format(7, 3, 9, 25),
    4: "В музее открыли выставку кукол, которые сшили ученицы сельской школы за одну зиму.",
}


def test_reports_of_one_template_with_other_numbers_are_not_compared() -> None:
    features = {
        number: stored_features(
            StoryMember(number, str(number), text), text_features(text), DEFAULTS
        )
        for number, text in TEXTS.items()
    }
    table = FeatureTable()
    table.add(features)
    assert table.that_may_match(features[1], [2, 3, 4], DEFAULTS) == [2]
    table.add({2: features[4], 4: features[2]})
    assert table.that_may_match(features[1], [2, 3, 4], DEFAULTS) == [4]


def test_articles_without_features_are_left_out() -> None:
    features = stored_features(StoryMember(1, "1", TEXTS[1]), text_features(TEXTS[1]), DEFAULTS)
    table = FeatureTable()
    assert table.that_may_match(features, [1], DEFAULTS) == []
    table.add({1: features})
    assert table.that_may_match(features, [2, 3], DEFAULTS) == []
