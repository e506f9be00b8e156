-- What the pages of the discussion board send. README.md beside the folder describes the format.

-- request: session_check
-- weight: 60
-- $session: 1 + floor((SELECT count(*) FROM sessions) * random())

-- statement: session_by_token
SELECT s.user_id, s.expires_at, u.username, u.display_name
FROM sessions AS s JOIN users AS u ON u.id = s.user_id
WHERE s.token = md5('session ' || $session)::uuid AND s.expires_at > now();

-- request: category_page
-- weight: 14
-- $category: 1 + floor(24 * power(random(), 2))

-- statement: all_categories
SELECT id, slug, title FROM categories ORDER BY position;

-- statement: category_posts
SELECT * FROM posts WHERE category_id = $category AND status = 'published' ORDER BY created_at DESC LIMIT 20;

-- One query an author: the list page does not load them together.
-- statement: author_of_post
-- each: category_posts
SELECT id, username, display_name, reputation FROM users WHERE id = $category_posts.author_id;

-- request: latest_page
-- weight: 6
-- $skip: 20 * floor(power(random(), 2) * (SELECT count(*) FROM posts) / 25)

-- statement: latest_posts
SELECT p.id, p.title, p.view_count, p.comment_count, p.created_at, u.username
FROM posts AS p JOIN users AS u ON u.id = p.author_id
WHERE p.status = 'published'
ORDER BY p.created_at DESC
LIMIT 20 OFFSET $skip;

-- request: read_post
-- weight: 10
-- $post: 1 + floor((SELECT max(id) FROM posts) * random())

-- statement: post_by_id
SELECT * FROM posts WHERE id = $post;

-- statement: count_view
UPDATE posts SET view_count = view_count + 1 WHERE id = $post;

-- statement: comment_tree
WITH RECURSIVE tree AS (
    SELECT id, parent_id, author_id, body, created_at, 1 AS depth FROM comments WHERE post_id = $post AND parent_id IS NULL
    UNION ALL
    SELECT c.id, c.parent_id, c.author_id, c.body, c.created_at, t.depth + 1
    FROM comments AS c JOIN tree AS t ON c.parent_id = t.id
)
SELECT t.id, t.parent_id, t.depth, t.body, t.created_at, u.username
FROM tree AS t JOIN users AS u ON u.id = t.author_id
ORDER BY t.depth, t.created_at;

-- request: newest_comments
-- weight: 10
-- $post: 1 + floor((SELECT max(id) FROM posts) * random())

-- statement: comments_of_post
SELECT id, author_id, body, created_at FROM comments WHERE post_id = $post ORDER BY created_at DESC LIMIT 10;

-- request: write_comment
-- weight: 6
-- transaction
-- $comment: 1 + floor(0.9 * (SELECT max(id) FROM comments) * random())
-- $author: 1 + floor((SELECT max(id) FROM users) * power(random(), 3))
-- $words: 'I think ' || md5(random()::text) || ' is the answer.'

-- statement: answered_comment
SELECT id, post_id, author_id FROM comments WHERE id = $comment FOR KEY SHARE;

-- statement: insert_comment
-- each: answered_comment
INSERT INTO comments (post_id, parent_id, author_id, body)
VALUES ($answered_comment.post_id, $answered_comment.id, $author, $words)
RETURNING id;

-- statement: insert_mention
-- each: insert_comment
INSERT INTO mentions (comment_id, user_id) VALUES ($insert_comment.id, $answered_comment.author_id) RETURNING id;

-- statement: insert_notification
INSERT INTO notifications (user_id, post_id, kind)
VALUES ($answered_comment.author_id, $answered_comment.post_id, 'reply') RETURNING id;

-- statement: count_comment
UPDATE posts SET comment_count = comment_count + 1 WHERE id = $answered_comment.post_id;

-- request: bell
-- weight: 16
-- $user: 1 + floor((SELECT max(id) FROM users) * power(random(), 3))

-- statement: unread_count
SELECT count(*) FROM notifications WHERE user_id = $user AND read_at IS NULL;

-- request: open_notifications
-- weight: 4
-- $user: 1 + floor((SELECT max(id) FROM users) * random())

-- statement: notifications_of_user
SELECT * FROM notifications WHERE user_id = $user ORDER BY created_at DESC LIMIT 25;

-- statement: mark_read
UPDATE notifications SET read_at = now() WHERE user_id = $user AND read_at IS NULL;

-- request: login
-- weight: 4
-- $user: 1 + floor((SELECT max(id) FROM users) * random())

-- statement: address_of_user
SELECT upper(email) AS typed FROM users WHERE id = $user;

-- statement: user_by_email
SELECT * FROM users WHERE lower(email) = lower($address_of_user.typed);

-- request: profile
-- weight: 6
-- $user: 1 + floor((SELECT max(id) FROM users) * power(random(), 3))

-- statement: posts_of_author
SELECT id, title, created_at FROM posts WHERE author_id = $user ORDER BY created_at DESC LIMIT 10;

-- statement: comments_of_author
SELECT id, post_id, body, created_at FROM comments WHERE author_id = $user ORDER BY created_at DESC LIMIT 10;

-- request: tag_page
-- weight: 5
-- $tag: 1 + floor(400 * random())

-- statement: posts_of_tag
SELECT p.id, p.title, p.created_at
FROM post_tags AS pt JOIN posts AS p ON p.id = pt.post_id
WHERE pt.tag_id = $tag
ORDER BY pt.post_id DESC LIMIT 20;

-- request: vote
-- weight: 8
-- $post: 1 + floor((SELECT max(id) FROM posts) * random())
-- $user: 1 + floor((SELECT max(id) FROM users) * random())

-- statement: upsert_vote
INSERT INTO votes (post_id, user_id, value) VALUES ($post, $user, 1)
ON CONFLICT (post_id, user_id) DO UPDATE SET value = excluded.value;

-- statement: score_of_post
SELECT coalesce(sum(value), 0) AS score FROM votes WHERE post_id = $post;

-- request: discover
-- weight: 2
-- $user: 1 + floor((SELECT max(id) FROM users) * random())

-- statement: random_posts
SELECT id, title FROM posts WHERE status = 'published' ORDER BY random() LIMIT 5;

-- statement: people_to_follow
SELECT id, username, display_name FROM users
WHERE is_active AND id NOT IN (SELECT followed_id FROM follows WHERE follower_id = $user)
ORDER BY reputation DESC LIMIT 10;

-- request: moderation
-- weight: 4
-- $comment: 1 + floor((SELECT max(id) FROM comments) * (0.9 + 0.1 * random()))

-- statement: posts_to_check
SELECT id, title, author_id FROM posts WHERE status = 'pending' LIMIT 50;

-- Takes the answers and mentions along, by their foreign keys.
-- statement: delete_comment
DELETE FROM comments WHERE id = $comment;
