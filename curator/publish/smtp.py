"""Letters handed to a mail server: one connection, reused, and every answer told for what it is.

What decides is the dot that ends a message. Before it has left us whole,
nothing was accepted and the letter may go again; between it and the server's
answer nobody can know; after it the answer says.
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable
from typing import Any

from curator.config.outward import Smtp
from curator.config.secrets import Secret
from curator.errors import CuratorError, Unreachable
from curator.i18n import N_
from curator.model import DeliveryState
from curator.ports import Answer

TIMEOUT = 60.0
"""Seconds for one answer; RFC 5321 asks for minutes, a person at a terminal for less."""
_PORTS = {"tls": 465, "starttls": 587, "none": 25}
_DOT = b"\r\n.\r\n"
_AGAIN = N_("Run the same command again later: it goes on where it stopped.")


class LoginRefused(CuratorError):
    """The mail server does not take this user and password."""


class SenderRefused(CuratorError):
    """The mail server takes no letters from this sender."""


class _Wire:
    """What both kinds of connection add: whether the dot has left us whole."""

    dotted = False

    def send(self, s: Any) -> None:
        self.dotted = False
        super().send(s)  # type: ignore[misc]
        self.dotted = (s if isinstance(s, bytes) else str(s).encode("ascii", "replace")).endswith(_DOT)


class _Plain(_Wire, smtplib.SMTP):
    pass


class _Wrapped(_Wire, smtplib.SMTP_SSL):
    pass


class SmtpMailer:
    """`Mailer` on SMTP (RFC 5321) with STARTTLS or TLS and AUTH."""

    def __init__(
        self, settings: Smtp, password: Callable[[], Secret], *, context: ssl.SSLContext | None = None
    ) -> None:
        """Take the server; the password is asked for when a server wants it. Nothing is connected yet."""
        self._settings = settings
        self._password = password
        self._context = context or ssl.create_default_context()
        self._connection: _Plain | _Wrapped | None = None

    def __enter__(self) -> SmtpMailer:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def connect(self) -> str:
        """Connect and log in; return how, in words. Raises `Unreachable` and `LoginRefused`."""
        settings = self._settings
        about = f"{settings.host}:{settings.port or _PORTS[settings.security]}"
        try:
            connection = self._opened()
            self._connection = connection
            if settings.user:
                connection.login(settings.user, self._password().reveal())
        except smtplib.SMTPAuthenticationError as error:
            self._drop()
            if error.smtp_code // 100 == 4:
                raise Unreachable(_why(error), about=about, remedy=_AGAIN) from error
            remedy = N_(
                "Check `user` in [smtp], and keep the password again: curator secret {secret}", secret=settings.secret
            )
            raise LoginRefused(_said(error.smtp_code, error.smtp_error), about=about, remedy=remedy) from error
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            raise Unreachable(_why(error), about=about, remedy=_AGAIN) from error
        protocol = getattr(connection.sock, "version", lambda: None)() or "no TLS"
        return f"{protocol}, {'logged in' if settings.user else 'no login'}"

    def _opened(self) -> _Plain | _Wrapped:
        settings = self._settings
        port = settings.port or _PORTS[settings.security]
        if settings.security == "tls":
            return _Wrapped(settings.host, port, timeout=TIMEOUT, context=self._context)
        connection = _Plain(settings.host, port, timeout=TIMEOUT)
        if settings.security == "starttls":
            connection.starttls(context=self._context)
        connection.ehlo_or_helo_if_needed()
        return connection

    def send(self, sender: str, recipient: str, message: bytes) -> Answer:
        """Hand one message over; raises `Unreachable` where the server cannot be used at all."""
        for last in (False, True):
            if self._connection is None:
                self.connect()
            try:
                return self._hand_over(sender, recipient, message)
            except (smtplib.SMTPServerDisconnected, OSError) as error:
                dotted = self._connection is not None and self._connection.dotted
                self._drop()
                if dotted:
                    return Answer(DeliveryState.UNCERTAIN, f"the answer was lost: {_why(error)}")
                if last:
                    return Answer(DeliveryState.NEW, f"the server ended the connection: {_why(error)}")
        raise AssertionError("the second turn returns")

    def _hand_over(self, sender: str, recipient: str, message: bytes) -> Answer:
        connection = self._connection
        assert connection is not None
        refusal = self._announce(connection, sender, recipient)
        if refusal is not None:
            self._begin_anew(connection)
            return refusal
        try:
            code, words = connection.data(message)
        except smtplib.SMTPDataError as error:  # DATA itself was refused
            self._begin_anew(connection)
            return _answer(error.smtp_code, error.smtp_error)
        if code == 421:
            self._drop()
        return _answer(code, words)

    def _announce(self, connection: _Plain | _Wrapped, sender: str, recipient: str) -> Answer | None:
        """Name the envelope, in one turn where the server knows PIPELINING (RFC 2920); return a refusal."""
        commands = [f"MAIL FROM:{smtplib.quoteaddr(sender)}", f"RCPT TO:{smtplib.quoteaddr(recipient)}"]
        together = connection.has_extn("pipelining")
        if together:
            connection.send("".join(f"{command}\r\n" for command in commands))
        replies = []
        for command in commands:
            replies.append(connection.getreply() if together else connection.docmd(command))
            if replies[-1][0] == 421:
                self._drop()
                break
            if replies[-1][0] // 100 != 2 and not together:
                break
        if replies[0][0] // 100 == 5:
            self._drop()
            raise SenderRefused(_said(*replies[0]), about=sender, remedy=N_("Check `sender` and `bounces`."))
        return next((_answer(*reply) for reply in replies if reply[0] // 100 != 2), None)

    def _begin_anew(self, connection: _Plain | _Wrapped) -> None:
        if self._connection is not None:
            try:
                connection.rset()
            except (smtplib.SMTPServerDisconnected, OSError):
                self._drop()

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None

    def close(self) -> None:
        """Say goodbye and close."""
        if self._connection is not None:
            try:
                self._connection.quit()
            except (smtplib.SMTPException, OSError):
                self._connection.close()
        self._connection = None


def _answer(code: int, words: bytes | str) -> Answer:
    said = _said(code, words)
    if code // 100 == 2:
        return Answer(DeliveryState.SENT, receipt=said)
    return Answer(DeliveryState.REFUSED if code // 100 == 5 else DeliveryState.NEW, said)


def _said(code: int, words: bytes | str) -> str:
    told = " ".join((words.decode("utf-8", "replace") if isinstance(words, bytes) else words).split())
    return f"{code} {told}"[:300]


def _why(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _said(error.smtp_code, error.smtp_error)
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"the server's certificate is not to be trusted: {error.verify_message}"
    if isinstance(error, TimeoutError):
        return "no answer in time."
    return " ".join(str(error).split())[:200] or type(error).__name__
