-- calls: 500
SELECT total FROM orders WHERE customer_id = 5 AND created_at > now() ORDER BY created_at DESC LIMIT 10;
-- calls: 1e3
SELECT count(*) FROM orders o JOIN customers c ON c.id = o.customer_id WHERE c.email LIKE '%x%' AND o.total BETWEEN 1 AND 1e5;
UPDATE orders SET status = 'paid' WHERE customer_id = $1;
SELECT * FROM customers WHERE tags @> ARRAY['a'] AND doc @> '{"k": 1}' OFFSET 100;
