"""Tests that a change of the rules of events raises their version."""

from dataclasses import asdict
from hashlib import blake2b
from itertools import combinations

from pipelines.copies.compared_text import ComparedText
from pipelines.events.comparison import are_one_template, compare_events
from pipelines.events.features import event_features
from pipelines.events.keeper import events_of
from pipelines.events.packing import pack
from pipelines.events.stem_weights import VERSION
from pipelines.events.thresholds import DEFAULTS, RULES_VERSION
from tests.event_cases import START, story
from tests.test_pipelines_events_comparison import ALIKE, APART, BRIDGE
from tests.test_pipelines_events_templates import FIRES, RATES, WEATHER

UKRAINIAN = (
    "У Полтаві відкрили новий міст",
    "Новий міст через Ворсклу відкрили сьогодні вранці. Рух дозволили після випробувань.",
)
OTHER_EVENTS = [(headline, text) for headline, text, _ in APART]
TEXTS = [BRIDGE, *ALIKE, *OTHER_EVENTS, *FIRES, *RATES, *WEATHER, UKRAINIAN]
# The version of the rules, and a hash of all that they decide about TEXTS.
FINGERPRINT = (2, "10e1e538660dfeac")


def test_other_decisions_or_limits_need_another_version_of_the_rules() -> None:
    """Stored events are computed again by the version alone, so a changed rule must raise it."""
    assert (RULES_VERSION, _fingerprint()) == FINGERPRINT, (
        "the rules of events decide otherwise than before: raise RULES_VERSION in"
        " pipelines/events/thresholds.py, and write the new fingerprint here"
    )


def _fingerprint() -> str:
    """Return a hash of the limits, of the features of TEXTS, and of what is decided about them."""
    features = [event_features(*text) for text in TEXTS]
    prepared = [ComparedText(text) for _, text in TEXTS]
    decisions: list[object] = [VERSION, sorted(asdict(DEFAULTS).items())]
    decisions += [pack(features_of_text) for features_of_text in features]
    for one, other in combinations(range(len(TEXTS)), 2):
        comparison = compare_events(features[one], features[other])
        is_template = are_one_template(prepared[one], prepared[other], (None, None))
        decisions.append(
            (
                comparison.same,
                round(comparison.cosine, 6),
                sorted(comparison.names),
                [*map(str, comparison.vetoes)],
            )
        )
        decisions.append(is_template)
    published = START.strftime("%Y-%m-%dT%H:%M:%SZ")
    stories = [story(f"s{n:02}", *text, published) for n, text in enumerate(TEXTS)]
    decisions.append(sorted(events_of(stories).items()))
    return blake2b(repr(decisions).encode(), digest_size=8).hexdigest()
