-- Statements that write rows.

-- unsafe: unbatched-backfill
-- lock: posts ROW EXCLUSIVE
UPDATE posts SET title = 'untitled' WHERE title IS NULL;

-- unsafe: unbatched-backfill
-- autocommit
-- lock: posts ROW EXCLUSIVE read
UPDATE posts SET status = lower(status);

-- unsafe: unbatched-backfill
-- why: a status is no key
-- lock: posts ROW EXCLUSIVE read
UPDATE posts SET views = 0 WHERE status = 'draft';

-- unsafe: unbatched-backfill
-- lock: comments ROW EXCLUSIVE read
DELETE FROM comments WHERE body IS NULL;

-- unsafe: unbatched-backfill
-- lock: comments ROW EXCLUSIVE
DELETE FROM comments USING posts WHERE comments.post_id = posts.id AND posts.status = 'gone';

-- unsafe: unbatched-backfill
-- lock: tags ROW EXCLUSIVE
INSERT INTO tags (id, name) SELECT id, name FROM authors;

-- unsafe: unbatched-backfill
-- lock: comments ROW EXCLUSIVE read
UPDATE comments SET body = posts.title FROM posts WHERE posts.id = comments.post_id;

-- unsafe: unbatched-backfill
-- lock: comments ROW EXCLUSIVE
WITH old AS (SELECT id FROM posts WHERE status = 'old') DELETE FROM comments WHERE post_id IN (SELECT id FROM old);

-- unsafe: unbatched-backfill
-- lock: tags ROW EXCLUSIVE read
MERGE INTO tags USING authors ON tags.id = authors.id WHEN MATCHED THEN UPDATE SET name = authors.name;

-- safe
-- lock: posts ROW EXCLUSIVE
UPDATE posts SET status = 'new' WHERE id = 7;

-- safe
-- lock: posts ROW EXCLUSIVE
UPDATE posts SET status = 'new' WHERE id BETWEEN 1 AND 1000;

-- safe
-- lock: posts ROW EXCLUSIVE
UPDATE posts SET status = 'new' WHERE id > 1000 AND id <= 2000 AND status = 'draft';

-- safe
-- lock: posts ROW EXCLUSIVE read
UPDATE posts SET status = 'new' WHERE id IN (SELECT id FROM posts WHERE status = 'draft' LIMIT 1000);

-- safe
-- lock: authors ROW EXCLUSIVE
INSERT INTO authors (id, name) VALUES (1, 'Ada'), (2, 'Grace');

-- safe
-- lock: authors ROW EXCLUSIVE
INSERT INTO authors (id, name) VALUES (1, 'Ada') ON CONFLICT (id) DO UPDATE SET name = excluded.name;

-- safe
-- lock: posts ROW EXCLUSIVE
DELETE FROM posts WHERE slug = 'hello';

-- safe
CREATE TABLE likes (post_id bigint, at date);
INSERT INTO likes SELECT id, now() FROM posts;
UPDATE likes SET at = now();
DELETE FROM likes;

-- safe
-- lock: authors ROW EXCLUSIVE
INSERT INTO authors (id, name) SELECT 1, 'Ada' WHERE NOT EXISTS (SELECT 1 FROM authors WHERE id = 1);
