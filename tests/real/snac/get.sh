#!/usr/bin/env bash
# Unpack snac, a small fediverse server with Mastodon's interface, from Debian's backports; nothing is installed.
#   get.sh [FOLDER]      by default beside this file; the program is then FOLDER/root/usr/bin/snac
set -euo pipefail
folder="${1:-$(dirname "$0")}"
mkdir -p "$folder/apt/lists/partial" "$folder/apt/archives/partial"
folder="$(cd "$folder" && pwd)"
. /etc/os-release
# The mirror that this machine reads Debian from.
mirror="$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -v security | sort | uniq -c | sort -rn | awk 'NR == 1 { print $2 }')"
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror ${VERSION_CODENAME}-backports main" > "$folder/apt/sources.list"
cat > "$folder/apt/apt.conf" << END
Dir::Etc::sourcelist "$folder/apt/sources.list";
Dir::Etc::sourceparts "-";
Dir::State "$folder/apt";
Dir::State::status "/var/lib/dpkg/status";
Dir::Cache "$folder/apt";
APT::Sandbox::User "root";
END
export APT_CONFIG="$folder/apt/apt.conf"
apt-get -qq update
cd "$folder"
apt-get -qq download "snac2/${VERSION_CODENAME}-backports"
dpkg-deb -x snac2_*.deb root
rm -rf apt snac2_*.deb
root/usr/bin/snac 2>&1 | head -n 1 || true
