#!/bin/sh
# Makes .venv from constraints.txt; what the machine lacks is installed, or named in one line.
set -eu
# Debian's own Python comes before another on the path, which may be built without optimisations
# (the tests then take a fourth longer); the tests of this script name another own one
own=${OWN_PYTHON:-/usr/bin/python3}
if [ -z "${PYTHON:-}" ]; then
  PYTHON=python3
  "$own" -c 'import sys, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && PYTHON=$own
fi
install() { sh "${0%/*}/debian.sh" "$@"; }
command -v "$PYTHON" >/dev/null || install Python "${PYTHON##*/}" "${PYTHON##*/}-venv"
"$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
  echo "$("$PYTHON" --version) er for gammel; arbeidsbenken trenger 3.11 eller nyere. Velg en med PYTHON=…" >&2; exit 2; }
"$PYTHON" -c 'import ensurepip' 2>/dev/null || {
  package=$("$PYTHON" -c 'import sys; print(f"python{sys.version_info[0]}.{sys.version_info[1]}-venv")')
  install "Pakken $package" "$package"; }
[ -x .venv/bin/python ] || "$PYTHON" -m venv .venv
.venv/bin/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt setuptools
.venv/bin/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt \
  --no-build-isolation --editable '.[dev]'
touch .venv/ready
