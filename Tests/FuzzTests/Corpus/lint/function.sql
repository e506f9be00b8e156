SET lock_timeout = '2s';
CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $body$ BEGIN RETURN 'x;y'; END $body$;
CREATE TABLE parts (id bigint, d date) PARTITION BY RANGE (d);
CREATE TABLE p1 PARTITION OF parts FOR VALUES FROM ('2020-01-01') TO (MAXVALUE);
CREATE INDEX CONCURRENTLY i ON customers USING gin (doc);
ALTER TABLE customers RENAME COLUMN email TO mail; ALTER TYPE mood ADD VALUE 'sad';
/* unterminated
