#!/usr/bin/env bash
# Unpack WordPress from Debian beside this file; PHP, its MySQL driver and MariaDB's programs are installed, no service.
#   get.sh [FOLDER]      the blog's files are then FOLDER/root/usr/share/wordpress
set -euo pipefail
folder="${1:-$(dirname "$0")}"
folder="$(cd "$folder" && pwd)"
if ! command -v php > /dev/null || ! command -v mariadbd > /dev/null; then
  DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=120 install -y -qq --no-install-recommends \
    mariadb-server-core mariadb-client-core php-cli php-mysql php-xml > /dev/null
fi
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
cd "$work"
apt-get -qq download wordpress php-getid3 libjs-cropper libjs-underscore wordpress-theme-twentytwentythree
for package in *.deb; do dpkg-deb -x "$package" "$folder/root"; done
grep -m 1 'wp_version =' "$folder/root/usr/share/wordpress/wp-includes/version.php"
