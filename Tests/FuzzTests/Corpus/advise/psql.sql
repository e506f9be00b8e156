\set x 5
SELECT status, sum(total) OVER (PARTITION BY status ORDER BY total) FROM orders WHERE lower(status) IN ('a', E'b\\'') GROUP BY 1, total HAVING count(*) > 3;
/* a /* b */ c */ DELETE FROM customers WHERE id NOT IN (SELECT customer_id FROM orders); COPY orders FROM stdin;
1	2	3
\.
