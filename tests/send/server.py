"""A mail server with faults: a thread on a real socket, which counts what it took."""

from __future__ import annotations

import re
import socketserver
import threading
from collections import Counter
from enum import Enum
from typing import Any


class Fault(Enum):
    """Where a letter breaks; by the box's name before the "+"."""

    REFUSE_RCPT = "refuse_rcpt"
    DEFER_RCPT = "defer_rcpt"
    REFUSE_DATA = "refuse_data"
    REFUSE_AFTER = "refuse_after"
    DEFER_AFTER = "defer_after"
    DROP_RCPT = "drop_rcpt"
    DROP_DATA = "drop_data"
    DROP_INSIDE = "drop_inside"
    LOST = "lost"
    TAKEN_UNSAID = "taken_unsaid"
    BYE = "bye"
    NONE = "ok"


class _Cut(Exception):
    """The connection ends here."""


class _Session(socketserver.StreamRequestHandler):
    server: FaultyServer
    disable_nagle_algorithm = True

    def handle(self) -> None:
        self.server.connections += 1
        self.say("220 mail.example ESMTP")
        try:
            for line in self.rfile:
                self.command(line.decode("ascii", "replace").strip())
        except (_Cut, OSError):
            return

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def command(self, line: str) -> None:
        verb = line[:4].upper()
        if verb == "EHLO":
            self.say("250-mail.example")
            self.say("250-PIPELINING" if self.server.pipelining else "250-HELP")
            self.say("250 8BITMIME")
        elif verb == "MAIL":
            self.say("250 2.1.0 ok")
        elif verb == "RCPT":
            self.recipient = re.search(r"<(.*)>", line)[1]  # type: ignore[index]
            self.fault = self.server.fault_of(self.recipient)
            self.rcpt()
        elif verb == "DATA":
            self.data()
        elif verb == "QUIT":
            self.say("221 bye")
            raise _Cut
        else:
            self.say("250 ok")

    def rcpt(self) -> None:
        if self.fault is Fault.DROP_RCPT:
            raise _Cut
        told = {
            Fault.REFUSE_RCPT: "550 5.1.1 no such user",
            Fault.DEFER_RCPT: "450 4.2.2 mailbox full",
            Fault.BYE: "421 4.3.2 going down",
        }
        self.say(told.get(self.fault, "250 2.1.5 ok"))
        if self.fault is Fault.BYE:
            raise _Cut

    def data(self) -> None:
        if self.fault is Fault.REFUSE_DATA:
            self.say("554 5.7.1 not from you")
            return
        if self.fault is Fault.DROP_DATA:
            raise _Cut
        self.say("354 go on")
        lines = []
        for line in self.rfile:
            if line == b".\r\n":
                break
            lines.append(line)
            if self.fault is Fault.DROP_INSIDE and len(lines) == 3:
                raise _Cut
        if self.fault is Fault.LOST:
            raise _Cut
        told = {Fault.REFUSE_AFTER: "554 5.6.0 looks like spam", Fault.DEFER_AFTER: "451 4.3.0 try later"}
        if self.fault in told:
            self.say(told[self.fault])
            return
        self.server.take(self.recipient, b"".join(lines))
        if self.fault is Fault.TAKEN_UNSAID:
            raise _Cut
        self.say("250 2.0.0 taken as 1")


class FaultyServer(socketserver.ThreadingTCPServer):
    """Listens on a free port of this machine until it is closed."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, pipelining: bool = True) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.pipelining = pipelining
        self.messages: list[tuple[str, bytes]] = []
        self.connections = 0
        self.well = False
        """Whether no fault happens any more."""
        self._lock = threading.Lock()
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def fault_of(self, recipient: str) -> Fault:
        name = recipient.partition("+")[0].partition("@")[0]
        return Fault.NONE if self.well else Fault(name) if name in Fault._value2member_map_ else Fault.NONE

    def take(self, recipient: str, message: bytes) -> None:
        with self._lock:
            self.messages.append((recipient, message))

    @property
    def counts(self) -> Counter[str]:
        return Counter(recipient for recipient, _ in self.messages)

    def __exit__(self, *error: Any) -> None:
        self.shutdown()
        super().__exit__(*error)
