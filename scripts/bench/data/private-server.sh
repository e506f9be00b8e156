# shellcheck shell=bash
# To be sourced: a private PostgreSQL in $home that is gone when the script ends; $url connects to it.
# Set before: initdb_options, server_options (arrays, both may be absent). A script that has more to end sets a trap of its own
# on EXIT, which calls stop_server.
bin=${ADVISOR_POSTGRES_BIN:-$(find /usr/lib/postgresql -mindepth 2 -maxdepth 2 -name bin | sort -V | tail -1)}
home=$(mktemp -d /tmp/advisor-bench-XXXXXX)
as_server() { "$@"; }
if [ "$(id -u)" = 0 ]; then
    chown postgres "$home"
    as_server() { setpriv --reuid=postgres --regid=postgres --init-groups "$@"; }
fi
stop_server() {
    as_server "$bin/pg_ctl" -D "$home/data" -m immediate stop >/dev/null 2>&1 || true
    rm -rf "$home"
}
trap stop_server EXIT
as_server "$bin/initdb" -D "$home/data" -U postgres -A trust --no-sync ${initdb_options[@]+"${initdb_options[@]}"} >/dev/null
as_server "$bin/pg_ctl" -D "$home/data" -l "$home/log" -w start -o \
    "-c listen_addresses= -k $home -p 5432 -c fsync=off ${server_options[*]-}" >/dev/null
url="host=$home port=5432 user=postgres dbname=postgres"
export url
# shellcheck disable=SC2034 # for the script that sources this
psql=("$bin/psql" -Xqo /dev/null -v ON_ERROR_STOP=1 "$url")
