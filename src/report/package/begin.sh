#!/bin/sh
# Makes every result of this package again in reproduced/, and compares every file with those in results/.
#
#   sh reproduce.sh                            with the program honest-broker on the PATH
#   HONEST_BROKER=/path/to/it sh reproduce.sh  with another one
#
# The results were made by @NEEDS@.
# The same build gives the same bytes, on every computer and with any number of threads. reproduced/log.txt keeps what is said here.
set -eu
program="${HONEST_BROKER:-honest-broker}"
case "$program" in
    /*) ;;
    */*) program="$(pwd)/$program" ;;
esac
CDPATH= cd -- "$(dirname -- "$0")"

command -v "$program" >/dev/null 2>&1 || {
    echo "There is no program $program; set HONEST_BROKER to its path." >&2
    exit 1
}
if command -v sha256sum >/dev/null 2>&1; then
    sums() { sha256sum -c "$1"; }
elif command -v shasum >/dev/null 2>&1; then
    sums() { shasum -a 256 -c "$1"; }
else
    echo "Neither sha256sum nor shasum is here to compare files with." >&2
    exit 1
fi
if [ -e reproduced ]; then
    echo "There is a folder reproduced/ already; move it away first." >&2
    exit 1
fi
mkdir reproduced
bad=0
say() {
    # A setting may have a backslash, which echo would take for something else.
    printf '%s\n' "$*"
    printf '%s\n' "$*" >>reproduced/log.txt
}

say "Files of the package:"
if sums @CHECKSUMS@ >reproduced/package.txt 2>&1; then
    say "  all are as they were packed"
else
    grep -v ': OK$' reproduced/package.txt | while IFS= read -r line; do say "  $line"; done
    say "  the package has been changed"
    bad=1
fi

say "Program: $("$program" --version | tr '\n' ' ')"
build="$("$program" --version | sed -n 's/^build //p')"
for wanted in @BUILDS@; do
    [ "$build" = "$wanted" ] ||
        say "  another build made results here ($wanted); a difference may come from that"
done

again() {
    name="$1"
    shift
    say "$name: honest-broker $*"
    begun="$(date +%s)"
    quiet=--quiet
    # Solving prints what it finds, and has no such option.
    [ "$1" = solve ] && quiet=
    if "$program" "$@" $quiet >>reproduced/log.txt; then
        say "  $(($(date +%s) - begun)) seconds"
    else
        say "  the command failed"
        bad=1
    fi
}

