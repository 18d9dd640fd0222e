"""What the DNS has to say of the sender before mail services believe a letter, and which record is missing."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass

from curator.checks.spf import Broken, Spf, Verdict, spf_records
from curator.ports import Names

_TXT_PART = 255
"""Bytes of one string of a TXT record."""
_ASK = "Or ask whoever sends your mail: they know the include of their servers."


@dataclass(frozen=True, slots=True)
class Reading:
    """One thing that was looked at."""

    name: str
    """"SPF", "DKIM", "DMARC", "PTR", "MX", "SMTP", "mailbox"."""
    ok: bool | None
    """None: it cannot be told from here."""
    told: str
    remedy: str = ""
    record: str = ""
    """The line to add to the zone, "" for none."""


def zone_line(name: str, text: str) -> str:
    """Return a TXT record as a zone file has it, in strings of at most 255 bytes."""
    parts = [text[start : start + _TXT_PART] for start in range(0, len(text), _TXT_PART)]
    quoted = " ".join('"' + part.replace("\\", "\\\\").replace('"', '\\"') + '"' for part in parts)
    return f"{name}. 3600 IN TXT {quoted}"


def read_spf(domain: str, host: str, names: Names) -> Reading:
    """Return whether the envelope's domain lets the mail server `host` send."""
    addresses = _public(names.addresses(host))
    records = spf_records(names.texts(domain))
    if not records:
        wanted = f"v=spf1 a:{host} mx ~all" if addresses else "v=spf1 mx ~all"
        return Reading("SPF", False, f"{domain} does not say who may send for it.", _ASK, zone_line(domain, wanted))
    try:
        verdicts = {address: Spf(names).check(domain, address) for address in addresses}
    except Broken as error:
        return Reading("SPF", False, f"{domain}: {error}", "Mend this record; receivers ignore it as it stands.")
    bad = {address: verdict for address, verdict in verdicts.items() if verdict is not Verdict.PASS}
    if bad:
        address, verdict = next(iter(bad.items()))
        told = f"{domain} answers {verdict} for {host} ({address})."
        remedy = f"If letters leave by this server itself, change the record. {_ASK}"
        return Reading("SPF", None, told, remedy, zone_line(domain, _with_host(records[0], host)))
    if not addresses:
        return Reading("SPF", None, f"{domain} has a record; {host} has no public address to try it with.", _ASK)
    return Reading("SPF", True, f"{domain} lets {host} send.")


def _with_host(record: str, host: str) -> str:
    terms = record.split()
    place = next((at for at, term in enumerate(terms) if term.lstrip("+-~?").lower() == "all"), len(terms))
    return " ".join((*terms[:place], f"a:{host}", *terms[place:]))


def read_dkim(name: str, public: str, holds: bool, names: Names) -> Reading:
    """Return whether the key under `name` is ours.

    `public` is the record of the key that letters are signed with; `holds`
    whether a signature made with it is proved by what the DNS says.
    """
    found = [text for text in names.texts(name) if _tags(text).get("p") is not None]
    if not found:
        return Reading("DKIM", False, f"{name} has no key.", "Add this record.", zone_line(name, public))
    if not any(_tags(text)["p"] for text in found):
        return Reading("DKIM", False, f"the key of {name} was withdrawn.", "Replace it.", zone_line(name, public))
    if not holds:
        told = f"{name} has another key than letters are signed with."
        return Reading("DKIM", False, told, "Replace the record, or keep its own key.", zone_line(name, public))
    return Reading("DKIM", True, f"a signature made now is proved by {name}.")


def read_dmarc(domain: str, aligned: tuple[str, ...], contact: str, names: Names) -> Reading:
    """Return whether the domain in From has a policy, and whether what is proved (SPF's, DKIM's domain) is of it."""
    place, policy = _policy(domain, names)
    if not policy:
        reports = f"; rua=mailto:{contact}" if contact else ""
        told = f"{domain} has no policy, which large mail services ask of letters."
        record = zone_line(f"_dmarc.{domain}", f"v=DMARC1; p=none{reports}")
        return Reading("DMARC", False, told, "Add this record.", record)
    if not any(_same_house(domain, other) for other in aligned):
        told = f"neither SPF nor DKIM speaks for {domain}: {', '.join(aligned) or 'nothing'}."
        return Reading("DMARC", False, told, "Sign with the domain of `sender`, or let `bounces` be of it.")
    return Reading("DMARC", True, f"{place}: p={policy}.")


def _policy(domain: str, names: Names) -> tuple[str, str]:
    """Return where a domain's policy stands and what it is, walking up the tree (RFC 9989)."""
    labels = domain.split(".")
    for up in range(max(1, len(labels) - 1)):
        name = "_dmarc." + ".".join(labels[up:])
        for text in names.texts(name):
            tags = _tags(text)
            if text.lower().startswith("v=dmarc1"):
                return name, tags.get("sp", tags.get("p", "none")) if up else tags.get("p", "none")
    return "", ""


def _same_house(one: str, other: str) -> bool:
    one, other = one.lower(), other.lower()
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")


def read_mx(domain: str, names: Names) -> Reading:
    """Return whether answers and bounces can reach the sender's domain."""
    servers = names.mail_servers(domain)
    if not servers and not names.addresses(domain):
        told = f"{domain} takes no mail: answers and bounces reach nobody."
        return Reading(
            "MX", False, told, "Add this record, with your mail server.", f"{domain}. 3600 IN MX 10 mail.{domain}."
        )
    return Reading("MX", True, f"{domain}: {', '.join(servers) or 'by its address'}.")


def read_ptr(host: str, names: Names) -> Iterator[Reading]:
    """Yield for each public address of the mail server whether it has a name that leads back to it."""
    for address in _public(names.addresses(host)):
        found = names.hosts(address)
        if any(address in names.addresses(name) for name in found):
            yield Reading("PTR", True, f"{address} is {found[0]}.")
            continue
        told = f"{address} ({host}) {'has no name' if not found else f'calls itself {found[0]}, which is not it'}."
        remedy = "If this is your own server, ask whoever gave you the address to name it; else it is theirs to do."
        reverse = ipaddress.ip_address(address).reverse_pointer
        yield Reading("PTR", None, told, remedy, f"{reverse}. 3600 IN PTR {host}.")


def _public(addresses: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(address for address in addresses if not ipaddress.ip_address(address).is_loopback)


def _tags(text: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in text.split(";"))
    return {name.strip().lower(): "".join(value.split()) for name, _, value in pairs if name.strip()}
