"""A real WordPress for the tests: its own MariaDB and PHP's server, on free ports of this machine.

`tests/real/wordpress/get.sh` puts its parts in place.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
FILES = HERE / "root/usr/share/wordpress"
_CONFIG = """<?php
define('DB_NAME', 'wp'); define('DB_USER', 'root'); define('DB_PASSWORD', ''); define('DB_HOST', '127.0.0.1:%(db)d');
define('DB_CHARSET', 'utf8mb4'); define('DB_COLLATE', '');
define('WP_HOME', 'http://localhost:%(port)d'); define('WP_SITEURL', 'http://localhost:%(port)d');
define('WP_ENVIRONMENT_TYPE', 'local'); // application passwords without https
define('WP_HTTP_BLOCK_EXTERNAL', true); define('AUTOMATIC_UPDATER_DISABLED', true); define('DISABLE_WP_CRON', true);
$table_prefix = 'wp_';
if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
"""
_ROUTER = """<?php
$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
$file = $_SERVER['DOCUMENT_ROOT'] . $path;
if ($path !== '/' && file_exists($file) && !is_dir($file)) return false;
$_SERVER['SCRIPT_NAME'] = '/index.php';
chdir($_SERVER['DOCUMENT_ROOT']);
require $_SERVER['DOCUMENT_ROOT'] . '/index.php';
"""
_SETUP = """<?php
define('WP_INSTALLING', true);
$_SERVER['HTTP_HOST'] = 'localhost';
require $argv[1] . '/wp-config.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
function wp_new_blog_notification() {}
wp_install('A blog', 'admin', 'admin@mail.test', true, '', 'admin-password');
update_option('permalink_structure', '/%postname%/');
global $wp_rewrite; $wp_rewrite->init(); $wp_rewrite->flush_rules(false);
wp_installing(false);
$passwords = [];
foreach (['editor', 'author'] as $role) {
  $id = wp_insert_user(['user_login' => $role, 'user_pass' => wp_generate_password(), 'role' => $role,
    'user_email' => "$role@mail.test"]);
  [$passwords[$role]] = WP_Application_Passwords::create_new_application_password($id, ['name' => 'curator']);
}
echo json_encode($passwords);
"""


def missing() -> str:
    """Return what has to be done before it can start, "" for nothing."""
    programs = all(map(shutil.which, ("php", "mariadb-install-db", "mariadbd", "mariadb")))
    return "" if programs and FILES.is_dir() else "tests/real/wordpress/get.sh (Debian, as root)"


def free_port() -> int:
    """Return a port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class WordPress:
    """The blog at `address`, with an application password for each user in `passwords`: "editor", "author"."""

    def __init__(self, folder: Path) -> None:
        """Make it below `folder` and start it; raises RuntimeError with the log where it does not come up."""
        self.folder = folder
        self._db, self._port = free_port(), free_port()
        self.address = f"http://localhost:{self._port}"
        self._log = (folder / "wordpress.log").open("ab")
        self._processes: list[subprocess.Popen[bytes]] = []
        try:
            self._start_database()
            site = folder / "site"
            shutil.copytree(FILES, site, ignore_dangling_symlinks=True)
            (site / "wp-config.php").unlink(missing_ok=True)
            (site / "wp-config.php").write_text(_CONFIG % {"db": self._db, "port": self._port})
            (site / "wp-content" / "uploads").mkdir(parents=True, exist_ok=True)
            (folder / "router.php").write_text(_ROUTER)
            (folder / "setup.php").write_text(_SETUP)
            setup = ["php", "-d", "sendmail_path=/bin/true", str(folder / "setup.php"), str(site)]
            done = subprocess.run(setup, capture_output=True, text=True, timeout=120)
            self.passwords: dict[str, str] = json.loads(done.stdout[done.stdout.index("{") :])
            serve = ["php", "-d", "display_errors=0", "-S", f"127.0.0.1:{self._port}", "-t", str(site)]
            self._run([*serve, str(folder / "router.php")], PHP_CLI_SERVER_WORKERS="2")
            self._wait(lambda: self.ask("/wp-json/"))
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """End it."""
        for process in reversed(self._processes):
            self._signal(process, signal.SIGTERM)
        for process in self._processes:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                self._signal(process, signal.SIGKILL)
                process.wait()
        self._log.close()

    def ask(self, path: str, user: str = "", told: Any = None, method: str = "") -> Any:
        """Call the interface as a user; raises `urllib.error.HTTPError`."""
        headers = {"Content-Type": "application/json"}
        if user:
            pair = base64.b64encode(f"{user}:{self.passwords[user]}".encode()).decode()
            headers["Authorization"] = f"Basic {pair}"
        body = None if told is None else json.dumps(told).encode()
        request = urllib.request.Request(self.address + path, body, headers, method=method or None)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.loads(answer.read())

    def _start_database(self) -> None:
        data = self.folder / "db"
        make = ["mariadb-install-db", "--no-defaults", f"--datadir={data}", "--auth-root-authentication-method=normal"]
        subprocess.run([*make, "--skip-test-db"], check=True, stdout=self._log, stderr=self._log)
        # It runs as root only when told to by name, and needs no other user's way into pytest's folders.
        user = ["--user=root"] if os.getuid() == 0 else []
        self._run(
            [
                *("mariadbd", "--no-defaults", f"--datadir={data}", "--bind-address=127.0.0.1", f"--port={self._db}"),
                *(f"--socket={data}/s.sock", f"--pid-file={data}/pid", "--skip-log-bin"),
                *("--innodb-buffer-pool-size=32M", "--innodb-flush-log-at-trx-commit=0", *user),
            ]
        )
        ask = ["mariadb", "--no-defaults", "-uroot", "-h127.0.0.1", f"-P{self._db}", "-e"]
        make_wp = [*ask, "create database if not exists wp character set utf8mb4"]
        self._wait(lambda: subprocess.run(make_wp, check=True, capture_output=True))

    def _run(self, command: list[str], **environment: str) -> None:
        told = {**os.environ, **environment}
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=self._log, stderr=self._log, env=told, start_new_session=True
        )
        self._processes.append(process)

    @staticmethod
    def _signal(process: subprocess.Popen[bytes], number: int) -> None:
        """Reach the workers, too, which PHP's server leaves behind when it ends alone."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, number)

    def _wait(self, act: Any, seconds: float = 60) -> None:
        until = time.monotonic() + seconds
        while True:
            try:
                act()
            except (OSError, subprocess.CalledProcessError, urllib.error.URLError) as error:
                if time.monotonic() > until:
                    log = (self.folder / "wordpress.log").read_text("utf-8", "replace")[-1500:]
                    raise RuntimeError(f"{error}\n{log}") from error
                time.sleep(0.1)
            else:
                return
