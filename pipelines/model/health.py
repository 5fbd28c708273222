"""The health of a source in a fixed vocabulary, and what a person can do about each status."""

from enum import StrEnum


class Status(StrEnum):
    """The health of a source; failures bear the names of their outcomes."""

    NEVER_POLLED = "never_polled"
    DISABLED = "disabled"
    WORKING = "working"
    NOT_MODIFIED = "not_modified"
    WAITING = "waiting"  # the host asked for a pause
    SILENT = "silent"  # it answers, but publishes nothing against its own rhythm
    NO_LINKS = "no_links"  # it answers, but no article links are found
    UNREADABLE = "unreadable"  # its pages hold no text that can be read as an article
    MOVED = "moved"  # its addresses or links lead to another site
    INDEX_LOST = "index_lost"  # an index is gone, though another works
    STALE = "stale"  # its home page shows newer articles than its indexes
    MOJIBAKE = "mojibake"  # its newest texts are in garbled letters
    TEXT_POORER = "text_poorer"  # its newest texts are far shorter or less sure than before
    DATES_MISSING = "dates_missing"  # its newest articles have no date
    DATES_ALIKE = "dates_alike"  # its newest articles are all of one minute
    DATES_FUTURE = "dates_future"  # its newest articles state times in the future
    DATES_SHIFTED = "dates_shifted"  # its pages are the same hours off its feed
    PARSE_ERROR = "parse_error"
    CHALLENGE = "challenge"
    BLOCKED = "blocked"
    ROBOTS_DENIED = "robots_denied"
    DNS_ERROR = "dns_error"
    TLS_ERROR = "tls_error"
    TIMEOUT = "timeout"
    HTTP_ERROR = "http_error"
    GONE = "gone"
    REDIRECT_LOOP = "redirect_loop"
    TOO_LARGE = "too_large"
    NETWORK_ERROR = "network_error"
    INTERNAL_ERROR = "internal_error"  # a fault of Svodka's own; the log has it


_DATES = {Status.DATES_MISSING, Status.DATES_ALIKE, Status.DATES_FUTURE, Status.DATES_SHIFTED}
FAILED = (
    frozenset(Status)
    - _DATES
    - {
        Status.NEVER_POLLED,
        Status.DISABLED,
        Status.WORKING,
        Status.NOT_MODIFIED,
        Status.WAITING,
        Status.SILENT,
    }
)
# The indexes are read all the same, so that the next poll is no later for these.
_POLLED_ALL_THE_SAME = {
    Status.UNREADABLE, Status.MOVED, Status.INDEX_LOST, Status.STALE, Status.MOJIBAKE,
    Status.TEXT_POORER, Status.CHALLENGE,
}  # fmt: skip
FAILED_POLLS = FAILED - _POLLED_ALL_THE_SAME
PERMANENT_FAILURES = _POLLED_ALL_THE_SAME | _DATES | {  # waiting does not repair these
    Status.BLOCKED, Status.TLS_ERROR, Status.ROBOTS_DENIED, Status.PARSE_ERROR, Status.HTTP_ERROR,
    Status.GONE,
}  # fmt: skip
# A poll that brings nothing new keeps these.
KEPT = {str(status) for status in _POLLED_ALL_THE_SAME | _DATES}
_MIN_FAILURES = 3  # polls in a row; outlets have bad hours
_ADVICE = {
    Status.UNREADABLE: (
        "Look at an article in a browser with scripts switched off; if its text is there, set"
        " `body` to its CSS selector in sources.toml, else `scrapy add-source --again {id}` looks"
        " for a feed"
    ),
    Status.MOVED: "`scrapy add-source --again {id}` proposes its new address",
    Status.INDEX_LOST: "`scrapy add-source --again {id}` proposes what it declares now",
    Status.STALE: (
        "`scrapy add-source --again {id}` proposes what it declares now, and its home page"
    ),
    Status.MOJIBAKE: (
        "Look at an article in a browser; if it is sound there, save it: `scrapy extract FILE`"
        " shows what is read"
    ),
    Status.TEXT_POORER: (
        "Look whether articles are cut short now, or built anew; `scrapy extract FILE` shows what"
        " is read of a saved page"
    ),
    Status.DATES_MISSING: (
        "Set `date` to the CSS selector of the date in the source's block of sources.toml"
    ),
    Status.DATES_ALIKE: (
        "Look at an article in a browser; if its time is another, set `date` to the CSS selector"
        " of the time in the source's block of sources.toml"
    ),
    Status.DATES_FUTURE: "Correct its `timezone` in sources.toml",
    Status.DATES_SHIFTED: (
        "Look which of both is right; then correct its `timezone` in sources.toml, or set `date`"
        " to the CSS selector of the right time there"
    ),
    Status.HTTP_ERROR: (
        "Look at the address in a browser; `scrapy add-source --again {id}` looks for another"
    ),
    Status.SILENT: "Look whether it closed; `scrapy add-source --again {id}` looks for new feeds",
    Status.NO_LINKS: "Name its feeds, sitemaps or listings, or an article_pattern, in sources.toml",
    Status.PARSE_ERROR: "It is no feed any more; `scrapy add-source --again {id}` finds another",
    Status.CHALLENGE: "It wants a browser; ask the outlet for a feed without the check",
    Status.BLOCKED: "The address is not public; NEWS_ALLOWED_NETWORKS can allow it",
    Status.ROBOTS_DENIED: "Its robots.txt forbids it; ask the outlet, or disable it",
    Status.DNS_ERROR: "Look whether the outlet has moved to another domain",
    Status.TLS_ERROR: (
        "Its certificate is not trusted here. If it comes from the Russian Trusted Root CA, install"
        " that root certificate, or set verify_certificates = false for this source"
    ),
    Status.GONE: "The address is gone; `scrapy add-source --again {id}` looks for the new one",
}


def needs_a_person(status: Status, failures: int) -> bool:
    """Return whether a person must act: at once if a failure is permanent, else after several."""
    if status in PERMANENT_FAILURES or status is Status.SILENT:
        return True
    return status in FAILED and failures >= _MIN_FAILURES


_NOTHING_COMES = FAILED_POLLS | {
    Status.SILENT, Status.UNREADABLE, Status.CHALLENGE, Status.MOVED,
}  # fmt: skip


def brings_nothing(status: str | None, failures: int) -> bool:
    """Return whether no article comes from the source any more and a person must act."""
    known = Status(status) if status in set(Status) else Status.NEVER_POLLED
    return known in _NOTHING_COMES and needs_a_person(known, failures)


def advice(status: Status, source_id: str) -> str | None:
    """Return what a person can do about it, in a sentence; its commands work when typed."""
    if status not in FAILED | _DATES | {Status.SILENT}:
        return None
    default = "Look at its home page in a browser; it is tried again by itself"
    return _ADVICE.get(status, default).format(id=source_id)


def remedy(status: str | None, detail: str | None, failures: int, source_id: str) -> str | None:
    """Why a source needs a person and what to do about it; None while it needs nobody."""
    known = Status(status) if status in set(Status) else Status.NEVER_POLLED
    if not needs_a_person(known, failures):
        return None
    reason = detail or str(known)
    return f"{reason}{'' if reason.endswith(('.', '?')) else '.'} {advice(known, source_id)}"
