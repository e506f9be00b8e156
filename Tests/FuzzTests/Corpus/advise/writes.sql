INSERT INTO orders (customer_id, total, status) SELECT id, 1, 'new' FROM customers ON CONFLICT (id) DO UPDATE SET status = EXCLUDED.status WHERE orders.total < 5 RETURNING id;
-- calls: 90
MERGE INTO orders o USING customers c ON o.customer_id = c.id WHEN MATCHED AND c.email IS NULL THEN DELETE WHEN NOT MATCHED THEN INSERT (customer_id) VALUES (c.id);
UPDATE orders o SET status = 'x', total = total + 1 FROM customers c WHERE c.id = o.customer_id AND c.tags && ARRAY['a', 'b'] AND c.doc ? 'k' AND c.doc->>'k' = '5';
DELETE FROM customers USING orders WHERE orders.customer_id = customers.id AND customers.doc @@ '$.k > 1';
