-- Unique, primary and exclusion constraints.

-- unsafe: add-unique
-- lock: authors ACCESS EXCLUSIVE indexed
ALTER TABLE authors ADD CONSTRAINT authors_email_key UNIQUE (email);

-- unsafe: add-unique
-- autocommit
-- lock: authors ACCESS EXCLUSIVE indexed
ALTER TABLE authors ADD UNIQUE (name, born);

-- unsafe: add-unique
-- lock: authors ACCESS EXCLUSIVE indexed
ALTER TABLE authors ADD COLUMN handle text UNIQUE;

-- unsafe: add-unique
-- why: NULLS NOT DISTINCT is of PostgreSQL 15
-- lock: authors ACCESS EXCLUSIVE indexed
ALTER TABLE authors ADD CONSTRAINT authors_email_key UNIQUE NULLS NOT DISTINCT (email);

-- unsafe: add-unique
-- lock: authors ACCESS EXCLUSIVE indexed
ALTER TABLE authors ADD CONSTRAINT authors_email_key UNIQUE (email) DEFERRABLE INITIALLY DEFERRED;

-- unsafe: add-primary-key
-- lock: tags ACCESS EXCLUSIVE indexed
ALTER TABLE tags ADD PRIMARY KEY (id);

-- unsafe: add-primary-key
-- why: the column may be null: the table is read once more
-- lock: tags ACCESS EXCLUSIVE indexed
ALTER TABLE tags ADD CONSTRAINT tags_pkey PRIMARY KEY (name);

-- unsafe: add-primary-key
-- lock: post_tags ACCESS EXCLUSIVE indexed
ALTER TABLE post_tags ADD PRIMARY KEY (post_id, tag_id);

-- unsafe: add-primary-key, identity-column
-- lock: post_tags ACCESS EXCLUSIVE rewritten
ALTER TABLE post_tags ADD COLUMN id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY;

-- unsafe: add-exclusion
-- lock: events_2027 ACCESS EXCLUSIVE indexed
ALTER TABLE events_2027 ADD CONSTRAINT no_overlap EXCLUDE USING gist (daterange(at, at + 1) WITH &&);

-- unsafe: add-unique
-- why: an index built beforehand is of no use when it is not named
-- autocommit
-- lock: authors ACCESS EXCLUSIVE indexed
CREATE UNIQUE INDEX CONCURRENTLY authors_email_idx ON authors (email);
ALTER TABLE authors ADD CONSTRAINT authors_email_key UNIQUE (email);

-- safe
-- prior: CREATE UNIQUE INDEX authors_email_idx ON authors (email);
-- lock: authors ACCESS EXCLUSIVE
ALTER TABLE authors ADD CONSTRAINT authors_email_key UNIQUE USING INDEX authors_email_idx;

-- safe
-- autocommit
-- lock: authors ACCESS EXCLUSIVE
-- lock: authors SHARE UPDATE EXCLUSIVE indexed
CREATE UNIQUE INDEX CONCURRENTLY authors_email_key ON authors (email);
ALTER TABLE authors ADD CONSTRAINT authors_email_key UNIQUE USING INDEX authors_email_key;

-- safe
-- autocommit
-- lock: tags ACCESS EXCLUSIVE
-- lock: tags SHARE UPDATE EXCLUSIVE indexed
CREATE UNIQUE INDEX CONCURRENTLY tags_pkey ON tags (id);
ALTER TABLE tags ADD CONSTRAINT tags_pkey PRIMARY KEY USING INDEX tags_pkey;

-- safe
CREATE TABLE likes (post_id bigint NOT NULL, author_id bigint NOT NULL);
ALTER TABLE likes ADD PRIMARY KEY (post_id, author_id);
ALTER TABLE likes ADD UNIQUE (author_id, post_id);

-- safe
CREATE TABLE bookings (room bigint, during tstzrange, EXCLUDE USING gist (during WITH &&));

-- unsafe: add-primary-key
-- why: USING INDEX on a column that may be null reads the table under the strongest lock
-- prior: CREATE UNIQUE INDEX tags_name_idx ON tags (name);
-- lock: tags ACCESS EXCLUSIVE indexed
ALTER TABLE tags ADD CONSTRAINT tags_pkey PRIMARY KEY USING INDEX tags_name_idx;
