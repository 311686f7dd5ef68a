#!/bin/sh
# Installs Debian packages when that may be done, or says in one line what to run.
# usage: debian.sh WHAT-IS-MISSING PACKAGE...
set -eu
missing=$1
shift
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Installerer $* …"
  apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y "$@" >/dev/null && exit 0
fi
echo "$missing mangler. Kjør: sudo apt-get install $*" >&2
exit 2
