#!/usr/bin/env bash
# Installs the programs that bench/ compares curator with: `bench/peers.sh [FOLDER]`, .venv-peers by default.
# What cannot be had is named loudly and left out; the benchmarks then leave it out too.
set -euo pipefail
folder="${1:-.venv-peers}"
# reader 3.26 imports sgmllib, which feedparser no longer brings along.
python_peers=(reader sgmllib3k rss2email feedparser fastfeedparser 'pelican[markdown]' readability-lxml)
system_peers=(newsboat sfeed hugo)
npm_peers=(osmosfeed)

missing=()
[ -x "$folder/bin/python" ] || "${PYTHON:-python3}" -m venv "$folder"
for peer in "${python_peers[@]}"; do
  "$folder/bin/python" -m pip install --quiet --disable-pip-version-check "$peer" || missing+=("$peer (pip)")
done

has() { command -v "$1" > /dev/null; }

if has apt-get && [ "$(id -u)" = 0 ]; then
  apt-get update -qq || true
fi
for peer in "${system_peers[@]}"; do
  has "$peer" && continue
  if ! { has apt-get && [ "$(id -u)" = 0 ] && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$peer" > /dev/null; }; then
    missing+=("$peer (apt)")
  fi
done
for peer in "${npm_peers[@]}"; do
  if ! { has npm && npm install --silent --prefix "$folder/node" "$peer" > /dev/null 2>&1; }; then
    missing+=("$peer (npm)")
  fi
done

for peer in "${missing[@]}"; do
  echo "!!! $peer could not be installed: comparisons with it are left out" >&2
done
echo "peers are in $folder: $("$folder/bin/python" -m pip list --disable-pip-version-check 2> /dev/null | wc -l) packages"
