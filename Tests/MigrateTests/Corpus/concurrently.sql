-- CONCURRENTLY where it does not work, or works too well.

-- unsafe: concurrently-in-transaction
-- fails: 25001
CREATE INDEX CONCURRENTLY posts_status_idx ON posts (status);

-- unsafe: concurrently-in-transaction
-- fails: 25001
DROP INDEX CONCURRENTLY posts_title_idx;

-- unsafe: concurrently-in-transaction
-- fails: 25001
REINDEX TABLE CONCURRENTLY posts;

-- unsafe: concurrently-in-transaction
-- fails: 25001
ALTER TABLE events DETACH PARTITION events_2025 CONCURRENTLY;

-- unsafe: concurrently-in-transaction
-- fails: 25001
VACUUM posts;

-- unsafe: concurrently-in-transaction
-- autocommit
-- fails: 25001
-- why: the transaction is the file's own
BEGIN;
CREATE INDEX CONCURRENTLY posts_status_idx ON posts (status);
COMMIT;

-- unsafe: concurrently-in-transaction
-- fails: 25001
-- why: on a new table too
CREATE TABLE likes (post_id bigint NOT NULL);
CREATE INDEX CONCURRENTLY likes_post_id_idx ON likes (post_id);

-- unsafe: concurrently-on-partitioned
-- autocommit
-- fails: 0A000
CREATE INDEX CONCURRENTLY events_kind_idx ON events (kind);

-- unsafe: concurrently-if-not-exists
-- autocommit
-- lock: posts SHARE UPDATE EXCLUSIVE indexed
CREATE INDEX CONCURRENTLY IF NOT EXISTS posts_status_idx ON posts (status);

-- unsafe: concurrently-if-not-exists
-- autocommit
-- lock: authors SHARE UPDATE EXCLUSIVE indexed
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS authors_email_key ON authors (email);

-- safe
-- autocommit
-- lock: posts SHARE UPDATE EXCLUSIVE indexed
DROP INDEX CONCURRENTLY IF EXISTS posts_status_idx;
CREATE INDEX CONCURRENTLY posts_status_idx ON posts (status);

-- safe
-- autocommit
-- lock: posts ACCESS EXCLUSIVE
-- lock: posts SHARE UPDATE EXCLUSIVE indexed
BEGIN;
ALTER TABLE posts ADD COLUMN subtitle text;
COMMIT;
CREATE INDEX CONCURRENTLY posts_subtitle_idx ON posts (subtitle);

-- safe
-- why: this CONCURRENTLY is allowed in a transaction
-- lock: post_counts EXCLUSIVE read
REFRESH MATERIALIZED VIEW CONCURRENTLY post_counts;
