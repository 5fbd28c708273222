"""The meaning of each status of a source, in a few words for pages and messages."""

from pipelines.model.health import Status
from pipelines.model.messages import Message

STATUS_WORDS: dict[Status, Message] = {
    Status.NEVER_POLLED: Message("not polled yet"),
    Status.DISABLED: Message("switched off"),
    Status.WORKING: Message("works"),
    Status.NOT_MODIFIED: Message("works, nothing new"),
    Status.WAITING: Message("the site asked for a pause"),
    Status.SILENT: Message("the site answers, but nothing new came for far longer than usual"),
    Status.NO_PREVIEW: Message("the channel has no public preview"),
    Status.NO_LINKS: Message("its feeds, sitemaps and listings contain no links to articles"),
    Status.UNREADABLE: Message("no text of an article was found on the newest pages"),
    Status.MOVED: Message("its addresses lead to another site"),
    Status.INDEX_LOST: Message("one of its feeds, sitemaps or listings is gone"),
    Status.STALE: Message("its home page shows newer articles than its feeds"),
    Status.MOJIBAKE: Message("the newest texts consist of garbled letters"),
    Status.TEXT_POORER: Message("the newest texts are far shorter or poorer than before"),
    Status.DATES_MISSING: Message("the newest articles have no date"),
    Status.DATES_ALIKE: Message("the newest articles all state the same minute"),
    Status.DATES_FUTURE: Message("the newest articles state times in the future"),
    Status.DATES_SHIFTED: Message("the times of its pages differ from those of its feed"),
    Status.PARSE_ERROR: Message("another document came in the place of the feed"),
    Status.CHALLENGE: Message("the site shows a check for robots"),
    Status.BLOCKED: Message("the address is not in the public network"),
    Status.ROBOTS_DENIED: Message("its robots.txt forbids crawling"),
    Status.DNS_ERROR: Message("the name of the site is not found"),
    Status.TLS_ERROR: Message("the certificate of the site is not trusted here"),
    Status.TIMEOUT: Message("the site does not answer in time"),
    Status.HTTP_ERROR: Message("the site answers with an error"),
    Status.GONE: Message("the address is gone"),
    Status.REDIRECT_LOOP: Message("the address redirects in a circle"),
    Status.TOO_LARGE: Message("a feed or page is too large"),
    Status.NETWORK_ERROR: Message("the connection to the site breaks"),
    Status.INTERNAL_ERROR: Message("an error in Svodka itself occurred while it was read"),
}
