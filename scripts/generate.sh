#!/usr/bin/env bash
# Writes the files that are made from others or from code. With --check, writes nothing and fails when one is stale.
set -euo pipefail
cd "$(dirname "$0")/.."
# The order of the files must not depend on who generates.
export LC_ALL=C
check=${1:-}
fresh=$(mktemp)
trap 'rm -f "$fresh"' EXIT
stale=0

# generated FILE COMMAND...: the command prints what the file must hold.
generated() {
    local file=$1
    shift
    "$@" >"$fresh"
    if cmp -s "$file" "$fresh"; then return; fi
    if [ "$check" = --check ]; then
        diff -u "$file" "$fresh" | head -n 20 || true
        echo "$file is stale: run \`make generate\`" >&2
        stale=1
    else
        mkdir -p "$(dirname "$file")"
        cp "$fresh" "$file"
    fi
}

# Before the build, which compiles these.
generated Sources/Rules/File/EmbeddedRules.swift scripts/embed.sh EmbeddedRules rules rules/*/*.yaml
generated Sources/SampleWorkloads/EmbeddedFiles.swift scripts/embed.sh EmbeddedFiles sample-workloads \
    sample-workloads/*.sql sample-workloads/*/*.sql sample-workloads/*/*.yaml

swift build --product advisor >&2
advisor=$(swift build --show-bin-path)/advisor
for file in rules/README.md reports/sample.txt reports/sample.md reports/sample.json reports/sample-plan.txt \
    reports/sample-plan.json reports/lint-rules.md; do
    generated "$file" "$advisor" generate "$file"
done
exit "$stale"
