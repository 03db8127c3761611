# Sourced by scripts that compare with programs of Python. They define `skip`, which says why nothing is compared, and ends.
#
#   wheels NAME REQUIREMENTS SECONDS IMPORTS    installs wheels into target/NAME on first use, and sets `python` to what runs them

wheels() {
    local venv="${CARGO_TARGET_DIR:-target}/$1" requirements="$2" seconds="$3" imports="$4"
    python="$venv/bin/python"
    if [[ -x "$python" ]] && cmp -s "$requirements" "$venv/installed.txt"; then
        return
    fi
    command -v python3 >/dev/null || skip "there is no python3"
    mkdir -p "$venv"
    python3 -m venv "$venv" || skip "python3 cannot make a virtual environment"
    timeout "$seconds" "$python" -m pip install --quiet --disable-pip-version-check --only-binary :all: \
        --requirement "$requirements" >"$venv/install.log" 2>&1 ||
        skip "installation failed or took too long, see $venv/install.log"
    "$python" -c "import $imports" 2>/dev/null || skip "$imports cannot be imported"
    cp "$requirements" "$venv/installed.txt"
}
