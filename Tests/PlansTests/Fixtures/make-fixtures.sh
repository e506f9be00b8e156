#!/bin/sh
# Writes the fixtures of PlansTests: each statement of statements.sql explained in four formats by the server that psql
# reaches (PGHOST, PGPORT ...), in a database of its own. Needs PostgreSQL 15.
set -eu
cd "$(dirname "$0")"
createdb plans_fixtures
trap 'dropdb plans_fixtures' EXIT
export PGDATABASE=plans_fixtures PGOPTIONS='-c work_mem=256kB -c parallel_setup_cost=10 -c parallel_tuple_cost=0.001 -c min_parallel_table_scan_size=64kB -c jit=off -c client_min_messages=warning'
psql -q -v ON_ERROR_STOP=1 -f schema.sql
grep -v '^--' statements.sql | while IFS='|' read -r name options statement; do
    name=$(echo "$name" | tr -d ' ')
    options=$(echo "$options" | sed 's/^ *//; s/ *$//')
    serial=''
    # Which worker reads what is chance: analysed plans are serial.
    case "$options" in analyze*) serial='SET max_parallel_workers_per_gather = 0;' ;; esac
    for format in text json yaml xml; do
        # The first run warms the caches: buffers are read the same way by all four.
        psql -qAtX -v ON_ERROR_STOP=1 >"$name.$format" <<SQL
$serial
BEGIN;
\o /dev/null
EXPLAIN ($options${options:+, }FORMAT $format) $statement;
ROLLBACK;
BEGIN;
\o
EXPLAIN ($options${options:+, }FORMAT $format) $statement;
ROLLBACK;
SQL
    done
done
