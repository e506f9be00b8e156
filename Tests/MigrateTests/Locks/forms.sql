-- Every form of statement that takes a lock worth knowing, run on schema.sql by LockTraceTests. A form starts with
-- `-- name: what it is`. `-- blocked by: SQL` runs in a session of its own, which makes a statement that cannot run in
-- a transaction wait where its locks can be read; the sessions end one after the other.

-- add-column: a column without default
ALTER TABLE posts ADD COLUMN added text;
-- add-column-constant-default: with a constant default
ALTER TABLE posts ADD COLUMN added integer NOT NULL DEFAULT 7;
-- add-column-stable-default: with a default that is the same during the statement
ALTER TABLE posts ADD COLUMN added timestamptz NOT NULL DEFAULT now();
-- add-column-stable-function-default: with a user's function that is declared STABLE
ALTER TABLE posts ADD COLUMN added text DEFAULT declared_stable();
-- add-column-volatile-default: with a default that differs from row to row
ALTER TABLE posts ADD COLUMN added timestamptz DEFAULT clock_timestamp();
-- add-column-volatile-function-default: with a user's function that is VOLATILE, as all are unless declared otherwise
ALTER TABLE posts ADD COLUMN added text DEFAULT declared_volatile();
-- add-column-uuid-default: with gen_random_uuid()
ALTER TABLE posts ADD COLUMN added uuid DEFAULT gen_random_uuid();
-- add-column-serial: serial
ALTER TABLE posts ADD COLUMN added bigserial;
-- add-column-identity: identity
ALTER TABLE posts ADD COLUMN added bigint GENERATED ALWAYS AS IDENTITY;
-- add-column-stored: a stored generated column
ALTER TABLE posts ADD COLUMN added integer GENERATED ALWAYS AS (views + 1) STORED;
-- add-column-domain: of a domain with a constraint
ALTER TABLE posts ADD COLUMN added short_text;
-- add-column-domain-default: of a domain with a constraint, with a constant default
ALTER TABLE posts ADD COLUMN added short_text DEFAULT 'x';
-- add-column-check: with a check
ALTER TABLE posts ADD COLUMN added integer DEFAULT 1 CHECK (added > 0);
-- add-column-unique: with UNIQUE
ALTER TABLE posts ADD COLUMN added integer UNIQUE;
-- add-column-references: with REFERENCES
ALTER TABLE posts ADD COLUMN added bigint REFERENCES authors;
-- drop-column: a column dropped
ALTER TABLE posts DROP COLUMN maybe;
-- drop-column-foreign-key: a column dropped that a foreign key is on
ALTER TABLE posts DROP COLUMN author_id CASCADE;

