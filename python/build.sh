#!/usr/bin/env bash
# Builds the wheel: the package for Python with the command `honest-broker` in it.
#
#   python/build.sh [FOLDER]     where the wheel is put; python/wheels if left out
#
# Needs cargo and maturin (pip install maturin==1.16.0).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
root="$(cd .. && pwd)"
wheels="${1:-wheels}"
# One folder for both, so that the libraries that both need are compiled once.
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$root/target}"

cargo build --release --locked --manifest-path "$root/Cargo.toml" --bin honest-broker
mkdir -p honest_broker/bin
cp "$CARGO_TARGET_DIR/release/honest-broker" honest_broker/bin/honest-broker
# Nobody who installs it has use for the names of its functions.
if command -v strip >/dev/null; then
    strip honest_broker/bin/honest-broker
fi
rm -f "$wheels"/honest_broker-*.whl
maturin build --release --locked --out "$wheels"
