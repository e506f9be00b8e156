#!/usr/bin/env bash
# Runs every benchmark: the executables scripts/bench/*, each of which prints lines `what it measured: figure (limit)`.
# Arguments choose some by name. Figures hold for a quiet machine; two runs on a busy one differ by half.
set -euo pipefail
cd "$(dirname "$0")/.."

status=0
for benchmark in scripts/bench/*; do
    name=$(basename "$benchmark")
    [ -f "$benchmark" ] || continue
    case " ${*:-$name} " in *" $name "*) "$benchmark" || status=1 ;; esac
done
exit "$status"
