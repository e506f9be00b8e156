-- What looks like something else.

-- safe
-- lock: posts ACCESS EXCLUSIVE
ALTER TABLE posts ADD COLUMN at timestamptz DEFAULT 'now';

-- safe
-- lock: posts ACCESS EXCLUSIVE
ALTER TABLE posts ADD COLUMN at timestamp with time zone DEFAULT date_trunc('day', localtimestamp);

-- safe
-- why: stable, though it looks like a counter
-- lock: posts ACCESS EXCLUSIVE
ALTER TABLE posts ADD COLUMN made_in bigint DEFAULT txid_current();

-- safe
-- lock: posts ACCESS EXCLUSIVE
ALTER TABLE posts ADD COLUMN note text DEFAULT regexp_replace(split_part('a,b', ',', 2), 'b', to_hex(255));

-- safe
-- lock: posts ACCESS EXCLUSIVE
ALTER TABLE posts ADD COLUMN flags jsonb DEFAULT jsonb_set('{}', '{a}', to_jsonb(1)), ADD COLUMN list int[] DEFAULT array_append('{}', 1);

-- unsafe: volatile-default
-- lock: posts ACCESS EXCLUSIVE rewritten
ALTER TABLE posts ADD COLUMN number bigint DEFAULT currval('numbers');
-- prior: CREATE SEQUENCE numbers;

-- unsafe: volatile-default
-- not run: the extension is not there
ALTER TABLE posts ADD COLUMN token uuid DEFAULT uuid_generate_v4();

-- unsafe: volatile-default
-- why: a coalesce hides nothing
-- lock: posts ACCESS EXCLUSIVE rewritten
ALTER TABLE posts ADD COLUMN lot float DEFAULT coalesce(NULL, random());

-- safe
-- why: the USING changes nothing
-- lock: posts ACCESS EXCLUSIVE
ALTER TABLE posts ALTER COLUMN slug TYPE text USING slug::text;

-- safe
-- lock: posts ACCESS EXCLUSIVE
ALTER TABLE posts ALTER COLUMN slug TYPE varchar(80) USING slug;

-- unsafe: type-change
-- lock: posts ACCESS EXCLUSIVE rewritten
ALTER TABLE posts ALTER COLUMN slug TYPE text USING lower(slug);

-- unsafe: type-change
-- why: the cast goes to another type on its way
-- lock: posts ACCESS EXCLUSIVE rewritten
ALTER TABLE posts ALTER COLUMN slug TYPE text USING slug::char(10)::text;

-- unsafe: type-change
-- why: an index on an expression of the column is built anew, whatever the types are
-- prior: CREATE INDEX posts_lower_slug_idx ON posts (lower(slug));
-- lock: posts ACCESS EXCLUSIVE indexed
ALTER TABLE posts ALTER COLUMN slug TYPE text;

-- unsafe: type-change
-- why: so is an index with a condition on it
-- prior: CREATE INDEX posts_a_idx ON posts (id) WHERE slug LIKE 'a%';
-- lock: posts ACCESS EXCLUSIVE indexed
ALTER TABLE posts ALTER COLUMN slug TYPE varchar(80);

-- unsafe: type-change
-- why: and a CHECK of the column is verified again
-- prior: ALTER TABLE posts ADD CONSTRAINT posts_slug_check CHECK (length(slug) < 100);
-- lock: posts ACCESS EXCLUSIVE indexed
ALTER TABLE posts ALTER COLUMN slug TYPE varchar(80);

-- safe
-- why: a CHECK of another column is not
-- lock: posts ACCESS EXCLUSIVE
ALTER TABLE posts ALTER COLUMN price TYPE decimal(14, 2);

-- unsafe: type-change
-- why: to the type it has: its CHECK is verified again all the same
-- lock: posts ACCESS EXCLUSIVE read
ALTER TABLE posts ALTER COLUMN views TYPE int4;

-- safe
-- lock: posts ACCESS EXCLUSIVE
ALTER TABLE posts ALTER COLUMN created_at TYPE timestamp(6) with time zone;

