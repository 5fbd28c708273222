"""Normalizes URLs: one form to be fetched, and one identity that all URLs of a page share.

A page often has several URLs: with and without ``www.``, for phones, as AMP, for printing, with
parameters that only count visits. They share one identity.
"""

import ipaddress
import re
import unicodedata
from contextlib import suppress
from functools import lru_cache
from urllib.parse import quote, unquote_to_bytes, urljoin, urlsplit, urlunsplit

from pipelines.model import Address
from pipelines.parsing.channels import channel_address

# Parameters that only count visits at most outlets, but choose the page at a few outlets. They stay
# in the fetched URL and are not part of the identity.
_AMBIGUOUS_PARAMETERS = {
    "from",
    "ref",
    "referer",
    "referrer",
    "source",
    "rss",
    "share",
    "fromrss",
    "print",
}
# Parameters that count visits only. They are cut before a URL is fetched.
_TRACKING_PARAMETERS = {
    *("fbclid", "gclid", "gclsrc", "dclid", "wbraid", "gbraid", "yclid", "ysclid", "ymclid"),
    *("msclkid", "twclid", "igshid", "igsh", "mc_cid", "mc_eid", "_openstat", "_ga", "_gl"),
    *("roistat", "erid", "vgo_ee", "wprov", "ncid", "cmpid", "cmp", "xtor", "spm", "rb_clickid"),
    *("frommail", "yrwinfo", "yadclid", "ydirect", "admitad_uid", "fb_action_ids", "icid"),
    *("fb_action_types", "fb_source", "fb_ref", "__twitter_impression", "hsctatracking"),
    *("_hsenc", "_hsmi", "phpsessid", "jsessionid", "usqp", "at_medium", "at_campaign"),
}
_TRACKING_PREFIXES = ("utm_", "pk_", "mtm_", "hsa_", "stm_")
# Names of parameters that hold the id of a visitor's session.
_SESSION_PARAMETER = re.compile(
    r"j?session_?id|php_?sess(?:ion|id|_id)*|asp\.?net_sessionid|aspsessionid\w*|cfid|cftoken"
    r"|s(?:ess|ession)?_?id|session|sess|oscsid|zenid|bsid|osid|ssid|token|s",
)
# The id of a session has 16 to 200 characters and at least one digit.
_SESSION_VALUE = re.compile(r"(?=[\w.,!~%-]*\d)[\w.,!~%-]{16,200}")
# Parameters, prefixes of hosts, and path segments that choose a form of the same page.
_FORM_PARAMETERS = {"amp", "outputtype", "m", "mobile", "is_mobile", "ismobile", "noamp"}
_FORM_HOST_PREFIXES = ("www.", "m.", "mobile.", "amp.", "wap.", "pda.", "touch.")
_FORM_SEGMENTS = {"amp", "mobile", "m"}  # when they begin a path
_INDEX_FILE = re.compile(r"(?:index|default)\.(?:html?|php|aspx?)", re.IGNORECASE)
_SEGMENT_SAFE = "-._~!$&'()*+,;=:@"
_QUERY_SAFE = "-._~!$'()*,;:@/"
# Absolute URLs that need no ``urljoin``, which is slow.
_ABSOLUTE_URL = re.compile(r"https?://[\w.:-]+/[^;\s\[\]]*$")
# URLs that ``clean`` returns unchanged, as most links are. They have no port, query or «%».
_CLEAN_URL = re.compile(r"https?://[a-z0-9](?:[a-z0-9._-]{0,251}[a-z0-9])?/[A-Za-z0-9._~/-]*")
_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]*")
_DOTS_OR_PARAMETERS = re.compile(r"/\.|;")  # in a path with «/./», «/../» or «;…»
_MAX_HOST_CHARS = 253  # RFC 1035 §2.3.4, written with dots
_MAX_NORMALIZED_CHARS = 500  # of a segment; normalizing n combining marks takes n² steps
_MAX_RAW_URL_CHARS = 10_000  # with tracking parameters; a longer URL is not read
MAX_URL_CHARS = 2000  # longer URLs come from endless loops of links; many proxies refuse them


def address(url: str) -> Address | None:
    """Return the form of ``url`` to fetch and its identity; None if it is no valid web URL."""
    fetched = clean(url)
    return Address(fetched, identity(fetched)) if fetched else None


def resolve(base: str, reference: str) -> str | None:
    """Return the absolute, cleaned URL of a link on the page at ``base``, or None if unusable."""
    reference = reference.strip()
    try:
        return clean(reference if _ABSOLUTE_URL.match(reference) else urljoin(base, reference))
    except ValueError:
        return None


