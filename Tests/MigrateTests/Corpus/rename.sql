-- Names that the running application uses.

-- unsafe: rename-column
-- lock: posts ACCESS EXCLUSIVE
ALTER TABLE posts RENAME COLUMN title TO headline;

-- unsafe: rename-column
-- autocommit
-- lock: posts ACCESS EXCLUSIVE
ALTER TABLE posts RENAME views TO reads;

-- unsafe: rename-column
-- lock: recent_posts ACCESS EXCLUSIVE
ALTER VIEW recent_posts RENAME COLUMN status TO state;

-- unsafe: rename-table
-- lock: posts ACCESS EXCLUSIVE
ALTER TABLE posts RENAME TO articles;

-- unsafe: rename-table
-- lock: comments ACCESS EXCLUSIVE
ALTER TABLE IF EXISTS comments RENAME TO replies;

-- unsafe: rename-table
-- lock: recent_posts ACCESS EXCLUSIVE
ALTER VIEW recent_posts RENAME TO fresh_posts;

-- unsafe: rename-table
-- lock: post_counts ACCESS EXCLUSIVE
ALTER MATERIALIZED VIEW post_counts RENAME TO posts_by_status;

-- unsafe: rename-table
-- prior: CREATE SCHEMA archive;
-- lock: comments ACCESS EXCLUSIVE
ALTER TABLE comments SET SCHEMA archive;

-- unsafe: rename-schema
-- prior: CREATE SCHEMA shop;
ALTER SCHEMA shop RENAME TO store;

-- unsafe: rename-enum-value
ALTER TYPE mood RENAME VALUE 'calm' TO 'quiet';

-- safe
-- lock: posts ACCESS EXCLUSIVE
ALTER TABLE posts RENAME CONSTRAINT posts_views_check TO posts_views_positive;

-- safe
ALTER INDEX posts_title_idx RENAME TO posts_headline_idx;

-- safe
-- why: nobody knows the name yet
CREATE TABLE likes (post_id bigint);
ALTER TABLE likes RENAME COLUMN post_id TO article_id;

-- safe
-- lock: posts ACCESS EXCLUSIVE
ALTER TABLE posts ADD COLUMN subtitle text;
ALTER TABLE posts RENAME COLUMN subtitle TO tagline;

-- safe
CREATE TYPE size AS ENUM ('s', 'm');
ALTER TYPE size RENAME VALUE 's' TO 'small';

-- safe
CREATE SCHEMA shop;
ALTER SCHEMA shop RENAME TO store;