-- type-widen-varchar: varchar(n) to a longer one
ALTER TABLE posts ALTER COLUMN slug TYPE varchar(80);
-- type-unbound-varchar: varchar(n) to varchar
ALTER TABLE posts ALTER COLUMN slug TYPE varchar;
-- type-varchar-text: varchar(n) to text
ALTER TABLE posts ALTER COLUMN slug TYPE text;
-- type-varchar-text-using: the same with a USING that changes nothing
ALTER TABLE posts ALTER COLUMN slug TYPE text USING slug::text;
-- type-shrink-varchar: varchar(n) to a shorter one
ALTER TABLE posts ALTER COLUMN slug TYPE varchar(20);
-- type-bind-varchar: varchar to varchar(n)
ALTER TABLE posts ALTER COLUMN any_length TYPE varchar(20);
-- type-text-varchar: text to varchar
ALTER TABLE posts ALTER COLUMN title TYPE varchar;
-- type-text-bound-varchar: text to varchar(n)
ALTER TABLE posts ALTER COLUMN title TYPE varchar(80);
-- type-char-text: char(n) to text
ALTER TABLE posts ALTER COLUMN code TYPE text;
-- type-widen-char: char(n) to a longer one
ALTER TABLE posts ALTER COLUMN code TYPE char(16);
-- type-integer-bigint: integer to bigint
ALTER TABLE posts ALTER COLUMN views TYPE bigint;
-- type-bigint-integer: bigint to integer
ALTER TABLE posts ALTER COLUMN likes TYPE integer;
-- type-integer-text: integer to text
ALTER TABLE posts ALTER COLUMN age TYPE text;
-- type-numeric-precision-up: numeric(10,2) to numeric(12,2)
ALTER TABLE posts ALTER COLUMN price TYPE numeric(12, 2);
-- type-numeric-unbound: numeric(10,2) to numeric
ALTER TABLE posts ALTER COLUMN price TYPE numeric;
-- type-numeric-scale: numeric(10,2) to numeric(12,4)
ALTER TABLE posts ALTER COLUMN price TYPE numeric(12, 4);
-- type-numeric-precision-down: numeric(10,2) to numeric(8,2)
ALTER TABLE posts ALTER COLUMN price TYPE numeric(8, 2);
-- type-numeric-bind: numeric to numeric(10,2)
ALTER TABLE posts ALTER COLUMN any_price TYPE numeric(10, 2);
-- type-timestamp-timestamptz-utc: timestamp to timestamptz while the session's time zone is UTC
SET LOCAL TimeZone = 'UTC'; ALTER TABLE posts ALTER COLUMN created_at TYPE timestamptz;
-- type-timestamp-timestamptz: the same in another time zone
SET LOCAL TimeZone = 'Europe/Berlin'; ALTER TABLE posts ALTER COLUMN created_at TYPE timestamptz;
-- type-timestamp-timestamptz-using: the same with AT TIME ZONE
SET LOCAL TimeZone = 'UTC'; ALTER TABLE posts ALTER COLUMN created_at TYPE timestamptz USING created_at AT TIME ZONE 'UTC';
-- type-timestamptz-timestamp-utc: timestamptz to timestamp at UTC, the column in an index
SET LOCAL TimeZone = 'UTC'; ALTER TABLE posts ALTER COLUMN updated_at TYPE timestamp;
-- type-timestamptz-timestamp: the same in another time zone
SET LOCAL TimeZone = 'Europe/Berlin'; ALTER TABLE posts ALTER COLUMN updated_at TYPE timestamp;
-- type-timestamptz-finer: timestamptz(3) to timestamptz(6)
ALTER TABLE posts ALTER COLUMN precise_at TYPE timestamptz(6);
-- type-timestamptz-coarser: timestamptz to timestamptz(3)
ALTER TABLE posts ALTER COLUMN updated_at TYPE timestamptz(3);
-- type-widen-varbit: varbit(n) to a longer one
ALTER TABLE posts ALTER COLUMN flags TYPE varbit(16);
-- type-shrink-varbit: varbit(n) to a shorter one
ALTER TABLE posts ALTER COLUMN flags TYPE varbit(4);
-- type-cidr-inet: cidr to inet
ALTER TABLE posts ALTER COLUMN seen_from TYPE inet;
-- type-json-jsonb: json to jsonb
ALTER TABLE posts ALTER COLUMN settings TYPE jsonb;
-- type-text-enum: text to an enum
ALTER TABLE posts ALTER COLUMN maybe TYPE mood USING NULL::mood;
-- type-enum-text: an enum to text
ALTER TABLE posts ALTER COLUMN feeling TYPE text;
-- type-text-domain: text to a domain with a constraint
ALTER TABLE posts ALTER COLUMN maybe TYPE short_text;
-- type-domain-text: a domain to its own type
ALTER TABLE posts ALTER COLUMN label TYPE text;
-- type-collation: another collation, the column in an index
ALTER TABLE posts ALTER COLUMN title TYPE text COLLATE "POSIX";
-- type-same: the type it has
ALTER TABLE posts ALTER COLUMN title TYPE text;

-- set-not-null: without proof
ALTER TABLE posts ALTER COLUMN maybe SET NOT NULL;
-- set-not-null-proven: with a valid CHECK (column IS NOT NULL)
ALTER TABLE posts ALTER COLUMN proven SET NOT NULL;
-- set-not-null-unproven: with one that is NOT VALID
ALTER TABLE posts ALTER COLUMN doubtful SET NOT NULL;
-- drop-not-null: NOT NULL dropped
ALTER TABLE posts ALTER COLUMN slug DROP NOT NULL;
-- set-default: a default set
ALTER TABLE posts ALTER COLUMN maybe SET DEFAULT 'x';
-- drop-default: a default dropped
ALTER TABLE posts ALTER COLUMN views DROP DEFAULT;
-- add-identity: a column made identity
ALTER TABLE posts ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY;
-- drop-identity: identity dropped
ALTER TABLE posts ALTER COLUMN number DROP IDENTITY;
-- drop-expression: a stored generated column made a plain one
ALTER TABLE posts ALTER COLUMN doubled DROP EXPRESSION;
-- set-statistics: statistics target of a column
ALTER TABLE posts ALTER COLUMN title SET STATISTICS 500;
-- set-attribute-options: n_distinct
ALTER TABLE posts ALTER COLUMN title SET (n_distinct = -0.5);
-- set-storage: storage of a column
ALTER TABLE posts ALTER COLUMN title SET STORAGE EXTERNAL;
-- set-compression: compression of a column
ALTER TABLE posts ALTER COLUMN title SET COMPRESSION pglz;