-- safe
-- lock: posts ACCESS EXCLUSIVE
ALTER TABLE posts ALTER COLUMN slug TYPE character varying(100);

-- unsafe: type-change
-- why: the column is new, the rows are not
-- lock: posts ACCESS EXCLUSIVE rewritten
ALTER TABLE posts ADD COLUMN score integer DEFAULT 0;
ALTER TABLE posts ALTER COLUMN score TYPE bigint;

-- unsafe: set-not-null
-- why: the column is new, the rows are read all the same
-- lock: posts ACCESS EXCLUSIVE read
ALTER TABLE posts ADD COLUMN score integer;
ALTER TABLE posts ALTER COLUMN score SET NOT NULL;

-- unsafe: check-valid
-- why: the CHECK is added valid, and proves the rest
-- lock: posts ACCESS EXCLUSIVE read
ALTER TABLE posts ADD CONSTRAINT filled CHECK (title IS NOT NULL);
ALTER TABLE posts ALTER COLUMN title SET NOT NULL;

-- safe
-- lock: posts ACCESS EXCLUSIVE
ALTER TABLE posts ADD COLUMN score integer, ADD CONSTRAINT posts_score_check CHECK (score > 0) NOT VALID;

-- unsafe: domain-constraint
-- why: a domain over a domain has its constraints
-- prior: CREATE DOMAIN share AS percent;
-- lock: posts ACCESS EXCLUSIVE rewritten
ALTER TABLE posts ADD COLUMN quality share;

-- safe
-- why: a domain without constraints is a name
-- prior: CREATE DOMAIN label AS text;
-- lock: posts ACCESS EXCLUSIVE
ALTER TABLE posts ADD COLUMN kind label DEFAULT 'x';

-- unsafe: rename-table
-- why: the table that gets the index is the new one
-- lock: tags ACCESS EXCLUSIVE indexed
CREATE TABLE new_tags (id bigint PRIMARY KEY, name text);
ALTER TABLE tags RENAME TO old_tags;
ALTER TABLE new_tags RENAME TO tags;
CREATE INDEX tags_name_idx ON tags (name);

-- safe
SELECT id, slug INTO slugs FROM posts;
CREATE UNIQUE INDEX slugs_slug_idx ON slugs (slug);
ALTER TABLE slugs ADD PRIMARY KEY (id);

-- safe
CREATE SCHEMA shop
    CREATE TABLE orders (id bigint PRIMARY KEY, total numeric)
    CREATE INDEX orders_total_idx ON orders (total);
CREATE INDEX orders_id_total_idx ON shop.orders (id, total);

-- unsafe: add-primary-key
-- lock: events ACCESS EXCLUSIVE
-- lock: events_2025 SHARE indexed
-- lock: events_2026 SHARE indexed
ALTER TABLE events ADD PRIMARY KEY (id, at);

-- unsafe: check-valid
-- lock: events ACCESS EXCLUSIVE
-- lock: events_2025 ACCESS EXCLUSIVE read
-- lock: events_2026 ACCESS EXCLUSIVE read
ALTER TABLE events ADD CONSTRAINT events_id_check CHECK (id > 0);

-- unsafe: index-nonconcurrent
-- lock: events SHARE
-- lock: events_2025 SHARE indexed
-- lock: events_2026 SHARE indexed
CREATE UNIQUE INDEX ON events (at, id);

-- unsafe: volatile-default
-- lock: events ACCESS EXCLUSIVE
-- lock: events_2025 ACCESS EXCLUSIVE rewritten
-- lock: events_2026 ACCESS EXCLUSIVE rewritten
ALTER TABLE events ADD COLUMN token uuid DEFAULT gen_random_uuid();

-- safe
-- lock: posts SHARE UPDATE EXCLUSIVE
CREATE TABLE archived_posts (archived_at date) INHERITS (posts);

-- unsafe: missing-timeouts
-- autocommit
-- without lock_timeout
-- why: SET LOCAL ends with its transaction
-- lock: posts ACCESS EXCLUSIVE
BEGIN;
SET LOCAL lock_timeout = '1s';
ALTER TABLE posts ADD COLUMN subtitle text;
COMMIT;
ALTER TABLE posts ADD COLUMN tagline text;

