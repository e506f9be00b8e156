-- calls: 0.5
WITH RECURSIVE r AS (SELECT id, 1 AS n FROM customers WHERE id = $1 UNION ALL SELECT c.id, n + 1 FROM r JOIN customers c ON c.id = r.id + 1 WHERE n < 5) SELECT * FROM r;
-- calls: 20000
SELECT c.email, x.* FROM customers c LEFT JOIN LATERAL (SELECT * FROM orders o WHERE o.customer_id = c.id ORDER BY created_at DESC LIMIT 1) x ON true WHERE EXISTS (SELECT 1 FROM orders WHERE customer_id = c.id AND total > (SELECT avg(total) FROM orders)) AND c.id IN ($1, $2, $3);
SELECT * FROM orders o, customers c WHERE o.customer_id = c.id AND (c.email = 'a' OR o.status = 'b') AND o.total BETWEEN SYMMETRIC $1 AND $2 UNION ALL SELECT * FROM orders o JOIN customers c USING (id) INTERSECT SELECT o.*, c.* FROM orders o CROSS JOIN customers c;
