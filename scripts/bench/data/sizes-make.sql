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

-- Texts of all lengths, of words that occur as often as words do: rank times frequency is about the same for all.
CREATE TABLE words AS SELECT i AS rank, (SELECT string_agg(substr('bdfghklmnprst', 1 + i * (7 + 4 * n) % 13, 1) || substr('aeiou', 1 + i / (1 + 3 * n) % 5, 1) || substr('nrlstm', 1 + i / (2 + n) % 9, 1), '')
    FROM generate_series(0, (i > 40)::int + (i > 900)::int + i % 2) n) AS word FROM generate_series(1, 8000) i;
CREATE FUNCTION sentence(length int) RETURNS text LANGUAGE sql VOLATILE AS $$
    SELECT string_agg(word, ' ' ORDER BY random()) FROM (SELECT exp(random() * ln(8000))::int AS rank FROM generate_series(1, length)) drawn JOIN words USING (rank) $$;
CREATE INDEX ON words (rank);
ANALYZE words;
CREATE TABLE texts AS SELECT i AS id, initcap(sentence(2 + i % 3)) || ' ' || i AS title, sentence(12 + i % 20) AS note, sentence(150 + i % 200) AS article,
  (SELECT string_agg(chr(97 + (random() * 25)::int), '') FROM generate_series(1, 6 + i % 9)) AS login,
  'PRD-' || lpad((i % 7000)::text, 7, '0') || '-' || chr(65 + i % 26) AS code,
  'https://shop.example/' || (ARRAY['shoes', 'coats', 'hats'])[1 + i % 3] || '/' || md5(i::text) AS url,
  (ARRAY['timeout after ', 'refused by '])[1 + i % 2] || (i % 300) || ' ms at 10.0.' || i % 250 || '.' || (i / 250) % 250 AS message,
  (ARRAY['Anna', 'Ben', 'Carla', 'David', 'Eva', 'Felix'])[1 + (random() * 5)::int] || ' ' || initcap(sentence(1)) AS person
FROM generate_series(1, 30000) i;
ALTER TABLE texts ADD title_search tsvector, ADD note_search tsvector, ADD article_search tsvector;
UPDATE texts SET title_search = to_tsvector('english', title), note_search = to_tsvector('english', note), article_search = to_tsvector('english', article);

CREATE TABLE documents AS SELECT i AS id,
  jsonb_build_object('active', i % 2 = 0, 'plan', (ARRAY['free', 'team', 'firm'])[1 + i % 3], 'seats', i % 40) AS account,
  jsonb_build_object('type', (ARRAY['push', 'pull', 'issue', 'fork'])[1 + (random() * random() * 4)::int % 4], 'actor', jsonb_build_object('id', (random() * 9000)::int,
    'login', 'u' || (random() * 9000)::int), 'payload', jsonb_build_object('ref', md5((i % 4000)::text), 'size', (random() * random() * 50)::int,
    'commits', (SELECT jsonb_agg(jsonb_build_object('sha', md5(i::text || n), 'author', (ARRAY['ann', 'bob', 'eve'])[1 + (i + n) % 3])) FROM generate_series(1, i % 4) n))) AS event,
  jsonb_build_object('lines', (SELECT jsonb_agg(jsonb_build_object('product', (power(random(), 2) * 20000)::int, 'quantity', 1 + n % 3, 'price', round((random() * 90)::numeric, 2)))
    FROM generate_series(1, 3 + i % 5) n)) AS cart,
  (SELECT jsonb_agg(DISTINCT 'tag' || (power(random(), 3) * 500)::int) FROM generate_series(1, 2 + i % 6)) AS labels,
  (SELECT jsonb_object_agg('attribute' || (power(random(), 2) * 300)::int, (random() * 100)::int) FROM generate_series(1, 4 + i % 4)) AS attributes,
  jsonb_build_object('uuid', gen_random_uuid(), 'at', timestamptz '2024-01-01' + i * interval '1 min', 'score', random()) AS reading,
  (SELECT jsonb_object_agg('field' || n, CASE WHEN n % 3 = 0 THEN md5(i::text || n) WHEN n % 3 = 1 THEN (i % (n * 20))::text ELSE 'constant' END) FROM generate_series(1, 60) n) AS wide
FROM generate_series(1, 30000) i;

CREATE TABLE lists AS SELECT i AS id, ARRAY[i % 7, 7 + i % 5] AS few, ARRAY[i, i * 3, 5000000 + i] AS unique_numbers,
  (SELECT array_agg((exp(random() * ln(50000)))::int) FROM generate_series(1, 1 + i % 10)) AS skewed,
  (SELECT array_agg((random() * 5000)::bigint) FROM generate_series(1, 60 + i % 3)) AS long,
  CASE WHEN i % 3 > 0 THEN ARRAY(SELECT (random() * 300)::int FROM generate_series(1, i % 3)) END AS sparse,
  ARRAY[md5((i % 9000)::text)::uuid, md5((i / 3)::text)::uuid] AS uuids,
  ARRAY(SELECT word FROM (SELECT exp(random() * ln(8000))::int AS rank FROM generate_series(1, 4 + i % 4)) drawn JOIN words USING (rank)) AS keywords
FROM generate_series(1, 50000) i;

CREATE TABLE shapes AS SELECT i AS id, point(i / 250, i % 250) AS place, box(point(x, y), point(x + random(), y + random())) AS area, circle(point(x, y), 1) AS zone,
  polygon(box(point(x, y), point(x + 2, y + 1))) AS outline, daterange(date '2020-01-01' + (random() * 1500)::int, date '2024-03-01' + (random() * 300)::int) AS stay,
  numrange((i % 9000)::numeric / 7, (i % 9000)::numeric / 7 + 3) AS price, CASE WHEN i % 2 = 0 THEN int8range((x * 1e6)::bigint, (x * 1e6)::bigint + 1000) END AS slot,
  tstzrange(timestamptz '2024-01-01' + i * interval '1 hour', timestamptz '2024-01-01' + i * interval '1 hour' + random() * interval '3 days') AS booked,
  i % 60 AS room, ('10.' || (x::int % 250) || '.' || (y::int % 250) || '.0/24')::cidr AS net
FROM (SELECT i, random() * 1000 AS x, random() * 1000 AS y FROM generate_series(1, 60000) i) drawn;

-- Wide rows: BRIN is weighed from 80 MB on.
CREATE TABLE log AS SELECT i AS id, timestamptz '2024-01-01' + i * interval '7 s' AS at, date '2020-01-01' + i / 100 AS day, 'n' || lpad(i::text, 9, '0') AS number,
  i::numeric / 8 AS amount, repeat('x', 1900) AS line FROM generate_series(1, 60000) i;
CREATE EXTENSION btree_gist;
VACUUM ANALYZE;
