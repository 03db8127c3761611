#!/usr/bin/env bash
# Reads what a package says for programs with programs of others: CITATION.cff with cffconvert, the RO-Crate with rocrate.
#
#   tests/package/run.sh PROGRAM     the program, target/release/honest-broker if left out
#
# Both are installed into target/package on first use, but for one library as wheels. If they cannot be, nothing is read: the script says SKIPPED and exits
# with 0, unless PACKAGE_REQUIRED=1.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
here=tests/package
target="${CARGO_TARGET_DIR:-target}"
program="$(realpath "${1:-$target/release/honest-broker}")"

skip() {
    echo "SKIPPED: the package was not read with cffconvert and rocrate: $*"
    [[ "${PACKAGE_REQUIRED:-0}" == 1 ]] && exit 1
    exit 0
}

source tests/support/wheels.sh
wheels package-readers "$here/requirements.txt" "${PACKAGE_INSTALL_SECONDS:-300}" "cffconvert, rocrate"

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
"$program" compare tests/data/uncertain.toml --grid 2 --episodes 10 --worlds 16 --quiet --out "$work/a result"
SOURCE_DATE_EPOCH=1795737600 "$program" package "$work/a result" --out "$work/package" --quiet
"$(dirname "$python")/cffconvert" --validate --infile "$work/package/CITATION.cff"
"$python" "$here/read.py" "$work/package"
