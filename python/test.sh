#!/usr/bin/env bash
# Builds the wheel, installs it into a clean virtual environment and tries it there: tests, examples, notebook, page, types.
#
#   python/test.sh
#
# What is not there is installed as wheels on first use. Without PYTHON_TESTS=1 or PYTHON_REQUIRED=1 nothing is done, because it builds the
# library once more, which takes minutes; the script says SKIPPED and exits with 0. If something is missing it does the same, unless
# PYTHON_REQUIRED=1.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
here=python

skip() {
    echo "SKIPPED: the Python package was not tried: $*"
    [[ "${PYTHON_REQUIRED:-0}" == 1 ]] && exit 1
    exit 0
}

[[ "${PYTHON_TESTS:-0}" == 1 || "${PYTHON_REQUIRED:-0}" == 1 ]] || skip "it takes minutes; PYTHON_TESTS=1 asks for it"

source tests/support/wheels.sh
wheels python "$here/requirements.txt" "${PYTHON_INSTALL_SECONDS:-600}" "maturin, pandas, polars, SALib, ema_workbench, nbclient, mypy, pytest"
tools="$(cd "$(dirname "$python")" && pwd)"
target="$(cd "${CARGO_TARGET_DIR:-target}" && pwd)"
root="$PWD"

cargo fmt --manifest-path "$here/Cargo.toml" --check
CARGO_TARGET_DIR="$target" cargo clippy --release --locked --manifest-path "$here/Cargo.toml" -- -D warnings
PATH="$tools:$PATH" "$here/build.sh" "$target/wheels"

# A clean virtual environment: first the wheel and what it asks for alone, then what its tests need besides.
clean="$target/python-clean"
"$python" -m venv --clear "$clean"
install() {
    "$clean/bin/python" -m pip install --quiet --disable-pip-version-check --only-binary :all: "$@" >"$clean/install.log" 2>&1 ||
        skip "installation failed, see $clean/install.log"
}
install "$target"/wheels/honest_broker-*.whl
# Away from the sources, which would be imported in place of what is installed.
cd "$target"
"$clean/bin/honest-broker" --version
"$clean/bin/python" -c "import honest_broker as hb; print(hb.read('$root/results/sample'))"
install --requirement "$root/$here/requirements.txt"
"$clean/bin/python" -m pytest --quiet -p no:cacheprovider "$root/$here/tests"
"$clean/bin/python" -m mypy --cache-dir "$clean/mypy" --config-file "$root/$here/pyproject.toml"
"$clean/bin/python" -m mypy.stubtest --mypy-config-file "$root/$here/pyproject.toml" honest_broker._native
