-- At scale 1: 300,000 users, 450,000 posts, 900,000 comments, 900,000 votes, 1,100,000 notifications.

-- step: users
SELECT setseed(0.21);
INSERT INTO users (username, email, display_name, bio, is_active, reputation, created_at, last_seen_at)
SELECT
    lower(pg_temp.first_name(i)) || i,
    lower(pg_temp.first_name(i) || '.' || pg_temp.last_name(i)) || i || '@example.org',
    pg_temp.first_name(i) || ' ' || pg_temp.last_name(i),
    CASE WHEN random() < 0.7 THEN left(body, 300) END,
    random() < 0.97,
    floor(5000 * power(random(), 6)),
    now() - make_interval(secs => 86400 * (2 + (1 - i / pg_temp.scaled(300000)::double precision) * 1400)),
    pg_temp.moment(400, 3)
FROM generate_series(1, pg_temp.scaled(300000)) AS i JOIN paragraphs ON paragraphs.id = 1 + i % 1000
ORDER BY i;

INSERT INTO sessions (token, user_id, created_at, expires_at)
SELECT md5('session ' || i)::uuid, pg_temp.skewed(pg_temp.scaled(300000), 2), now() - interval '3 days', now() + interval '27 days'
FROM generate_series(1, pg_temp.scaled(60000)) AS i;

-- step: categories and tags
INSERT INTO categories (slug, title, position)
SELECT 'category-' || i, 'Category ' || i, i FROM generate_series(1, 24) AS i;

INSERT INTO tags (name) SELECT 'tag-' || i FROM generate_series(1, 400) AS i;

-- step: comments
SELECT setseed(0.23);
INSERT INTO comments (post_id, parent_id, author_id, body, created_at)
SELECT
    -- Eight comments in a row belong to one post; most answer an earlier one of them.
    1 + (i / 8 * 7919::bigint) % pg_temp.scaled(450000),
    CASE WHEN i % 8 > 0 AND random() < 0.6 THEN i - 1 - floor((i % 8) * power(random(), 3))::integer END,
    pg_temp.skewed(pg_temp.scaled(300000), 3),
    left(body, 30 + i % 230),
    pg_temp.steadily(i, pg_temp.scaled(900000), 900)
FROM generate_series(1, pg_temp.scaled(900000)) AS i JOIN paragraphs ON paragraphs.id = 1 + i * 3 % 1000
ORDER BY i;

ANALYZE comments (post_id);

-- step: posts
SELECT setseed(0.22);
INSERT INTO posts (category_id, author_id, title, body, status, view_count, comment_count, created_at)
SELECT
    pg_temp.skewed(24, 2),
    pg_temp.skewed(pg_temp.scaled(300000), 3),
    title,
    body,
    (ARRAY['pending', 'hidden', 'draft', 'published'])[1 + least(3, floor(1000 * random())::integer)],
    floor(4000 * power(random(), 5)),
    coalesce(counted.comments, 0),
    pg_temp.steadily(i, pg_temp.scaled(450000), 900)
FROM generate_series(1, pg_temp.scaled(450000)) AS i
JOIN paragraphs ON paragraphs.id = 1 + i * 7 % 1000
LEFT JOIN (SELECT post_id, count(*) AS comments FROM comments GROUP BY post_id) AS counted ON counted.post_id = i
ORDER BY i;

INSERT INTO post_tags (post_id, tag_id)
SELECT i, pg_temp.skewed(200, 2) + extra * 200
FROM generate_series(1, pg_temp.scaled(450000)) AS i, generate_series(0, 1) AS extra
WHERE extra = 0 OR i % 3 = 0;

-- step: mentions
SELECT setseed(0.24);
INSERT INTO mentions (comment_id, user_id)
SELECT i * 3 - 2, pg_temp.skewed(pg_temp.scaled(300000), 2)
FROM generate_series(1, pg_temp.scaled(300000)) AS i;

-- step: votes and follows
SELECT setseed(0.25);
INSERT INTO votes (post_id, user_id, value)
SELECT 1 + i / 4, 1 + (i * 7919::bigint + i / 4) % pg_temp.scaled(300000), CASE WHEN random() < 0.85 THEN 1 ELSE -1 END
FROM generate_series(0, pg_temp.scaled(900000) - 1) AS i;

INSERT INTO follows (follower_id, followed_id, created_at)
SELECT 1 + i / 2, 1 + (i * 104729::bigint) % pg_temp.scaled(300000), pg_temp.moment(800, 1)
FROM generate_series(0, pg_temp.scaled(300000) - 1) AS i;

-- step: notifications
-- The table was emptied of old rows again and again: its key has used most of an integer.
SELECT setseed(0.26);
SELECT setval('notifications_id_seq', 1939000000);
INSERT INTO notifications (user_id, post_id, kind, read_at, created_at)
SELECT
    pg_temp.skewed(pg_temp.scaled(300000), 3),
    pg_temp.skewed(pg_temp.scaled(450000), 1),
    (ARRAY['reply', 'reply', 'reply', 'mention', 'vote', 'vote', 'follow'])[1 + i % 7],
    CASE WHEN random() < 0.93 THEN now() - interval '1 day' END,
    pg_temp.steadily(i, pg_temp.scaled(1100000), 90)
FROM generate_series(1, pg_temp.scaled(1100000)) AS i;

-- step: indexes
SELECT pg_temp.build_indexes();

-- step: vacuum
VACUUM (ANALYZE) users, sessions, categories, posts, tags, post_tags, comments, mentions, votes, follows, notifications;
