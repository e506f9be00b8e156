-- How long locks are held, and who queues behind them.

-- unsafe: missing-timeouts
-- without lock_timeout
-- lock: posts ACCESS EXCLUSIVE
ALTER TABLE posts ADD COLUMN subtitle text;

-- unsafe: missing-timeouts
-- without lock_timeout
-- autocommit
-- lock: posts ACCESS EXCLUSIVE
ALTER TABLE posts ALTER COLUMN status SET DEFAULT 'new';

-- unsafe: missing-timeouts
-- without lock_timeout
-- lock: posts ACCESS EXCLUSIVE
ALTER TABLE posts ENABLE ROW LEVEL SECURITY;

-- unsafe: missing-timeouts
-- without lock_timeout
-- why: a constraint that is NOT VALID still waits for its lock
-- lock: posts ACCESS EXCLUSIVE
ALTER TABLE posts ADD CONSTRAINT posts_price_check CHECK (price >= 0) NOT VALID;

-- unsafe: missing-timeouts
-- without lock_timeout
-- why: 0 switches it off
-- lock: posts ACCESS EXCLUSIVE
SET lock_timeout = 0;
ALTER TABLE posts ADD COLUMN subtitle text;

-- unsafe: missing-timeouts
-- without lock_timeout
-- why: the table is new, the one that it refers to is not
-- lock: posts SHARE ROW EXCLUSIVE
CREATE TABLE likes (post_id bigint PRIMARY KEY REFERENCES posts);

-- unsafe: missing-timeouts
-- without lock_timeout
-- lock: posts ACCESS EXCLUSIVE
CREATE POLICY posts_all ON posts USING (true);

-- safe
-- without lock_timeout
-- lock: posts ACCESS EXCLUSIVE
SET lock_timeout = '5s';
ALTER TABLE posts ADD COLUMN subtitle text;

-- safe
-- without lock_timeout
-- lock: posts ACCESS EXCLUSIVE
SET LOCAL lock_timeout TO '500ms';
ALTER TABLE posts ADD COLUMN subtitle text;

-- safe
-- without lock_timeout
-- autocommit
-- lock: posts SHARE UPDATE EXCLUSIVE indexed
CREATE INDEX CONCURRENTLY posts_status_idx ON posts (status);

-- safe
-- without lock_timeout
-- lock: posts SHARE UPDATE EXCLUSIVE
ALTER TABLE posts ALTER COLUMN title SET STATISTICS 500;

-- safe
-- without lock_timeout
-- lock: posts SHARE UPDATE EXCLUSIVE
ALTER TABLE posts SET (autovacuum_vacuum_scale_factor = 0.01);

-- safe
-- without lock_timeout
CREATE TABLE likes (id bigint PRIMARY KEY);
ALTER TABLE likes ADD COLUMN at timestamptz;

-- unsafe: work-after-lock, unbatched-backfill
-- lock: posts ACCESS EXCLUSIVE read
ALTER TABLE posts ADD COLUMN subtitle text;
UPDATE posts SET subtitle = title;

-- unsafe: work-after-lock, unbatched-backfill
-- why: the rows written are of another table: the lock on posts is held all the same
-- lock: comments ROW EXCLUSIVE read
-- lock: posts ACCESS EXCLUSIVE
ALTER TABLE posts ADD COLUMN subtitle text;
DELETE FROM comments WHERE mood = 'angry';

-- unsafe: work-after-lock
-- prior: ALTER TABLE posts ADD CONSTRAINT posts_price_check CHECK (price >= 0) NOT VALID;
-- why: VALIDATE lets writes pass; the lock before it does not
-- lock: posts ACCESS EXCLUSIVE read
ALTER TABLE posts ADD COLUMN subtitle text;
ALTER TABLE posts VALIDATE CONSTRAINT posts_price_check;

-- unsafe: work-after-lock, index-nonconcurrent
-- lock: posts ACCESS EXCLUSIVE indexed
ALTER TABLE posts ADD COLUMN subtitle text;
CREATE INDEX posts_status_idx ON posts (status);

-- unsafe: work-after-lock, set-not-null, several-tables-locked
-- lock: comments ACCESS EXCLUSIVE read
-- lock: posts ACCESS EXCLUSIVE
ALTER TABLE posts ADD COLUMN subtitle text;
ALTER TABLE comments ALTER COLUMN body SET NOT NULL;

-- unsafe: several-tables-locked
-- lock: comments ACCESS EXCLUSIVE
-- lock: posts ACCESS EXCLUSIVE
ALTER TABLE posts ADD COLUMN subtitle text;
ALTER TABLE comments ADD COLUMN subject text;

-- unsafe: several-tables-locked
-- autocommit
-- lock: comments ACCESS EXCLUSIVE
-- lock: posts ACCESS EXCLUSIVE
BEGIN;
ALTER TABLE posts ADD COLUMN subtitle text;
ALTER TABLE comments ADD COLUMN subject text;
COMMIT;

-- unsafe: transaction-control
-- not run: it ends the transaction that the test watches
ALTER TABLE posts ADD COLUMN subtitle text;
COMMIT;
ALTER TABLE comments ADD COLUMN subject text;

-- safe
-- autocommit
-- lock: comments ACCESS EXCLUSIVE
-- lock: posts ACCESS EXCLUSIVE
ALTER TABLE posts ADD COLUMN subtitle text;
ALTER TABLE comments ADD COLUMN subject text;

-- safe
-- autocommit
-- lock: comments ACCESS EXCLUSIVE
-- lock: posts ACCESS EXCLUSIVE
BEGIN;
ALTER TABLE posts ADD COLUMN subtitle text;
COMMIT;
BEGIN;
ALTER TABLE comments ADD COLUMN subject text;
COMMIT;

-- safe
-- lock: posts ACCESS EXCLUSIVE
ALTER TABLE posts ADD COLUMN subtitle text;
ALTER TABLE posts ADD COLUMN tagline text;

-- safe
-- lock: posts ACCESS EXCLUSIVE
ALTER TABLE posts ADD COLUMN subtitle text;
UPDATE posts SET subtitle = title WHERE id = 7;

-- safe
SAVEPOINT before;
CREATE TABLE likes (id bigint PRIMARY KEY);
RELEASE before;
