"""The errors of a failed download, and the outcome that each of them counts as."""

from collections.abc import Iterator

from OpenSSL import SSL
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadTimeoutError,
    IgnoreRequest,
    NotSupported,
    UnsupportedURLSchemeError,
)
from service_identity import VerificationError
from service_identity.exceptions import CertificateError

from pipelines.model import Outcome
from pipelines.parsing.storable import storable

_MAX_REASON_CHARS = 300  # since servers can add text of their own


class RefusedError(IgnoreRequest):
    """A download that is neither repeated nor logged as an error."""

    outcome = Outcome.BLOCKED


class RobotsFailedError(RefusedError):
    """The server failed to answer the request for robots.txt, so nothing may be fetched."""

    outcome = Outcome.HTTP_ERROR


class LongAddressError(RefusedError):
    """A redirect leads to an address that is too long, mostly in an endless chain of redirects."""

    outcome = Outcome.REDIRECT_LOOP


class AddressRefusedError(RefusedError):
    """The host has no address that may be connected to."""


class TooLargeError(RefusedError):
    """The decompressed body is larger than the limit."""

    outcome = Outcome.TOO_LARGE


class FragmentedBodyError(RefusedError):
    """The body comes in so many tiny pieces that receiving them would block the crawl."""

    outcome = Outcome.NETWORK_ERROR


class CertificateRefusedError(RefusedError):
    """The server could not prove that it is the host, or supports no TLS version we accept."""

    outcome = Outcome.TLS_ERROR


def failed_outcome(error: BaseException) -> tuple[Outcome, str]:
    """Return the outcome that a failed download counts as, and its reason in one line.

    An errback calls ``failed_outcome(failure.value)``.
    """
    *_, cause = _error_and_causes(error)
    words = " ".join(str(cause).split()) or type(cause).__name__
    return _outcome(error), storable(words[:_MAX_REASON_CHARS])


def _outcome(error: BaseException) -> Outcome:
    if isinstance(error, RefusedError):
        return error.outcome
    if isinstance(error, IgnoreRequest):
        return _outcome_of_ignored(error)
    for kind, outcome in _OUTCOMES.items():
        if isinstance(error, kind):
            return outcome
    return Outcome.NETWORK_ERROR


_OUTCOMES: dict[type[BaseException], Outcome] = {
    CannotResolveHostError: Outcome.DNS_ERROR,
    DownloadTimeoutError: Outcome.TIMEOUT,
    NotSupported: Outcome.BLOCKED,  # a scheme that is switched off
    UnsupportedURLSchemeError: Outcome.BLOCKED,
}


def _outcome_of_ignored(error: IgnoreRequest) -> Outcome:
    """Return the outcome of an IgnoreRequest that a middleware raised, mostly by its message."""
    reason = str(error)
    if reason.startswith("max redirections"):
        return Outcome.REDIRECT_LOOP
    if reason.startswith("Forbidden by robots.txt"):
        return Outcome.ROBOTS_DENIED
    return Outcome.HTTP_ERROR if hasattr(error, "response") else Outcome.BLOCKED


def tls_failure(error: BaseException) -> str | None:
    """Return the reason if a download failed because of TLS; None if it failed otherwise."""
    for cause in _error_and_causes(error):
        if isinstance(cause, SSL.Error) and cause.args and isinstance(cause.args[0], list):
            # OpenSSL gives (library, function, reason) for each of its errors.
            return ", ".join(str(entry[-1]) for entry in cause.args[0])
        if isinstance(cause, VerificationError | CertificateError):
            return "its certificate is for another host"
    return None


def _error_and_causes(error: BaseException | None) -> Iterator[BaseException]:
    """Yield the error, then its causes, the deepest last."""
    if error is None:
        return
    yield error
    if isinstance(error, RefusedError):
        return  # its message is complete
    yield from _error_and_causes(error.__cause__)
    for failure in getattr(error, "reasons", None) or ():
        yield from _error_and_causes(getattr(failure, "value", None))