def absolute_url(base: str, url: str | None) -> str | None:
    """Return ``url``, found on the page at ``base``, as an absolute URL; None if not http(s).

    Unlike ``resolve``, it keeps the fragment, the tracking parameters and the spelling.
    """
    if not url:
        return None
    if _CLEAN_URL.fullmatch(url):  # ``urljoin`` returns such a URL as it is, but is slow
        return url
    try:
        target = urljoin(base, url.strip())
        return target if urlsplit(target).scheme in ("http", "https") else None
    except ValueError:
        return None


def clean(url: str) -> str | None:
    """Return ``url`` without fragment, tracking parameters and session ids; None if invalid.

    Scheme, host, path and all other parameters stay, since the outlet's server may need them. None
    is returned for URLs that are not http(s), have no valid host, or are too long.
    """
    url = url.strip().partition("#")[0]
    if _CLEAN_URL.fullmatch(url):
        return url if len(url) <= MAX_URL_CHARS else None
    if len(url) > _MAX_RAW_URL_CHARS:
        return None
    try:
        url.encode()  # raises an error for a lone surrogate
        parts = urlsplit(url)
        host, port = _ascii_host(parts.hostname or ""), parts.port
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not host:
        return None
    scheme = parts.scheme.lower()
    default_port = {"http": 80, "https": 443}[scheme]
    host_and_port = host if port in (None, default_port) else f"{host}:{port}"
    query = "&".join(pair for pair in _pairs(parts.query) if not _is_tracking_pair(pair))
    segments = (_without_session_id(segment) for segment in (parts.path or "/").split("/"))
    path = "/".join(_percent_encoded(segment, _SEGMENT_SAFE) for segment in segments)
    cleaned = urlunsplit((scheme, host_and_port, path, query, ""))
    return cleaned if len(cleaned) <= MAX_URL_CHARS else None


@lru_cache(maxsize=8192)
def identity(url: str) -> str:
    """Return the identity of a valid web URL. It looks like a URL but may not be fetchable.

    URLs of one page have one identity if they differ only in these respects: scheme, default port,
    ``www.`` or mobile host, AMP or print form; tracking parameters, order of parameters, fragment;
    trailing slash, index file, encoding of letters. The addresses of one Telegram channel or post
    have one identity, too. The identity of an identity is itself. Raises ValueError for a URL that
    ``clean`` refuses.
    """
    if channel := channel_address(url):
        return channel.identity
    parts = urlsplit(url)
    host = _host_without_prefixes(_ascii_host(parts.hostname or ""))
    port = "" if parts.port in (None, 80, 443) else f":{parts.port}"
    ignored = _FORM_PARAMETERS | _AMBIGUOUS_PARAMETERS
    pairs = {
        pair
        for pair in _pairs(parts.query)
        if not _is_tracking_pair(pair) and _name_of_pair(pair) not in ignored
    }
    path, query = _canonical_path(parts.path), "&".join(sorted(pairs))
    return urlunsplit(("https", host + port, path, query, ""))


def host_of(url: str) -> str:
    """Return the host in a URL's identity, with a non-default port.

    For ``https://m.penza.example/1`` it is ``penza.example``.
    """
    return urlsplit(identity(url)).netloc


