#!/usr/bin/env bash
# Runs libFuzzer over what commands read (Tests/FuzzTargets), each target for RUNS inputs, beginning with the corpus in
# the repository. What it finds stays in .build-fuzz/found: `REPLAY=TARGET:FILE make test ARGS="--filter replay"` repeats it.
# RUNS: inputs for each target. TARGETS: some of explain snapshot history lint migration advise configuration rules.
# SECONDS_EACH: time for an input, of a machine that has nothing else to do.
set -euo pipefail
cd "$(dirname "$0")/.."

runs=${RUNS:-200000}
targets=${TARGETS:-explain snapshot history lint migration advise configuration rules}
build=.build-fuzz

# gold cannot link what libFuzzer instruments.
ADVISOR_FUZZ=1 swift build -c release --scratch-path "$build" --product fuzz-runner \
    -Xswiftc -sanitize=fuzzer -Xswiftc -use-ld=lld >&2
runner=$(find "$build" -path '*/release/fuzz-runner' -type f | head -n 1)

failed=()
for target in $targets; do
    mkdir -p "$build/found/$target" "$build/corpus/$target"
    echo "fuzz: $target"
    SWIFT_BACKTRACE=enable=no "$runner" "$target" -runs="$runs" -timeout="${SECONDS_EACH:-10}" -rss_limit_mb=1024 \
        -max_len=65536 -seed=7 -print_final_stats=1 -artifact_prefix="$build/found/$target/" \
        "$build/corpus/$target" "Tests/FuzzTests/Corpus/$target" >"$build/$target.log" 2>&1 ||
        failed+=("$target: see $build/$target.log")
    grep -E '^stat::(number|peak)' "$build/$target.log" || true
done

[ "${#failed[@]}" -gt 0 ] || exit 0
printf 'failed: %s\n' "${failed[@]}" >&2
exit 1
