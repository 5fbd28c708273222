"""Defines the values that packages exchange: sources, links, pages, articles and stories."""

from pipelines.model.articles import Article, Engagement, Evidence, Removed, iso_text
from pipelines.model.channels import Preview, ShownPost
from pipelines.model.credits import credit_names_outlet, credit_words, name_words
from pipelines.model.days import named_day
from pipelines.model.edits import EditKind
from pipelines.model.events import (
    EventEdge,
    EventNode,
    EventPlace,
    EventStory,
    StoryKeys,
    event_moment,
)
from pipelines.model.health import (
    Status,
    advice,
    brings_nothing,
    known_status,
    needs_a_person,
    remedy,
)
from pipelines.model.members import MemberColumn
from pipelines.model.messages import Message
from pipelines.model.outcomes import Outcome, Relation
from pipelines.model.page_digests import context_digest, has_same_context, page_digest
from pipelines.model.pages import Page, PageRead, PageVersion, Reading, Validators, page_from_source
from pipelines.model.source_kinds import SourceKind, kind_of_address, kind_of_name
from pipelines.model.sources import Address, ExtractionRules, Hints, Link, Source
from pipelines.model.status_words import STATUS_WORDS
from pipelines.model.stories import (
    MINHASH,
    ORDER_BITS,
    SENTENCE_BAND,
    Bucket,
    Days,
    Edge,
    Features,
    IndexVersion,
    MinHashScheme,
    Story,
    StoryMember,
    TextFeatures,
    nearest_edge,
    publication_order,
    url_hash,
)

__all__ = [
    "MINHASH",
    "ORDER_BITS",
    "SENTENCE_BAND",
    "STATUS_WORDS",
    "Address",
    "Article",
    "Bucket",
    "Days",
    "Edge",
    "EditKind",
    "Engagement",
    "EventEdge",
    "EventNode",
    "EventPlace",
    "EventStory",
    "Evidence",
    "ExtractionRules",
    "Features",
    "Hints",
    "IndexVersion",
    "Link",
    "MemberColumn",
    "Message",
    "MinHashScheme",
    "Outcome",
    "Page",
    "PageRead",
    "PageVersion",
    "Preview",
    "Reading",
    "Relation",
    "Removed",
    "ShownPost",
    "Source",
    "SourceKind",
    "Status",
    "Story",
    "StoryKeys",
    "StoryMember",
    "TextFeatures",
    "Validators",
    "advice",
    "brings_nothing",
    "context_digest",
    "credit_names_outlet",
    "credit_words",
    "event_moment",
    "has_same_context",
    "iso_text",
    "kind_of_address",
    "kind_of_name",
    "known_status",
    "name_words",
    "named_day",
    "nearest_edge",
    "needs_a_person",
    "page_digest",
    "page_from_source",
    "publication_order",
    "remedy",
    "url_hash",
]
