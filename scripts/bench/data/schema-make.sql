-- Tables t<first> to t<last>: 8 columns, a primary key, two more indexes, 100 rows, every third refers to the one before it.
SELECT format('CREATE TABLE t%s (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, customer int NOT NULL, state text NOT NULL DEFAULT ''open'', '
  'total numeric(10,2) CHECK (total >= 0), placed timestamptz DEFAULT now(), note text, flag boolean, parent bigint%s)', n,
  CASE WHEN n % 3 = 0 THEN format(' REFERENCES t%s', n - 1) ELSE '' END) FROM generate_series(:first, :last) n \gexec
SELECT format('CREATE INDEX ON t%s (customer, placed DESC)', n) FROM generate_series(:first, :last) n \gexec
SELECT format('CREATE INDEX ON t%s (state) WHERE total > 10', n) FROM generate_series(:first, :last) n \gexec
SELECT format('INSERT INTO t%s (customer, state, total, placed, note, flag) SELECT g %% 7, ''state '' || g %% 5, g, '
  '''2026-01-01''::timestamptz + g * interval ''1 hour'', md5(g::text), g %% 3 = 0 FROM generate_series(1, 100) g', n)
  FROM generate_series(:first, :last) n \gexec
SELECT format('ANALYZE t%s', n) FROM generate_series(:first, :last) n \gexec
VACUUM ANALYZE pg_class, pg_attribute, pg_type, pg_statistic, pg_depend, pg_index, pg_constraint, pg_attrdef, pg_sequence;
