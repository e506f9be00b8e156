#!/usr/bin/env python3
"""Sums up what SizesBenchmark printed; called by scripts/bench/sizes FILE."""
import os, statistics, sys

rows = [line.rstrip("\n").split("\t") for line in open(sys.argv[1])]
# Below ten pages one more or less of a btree is more than the limits allow, and matters to nobody. BRIN has three at least.
rows = [row for row in rows if float(row[2]) >= (10 if row[0].startswith("btree") else 3) * 8192]
rows = [(kind, float(predicted) / max(1, float(built)), float(expected) / max(1e-9, float(taken)), float(taken), ddl)
        for kind, predicted, built, expected, taken, ddl in rows]

def say(what, figure, limit=""): print(f"sizes: {what}: {figure}{f' ({limit})' if limit else ''}")

met = True
def sized(what, chosen, width, needed):
    global met
    good = [r for r in chosen if 1 / (1 + width) <= r[1] <= 1 + width] if width >= 1 else [r for r in chosen if abs(r[1] - 1) <= width]
    share = len(good) / len(chosen)
    within = "a factor of 2" if width >= 1 else f"{width:.0%}"
    say(f"{what} predicted within {within} of the size built", f"{len(good)} of {len(chosen)}, {share:.0%}",
        f"at least {needed:.0%}" if needed else "")
    met &= share >= needed
    if os.environ.get("DETAILS"):
        for r in sorted(set(chosen) - set(good), key=lambda r: r[1]): print(f"    {r[1]:.2f} {r[4]}")

btrees = [r for r in rows if r[0].startswith("btree")]
sized("btrees", btrees, 0.15, 0.9)
for kind in sorted({r[0] for r in btrees}): sized(f"  {kind}", [r for r in btrees if r[0] == kind], 0.15, 0)
others = [r for r in rows if not r[0].startswith("btree")]
sized("other methods", others, 1, 1)
for kind in sorted({r[0] for r in others}): sized(f"  {kind}", [r for r in others if r[0] == kind], 1, 0)
# What takes no tenth of a second is nobody's worry, and mostly start and end.
timed = [r for r in rows if r[3] >= 0.1]
quartiles = lambda chosen: statistics.quantiles(chosen, n=4) if len(chosen) > 1 else chosen * 3
for kind in ["all", *sorted({r[0] for r in timed})]:
    ratios = [r[2] for r in timed if kind in ("all", r[0])]
    low, middle, high = quartiles(ratios)
    say(f"build time of {kind}, estimated to taken", f"{middle:.2f} at the median, half between {low:.2f} and {high:.2f}, of {len(ratios)}")
sys.exit(not met)