-- unsafe: missing-timeouts
-- why: what was set is reset
-- lock: posts ACCESS EXCLUSIVE
RESET lock_timeout;
ALTER TABLE posts ADD COLUMN subtitle text;

-- unsafe: missing-timeouts
-- lock: posts ACCESS EXCLUSIVE
SET lock_timeout = DEFAULT;
ALTER TABLE posts ADD COLUMN subtitle text;

-- unsafe: missing-timeouts
-- lock: posts ACCESS EXCLUSIVE
RESET ALL;
ALTER TABLE posts ADD COLUMN subtitle text;

-- safe
-- without lock_timeout
-- lock: posts ACCESS EXCLUSIVE
SELECT set_config('lock_timeout', '2s', false);
ALTER TABLE posts ADD COLUMN subtitle text;

-- unsafe: missing-timeouts
-- without lock_timeout
-- lock: posts ACCESS EXCLUSIVE
LOCK TABLE posts;

-- safe
-- without lock_timeout
-- why: that lock stops nobody
LOCK TABLE posts IN ROW SHARE MODE;

-- unsafe: work-after-lock, unbatched-backfill
-- lock: posts SHARE ROW EXCLUSIVE read
LOCK TABLE posts IN SHARE ROW EXCLUSIVE MODE;
UPDATE posts SET status = lower(status);

-- safe
-- not run: psql sends no such line
\set ON_ERROR_STOP on
CREATE TABLE likes (id bigint PRIMARY KEY);

-- safe
-- advisor:ignore drop-table nobody has used it since March
-- lock: tags ACCESS EXCLUSIVE
DROP TABLE tags;

-- unsafe: suppression-invalid, drop-table
-- advisor:ignore drop-table
-- lock: tags ACCESS EXCLUSIVE
DROP TABLE tags;

-- safe
-- lock: posts ACCESS EXCLUSIVE
ALTER TABLE "posts" ADD COLUMN "größe" text;
COMMENT ON COLUMN public.posts."größe" IS 'DROP TABLE posts;';

-- unsafe: unbatched-backfill
-- lock: posts ROW EXCLUSIVE read
UPDATE posts SET views = 0 WHERE id > 0;

-- unsafe: unbatched-backfill
-- lock: comments ROW EXCLUSIVE read
DELETE FROM comments WHERE true;

-- unsafe: unbatched-backfill
-- why: the OR undoes the key
-- lock: posts ROW EXCLUSIVE read
UPDATE posts SET views = 0 WHERE id = 7 OR status = 'draft';

-- safe
-- lock: posts ROW EXCLUSIVE
UPDATE posts p SET views = 0 WHERE p.id IN (7, 8, 9);

-- safe
-- lock: posts ROW EXCLUSIVE
UPDATE posts SET views = 0 WHERE id = ANY (ARRAY[7, 8]);

-- safe
-- lock: posts ROW EXCLUSIVE
UPDATE posts SET title = v.title FROM (VALUES (1, 'a'), (2, 'b')) AS v (id, title) WHERE posts.id = v.id;

-- safe
-- lock: authors ROW EXCLUSIVE
DELETE FROM authors WHERE id = 7 AND name = 'Ada';

-- safe
ALTER SEQUENCE numbers RESTART WITH 100;
-- prior: CREATE SEQUENCE numbers;

-- safe
-- lock: tags ACCESS EXCLUSIVE
CREATE RULE no_delete AS ON DELETE TO tags DO INSTEAD NOTHING;

-- safe
-- prior: CREATE TYPE address AS (street text);
ALTER TYPE address ADD ATTRIBUTE city text;

-- safe
EXPLAIN SELECT * FROM posts;

-- safe
REVOKE ALL ON posts FROM PUBLIC;

-- safe
-- lock: posts SHARE UPDATE EXCLUSIVE
CREATE PUBLICATION all_posts FOR TABLE posts;

-- unsafe: fk-unindexed
-- why: the columns stand in the index in another order than in the key: behind one that the key has not
-- lock: posts SHARE ROW EXCLUSIVE
CREATE TABLE likes (post_id bigint REFERENCES posts, author_id bigint);
CREATE INDEX likes_idx ON likes (author_id, post_id);

