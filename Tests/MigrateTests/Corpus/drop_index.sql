-- Dropping and rebuilding indexes.

-- unsafe: drop-index-nonconcurrent
-- lock: posts ACCESS EXCLUSIVE
DROP INDEX posts_title_idx;

-- unsafe: drop-index-nonconcurrent
-- lock: posts ACCESS EXCLUSIVE
DROP INDEX IF EXISTS posts_title_idx;

-- unsafe: drop-index-nonconcurrent
-- autocommit
-- lock: posts ACCESS EXCLUSIVE
DROP INDEX posts_title_idx, posts_editor_id_idx;

-- unsafe: drop-index-nonconcurrent
-- lock: comments ACCESS EXCLUSIVE
DROP INDEX public.comments_post_id_idx CASCADE;

-- unsafe: reindex-nonconcurrent
-- lock: posts SHARE indexed
REINDEX INDEX posts_title_idx;

-- unsafe: reindex-nonconcurrent
-- lock: posts SHARE indexed
REINDEX TABLE posts;

-- unsafe: reindex-nonconcurrent
-- autocommit
-- lock: comments SHARE indexed
REINDEX (VERBOSE) TABLE comments;

-- unsafe: reindex-nonconcurrent
-- autocommit
-- not run: it takes the tables in any order, each in a transaction of its own
REINDEX SCHEMA public;

-- safe
-- autocommit
-- lock: posts SHARE UPDATE EXCLUSIVE
DROP INDEX CONCURRENTLY posts_title_idx;

-- safe
-- autocommit
-- lock: posts SHARE UPDATE EXCLUSIVE
DROP INDEX CONCURRENTLY IF EXISTS posts_title_idx;

-- safe
-- autocommit
-- lock: posts SHARE UPDATE EXCLUSIVE indexed
REINDEX INDEX CONCURRENTLY posts_title_idx;

-- safe
-- autocommit
-- lock: posts SHARE UPDATE EXCLUSIVE indexed
REINDEX (CONCURRENTLY) TABLE posts;

-- safe
-- autocommit
-- lock: posts SHARE UPDATE EXCLUSIVE indexed
CREATE INDEX CONCURRENTLY posts_title_too ON posts (title, id);
DROP INDEX CONCURRENTLY posts_title_idx;
ALTER INDEX posts_title_too RENAME TO posts_title_idx;

-- safe
-- why: the index is of a table that nobody uses yet
CREATE TABLE likes (post_id bigint NOT NULL);
CREATE INDEX likes_post_id_idx ON likes (post_id);
DROP INDEX likes_post_id_idx;
