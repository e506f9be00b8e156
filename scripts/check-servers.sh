#!/usr/bin/env bash
# Fails when a private server, or the folder of one, is left under FOLDER (by default TMPDIR or /tmp).
set -euo pipefail
folder=$(realpath "${1:-${TMPDIR:-/tmp}}")

left() {
    find "$folder" -maxdepth 1 -name '*advisor-server-*' 2>/dev/null
    for process in /proc/[0-9]*; do
        case $(readlink "$process/cwd" 2>/dev/null) in
        "$folder"/*advisor-server-*) echo "process ${process#/proc/}: $(tr '\0' ' ' <"$process/cmdline")" ;;
        esac
    done
}

# A guardian whose owner was killed on purpose needs a moment.
for _ in 1 2 3 4 5 6 7 8 9 10; do
    [ -n "$(left)" ] || exit 0
    sleep 0.5
done
echo "Private servers were left behind:" >&2
left >&2
exit 1
