#!/usr/bin/env bash
# Opens pages of results in a headless Chromium: narrow and wide, light and dark, by keyboard, on paper, and with axe.
#
#   tests/browser/run.sh PAGE...     pages to open, results/sample/report.html if left out
#
# The drivers are installed into target/browser on first use. Where Chromium, node or npm is missing, nothing is opened: the script says
# SKIPPED and exits with 0, unless BROWSER_REQUIRED=1.
set -euo pipefail
pages=()
for page in "$@"; do pages+=("$(realpath "$page")"); done
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
[[ ${#pages[@]} -gt 0 ]] || pages=("$PWD/results/sample/report.html")
here="$PWD/tests/browser"
folder="${CARGO_TARGET_DIR:-target}/browser"

skip() {
    echo "SKIPPED: pages were not opened in a browser: $*"
    [[ "${BROWSER_REQUIRED:-0}" == 1 ]] && exit 1
    exit 0
}

chromium=""
for name in chromium chromium-browser google-chrome; do
    chromium="$(command -v "$name" || true)"
    [[ -n "$chromium" ]] && break
done
[[ -n "$chromium" ]] || skip "Chromium is not installed"
command -v node >/dev/null && command -v npm >/dev/null || skip "node and npm are not installed"
mkdir -p "$folder"
if ! { [[ -d "$folder/node_modules/playwright-core" ]] && cmp -s "$here/package.json" "$folder/package.json"; }; then
    cp "$here/package.json" "$folder/package.json"
    (cd "$folder" && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 timeout "${BROWSER_INSTALL_SECONDS:-300}" npm install --silent --no-package-lock \
        --no-audit --no-fund >install.log 2>&1) || { rm -f "$folder/package.json"; skip "the drivers could not be installed, see $folder/install.log"; }
fi
# Modules are found from where a file lies.
cp "$here"/*.mjs "$folder/"
CHROMIUM="$chromium" node "$folder/page.mjs" "${pages[@]}"
