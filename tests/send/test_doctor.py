"""`curator doctor mail` against a real DNS server and a real mail server: the record it names is the one that helps."""

from __future__ import annotations

import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from curator.checks.spf import Broken, Spf, Verdict
from curator.publish.dns import Dns
from tests.demo import Curator
from tests.send.nameserver import NameServer
from tests.send.test_command import Box, box, sender, settle

__all__ = ["box", "sender"]


@pytest.fixture
def zone() -> Iterator[NameServer]:
    with NameServer() as running:
        yield running


@pytest.fixture
def key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "dkim.pem"
    subprocess.run(["openssl", "genrsa", "-traditional", "-out", str(file), "2048"], check=True, capture_output=True)
    file.chmod(0o600)
    monkeypatch.setenv("CURATOR_DKIM_FILE", str(file))
    return file


def read(curator: Curator, journal: Path, zone: NameServer) -> dict[str, dict[str, object]]:
    run = curator("-j", journal, "doctor", "mail", "--dns", zone.address, "--json")
    return {one["name"]: one for one in run.json["findings"]}


def test_each_missing_record_is_named_and_heals_what_it_was_named_for(
    sender: Path, box: Box, curator: Curator, zone: NameServer, key: Path
) -> None:
    settle(sender, smtp={"dkim_domain": "journal.example", "dkim_selector": "s1"})
    zone.add("mail.journal.example. 3600 IN A 192.0.2.7")
    found = read(curator, sender, zone)
    assert {name for name, one in found.items() if one["ok"] is False} >= {"MX", "SPF", "DKIM", "DMARC"}
    assert found["SMTP"]["ok"] is True
    assert box.taken == []
    for name in ("MX", "SPF", "DKIM", "DMARC"):
        zone.add(str(found[name]["record"]))
    healed = read(curator, sender, zone)
    assert [(name, one["told"]) for name, one in healed.items() if one["ok"] is False and name != "mailbox"] == []
    assert "logged in" in str(healed["SMTP"]["told"])


def test_the_key_in_the_dns_has_to_be_the_one_that_signs(
    sender: Path, box: Box, curator: Curator, zone: NameServer, key: Path
) -> None:
    settle(sender, smtp={"dkim_domain": "journal.example", "dkim_selector": "s1"})
    record = str(read(curator, sender, zone)["DKIM"]["record"])
    assert all(len(part) <= 255 for part in record.split('"')[1::2])
    zone.add(record)
    assert read(curator, sender, zone)["DKIM"]["ok"] is True
    subprocess.run(["openssl", "genrsa", "-traditional", "-out", str(key), "2048"], check=True, capture_output=True)
    other = read(curator, sender, zone)["DKIM"]
    assert (other["ok"], "another key" in str(other["told"])) == (False, True)
    zone.records["s1._domainkey.journal.example", "TXT"] = ['"v=DKIM1; k=rsa; p="']
    assert "withdrawn" in str(read(curator, sender, zone)["DKIM"]["told"])


def test_a_wrong_password_and_a_dead_dns_are_told_and_nothing_crashes(
    sender: Path, box: Box, curator: Curator, zone: NameServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CURATOR_SMTP", "planted-and-wrong")
    zone.dead.add("journal.example")
    run = curator("-j", sender, "doctor", "mail", "--dns", zone.address)
    assert run.code == 1
    assert "✗ SMTP" in run.out
    assert "no answer" in run.out
    assert "planted-and-wrong" not in run.out + run.err


def test_dmarc_wants_spf_or_dkim_of_its_own_house(sender: Path, box: Box, curator: Curator, zone: NameServer) -> None:
    zone.add('_dmarc.journal.example. 60 IN TXT "v=DMARC1; p=reject"')
    assert read(curator, sender, zone)["DMARC"]["ok"] is True
    settle(sender, smtp={"bounces": "b+{id}@bounces.elsewhere.example"})
    assert read(curator, sender, zone)["DMARC"]["ok"] is False


@pytest.mark.parametrize(
    ("records", "address", "verdict"),
    [
        (["v=spf1 ip4:192.0.2.0/24 -all"], "192.0.2.7", Verdict.PASS),
        (["v=spf1 ip4:192.0.2.0/24 -all"], "198.51.100.7", Verdict.FAIL),
        (["v=spf1 ip6:2001:db8::/32 ~all"], "2001:db8::7", Verdict.PASS),
        (["v=spf1 a:host.example -all"], "198.51.100.9", Verdict.PASS),
        (["v=spf1 a:host.example/24 -all"], "198.51.100.77", Verdict.PASS),
        (["v=spf1 mx ?all"], "198.51.100.9", Verdict.PASS),
        (["v=spf1 mx ?all"], "192.0.2.1", Verdict.NEUTRAL),
        (["v=spf1 include:inner.example ~all"], "203.0.113.5", Verdict.PASS),
        (["v=spf1 include:inner.example ~all"], "203.0.114.5", Verdict.SOFTFAIL),
        (["v=spf1 redirect=inner.example"], "203.0.114.5", Verdict.FAIL),
        (["v=spf1"], "192.0.2.7", Verdict.NEUTRAL),
        (["other text"], "192.0.2.7", Verdict.NONE),
        (["V=SPF1 -IP4:192.0.2.7 +all"], "192.0.2.7", Verdict.FAIL),
    ],
)
def test_spf_as_its_rules_say(zone: NameServer, records: list[str], address: str, verdict: Verdict) -> None:
    zone.records["journal.example", "TXT"] = [f'"{record}"' for record in records]
    zone.records["journal.example", "MX"] = ["10 host.example."]
    zone.records["host.example", "A"] = ["198.51.100.9"]
    zone.records["inner.example", "TXT"] = ['"v=spf1 ip4:203.0.113.0/24 -all"']
    assert Spf(Dns(zone.address)).check("journal.example", address) == verdict


@pytest.mark.parametrize(
    ("records", "why"),
    [
        (["v=spf1 -all", "v=spf1 +all"], "2 SPF records"),
        (["v=spf1 include:nobody.example -all"], "no SPF record"),
        (["v=spf1 include:journal.example -all"], "look-ups"),
        (["v=spf1 ip4:not-one -all"], "no network"),
        (["v=spf1 everything -all"], "nobody knows"),
    ],
)
def test_a_record_that_cannot_be_used_says_why(zone: NameServer, records: list[str], why: str) -> None:
    zone.records["journal.example", "TXT"] = [f'"{record}"' for record in records]
    with pytest.raises(Broken, match=why):
        Spf(Dns(zone.address)).check("journal.example", "192.0.2.7")


def test_a_silent_dns_is_told_once_and_soon(
    sender: Path, box: Box, curator: Curator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("curator.publish.dns.PATIENCE", 0.2)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as mute:
        mute.bind(("127.0.0.1", 0))
        run = curator("-j", sender, "doctor", "mail", "--dns", f"127.0.0.1:{mute.getsockname()[1]}")
    lines = [line for line in run.out.splitlines() if "no answer within" in line]
    assert (run.code, len(lines)) == (1, 1)
    assert lines[0].startswith("✗ DNS: 127.0.0.1: no answer")
    assert "✓ SMTP" in run.out
