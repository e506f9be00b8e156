SELECT id, total FROM orders WHERE (customer_id, status) = (7, 'open') AND total >= 10 ORDER BY total DESC, id LIMIT 5 OFFSET 10;
SELECT DISTINCT ON (customer_id) * FROM public.orders WHERE status IS NULL OR status <> ALL ('{paid,open}'::text[]) ORDER BY customer_id, created_at DESC NULLS LAST;
SELECT date_trunc('day', created_at), count(*) FILTER (WHERE total > 5), max(total) FROM orders GROUP BY ROLLUP (1) HAVING count(*) > 1 ORDER BY 2 DESC;
SELECT * FROM orders WHERE created_at::date = '2026-01-01' AND lower(status) = 'a' AND status ~ '^op' AND status COLLATE "C" LIKE 'o%' FOR UPDATE SKIP LOCKED;
