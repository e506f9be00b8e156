-- A table with a column of every kind that indexes are advised for; the workload is sizes-queries.sql.
CREATE EXTENSION pg_trgm;
SELECT setseed(0.5);
CREATE TABLE suppliers_parts (part int, supplier int, PRIMARY KEY (part, supplier));
INSERT INTO suppliers_parts SELECT p, (p * 7 + s * 211) % 900 FROM generate_series(1, 12000) p, generate_series(1, 4) s
ON CONFLICT DO NOTHING;
CREATE TABLE kinds AS SELECT i AS id, (random() * 20)::int AS few, (random() * 5000)::int AS some,
  CASE WHEN i % 7 = 0 THEN NULL ELSE i % 50 END AS nothing, random() < 0.1 AS yes,
  (ARRAY['apple', 'river', 'Stone', 'window', 'garden', 'Silver', 'market', 'journey'])[1 + (random() * 7)::int] || ' '
    || substr(md5((i % 20000)::text), 1, (i % 13)) || ' ' || (ARRAY['blue', 'late', 'open', 'small'])[1 + i % 4] AS word,
  (random() * 100000)::numeric(12,2) AS amount, (1 + i % 12000) AS part, ((1 + i % 12000) * 7 + (i / 12000 % 4) * 211) % 900 AS supplier,
  date '2020-01-01' + (i / 200) AS day, date '2020-01-01' + (i / 200) + (random() * 20)::int AS due,
  lpad((i % 900)::text, 8, '0')::char(8) AS code, timestamptz '2024-01-01' + i * interval '1 min' AS moment,
  md5(i::text) AS key, gen_random_uuid() AS uuid, 'user' || i % 50000 || '@example.org' AS email,
  ARRAY['t' || i % 40, 'u' || i % 700, 'v' || (random() * random() * 300)::int] AS tags,
  ARRAY[i % 90, (random() * 4000)::int, (i * 7) % 1000] AS numbers,
  jsonb_build_object('kind', i % 12, 'user', i % 3000, 'name', md5((i % 500)::text)) AS data,
  jsonb_build_object('labels', ARRAY['a' || i % 9, 'b' || i % 77], 'score', random(), 'owner', jsonb_build_object('id', i % 800)) AS document,
  to_tsvector('simple', 'word' || i % 90 || ' term' || i % 4000 || ' rare' || i) AS search,
  (SELECT string_agg('w' || (power(random(), 3) * 9000)::int, ' ') FROM generate_series(1, 12 + i % 9)) AS body,
  int4range(i, i + 10) AS span, tstzrange(timestamptz '2024-01-01' + i * interval '1 min', timestamptz '2024-01-01' + (i + 90) * interval '1 min') AS period,
  point(random() * 1000, random() * 1000) AS place, ('10.' || i % 200 || '.' || (i / 200) % 250 || '.' || i % 250)::inet AS address
FROM generate_series(1, 200000) i;
VACUUM ANALYZE;
