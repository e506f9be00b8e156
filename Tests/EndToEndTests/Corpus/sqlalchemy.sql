-- SQLAlchemy: aliases with _1, line breaks, casts of bound values (asyncpg) and literals (psycopg2), CTEs called anon_1.
-- bind: 5
SELECT users.id, users.email, users.name 
FROM users 
WHERE users.id = $1::INTEGER;
-- bind: paid|20|0
SELECT orders.id, orders.number 
FROM orders 
WHERE orders.status = $1::order_status ORDER BY orders.placed_at DESC 
 LIMIT $2::INTEGER OFFSET $3::INTEGER;
SELECT orders.id AS orders_id, orders.total AS orders_total 
FROM orders 
WHERE orders.user_id = 18 AND orders.status != 'cancelled' ORDER BY orders.placed_at DESC 
 LIMIT 10 OFFSET 20;
SELECT count(*) AS count_1 
FROM (SELECT orders.id AS orders_id 
FROM orders 
WHERE orders.currency = 'EUR' AND orders.note IS NOT NULL) AS anon_1;
SELECT users.id, users.name, orders_1.id AS id_1, orders_1.total 
FROM users LEFT OUTER JOIN orders AS orders_1 ON users.id = orders_1.user_id 
WHERE users.account_id = '5f0c1a2e-0000-4000-8000-000000000001'::UUID;
SELECT anon_1.users_id, orders_1.id 
FROM (SELECT users.id AS users_id 
FROM users ORDER BY users.created_at DESC 
 LIMIT 15) AS anon_1 LEFT OUTER JOIN orders AS orders_1 ON anon_1.users_id = orders_1.user_id;
