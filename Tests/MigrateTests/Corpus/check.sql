-- CHECK constraints and NOT NULL.

-- unsafe: check-valid
-- lock: posts ACCESS EXCLUSIVE read
ALTER TABLE posts ADD CONSTRAINT posts_price_check CHECK (price >= 0);

-- unsafe: check-valid
-- autocommit
-- lock: posts ACCESS EXCLUSIVE read
ALTER TABLE posts ADD CHECK (length(title) < 200);

-- unsafe: check-valid
-- why: NO INHERIT is no NOT VALID
-- lock: posts ACCESS EXCLUSIVE read
ALTER TABLE posts ADD CONSTRAINT posts_price_check CHECK (price >= 0) NO INHERIT;

-- unsafe: check-valid
-- why: a check of a new column reads the table
-- lock: posts ACCESS EXCLUSIVE read
ALTER TABLE posts ADD COLUMN stars integer DEFAULT 1 CHECK (stars > 0);

-- unsafe: check-valid
-- lock: posts ACCESS EXCLUSIVE read
ALTER TABLE posts DROP CONSTRAINT posts_views_check, ADD CONSTRAINT posts_views_check CHECK (views >= 1);

-- unsafe: validate-same-transaction
-- lock: posts ACCESS EXCLUSIVE read
ALTER TABLE posts ADD CONSTRAINT posts_price_check CHECK (price >= 0) NOT VALID;
ALTER TABLE posts VALIDATE CONSTRAINT posts_price_check;

-- unsafe: validate-same-transaction
-- autocommit
-- lock: posts ACCESS EXCLUSIVE read
BEGIN;
ALTER TABLE posts ADD CONSTRAINT posts_price_check CHECK (price >= 0) NOT VALID;
ALTER TABLE posts VALIDATE CONSTRAINT posts_price_check;
COMMIT;

-- unsafe: validate-same-transaction
-- lock: authors SHARE ROW EXCLUSIVE
-- lock: posts SHARE ROW EXCLUSIVE read
ALTER TABLE posts ADD CONSTRAINT posts_editor_id_fkey FOREIGN KEY (editor_id) REFERENCES authors NOT VALID;
ALTER TABLE posts VALIDATE CONSTRAINT posts_editor_id_fkey;

-- unsafe: set-not-null
-- lock: posts ACCESS EXCLUSIVE read
ALTER TABLE posts ALTER COLUMN title SET NOT NULL;

-- unsafe: set-not-null
-- autocommit
-- lock: posts ACCESS EXCLUSIVE read
ALTER TABLE posts ALTER title SET NOT NULL, ALTER body SET NOT NULL;

-- unsafe: set-not-null
-- why: a CHECK that is NOT VALID proves nothing
-- prior: ALTER TABLE posts ADD CONSTRAINT filled CHECK (title IS NOT NULL) NOT VALID;
-- lock: posts ACCESS EXCLUSIVE read
ALTER TABLE posts ALTER COLUMN title SET NOT NULL;

-- unsafe: set-not-null
-- why: a CHECK of another column proves nothing
-- prior: ALTER TABLE posts ADD CONSTRAINT filled CHECK (body IS NOT NULL);
-- lock: posts ACCESS EXCLUSIVE read
ALTER TABLE posts ALTER COLUMN title SET NOT NULL;

-- unsafe: set-not-null
-- why: an OR proves nothing
-- prior: ALTER TABLE posts ADD CONSTRAINT filled CHECK (title IS NOT NULL OR body IS NOT NULL);
-- lock: posts ACCESS EXCLUSIVE read
ALTER TABLE posts ALTER COLUMN title SET NOT NULL;

-- unsafe: set-not-null
-- why: a CHECK that is dropped first proves nothing any more
-- prior: ALTER TABLE posts ADD CONSTRAINT filled CHECK (title IS NOT NULL);
-- lock: posts ACCESS EXCLUSIVE read
ALTER TABLE posts DROP CONSTRAINT filled;
ALTER TABLE posts ALTER COLUMN title SET NOT NULL;

-- safe
-- lock: posts ACCESS EXCLUSIVE
ALTER TABLE posts ADD CONSTRAINT posts_price_check CHECK (price >= 0) NOT VALID;

-- safe
-- autocommit
-- lock: posts ACCESS EXCLUSIVE
-- lock: posts SHARE UPDATE EXCLUSIVE read
ALTER TABLE posts ADD CONSTRAINT posts_price_check CHECK (price >= 0) NOT VALID;
ALTER TABLE posts VALIDATE CONSTRAINT posts_price_check;

-- safe
-- prior: ALTER TABLE posts ADD CONSTRAINT posts_price_check CHECK (price >= 0) NOT VALID;
-- lock: posts SHARE UPDATE EXCLUSIVE read
ALTER TABLE posts VALIDATE CONSTRAINT posts_price_check;

-- safe
-- lock: posts ACCESS EXCLUSIVE
ALTER TABLE posts DROP CONSTRAINT posts_views_check;

-- safe
-- autocommit
-- why: the proof is made first
-- lock: posts ACCESS EXCLUSIVE
-- lock: posts SHARE UPDATE EXCLUSIVE read
ALTER TABLE posts ADD CONSTRAINT filled CHECK (title IS NOT NULL) NOT VALID;
ALTER TABLE posts VALIDATE CONSTRAINT filled;
ALTER TABLE posts ALTER COLUMN title SET NOT NULL;
ALTER TABLE posts DROP CONSTRAINT filled;

-- safe
-- prior: ALTER TABLE posts ADD CONSTRAINT filled CHECK (title IS NOT NULL AND length(title) > 0);
-- why: an AND proves both sides
-- lock: posts ACCESS EXCLUSIVE
ALTER TABLE posts ALTER COLUMN title SET NOT NULL;

-- safe
-- why: it is NOT NULL already
-- lock: posts ACCESS EXCLUSIVE
ALTER TABLE posts ALTER COLUMN slug SET NOT NULL;

-- safe
-- lock: posts ACCESS EXCLUSIVE
ALTER TABLE posts ALTER COLUMN slug DROP NOT NULL;

-- safe
CREATE TABLE likes (post_id bigint);
ALTER TABLE likes ALTER COLUMN post_id SET NOT NULL;
ALTER TABLE likes ADD CHECK (post_id > 0);
