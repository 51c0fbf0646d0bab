#!/bin/sh
# The tests drive a real Chromium. On Debian as root, or with CI set, it is
# installed; elsewhere its absence is named, with the line that mends it.
set -eu

if command -v chromium >/dev/null 2>&1 || [ -n "${SITREP_CHROMIUM:-}" ]; then
	exit 0
fi
if command -v apt-get >/dev/null 2>&1 && { [ "$(id -u)" = 0 ] || [ -n "${CI:-}" ]; }; then
	sudo=
	[ "$(id -u)" = 0 ] || sudo=sudo
	echo "Installing Chromium for the browser tests."
	$sudo apt-get update -qq
	DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null
	exit 0
fi
cat >&2 <<'TEXT'
The browser tests need Chromium, and there is none.
  Debian, Ubuntu:  sudo apt-get install chromium
  macOS:           brew install --cask chromium
  elsewhere:       set SITREP_CHROMIUM to the path of a Chromium or Chrome
TEXT
exit 1
