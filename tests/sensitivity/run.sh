#!/usr/bin/env bash
# Compares shares of variance and regions with SALib and the EMA workbench, on the program's own tables.
#
#   tests/sensitivity/run.sh PROGRAM     the program, target/release/honest-broker if left out
#
# Both are installed into target/sensitivity on first use, as wheels. If they cannot be, nothing is compared: the script says SKIPPED
# and exits with 0, unless SENSITIVITY_REQUIRED=1.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
here=tests/sensitivity
target="${CARGO_TARGET_DIR:-target}"
program="$(realpath "${1:-$target/release/honest-broker}")"

skip() {
    echo "SKIPPED: shares and regions were not compared with SALib and the EMA workbench: $*"
    [[ "${SENSITIVITY_REQUIRED:-0}" == 1 ]] && exit 1
    exit 0
}

source tests/support/wheels.sh
wheels sensitivity "$here/requirements.txt" "${SENSITIVITY_INSTALL_SECONDS:-300}" "SALib, ema_workbench"

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
"$python" "$here/compare.py" "$program" "$work"
