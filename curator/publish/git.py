"""Pages into a branch of a git repository, as GitHub, GitLab and Codeberg Pages want them.

A branch moves in one step: readers get the new commit or keep the old one.
Files of the branch that we did not put there (CNAME, a read-me) stay.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from curator.config.secrets import Secret
from curator.errors import CuratorError
from curator.i18n import N_
from curator.outbox.sites import MANIFEST, dump_site, load_site
from curator.ports import Changes, Site
from curator.publish.programs import NotBrought, run, ssh_options

NO_JEKYLL = ".nojekyll"
"""Tells GitHub to serve the files as they are."""
_HELPER = '!f() { test "$1" = get && echo username=x-access-token && echo "password=$CURATOR_GIT_TOKEN"; }; f'


class GitHost:
    """`Host` for one branch."""

    def __init__(
        self,
        repository: str,
        branch: str,
        cache: Path,
        author: tuple[str, str],
        now: datetime,
        *,
        token: Secret | None = None,
        ssh_config: Path | None = None,
    ) -> None:
        """Take the repository, the folder that keeps what is known of it, and the author's name and mailbox."""
        self._repository, self._branch, self._cache = repository, branch, cache
        shell = " ".join(["ssh", *ssh_options(ssh_config)])
        stamp = f"{int(now.timestamp())} +0000"
        name, mailbox = author
        self._environ = {
            "GIT_DIR": str(cache),
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_SSH_COMMAND": os.environ.get("GIT_SSH_COMMAND", shell),
            "GIT_AUTHOR_NAME": name,
            "GIT_AUTHOR_EMAIL": mailbox,
            "GIT_COMMITTER_NAME": name,
            "GIT_COMMITTER_EMAIL": mailbox,
            "GIT_AUTHOR_DATE": stamp,
            "GIT_COMMITTER_DATE": stamp,
        }
        self._helper: list[str] = []
        if token is not None and urlsplit(repository).scheme in ("https", "http"):
            # By the environment: a command line is seen by everybody on the machine.
            self._environ["CURATOR_GIT_TOKEN"] = token.reveal()
            self._helper = ["-c", "credential.helper=", "-c", f"credential.helper={_HELPER}"]
        self._tip = ""
        self._standing: dict[str, str] = {}

    def standing(self) -> dict[str, str]:
        """Return what we put into the branch that stands now."""
        if not (self._cache / "HEAD").is_file():
            shutil.rmtree(self._cache, ignore_errors=True)
            self._cache.parent.mkdir(parents=True, exist_ok=True)
            self._git("init", "--quiet", "--bare", str(self._cache))
        heads = self._git("ls-remote", self._repository, f"refs/heads/{self._branch}").split()
        self._tip = heads[0].decode("ascii") if heads else ""
        self._standing = {}
        if self._tip:
            self._git("fetch", "--quiet", "--depth=1", "--no-tags", self._repository, self._tip)
            if self._git("ls-tree", self._tip, MANIFEST):
                self._standing = load_site(self._git("show", f"{self._tip}:{MANIFEST}"))
        return self._standing

    def bring(self, site: Site, changes: Changes) -> str:
        """Make the branch show `site`; return its commit."""
        with tempfile.TemporaryDirectory(prefix="curator-") as place:
            self._environ["GIT_INDEX_FILE"] = str(Path(place) / "index")
            if self._tip:
                self._git("read-tree", self._tip)
            self._index(site, "--force-remove", changes.removed)
            self._index(site, "--add", (*changes.assets, *changes.pages))
            for name, body in ((MANIFEST, dump_site(site.files)), (NO_JEKYLL, b"")):
                blob = self._git("hash-object", "-w", "--stdin", given=body).decode("ascii").strip()
                self._git("update-index", "--add", "--cacheinfo", f"100644,{blob},{name}")
            tree = self._git("write-tree").decode("ascii").strip()
            parents = ["-p", self._tip] if self._tip else []
            words = f"Journal: {len(changes.pages)} pages new or changed\n"
            commit = self._git("commit-tree", tree, *parents, given=words.encode()).decode("ascii").strip()
            del self._environ["GIT_INDEX_FILE"]
        lease = f"--force-with-lease=refs/heads/{self._branch}:{self._tip}"
        self._git("push", "--quiet", lease, self._repository, f"{commit}:refs/heads/{self._branch}")
        return commit

    def _index(self, site: Site, act: str, paths: Sequence[str]) -> None:
        given = "".join(f"{path}\0" for path in paths).encode()
        folder = site.folder.resolve()
        self._git("--work-tree=.", "update-index", "-z", act, "--stdin", given=given, folder=folder)

    def _git(self, *arguments: str, given: bytes = b"", folder: Path | None = None) -> bytes:
        fixed = ["-c", "core.autocrlf=false", "-c", "core.attributesFile=/dev/null", "-c", "core.quotePath=false"]
        try:
            command = ["git", *fixed, *self._helper, *arguments]
            return run(command, self._repository, given=given, environ=self._environ, folder=folder)
        except NotBrought as error:
            if "stale info" in error.message or "fetch first" in error.message:
                remedy = N_("Run the same command again.")
                moved = N_("somebody else moved the branch meanwhile.")
                raise CuratorError(moved, about=self._repository, remedy=remedy) from error
            raise
