"""Pages into a bucket of an S3-compatible service: assets first, pages last."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from curator.config.secrets import Secret
from curator.errors import CuratorError, Unreachable
from curator.i18n import N_
from curator.outbox.sites import MANIFEST, load_site
from curator.ports import Changes, Site
from curator.publish.gradual import bring_gradually

if TYPE_CHECKING:
    from obstore.store import S3Store

_AT_ONCE = 8
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".atom": "application/atom+xml; charset=utf-8",
    ".opml": "text/x-opml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".woff2": "font/woff2",
    ".webp": "image/webp",
    ".avif": "image/avif",
}
"""Where a machine's own table may not know better."""


class S3Host:
    """`Host` for "s3://bucket/prefix"."""

    def __init__(self, to: str, endpoint: str, region: str, key: Secret) -> None:
        """Take the place and the key, "ID:SECRET"; raises `CuratorError` where the extra `s3` is not installed."""
        try:
            from obstore.store import S3Store
        except ImportError as error:
            remedy = N_("Install it: pip install 'curator[s3]'")
            raise CuratorError(
                N_("pages cannot be put into a bucket without obstore."), about=to, remedy=remedy
            ) from error
        parts = urlsplit(to)
        id, _, secret = key.reveal().partition(":")
        options: dict[str, Any] = {"endpoint": endpoint, "virtual_hosted_style_request": False} if endpoint else {}
        self._to = to
        self._store: S3Store = S3Store(
            parts.netloc,
            prefix=parts.path.strip("/") or None,
            access_key_id=id,
            secret_access_key=secret,
            region=region,
            client_options={"allow_http": endpoint.startswith("http:"), "timeout": "60s", "connect_timeout": "20s"},
            retry_config={"max_retries": 3},
            **options,
        )
        self._standing: dict[str, str] = {}

    def standing(self) -> dict[str, str]:
        """Return what we put there that stands now."""
        self._standing = {}
        with self._told(), suppress(FileNotFoundError):
            self._standing = load_site(bytes(self._store.get(MANIFEST).bytes()))
        return self._standing

    def bring(self, site: Site, changes: Changes) -> str:
        """Make the bucket show `site`."""
        bring_gradually(self, self._standing, site, changes)
        return self._to

    def put(self, site: Site, paths: Sequence[str]) -> None:
        """Put these files there: those of one depth at once, the depths in their order."""
        for depth in dict.fromkeys(_wave(path) for path in paths):
            wave = [path for path in paths if _wave(path) == depth]
            self._at_once(lambda path: self.write(path, (site.folder / path).read_bytes()), wave)

    def write(self, name: str, body: bytes) -> None:
        """Write one object."""
        suffix = name[name.rfind(".") :] if "." in name else ""
        kind = _TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
        with self._told():
            self._store.put(name, body, attributes={"Content-Type": kind}, use_multipart=False)

    def remove(self, paths: Sequence[str]) -> None:
        """Take objects away."""

        def take(path: str) -> None:
            with self._told(), suppress(FileNotFoundError):
                self._store.delete(path)

        self._at_once(take, paths)

    def _at_once(self, act: Callable[[str], None], paths: Sequence[str]) -> None:
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            for _ in pool.map(act, paths):
                pass

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turn what the service says into one line; its request, which is signed, is no part of it."""
        from obstore import exceptions

        try:
            yield
        except (exceptions.PermissionDeniedError, exceptions.UnauthenticatedError) as error:
            remedy = N_("Keep the key again, as ID:SECRET: curator secret deploy; it needs to read, put and delete.")
            raise CuratorError(N_("the service does not take this key."), about=self._to, remedy=remedy) from error
        except FileNotFoundError as error:
            raise CuratorError(
                N_("there is no such bucket."), about=self._to, remedy=N_("Make it at the service.")
            ) from error
        except (exceptions.BaseError, OSError) as error:
            first = str(error).strip().splitlines()[0][:200] if str(error).strip() else type(error).__name__
            raise Unreachable(f"{first}.", about=self._to, remedy=N_("Run the same command again later.")) from error


def _wave(path: str) -> int:
    return 99 if path == "index.html" else -path.count("/")
