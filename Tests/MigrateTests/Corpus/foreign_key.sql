-- Foreign keys.

-- unsafe: fk-valid
-- lock: authors SHARE ROW EXCLUSIVE
-- lock: posts SHARE ROW EXCLUSIVE read
ALTER TABLE posts ADD CONSTRAINT posts_editor_id_fkey FOREIGN KEY (editor_id) REFERENCES authors (id);

-- unsafe: fk-valid
-- autocommit
-- lock: authors SHARE ROW EXCLUSIVE
-- lock: posts SHARE ROW EXCLUSIVE read
ALTER TABLE posts ADD FOREIGN KEY (editor_id) REFERENCES authors ON DELETE SET NULL;

-- unsafe: fk-valid, fk-unindexed
-- why: a default means rows to look up
-- prior: INSERT INTO authors VALUES (1, 'Ada');
-- lock: authors SHARE ROW EXCLUSIVE
-- lock: comments ACCESS EXCLUSIVE read
ALTER TABLE comments ADD COLUMN reviewer_id bigint DEFAULT 1 CONSTRAINT comments_reviewer_id_fkey REFERENCES authors;

-- unsafe: fk-valid, fk-unindexed
-- lock: authors SHARE ROW EXCLUSIVE
-- lock: comments SHARE ROW EXCLUSIVE read
ALTER TABLE comments ADD CONSTRAINT comments_author_id_fkey FOREIGN KEY (author_id) REFERENCES authors;

-- unsafe: fk-valid, fk-unindexed
-- why: a table that refers to itself
-- prior: ALTER TABLE tags ADD PRIMARY KEY (id);
-- lock: tags SHARE ROW EXCLUSIVE read
ALTER TABLE tags ADD CONSTRAINT tags_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES tags;

-- unsafe: fk-unindexed
-- lock: authors SHARE ROW EXCLUSIVE
-- lock: comments SHARE ROW EXCLUSIVE
ALTER TABLE comments ADD CONSTRAINT comments_author_id_fkey FOREIGN KEY (author_id) REFERENCES authors NOT VALID;

-- unsafe: fk-unindexed
-- lock: authors SHARE ROW EXCLUSIVE
-- lock: comments ACCESS EXCLUSIVE
ALTER TABLE comments ADD COLUMN reviewer_id bigint REFERENCES authors;

-- unsafe: fk-unindexed
-- why: an index that does not begin with the column does not help
-- lock: posts SHARE ROW EXCLUSIVE
CREATE TABLE likes (post_id bigint REFERENCES posts, at timestamptz);
CREATE INDEX likes_at_idx ON likes (at, post_id);

-- unsafe: fk-unindexed
-- why: an index of a part of the rows does not help
-- lock: posts SHARE ROW EXCLUSIVE
CREATE TABLE likes (post_id bigint REFERENCES posts, at timestamptz);
CREATE INDEX likes_post_id_idx ON likes (post_id) WHERE at > '2026-01-01';

-- unsafe: fk-drop
-- without lock_timeout
-- why: squawk and eugene name one table: the one that is referred to is locked against readers as well
-- lock: authors ACCESS EXCLUSIVE
-- lock: posts ACCESS EXCLUSIVE
ALTER TABLE posts DROP CONSTRAINT posts_author_id_fkey;

-- unsafe: fk-drop
-- without lock_timeout
-- autocommit
-- lock: comments ACCESS EXCLUSIVE
-- lock: posts ACCESS EXCLUSIVE
ALTER TABLE comments DROP CONSTRAINT IF EXISTS comments_post_id_fkey;

-- safe
-- why: what cannot be avoided is done with a lock_timeout
-- lock: authors ACCESS EXCLUSIVE
-- lock: posts ACCESS EXCLUSIVE
ALTER TABLE posts DROP CONSTRAINT posts_author_id_fkey;

-- safe
-- lock: authors SHARE ROW EXCLUSIVE
-- lock: posts SHARE ROW EXCLUSIVE
ALTER TABLE posts ADD CONSTRAINT posts_editor_id_fkey FOREIGN KEY (editor_id) REFERENCES authors NOT VALID;

-- safe
-- prior: ALTER TABLE posts ADD CONSTRAINT posts_editor_id_fkey FOREIGN KEY (editor_id) REFERENCES authors NOT VALID;
-- lock: posts SHARE UPDATE EXCLUSIVE read
ALTER TABLE posts VALIDATE CONSTRAINT posts_editor_id_fkey;

-- safe
-- autocommit
-- lock: authors SHARE ROW EXCLUSIVE
-- lock: posts SHARE ROW EXCLUSIVE
-- lock: posts SHARE UPDATE EXCLUSIVE read
ALTER TABLE posts ADD CONSTRAINT posts_editor_id_fkey FOREIGN KEY (editor_id) REFERENCES authors NOT VALID;
ALTER TABLE posts VALIDATE CONSTRAINT posts_editor_id_fkey;

-- safe
-- why: both tables are new
CREATE TABLE shelves (id bigint PRIMARY KEY);
CREATE TABLE books (id bigint PRIMARY KEY, shelf_id bigint);
CREATE INDEX books_shelf_id_idx ON books (shelf_id);
ALTER TABLE books ADD CONSTRAINT books_shelf_id_fkey FOREIGN KEY (shelf_id) REFERENCES shelves;

-- safe
-- why: the key of the new table begins with the column
-- lock: posts SHARE ROW EXCLUSIVE
CREATE TABLE likes (post_id bigint REFERENCES posts, author_id bigint, PRIMARY KEY (post_id, author_id));

-- safe
-- why: the new table is empty, and the lock on authors short
-- lock: authors SHARE ROW EXCLUSIVE
CREATE TABLE likes (id bigint PRIMARY KEY, author_id bigint);
CREATE INDEX likes_author_id_idx ON likes (author_id);
ALTER TABLE likes ADD FOREIGN KEY (author_id) REFERENCES authors;

-- safe
-- autocommit
-- lock: authors SHARE ROW EXCLUSIVE
-- lock: comments ACCESS EXCLUSIVE
-- lock: comments SHARE UPDATE EXCLUSIVE indexed
ALTER TABLE comments ADD COLUMN reviewer_id bigint REFERENCES authors;
CREATE INDEX CONCURRENTLY comments_reviewer_id_idx ON comments (reviewer_id);

-- safe
-- lock: posts ACCESS EXCLUSIVE
ALTER TABLE posts ALTER CONSTRAINT posts_author_id_fkey DEFERRABLE INITIALLY DEFERRED;
