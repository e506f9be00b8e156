-- Tables written anew, views refreshed, triggers.

-- unsafe: vacuum-full
-- autocommit
-- lock: posts ACCESS EXCLUSIVE rewritten
VACUUM FULL posts;

-- unsafe: vacuum-full
-- autocommit
-- lock: comments ACCESS EXCLUSIVE rewritten
VACUUM (FULL, ANALYZE) comments;

-- unsafe: cluster
-- lock: posts ACCESS EXCLUSIVE rewritten
CLUSTER posts USING posts_title_idx;

-- unsafe: cluster
-- prior: ALTER TABLE posts CLUSTER ON posts_title_idx;
-- lock: posts ACCESS EXCLUSIVE rewritten
CLUSTER posts;

-- unsafe: set-unlogged
-- lock: post_tags ACCESS EXCLUSIVE rewritten
ALTER TABLE post_tags SET UNLOGGED;

-- unsafe: set-logged
-- prior: CREATE UNLOGGED TABLE buffered (id bigint);
-- lock: buffered ACCESS EXCLUSIVE rewritten
ALTER TABLE buffered SET LOGGED;

-- unsafe: set-access-method
-- prior: DROP ACCESS METHOD IF EXISTS heap_too; CREATE ACCESS METHOD heap_too TYPE TABLE HANDLER heap_tableam_handler;
-- lock: tags ACCESS EXCLUSIVE rewritten
ALTER TABLE tags SET ACCESS METHOD heap_too;

-- unsafe: set-tablespace
-- not run: there is no second tablespace
ALTER TABLE posts SET TABLESPACE fast;

-- unsafe: refresh-matview
-- lock: post_counts ACCESS EXCLUSIVE rewritten
REFRESH MATERIALIZED VIEW post_counts;

-- unsafe: refresh-matview
-- autocommit
-- lock: post_counts ACCESS EXCLUSIVE rewritten
REFRESH MATERIALIZED VIEW public.post_counts WITH DATA;

-- unsafe: trigger-ddl
-- without lock_timeout
-- lock: posts SHARE ROW EXCLUSIVE
CREATE TRIGGER posts_touch BEFORE UPDATE ON posts FOR EACH ROW EXECUTE FUNCTION touch();

-- unsafe: trigger-ddl
-- without lock_timeout
-- lock: comments ACCESS EXCLUSIVE
DROP TRIGGER comments_touch ON comments;

-- unsafe: trigger-ddl
-- without lock_timeout
-- lock: comments SHARE ROW EXCLUSIVE
ALTER TABLE comments DISABLE TRIGGER comments_touch;

-- unsafe: trigger-ddl
-- without lock_timeout
-- autocommit
-- lock: comments SHARE ROW EXCLUSIVE
ALTER TABLE comments ENABLE ALWAYS TRIGGER comments_touch;

-- safe
-- autocommit
VACUUM posts;

-- safe
-- autocommit
VACUUM (FULL false, ANALYZE) posts;

-- safe
-- lock: posts SHARE UPDATE EXCLUSIVE
ANALYZE posts;

-- safe
-- lock: post_counts EXCLUSIVE read
REFRESH MATERIALIZED VIEW CONCURRENTLY post_counts;

-- safe
CREATE MATERIALIZED VIEW author_counts AS SELECT author_id, count(*) FROM posts GROUP BY author_id WITH NO DATA;
REFRESH MATERIALIZED VIEW author_counts;

-- safe
-- lock: posts SHARE ROW EXCLUSIVE
CREATE TRIGGER posts_touch BEFORE UPDATE ON posts FOR EACH ROW EXECUTE FUNCTION touch();

-- safe
-- lock: comments ACCESS EXCLUSIVE
DROP TRIGGER comments_touch ON comments;

-- safe
CREATE TABLE likes (post_id bigint);
CREATE TRIGGER likes_touch BEFORE UPDATE ON likes FOR EACH ROW EXECUTE FUNCTION touch();
ALTER TABLE likes SET UNLOGGED;

-- safe
-- why: CLUSTER ON only takes a note
-- lock: posts SHARE UPDATE EXCLUSIVE
ALTER TABLE posts CLUSTER ON posts_title_idx;
