say "Files made again:"
if sums @REPRODUCED@ >reproduced/compared.txt 2>&1; then
    say "  $(grep -c ': OK$' reproduced/compared.txt) files, every one the same as in results/, byte for byte"
else
    grep -v ': OK$' reproduced/compared.txt | while IFS= read -r line; do say "  $line"; done
    bad=1
fi
if [ "$bad" -ne 0 ]; then
    say "NOT REPRODUCED: see above and reproduced/log.txt"
    exit 1
fi
say "REPRODUCED: every result of this package came out the same."
