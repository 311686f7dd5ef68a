#!/bin/sh
# The tests look at the pages in Debian's Chromium: installed when it is missing and it may be.
set -eu
command -v chromium >/dev/null || sh "${0%/*}/debian.sh" Nettleseren chromium
