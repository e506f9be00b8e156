-- Building indexes.

-- unsafe: index-nonconcurrent
-- lock: posts SHARE indexed
CREATE INDEX posts_status_idx ON posts (status);

-- unsafe: index-nonconcurrent
-- lock: authors SHARE indexed
CREATE UNIQUE INDEX authors_email_key ON authors (email);

-- unsafe: index-nonconcurrent
-- why: a partial index reads the whole table as well
-- lock: posts SHARE indexed
CREATE INDEX posts_drafts_idx ON posts (created_at) WHERE status = 'draft';

-- unsafe: index-nonconcurrent
-- lock: posts SHARE indexed
CREATE INDEX posts_lower_title_idx ON posts (lower(title));

-- unsafe: index-nonconcurrent
-- lock: posts SHARE indexed
CREATE INDEX IF NOT EXISTS posts_status_idx ON posts USING hash (status);

-- unsafe: index-nonconcurrent
-- autocommit
-- lock: comments SHARE indexed
CREATE INDEX ON comments (author_id) INCLUDE (body);

-- unsafe: index-nonconcurrent
-- why: of a materialized view too
-- lock: post_counts SHARE indexed
CREATE INDEX post_counts_count_idx ON post_counts (count);

-- unsafe: index-nonconcurrent
-- why: on a partitioned table it locks every partition
-- lock: events SHARE
-- lock: events_2025 SHARE indexed
-- lock: events_2026 SHARE indexed
CREATE INDEX events_kind_idx ON events (kind);

-- unsafe: index-nonconcurrent
-- lock: events_2026 SHARE indexed
CREATE INDEX events_2026_kind_idx ON events_2026 (kind);

-- unsafe: index-nonconcurrent, work-after-lock
-- why: the column is new, the table is not: all rows are read
-- lock: posts ACCESS EXCLUSIVE indexed
ALTER TABLE posts ADD COLUMN subtitle text;
CREATE INDEX posts_subtitle_idx ON posts (subtitle);

-- safe
-- autocommit
-- lock: posts SHARE UPDATE EXCLUSIVE indexed
CREATE INDEX CONCURRENTLY posts_status_idx ON posts (status);

-- safe
-- autocommit
-- lock: authors SHARE UPDATE EXCLUSIVE indexed
CREATE UNIQUE INDEX CONCURRENTLY authors_email_key ON authors (email);

-- safe
-- autocommit
-- lock: posts SHARE UPDATE EXCLUSIVE indexed
CREATE INDEX CONCURRENTLY posts_recent_idx ON posts (created_at DESC) WHERE status <> 'draft';

-- safe
-- why: squawk and eugene look at one statement at a time: nobody uses a table that is being created
CREATE TABLE likes (post_id bigint NOT NULL, author_id bigint NOT NULL);
CREATE INDEX likes_post_id_idx ON likes (post_id);

-- safe
-- why: under another name it is still new
CREATE TABLE likes (post_id bigint NOT NULL, author_id bigint NOT NULL);
ALTER TABLE likes RENAME TO favourites;
CREATE INDEX favourites_post_id_idx ON favourites (post_id);

-- safe
CREATE TEMPORARY TABLE moved (id bigint);
CREATE INDEX moved_id_idx ON moved (id);

-- safe
CREATE MATERIALIZED VIEW author_counts AS SELECT author_id, count(*) FROM posts GROUP BY author_id;
CREATE UNIQUE INDEX author_counts_author_id_idx ON author_counts (author_id);

-- safe
-- why: ON ONLY makes an invalid index of the parent, which has no rows
-- lock: events SHARE
CREATE INDEX events_kind_idx ON ONLY events (kind);

-- safe
-- autocommit
-- lock: events SHARE
-- lock: events_2025 SHARE UPDATE EXCLUSIVE indexed
CREATE INDEX events_kind_idx ON ONLY events (kind);
CREATE INDEX CONCURRENTLY events_2025_kind_idx ON events_2025 (kind);
ALTER INDEX events_kind_idx ATTACH PARTITION events_2025_kind_idx;

-- safe
ALTER INDEX posts_title_idx RENAME TO posts_by_title;

-- safe
ALTER INDEX posts_title_idx SET (fillfactor = 80);

-- safe
ALTER INDEX posts_title_idx RESET (fillfactor);

-- unsafe: redundant-index
-- autocommit
-- why: what begins with the same column and goes on serves both
-- lock: posts SHARE UPDATE EXCLUSIVE indexed
CREATE INDEX CONCURRENTLY posts_author_id_created_at_idx ON posts (author_id, created_at);

-- unsafe: redundant-index
-- autocommit
-- lock: posts SHARE UPDATE EXCLUSIVE indexed
CREATE INDEX CONCURRENTLY posts_title_too ON posts (title);

-- safe
-- autocommit
-- why: one is unique, and keeps what the other does not
-- lock: posts SHARE UPDATE EXCLUSIVE indexed
CREATE INDEX CONCURRENTLY posts_slug_created_at_idx ON posts (slug, created_at);

-- safe
-- autocommit
-- why: it has rows of one status only
-- lock: posts SHARE UPDATE EXCLUSIVE indexed
CREATE INDEX CONCURRENTLY posts_draft_author_id_idx ON posts (author_id) WHERE status = 'draft';

-- safe
-- autocommit
-- lock: posts SHARE UPDATE EXCLUSIVE indexed
CREATE INDEX CONCURRENTLY posts_author_id_hash_idx ON posts USING hash (author_id);

-- safe
-- autocommit
-- why: the first column is another
-- lock: posts SHARE UPDATE EXCLUSIVE indexed
CREATE INDEX CONCURRENTLY posts_created_at_author_id_idx ON posts (created_at, author_id);

-- safe
-- autocommit
-- why: replaced, not added
-- lock: posts SHARE UPDATE EXCLUSIVE indexed
CREATE INDEX CONCURRENTLY posts_author_id_created_at_idx ON posts (author_id, created_at);
DROP INDEX CONCURRENTLY posts_author_id_idx;
