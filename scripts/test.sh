#!/usr/bin/env bash
# Builds and runs the tests (arguments go to `swift test`), then sees that no server was left behind.
# The last lines are the closing lines of Swift Testing; the exit code says whether all went well.
set -euo pipefail
cd "$(dirname "$0")/.."

swift build --build-tests

# Servers of the tests go into a folder of their own, so that those of other people are not taken for ours.
TMPDIR=$(mktemp -d /tmp/advisor-test-XXXXXX)
export TMPDIR
chmod 1777 "$TMPDIR"
output=$(mktemp)
trap 'rm -rf "$TMPDIR" "$output"' EXIT

# Swift Testing starts all tests of a run at once. Hundreds that each start servers would wait for one another until
# connections time out, so each module has a run of its own.
status=0
run() { swift test --skip-build "$@" 2>&1 | tee -a "$output" || status=$?; }
if [ $# -gt 0 ]; then
    run "$@"
else
    for module in Tests/*Tests; do run --filter "^$(basename "$module")\\."; done
fi
scripts/check-servers.sh "$TMPDIR" || status=1
echo
# Once more, at the end: a failure is looked for there.
grep -aE ' recorded an issue |^error: Exited with' "$output" | cut -c 1-1000 || true
# Without an anchor: the sign before the words is one character in some locales and three in others.
grep -F ' Test run with ' "$output" || true
exit "$status"
