#!/usr/bin/env bash
# Plays the same games in Python, NumPy, Numba, OpenSpiel and our program, solves them in Gambit and our program, and prints
# speeds and ratios of one run.
#
#   benches/peers/run.sh
#
# The programs are installed into target/bench_peers on first use. Where there is no wheel of Gambit it has to be compiled,
# which takes many minutes; GAMBIT_INSTALL_SECONDS (default 300) limits the wait, and without it the rest still runs. PEER_SECONDS
# (default 6) is the time for each program, GAMBIT_SECONDS (default 60) that for Gambit's games.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
here=benches/peers
target="${CARGO_TARGET_DIR:-target}"
venv="$target/bench_peers"
python="$venv/bin/python"

if ! cmp -s "$here/requirements.txt" "$venv/installed.txt"; then
    python3 -m venv "$venv"
    pip=("$python" -m pip install --quiet --disable-pip-version-check)
    "${pip[@]}" $(grep -v -e '^#' -e pygambit "$here/requirements.txt")
    if timeout "${GAMBIT_INSTALL_SECONDS:-300}" "${pip[@]}" "$(grep pygambit "$here/requirements.txt")"; then
        cp "$here/requirements.txt" "$venv/installed.txt"
    else
        echo "Gambit could not be installed in time: its part will be skipped"
    fi
fi

tables="$(mktemp -d)"
trap 'rm -rf "$tables"' EXIT
cargo bench --quiet --bench peer_tables -- "$tables"
"$python" "$here/run.py" "$tables"
