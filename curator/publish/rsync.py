"""Pages to a server with ssh and rsync.

Where the address is a link, or nothing yet, the server keeps two whole sites
beside it and readers get the new one by one rename. Where it is a folder, which
the web server's own settings may need, files are put into it: assets first,
pages last.
"""

from __future__ import annotations

import shlex
import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path, PurePosixPath

from curator.outbox.sites import MANIFEST, dump_site, load_site, site_hash
from curator.ports import Changes, Site
from curator.publish.gradual import bring_gradually
from curator.publish.programs import NotBrought, run, ssh_options, ssh_run, unreachable

_TURN = """set -e
cd {home}
rm -rf {name}
mv {part} {name}
rm -rf turned
ln -s {base}/{name} turned
mv -fT turned ../{leaf} 2>/dev/null || mv -fh turned ../{leaf}
for old in *; do case $old in {name}|{before}) ;; *) rm -rf "$old" ;; esac; done
"""


class RsyncHost:
    """`Host` for "user@host:/path"."""

    def __init__(self, to: str, now: datetime, ssh_config: Path | None = None) -> None:
        """Take the place; ssh gets in by a key, and never asks."""
        self.host, _, path = to.partition(":")
        self._path = PurePosixPath(path or ".")
        self._config = ssh_config
        self._now = now
        self._link: str | None = None
        """Name of the whole site that readers see, where sites can be turned; "" for none yet."""
        self._standing: dict[str, str] = {}

    def standing(self) -> dict[str, str]:
        """Return what we put there that stands now."""
        path = shlex.quote(str(self._path))
        script = (
            f"if [ -L {path} ]; then readlink {path}; elif [ -e {path} ]; then echo /; else echo; fi; "
            f"cat {path}/{MANIFEST} 2>/dev/null || true"
        )
        link, _, manifest = ssh_run(self.host, self._config, script).partition(b"\n")
        told = link.decode("utf-8", "replace").strip()
        home, _, name = told.rpartition("/")
        ours = home.rsplit("/", 1)[-1] == self._home.name and name not in ("", ".", "..")
        self._link = name if ours else "" if not told else None
        self._standing = load_site(manifest)
        return self._standing

    @property
    def _home(self) -> PurePosixPath:
        return self._path.parent / f".{self._path.name}"

    def bring(self, site: Site, changes: Changes) -> str:
        """Make the place show `site`; return how."""
        if self._link is None:
            bring_gradually(self, self._standing, site, changes)
            return "put into the folder"
        name = f"{site_hash(site.files)[:12]}-{self._now:%Y%m%d%H%M%S}"
        part = f"{name}.part"
        ssh_run(self.host, self._config, f"mkdir -p {shlex.quote(str(self._home))}")
        with tempfile.TemporaryDirectory(prefix="curator-") as place:
            (Path(place) / MANIFEST).write_bytes(dump_site(site.files))
            from_before = [f"--link-dest=../{self._link}"] if self._link else []
            whole = ["--recursive", "--delete", *from_before, f"{site.folder.resolve()}/", f"{place}/"]
            self._rsync(*whole, f"{self.host}:{self._home / part}/")
        script = _TURN.format(
            home=shlex.quote(str(self._home)),
            base=shlex.quote(self._home.name),
            leaf=shlex.quote(self._path.name),
            name=name,
            part=part,
            before=shlex.quote(self._link or name),
        )
        ssh_run(self.host, self._config, script)
        return f"turned to {name}"

    def _rsync(self, *arguments: str, given: bytes = b"") -> None:
        shell = shlex.join(["ssh", *ssh_options(self._config)])
        fixed = ["rsync", "--times", "--chmod=D755,F644", "--compress", "--protect-args", "--timeout=120", "-e", shell]
        try:
            run([*fixed, *arguments], self.host, given=given)
        except NotBrought as error:
            raise unreachable(error, self.host) from error

    def put(self, site: Site, paths: Sequence[str]) -> None:
        """Put these files there: all are sent first, then each takes its place."""
        listed = "".join(f"{path}\0" for path in paths).encode()
        source, target = f"{site.folder.resolve()}/", f"{self.host}:{self._path}/"
        self._rsync("--files-from=-", "--from0", "--delay-updates", source, target, given=listed)

    def write(self, name: str, body: bytes) -> None:
        """Write one file there."""
        with tempfile.TemporaryDirectory(prefix="curator-") as place:
            (Path(place) / name).write_bytes(body)
            self._rsync(str(Path(place) / name), f"{self.host}:{self._path / name}")

    def remove(self, paths: Sequence[str]) -> None:
        """Take files away, and folders that are empty then."""
        listed = "".join(f"{path}\0" for path in paths).encode()
        folders = sorted({str(each) for path in paths for each in PurePosixPath(path).parents} - {"."}, reverse=True)
        ssh_run(self.host, self._config, f"cd {shlex.quote(str(self._path))} && xargs -0 rm -f --", given=listed)
        if folders:
            empty = f"cd {shlex.quote(str(self._path))} && xargs -0 rmdir -- 2>/dev/null || true"
            ssh_run(self.host, self._config, empty, given="".join(f"{one}\0" for one in folders).encode())
