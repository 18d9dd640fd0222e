"""A letter signed with the sender's own key (RFC 6376), where no server does it."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable

from curator.config.secrets import Secret
from curator.errors import CuratorError
from curator.i18n import N_

SIGNED = (
    "from", "to", "subject", "date", "message-id", "mime-version", "content-type", "content-language",
    "list-id", "list-archive", "list-unsubscribe", "list-unsubscribe-post", "auto-submitted",
)  # fmt: skip
"""Header fields under the signature: RFC 8058 asks for the last ones of a list."""


class Signer:
    """Signs messages for one domain."""

    def __init__(self, domain: str, selector: str, key: Secret) -> None:
        """Take the domain, the selector and the private key, PEM (RSA) or base64 (Ed25519).

        Raises `CuratorError` where the extra `mail` is not installed or the key cannot be used.
        """
        try:
            import dkim
        except ImportError as error:
            remedy = N_("Install it: pip install 'curator[mail]', or leave dkim_domain empty.")
            raise CuratorError(N_("letters cannot be signed without dkimpy."), remedy=remedy) from error
        self._dkim = dkim
        self._domain, self._selector = domain.encode("ascii"), selector.encode("ascii")
        self._key = key
        self._algorithm = b"rsa-sha256" if "BEGIN" in key.reveal() else b"ed25519-sha256"
        self.sign(b"From: <a@b.invalid>\r\n\r\nx\r\n")

    @property
    def name(self) -> str:
        """Where the DNS has to show the public key."""
        return f"{self._selector.decode('ascii')}._domainkey.{self._domain.decode('ascii')}"

    def public_record(self) -> str:
        """Return the TXT record of the public key (RFC 6376, 3.6.1; RFC 8463 for Ed25519)."""
        if self._algorithm == b"ed25519-sha256":
            from nacl.signing import SigningKey

            raw = bytes(SigningKey(base64.b64decode(self._key.reveal())).verify_key)
            return f"v=DKIM1; k=ed25519; p={base64.b64encode(raw).decode('ascii')}"
        key = self._dkim.crypto.parse_pem_private_key(self._key.reveal().encode("ascii"))
        numbers = _der(0x30, _der_integer(key["modulus"]) + _der_integer(key["publicExponent"]))
        wrapped = _der(0x30, _RSA + _der(0x03, b"\0" + numbers))
        return f"v=DKIM1; k=rsa; p={base64.b64encode(wrapped).decode('ascii')}"

    def holds(self, texts: Callable[[str], Iterable[str]]) -> bool:
        """Return whether a signature made now is proved by what `texts` says the DNS holds."""
        message = b"From: <letter@" + self._domain + b">\r\nSubject: trial\r\n\r\nA trial.\r\n"

        def record(name: bytes, timeout: int = 5) -> bytes:
            found = texts(name.decode("ascii").rstrip("."))
            return next((text.encode() for text in found if "p=" in text), b"")

        try:
            return bool(self._dkim.verify(self.sign(message), dnsfunc=record, minkey=1024))
        except self._dkim.DKIMException:
            return False

    def sign(self, message: bytes) -> bytes:
        """Return a message, CRLF, with its signature before its header."""
        present = {line.partition(b":")[0].lower() for line in message.partition(b"\r\n\r\n")[0].split(b"\r\n")}
        try:
            signature: bytes = self._dkim.sign(
                message,
                self._selector,
                self._domain,
                self._key.reveal().encode("ascii"),
                signature_algorithm=self._algorithm,
                canonicalize=(b"relaxed", b"relaxed"),
                include_headers=[name.encode() for name in SIGNED if name.encode() in present],
            )
        except (self._dkim.DKIMException, ValueError) as error:
            raise CuratorError(
                N_("this key cannot sign."), about="smtp.dkim_secret", remedy=N_("Give a private RSA key, PEM.")
            ) from error
        return signature + message


_RSA = bytes.fromhex("300d06092a864886f70d0101010500")
"""AlgorithmIdentifier of an RSA key (RFC 3279), DER."""


def _der(tag: int, body: bytes) -> bytes:
    size = len(body)
    if size < 0x80:
        return bytes([tag, size]) + body
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + body


def _der_integer(number: int) -> bytes:
    return _der(0x02, number.to_bytes(number.bit_length() // 8 + 1, "big"))