-- add-foreign-key: a foreign key
ALTER TABLE posts ADD CONSTRAINT added FOREIGN KEY (reviewer_id) REFERENCES authors (id);
-- add-foreign-key-not-valid: NOT VALID
ALTER TABLE posts ADD CONSTRAINT added FOREIGN KEY (reviewer_id) REFERENCES authors (id) NOT VALID;
-- validate-foreign-key: VALIDATE of a foreign key
ALTER TABLE posts VALIDATE CONSTRAINT posts_editor_id_fkey;
-- drop-foreign-key: a foreign key dropped
ALTER TABLE posts DROP CONSTRAINT posts_author_id_fkey;
-- alter-foreign-key: a foreign key made deferrable
ALTER TABLE posts ALTER CONSTRAINT posts_author_id_fkey DEFERRABLE;
-- add-check: a check
ALTER TABLE posts ADD CONSTRAINT added CHECK (views >= 0);
-- add-check-not-valid: NOT VALID
ALTER TABLE posts ADD CONSTRAINT added CHECK (views >= 0) NOT VALID;
-- validate-check: VALIDATE of a check
ALTER TABLE posts VALIDATE CONSTRAINT posts_doubtful_check;
-- drop-check: a check dropped
ALTER TABLE posts DROP CONSTRAINT posts_views_check;
-- add-unique: UNIQUE
ALTER TABLE posts ADD CONSTRAINT added UNIQUE (likes, id);
-- add-unique-using-index: UNIQUE USING INDEX
ALTER TABLE posts ADD CONSTRAINT added UNIQUE USING INDEX posts_slug_idx;
-- drop-unique: UNIQUE dropped
ALTER TABLE posts DROP CONSTRAINT posts_number_key;
-- add-primary-key: a primary key on columns that are NOT NULL
ALTER TABLE tags ADD PRIMARY KEY (id);
-- add-primary-key-nullable: a primary key on a column that is not
ALTER TABLE tags ADD PRIMARY KEY (name);
-- add-primary-key-using-index: PRIMARY KEY USING INDEX, its column NOT NULL
ALTER TABLE tags ADD CONSTRAINT added PRIMARY KEY USING INDEX tags_id_idx;
-- drop-primary-key: a primary key dropped that a foreign key needs
ALTER TABLE posts DROP CONSTRAINT posts_pkey CASCADE;
-- add-exclusion: an exclusion constraint
ALTER TABLE posts ADD CONSTRAINT added EXCLUDE USING gist (span WITH &&);

-- rename-table: a table renamed
ALTER TABLE posts RENAME TO articles;
-- rename-column: a column renamed
ALTER TABLE posts RENAME COLUMN maybe TO perhaps;
-- rename-constraint: a constraint renamed
ALTER TABLE posts RENAME CONSTRAINT posts_views_check TO renamed;
-- rename-index: an index renamed
ALTER INDEX posts_title_idx RENAME TO renamed;
-- rename-schema: a schema renamed
ALTER SCHEMA archive RENAME TO attic;
-- rename-enum-value: a value of an enum renamed
ALTER TYPE mood RENAME VALUE 'calm' TO 'quiet';
-- rename-type: a type renamed
ALTER TYPE mood RENAME TO humour;
-- set-schema: a table moved to another schema
ALTER TABLE posts SET SCHEMA archive;
-- change-owner: another owner
ALTER TABLE posts OWNER TO pg_monitor;
-- set-logged: an unlogged table made a logged one
ALTER TABLE buffered SET LOGGED;
-- set-unlogged: a logged table made an unlogged one
ALTER TABLE tags SET UNLOGGED;
-- set-access-method: another access method
ALTER TABLE tags SET ACCESS METHOD heap_too;
-- set-tablespace: another tablespace
ALTER TABLE tags SET TABLESPACE :tablespace;
-- set-storage-parameter: fillfactor, autovacuum settings
ALTER TABLE posts SET (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.01);
-- set-index-parameter: fillfactor of an index
ALTER INDEX posts_title_idx SET (fillfactor = 80);
-- enable-row-security: row level security
ALTER TABLE posts ENABLE ROW LEVEL SECURITY;
-- set-replica-identity: replica identity
ALTER TABLE posts REPLICA IDENTITY FULL;
-- set-cluster-index: CLUSTER ON
ALTER TABLE posts CLUSTER ON posts_any_length_idx;
-- inherit: a child added
ALTER TABLE pupils INHERIT people;
-- no-inherit: a child removed
ALTER TABLE staff NO INHERIT people;

