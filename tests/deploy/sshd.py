"""A real OpenSSH server on a free port of this machine, with a key that gets in."""

from __future__ import annotations

import getpass
import shutil
import socket
import subprocess
import time
from pathlib import Path
from types import TracebackType

_FOUND = shutil.which("sshd") or shutil.which("sshd", path="/usr/sbin:/usr/local/sbin")
MISSING = [name for name in ("ssh", "sftp", "rsync", "ssh-keygen") if not shutil.which(name)]
MISSING += [] if _FOUND else ["sshd"]
"""Programs that are not on this machine."""


class Sshd:
    """Runs until it is closed; `config` is an ssh configuration that knows the host as `place`."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True)
        self.folder = folder
        self.config = folder / "ssh_config"
        for name in ("host", "user"):
            key = str(folder / name)
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
        shutil.copy(folder / "user.pub", folder / "authorized")
        (folder / "authorized").chmod(0o600)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        host = (folder / "host.pub").read_text().split()
        (folder / "known").write_text(f"[127.0.0.1]:{self.port} {host[0]} {host[1]}\n")
        self.config.write_text(
            f"Host place\n  HostName 127.0.0.1\n  Port {self.port}\n  User {getpass.getuser()}\n"
            f"  IdentityFile {folder}/user\n  IdentitiesOnly yes\n  UserKnownHostsFile {folder}/known\n"
        )
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, *, sftp_only: bool = False) -> None:
        """Start the server; with `sftp_only` it gives no shell."""
        settings = [
            f"ListenAddress 127.0.0.1:{self.port}",
            f"HostKey {self.folder}/host",
            f"AuthorizedKeysFile {self.folder}/authorized",
            "StrictModes no",
            "UsePAM no",
            "PasswordAuthentication no",
            "PermitRootLogin prohibit-password",
            f"PidFile {self.folder}/pid",
            "Subsystem sftp internal-sftp",
            *(["ForceCommand internal-sftp"] if sftp_only else []),
        ]
        (self.folder / "sshd_config").write_text("\n".join(settings) + "\n")
        if Path("/run").is_dir() and getpass.getuser() == "root":
            Path("/run/sshd").mkdir(exist_ok=True)
        with (self.folder / "log").open("wb") as log:
            self._process = subprocess.Popen(
                [str(_FOUND), "-D", "-e", "-f", str(self.folder / "sshd_config")], stdout=log, stderr=log
            )
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.02)
        raise RuntimeError((self.folder / "log").read_text())

    def stop(self) -> None:
        """Stop it; it can be started again."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(10)
        self._process = None

    def __enter__(self) -> Sshd:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
