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
target="$(cd "${CARGO_TARGET_DIR:-target}" && pwd)"
python="$target/python/bin/python"

PATH="$target/python/bin:$PATH" "$here/build.sh" "$target/wheels"

# Clean: nothing but the wheel of this build, and what the tests need beside it.
"$python" -m pip uninstall --quiet --yes honest-broker 2>/dev/null || true
"$python" -m pip install --quiet --disable-pip-version-check --only-binary :all: "$target"/wheels/honest_broker-*.whl
# Away from the sources, which would be imported in place of what is installed.
cd "$target"
"$python" -m pytest --quiet -p no:cacheprovider "$OLDPWD/$here/tests"
"$python" -m mypy --strict --cache-dir "$target/python/mypy" --config-file "$OLDPWD/$here/pyproject.toml" -p honest_broker
"$python" -m mypy.stubtest honest_broker._native
