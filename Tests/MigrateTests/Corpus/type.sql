-- Enums and domains.

-- unsafe: enum-value-used
-- fails: 55P04
-- prior: INSERT INTO comments (id) VALUES (7);
ALTER TYPE mood ADD VALUE 'glad';
UPDATE comments SET mood = 'glad' WHERE id = 7;

-- unsafe: enum-value-used
-- fails: 55P04
-- autocommit
BEGIN;
ALTER TYPE mood ADD VALUE 'glad' BEFORE 'calm';
INSERT INTO comments (id, mood) VALUES (1, 'glad');
COMMIT;

-- unsafe: enum-value-used
-- fails: 55P04
-- why: a default uses it too
ALTER TYPE mood ADD VALUE IF NOT EXISTS 'glad';
ALTER TABLE comments ALTER COLUMN mood SET DEFAULT 'glad';

-- unsafe: enum-value-drop
-- fails: 42601
ALTER TYPE mood DROP VALUE 'calm';

-- unsafe: domain-constraint
-- lock: comments SHARE read
ALTER DOMAIN percent ADD CONSTRAINT percent_even CHECK (VALUE % 2 = 0);

-- unsafe: domain-constraint
-- lock: comments SHARE read
ALTER DOMAIN percent SET NOT NULL;

-- unsafe: domain-constraint
-- why: the values of a new column of a domain with a constraint are checked, which rewrites the table
-- lock: posts ACCESS EXCLUSIVE rewritten
ALTER TABLE posts ADD COLUMN quality percent;

-- unsafe: type-change
-- why: text to a domain of text is no change of storage, but the domain's constraint is
-- prior: CREATE DOMAIN short AS text CHECK (length(VALUE) < 80);
-- lock: posts ACCESS EXCLUSIVE rewritten
ALTER TABLE posts ALTER COLUMN title TYPE short;

-- safe
ALTER TYPE mood ADD VALUE 'glad';

-- safe
-- autocommit
-- lock: comments ROW EXCLUSIVE
ALTER TYPE mood ADD VALUE 'glad' AFTER 'calm';
INSERT INTO comments (id, mood) VALUES (1, 'glad');

-- safe
-- why: another label
-- lock: comments ROW EXCLUSIVE
ALTER TYPE mood ADD VALUE 'glad';
INSERT INTO comments (id, mood) VALUES (1, 'calm');

-- safe
-- why: the labels of an enum that the same transaction creates can be used at once
CREATE TYPE size AS ENUM ('s', 'm');
CREATE TABLE shirts (id bigint PRIMARY KEY, size size NOT NULL DEFAULT 's');
INSERT INTO shirts VALUES (1, 'm');

-- safe
ALTER DOMAIN percent ADD CONSTRAINT percent_even CHECK (VALUE % 2 = 0) NOT VALID;

-- safe
ALTER DOMAIN percent DROP CONSTRAINT percent_range;

-- safe
CREATE DOMAIN short AS text CHECK (length(VALUE) < 80);
ALTER DOMAIN short ADD CONSTRAINT filled CHECK (VALUE <> '');
CREATE TABLE labels (id bigint PRIMARY KEY, name short);

-- unsafe: json-type
CREATE TABLE notes (id bigint PRIMARY KEY, data json);

-- unsafe: char-type
CREATE TABLE countries (id bigint PRIMARY KEY, code char(2));

-- unsafe: int-key
CREATE TABLE notes (id integer PRIMARY KEY, data text);

-- unsafe: int-key, serial-type
CREATE TABLE notes (id serial PRIMARY KEY, data text);

-- unsafe: serial-type
CREATE TABLE notes (id bigserial PRIMARY KEY, data text);

-- unsafe: timestamp-type
CREATE TABLE notes (id bigint PRIMARY KEY, at timestamp);

-- unsafe: timestamp-type
-- lock: posts ACCESS EXCLUSIVE
ALTER TABLE posts ADD COLUMN seen_at timestamp without time zone;

-- unsafe: json-type
-- lock: posts ACCESS EXCLUSIVE
ALTER TABLE posts ADD COLUMN more json DEFAULT '{}';

-- safe
CREATE TABLE notes (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, data jsonb, code varchar(2), at timestamptz, n integer, day date
);
