"""URLs as they are fetched, and one identity for all the URLs of one page."""

import ipaddress
import re
import unicodedata
from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote_to_bytes, urljoin, urlsplit, urlunsplit

from pipelines.model import Address

if TYPE_CHECKING:
    from tldextract import TLDExtract

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
_TRACKING_PARAMETERS = {
    *("fbclid", "gclid", "gclsrc", "dclid", "wbraid", "gbraid", "yclid", "ysclid", "ymclid"),
    *("msclkid", "twclid", "igshid", "igsh", "mc_cid", "mc_eid", "_openstat", "_ga", "_gl"),
    *("roistat", "erid", "vgo_ee", "wprov", "ncid", "cmpid", "cmp", "xtor", "spm", "rb_clickid"),
    *("frommail", "yrwinfo", "yadclid", "ydirect", "admitad_uid", "fb_action_ids", "icid"),
    *("fb_action_types", "fb_source", "fb_ref", "__twitter_impression", "hsctatracking"),
    *("_hsenc", "_hsmi", "phpsessid", "jsessionid", "usqp", "at_medium", "at_campaign"),
}
_TRACKING_PREFIXES = ("utm_", "pk_", "mtm_", "hsa_", "stm_")
_SESSION_NAME = re.compile(
    r"j?session_?id|php_?sess(?:ion|id|_id)*|asp\.?net_sessionid|aspsessionid\w*|cfid|cftoken"
    r"|s(?:ess|ession)?_?id|session|sess|oscsid|zenid|bsid|osid|ssid|token|s",
)
_SESSION_VALUE = re.compile(r"(?=[\w.,!~%-]*\d)[\w.,!~%-]{16,200}")
_TWIN_PARAMETERS = {"amp", "outputtype", "m", "mobile", "is_mobile", "ismobile", "noamp"}
_TWIN_HOSTS = ("www.", "m.", "mobile.", "amp.", "wap.", "pda.", "touch.")
_TWIN_SEGMENTS = {"amp", "mobile", "m"}  # at the start of a path
_AMP_FILE = re.compile(r"\.amp(?=\.html?$)", re.IGNORECASE)
_INDEX_FILE = re.compile(r"(?:index|default)\.(?:html?|php|aspx?)", re.IGNORECASE)
_SEGMENT_SAFE = "-._~!$&'()*+,;=:@"
_QUERY_SAFE = "-._~!$'()*,;:@/"
_ABSOLUTE = re.compile(r"https?://[\w.:-]+/[^;\s\[\]]*$")
_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]*")
_DOTS_OR_PARAMETERS = re.compile(r"/\.|;")  # «/./» and «/../» to resolve, «;…» to split off
_MAX_URL_CHARS = 2000  # longer ones are crawler traps; many browsers and proxies refuse them


def address(url: str) -> Address | None:
    """Return ``url`` as it is fetched, with its identity; None if it is no fetchable web URL."""
    fetched = clean(url)
    return Address(fetched, identity(fetched)) if fetched else None


def resolve(base: str, reference: str) -> str | None:
    """Return the absolute, cleaned URL of a link on the page at ``base``, or None if unusable."""
    reference = reference.strip()
    try:
        return clean(reference if _ABSOLUTE.match(reference) else urljoin(base, reference))
    except ValueError:
        return None


def absolute_url(base: str, url: str | None) -> str | None:
    """Return the absolute web URL of ``url`` on the page at ``base``, spelled as it stands."""
    if not url:
        return None
    try:
        target = urljoin(base, url.strip())
        return target if urlsplit(target).scheme in ("http", "https") else None
    except ValueError:
        return None


