#!/bin/sh
# The tests look at the pages in Debian's Chromium: installed when it is missing and it may be.
set -eu
command -v chromium >/dev/null && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Installerer chromium …"
  apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y chromium >/dev/null && exit 0
fi
echo "Nettleseren mangler. Kjør: sudo apt-get install chromium" >&2
exit 2
