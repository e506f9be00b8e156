SELECT *, row_number() OVER w, lag(total, 2) OVER (PARTITION BY status ORDER BY created_at ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM orders WINDOW w AS (PARTITION BY customer_id ORDER BY total DESC);
SELECT customer_id FROM orders TABLESAMPLE system (1) WHERE total = ANY (ARRAY[1, 2]) AND status NOT IN (SELECT email FROM customers) GROUP BY GROUPING SETS ((customer_id), ());
DECLARE c CURSOR FOR SELECT * FROM orders ORDER BY created_at; TABLE customers; VALUES (1), (2); EXPLAIN SELECT 1; SELECT FROM gone;
SELECT to_tsvector('english', email) @@ plainto_tsquery($1), similarity(email, $2) FROM customers ORDER BY email <-> $2, id LIMIT ALL;