def shown_host(url: str) -> str:
    """Return the host of a URL without «www.», as readers write it: in letters, not in Punycode."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    try:
        return host.encode("ascii").decode("idna") if "xn--" in host else host
    except UnicodeError:  # it is no valid name of a host
        return host


def _ascii_host(host: str) -> str:
    """Return a host in lower-case ASCII (Punycode); raises ValueError if it is not valid."""
    if len(host) > _MAX_HOST_CHARS:  # no such host exists
        raise ValueError(f"a host of {len(host)} characters")
    host = unicodedata.normalize("NFKC", host).lower().strip(".")
    if ":" in host:
        return f"[{ipaddress.IPv6Address(host.partition('%')[0])}]"
    ascii_host = host if host.isascii() else host.encode("idna").decode("ascii")
    if len(ascii_host) > _MAX_HOST_CHARS or not re.fullmatch(r"[a-z0-9._-]*", ascii_host):
        raise ValueError(f"not a host name: {host!r}")
    return ascii_host


def _host_without_prefixes(host: str) -> str:
    """Return a host without «www.», «m.» and the like; at least two labels are left."""
    while not is_ip(host):
        prefix = next((prefix for prefix in _FORM_HOST_PREFIXES if host.startswith(prefix)), "")
        shorter = host.removeprefix(prefix).strip(".")
        if not prefix or "." not in shorter:  # «www.example» is a whole domain
            break
        host = shorter
    return host


def is_ip(host: str) -> bool:
    """Return whether a host is a numeric IP address; an IPv6 one may be in brackets."""
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def _canonical_path(path: str) -> str:
    """Return the form of a path that all its spellings share; it begins with a slash."""
    parts = (_without_session_id(part) for part in path.split("/") if part)
    path = "/" + "/".join(_percent_encoded(part, _SEGMENT_SAFE) for part in parts if part)
    if _DOTS_OR_PARAMETERS.search(path):
        path = urlsplit(urljoin("https://x.example/", "." + path)).path
    return "/" + "/".join(_without_form_marks(path.strip("/").split("/")))


def _without_form_marks(segments: list[str]) -> list[str]:
    """Return the segments without marks of AMP, mobile and print forms and without index files.

    ``["m", "news", "most.amp.html", "index.php"]`` gives ``["news", "most.html"]``. Marks at the
    end are removed first, then marks at the beginning. Each step looks only at the first or last
    segment, so the time is linear.
    """
    start, end = 0, len(segments)  # of the segments that are left
    last = segments[-1]  # the last of them, without its suffixes
    while start < end:
        shorter = _without_amp_suffixes(last)
        is_mark = shorter.lower() in ("amp", "print") or _INDEX_FILE.fullmatch(shorter)
        if is_mark or not shorter:
            end -= 1
            last = segments[end - 1] if end > start else ""
        elif shorter != last:
            last = shorter  # it may now be a mark
        elif start < end - 1 and segments[start].lower() in _FORM_SEGMENTS:
            start += 1
        else:
            return [*segments[start : end - 1], last]
    return []


def _without_amp_suffixes(name: str) -> str:
    """Return a file name without ``.amp`` at its end or before ``.html``, and without a final «;».

    The name is in ASCII. ``most.amp.html`` gives ``most.html``, and ``most.amp;`` gives ``most``.
    """
    stem, dot, ending = name.rpartition(".")
    is_page = bool(dot) and ending.lower() in ("htm", "html")
    end = len(stem) if is_page else len(name)
    lowered = name.lower()
    while True:
        if lowered.endswith(".amp", 0, end):
            end -= len(".amp")
        elif not is_page and lowered.endswith(";", 0, end):
            end -= 1
        else:
            return name[:end] + (f".{ending}" if is_page else "")


def _pairs(query: str) -> list[str]:
    """Return the ``name=value`` pairs of a query, percent-encoded."""
    pairs = (pair.partition("=") for pair in query.split("&") if pair)
    return [
        _percent_encoded(name, _QUERY_SAFE) + equals + _percent_encoded(value, _QUERY_SAFE + "=")
        for name, equals, value in pairs
    ]


def _name_of_pair(pair: str) -> str:
    return pair.partition("=")[0].lower()


def _is_tracking_pair(pair: str) -> bool:
    """Return whether a parameter counts visits or holds a session id.

    The value must look like a session id, too: the short ``sid=46509`` may be an article.
    """
    name = _name_of_pair(pair)
    if name in _TRACKING_PARAMETERS or name.startswith(_TRACKING_PREFIXES):
        return True
    _, _, value = pair.partition("=")
    return bool(_SESSION_PARAMETER.fullmatch(name) and _SESSION_VALUE.fullmatch(value))


def _without_session_id(segment: str) -> str:
    """Return a path segment without ``;jsessionid=…``; its other parameters stay."""
    if ";" not in segment:
        return segment
    name, *pairs = segment.split(";")
    others = [pair for pair in pairs if not _SESSION_PARAMETER.fullmatch(_name_of_pair(pair))]
    return ";".join([name, *others])


def _percent_encoded(text: str, safe: str) -> str:
    """Return a text in percent-encoding; all spellings of the text give the same form.

    Letters are normalized (NFC) and encoded as UTF-8. Bytes that are not UTF-8 stay as they are.
    The characters ``safe`` are not encoded.
    """
    if _UNRESERVED.fullmatch(text):
        return text
    raw = unquote_to_bytes(text)
    with suppress(UnicodeDecodeError):  # some servers encode their URLs in windows-1251
        letters = raw.decode()
        if len(letters) <= _MAX_NORMALIZED_CHARS:
            raw = unicodedata.normalize("NFC", letters).encode()
    return quote(raw, safe=safe)
