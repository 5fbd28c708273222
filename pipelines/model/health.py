"""The statuses of a source's health, and what a person can do about each of them."""

from enum import StrEnum

from pipelines.model.messages import Message


class Status(StrEnum):
    """The health of a source; a failed request gives the status the name of its outcome."""

    NEVER_POLLED = "never_polled"
    DISABLED = "disabled"
    WORKING = "working"
    NOT_MODIFIED = "not_modified"
    WAITING = "waiting"  # the host asked for a pause
    SILENT = "silent"  # its indexes answer, but nothing new came for far longer than usual
    NO_PREVIEW = "no_preview"  # a channel that shows no public preview
    NO_LINKS = "no_links"  # its indexes answer, but hold no links to articles
    UNREADABLE = "unreadable"  # its pages hold no text that can be read as an article
    MOVED = "moved"  # its addresses or links lead to another site
    INDEX_LOST = "index_lost"  # one index is gone, but another works
    STALE = "stale"  # its home page shows newer articles than its indexes
    MOJIBAKE = "mojibake"  # its newest texts are in garbled letters
    TEXT_POORER = "text_poorer"  # its newest texts are far shorter or of lower quality than before
    DATES_MISSING = "dates_missing"  # its newest articles have no date
    DATES_ALIKE = "dates_alike"  # its newest articles all state the same minute
    DATES_FUTURE = "dates_future"  # its newest articles state times in the future
    DATES_SHIFTED = "dates_shifted"  # all its pages differ from its feed by the same hours
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
    INTERNAL_ERROR = "internal_error"  # an error in Svodka itself, which is in the log


_DATES_WRONG = {
    Status.DATES_MISSING, Status.DATES_ALIKE, Status.DATES_FUTURE, Status.DATES_SHIFTED,
}  # fmt: skip
_NOT_FAILED = {
    Status.NEVER_POLLED, Status.DISABLED, Status.WORKING, Status.NOT_MODIFIED, Status.WAITING,
    Status.SILENT,
}  # fmt: skip
FAILED = frozenset(Status) - _DATES_WRONG - _NOT_FAILED
# With these statuses the indexes can still be read, so the next poll is not postponed.
_INDEXES_READABLE = {
    Status.UNREADABLE, Status.MOVED, Status.INDEX_LOST, Status.STALE, Status.MOJIBAKE,
    Status.TEXT_POORER, Status.CHALLENGE,
}  # fmt: skip
# The next poll of a source with such a status is postponed.
FAILED_POLLS = FAILED - _INDEXES_READABLE
# These statuses do not end by themselves.
PERMANENT_FAILURES = _INDEXES_READABLE | _DATES_WRONG | {
    Status.BLOCKED, Status.TLS_ERROR, Status.ROBOTS_DENIED, Status.PARSE_ERROR, Status.HTTP_ERROR,
    Status.GONE, Status.NO_PREVIEW,
}  # fmt: skip
# With these statuses no article comes any more.
_NOTHING_COMES = FAILED_POLLS | {
    Status.SILENT, Status.UNREADABLE, Status.CHALLENGE, Status.MOVED,
}  # fmt: skip
# A poll without new articles leaves these statuses as they are.
KEPT_WITHOUT_NEWS = {str(status) for status in _INDEXES_READABLE | _DATES_WRONG}
_MIN_FAILURES = 3  # failed polls in a row; one or two failures often pass by themselves
COST_OF_RENDERING = "about 3 s of processor time for each page, and 600 MB of memory"
_ADVICE: dict[Status, Message] = {
    Status.UNREADABLE: Message(
        "Look at an article in a browser with scripts switched off; if its text is there, set"
        " `body` to its CSS selector in sources.toml, else `scrapy add-source --again %(id)s` looks"
        " for a feed, and tries `render = true`, with which a browser runs the scripts of its pages"
        " (about 3 s of processor time for each page, and 600 MB of memory)"
    ),
    Status.MOVED: Message("`scrapy add-source --again %(id)s` proposes its new address"),
    Status.INDEX_LOST: Message("`scrapy add-source --again %(id)s` proposes what it declares now"),
    Status.STALE: Message(
        "`scrapy add-source --again %(id)s` proposes what it declares now, and its home page"
    ),
    Status.MOJIBAKE: Message(
        "Look at an article in a browser; if it is sound there, save it: `scrapy extract FILE`"
        " shows what is read"
    ),
    Status.TEXT_POORER: Message(
        "Look whether articles are cut short now, or the layout of their pages has changed;"
        " `scrapy extract FILE` shows what is read of a saved page"
    ),
    Status.DATES_MISSING: Message(
        "Set `date` to the CSS selector of the date in the source's block of sources.toml"
    ),
    Status.DATES_ALIKE: Message(
        "Look at an article in a browser; if it shows a different time, set `date` to the CSS"
        " selector of the time in the source's block of sources.toml"
    ),
    Status.DATES_FUTURE: Message("Correct its `timezone` in sources.toml"),
    Status.DATES_SHIFTED: Message(
        "Look whether the pages or the feed are right; then correct its `timezone` in"
        " sources.toml, or set `date` to the CSS selector of the right time there"
    ),
    Status.HTTP_ERROR: Message(
        "Look at the address in a browser; `scrapy add-source --again %(id)s` looks for another"
    ),
    Status.SILENT: Message(
        "Look whether it closed; `scrapy add-source --again %(id)s` looks for new feeds"
    ),
    Status.NO_LINKS: Message(
        "Name its feeds, sitemaps or listings, or an article_pattern, in sources.toml"
    ),
    Status.NO_PREVIEW: Message(
        "Open its preview t.me/s/NAME in a browser; if there is none, ask its owner to allow the"
        " preview, or remove the source"
    ),
    Status.PARSE_ERROR: Message(
        "It is no feed any more; `scrapy add-source --again %(id)s` finds another"
    ),
    Status.CHALLENGE: Message("It wants a browser; ask the outlet for a feed without the check"),
    Status.BLOCKED: Message("The address is not public; NEWS_ALLOWED_NETWORKS can allow it"),
    Status.ROBOTS_DENIED: Message("Its robots.txt forbids it; ask the outlet, or disable it"),
    Status.DNS_ERROR: Message("Look whether the outlet has moved to another domain"),
    Status.TLS_ERROR: Message(
        "Its certificate is not trusted here. If it comes from the Russian Trusted Root CA, install"
        " that root certificate, or set verify_certificates = false for this source"
    ),
    Status.GONE: Message(
        "The address is gone; `scrapy add-source --again %(id)s` looks for the new one"
    ),
}
_DEFAULT_ADVICE = Message(
    "Look at its home page in a browser; the source is polled again automatically"
)


