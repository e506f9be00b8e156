-- Prisma: schema-qualified quoted names, every value bound, LIMIT and OFFSET too; raw queries between.
-- bind: 5|1|0
SELECT "public"."users"."id", "public"."users"."email", "public"."users"."role" FROM "public"."users" WHERE ("public"."users"."id" = $1 AND 1=1) LIMIT $2 OFFSET $3;
-- bind: 10|0
SELECT "public"."orders"."id", "public"."orders"."status"::text FROM "public"."orders" WHERE 1=1 ORDER BY "public"."orders"."placed_at" DESC LIMIT $1 OFFSET $2;
-- bind: 1|2|3|0
SELECT "public"."order_lines"."id", "public"."order_lines"."order_id", "public"."order_lines"."quantity" FROM "public"."order_lines" WHERE "public"."order_lines"."order_id" IN ($1,$2,$3) OFFSET $4;
-- bind: paid|100.5|0
SELECT COUNT(*) FROM (SELECT "public"."orders"."id" FROM "public"."orders" WHERE ("public"."orders"."status" = CAST($1::text AS "public"."order_status") AND "public"."orders"."total" > $2) OFFSET $3) AS "sub";
-- bind: %blue%|20|0
SELECT "public"."products"."id", "public"."products"."title" FROM "public"."products" WHERE "public"."products"."title"::text ILIKE $1 ORDER BY "public"."products"."id" ASC LIMIT $2 OFFSET $3;
-- bind: 77|0
SELECT "t1"."id", "t1"."email" FROM "public"."users" AS "t1" WHERE ("t1"."id") IN (SELECT "t2"."user_id" FROM "public"."orders" AS "t2" INNER JOIN "public"."order_lines" AS "j" ON ("j"."order_id" = "t2"."id") WHERE ("j"."product_id" = $1 AND "t2"."user_id" IS NOT NULL)) OFFSET $2;
-- bind: 5f0c1a2e-0000-4000-8000-000000000001|user77777@example.com|New|member
INSERT INTO "public"."users" ("account_id","email","name","role") SELECT id, $2, $3, $4 FROM accounts WHERE slug = 'account-5' AND id <> $1 RETURNING "public"."users"."id", "public"."users"."email";
-- bind: 3|15
UPDATE "public"."products" SET "stock" = $1 WHERE ("public"."products"."id" = $2 AND 1=1) RETURNING "public"."products"."id", "public"."products"."stock";
-- bind: 1|15
UPDATE "public"."products" SET "stock" = ("public"."products"."stock" - $1) WHERE ("public"."products"."id" IN ($2) AND 1=1);
-- bind: 999999
DELETE FROM "public"."comments" WHERE ("public"."comments"."id" = $1 AND 1=1);
-- bind: 5f0c1a2e-0000-4000-8000-000000000001|2026-03-09|1|9.5|1
INSERT INTO "public"."daily_totals" ("account_id","day","orders","revenue") VALUES ($1,$2,$3,$4) ON CONFLICT ("account_id","day") DO UPDATE SET "orders" = ("public"."daily_totals"."orders" + $5) WHERE ("public"."daily_totals"."account_id" = $1 AND 1=1) RETURNING "public"."daily_totals"."day";
-- bind: 10|0
SELECT COUNT(*) AS "_count._all", SUM("total") AS "_sum.total", "public"."orders"."currency" FROM "public"."orders" WHERE 1=1 GROUP BY "public"."orders"."currency" ORDER BY "_count._all" DESC LIMIT $1 OFFSET $2;
-- bind: 10|0
SELECT "public"."products"."category_id", AVG("price") FROM "public"."products" WHERE 1=1 GROUP BY "public"."products"."category_id" HAVING AVG("public"."products"."price") > $1 OFFSET $2;
-- bind: {"source":"s1"}|0
SELECT "public"."orders"."id" FROM "public"."orders" WHERE ("public"."orders"."metadata"::jsonb @> $1::jsonb) OFFSET $2;
-- bind: s1|0
SELECT "public"."orders"."id" FROM "public"."orders" WHERE ("public"."orders"."metadata"#>ARRAY['source']::text[])::jsonb = to_jsonb($1::text) OFFSET $2;
-- bind: {t1,t2}|0
SELECT "public"."users"."id" FROM "public"."users" WHERE "public"."users"."tags" && $1::text[] OFFSET $2;
-- bind: t1|0
SELECT "public"."users"."id" FROM "public"."users" WHERE "public"."users"."tags" @> ARRAY[$1] OFFSET $2;
-- bind: 7|0
SELECT "public"."products"."id" FROM "public"."products" WHERE "public"."products"."related" @> ARRAY[$1]::integer[] OFFSET $2;
-- bind: 2026-01-09 00:00:00+00|4000|25
SELECT "public"."orders"."id", "public"."orders"."placed_at" FROM "public"."orders" WHERE ("public"."orders"."placed_at" < $1 OR ("public"."orders"."placed_at" = $1 AND "public"."orders"."id" < $2)) ORDER BY "public"."orders"."placed_at" DESC, "public"."orders"."id" DESC LIMIT $3;
-- bind: 8|10
SELECT "t0"."id", "t0_orders"."__prisma_data__" AS "orders" FROM "public"."users" AS "t0" LEFT JOIN LATERAL (SELECT COALESCE(JSONB_AGG("__prisma_data__"), '[]') AS "__prisma_data__" FROM (SELECT JSONB_BUILD_OBJECT('id', "t1"."id", 'total', "t1"."total") AS "__prisma_data__" FROM "public"."orders" AS "t1" WHERE "t0"."id" = "t1"."user_id" ORDER BY "t1"."id" ASC LIMIT $2) AS "t2") AS "t0_orders" ON TRUE WHERE "t0"."id" = $1 LIMIT 1;
SELECT date_trunc('month', placed_at) AS month, count(*)::int FROM orders WHERE account_id = '5f0c1a2e-0000-4000-8000-000000000001'::uuid GROUP BY date_trunc('month', placed_at) ORDER BY month;
-- bind: 5f0c1a2e-0000-4000-8000-000000000001|week
SELECT date_trunc($2, happened_at) AS bucket, count(*) FROM events WHERE account_id = $1::uuid GROUP BY 1 ORDER BY 1;
SELECT d::date AS day, count(o.id) FROM generate_series('2026-01-01'::date, '2026-01-10'::date, '1 day') d LEFT JOIN orders o ON o.placed_at::date = d::date GROUP BY d ORDER BY d;
SELECT h AS hour, count(e.id) FROM generate_series(0, 23) h LEFT JOIN events e ON extract(hour FROM e.happened_at) = h AND e.kind = 'login' GROUP BY h;
-- bind: 5
SELECT id, title, 1 - similarity(title, 'Product blue') AS distance FROM products WHERE title % 'Product blue' ORDER BY distance LIMIT $1;
-- bind: card|1
SELECT "public"."payments"."id" FROM "public"."payments" WHERE "public"."payments"."kind" = $1 AND "public"."payments"."state" = $2 AND "public"."payments"."captured_at" >= (now() - interval '1 year') ORDER BY "public"."payments"."captured_at" DESC LIMIT 10;
-- bind: todo
SELECT "public"."tasks"."id", "public"."tasks"."state"::text FROM "public"."tasks" WHERE "public"."tasks"."state" <> CAST($1::text AS "public"."task_state") AND "public"."tasks"."due_on" IS NOT NULL ORDER BY "public"."tasks"."due_on" ASC NULLS LAST LIMIT 10;
-- bind: 2|3
UPDATE "public"."tasks" SET "priority" = $1, "labels" = array_append("labels", 'urgent') WHERE "public"."tasks"."id" = $2;
SELECT kind, count(*) FILTER (WHERE processed) AS done, count(*) FILTER (WHERE NOT processed) AS open, max(payload->>'page') FROM events WHERE happened_at > '2026-02-02' GROUP BY kind;
-- bind: true|5
SELECT "public"."accounts"."id" FROM "public"."accounts" WHERE ("public"."accounts"."active" = $1 AND ("public"."accounts"."seats" >= $2 OR "public"."accounts"."seats" IS NULL)) ORDER BY "public"."accounts"."created_at" DESC;
-- bind: 5f0c1a2e-0000-4000-8000-000000000001
SELECT coalesce(sum(o.total), 0)::float AS revenue, coalesce(avg(o.total), 0)::float AS average FROM orders o WHERE o.account_id = $1::uuid AND o.status = ANY(ARRAY['paid', 'shipped']::order_status[]);
SELECT u.id FROM users u WHERE u.id = ANY(ARRAY[1, 2, 3]);
SELECT u.id, u.email FROM users u WHERE u.role = ANY(ARRAY['admin', 'guest']) AND u.locked IS NOT TRUE ORDER BY u.email LIMIT 40;
SELECT p.id, p.price * 1.19 AS gross, round(p.price * 0.19, 2) AS vat FROM products p WHERE p.price * 1.19 > 500 ORDER BY gross DESC LIMIT 15;
-- bind: 4|2026-05-01
SELECT b.id FROM bookings b WHERE b.room = $1 AND upper(b.during) > now() AND lower(b.during) < $2::timestamptz ORDER BY lower(b.during) LIMIT 1;
WITH moved AS (DELETE FROM jobs WHERE state = 'done' AND run_at < '2026-03-01 04:00' RETURNING id, queue) SELECT queue, count(*) FROM moved GROUP BY queue;
-- bind: mail
SELECT min(run_at) FROM jobs WHERE queue = $1 AND state IN ('queued', 'failed') AND attempts < 5;
