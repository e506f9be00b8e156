-- A schema with everything that makes plans hard to repeat. Deterministic: no random(), no now().
CREATE SCHEMA shop;
CREATE SCHEMA "Odd Schema";
CREATE TYPE shop.state AS ENUM ('open', 'paid', 'sent', 'back');
CREATE DOMAIN shop.amount AS numeric(12, 2) NOT NULL CHECK (VALUE >= 0);
CREATE COLLATION shop.german (provider = icu, locale = 'de-u-co-phonebk');
CREATE FUNCTION shop.low(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS $$ SELECT lower($1) $$;

CREATE TABLE shop.customers (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, gone int, mail text NOT NULL,
    name text COLLATE "C" NOT NULL, city text COLLATE shop.german, born date, tags text[], extra jsonb,
    active boolean NOT NULL DEFAULT true, low text GENERATED ALWAYS AS (lower(mail)) STORED, also_gone text);
INSERT INTO shop.customers (gone, mail, name, city, born, tags, extra, active)
SELECT i, 'User' || i || '@' || (ARRAY['a.org', 'b.com', 'c.net'])[1 + i % 3], 'name ' || (i * 7919) % 20000,
    (ARRAY['Aachen', 'Ärzen', 'Berlin', 'Köln', 'Ulm', 'Zürich', 'Öhringen'])[1 + (i * i) % 7],
    date '1940-01-01' + (i * 31) % 20000, ARRAY['t' || i % 50, 't' || i % 7, 'all'],
    jsonb_build_object('level', i % 5, 'ref', 'r' || i % 300), i % 20 <> 0
FROM generate_series(1, 20000) i;
ALTER TABLE shop.customers DROP COLUMN gone;
ALTER TABLE shop.customers DROP COLUMN also_gone;
CREATE UNIQUE INDEX ON shop.customers (lower(mail));
CREATE INDEX ON shop.customers (name) INCLUDE (born);
CREATE INDEX ON shop.customers (name text_pattern_ops);
CREATE INDEX ON shop.customers (city, born DESC NULLS LAST);
CREATE INDEX ON shop.customers USING gin (tags);
CREATE INDEX ON shop.customers USING gin (extra jsonb_path_ops);
CREATE INDEX ON shop.customers ((extra ->> 'ref'));
CREATE INDEX ON shop.customers (born) WHERE active;
CREATE INDEX ON shop.customers USING hash (mail);
CREATE STATISTICS shop.customers_both (ndistinct, dependencies, mcv) ON city, born FROM shop.customers;
CREATE STATISTICS shop.customers_expression ON (extra ->> 'ref'), (date_part('year', born)) FROM shop.customers;

CREATE TABLE shop.orders (
    id int PRIMARY KEY, customer bigint NOT NULL REFERENCES shop.customers, state shop.state NOT NULL, total shop.amount,
    placed timestamptz NOT NULL, valid int4range, note text) WITH (fillfactor = 70);
INSERT INTO shop.orders
SELECT i, 1 + (i * 17) % 20000, (ARRAY['open', 'paid', 'paid', 'paid', 'sent', 'sent', 'back'])[1 + i % 7]::shop.state,
    (i % 977) * 1.25, timestamptz '2025-01-01' + i * interval '3 min', int4range(i % 1000, i % 1000 + 1 + i % 50),
    repeat('x', i % 60)
FROM generate_series(1, 60000) i;
CREATE INDEX ON shop.orders (customer, placed DESC);
CREATE INDEX ON shop.orders (placed);
CREATE INDEX ON shop.orders (state, placed) WHERE state IN ('open', 'back');
CREATE INDEX ON shop.orders USING gist (valid);
CREATE INDEX ON shop.orders USING brin (placed) WITH (pages_per_range = 16);
CREATE INDEX ON shop.orders (total DESC, id);
CREATE STATISTICS shop.orders_mcv (mcv) ON customer, state FROM shop.orders;
CREATE VIEW shop.revenue AS
SELECT c.city, o.state, sum(o.total) AS total FROM shop.orders o JOIN shop.customers c ON c.id = o.customer GROUP BY 1, 2;
CREATE MATERIALIZED VIEW shop.daily AS
SELECT placed::date AS day, state, count(*) AS orders, sum(total) AS total FROM shop.orders GROUP BY 1, 2;
CREATE UNIQUE INDEX ON shop.daily (day, state);

CREATE TABLE shop.events (id bigint, kind int NOT NULL, at timestamp NOT NULL, data jsonb, PRIMARY KEY (id, at, kind))
PARTITION BY RANGE (at);
CREATE TABLE shop.events_1 PARTITION OF shop.events FOR VALUES FROM ('2025-01-01') TO ('2025-02-01');
CREATE TABLE shop.events_2 PARTITION OF shop.events FOR VALUES FROM ('2025-02-01') TO ('2025-03-01')
PARTITION BY LIST (kind);
CREATE TABLE shop.events_2_low PARTITION OF shop.events_2 FOR VALUES IN (0, 1, 2);
CREATE TABLE shop.events_2_rest PARTITION OF shop.events_2 DEFAULT;
CREATE TABLE shop.events_3 PARTITION OF shop.events DEFAULT;
CREATE INDEX events_kind ON shop.events (kind, at);
CREATE INDEX events_data ON shop.events USING gin (data);
INSERT INTO shop.events
SELECT i, i % 6, timestamp '2025-01-01' + i * interval '3 min', jsonb_build_object('k', i % 40)
FROM generate_series(1, 40000) i;

CREATE TABLE shop.parts (id int NOT NULL, name text, weight real) PARTITION BY HASH (id);
CREATE TABLE shop.parts_0 PARTITION OF shop.parts FOR VALUES WITH (MODULUS 3, REMAINDER 0);
CREATE TABLE shop.parts_1 PARTITION OF shop.parts FOR VALUES WITH (MODULUS 3, REMAINDER 1);
CREATE TABLE shop.parts_2 PARTITION OF shop.parts FOR VALUES WITH (MODULUS 3, REMAINDER 2);
INSERT INTO shop.parts SELECT i, 'part ' || i % 400, (i % 333) / 7.0 FROM generate_series(1, 12000) i;
CREATE INDEX ON shop.parts (id);
CREATE INDEX ON shop.parts (weight, name);

CREATE TABLE shop.animals (id int PRIMARY KEY, name text);
CREATE TABLE shop.cats (lives int) INHERITS (shop.animals);
CREATE INDEX ON shop.cats (name);
INSERT INTO shop.animals SELECT i, 'animal ' || i % 100 FROM generate_series(1, 3000) i;
INSERT INTO shop.cats SELECT i, 'cat ' || i % 30, i % 9 FROM generate_series(1, 5000) i;

CREATE TABLE "Odd Schema"."Wide ""Table""" ("Key" int PRIMARY KEY, "sp ace" text, "ключ" numeric);
INSERT INTO "Odd Schema"."Wide ""Table""" SELECT i, 'v' || i % 90, i / 3.0 FROM generate_series(1, 4000) i;
CREATE INDEX "Odd ""Index""" ON "Odd Schema"."Wide ""Table""" ("sp ace");
CREATE TABLE "Odd Schema".orders (id int, label text);
INSERT INTO "Odd Schema".orders SELECT i, 'l' || i % 11 FROM generate_series(1, 5000) i;
CREATE INDEX orders_placed_idx ON "Odd Schema".orders (id);

CREATE TABLE shop.secrets (owner name NOT NULL, item int NOT NULL, body text);
INSERT INTO shop.secrets SELECT 'someone' || i % 40, i, repeat('s', i % 20) FROM generate_series(1, 8000) i;
CREATE INDEX ON shop.secrets (owner);
CREATE INDEX ON shop.secrets (item);
ALTER TABLE shop.secrets ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON shop.secrets USING (owner = current_user);

CREATE TABLE shop.empty (id int PRIMARY KEY, at timestamptz, word text);
CREATE INDEX ON shop.empty (at);
CREATE UNLOGGED TABLE shop.scratch (id int, word text);
INSERT INTO shop.scratch SELECT i, 'w' || i % 5 FROM generate_series(1, 700) i;

-- Bloat: half the rows of a range gone, the pages stay.
CREATE TABLE shop.bloated (id int PRIMARY KEY, word text, number int);
INSERT INTO shop.bloated SELECT i, 'word ' || i % 1000, i FROM generate_series(1, 30000) i;
CREATE INDEX ON shop.bloated (number);
CREATE INDEX ON shop.bloated (left(word, 6));
DELETE FROM shop.bloated WHERE id % 2 = 0;
VACUUM ANALYZE;

-- Nor may autovacuum see what follows, on a machine so busy that a test takes a minute.
DO $$ DECLARE t regclass; BEGIN
  FOR t IN SELECT oid FROM pg_class WHERE relkind = 'r' AND relnamespace IN ('shop'::regnamespace, '"Odd Schema"'::regnamespace) LOOP
    EXECUTE format('ALTER TABLE %s SET (autovacuum_enabled = off)', t);
  END LOOP;
END $$;

-- Newer than the statistics: planning has to look at the ends of indexes.
INSERT INTO shop.orders
SELECT i, 1 + i % 20000, 'open', 7, timestamptz '2025-06-01' + i * interval '1 min', NULL, NULL
FROM generate_series(60001, 64000) i;
INSERT INTO shop.bloated SELECT i, 'new', i FROM generate_series(30001, 32000) i;
INSERT INTO shop.events SELECT i, 3, timestamp '2025-04-01' + i * interval '1 min' FROM generate_series(40001, 42000) i;
CHECKPOINT;
