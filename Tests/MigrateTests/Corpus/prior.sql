-- There before every snippet: a forum in use.
CREATE TYPE mood AS ENUM ('calm', 'angry');
CREATE DOMAIN percent AS integer CONSTRAINT percent_range CHECK (VALUE BETWEEN 0 AND 100);
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';

CREATE TABLE authors (id bigint PRIMARY KEY, name text NOT NULL, email varchar(100), born date);
CREATE TABLE posts (
    id bigint PRIMARY KEY,
    author_id bigint NOT NULL CONSTRAINT posts_author_id_fkey REFERENCES authors,
    editor_id bigint,
    slug varchar(40) NOT NULL,
    title text,
    body text,
    status text NOT NULL DEFAULT 'draft',
    views integer NOT NULL DEFAULT 0 CONSTRAINT posts_views_check CHECK (views >= 0),
    price numeric(10, 2),
    created_at timestamptz NOT NULL DEFAULT now(),
    published_at timestamp,
    settings json
);
CREATE INDEX posts_author_id_idx ON posts (author_id);
CREATE INDEX posts_editor_id_idx ON posts (editor_id);
CREATE INDEX posts_title_idx ON posts (title);
CREATE UNIQUE INDEX posts_slug_idx ON posts (slug);
CREATE TABLE comments (
    id bigint PRIMARY KEY,
    post_id bigint CONSTRAINT comments_post_id_fkey REFERENCES posts,
    author_id bigint,
    body text,
    mood mood,
    rating percent
);
CREATE INDEX comments_post_id_idx ON comments (post_id);
CREATE TRIGGER comments_touch BEFORE UPDATE ON comments FOR EACH ROW EXECUTE FUNCTION touch();
CREATE TABLE tags (id bigint NOT NULL, name text, parent_id bigint);
CREATE TABLE post_tags (post_id bigint NOT NULL, tag_id bigint NOT NULL);

CREATE TABLE events (id bigint NOT NULL, at date NOT NULL, kind text) PARTITION BY RANGE (at);
CREATE TABLE events_2025 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE TABLE events_2027 (id bigint NOT NULL, at date NOT NULL, kind text);

CREATE VIEW recent_posts AS SELECT id, status FROM posts;
CREATE MATERIALIZED VIEW post_counts AS SELECT status, count(*) FROM posts GROUP BY status;
CREATE UNIQUE INDEX post_counts_status_idx ON post_counts (status);
