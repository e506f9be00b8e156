-- Types that change.

-- unsafe: type-change
-- lock: posts ACCESS EXCLUSIVE rewritten
ALTER TABLE posts ALTER COLUMN views TYPE bigint;

-- unsafe: type-change
-- autocommit
-- lock: posts ACCESS EXCLUSIVE rewritten
ALTER TABLE posts ALTER views SET DATA TYPE bigint;

-- unsafe: type-change
-- why: squawk and eugene: a shorter varchar rewrites the table
-- lock: posts ACCESS EXCLUSIVE rewritten
ALTER TABLE posts ALTER COLUMN slug TYPE varchar(20);

-- unsafe: type-change
-- lock: posts ACCESS EXCLUSIVE rewritten
ALTER TABLE posts ALTER COLUMN title TYPE varchar(200);

-- unsafe: type-change
-- lock: posts ACCESS EXCLUSIVE rewritten
ALTER TABLE posts ALTER COLUMN editor_id TYPE text;

-- unsafe: type-change
-- lock: posts ACCESS EXCLUSIVE rewritten
ALTER TABLE posts ALTER COLUMN editor_id TYPE text USING editor_id::text;

-- unsafe: type-change
-- lock: posts ACCESS EXCLUSIVE rewritten
ALTER TABLE posts ALTER COLUMN price TYPE numeric(12, 4);

-- unsafe: type-change
-- lock: posts ACCESS EXCLUSIVE rewritten
ALTER TABLE posts ALTER COLUMN price TYPE numeric(8, 2);

-- unsafe: type-change
-- lock: posts ACCESS EXCLUSIVE rewritten
ALTER TABLE posts ALTER COLUMN price TYPE double precision;

-- unsafe: type-change
-- why: the session's time zone is not known to be UTC
-- not run: the servers of tests are at UTC
ALTER TABLE posts ALTER COLUMN published_at TYPE timestamptz;

-- unsafe: type-change
-- lock: posts ACCESS EXCLUSIVE rewritten
SET LOCAL TimeZone = 'Europe/Berlin';
ALTER TABLE posts ALTER COLUMN published_at TYPE timestamptz;

-- unsafe: type-change
-- lock: posts ACCESS EXCLUSIVE rewritten
ALTER TABLE posts ALTER COLUMN created_at TYPE timestamptz(3);

-- unsafe: type-change
-- lock: posts ACCESS EXCLUSIVE rewritten
ALTER TABLE posts ALTER COLUMN settings TYPE jsonb USING settings::jsonb;

-- unsafe: type-change
-- lock: comments ACCESS EXCLUSIVE rewritten
ALTER TABLE comments ALTER COLUMN mood TYPE text;

-- unsafe: type-change
-- lock: posts ACCESS EXCLUSIVE rewritten
ALTER TABLE posts ALTER COLUMN title TYPE char(100);

-- unsafe: type-change
-- lock: comments ACCESS EXCLUSIVE rewritten
ALTER TABLE comments ALTER COLUMN body TYPE text[] USING ARRAY[body];

-- unsafe: type-change
-- why: one of three commands
-- lock: posts ACCESS EXCLUSIVE rewritten
ALTER TABLE posts ALTER COLUMN editor_id SET DEFAULT 1, ALTER COLUMN views TYPE bigint, ALTER COLUMN slug SET STATISTICS 200;

-- unsafe: type-change
-- why: the index on the column is built anew, for text sorts otherwise
-- lock: posts ACCESS EXCLUSIVE indexed
ALTER TABLE posts ALTER COLUMN title TYPE text COLLATE "POSIX";

-- safe
-- why: squawk warns of any change of type
-- lock: posts ACCESS EXCLUSIVE
ALTER TABLE posts ALTER COLUMN slug TYPE varchar(80);

-- safe
-- lock: posts ACCESS EXCLUSIVE
ALTER TABLE posts ALTER COLUMN slug TYPE varchar;

-- safe
-- lock: posts ACCESS EXCLUSIVE
ALTER TABLE posts ALTER COLUMN slug TYPE text;

-- safe
-- lock: authors ACCESS EXCLUSIVE
ALTER TABLE authors ALTER COLUMN email TYPE varchar(255), ALTER COLUMN name TYPE varchar;

-- safe
-- lock: posts ACCESS EXCLUSIVE
ALTER TABLE posts ALTER COLUMN price TYPE numeric(12, 2);

-- safe
-- lock: posts ACCESS EXCLUSIVE
ALTER TABLE posts ALTER COLUMN price TYPE numeric;

-- safe
-- why: at UTC both types are stored alike (12 and later)
-- lock: posts ACCESS EXCLUSIVE
SET LOCAL TimeZone = 'UTC';
ALTER TABLE posts ALTER COLUMN published_at TYPE timestamptz;

-- safe
-- lock: posts ACCESS EXCLUSIVE
ALTER TABLE posts ALTER COLUMN title TYPE text;

-- safe
-- why: a domain is stored as the type it is made of
-- lock: comments ACCESS EXCLUSIVE
ALTER TABLE comments ALTER COLUMN rating TYPE integer;

-- safe
CREATE TABLE likes (post_id integer);
ALTER TABLE likes ALTER COLUMN post_id TYPE bigint;

-- safe
-- why: the second step starts from what the first has made
-- lock: posts ACCESS EXCLUSIVE
ALTER TABLE posts ALTER COLUMN slug TYPE varchar(80);
ALTER TABLE posts ALTER COLUMN slug TYPE varchar(120);

-- unsafe: type-change
-- why: back again is not: what the first step has made is longer
-- lock: posts ACCESS EXCLUSIVE rewritten
ALTER TABLE posts ALTER COLUMN slug TYPE varchar(80);
ALTER TABLE posts ALTER COLUMN slug TYPE varchar(40);
