"""How a look at a URL ends, and how an article stands to its story."""

from enum import StrEnum


class Outcome(StrEnum):
    """Every way the look at one URL can end; each look is counted once under its name."""

    STORED = "stored"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    ALIAS = "alias"  # another address of an article that is already stored
    NOT_ARTICLE = "not_article"
    TOO_OLD = "too_old"  # published before the day the run goes back to
    EXTRACTION_FAILED = "extraction_failed"
    STOPPED_CPU = "stopped_cpu"  # not tried again until the page changes
    STOPPED_WALL = "stopped_wall"  # tried again next run
    CHALLENGE = "challenge"  # an anti-bot page
    BLOCKED = "blocked"  # an address that may not be fetched
    ROBOTS_DENIED = "robots_denied"
    DNS_ERROR = "dns_error"
    TLS_ERROR = "tls_error"
    TIMEOUT = "timeout"
    HTTP_ERROR = "http_error"
    REDIRECT_LOOP = "redirect_loop"
    TOO_LARGE = "too_large"
    NETWORK_ERROR = "network_error"
    GONE = "gone"
    FORGOTTEN = "forgotten"  # a tombstone: never fetched again
    PENDING = "pending"  # seen, not looked at yet


class Relation(StrEnum):
    """How an article stands to the canonical article of its story."""

    ORIGINAL = "original"
    REPRINT = "reprint"
    EXCERPT = "excerpt"
    ROUNDUP = "digest"  # the stored value is older than the word; tables are a contract
    UPDATE = "update"
