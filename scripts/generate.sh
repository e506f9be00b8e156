#!/usr/bin/env bash
# Writes the files that are made from code. With --check, writes nothing and fails when a committed file is stale.
set -euo pipefail
cd "$(dirname "$0")/.."

# Before the build, which compiles it.
scripts/embed-workloads.sh "$@"

# The one list of generated files: the file, then the arguments of `advisor` that print it.
generators=()

[ "${#generators[@]}" -gt 0 ] || exit 0
swift build --product advisor >&2
advisor=$(swift build --show-bin-path)/advisor
fresh=$(mktemp)
trap 'rm -f "$fresh"' EXIT

stale=0
for generator in "${generators[@]}"; do
    read -ra words <<<"$generator"
    file=${words[0]}
    "$advisor" "${words[@]:1}" >"$fresh"
    if [ "${1:-}" != --check ]; then
        mkdir -p "$(dirname "$file")"
        cp "$fresh" "$file"
    elif ! diff -u "$file" "$fresh"; then
        echo "$file is stale: run \`make generate\`" >&2
        stale=1
    fi
done
exit "$stale"
