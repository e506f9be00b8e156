#!/bin/sh
# Parsing with facts and identity against bare libpg_query's parse to protobuf: medians of five alternating runs of a second each.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cc -O2 "$here/baseline.c" -o "$work/baseline" -l:libpg_query.a -lpthread -lm
swift build --package-path "$root" -c release --product parsing-benchmark >&2
ours=$(swift build --package-path "$root" -c release --show-bin-path)/parsing-benchmark
for round in 1 2 3 4 5; do
    "$work/baseline" "$here/statements.sql" >>"$work/bare"
    "$ours" "$here/statements.sql" >>"$work/facts"
    "$ours" "$here/statements.sql" batch >>"$work/batch"
done
median() { sort -n "$1" | sed -n 3p; }
awk -v bare="$(median "$work/bare")" -v facts="$(median "$work/facts")" -v batch="$(median "$work/batch")" 'BEGIN {
    printf "bare libpg_query, parse to protobuf: %d statements/s\n", bare
    printf "parsing, facts and identity, one processor: %d statements/s, %.2f of bare (at least 0.50)\n", facts, facts / bare
    printf "the same in batches, all processors: %d statements/s, %.2f of bare\n", batch, batch / bare
    exit facts < 0.5 * bare
}'