def needs_a_person(status: Status, failures: int) -> bool:
    """Return whether a person must act.

    A permanent failure or a silent source needs a person at once, and any other failure after
    ``_MIN_FAILURES`` polls. ``failures`` counts the failed polls in a row.
    """
    if status in PERMANENT_FAILURES or status is Status.SILENT:
        return True
    return status in FAILED and failures >= _MIN_FAILURES


def known_status(stored: str | None) -> Status | None:
    """Return the stored status; None if there is none, or if this version does not know it."""
    return Status(stored) if stored in frozenset(Status) else None


def brings_nothing(status: str | None, failures: int) -> bool:
    """Return whether no article comes from the source any more and a person must act."""
    now = known_status(status) or Status.NEVER_POLLED
    return now in _NOTHING_COMES and needs_a_person(now, failures)


def advice(status: Status, source_id: str) -> Message | None:
    """Return what a person can do about a status, with commands to type; None if nothing."""
    if status not in FAILED | _DATES_WRONG | {Status.SILENT}:
        return None
    return _ADVICE.get(status, _DEFAULT_ADVICE).with_values(id=source_id)


def remedy(status: str | None, detail: str | None, failures: int, source_id: str) -> str | None:
    """Return why a source needs a person, and what the person can do; None if it needs nobody.

    ``detail`` is the stored explanation of the status, if there is one.
    """
    now = known_status(status) or Status.NEVER_POLLED
    if not needs_a_person(now, failures):
        return None
    reason = detail or str(now)
    full_stop = "" if reason.endswith((".", "?")) else "."
    return f"{reason}{full_stop} {advice(now, source_id)}"
