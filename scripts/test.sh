#!/usr/bin/env bash
# Builds and runs the tests (arguments go to `swift test`), then sees that no server was left behind.
# The last line is the closing line of Swift Testing; the exit code says whether all went well.
set -euo pipefail
cd "$(dirname "$0")/.."

swift build --build-tests

# Servers of the tests go into a folder of their own, so that those of other people are not taken for ours.
TMPDIR=$(mktemp -d /tmp/advisor-test-XXXXXX)
export TMPDIR
chmod 1777 "$TMPDIR"
output=$(mktemp)
trap 'rm -rf "$TMPDIR" "$output"' EXIT

status=0
swift test --skip-build "$@" 2>&1 | tee "$output" || status=$?
scripts/check-servers.sh "$TMPDIR" || status=1
echo
grep ' Test run with ' "$output" | tail -n 1 || true
exit "$status"
