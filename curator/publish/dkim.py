"""A letter signed with the sender's own key (RFC 6376), where no server does it."""

from __future__ import annotations

from curator.config.secrets import Secret
from curator.errors import CuratorError

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
            remedy = "Install it: pip install 'curator[mail]', or leave dkim_domain empty."
            raise CuratorError("letters cannot be signed without dkimpy.", remedy=remedy) from error
        self._dkim = dkim
        self._domain, self._selector = domain.encode("ascii"), selector.encode("ascii")
        self._key = key
        self._algorithm = b"rsa-sha256" if "BEGIN" in key.reveal() else b"ed25519-sha256"
        self.sign(b"From: <a@b.invalid>\r\n\r\nx\r\n")

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
                "this key cannot sign.", about="smtp.dkim_secret", remedy="Give a private RSA key, PEM."
            ) from error
        return signature + message
