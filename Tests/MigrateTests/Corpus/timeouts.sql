-- Without a lock_timeout: what waits in line with others behind it, and what does not.

-- unsafe: missing-timeouts
-- without lock_timeout
-- why: the view is locked as a table would be
-- lock: recent_posts ACCESS EXCLUSIVE
CREATE OR REPLACE VIEW recent_posts AS SELECT id, status FROM posts WHERE id > 100;

-- unsafe: missing-timeouts, drop-view
-- without lock_timeout
-- lock: recent_posts ACCESS EXCLUSIVE
DROP VIEW recent_posts;

-- unsafe: missing-timeouts
-- without lock_timeout
-- why: the partition is locked against readers
-- prior: ALTER TABLE events_2027 ADD CHECK (at >= '2027-01-01' AND at < '2028-01-01');
-- lock: events SHARE UPDATE EXCLUSIVE
-- lock: events_2027 ACCESS EXCLUSIVE
ALTER TABLE events ATTACH PARTITION events_2027 FOR VALUES FROM ('2027-01-01') TO ('2028-01-01');

-- unsafe: missing-timeouts
-- without lock_timeout
-- lock: posts ACCESS EXCLUSIVE
ALTER TABLE posts RENAME CONSTRAINT posts_views_check TO posts_views_positive;

-- unsafe: missing-timeouts
-- without lock_timeout
-- lock: authors ACCESS EXCLUSIVE
ALTER TABLE authors ALTER COLUMN email TYPE text;

-- unsafe: missing-timeouts, drop-table
-- without lock_timeout
-- lock: comments ACCESS EXCLUSIVE
-- lock: posts ACCESS EXCLUSIVE
DROP TABLE comments;

-- unsafe: missing-timeouts, index-nonconcurrent
-- without lock_timeout
-- lock: posts SHARE indexed
CREATE INDEX posts_status_idx ON posts (status);

-- safe
-- without lock_timeout
-- lock: posts SHARE UPDATE EXCLUSIVE
COMMENT ON TABLE posts IS 'what people write';

-- safe
-- without lock_timeout
GRANT SELECT ON posts TO pg_monitor;

-- safe
-- without lock_timeout
-- lock: posts SHARE UPDATE EXCLUSIVE
ANALYZE posts;

-- safe
-- without lock_timeout
-- lock: authors ROW EXCLUSIVE
INSERT INTO authors (id, name) VALUES (1, 'Ada');

-- safe
-- without lock_timeout
-- lock: posts ROW EXCLUSIVE
UPDATE posts SET views = 0 WHERE id = 7;

-- safe
-- without lock_timeout
ALTER TYPE mood ADD VALUE 'glad';

-- safe
-- without lock_timeout
-- prior: ALTER TABLE posts ADD CONSTRAINT posts_price_check CHECK (price >= 0) NOT VALID;
-- lock: posts SHARE UPDATE EXCLUSIVE read
ALTER TABLE posts VALIDATE CONSTRAINT posts_price_check;

-- safe
-- without lock_timeout
ALTER INDEX posts_title_idx RENAME TO posts_headline_idx;

-- safe
-- without lock_timeout
-- why: nobody writes to a materialized view
-- lock: post_counts EXCLUSIVE read
REFRESH MATERIALIZED VIEW CONCURRENTLY post_counts;

-- safe
-- without lock_timeout
-- lock: posts SHARE UPDATE EXCLUSIVE
CREATE STATISTICS posts_both ON author_id, status FROM posts;

-- safe
-- without lock_timeout
CREATE FUNCTION one() RETURNS integer LANGUAGE sql AS 'SELECT 1';

-- safe
-- without lock_timeout
-- lock: posts SHARE UPDATE EXCLUSIVE
CREATE TABLE archived_posts (archived_at date) INHERITS (posts);
