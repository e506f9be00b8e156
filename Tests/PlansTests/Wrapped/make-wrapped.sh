#!/bin/sh
# Writes the fixtures of FramedPlanTests: one plan in four formats as psql prints it in each of its own, and as
# auto_explain logs it. psql must reach a server of PostgreSQL 15 as a superuser (PGHOST, PGPORT ...); LOG_DIRECTORY is
# where that server's logging collector writes (log_destination = 'stderr,csvlog,jsonlog').
set -eu
cd "$(dirname "$0")"
createdb plans_wrapped
trap 'dropdb plans_wrapped' EXIT
export PGDATABASE=plans_wrapped
psql -qX -v ON_ERROR_STOP=1 <<'SQL'
CREATE TABLE users (id int PRIMARY KEY, name text, note text);
INSERT INTO users SELECT g, 'n' || g, 'a|b' FROM generate_series(1, 200) AS g;
ANALYZE users;
SQL
query="SELECT name FROM users WHERE note LIKE '%|_\"x\"&<b>%' OR name = 'n1' ORDER BY note, id LIMIT 5"
# Name of the fixture, then the options of psql.
forms='bare|-At
aligned|
html|-H
csv|--csv
unaligned|-A
unaligned-zero|-A -0
expanded|-x
expanded-unaligned|-x -A
expanded-html|-x -H
expanded-csv|-x --csv
asciidoc|-P format=asciidoc
expanded-asciidoc|-x -P format=asciidoc
latex|-P format=latex
expanded-latex|-x -P format=latex
latex-longtable|-P format=latex-longtable
troff-ms|-P format=troff-ms
expanded-troff-ms|-x -P format=troff-ms
wrapped|-P format=wrapped -P columns=50
wrapped-unicode|-P format=wrapped -P columns=50 -P linestyle=unicode -P border=2
expanded-wrapped|-x -P format=wrapped -P columns=50
old-ascii|-P linestyle=old-ascii
unicode|-P linestyle=unicode -P border=2
expanded-unicode|-x -P linestyle=unicode -P border=2
border-0|-P border=0
border-2|-P border=2
expanded-border-0|-x -P border=0
expanded-border-2|-x -P border=2'
for format in text json yaml xml; do
    echo "$forms" | while IFS='|' read -r name options; do
        # shellcheck disable=SC2086
        psql -qX $options -c "EXPLAIN (ANALYZE, TIMING OFF, SUMMARY OFF, FORMAT $format) $query" >"$name.$format"
    done
    PGOPTIONS="-c session_preload_libraries=auto_explain -c auto_explain.log_min_duration=0
        -c auto_explain.log_analyze=on -c auto_explain.log_timing=off -c auto_explain.log_format=$format" \
        psql -qX -c "$query" >/dev/null
done
for kind in log csv json; do
    latest=$(ls -t "$LOG_DIRECTORY"/*."$kind" | head -1)
    tail -n 400 "$latest" >"server.$kind"
done
