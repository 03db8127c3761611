#!/usr/bin/env bash
# The same worlds with honest-broker, with NumPy and with Numba: whether they agree, and what they cost.
#
#   benches/peers/run.sh [--repeats N] [--no-trees]
#
# The Python packages are installed into target/bench-peers on first use, as wheels; nothing is compiled. What cannot be installed is
# left out, and said so. HONEST_BROKER and OUTCOMES may name the program and the example `outcomes` if they are built already.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
target="${CARGO_TARGET_DIR:-target}"
venv="${BENCH_PEERS:-$target/bench-peers}"
python="$venv/bin/python"

skip() {
    echo >&2
    echo "!!! SKIPPED: $*" >&2
    echo >&2
}

if [[ ! -x "$python" ]]; then
    if ! command -v python3 >/dev/null || ! python3 -m venv "$venv"; then
        skip "there is no python3 that makes a virtual environment, so nothing is compared"
        exit 0
    fi
fi
for package in numpy numba pygambit==17.0.0b2 open_spiel==2.0.2; do
    "$python" -m pip show --quiet "${package%%==*}" >/dev/null 2>&1 && continue
    timeout 300 "$python" -m pip install --quiet --disable-pip-version-check --pre --only-binary :all: "$package" ||
        skip "$package cannot be installed"
done
if ! "$python" -c 'import numpy' 2>/dev/null; then
    skip "NumPy cannot be used, so nothing is compared"
    exit 0
fi

if [[ -z "${HONEST_BROKER:-}" || -z "${OUTCOMES:-}" ]]; then
    cargo build --release --bin honest-broker --example outcomes
fi
"$python" benches/peers/run.py "${HONEST_BROKER:-$target/release/honest-broker}" "${OUTCOMES:-$target/release/examples/outcomes}" "$@"
