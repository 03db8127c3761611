#!/usr/bin/env bash
# Builds the solver for the page of a report, WebAssembly, and records what it is and what it answers.
#
#   src/explorer/build.sh            builds and renews solver.wasm.gz, solver.txt and answers.json beside this script
#   src/explorer/build.sh only       builds, and prints where the result is
#
# Needs packages of Debian alone: apt-get install --no-install-recommends rustc-web cargo-web rust-web-src lld nodejs
# The standard library is compiled too, as Debian has none for WebAssembly: several minutes, in target/explorer, the first time.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
here=src/explorer
target="${EXPLORER_TARGET_DIR:-target/explorer}"
# Cargo must not find the compiler of rustup, which has no sources of the standard library.
tools=(env PATH=/usr/bin:/bin RUSTC=/usr/bin/rustc)
# Parts of the compiler that are not stable: the standard library from its sources, and panics without texts and places, which would hold
# numbers of lines. Whether two builds have the same bytes is not relied on: check.sh falls back on what they answer.
build() {
    "${tools[@]}" RUSTC_BOOTSTRAP=1 CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=wasm-ld \
        RUSTFLAGS="-C target-feature=+simd128 -Z location-detail=none -Z unstable-options -C panic=immediate-abort \
--remap-path-prefix=$PWD=. --remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=cargo" \
        /usr/bin/cargo build --locked --profile page --lib -p honest-broker-explorer -Zbuild-std=std,panic_abort \
        --target wasm32-unknown-unknown --target-dir "$target" >&2
}

build
wasm="$target/wasm32-unknown-unknown/page/honest_broker_explorer.wasm"
if [[ "${1:-}" == only ]]; then
    echo "$wasm"
    exit 0
fi
# Without name and time, so that the same bytes are compressed to the same bytes.
gzip -9 -n -c "$wasm" >"$here/solver.wasm.gz"
{
    echo "version $(sed -n 's/^version = "\(.*\)"$/\1/p' Cargo.toml | head -1)"
    echo "compiler $("${tools[@]}" /usr/bin/rustc --version | cut -d' ' -f1,2)"
    echo "sha256 $(sha256sum "$here/solver.wasm.gz" | cut -d' ' -f1)"
} >"$here/solver.txt"
node "$here/answers.mjs" "$here/solver.wasm.gz" write
