#!/usr/bin/env bash
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
target="${EXPLORER_TARGET_DIR:-target/explorer}"
export PATH=/usr/bin:/bin RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=wasm-ld
export RUSTFLAGS="-C target-feature=+simd128 -Z location-detail=none -Z unstable-options -C panic=immediate-abort --remap-path-prefix=$PWD=. --remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=cargo"
/usr/bin/cargo build --locked --profile page --lib -p honest-broker-explorer -Zbuild-std=std,panic_abort \
    --target wasm32-unknown-unknown --target-dir "$target"