SELECT order_lines.order_id AS order_lines_order_id, order_lines.id AS order_lines_id 
FROM order_lines 
WHERE order_lines.order_id IN (1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
-- bind: {1,2,3}
SELECT products.id, products.title FROM products WHERE products.id = ANY ($1::BIGINT[]);
SELECT date_trunc('month', orders.placed_at) AS month, sum(orders.total) AS revenue 
FROM orders 
WHERE orders.placed_at >= '2026-01-02' GROUP BY date_trunc('month', orders.placed_at) ORDER BY date_trunc('month', orders.placed_at);
SELECT to_char(orders.placed_at, 'YYYY-MM') AS month, count(orders.id) AS n 
FROM orders GROUP BY to_char(orders.placed_at, 'YYYY-MM');
SELECT orders.metadata ->> 'source' AS source, count(*) AS n 
FROM orders GROUP BY orders.metadata ->> 'source' HAVING count(*) > 10 ORDER BY orders.metadata ->> 'source';
SELECT (products.attributes ->> 'size')::INTEGER AS size, avg(products.price) AS price 
FROM products GROUP BY (products.attributes ->> 'size')::INTEGER;
SELECT products.id FROM products WHERE CAST((products.attributes ->> 'size') AS INTEGER) > 6 AND products.category_id = 9;
SELECT products.id FROM products WHERE (products.attributes -> 'colour') ->> 0 IS NULL AND products.stock = 0;
SELECT users.name, coalesce(users.score, 0) / nullif(users.id % 7, 0) AS ratio 
FROM users ORDER BY ratio DESC NULLS LAST LIMIT 5;
SELECT extract(epoch FROM tasks.completed_at - tasks.created_at) / 3600 AS hours FROM tasks WHERE tasks.completed_at IS NOT NULL AND tasks.priority >= 3;
SELECT percentile_cont(0.95) WITHIN GROUP (ORDER BY orders.total) AS p95, percentile_disc(0.5) WITHIN GROUP (ORDER BY orders.total) AS p50 FROM orders WHERE orders.status = 'shipped';
SELECT width_bucket(orders.total, 0, 4000, 10) AS bucket, count(*) AS n FROM orders GROUP BY width_bucket(orders.total, 0, 4000, 10) ORDER BY bucket;
SELECT floor(products.price / 50) * 50 AS band, count(*) FROM products GROUP BY floor(products.price / 50) * 50;
SELECT CASE WHEN (users.score > 500) THEN 'high' WHEN (users.score > 100) THEN 'some' ELSE 'low' END AS band, count(users.id) AS n 
FROM users GROUP BY CASE WHEN (users.score > 500) THEN 'high' WHEN (users.score > 100) THEN 'some' ELSE 'low' END ORDER BY n DESC;
SELECT DISTINCT lower(left(users.name, 6)) AS letter FROM users ORDER BY lower(left(users.name, 6));
INSERT INTO events (account_id, user_id, kind, payload, happened_at, duration, processed) VALUES ('5f0c1a2e-0000-4000-8000-000000000001', 3, 'view', '{"page": "a"}', '2026-03-06 10:00:00+00', '5 seconds', false), ('5f0c1a2e-0000-4000-8000-000000000001', NULL, 'click', '{}', now(), NULL, true) RETURNING events.id;
-- bind: 5f0c1a2e-0000-4000-8000-000000000002|Some project|#ffffff
INSERT INTO projects (account_id, name, colour, budget) VALUES ($1::UUID, $2::VARCHAR, $3::VARCHAR, 12.5::numeric::money) RETURNING projects.id;
INSERT INTO products (account_id, sku, title, price, stock) SELECT accounts.id, 'NEW-' || p0.n, p0.t, p0.price, p0.stock 
FROM accounts, (VALUES ('1', 'first', 9.99, 3), ('2', 'second', 19.99, 4)) AS p0 (n, t, price, stock) WHERE accounts.slug = 'account-3';
UPDATE users SET last_sign_in_at=now(), last_ip='10.2.3.4' WHERE users.id = 50;
UPDATE products SET price=(products.price * 0.9) FROM categories WHERE products.category_id = categories.id AND categories.name = 'Category 700';
UPDATE tasks SET completed_at=NULL, state='todo' WHERE tasks.state = 'done' AND tasks.due_on > '2026-06-28' RETURNING tasks.id;
DELETE FROM comments USING users WHERE comments.user_id = users.id AND users.email = 'user5900@example.com' AND comments.subject_type = 'Task';
WITH anon_1 AS MATERIALIZED 
(SELECT orders.user_id AS user_id, max(orders.placed_at) AS last 
FROM orders GROUP BY orders.user_id)
 SELECT users.id FROM users JOIN anon_1 ON anon_1.user_id = users.id WHERE anon_1.last < '2026-01-04';
WITH RECURSIVE anon_2(id, parent_id, lvl, trail) AS 
(SELECT categories.id AS id, categories.parent_id AS parent_id, 1 AS lvl, ARRAY[categories.id] AS trail 
FROM categories 
WHERE categories.id = 5 UNION ALL SELECT c.id, c.parent_id, anon_2.lvl + 1, anon_2.trail || c.id 
FROM categories c, anon_2 
WHERE c.parent_id = anon_2.id AND anon_2.lvl < 10)
 SELECT anon_2.id, anon_2.lvl FROM anon_2;
SELECT tasks.id FROM tasks WHERE (tasks.priority, tasks.id) > (2, 500) ORDER BY tasks.priority, tasks.id LIMIT 20;
SELECT projects.id FROM projects WHERE projects.starts_on + interval '30 days' > '2026-02-15' AND projects.ends_on - 10 < '2026-07-01' LIMIT 5;
SELECT projects.name FROM projects WHERE projects.budget > 500::money ORDER BY projects.budget LIMIT 5;
SELECT u.id, x.n FROM users AS u JOIN LATERAL (SELECT count(*) AS n FROM comments WHERE comments.user_id = u.id AND comments.edited = false) AS x ON true WHERE u.role = 'guest' AND x.n > 2 LIMIT 10;
SELECT orders.id FROM orders WHERE orders.id IN (SELECT payments.order_id FROM payments WHERE payments.state = 3 AND payments.kind IN ('card', 'debit') EXCEPT SELECT payments.order_id FROM payments WHERE payments.amount < 5) LIMIT 10;
SELECT anon_1.value AS tag, count(*) AS n FROM products, unnest(products.tags) AS anon_1(value) GROUP BY anon_1.value ORDER BY n DESC LIMIT 10;
SELECT e.key, count(*) FROM products, jsonb_each_text(products.attributes) AS e(key, value) WHERE e.value <> 'c1' GROUP BY e.key;
SELECT orders.id FROM orders TABLESAMPLE bernoulli(5) REPEATABLE (42) WHERE orders.total > 10 LIMIT 5;
