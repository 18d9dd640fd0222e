"""A real DNS server on a free port of this machine, with the records of one test."""

from __future__ import annotations

import socketserver
import threading
from typing import Any

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset


class _Handler(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        data, connection = self.request
        query = dns.message.from_wire(data)
        question = query.question[0]
        self.server.asked.append(str(question.name))  # type: ignore[attr-defined]
        reply = dns.message.make_response(query)
        reply.flags |= dns.flags.AA | dns.flags.RA
        name, kind = str(question.name).rstrip("."), dns.rdatatype.to_text(question.rdtype)
        records = self.server.records  # type: ignore[attr-defined]
        if name in self.server.dead:  # type: ignore[attr-defined]
            reply.set_rcode(dns.rcode.SERVFAIL)
        elif name not in {known for known, _ in records}:
            reply.set_rcode(dns.rcode.NXDOMAIN)
        elif found := records.get((name, kind)):
            reply.answer.append(dns.rrset.from_text_list(question.name, 60, "IN", kind, found))
        connection.sendto(reply.to_wire(max_size=65_535), self.client_address)


class NameServer(socketserver.ThreadingUDPServer):
    """Answers until it is closed; `records` by (name, kind), in the form of a zone file."""

    allow_reuse_address = True
    daemon_threads = True
    max_packet_size = 65_535

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.records: dict[tuple[str, str], list[str]] = {}
        self.dead: set[str] = set()
        self.asked: list[str] = []
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"

    def add(self, line: str) -> None:
        """Take a line of a zone file, as `doctor mail` prints it."""
        name, _, _, kind, text = line.split(None, 4)
        self.records.setdefault((name.rstrip("."), kind), []).append(text)

    def __exit__(self, *error: Any) -> None:
        self.shutdown()
        super().__exit__(*error)
