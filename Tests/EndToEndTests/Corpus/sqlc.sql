-- sqlc, hand-written: a comment with the name begins each text.
-- name: GetUser :one
-- bind: 5
SELECT id, email, name FROM users WHERE id = $1;
-- name: ListOrders :many
-- bind: 5|20
SELECT id, number, total FROM orders WHERE user_id = $1 ORDER BY placed_at DESC LIMIT $2;
-- name: SearchOrders :many
-- bind: 5|
SELECT o.id, o.total FROM orders o WHERE ($1::bigint IS NULL OR o.user_id = $1) AND ($2 = '' OR o.note ILIKE $2 || '%') ORDER BY o.id LIMIT 50;
-- name: OptionalFilters :many
-- bind: NULL|2026-01-05
SELECT id FROM orders WHERE status = COALESCE($1::order_status, status) AND placed_at >= COALESCE($2, '-infinity'::timestamptz) AND total > 0 LIMIT 10;
/* name: CountByKind :many */
SELECT kind, count(*) FROM events WHERE happened_at >= now() - interval '400 days' GROUP BY kind;
-- name: Touch :exec
-- bind: 7
UPDATE accounts SET settings = settings || jsonb_build_object('seen', now(), 'count', 1) WHERE slug = 'account-' || $1::text;
-- name: ClaimJobs :many
-- bind: worker-1|mail|5
WITH next AS (
  SELECT id FROM jobs WHERE queue = $2 AND state = 'queued' AND run_at <= now() ORDER BY priority DESC, run_at LIMIT $3 FOR UPDATE SKIP LOCKED
)
UPDATE jobs SET state = 'running', locked_by = $1, locked_at = now(), attempts = attempts + 1 FROM next WHERE jobs.id = next.id RETURNING jobs.id, jobs.args;
-- name: RetryJobs :execrows
UPDATE jobs SET state = 'queued', run_at = now() + (attempts * interval '30 seconds') WHERE state = 'failed' AND attempts < 3 AND id % 10 = 0;
-- name: Backoff :exec
-- bind: 3
UPDATE jobs SET run_at = now() + (2 ^ attempts) * interval '1 second', state = 'failed' WHERE id = $1;
-- name: UpsertMany :exec
-- bind: {5f0c1a2e-0000-4000-8000-000000000001,5f0c1a2e-0000-4000-8000-000000000002}|{2026-04-01,2026-04-01}|{1,2}
INSERT INTO daily_totals (account_id, day, orders, revenue) SELECT unnest($1::uuid[]), unnest($2::date[]), unnest($3::int[]), 0 ON CONFLICT (account_id, day) DO UPDATE SET orders = daily_totals.orders + excluded.orders;
-- name: BulkPrices :exec
-- bind: {1,2}|{5.5,6.5}
UPDATE products p SET price = d.price FROM (SELECT unnest($1::bigint[]) AS id, unnest($2::numeric[]) AS price) d WHERE p.id = d.id;
-- name: OrderWithLines :one
-- bind: 9
SELECT o.id, o.number, json_agg(json_build_object('id', l.id, 'quantity', l.quantity, 'product', p.title) ORDER BY l.id) AS lines FROM orders o JOIN order_lines l ON l.order_id = o.id JOIN products p ON p.id = l.product_id WHERE o.id = $1 GROUP BY o.id;
-- name: Calendar :many
SELECT d.d::date, coalesce(t.revenue, 0) AS revenue FROM generate_series(date '2026-01-01', date '2026-01-31', interval '1 day') AS d LEFT JOIN daily_totals t ON t.day = d.d::date AND t.account_id = md5('account4')::uuid ORDER BY d.d;
-- name: Histogram :many
SELECT g.n * 100 AS lower, count(o.id) FROM generate_series(0, 39) AS g(n) LEFT JOIN orders o ON o.total >= g.n * 100 AND o.total < (g.n + 1) * 100 GROUP BY g.n ORDER BY g.n;
-- name: Numbers :many
SELECT n, (SELECT count(*) FROM users WHERE id % 12 = n) FROM generate_series(1, 12) n;
-- name: Spread :many
SELECT s, count(*) FROM generate_series(1, 100, 10) s JOIN products p ON p.stock BETWEEN s AND s + 9 GROUP BY s;
-- name: Cohorts :many
WITH first AS (SELECT user_id, min(placed_at) AS at FROM orders GROUP BY user_id) SELECT date_trunc('week', f.at) AS cohort, floor(extract(epoch FROM o.placed_at - f.at) / 604800) AS week, count(DISTINCT o.user_id) FROM first f JOIN orders o USING (user_id) GROUP BY date_trunc('week', f.at), floor(extract(epoch FROM o.placed_at - f.at) / 604800) ORDER BY 1, 2 LIMIT 100;
-- name: Funnel :one
SELECT count(DISTINCT user_id) FILTER (WHERE kind = 'view') AS views, count(DISTINCT user_id) FILTER (WHERE kind = 'click' AND happened_at > '2026-02-02') AS clicks FROM events WHERE account_id = md5('account7')::uuid;
-- name: Nearest :many
-- bind: 5
SELECT id FROM bookings ORDER BY at <-> point(10, 10) LIMIT $1;
-- name: Overlap :many
-- bind: 4
SELECT id FROM bookings WHERE room = $1 AND during && tstzrange('2026-03-02 09:00+00', '2026-03-02 13:00+00');
-- name: FullText :many
-- bind: blue & product
SELECT id, ts_headline('english', title, to_tsquery('english', $1)) FROM products WHERE search @@ to_tsquery('english', $1) ORDER BY ts_rank_cd(search, to_tsquery('english', $1), 32) DESC LIMIT 10;
-- name: Websearch :many
-- bind: blue -red
SELECT id FROM products, websearch_to_tsquery('english', $1) q WHERE search @@ q ORDER BY ts_rank(search, q) DESC LIMIT 10;
-- name: MergeStock :exec
MERGE INTO products p USING (VALUES ('SKU-1', 5), ('SKU-2', 6), ('SKU-none', 7)) AS v(sku, stock) ON p.sku = v.sku WHEN MATCHED AND p.stock <> v.stock THEN UPDATE SET stock = v.stock WHEN NOT MATCHED THEN DO NOTHING;
-- name: MergeTotals :exec
MERGE INTO daily_totals t USING (SELECT md5('account1')::uuid AS account_id, date '2026-01-03' AS day) s ON t.account_id = s.account_id AND t.day = s.day WHEN MATCHED THEN UPDATE SET orders = t.orders + 1, revenue = t.revenue + 9.5 WHEN NOT MATCHED THEN INSERT (account_id, day, orders, revenue) VALUES (s.account_id, s.day, 1, 9.5);
-- name: Ancestors :many
-- bind: 1500
WITH RECURSIVE up AS (SELECT id, parent_id, name, 1 AS step FROM categories WHERE id = $1 UNION ALL SELECT c.id, c.parent_id, c.name, up.step + 1 FROM categories c JOIN up ON c.id = up.parent_id) SELECT string_agg(name, ' > ' ORDER BY step DESC) FROM up;
-- name: Gaps :many
SELECT id, lead(id) OVER w - id AS gap FROM orders WHERE user_id < 50 WINDOW w AS (ORDER BY id) ORDER BY gap DESC NULLS LAST LIMIT 5;
-- name: RunningShare :many
SELECT user_id, sum(total) AS s, sum(sum(total)) OVER (ORDER BY sum(total) DESC) / sum(sum(total)) OVER () AS share, ntile(4) OVER (ORDER BY sum(total)) FROM orders WHERE status IN ('paid', 'shipped') GROUP BY user_id ORDER BY s DESC LIMIT 20;
-- name: Unread :many
-- bind: 5
SELECT c.id FROM comments c LEFT JOIN events e ON e.user_id = c.user_id AND e.kind = 'view' AND (e.payload->>'n')::int = c.id WHERE c.user_id = $1 AND e.id IS NULL;
-- name: Grouping :many
SELECT account_id, status, sum(total) FROM orders WHERE placed_at < '2026-01-04' GROUP BY GROUPING SETS ((account_id, status), (account_id), ()) ORDER BY 3 DESC LIMIT 20;
-- name: Similar :many
SELECT title FROM products WHERE title SIMILAR TO 'Product 1[0-5]% blue' ORDER BY title LIMIT 5;
-- name: Matches :many
SELECT title FROM products WHERE title ~ '^Product 59' OR title ~* 'RED$' LIMIT 5;
-- name: Prefix :many
-- bind: O-11
SELECT number FROM orders WHERE number ^@ $1 LIMIT 5;
-- name: Collated :many
SELECT name FROM users WHERE name COLLATE "C" > 'User 59' ORDER BY name COLLATE "C" LIMIT 5;
-- name: Tagged :many
-- bind: label5
SELECT id FROM tasks WHERE $1 = ANY(labels) AND NOT ('label6' = ANY(labels)) LIMIT 10;
-- name: JsonPath :many
SELECT id FROM events WHERE payload @? '$.page ? (@ == "p7")' OR jsonb_path_exists(payload, '$.n ? (@ > 19990)') LIMIT 5;
-- name: Intersect :many
SELECT user_id FROM orders WHERE total > 3000 INTERSECT SELECT user_id FROM comments WHERE subject_type = 'Order' ORDER BY user_id LIMIT 10;
-- name: DeleteOld :execrows
DELETE FROM events WHERE ctid IN (SELECT ctid FROM events WHERE happened_at < now() - interval '5 years' LIMIT 1000);
-- name: AnyOfText :many
-- bind: {a,b}
SELECT id FROM users WHERE role = ANY($1::text[]) OR name = ANY(string_to_array('User 1,User 2', ','));
