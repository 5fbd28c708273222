"""Sends cookies back to a host that redirects each request without cookies to the same address.

No cookie is kept beyond one chain of redirects. Cookies of anti-bot services are never sent back,
since such a service expects a browser.
"""

import re
from http.cookies import CookieError, SimpleCookie
from typing import Self
from urllib.parse import urljoin

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from pipelines.parsing.urls import MAX_URL_CHARS, host_of, identity

# The beginnings of names of cookies that anti-bot services set, such as «cf_clearance».
_ANTI_BOT = re.compile(
    r"__ddg|ddos|cf_|__cf|_cf|qrator|__js|incap_|visid_|datadome|ak_bm|bm_sz|_abck|aws-waf|spid|spsc"
    r"|wbaas|human|challenge|captcha|bot",
    re.IGNORECASE,
)
_REDIRECTS = {301, 302, 303, 307, 308}
_MAX_COOKIES = 10  # of one answer
_MAX_COOKIE_CHARS = 2000


class CookieCheck:
    """Sends cookies back once, if a redirect leads to an address that was just requested."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls()

    def process_response(self, request: Request, response: Response) -> Request | Response:
        if response.status not in _REDIRECTS or "Location" not in response.headers:
            return response
        # All cookies that answers of the chain have set. Scrapy copies the meta to the redirected
        # request.
        cookies = {**request.meta.get("cookies_set", {}), **cookies_set_by(response)}
        request.meta["cookies_set"] = cookies
        location = response.headers["Location"] or b""
        target = urljoin(request.url, location.decode("latin-1"))
        was_sent_back = bool(request.meta.get("cookies_sent"))
        if not cookies or was_sent_back or not _was_requested(target, request):
            return response
        header = "; ".join(f"{name}={value}" for name, value in cookies.items())
        meta = {**request.meta, "cookies_sent": True}
        repeated = request.replace(url=target, meta=meta, dont_filter=True)
        repeated.headers["Cookie"] = header
        return repeated


def cookies_set_by(response: Response) -> dict[str, str]:
    """Return the cookies that an answer sets; none if one of them is of an anti-bot service."""
    cookies: dict[str, str] = {}
    for header in response.headers.getlist("Set-Cookie")[:_MAX_COOKIES]:
        try:
            parsed = SimpleCookie(header.decode("latin-1")[:_MAX_COOKIE_CHARS])
        except CookieError:
            continue
        cookies |= {name: morsel.coded_value for name, morsel in parsed.items()}
    return {} if any(_ANTI_BOT.match(name) for name in cookies) else cookies


def _was_requested(target: str, request: Request) -> bool:
    """Return whether the target was requested before on this host in this chain of redirects."""
    if len(target) > MAX_URL_CHARS:
        return False
    try:
        requested = {identity(url) for url in [request.url, *request.meta.get("redirect_urls", ())]}
        return host_of(target) == host_of(request.url) and identity(target) in requested
    except ValueError:
        return False
