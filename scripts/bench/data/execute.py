"""TPC-H executed: the 19 queries with primary keys only, with the sets of two public algorithms, and with the advisor's sets of
their size; called by advise.py. Prints the total of the medians of three runs.

The peers' sets are not in peers.csv, so the two whose choice follows from their definition are made anew: index_advisor takes
every single column that a plan uses when all are there, the unlimited DB2Advis the same with up to three columns. The real size
and cost of each are printed beside those of peers.csv.
"""
import itertools, os, re, statistics, time

RUNS, LIMIT = 3, 300  # runs of each query; seconds after which one is given up


def columns_of(cursor):
    cursor.execute("""SELECT c.relname, a.attname, EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indkey[0] = a.attnum AND i.indnatts = 1)
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped ORDER BY 1, a.attnum""")
    return cursor.fetchall()


def used_by_plans(evaluator, cursor, width, skip_keys):
    """The hypothetical indexes that the plan of any query uses when all of up to `width` columns are there."""
    columns, found = columns_of(cursor), set()
    for query in evaluator.queries("tpch").values():
        cursor.execute("SELECT hypopg_reset()")
        tables, definition = {}, {}
        for table, column, is_key in columns:
            if re.search(rf"\b{column}\b", query, re.I) and not (is_key and skip_keys): tables.setdefault(table, []).append(column)
        for table, names in tables.items():
            for count in range(1, width + 1):
                for keys in itertools.permutations(names, count):
                    statement = f"CREATE INDEX ON {table} ({', '.join(keys)})"
                    cursor.execute("SELECT indexname FROM hypopg_create_index(%s)", (statement,))
                    definition[cursor.fetchone()[0]] = statement
        cursor.execute("EXPLAIN (FORMAT JSON) " + query)
        found |= {definition[name] for name in re.findall(r"'Index Name': '(<\d+>[^']*)'", str(cursor.fetchone()[0]))}
    cursor.execute("SELECT hypopg_reset()")
    return sorted(found)


def build(cursor, sets):
    """Every distinct index once; its name by its statement."""
    names = {}
    for statement in sorted({s for statements in sets.values() for s in statements}):
        names[statement] = f"rp_{len(names)}"
        cursor.execute(re.sub(r"(?i)^CREATE INDEX (CONCURRENTLY )?(\S+ )?ON", f"CREATE INDEX {names[statement]} ON", statement, count=1))
    return names


def switch(cursor, names, chosen):
    cursor.execute("UPDATE pg_index SET indisvalid = (indexrelid::regclass::text = ANY (%s)) WHERE indexrelid::regclass::text = ANY (%s)",
                   ([names[s] for s in chosen], [*names.values()]))


def seconds_of(query, connect):
    """inf where it was given up."""
    connection = connect(); cursor = connection.cursor()
    cursor.execute(f"SET statement_timeout = '{LIMIT}s'")
    begin = time.time()
    try: cursor.execute(query); cursor.fetchall()
    except Exception: return float("inf")
    finally: connection.close()
    return time.time() - begin


def medians(evaluator, connect, sets, choose):
    """By set, the seconds of each query, the median of its runs. The sets take turns: a machine that slows down slows all."""
    found = {label: {} for label in sets}
    for name, query in evaluator.queries("tpch").items():
        times = {label: [] for label in sets}
        for _ in range(RUNS):
            for label in sets:
                choose(label)
                times[label].append(seconds_of(query, connect))
        for label in sets: found[label][name] = statistics.median(times[label])
    return found


def run(say, evaluator, peers, advise_for):
    connect = lambda: evaluator.connect("tpch")
    connection = connect(); cursor = connection.cursor()
    made = {"index_advisor": used_by_plans(evaluator, cursor, 1, True), "db2advis": used_by_plans(evaluator, cursor, 3, False)}
    rows = {"index_advisor": next(r for r in peers if r["algorithm"] == "index_advisor"),
            "db2advis": next(r for r in peers if r["algorithm"] == "db2advis" and r["max_columns"] == "3")}
    sets = {"primary keys": []}
    for peer, row in rows.items():
        sets[peer] = made[peer]
        for name in ("plain", "all"): sets[f"advisor {name}, size of {peer}"] = advise_for(name, row["real_size_bytes"])
    names = build(cursor, sets)
    try:
        taken = medians(evaluator, connect, sets, lambda label: switch(cursor, names, sets[label]))
        seconds = {label: sum(queries.values()) for label, queries in taken.items()}
        for label, statements in sets.items():
            switch(cursor, names, statements)
            cursor.execute("SELECT coalesce(sum(pg_relation_size(x::regclass)), 0)::bigint FROM unnest(%s::text[]) x", ([names[s] for s in statements],))
            size = cursor.fetchone()[0]
            fresh = connect(); cost = sum(evaluator.costs(fresh.cursor(), evaluator.queries("tpch")).values()); fresh.close()
            say(f"executed: {label}", f"{seconds[label]:.2f} s, {len(statements)} indexes, {size} bytes, cost {cost:.0f}",
                f"{rows[label]['real_size_bytes']} bytes, cost {rows[label]['real_cost']} in peers.csv" if label in rows else "")
        base = seconds["primary keys"]
        for peer in rows:
            for name in ("plain", "all"):
                ours = seconds[f"advisor {name}, size of {peer}"]
                if os.environ.get("VERBOSE"):
                    for query, spent in taken[f"advisor {name}, size of {peer}"].items():
                        print(f"  {query}: {spent:.2f} s, without {taken['primary keys'][query]:.2f}, {peer} {taken[peer][query]:.2f}")
                say(f"executed: total time falls, {name}, size of {peer}", f"by {1 - ours / base:.1%}", f"at least the {1 - seconds[peer] / base:.1%} of {peer}")
    finally:
        for name in names.values(): cursor.execute(f"DROP INDEX IF EXISTS {name}")
        connection.close()
