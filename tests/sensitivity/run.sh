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
venv="$target/sensitivity"
python="$venv/bin/python"
program="$(realpath "${1:-$target/release/honest-broker}")"

skip() {
    echo "SKIPPED: shares and regions were not compared with SALib and the EMA workbench: $*"
    [[ "${SENSITIVITY_REQUIRED:-0}" == 1 ]] && exit 1
    exit 0
}

if ! { [[ -x "$python" ]] && cmp -s "$here/requirements.txt" "$venv/installed.txt"; }; then
    command -v python3 >/dev/null || skip "there is no python3"
    mkdir -p "$venv"
    python3 -m venv "$venv" || skip "python3 cannot make a virtual environment"
    timeout "${SENSITIVITY_INSTALL_SECONDS:-300}" "$python" -m pip install --quiet --disable-pip-version-check --only-binary :all: \
        --requirement "$here/requirements.txt" >"$venv/install.log" 2>&1 ||
        skip "installation failed or took too long, see $venv/install.log"
    "$python" -c 'import SALib, ema_workbench' 2>/dev/null || skip "the installed programs do not start"
    cp "$here/requirements.txt" "$venv/installed.txt"
fi

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
"$python" "$here/compare.py" "$program" "$work"
