#!/usr/bin/env bash
# Builds the wheel: the package for Python with the command `honest-broker` in it.
#
#   python/build.sh [FOLDER]     where the wheel is put; python/target/wheels if left out
#
# Needs cargo and maturin (pip install maturin==1.16.0).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
root="$(cd .. && pwd)"
wheels="${1:-target/wheels}"

cargo build --release --locked --manifest-path "$root/Cargo.toml" --bin honest-broker
program="$(cd "${CARGO_TARGET_DIR:-$root/target}" && pwd)/release/honest-broker"
mkdir -p honest_broker/bin
cp "$program" honest_broker/bin/honest-broker
# Of the names of its functions nobody who installs it has use.
if command -v strip >/dev/null; then
    strip honest_broker/bin/honest-broker
fi
rm -f "$wheels"/honest_broker-*.whl
maturin build --release --locked --out "$wheels"