def clean(url: str) -> str | None:
    """Return ``url`` as a real, fetchable URL without fragment and tracking parameters.

    Scheme, host, path and all other parameters stay, since the outlet's server may need them.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = _ascii_host(parts.hostname or ""), parts.port
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not host:
        return None
    scheme = parts.scheme.lower()
    default = {"http": 80, "https": 443}[scheme]
    netloc = host if port in (None, default) else f"{host}:{port}"
    query = "&".join(pair for pair in _pairs(parts.query) if not _tracks(pair))
    segments = (_without_session(segment) for segment in (parts.path or "/").split("/"))
    path = "/".join(_quoted(segment, _SEGMENT_SAFE) for segment in segments)
    cleaned = urlunsplit((scheme, netloc, path, query, ""))
    return cleaned if len(cleaned) <= _MAX_URL_CHARS else None


@lru_cache(maxsize=8192)
def identity(url: str) -> str:
    """Return the key that all twins of a web URL share; idempotent. It is no URL to fetch.

    Twins differ in scheme, default port, ``www.`` and mobile hosts, AMP and print forms, tracking
    parameters and their order, fragment, trailing slash, index file, or how letters are encoded.
    """
    parts = urlsplit(url)
    host = _plain_host(_ascii_host(parts.hostname or ""))
    port = "" if parts.port in (None, 80, 443) else f":{parts.port}"
    pairs = {
        pair
        for pair in _pairs(parts.query)
        if not _tracks(pair) and _name(pair) not in _TWIN_PARAMETERS | _AMBIGUOUS_PARAMETERS
    }
    return urlunsplit(("https", host + port, _plain_path(parts.path), "&".join(sorted(pairs)), ""))


def host_of(url: str) -> str:
    """The host and non-default port that twins share: ``m.penza.example`` is ``penza.example``."""
    return urlsplit(identity(url)).netloc


@lru_cache(maxsize=1)
def _suffixes() -> "TLDExtract":
    import tldextract  # imported late, since it imports an HTTP client

    return tldextract.TLDExtract(
        suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True
    )


@lru_cache(maxsize=4096)
def site_of(url: str) -> str:
    """The registrable domain, with a non-default port: the hosts of one owner.

    An IP address is a site of its own, with its port.
    """
    netloc = host_of(url)
    host, _, port = netloc.partition(":") if not netloc.startswith("[") else (netloc, "", "")
    if _is_ip(host):
        return netloc
    found = _suffixes().extract_str(host)
    registrable = f"{found.domain}.{found.suffix}" if found.domain and found.suffix else ""
    registrable = registrable or ".".join(host.split(".")[-2:])
    return f"{registrable}:{port}" if port else registrable


def same_site(url: str, other: str) -> bool:
    """Whether both URLs lie under one registrable domain."""
    # hosts are compared first, since the list of public suffixes takes 0.3 s to load
    return host_of(url) == host_of(other) or site_of(url) == site_of(other)


def _ascii_host(host: str) -> str:
    host = unicodedata.normalize("NFKC", host).lower().strip(".")
    if ":" in host:
        return f"[{ipaddress.IPv6Address(host.partition('%')[0])}]"
    ascii_host = host if host.isascii() else host.encode("idna").decode("ascii")
    if not re.fullmatch(r"[a-z0-9._-]*", ascii_host):
        raise ValueError(f"not a host name: {host!r}")
    return ascii_host


def _plain_host(host: str) -> str:
    while not _is_ip(host):
        prefix = next((twin for twin in _TWIN_HOSTS if host.startswith(twin)), None)
        if prefix is None or "." not in host.removeprefix(prefix).strip("."):
            break
        host = host.removeprefix(prefix).strip(".")
    return host


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def _plain_path(path: str) -> str:
    parts = (_without_session(part) for part in path.split("/") if part)
    path = "/" + "/".join(_quoted(part, _SEGMENT_SAFE) for part in parts if part)
    if _DOTS_OR_PARAMETERS.search(path):
        path = urlsplit(urljoin("https://x.example/", "." + path)).path
    return "/" + "/".join(_without_twin_marks(path.strip("/").split("/")))


def _without_twin_marks(segments: list[str]) -> list[str]:
    """Segments without the marks of AMP, mobile and print forms, and of index files.

    Each step looks at the first or last segment only, so that the time is linear.
    """
    start, end = 0, len(segments)
    last = segments[-1]
    while start < end:
        shorter = _AMP_FILE.sub("", last)
        shorter = shorter[:-4] if shorter.lower().endswith(".amp") else shorter
        is_mark = shorter.lower() in ("amp", "print") or _INDEX_FILE.fullmatch(shorter)
        if is_mark or not shorter:
            end -= 1
            last = segments[end - 1] if end > start else ""
        elif shorter != last:
            last = shorter
        elif start < end - 1 and segments[start].lower() in _TWIN_SEGMENTS:
            start += 1
        else:
            return [*segments[start : end - 1], last]
    return []


def _pairs(query: str) -> list[str]:
    pairs = (pair.partition("=") for pair in query.split("&") if pair)
    return [_quoted(n, _QUERY_SAFE) + e + _quoted(v, _QUERY_SAFE + "=") for n, e, v in pairs]


def _name(pair: str) -> str:
    return pair.partition("=")[0].lower()


def _tracks(pair: str) -> bool:
    name = _name(pair)
    if name in _TRACKING_PARAMETERS or name.startswith(_TRACKING_PREFIXES):
        return True
    return bool(_SESSION_NAME.fullmatch(name)) and _is_session(pair.partition("=")[2])


def _is_session(value: str) -> bool:
    """Whether a value is a session's: ``sid=46509`` numbers an article at some outlets."""
    return bool(_SESSION_VALUE.fullmatch(value))


def _without_session(segment: str) -> str:
    """A segment of a path without ``;jsessionid=…``; other parameters of it stay."""
    if ";" not in segment:
        return segment
    name, *parameters = segment.split(";")
    kept = [one for one in parameters if not _SESSION_NAME.fullmatch(one.partition("=")[0].lower())]
    return ";".join([name, *kept])


def _quoted(text: str, safe: str) -> str:
    """Percent-encode all spellings one way: decoded, composed (NFC), other bytes as they are."""
    if _UNRESERVED.fullmatch(text):
        return text
    raw = unquote_to_bytes(text)
    with suppress(UnicodeDecodeError):  # an address in windows-1251
        raw = unicodedata.normalize("NFC", raw.decode()).encode()
    return quote(raw, safe=safe)
