#!/usr/bin/env python3
"""Judges `advisor advise` on TPC-H or TPC-DS by really built indexes; called by scripts/bench/advise BENCH ADVISOR."""
import atexit, csv, json, os, shutil, subprocess, sys, tempfile, time

bench, advisor = sys.argv[1], sys.argv[2]
root = os.environ["BENCH_ROOT"]
workload = os.environ["WORKLOAD"]
is_large = workload == "tpcds"
target = f"host={root}/sock port=54991 user=postgres dbname={workload}"
quick = os.environ.get("QUICK")  # only the advice, nothing built
folder = tempfile.mkdtemp(prefix="advisor-bench-")
atexit.register(shutil.rmtree, folder, ignore_errors=True)
queries = f"{folder}/queries.sql"
names = sorted(f for f in os.listdir(f"{root}/workloads/{workload}") if f.endswith(".sql"))
with open(queries, "w") as f:
    for n in names: f.write(open(f"{root}/workloads/{workload}/{n}").read().strip().rstrip(";") + ";\n")
peers = [r for r in csv.DictReader(open(f"{bench}/peers{'-tpcds' if is_large else ''}.csv")) if r["pareto"] == "yes"]
budgets = [r["real_size_bytes"] for r in peers]

def say(what, figure, limit=""): print(f"advise: {what}: {figure}{f' ({limit})' if limit else ''}", flush=True)

def advise(*options):
    begin = time.time()
    r = subprocess.run([advisor, "advise", "--quiet", "--snapshot", snapshot, "--file", queries, "--format", "json", *options], capture_output=True, text=True)
    if r.returncode: sys.exit(f"advise: {r.stderr}")
    return json.loads(r.stdout), time.time() - begin

# What a run that was cut short has left behind would be taken for indexes of the database.
import psycopg2
connection = psycopg2.connect(host=f"{root}/sock", port=54991, user="postgres", dbname=workload)
connection.autocommit = True
cursor = connection.cursor()
cursor.execute("SELECT relname FROM pg_class WHERE relname ~ '^rp_[0-9]+$' AND relkind = 'i'")
for (index,) in cursor.fetchall(): cursor.execute(f'DROP INDEX "{index}"')
connection.close()
snapshot = f"{folder}/snapshot.json"
subprocess.run([advisor, "collect", "--twin", "--quiet", "--plans", "0", "--target", target, "--output", snapshot], check=True, stderr=subprocess.DEVNULL)

runs = {"all": []} if is_large else {"plain": ["--methods", "btree", "--plain"], "all": []}
# What the project asks of itself.
most_seconds, one_second, gap, enough_less, enough = (120, 60, "3%", 0.05, 8) if is_large else (60, 8, "1%", 0.01, 15)
calls = "one run of Extend takes 11,481 and more" if is_large else "fewer than 3844, those of one run of Extend"
sets, predicted, largest = {}, {}, {}
for name, options in runs.items():
    every = [x for b in budgets for x in ("--budget", b)]
    advice, seconds = advise(*options, *every)
    say(f"{name}: all {len(peers)} budgets in one run", f"{seconds:.1f} s", f"at most {most_seconds} s")
    say(f"{name}: planner calls", advice["planner_calls"], calls)
    say(f"{name}: largest gap proven", f"{max(p['workload']['gap'] for p in advice['frontier']):.2%}", f"at most {gap}")
    points = {p["budget_bytes"]: p for p in advice["frontier"]}
    for r in peers:
        p = points[int(r["real_size_bytes"])]
        sets[f"{name} {r['real_size_bytes']}"] = p["ddl"]
        predicted[f"{name} {r['real_size_bytes']}"] = p
    # Every budget by itself, as somebody asks who has just one; three of them tell about as much.
    alone = budgets if os.environ.get("EACH") else (budgets[len(budgets) // 5], budgets[len(budgets) // 2], budgets[len(budgets) * 4 // 5])
    one = [advise(*options, "--budget", b) for b in alone]
    slowest = max(range(len(alone)), key=lambda i: one[i][1])
    say(f"{name}: one budget, slowest of {len(alone)}", f"{one[slowest][1]:.1f} s, for {int(alone[slowest]) // 1_000_000} MB", f"at most {one_second} s")
    say(f"{name}: one budget, largest gap proven", f"{max(a['workload']['gap'] for a, _ in one):.2%}", f"at most {gap}")
if os.environ.get("EXECUTE"):
    os.environ["PGHOST"] = f"{root}/sock"
    sys.path.insert(0, bench)
    import evaluate, execute
    execute.run(say, evaluate, peers, lambda name, budget: sets[f"{name} {budget}"])
if quick: sys.exit()

json.dump(sets, open(f"{folder}/sets.json", "w"))
env = dict(os.environ, PGHOST=f"{root}/sock")
subprocess.run([sys.executable, f"{bench}/real_points.py", workload, f"{folder}/sets.json", f"{folder}/out.csv"], check=True, env=env, stdout=subprocess.DEVNULL)
real = {r["label"]: r for r in csv.DictReader(open(f"{folder}/out.csv"))}
for name in runs:
    better = worse = over = 0
    print(f"\n{name:6} {'budget':>12} {'peer':14} {'its cost':>12} {'our cost':>12} {'less':>7} {'our bytes':>12} {'of budget':>9} {'predicted':>9}")
    for r in peers:
        label = f"{name} {r['real_size_bytes']}"
        ours, size, budget = float(real[label]["cost"]), int(real[label]["size_bytes"]), int(r["real_size_bytes"])
        less = 1 - ours / float(r["real_cost"])
        better += less >= enough_less; worse += less < -0.0005; over += size > budget * 1.05
        print(f"{'':6} {budget:12} {r['algorithm']:14} {float(r['real_cost']):12.0f} {ours:12.0f} {less:7.2%} {size:12} {size / budget:9.1%} {predicted[label]['size_bytes'] / max(1, size):9.2f}")
    say(f"{name}: points that cost more than the peer's", worse, "0")
    say(f"{name}: points that cost at least {enough_less:.0%} less", f"{better} of {len(peers)}", str(enough))
    say(f"{name}: points that exceed their budget by more than 5%", over, "0")
