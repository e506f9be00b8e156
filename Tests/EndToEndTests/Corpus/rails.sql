-- Active Record: quoted names, bound values for equality and LIMIT, literals where a scope is written as SQL, annotations.
-- bind: 17|1
SELECT "users".* FROM "users" WHERE "users"."id" = $1 LIMIT $2;
-- bind: user8@example.com|1
SELECT "users".* FROM "users" WHERE "users"."deleted_at" IS NULL AND "users"."email" = $1 ORDER BY "users"."id" ASC LIMIT $2 /*application:Shop,controller:sessions,action:create*/;
-- bind: 1
SELECT 1 AS one FROM "users" WHERE lower("users"."email"::text) = lower('User9@example.com') AND "users"."deleted_at" IS NULL LIMIT $1;
SELECT "orders".* FROM "orders" WHERE "orders"."user_id" IN (4, 8, 15, 16, 23, 42) AND "orders"."status" = 'paid';
-- bind: 11|paid
SELECT COUNT(*) FROM "orders" WHERE "orders"."user_id" = $1 AND "orders"."status" = $2;
SELECT COUNT(*) AS "count_all", "orders"."status" AS "orders_status" FROM "orders" WHERE (placed_at > '2026-01-10') GROUP BY "orders"."status";
SELECT COUNT(*) AS "count_all", DATE_TRUNC('week', "orders"."placed_at"::timestamptz AT TIME ZONE 'Etc/UTC') AT TIME ZONE 'Etc/UTC' AS "week" FROM "orders" WHERE ("orders"."placed_at" IS NOT NULL) GROUP BY DATE_TRUNC('week', "orders"."placed_at"::timestamptz AT TIME ZONE 'Etc/UTC') AT TIME ZONE 'Etc/UTC';
SELECT DISTINCT "users".* FROM "users" INNER JOIN "orders" ON "orders"."user_id" = "users"."id" INNER JOIN "order_lines" ON "order_lines"."order_id" = "orders"."id" WHERE "order_lines"."product_id" = 77;
SELECT "users"."id" AS t0_r0, "users"."email" AS t0_r1, "orders"."id" AS t1_r0, "orders"."number" AS t1_r1 FROM "users" LEFT OUTER JOIN "orders" ON "orders"."user_id" = "users"."id" WHERE "users"."account_id" = '5f0c1a2e-0000-4000-8000-000000000001' AND "orders"."id" IS NULL;
-- bind: Order|4711
SELECT "comments".* FROM "comments" WHERE "comments"."subject_type" = $1 AND "comments"."subject_id" = $2 ORDER BY "comments"."created_at" DESC;
SELECT "products".* FROM "products" WHERE "products"."archived" = FALSE AND ("products"."price" BETWEEN 10 AND 20) ORDER BY "products"."price" DESC, "products"."id" ASC LIMIT 25 OFFSET 50;
SELECT "products".* FROM "products" WHERE (title ILIKE '%blue%' OR sku ILIKE '%blue%') ORDER BY "products"."published_at" DESC NULLS LAST LIMIT 20;
SELECT "products".* FROM "products" WHERE (tags @> ARRAY['tag5']::varchar[]) LIMIT 10;
SELECT "products".* FROM "products" WHERE (related @> ARRAY[5]);
SELECT "products".* FROM "products" WHERE (related && ARRAY[5, 6]) AND "products"."archived" = FALSE;
SELECT SUM("order_lines"."quantity" * "order_lines"."unit_price") FROM "order_lines" WHERE "order_lines"."order_id" = 99;
-- bind: 2026-03-01 10:00:00|6|0
UPDATE "orders" SET "updated_at" = $1, "lock_version" = 1 WHERE "orders"."id" = $2 AND "orders"."lock_version" = $3;
UPDATE "products" SET "stock" = COALESCE("stock", 0) - 1 WHERE "products"."id" = 12;
UPDATE "users" SET "locked" = TRUE WHERE "users"."id" IN (SELECT "users"."id" FROM "users" WHERE "users"."last_sign_in_at" < '2020-01-01' ORDER BY "users"."id" ASC LIMIT 100);
-- bind: Task|3|5|A first remark|2026-03-02 12:00:00
INSERT INTO "comments" ("subject_type", "subject_id", "user_id", "body", "created_at") VALUES ($1, $2, $3, $4, $5) RETURNING "id";
INSERT INTO "daily_totals" ("account_id","day","orders","revenue") VALUES ('5f0c1a2e-0000-4000-8000-000000000001', '2026-03-01', 4, 120.5) ON CONFLICT ("account_id","day") DO UPDATE SET "orders"=excluded."orders", "revenue"=excluded."revenue" RETURNING "day";
-- bind: 314159
DELETE FROM "comments" WHERE "comments"."id" = $1;
DELETE FROM "events" WHERE "events"."happened_at" < '2026-02-01 00:10:00' AND "events"."processed" = TRUE;
SELECT "tasks".* FROM "tasks" WHERE "tasks"."state" != 'done' AND "tasks"."due_on" < '2026-03-15' AND "tasks"."assignee_id" = 12 ORDER BY CASE "tasks"."priority" WHEN 0 THEN 3 WHEN 1 THEN 2 ELSE 1 END, "tasks"."due_on";
SELECT CASE WHEN total < 100 THEN 'small' WHEN total < 1000 THEN 'medium' ELSE 'large' END AS bucket, COUNT(*) AS count FROM "orders" GROUP BY CASE WHEN total < 100 THEN 'small' WHEN total < 1000 THEN 'medium' ELSE 'large' END;
SELECT "orders".* FROM "orders" WHERE (metadata->>'source' = 's3') AND "orders"."placed_at" >= '2026-01-05' LIMIT 11;
SELECT "orders".* FROM "orders" WHERE (metadata @> '{"source":"s2"}') LIMIT 5;
SELECT "jobs".* FROM "jobs" WHERE "jobs"."state" = 'queued' AND (run_at <= '2026-04-01 00:00:00') ORDER BY "jobs"."priority" ASC, "jobs"."run_at" ASC LIMIT 1 FOR UPDATE SKIP LOCKED;
SELECT "users".* FROM "users" WHERE (tags && ARRAY['t3','t4']::text[]) AND NOT EXISTS (SELECT 1 FROM orders WHERE orders.user_id = users.id AND orders.status = 'cancelled');
-- bind: 5000|1000
SELECT "events"."id" FROM "events" WHERE "events"."id" > $1 ORDER BY "events"."id" ASC LIMIT $2;
SELECT AVG("products"."price") AS average, "products"."category_id" FROM "products" GROUP BY "products"."category_id" HAVING (COUNT(*) > 2) ORDER BY average DESC LIMIT 5;
SELECT "users".* FROM "users" ORDER BY RANDOM() LIMIT 3;
SELECT DISTINCT ON (user_id) user_id, id, total FROM "orders" ORDER BY user_id, placed_at DESC;
SELECT "accounts".*, (SELECT COUNT(*) FROM users WHERE users.account_id = accounts.id AND users.locked = FALSE) AS users_count FROM "accounts" WHERE "accounts"."plan" = 'team' ORDER BY users_count DESC LIMIT 10;
SELECT SUM(CASE WHEN status = 'paid' THEN 1 ELSE 0 END) AS paid, SUM(CASE WHEN status = 'cart' THEN 1 ELSE 0 END) AS carts FROM "orders" WHERE account_id = '5f0c1a2e-0000-4000-8000-000000000001';
SELECT COALESCE(SUM(total), 0) FROM "orders" WHERE placed_at >= NOW() - INTERVAL '30 days';
WITH RECURSIVE tree AS (SELECT id, parent_id, name, 0 AS depth FROM categories WHERE parent_id IS NULL UNION ALL SELECT c.id, c.parent_id, c.name, tree.depth + 1 FROM categories c INNER JOIN tree ON c.parent_id = tree.id WHERE tree.depth < 6) SELECT * FROM tree ORDER BY depth, name;
SELECT EXTRACT(YEAR FROM placed_at) AS year, EXTRACT(MONTH FROM placed_at) AS month, SUM(total) FROM "orders" GROUP BY EXTRACT(YEAR FROM placed_at), EXTRACT(MONTH FROM placed_at) ORDER BY 1, 2;
