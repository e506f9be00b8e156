-- 2,000 tables with 8,000 indexes, analysed, and 5,000 different statements in pg_stat_statements, whose plans have 20,000 nodes.
\set ON_ERROR_STOP 1
CREATE EXTENSION pg_stat_statements;
CREATE PROCEDURE make_tables(n int) LANGUAGE plpgsql AS $$
BEGIN
  FOR i IN 1..n LOOP
    EXECUTE format('CREATE TABLE table_%s (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, customer int NOT NULL, state text DEFAULT ''open'', total numeric(10,2), placed timestamptz, note text, extra jsonb, flag boolean)', i);
    EXECUTE format('INSERT INTO table_%s (customer, state, total, placed, note, flag) SELECT g %% 17, ''state '' || g %% 5, g, now() - g * interval ''1 hour'', md5(g::text), g %% 3 = 0 FROM generate_series(1, 200) g', i);
    EXECUTE format('CREATE INDEX ON table_%s (customer, placed DESC)', i);
    EXECUTE format('CREATE INDEX ON table_%s (lower(note)) WHERE state = ''open''', i);
    EXECUTE format('CREATE INDEX ON table_%s (placed) INCLUDE (total)', i);
    IF i % 100 = 0 THEN COMMIT; END IF;
  END LOOP;
END $$;
CALL make_tables(2000);
ANALYZE;
SELECT pg_stat_statements_reset();
SELECT format('SELECT id, customer, state, total, placed, note FROM table_%s WHERE customer = %s AND placed > now() - interval ''1 day'' AND state IN (''open'', ''paid'') ORDER BY placed DESC LIMIT 20', i, i) FROM generate_series(1, 2000) i \gexec
SELECT format('UPDATE table_%s SET state = ''paid'', total = total + 1, note = ''a note about the payment of this order'' WHERE id = %s', i, i % 200) FROM generate_series(1, 2000) i \gexec
SELECT format('SELECT o.id, o.total, p.note, (SELECT count(*) FROM table_%s c WHERE c.customer = o.customer AND c.flag) FROM table_%s o JOIN table_%s p ON p.customer = o.customer LEFT JOIN table_%s q ON q.id = p.id AND q.state = ''paid'' WHERE o.state = ''open'' AND p.flag AND o.total > %s AND NOT EXISTS (SELECT FROM table_%s x WHERE x.id = o.id AND x.flag) GROUP BY 1, 2, 3 ORDER BY o.total DESC LIMIT 50', i + 3, i, i + 1, i + 2, i, i + 4) FROM generate_series(1, 1000) i \gexec
