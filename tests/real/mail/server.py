"""A real Postfix (submission with STARTTLS and a login) and a real Dovecot (IMAP over TLS) on free ports; needs root.

Boxes: `editor@mail.test` and `reader@mail.test`, both with "+anything", password
`PASSWORD`. `gone@mail.test` is taken and then bounced for good (a DSN to the
envelope's sender); `nobody@mail.test` is refused at once; `x@later.test` is put
off; `x@remote.test` is handed on to the port `remote`.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import ssl
import subprocess
import time
from pathlib import Path

import trustme

PASSWORD = "planted horse battery"
_SERVICES = """
cleanup unix n - n - 0 cleanup
qmgr unix n - n 5 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
showq unix n - n - - showq
flush unix n - n 1000? 0 flush
postlog unix-dgram n - n - 1 postlogd
"""


def missing() -> str:
    """Return what this machine lacks, "" for nothing."""
    lacking = [name for name in ("postfix", "dovecot") if not _program(name)]
    return ", ".join(lacking) or ("root's rights" if os.geteuid() else "")


def _program(name: str) -> str | None:
    return shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/bin")


class MailServer:
    """Runs until it is stopped."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.submission, self.imap, self.remote = _free_ports(3)
        folder.chmod(0o755)
        for name in ("conf", "data", "spool", "boxes", "dovecot", "tls"):
            (folder / name).mkdir()
            (folder / name).chmod(0o755)
        for parent in folder.parents:  # the servers' own users have to get in
            if parent.owner() == "root" and parent != Path("/"):
                parent.chmod(parent.stat().st_mode | 0o011)
        authority = trustme.CA()
        self.authority = folder / "tls" / "ca.pem"
        authority.cert_pem.write_to_path(self.authority)
        certificate = authority.issue_cert("localhost", "127.0.0.1")
        certificate.private_key_pem.write_to_path(folder / "tls" / "key.pem")
        for blob in certificate.cert_chain_pems:
            blob.write_to_path(folder / "tls" / "cert.pem", append=True)
        user = pwd.getpwnam("nobody")
        os.chown(folder / "boxes", user.pw_uid, user.pw_gid)
        os.chown(folder / "data", pwd.getpwnam("postfix").pw_uid, -1)
        self._configure(user.pw_uid, user.pw_gid)
        _call(folder / "words", "dovecot", "-c", str(folder / "dovecot.conf"))
        _call(folder / "words", "postfix", "-c", str(folder / "conf"), "start")
        for port in (self.submission, self.imap):
            _wait_for(port)

    def _configure(self, user: int, group: int) -> None:
        here, conf = self.folder, self.folder / "conf"
        (conf / "main.cf").write_text(f"""compatibility_level = 3.6
queue_directory = {here}/spool
data_directory = {here}/data
maillog_file = {here}/maillog
maillog_file_prefixes = {here}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.mail.test
mydestination =
mynetworks =
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_tls_cert_file = {here}/tls/cert.pem
smtpd_tls_key_file = {here}/tls/key.pem
smtpd_tls_security_level = encrypt
smtpd_tls_auth_only = yes
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = {here}/dovecot/auth
smtpd_client_connection_count_limit = 0
virtual_mailbox_domains = mail.test
virtual_mailbox_base = {here}/boxes
virtual_mailbox_maps = inline:{{ editor@mail.test=editor/, reader@mail.test=reader/ }}
virtual_alias_maps = inline:{{ gone@mail.test=no-such-box@mail.test }}
virtual_uid_maps = static:{user}
virtual_gid_maps = static:{group}
virtual_minimum_uid = 1
recipient_delimiter = +
transport_maps = texthash:{conf}/transport
disable_dns_lookups = yes
notify_classes =
minimal_backoff_time = 2s
maximal_backoff_time = 4s
queue_run_delay = 2s
""")
        (conf / "transport").write_text(
            f"later.test retry:4.2.2 mailbox full\nremote.test smtp:[127.0.0.1]:{self.remote}\n"
        )
        (conf / "master.cf").write_text(f"127.0.0.1:{self.submission} inet n - n - - smtpd{_SERVICES}")
        (here / "users").write_text("".join(f"{box}@mail.test:{{PLAIN}}{PASSWORD}\n" for box in ("editor", "reader")))
        (here / "dovecot.conf").write_text(f"""base_dir = {here}/dovecot/run
state_dir = {here}/dovecot/state
log_path = {here}/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = required
ssl_cert = <{here}/tls/cert.pem
ssl_key = <{here}/tls/key.pem
mail_location = maildir:{here}/boxes/%n
first_valid_uid = 1
auth_mechanisms = plain login
auth_failure_delay = 0
passdb {{
  driver = passwd-file
  args = {here}/users
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={here}/boxes/%n
}}
service auth {{
  unix_listener {here}/dovecot/auth {{
    mode = 0666
  }}
}}
service imap-login {{
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    port = {self.imap}
  }}
}}
""")

    def box(self, name: str) -> list[bytes]:
        """Return the mails in a box, read or not."""
        files = [*(self.folder / "boxes" / name).glob("new/*"), *(self.folder / "boxes" / name).glob("cur/*")]
        return [file.read_bytes() for file in files]

    def wait_for(self, name: str, count: int, seconds: float = 60) -> list[bytes]:
        """Return the mails in a box once there are so many."""
        until = time.monotonic() + seconds
        while len(found := self.box(name)) < count and time.monotonic() < until:
            time.sleep(0.1)
        return found

    def stop(self) -> None:
        """Stop both."""
        _call(self.folder / "words", "postfix", "-c", str(self.folder / "conf"), "stop")
        _call(self.folder / "words", "doveadm", "-c", str(self.folder / "dovecot.conf"), "stop")

    def context(self) -> ssl.SSLContext:
        """Return what trusts these servers."""
        return ssl.create_default_context(cafile=str(self.authority))


def _call(told: Path, name: str, *arguments: str) -> None:
    """Run a program of the servers; its words go into a file, which the daemons may hold open."""
    with told.open("ab") as words:
        done = subprocess.run([str(_program(name)), *arguments], check=False, stdout=words, stderr=words)
    if done.returncode:
        raise RuntimeError(f"{name} ended with {done.returncode}: {told.read_text()}")


def _free_ports(count: int) -> list[int]:
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [int(probe.getsockname()[1]) for probe in probes]
    for probe in probes:
        probe.close()
    return ports


def _wait_for(port: int) -> None:
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError(f"nothing listens on {port}")
