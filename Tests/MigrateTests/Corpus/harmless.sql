-- What nobody has to be told about, and SQL that is easily misread.

-- safe
-- lock: posts SHARE UPDATE EXCLUSIVE
COMMENT ON COLUMN posts.slug IS 'DROP TABLE posts; of the URL';

-- safe
GRANT SELECT ON posts TO pg_monitor;

-- safe
-- lock: recent_posts ACCESS EXCLUSIVE
CREATE OR REPLACE VIEW recent_posts AS SELECT id, status FROM posts WHERE created_at > now() - interval '7 days';

-- safe
CREATE FUNCTION clean() RETURNS void LANGUAGE plpgsql AS $body$
BEGIN
    DELETE FROM comments;
    DROP TABLE posts;
END
$body$;

-- safe
CREATE SEQUENCE numbers;
SELECT setval('numbers', 1000);

-- safe
-- lock: posts SHARE UPDATE EXCLUSIVE
CREATE STATISTICS posts_both ON author_id, status FROM posts;

-- safe
-- lock: authors ROW EXCLUSIVE
INSERT INTO authors (id, name) VALUES (1, 'ALTER TABLE posts DROP COLUMN body; --');

-- safe
/* DROP TABLE posts; /* nested */ */
CREATE TABLE "drop table" ("select" bigint PRIMARY KEY); -- CREATE INDEX i ON posts (id);

-- safe
-- lock: posts ACCESS EXCLUSIVE
ALTER TABLE posts ALTER COLUMN body SET STORAGE EXTERNAL;

-- safe
-- lock: posts ACCESS EXCLUSIVE
ALTER TABLE posts OWNER TO CURRENT_USER;

-- safe
-- lock: posts ACCESS EXCLUSIVE
ALTER TABLE posts REPLICA IDENTITY FULL;

-- safe
CREATE TYPE address AS (street text, city text);

-- safe
SELECT count(*) FROM posts;

-- safe
CREATE TABLE likes AS SELECT id, now() AS at FROM posts;

-- safe
CREATE TABLE likes (LIKE posts INCLUDING DEFAULTS);

-- safe
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO pg_monitor;

-- safe
-- lock: posts ACCESS EXCLUSIVE
CREATE POLICY posts_all ON posts USING (true);
ALTER TABLE posts ENABLE ROW LEVEL SECURITY;

-- safe
CREATE TABLE IF NOT EXISTS likes (id bigint PRIMARY KEY, weight bigint);
CREATE INDEX likes_weight_idx ON likes (weight);

-- unsafe: drop-table
-- why: a quoted name
-- prior: CREATE TABLE "Posts" (id bigint);
-- lock: Posts ACCESS EXCLUSIVE
DROP TABLE "Posts";

-- unsafe: index-nonconcurrent
-- why: comments between the words
-- lock: posts SHARE indexed
CREATE /* concurrently */ INDEX -- CONCURRENTLY
    posts_status_idx ON posts (status);

-- unsafe: drop-column
-- why: written in capitals, with a schema
-- lock: posts ACCESS EXCLUSIVE
ALTER TABLE ONLY PUBLIC.POSTS DROP COLUMN BODY RESTRICT;

-- unsafe: index-nonconcurrent
-- why: the table of the other schema is not the new one
-- prior: CREATE SCHEMA shop; CREATE TABLE shop.likes (post_id bigint);
-- lock: shop.likes SHARE read
CREATE TABLE likes (post_id bigint);
CREATE INDEX likes_post_id_idx ON shop.likes (post_id);

-- unsafe: index-nonconcurrent
-- why: search_path says which table is meant
-- prior: CREATE SCHEMA shop; CREATE TABLE shop.orders (id bigint);
-- lock: shop.orders SHARE read
SET search_path TO shop, public;
CREATE INDEX orders_id_idx ON orders (id);

-- unsafe: index-nonconcurrent
-- why: IF NOT EXISTS: the table has been there all along
-- lock: posts SHARE indexed
CREATE TABLE IF NOT EXISTS posts (id bigint PRIMARY KEY);
CREATE INDEX posts_status_idx ON posts (status);

-- unsafe: set-not-null, volatile-default
-- why: two faults in one statement
-- lock: posts ACCESS EXCLUSIVE rewritten
ALTER TABLE posts ALTER COLUMN title SET NOT NULL, ADD COLUMN token uuid DEFAULT gen_random_uuid();

-- unsafe: opaque-sql
-- lock: posts ACCESS EXCLUSIVE
DO $$ BEGIN EXECUTE 'ALTER TABLE posts DROP COLUMN body'; END $$;

-- unsafe: opaque-sql
-- prior: CREATE PROCEDURE clean() LANGUAGE sql AS 'DELETE FROM tags';
-- lock: tags ROW EXCLUSIVE read
CALL clean();

-- unsafe: opaque-sql
DO LANGUAGE plpgsql $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_type WHERE typname = 'size') THEN CREATE TYPE size AS ENUM ('s'); END IF;
END $$;

-- unsafe: syntax-error
-- fails: 42601
ALTER TABLE posts ADD COLUM subtitle text;