-- attach-partition: a table whose rows nothing proves to fit
ALTER TABLE events ATTACH PARTITION events_2027 FOR VALUES FROM ('2027-01-01') TO ('2028-01-01');
-- attach-partition-checked: one with a CHECK that proves it
ALTER TABLE events ATTACH PARTITION events_2028 FOR VALUES FROM ('2028-01-01') TO ('2029-01-01');
-- attach-partition-indexed: one with such a CHECK, but without the indexes of the partitioned table
ALTER TABLE measures ATTACH PARTITION measures_2028 FOR VALUES FROM ('2028-01-01') TO ('2029-01-01');
-- attach-partition-beside-default: one with such a CHECK, beside a default partition
ALTER TABLE logs ATTACH PARTITION logs_2028 FOR VALUES FROM ('2028-01-01') TO ('2029-01-01');
-- detach-partition: a partition detached
ALTER TABLE events DETACH PARTITION events_2026;
-- detach-partition-concurrently: CONCURRENTLY
-- blocked by: LOCK TABLE ONLY events IN ACCESS SHARE MODE
-- blocked by: LOCK TABLE events_2026 IN ACCESS SHARE MODE
ALTER TABLE events DETACH PARTITION events_2026 CONCURRENTLY;
-- create-partition: CREATE TABLE ... PARTITION OF
CREATE TABLE added PARTITION OF events FOR VALUES FROM ('2029-01-01') TO ('2030-01-01');
-- create-partition-beside-default: beside a default partition
CREATE TABLE added PARTITION OF logs FOR VALUES FROM ('2029-01-01') TO ('2030-01-01');
-- create-default-partition: a default partition
CREATE TABLE added PARTITION OF events DEFAULT;
-- drop-partition: a partition dropped
DROP TABLE events_2026;
-- partitioned-add-column: ALTER TABLE of a partitioned table
ALTER TABLE events ADD COLUMN added text;
-- partitioned-add-primary-key: a primary key of a partitioned table
ALTER TABLE events ADD PRIMARY KEY (at);
-- attach-index: an index attached to that of the partitioned table
ALTER INDEX measures_kind_idx ATTACH PARTITION measures_2026_kind_idx;

-- create-table: a table
CREATE TABLE added (id bigint PRIMARY KEY);
-- create-table-references: a table with a foreign key
CREATE TABLE added (id bigint PRIMARY KEY, author_id bigint REFERENCES authors);
-- create-table-inherits: a table that inherits
CREATE TABLE added (age integer) INHERITS (people);
-- create-table-like: LIKE
CREATE TABLE added (LIKE posts INCLUDING ALL);
-- create-table-as: AS
CREATE TABLE added AS SELECT * FROM posts;
-- drop-table: a table dropped
DROP TABLE tags;
-- drop-table-foreign-key: a table dropped that has a foreign key
DROP TABLE reviews;
-- drop-table-cascade: a table dropped that a foreign key refers to
DROP TABLE posts CASCADE;
-- truncate: TRUNCATE
TRUNCATE tags;
-- truncate-cascade: TRUNCATE CASCADE
TRUNCATE posts CASCADE;

-- create-index: an index
CREATE INDEX added ON posts (likes);
-- create-unique-index: a unique index
CREATE UNIQUE INDEX added ON posts (likes, id);
-- create-index-concurrently: CONCURRENTLY
-- blocked by: LOCK TABLE posts IN ROW EXCLUSIVE MODE
CREATE INDEX CONCURRENTLY added ON posts (likes);
-- create-index-partitioned: on a partitioned table
CREATE INDEX added ON events (note);
-- create-index-only: ON ONLY a partitioned table
CREATE INDEX added ON ONLY events (note);
-- drop-index: an index dropped
DROP INDEX posts_title_idx;
-- drop-index-concurrently: CONCURRENTLY
-- blocked by: LOCK TABLE posts IN ROW EXCLUSIVE MODE
DROP INDEX CONCURRENTLY posts_title_idx;
-- reindex-index: an index rebuilt
REINDEX INDEX posts_title_idx;
-- reindex-table: all indexes of a table rebuilt
REINDEX TABLE posts;
-- reindex-index-concurrently: an index rebuilt CONCURRENTLY
-- blocked by: LOCK TABLE posts IN ROW EXCLUSIVE MODE
REINDEX INDEX CONCURRENTLY posts_title_idx;
-- reindex-table-concurrently: all indexes of a table rebuilt CONCURRENTLY
-- blocked by: LOCK TABLE posts IN ROW EXCLUSIVE MODE
REINDEX TABLE CONCURRENTLY posts;
-- reindex-schema: all of a schema
-- blocked by: LOCK TABLE posts IN ROW EXCLUSIVE MODE
REINDEX SCHEMA public;
-- cluster: CLUSTER
CLUSTER posts USING posts_title_idx;
-- vacuum-full: VACUUM FULL
-- blocked by: LOCK TABLE posts IN ACCESS SHARE MODE
VACUUM FULL posts;
-- vacuum: VACUUM
-- blocked by: LOCK TABLE posts IN SHARE MODE
VACUUM posts;
-- analyze: ANALYZE
ANALYZE posts;

