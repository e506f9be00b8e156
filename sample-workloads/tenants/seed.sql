-- At scale 1: 2,000 tenants of very different size, 60,000 members, 120,000 projects, 700,000 tasks,
-- 700,000 comments, 220,000 attachments, 600,000 entries of the audit log. The i-th row of a table has the key
-- md5('<table> i')::uuid; the 30
-- members of a tenant are those whose number leaves its number less one when divided by the number of tenants.

-- step: tenants
SELECT setseed(0.61);
CREATE FUNCTION pg_temp.key(kind text, i bigint) RETURNS uuid LANGUAGE sql STABLE AS
$$ SELECT md5(kind || i)::uuid $$;

-- The tenant of the i-th project: a handful of tenants have most of them.
CREATE FUNCTION pg_temp.tenant_of_project(i integer) RETURNS integer LANGUAGE sql IMMUTABLE AS
$$ SELECT 1 + floor(pg_temp.scaled(2000) * power((hashint8(i)::bigint + 2147483648) / 4294967296::double precision, 3))::integer $$;

-- The key of the k-th of the 30 members of a tenant.
CREATE FUNCTION pg_temp.member_of_tenant(tenant integer, k integer) RETURNS uuid LANGUAGE sql STABLE AS
$$ SELECT pg_temp.key('member ', 1 + (tenant - 2 + (k % 30 + 30) * pg_temp.scaled(2000)) % (pg_temp.scaled(2000) * 30)) $$;

INSERT INTO tenants (id, name, plan, created_at)
SELECT pg_temp.key('tenant ', i), pg_temp.last_name(i * 32) || ' & ' || pg_temp.last_name(i * 1056) || ' ' || i,
    (ARRAY['free', 'team', 'company'])[pg_temp.skewed(3, 2)], pg_temp.moment(1500, 1)
FROM generate_series(1, pg_temp.scaled(2000)) AS i;

INSERT INTO plans (code, seats, monthly_cents) VALUES ('free', 3, 0), ('team', 25, 2900), ('company', 500, 19900);

INSERT INTO members (id, tenant_id, email, name, role, created_at)
SELECT pg_temp.key('member ', i), pg_temp.key('tenant ', 1 + i % pg_temp.scaled(2000)),
    lower(pg_temp.first_name(i)) || i || '@example.com', pg_temp.first_name(i) || ' ' || pg_temp.last_name(i),
    CASE WHEN random() < 0.05 THEN 'admin' ELSE 'member' END, pg_temp.moment(1400, 1)
FROM generate_series(1, pg_temp.scaled(2000) * 30) AS i;

-- step: projects
SELECT setseed(0.62);
CREATE TEMPORARY TABLE project_keys AS
SELECT i, pg_temp.key('project ', i) AS id, pg_temp.key('tenant ', pg_temp.tenant_of_project(i)) AS tenant_id,
    pg_temp.tenant_of_project(i) AS tenant
FROM generate_series(1, pg_temp.scaled(120000)) AS i;

ANALYZE project_keys;

INSERT INTO projects (id, tenant_id, name, archived, created_at)
SELECT id, tenant_id, 'Project ' || i, random() < 0.2, pg_temp.moment(1200, 1) FROM project_keys ORDER BY i;

INSERT INTO project_members (project_id, member_id, added_at)
SELECT id, pg_temp.member_of_tenant(tenant, i + extra),
    pg_temp.moment(900, 1)
FROM project_keys, generate_series(0, 1) AS extra
ORDER BY i, extra;

-- step: tasks
SELECT setseed(0.63);
INSERT INTO tasks (
    id, tenant_id, project_id, assignee_id, number, title, description, state, labels, external_reference, archived,
    due_on, created_at, updated_at)
SELECT
    pg_temp.key('task ', n), tenant_id, project_keys.id,
    CASE WHEN n % 4 > 0 THEN pg_temp.member_of_tenant(tenant, n) END,
    1 + n / pg_temp.scaled(120000), title, left(body, 250),
    (ARRAY['done', 'open', 'active'])[pg_temp.skewed(3, 2)],
    ARRAY['area-' || pg_temp.skewed(20, 2), 'size-' || n % 4],
    CASE WHEN random() < 0.03 THEN 'EXT-' || n END,
    random() < 0.3, CASE WHEN random() < 0.5 THEN current_date + 30 - n % 400 END,
    pg_temp.steadily(n, pg_temp.scaled(700000), 900), pg_temp.steadily(n, pg_temp.scaled(700000), 850)
FROM generate_series(1, pg_temp.scaled(700000)) AS n
JOIN project_keys ON project_keys.i = 1 + n % pg_temp.scaled(120000)
JOIN paragraphs ON paragraphs.id = 1 + n * 19 % 1000
ORDER BY n;

-- step: comments
INSERT INTO task_comments (id, tenant_id, task_id, member_id, body, created_at)
SELECT
    pg_temp.key('comment ', n), tenant_id, pg_temp.key('task ', task),
    pg_temp.member_of_tenant(tenant, n),
    left(body, 40 + n % 160), pg_temp.steadily(n, pg_temp.scaled(700000), 800)
FROM (
    SELECT n, 1 + n * 7919::bigint % pg_temp.scaled(700000) AS task FROM generate_series(1, pg_temp.scaled(700000)) AS n
) AS drawn
JOIN project_keys ON project_keys.i = 1 + task % pg_temp.scaled(120000)
JOIN paragraphs ON paragraphs.id = 1 + n * 23 % 1000
ORDER BY n;

-- step: attachments
SELECT setseed(0.64);
INSERT INTO attachments (id, tenant_id, task_id, "fileName", "fileSize", uploaded_at)
SELECT pg_temp.key('attachment ', n)::text, tenant_id, pg_temp.key('task ', n * 3), 'scan-' || n || '.pdf',
    1000 + floor(9000000 * power(random(), 4)), pg_temp.moment(800, 1)
FROM generate_series(1, pg_temp.scaled(220000)) AS n
JOIN project_keys ON project_keys.i = 1 + n * 3 % pg_temp.scaled(120000)
ORDER BY n;

-- step: audit log
SELECT setseed(0.65);
INSERT INTO audit_log (id, tenant_id, member_id, action, subject_id, changes, happened_at)
SELECT pg_temp.key('audit ', n), tenant_id, pg_temp.key('member ', 1 + n % (pg_temp.scaled(2000) * 30)),
    (ARRAY['task.updated', 'task.created', 'comment.created', 'member.invited'])[pg_temp.skewed(4, 2)],
    pg_temp.key('task ', n), jsonb_build_object('state', 'done', 'version', n % 9),
    pg_temp.steadily(n, pg_temp.scaled(600000), 365)
FROM generate_series(1, pg_temp.scaled(600000)) AS n
JOIN project_keys ON project_keys.i = 1 + n % pg_temp.scaled(120000)
ORDER BY n;

-- step: indexes
SELECT pg_temp.build_indexes();

-- step: vacuum
VACUUM (ANALYZE) tenants, members, projects, project_members, tasks, task_comments, attachments, audit_log, plans;