-- safe
-- why: the index comes before the key
-- lock: posts SHARE ROW EXCLUSIVE
CREATE TABLE likes (post_id bigint, author_id bigint);
CREATE INDEX likes_idx ON likes (post_id, author_id);
ALTER TABLE likes ADD FOREIGN KEY (post_id) REFERENCES posts;

-- unsafe: drop-column
-- why: an index of two columns goes with one of them
-- lock: comments ACCESS EXCLUSIVE
-- lock: posts ACCESS EXCLUSIVE
ALTER TABLE comments DROP COLUMN post_id;

-- unsafe: truncate, drop-table
-- lock: tags ACCESS EXCLUSIVE rewritten
TRUNCATE tags;
DROP TABLE tags;

-- unsafe: drop-table
-- why: what comes after is about the new table
-- lock: tags ACCESS EXCLUSIVE indexed
-- lock: tags ACCESS EXCLUSIVE rewritten
DROP TABLE tags;
CREATE TABLE tags (id bigint PRIMARY KEY, name text);
CREATE INDEX tags_name_idx ON tags (name);
ALTER TABLE tags ADD COLUMN token uuid DEFAULT gen_random_uuid();

-- unsafe: volatile-default
-- why: IF NOT EXISTS: the table has been there all along
-- lock: tags ACCESS EXCLUSIVE rewritten
CREATE TABLE IF NOT EXISTS tags (id bigint PRIMARY KEY);
ALTER TABLE tags ADD COLUMN token uuid DEFAULT gen_random_uuid();

-- unsafe: add-unique, drop-index-nonconcurrent
-- lock: posts ACCESS EXCLUSIVE indexed
ALTER TABLE posts ADD CONSTRAINT posts_slug_key UNIQUE (slug);
DROP INDEX posts_slug_idx;

-- unsafe: opaque-sql
-- why: what a function of the user's own does shows nowhere
-- prior: CREATE FUNCTION clean() RETURNS void LANGUAGE sql AS 'DELETE FROM tags';
-- lock: tags ROW EXCLUSIVE read
SELECT clean();

-- safe
-- prior: CREATE SEQUENCE numbers;
SELECT setval('numbers', 100), nextval('numbers');

-- unsafe: index-nonconcurrent, work-after-lock, several-tables-locked
-- why: one table is new, the other is locked while its index is built
-- lock: comments SHARE indexed
-- lock: posts SHARE ROW EXCLUSIVE
CREATE TABLE likes (post_id bigint PRIMARY KEY REFERENCES posts);
CREATE INDEX comments_author_id_idx ON comments (author_id);

-- unsafe: set-not-null
-- autocommit
-- why: validated is the CHECK of another table
-- lock: authors ACCESS EXCLUSIVE read
-- lock: tags ACCESS EXCLUSIVE
-- lock: tags SHARE UPDATE EXCLUSIVE read
ALTER TABLE tags ADD CONSTRAINT filled CHECK (name IS NOT NULL) NOT VALID;
ALTER TABLE tags VALIDATE CONSTRAINT filled;
ALTER TABLE authors ALTER COLUMN email SET NOT NULL;

-- safe
-- autocommit
-- why: the proof is worth what it was under another name
-- lock: tags ACCESS EXCLUSIVE
-- lock: tags SHARE UPDATE EXCLUSIVE read
ALTER TABLE tags ADD CONSTRAINT filled CHECK (name IS NOT NULL) NOT VALID;
ALTER TABLE tags VALIDATE CONSTRAINT filled;
ALTER TABLE tags RENAME CONSTRAINT filled TO tags_name_filled;
ALTER TABLE tags ALTER COLUMN name SET NOT NULL;
ALTER TABLE tags DROP CONSTRAINT tags_name_filled;

-- unsafe: suppression-unused
-- advisor:ignore drop-table it was dropped long ago
-- lock: posts SHARE UPDATE EXCLUSIVE
COMMENT ON TABLE posts IS 'what people write';
