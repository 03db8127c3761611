#!/usr/bin/env bash
# Solves the exported games anew with Gambit and OpenSpiel and compares with the fixtures.
#
#   tests/peers/run.sh            compare; exit code 1 if anything differs
#   tests/peers/run.sh write      write the fixtures
#   tests/peers/run.sh install    only install the programs
#
# The programs are installed into target/peers on first use. Gambit has to be compiled where there is no wheel, which takes
# minutes; PEERS_INSTALL_SECONDS (default 1800) limits the wait. If they cannot be installed, nothing is compared: the script says
# SKIPPED and exits with 0, unless PEERS_REQUIRED=1.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
here=tests/peers
venv="${CARGO_TARGET_DIR:-target}/peers"
python="$venv/bin/python"

skip() {
    echo "SKIPPED: the comparison with Gambit and OpenSpiel did not run: $*"
    [[ "${PEERS_REQUIRED:-0}" == 1 ]] && exit 1
    exit 0
}

complete() {
    [[ -x "$python" ]] && cmp -s "$here/requirements.txt" "$venv/installed.txt"
}

if ! complete; then
    command -v python3 >/dev/null || skip "there is no python3"
    mkdir -p "$venv"
    python3 -m venv "$venv" || skip "python3 cannot make a virtual environment"
    echo "installing $(grep -v '^#' "$here/requirements.txt" | tr '\n' ' ')into $venv (compiling may take minutes)"
    timeout "${PEERS_INSTALL_SECONDS:-1800}" "$python" -m pip install --quiet --disable-pip-version-check \
        --requirement "$here/requirements.txt" >"$venv/install.log" 2>&1 ||
        skip "installation failed or took too long, see $venv/install.log"
    "$python" -c 'import pygambit, pyspiel' || skip "the installed programs do not start"
    cp "$here/requirements.txt" "$venv/installed.txt"
fi

mode="${1:-check}"
[[ "$mode" == install ]] && exit 0
"$python" "$here/solve.py" "$mode" "$here/fixtures"
