"""The outcomes of visiting a URL, and the relations of an article to its story."""

from enum import StrEnum


class Outcome(StrEnum):
    """The ways in which a visit to one URL can end; each visit has exactly one outcome."""

    STORED = "stored"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    ALIAS = "alias"  # another address of an article that is already stored
    NOT_ARTICLE = "not_article"
    TOO_OLD = "too_old"  # published before the earliest day that the run accepts
    EXTRACTION_FAILED = "extraction_failed"
    # Reading the page took too much processor time. The page is fetched again only if an article
    # from it is stored and a sitemap states that it changed.
    STOPPED_CPU = "stopped_cpu"
    STOPPED_WALL = "stopped_wall"  # reading took too long by the clock; tried again in the next run
    CHALLENGE = "challenge"  # a page that tests whether the visitor is a browser
    BLOCKED = "blocked"  # an address that may not be fetched, such as one of a private network
    ROBOTS_DENIED = "robots_denied"
    DNS_ERROR = "dns_error"
    TLS_ERROR = "tls_error"
    TIMEOUT = "timeout"
    HTTP_ERROR = "http_error"
    REDIRECT_LOOP = "redirect_loop"
    TOO_LARGE = "too_large"
    NETWORK_ERROR = "network_error"
    GONE = "gone"
    FORGOTTEN = "forgotten"  # deleted on request and never fetched again
    PENDING = "pending"  # known but not visited yet


class Relation(StrEnum):
    """The relation of an article to the canonical article of its story."""

    ORIGINAL = "original"
    REPRINT = "reprint"
    EXCERPT = "excerpt"
    ROUNDUP = "digest"  # an older word, which other programs read from the tables
    UPDATE = "update"
