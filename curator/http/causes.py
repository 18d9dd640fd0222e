"""What libcurl and HTTP statuses mean: a cause, and one line that holds no query and no secret."""

from __future__ import annotations

import errno
import os

import pycurl

from curator.model import Cause

_STATUS = {
    401: Cause.UNAUTHORIZED,
    403: Cause.FORBIDDEN,
    404: Cause.MISSING,
    407: Cause.UNAUTHORIZED,
    410: Cause.GONE,
    429: Cause.TOO_MANY,
    451: Cause.FORBIDDEN,
}

_TLS = frozenset(
    {
        pycurl.E_SSL_CONNECT_ERROR,
        pycurl.E_PEER_FAILED_VERIFICATION,
        pycurl.E_SSL_CERTPROBLEM,
        pycurl.E_SSL_CIPHER,
        pycurl.E_SSL_ISSUER_ERROR,
        pycurl.E_SSL_CACERT_BADFILE,
        pycurl.E_SSL_ENGINE_INITFAILED,
        pycurl.E_SSL_ENGINE_NOTFOUND,
        pycurl.E_SSL_ENGINE_SETFAILED,
        pycurl.E_SSL_CRL_BADFILE,
        pycurl.E_SSL_INVALIDCERTSTATUS,
        pycurl.E_SSL_PINNEDPUBKEYNOTMATCH,
        pycurl.E_SSL_SHUTDOWN_FAILED,
        pycurl.E_USE_SSL_FAILED,
    }
)

# Codes that pycurl has no name for.
_E_WEIRD_SERVER_REPLY = 8
_E_TOO_LARGE = 100  # a header line beyond libcurl's own limit

_CURL = {
    pycurl.E_COULDNT_RESOLVE_HOST: (Cause.DNS, "the host name is not known"),
    pycurl.E_COULDNT_RESOLVE_PROXY: (Cause.DNS, "the proxy's name is not known"),
    pycurl.E_GOT_NOTHING: (Cause.RESET, "the connection was closed before an answer"),
    pycurl.E_SEND_ERROR: (Cause.RESET, "the connection broke while asking"),
    pycurl.E_RECV_ERROR: (Cause.RESET, "the connection broke while answering"),
    pycurl.E_PARTIAL_FILE: (Cause.TRUNCATED, "the body stops before its stated end"),
    pycurl.E_URL_MALFORMAT: (Cause.BAD_ADDRESS, "the address is not well-formed"),
    pycurl.E_UNSUPPORTED_PROTOCOL: (Cause.PARSE, "the answer is not proper HTTP"),
    _E_WEIRD_SERVER_REPLY: (Cause.PARSE, "the answer is not proper HTTP"),
    pycurl.E_BAD_CONTENT_ENCODING: (Cause.PARSE, "sent in an encoding that was not asked for"),
}


def of_status(status: int) -> Cause | None:
    """Return why a status is a failure; None for 2xx and 304."""
    if 200 <= status < 300 or status == 304:
        return None
    if status in _STATUS:
        return _STATUS[status]
    if status < 400:
        return Cause.REDIRECTS
    return Cause.CLIENT_ERROR if status < 500 else Cause.SERVER_ERROR


def of_curl(code: int, message: str, os_error: int) -> tuple[Cause, str]:
    """Return the cause of a failed transfer and one line about it.

    `message` is libcurl's; it is quoted for TLS only, where it names the fault
    and nothing of the request but the host.
    """
    if code in _TLS:
        words = message.partition("SSL certificate problem:")[2].strip() or message
        return Cause.TLS, words[:120] or "no secure connection"
    if code == pycurl.E_COULDNT_CONNECT:
        reason = "" if os_error in (0, errno.EINPROGRESS) else os.strerror(os_error).lower()
        return Cause.REFUSED, reason or "no connection"
    if code == _E_TOO_LARGE or ("response header" in message.lower() and "large" in message.lower()):
        return Cause.TOO_LARGE, "the header is too large"
    return _CURL.get(code, (Cause.RESET, f"the transfer failed (libcurl {code})"))


def of_proxy(status: int) -> tuple[Cause, str]:
    """Return what the proxy's answer to CONNECT means; what it could not reach or find, nobody else can tell apart."""
    detail = f"the proxy answered {status}"
    if status in (502, 503, 504):
        return Cause.DNS, f"{detail}: the host was not found or not reached"
    return of_status(status) or Cause.RESET, detail
