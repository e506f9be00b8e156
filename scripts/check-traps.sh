#!/usr/bin/env bash
# shellcheck disable=SC2016  # the dollars are those of Perl
# Finds what ends the process on a value that somebody else chose: forced unwraps and casts, failures on purpose, integers made of
# numbers with fractions, dictionaries of keys that may come twice. What is known to be safe stands in scripts/traps-allowed with
# the reason above it; a line there that matches nothing is an error too.
set -euo pipefail
cd "$(dirname "$0")/.."

# Strings and comments say what they like.
found=$(git ls-files 'Sources/*.swift' | xargs perl -ne '
    $line = $_; $code = $_;
    $code =~ s/"(?:[^"\\]|\\.)*"/""/g;
    $code =~ s{//.*}{};
    my @made = $code =~ /(?<![\w.])U?Int(?:8|16|32|64)?(?=\((?!\w+:))(?:(\((?:[^()]++|(?1))*\)))/g;
    if (grep { /\.rounded\(|\/ \.\w+seconds\(/ } @made or $code =~ /\btry!|\bas!|\b(?:fatalError|preconditionFailure|assertionFailure)\(|\bunowned(?:\(unsafe\))?\s|[\w)\]]!(?:[.,;)\]}\s]|$)(?!=)
            |\buniqueKeysWithValues:/x) {
        $line =~ s/^\s+|\s+$//g;
        print "$ARGV: $line\n";
    }
')
allowed=$(grep -v '^#' scripts/traps-allowed | grep -v '^$' || true)

new=$(comm -23 <(sort -u <<<"$found") <(sort -u <<<"$allowed"))
stale=$(comm -13 <(sort -u <<<"$found") <(sort -u <<<"$allowed"))
[ -n "$new$stale" ] || exit 0
[ -z "$new" ] || printf 'may trap (Saturation and Possible in Model are the means): %s\n' "$new"
[ -z "$stale" ] || printf 'not there any more, though scripts/traps-allowed has it: %s\n' "$stale"
exit 1
