#!/usr/bin/env bash
# Records the snapshots of the tests anew; those that no test asks for are gone afterwards. Recording fails every test
# that records: the diff is to be read before it is committed.
set -euo pipefail
cd "$(dirname "$0")/.."

find Tests -type d -name Snapshots -prune -exec rm -rf {} +
RECORD=1 scripts/test.sh || true
git status --short -- Tests
echo "Review the diff: git diff Tests"
