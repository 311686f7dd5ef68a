#!/bin/sh
# Makes .venv from constraints.txt, or says in one line what the machine lacks.
set -eu
PYTHON=${PYTHON:-python3}
command -v "$PYTHON" >/dev/null || { echo "Python mangler. Kjør: apt-get install python3 python3-venv" >&2; exit 2; }
"$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
  echo "$("$PYTHON" --version) er for gammel; arbeidsbenken trenger 3.11 eller nyere. Velg en med PYTHON=…" >&2; exit 2; }
"$PYTHON" -c 'import ensurepip' 2>/dev/null || {
  minor=$("$PYTHON" -c 'import sys; print(f"{sys.version_info[0]}.{sys.version_info[1]}")')
  echo "Pakken python$minor-venv mangler. Kjør: apt-get install python$minor-venv" >&2; exit 2; }
[ -x .venv/bin/python ] || "$PYTHON" -m venv .venv
.venv/bin/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt setuptools
.venv/bin/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt \
  --no-build-isolation --editable '.[dev]'
touch .venv/ready
