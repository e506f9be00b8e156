#!/usr/bin/env bash
# Lists what Advisor is made of, with versions and licences: a CycloneDX file for tools, a table for people.
# The Swift packages are those that SwiftPM has resolved, with the licence of their checkouts; the Debian packages are those
# that the binary is linked with or runs, with the licence of dpkg's copyright file. The same state gives the same bytes.
#
# Usage: sbom.sh [--output FOLDER]     (default: .build/sbom)
# Exit code 2 where something is missing, or has a licence that is not recognised.
set -euo pipefail
cd "$(dirname "$0")/.."
export LC_ALL=C

folder=.build/sbom
if [ "${1:-}" = --output ] && [ -n "${2:-}" ]; then
    folder=$2
elif [ $# -gt 0 ]; then
    echo "usage: sbom.sh [--output FOLDER]" >&2
    exit 2
fi

fail() {
    printf '%s\n' "$1" >&2
    exit 2
}

# package, and what Advisor uses it for
debian_packages() {
    cat <<'LIST'
coinor-libcbc3 loaded
coreutils run as a child
dash run as a child
findutils run as a child
git run as a child
libc6 linked
libpcre2-8-0 linked
libpg-query-dev linked statically
libpq5 linked
libsqlite3-0 linked
tar run as a child
LIST
    # The server is a child process: the version that the package postgresql stands for.
    # shellcheck disable=SC2016  # this is dpkg-query's field
    dpkg-query -W -f '${Depends}\n' postgresql 2>/dev/null | sed -n 's/.*\(postgresql-[0-9]*\).*/\1 run as a child/p'
}

# The SPDX name of a licence's text.
licence_of_text() {
    local text
    text=$(tr -s '[:space:]' ' ' <"$1")
    case $text in
    *"Apache License"*"Runtime Library Exception"*) echo "Apache-2.0 WITH Swift-exception" ;;
    *"Apache License"*) echo Apache-2.0 ;;
    *"Permission is hereby granted, free of charge"*) echo MIT ;;
    *"Redistributions of source code"*"endorse or promote"*) echo BSD-3-Clause ;;
    *"Redistributions of source code"*) echo BSD-2-Clause ;;
    *) return 1 ;;
    esac
}

# The licence of the package's own files, as the first line of its stanza names it.
licence_of_package() {
    local name
    case $1 in
    # A copyright file from before they were machine-readable.
    libc6) grep -q "common-licenses/LGPL-2.1" "/usr/share/doc/$1/copyright" && echo LGPL-2.1-or-later && return ;;
    # The first stanza is of the manuals.
    findutils) grep -q "^License: GPL-3+$" "/usr/share/doc/$1/copyright" && echo GPL-3.0-or-later && return ;;
    esac
    name=$(awk '/^$/ { own = 0 } /^Files: *\*$/ { own = 1 } own && /^License:/ { sub(/^License: */, ""); print; exit }' \
        "/usr/share/doc/$1/copyright" 2>/dev/null)
    case $name in
    PostgreSQL) echo PostgreSQL ;;
    3-BSD | BSD-3-[cC]lause*) echo BSD-3-Clause ;;
    EPL-1) echo EPL-1.0 ;;
    GPL-2) echo GPL-2.0-only ;;
    GPL-3+) echo GPL-3.0-or-later ;;
    public-domain) echo blessing ;; # SQLite's dedication to the public domain
    *) return 1 ;;
    esac
}

# name, version, licence, kind, package URL: one line each, separated by tabs
swift_components() {
    local resolved=Package.resolved identity location version revision checkout file licence
    [ -f "$resolved" ] || fail "Package.resolved is missing: run swift package resolve"
    # SwiftPM writes each member on a line of its own, in this order.
    sed -n 's/^ *"\(identity\|location\|revision\|version\)" : "\(.*\)",\{0,1\}$/\1 \2/p' "$resolved" |
        awk '$1 == "identity" { if (n) print line; n = $2; line = n; v = "-" }
             $1 == "location" { line = line "\t" $2 } $1 == "revision" { line = line "\t" $2 } $1 == "version" { line = line "\t" $2 }
             END { if (n) print line }' |
        while IFS=$'\t' read -r identity location revision version; do
            checkout=.build/checkouts/$(basename "$location" .git)
            file=$(find "$checkout" -maxdepth 1 -iname 'licen[sc]e*' 2>/dev/null | sort | head -n 1)
            [ -n "$file" ] || fail "$checkout has no licence: run swift package resolve"
            licence=$(licence_of_text "$file") || fail "the licence of $identity ($file) is not recognised"
            printf '%s\t%s\t%s\t%s\t%s\n' "$identity" "${version:-$revision}" "$licence" "Swift package" \
                "pkg:swift/${location#https://}@${version:-$revision}"
        done
}

debian_components() {
    local package use version architecture licence
    debian_packages | while read -r package use; do
        # shellcheck disable=SC2016  # these are dpkg-query's fields
        read -r version architecture < <(dpkg-query -W -f '${Version} ${Architecture}\n' "$package" 2>/dev/null) ||
            fail "the Debian package $package is not installed: run make setup"
        licence=$(licence_of_package "$package") || fail "the licence of $package is not recognised"
        printf '%s\t%s\t%s\t%s\t%s\n' "$package" "$version" "$licence" "Debian package, $use" \
            "pkg:deb/debian/$package@$version?arch=$architecture"
    done
}

toolchain() {
    local version
    version=$(swiftc --version 2>/dev/null | sed -n 's/.*Swift version \([0-9.]*\).*/\1/p' | head -n 1)
    [ -n "$version" ] || fail "swiftc is not installed"
    printf '%s\t%s\t%s\t%s\t%s\n' swift-runtime "$version" "Apache-2.0 WITH Swift-exception" "Swift toolchain, linked" \
        "pkg:github/swiftlang/swift@swift-$version-RELEASE"
}

json_text() { sed 's/\\/\\\\/g; s/"/\\"/g' <<<"$1"; }

cyclonedx() {
    local name version licence kind url separator=''
    printf '{\n  "bomFormat": "CycloneDX",\n  "specVersion": "1.5",\n  "version": 1,\n  "metadata": {\n'
    printf '    "component": { "type": "application", "name": "advisor", "version": "%s" }\n  },\n  "components": [\n' \
        "$(sed -n 's/.*static let version = "\(.*\)".*/\1/p' Sources/advisor/Advisor.swift)"
    while IFS=$'\t' read -r name version licence kind url; do
        printf '%s    {\n      "type": "library",\n      "name": "%s",\n      "version": "%s",\n' \
            "$separator" "$(json_text "$name")" "$(json_text "$version")"
        printf '      "description": "%s",\n      "purl": "%s",\n      "licenses": [{ "expression": "%s" }]\n    }' \
            "$(json_text "$kind")" "$(json_text "$url")" "$(json_text "$licence")"
        separator=$',\n'
    done
    printf '\n  ]\n}\n'
}

components=$(mktemp)
trap 'rm -f "$components"' EXIT
{ toolchain && swift_components && debian_components; } >"$components.raw"
sort "$components.raw" >"$components"
rm -f "$components.raw"
mkdir -p "$folder"
cyclonedx <"$components" >"$folder/advisor.cdx.json"
{
    printf '%-24s %-22s %-32s %s\n' component version licence kind
    awk -F '\t' '{ printf "%-24s %-22s %-32s %s\n", $1, $2, $3, $4 }' "$components"
} >"$folder/advisor.txt"
cat "$folder/advisor.txt"
echo "written to $folder/advisor.cdx.json and $folder/advisor.txt" >&2
