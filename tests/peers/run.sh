#!/usr/bin/env bash
# Solves the exported games anew with Gambit and OpenSpiel and compares with the fixtures.
#
#   tests/peers/run.sh            compare; exit code 1 if anything differs
#   tests/peers/run.sh write      write the fixtures
#   tests/peers/run.sh install    only install the programs
#
# The programs are installed into target/peers on first use, as wheels, in seconds; PEERS_INSTALL_SECONDS (default 300) limits the
# wait. Nothing is ever compiled. If they cannot be installed, nothing is compared: the script says SKIPPED and exits with 0, unless
# PEERS_REQUIRED=1. With PEERS_VERSIONS=newest it takes the newest versions that there are, previews among them, instead of those
# in requirements.txt, and says which.
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

# What is to be installed: names with the versions that the fixtures were made with, or names alone.
wanted() {
    case "${PEERS_VERSIONS:-pinned}" in
    newest) sed -n 's/^\([a-z_]*\)==.*/\1/p' "$here/requirements.txt" ;;
    *) cat "$here/requirements.txt" ;;
    esac
}

complete() {
    [[ -x "$python" ]] && wanted | cmp -s - "$venv/installed.txt"
}

if ! complete; then
    command -v python3 >/dev/null || skip "there is no python3"
    mkdir -p "$venv"
    python3 -m venv "$venv" || skip "python3 cannot make a virtual environment"
    wanted >"$venv/wanted.txt"
    echo "installing $(grep -v '^#' "$venv/wanted.txt" | tr '\n' ' ')into $venv"
    timeout "${PEERS_INSTALL_SECONDS:-300}" "$python" -m pip install --quiet --disable-pip-version-check --upgrade --pre \
        --only-binary :all: --requirement "$venv/wanted.txt" >"$venv/install.log" 2>&1 ||
        skip "installation failed or took too long, see $venv/install.log"
    "$python" -c 'import pygambit, pyspiel' || skip "the installed programs do not start"
    mv "$venv/wanted.txt" "$venv/installed.txt"
fi

mode="${1:-check}"
[[ "$mode" == install ]] && exit 0
"$python" "$here/solve.py" "$mode" "$here/fixtures"
