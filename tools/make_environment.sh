#!/bin/sh
# Makes the virtual environment $1 with the first Python found that ConvLens works with.
set -eu

for python in python3.11 python3.12 python3.13 python3 python; do
    if "$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then
        echo "Making $1 with $("$python" --version)"
        if "$python" -m venv "$1"; then
            exit 0
        fi
        rm -rf "$1"
        echo "This Python cannot make virtual environments. On Debian and Ubuntu: apt install python3-venv" >&2
        exit 1
    fi
done
echo "ConvLens needs Python 3.11, 3.12 or 3.13. Received: $(python3 --version 2>&1 || echo none). Install one of them." >&2
exit 1
