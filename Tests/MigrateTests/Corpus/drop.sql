-- What is lost.

-- unsafe: drop-table
-- lock: tags ACCESS EXCLUSIVE
DROP TABLE tags;

-- unsafe: drop-table
-- autocommit
-- lock: post_tags ACCESS EXCLUSIVE
-- lock: tags ACCESS EXCLUSIVE
DROP TABLE IF EXISTS tags, post_tags;

-- unsafe: drop-table
-- why: posts is locked too: comments has a foreign key to it
-- lock: comments ACCESS EXCLUSIVE
-- lock: posts ACCESS EXCLUSIVE
DROP TABLE comments;

-- unsafe: drop-table
-- lock: authors ACCESS EXCLUSIVE
-- lock: comments ACCESS EXCLUSIVE
-- lock: post_counts ACCESS EXCLUSIVE
-- lock: posts ACCESS EXCLUSIVE
-- lock: recent_posts ACCESS EXCLUSIVE
DROP TABLE posts CASCADE;

-- unsafe: drop-table
-- lock: events ACCESS EXCLUSIVE
-- lock: events_2025 ACCESS EXCLUSIVE
DROP TABLE events_2025;

-- unsafe: drop-column
-- lock: posts ACCESS EXCLUSIVE
ALTER TABLE posts DROP COLUMN body;

-- unsafe: drop-column
-- lock: posts ACCESS EXCLUSIVE
ALTER TABLE posts DROP COLUMN IF EXISTS body, DROP price;

-- unsafe: drop-column
-- why: authors is locked too: the column carries a foreign key
-- lock: authors ACCESS EXCLUSIVE
-- lock: posts ACCESS EXCLUSIVE
ALTER TABLE posts DROP COLUMN author_id;

-- unsafe: drop-column
-- lock: events ACCESS EXCLUSIVE
-- lock: events_2025 ACCESS EXCLUSIVE
-- lock: events_2026 ACCESS EXCLUSIVE
ALTER TABLE events DROP COLUMN kind;

-- unsafe: drop-schema
-- prior: CREATE SCHEMA shop; CREATE TABLE shop.orders (id bigint);
-- lock: shop.orders ACCESS EXCLUSIVE
DROP SCHEMA shop CASCADE;

-- unsafe: truncate
-- lock: tags ACCESS EXCLUSIVE rewritten
TRUNCATE tags;

-- unsafe: truncate
-- lock: post_tags ACCESS EXCLUSIVE rewritten
-- lock: tags ACCESS EXCLUSIVE rewritten
TRUNCATE TABLE tags, post_tags RESTART IDENTITY;

-- unsafe: truncate
-- lock: comments ACCESS EXCLUSIVE rewritten
-- lock: posts ACCESS EXCLUSIVE rewritten
TRUNCATE posts CASCADE;

-- unsafe: drop-table
-- why: the table that is dropped is the old one: the new one of that name comes after
-- lock: tags ACCESS EXCLUSIVE
DROP TABLE tags;
CREATE TABLE tags (id bigint PRIMARY KEY);

-- unsafe: drop-column
-- why: the columns of the type go with it
-- lock: comments ACCESS EXCLUSIVE
DROP TYPE mood CASCADE;

-- unsafe: drop-column
-- lock: comments ACCESS EXCLUSIVE
DROP DOMAIN percent CASCADE;

-- safe
CREATE TYPE size AS ENUM ('s');
CREATE TABLE shirts (id bigint PRIMARY KEY, size size);
DROP TYPE size CASCADE;

-- safe
CREATE TABLE likes (post_id bigint);
DROP TABLE likes;

-- safe
CREATE TABLE likes (post_id bigint, at date);
ALTER TABLE likes DROP COLUMN at;
TRUNCATE likes;

-- safe
-- lock: posts ACCESS EXCLUSIVE
ALTER TABLE posts ADD COLUMN draft text;
ALTER TABLE posts DROP COLUMN draft;

-- safe
CREATE TEMP TABLE moved AS SELECT id FROM tags;
DROP TABLE moved;

-- safe
CREATE SCHEMA shop;
DROP SCHEMA shop CASCADE;

-- unsafe: drop-view
-- lock: recent_posts ACCESS EXCLUSIVE
DROP VIEW recent_posts;

-- safe
-- prior: CREATE SEQUENCE numbers;
DROP SEQUENCE numbers;

-- safe
DROP FUNCTION IF EXISTS no_such_function(integer);

-- safe
-- prior: CREATE FUNCTION one() RETURNS integer LANGUAGE sql AS 'SELECT 1';
DROP FUNCTION one();

-- safe
-- lock: posts ACCESS EXCLUSIVE
ALTER TABLE posts ALTER COLUMN status DROP NOT NULL;