-- create-trigger: a trigger
CREATE TRIGGER added BEFORE INSERT ON posts FOR EACH ROW EXECUTE FUNCTION touch();
-- replace-trigger: CREATE OR REPLACE TRIGGER
CREATE OR REPLACE TRIGGER posts_touch BEFORE UPDATE ON posts FOR EACH ROW EXECUTE FUNCTION touch();
-- drop-trigger: a trigger dropped
DROP TRIGGER posts_touch ON posts;
-- enable-trigger: a trigger enabled
ALTER TABLE posts ENABLE TRIGGER posts_touch;
-- disable-trigger: a trigger disabled
ALTER TABLE posts DISABLE TRIGGER posts_touch;
-- rename-trigger: a trigger renamed
ALTER TRIGGER posts_touch ON posts RENAME TO renamed;
-- create-policy: a policy
CREATE POLICY added ON posts USING (true);
-- alter-policy: a policy changed
ALTER POLICY posts_all ON posts USING (id > 0);
-- drop-policy: a policy dropped
DROP POLICY posts_all ON posts;
-- create-rule: a rule
CREATE RULE added AS ON DELETE TO posts DO INSTEAD NOTHING;
-- create-statistics: extended statistics
CREATE STATISTICS added ON slug, title FROM posts;
-- drop-statistics: extended statistics dropped
DROP STATISTICS posts_both;
-- comment: a comment
COMMENT ON TABLE posts IS 'what people write';
-- grant: a privilege
GRANT SELECT ON posts TO pg_monitor;
-- publish: a table added to a publication
ALTER PUBLICATION some_tables ADD TABLE posts;

-- create-view: a view
CREATE VIEW added AS SELECT id FROM posts;
-- replace-view: a view replaced
CREATE OR REPLACE VIEW recent_posts AS SELECT id, kind FROM posts;
-- drop-view: a view dropped
DROP VIEW recent_posts;
-- create-materialized-view: a materialized view
CREATE MATERIALIZED VIEW added AS SELECT id FROM posts;
-- refresh-materialized-view: refreshed
REFRESH MATERIALIZED VIEW post_counts;
-- refresh-materialized-view-concurrently: refreshed CONCURRENTLY
REFRESH MATERIALIZED VIEW CONCURRENTLY post_counts;
-- drop-materialized-view: dropped
DROP MATERIALIZED VIEW post_counts;

-- create-enum: an enum
CREATE TYPE added AS ENUM ('a');
-- add-enum-value: a value of an enum
ALTER TYPE mood ADD VALUE 'glad';
-- drop-type-cascade: a type dropped with the columns of it
DROP TYPE mood CASCADE;
-- create-domain: a domain
CREATE DOMAIN added AS text CHECK (VALUE <> '');
-- add-domain-constraint: a constraint of a domain
ALTER DOMAIN short_text ADD CONSTRAINT added CHECK (length(VALUE) < 90);
-- add-domain-constraint-not-valid: NOT VALID
ALTER DOMAIN short_text ADD CONSTRAINT added CHECK (length(VALUE) < 90) NOT VALID;
-- validate-domain-constraint: VALIDATE of a constraint of a domain
ALTER DOMAIN short_text VALIDATE CONSTRAINT short_text_filled;
-- set-domain-not-null: a domain made NOT NULL
ALTER DOMAIN short_text SET NOT NULL;
-- drop-domain-constraint: a constraint of a domain dropped
ALTER DOMAIN short_text DROP CONSTRAINT short_text_length;
-- create-function: a function
CREATE FUNCTION added() RETURNS integer LANGUAGE sql AS 'SELECT 1';
-- create-sequence: a sequence
CREATE SEQUENCE added;

-- insert: rows inserted
INSERT INTO reviews VALUES (1, 1);
-- update: rows updated
UPDATE posts SET likes = 0 WHERE id = 1;
-- delete: rows deleted
DELETE FROM tags WHERE id = 1;
-- select-for-update: rows locked
SELECT * FROM posts WHERE id = 1 FOR UPDATE;
-- lock: LOCK without a mode
LOCK TABLE tags;
