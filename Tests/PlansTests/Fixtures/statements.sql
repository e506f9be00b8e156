-- One statement a line, behind its name and the options of EXPLAIN. make-fixtures.sh explains each in four formats.
seq-scan | | SELECT * FROM users
seq-filter | analyze, timing off, summary off | SELECT * FROM users WHERE email LIKE '%9@%'
index-scan | analyze, buffers, timing off, summary off | SELECT * FROM posts WHERE id = 42
index-backward | verbose | SELECT * FROM posts ORDER BY created DESC LIMIT 10
index-only | analyze, timing off, summary off | SELECT user_id FROM posts WHERE user_id < 50
bitmap-scan | analyze, buffers, timing off, summary off | SELECT * FROM posts WHERE user_id IN (1, 2, 3) ORDER BY user_id, title
bitmap-or | analyze, timing off, summary off | SELECT * FROM posts WHERE user_id = 7 OR created > '2026-05-31'
hash-join | analyze, buffers, timing off, summary off | SELECT * FROM posts p JOIN users u ON u.id = p.user_id WHERE u.name LIKE 'user 1%'
left-join | verbose | SELECT u.name, p.title FROM users u LEFT JOIN posts p ON p.user_id = u.id AND p.title > 'title 9'
anti-join | | SELECT * FROM users u WHERE NOT EXISTS (SELECT 1 FROM posts p WHERE p.user_id = u.id)
merge-join | settings | SELECT * FROM users a JOIN users b USING (id) ORDER BY id
nested-memoize | analyze, timing off, summary off | SELECT p.title, u.name FROM posts p JOIN users u ON u.id = p.user_id WHERE p.id < 900
semi-join | analyze, timing off, summary off | SELECT * FROM users WHERE id IN (SELECT user_id FROM posts WHERE title = 'title 77')
aggregates | verbose | SELECT user_id, count(*), max(created) FROM posts GROUP BY user_id HAVING count(*) > 3
grouping-sets | analyze, verbose, timing off, summary off | SELECT user_id, title, count(*) FROM posts WHERE id < 500 GROUP BY GROUPING SETS ((user_id), (title), ()) ORDER BY 1
rollup | | SELECT user_id, title, count(*) FROM posts GROUP BY ROLLUP (user_id, title) ORDER BY 1, 2
incremental-sort | analyze, timing off, summary off | SELECT user_id, title FROM posts ORDER BY user_id, title LIMIT 100
external-sort | analyze, buffers, timing off, summary off | SELECT * FROM posts ORDER BY body, id
parallel | verbose | SELECT count(*) FROM posts WHERE body LIKE '%z%'
parallel-join | | SELECT * FROM posts p JOIN users u ON u.id = p.user_id WHERE title LIKE '%9%' ORDER BY body, p.id
cte | analyze, timing off, summary off | WITH busy AS MATERIALIZED (SELECT user_id, count(*) AS n FROM posts GROUP BY 1) SELECT * FROM busy b JOIN users u ON u.id = b.user_id WHERE n > (SELECT avg(n) FROM busy)
recursive | analyze, timing off, summary off | WITH RECURSIVE t(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM t WHERE n < 50) SELECT sum(n) FROM t
subplan | analyze, timing off, summary off | SELECT name, (SELECT count(*) FROM posts p WHERE p.user_id = u.id) FROM users u WHERE id < 20
hashed-subplan | analyze, timing off, summary off | SELECT * FROM users WHERE id NOT IN (SELECT user_id FROM posts WHERE id < 100)
init-plan | analyze, timing off, summary off | SELECT * FROM posts WHERE id = (SELECT max(id) FROM posts)
append | analyze, timing off, summary off | SELECT id FROM events WHERE at < '2026-02-10' UNION ALL SELECT id FROM users
partition-pruning | analyze, timing off, summary off | SELECT count(*) FROM events WHERE at = (SELECT date '2026-01-07')
set-operation | verbose | (SELECT id FROM users EXCEPT SELECT user_id FROM posts) UNION SELECT 5
window | verbose | SELECT id, rank() OVER (PARTITION BY user_id ORDER BY created) FROM posts
functions | verbose | SELECT * FROM generate_series(1, 10) g, LATERAL unnest(ARRAY[1, 2]) AS e, (VALUES (1), (2)) v(x)
sample | | SELECT * FROM posts TABLESAMPLE bernoulli (10) REPEATABLE (1)
odd-names | verbose | SELECT "T on x".id FROM "Odd Schema"."Weird ""Table" "T on x" WHERE v <> 'a: b  (cost='
for-update | | SELECT * FROM users WHERE id = 3 FOR UPDATE
insert-conflict | analyze, timing off, summary off | INSERT INTO users VALUES (1, 'a', 'b') ON CONFLICT (id) DO NOTHING
update-partitions | analyze, timing off, summary off | UPDATE events SET kind = 'k' WHERE id = 3
delete-cascade | analyze, verbose, timing off, summary off | DELETE FROM users WHERE id < 3
merge | analyze, timing off, summary off | MERGE INTO users u USING (VALUES (1, 'x'), (99999, 'y')) s(id, name) ON u.id = s.id WHEN MATCHED THEN UPDATE SET name = s.name WHEN NOT MATCHED THEN INSERT VALUES (s.id, s.name, 'z')
never-executed | analyze, timing off, summary off | SELECT * FROM users u LEFT JOIN posts p ON p.user_id = u.id WHERE u.id = -1
limit-nested | analyze, timing off, summary off | SELECT * FROM users u JOIN posts p ON p.user_id = u.id LIMIT 3
no-costs | costs off | SELECT u.name FROM users u JOIN posts p ON p.user_id = u.id WHERE p.id = 9 ORDER BY u.name
result | | SELECT 1 WHERE false
line-break | | SELECT * FROM users WHERE name = E'two\nlines'
