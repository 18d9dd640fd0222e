"""A PostgreSQL cluster of the tests' own on loopback, thrown away afterwards."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

_OPTIONS = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"


class Postgres:
    """A running cluster; `address` is its database's."""

    def __init__(self) -> None:
        """Make and start it; as root, under the user that Debian's package made."""
        programs = self.found()
        assert programs is not None
        self._programs = programs
        # Not below pytest's folder, which the other user may not enter.
        self.folder = Path(tempfile.mkdtemp(prefix="curator-postgres-"))
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        data = str(self.folder / "data")
        self._run("initdb", "-D", data, "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8")
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder} {_OPTIONS}"
        self._run("pg_ctl", "-D", data, "-w", "-l", str(self.folder / "log"), "-o", options, "start")
        self.address = f"postgresql://postgres@127.0.0.1:{port}/postgres"

    @staticmethod
    def found() -> Path | None:
        """Return the folder of its programs; None where it is not installed."""
        debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
        beside = shutil.which("initdb")
        return debian[-1].parent if debian else Path(beside).parent if beside else None

    def stop(self) -> None:
        """Stop it and take its files away."""
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str) -> None:
        as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        command = [*as_user, str(self._programs / program), *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")
