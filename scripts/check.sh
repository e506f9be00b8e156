#!/usr/bin/env bash
# All that is checked without running the tests. Goes through every check before it fails.
# shellcheck disable=SC2317  # the checks are called through `check`
set -uo pipefail
cd "$(dirname "$0")/.." || exit 2

failed=()
check() {
    local name=$1
    shift
    echo "check: $name"
    "$@" || failed+=("$name")
}

no_unfinished_work() {
    ! git grep -nIE '\b(TO''DO|FIX''ME)\b' -- Sources Tests rules scripts Makefile .ci
}

nothing_built_in_git() {
    ! git ls-files | grep -E '(^|/)(Package\.resolved|\.build[^/]*/)'
}

# Foundation's readers wait for ever for a pipe that somebody named; Cluster reads what its own servers write.
files_are_read_in_one_place() {
    ! git grep -nE 'contentsOfFile:|contentsOf: *URL|forReadingAtPath:|contents\(atPath:' -- Sources ':!Sources/Cluster'
}

# To Swift a sign under a combining mark is another character; to those who read what we write it is the sign (Model/ScalarText).
signs_are_looked_for_by_scalars() {
    ! git grep -nE '\.replacing\("([^"\\a-zA-Z0-9 _]|\\[^rnt])|replacingOccurrences|\.contains\("([$;`|]|\$\{|\\")"\)' -- Sources \
        ':!Sources/SampleWorkloads' ':!Sources/Rules/Testing' ':!Sources/SQLSyntax/SyntaxError.swift' ':!Sources/Collect/Queries'
}

scripts_are_sound() {
    if ! command -v shellcheck >/dev/null; then
        echo "shellcheck is not installed: scripts were not checked"
        return 0
    fi
    git ls-files scripts .ci/run | while read -r file; do
        if head -n 1 "$file" | grep -q '^#!.*sh$'; then echo "$file"; fi
    done | xargs shellcheck -x
}

check "format of the code" swift format lint --strict --recursive --parallel Sources Tests Package.swift
check "arrows between modules" scripts/check-arrows.sh
check "nothing traps on what others wrote" scripts/check-traps.sh
check "files are read by InputFile" files_are_read_in_one_place
check "signs are looked for by scalars" signs_are_looked_for_by_scalars
check "no unfinished work" no_unfinished_work
check "nothing built in git" nothing_built_in_git
check "shell scripts" scripts_are_sound
check "generated files" scripts/generate.sh --check

[ "${#failed[@]}" -gt 0 ] || exit 0
printf 'failed: %s\n' "${failed[@]}" >&2
exit 1
