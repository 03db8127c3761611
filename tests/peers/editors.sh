#!/bin/sh
# Holds the schema for editors against every shipped scenario, in the linters that editors use.
# They come with `pip install taplo tombi`; one that is not there is skipped, loudly.
set -eu
cd "$(dirname "$0")/../../scenarios"
tried=0
if command -v tombi >/dev/null; then
    tombi lint --offline ./*.toml textbook/*.toml
    tried=$((tried + 1))
else
    echo "SKIPPED: tombi is not installed" >&2
fi
if command -v taplo >/dev/null; then
    taplo lint --schema "file://$PWD/scenario.schema.json" ./*.toml textbook/*.toml
    tried=$((tried + 1))
else
    echo "SKIPPED: taplo is not installed" >&2
fi
echo "$tried of 2 linters accept every shipped scenario"
