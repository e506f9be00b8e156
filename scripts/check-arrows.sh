#!/usr/bin/env bash
# Which module may import which. SwiftPM does not hold this: an undeclared import of a built sibling compiles.
#
#   Model                          imports no module of ours
#   the ground                     imports Model, JSONTape and C libraries
#   every other part               imports Model, the ground and C libraries, and no sibling
#   Serve, Forum                   also APICore and SchemaCore
#   advisor                        wires all together
#
# Usage: check-arrows.sh [SOURCES]
set -euo pipefail
sources=${1:-"$(dirname "$0")/../Sources"}

ground="Postgres SQLSyntax Cluster JSONTape Plans"

allowed() {
    case $1 in
    advisor) echo '*' ;;
    Model) ;;
    Postgres | SQLSyntax | Cluster | JSONTape | Plans) echo "Model JSONTape" ;;
    Serve | Forum) echo "Model $ground APICore SchemaCore" ;;
    *) echo "Model $ground" ;;
    esac
}

# The lines `file:number:module` of all imports in a module, whatever attributes and access levels stand before them.
imports() {
    local kind='(struct|class|enum|protocol|typealias|func|let|var)'
    grep -rnoE --include='*.swift' \
        "^[[:space:]]*(@[A-Za-z_()]+[[:space:]]+)*((public|package|internal|fileprivate|private)[[:space:]]+)?import[[:space:]]+(${kind}[[:space:]]+)?[A-Za-z_0-9]+" \
        "$1" | sed -E 's/^([^:]*:[0-9]+):.*[[:space:]]([A-Za-z_0-9]+)$/\1:\2/' || true
}

broken=0
for folder in "$sources"/*/; do
    module=$(basename "$folder")
    read -ra may <<<"$(allowed "$module")"
    [ "${may[0]:-}" = '*' ] && continue
    while IFS=: read -r file line imported; do
        # Not one of ours, or one of our C libraries (their folders hold no Swift).
        [ -d "$sources/$imported" ] || continue
        compgen -G "$sources/$imported/*.swift" >/dev/null || compgen -G "$sources/$imported/*/*.swift" >/dev/null || continue
        case " ${may[*]:-} $module " in *" $imported "*) continue ;; esac
        echo "$file:$line: $module must not import $imported (scripts/check-arrows.sh says who may import whom)"
        broken=1
    done < <(imports "$folder")
done
exit "$broken"
