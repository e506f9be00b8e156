-- At scale 1: 900,000 jobs (98 in 100 done), 1,000,000 attempts, 1,200,000 events, 2,200,000 claims of the past, 400,000 mails.

-- step: workers
SELECT setseed(0.41);
INSERT INTO workers (host, queues)
SELECT 'worker-' || i, ARRAY['default', 'mail', 'image', 'export'] FROM generate_series(1, 40) AS i;

INSERT INTO rate_limits (queue, tokens) SELECT unnest(ARRAY['default', 'mail', 'image', 'export']), 1000;

INSERT INTO schedules (name, every, next_at, kind)
SELECT 'schedule-' || i, make_interval(mins => i), now() + make_interval(mins => i), 'digest' FROM generate_series(1, 30) AS i;

-- step: jobs
INSERT INTO jobs (queue, kind, payload, status, priority, attempts, worker_id, run_at, locked_at, finished_at, created_at, updated_at)
SELECT
    (ARRAY['default', 'mail', 'image', 'export'])[pg_temp.skewed(4, 2)],
    (ARRAY['welcome_mail', 'thumbnail', 'digest', 'invoice', 'sync', 'cleanup'])[pg_temp.skewed(6, 2)],
    json_build_object('account', pg_temp.skewed(20000, 2), 'attempt', 1, 'note', md5(i::text)),
    status,
    pg_temp.skewed(3, 3) - 1,
    CASE status WHEN 'pending' THEN 0 WHEN 'failed' THEN 5 ELSE 1 END,
    CASE WHEN status <> 'pending' THEN 1 + i % 40 END,
    made,
    CASE WHEN status <> 'pending' THEN made + interval '2 seconds' END,
    CASE WHEN status = 'done' THEN made + interval '9 seconds' END,
    made,
    made + interval '9 seconds'
FROM (
    SELECT i, pg_temp.steadily(i, pg_temp.scaled(900000), 30) AS made,
        CASE WHEN i > 0.985 * pg_temp.scaled(900000) THEN 'pending' WHEN random() < 0.005 THEN 'failed' ELSE 'done' END AS status
    FROM generate_series(1, pg_temp.scaled(900000)) AS i
) AS drawn
ORDER BY i;

-- step: attempts
SELECT setseed(0.42);
INSERT INTO job_attempts (job_id, worker_id, error, started_at, duration_ms)
SELECT 1 + i * 0.985 * 0.9, 1 + i % 40, CASE WHEN random() < 0.04 THEN 'timeout after 30 s' END,
    pg_temp.steadily(i, pg_temp.scaled(1000000), 30), pg_temp.skewed(30000, 4)
FROM generate_series(0, pg_temp.scaled(1000000) - 1) AS i;

-- step: events
INSERT INTO job_events (job_id, name, happened_at)
SELECT 1 + i / 4 * 3, (ARRAY['created', 'claimed', 'finished'])[1 + i % 3],
    pg_temp.steadily(i, pg_temp.scaled(1200000), 30)
FROM generate_series(0, pg_temp.scaled(1200000) - 1) AS i;

-- step: claims
INSERT INTO job_claims (job_id, worker_id, expires_at)
SELECT 10000000 + i, 1 + i % 40, pg_temp.steadily(i, pg_temp.scaled(2200000), 30)
FROM generate_series(1, pg_temp.scaled(2200000)) AS i;

ANALYZE job_claims;

-- step: mails
SELECT setseed(0.43);
INSERT INTO mails (recipient, subject, body, created_at, sent_at)
SELECT lower(pg_temp.first_name(i)) || i || '@example.net', title, left(body, 400), made,
    CASE WHEN i < 0.99 * pg_temp.scaled(400000) THEN made + interval '4 seconds' END
FROM (
    SELECT i, pg_temp.steadily(i, pg_temp.scaled(400000), 60) AS made
    FROM generate_series(1, pg_temp.scaled(400000)) AS i
) AS drawn JOIN paragraphs ON paragraphs.id = 1 + i * 17 % 1000
ORDER BY i;

-- step: indexes
SELECT pg_temp.build_indexes();

-- step: claims given back
-- All but the last 2,000. Autovacuum is off for job_claims: the rows of the past are still there.
DELETE FROM job_claims WHERE job_id <= 10000000 + pg_temp.scaled(2200000) - 2000;

-- step: vacuum
VACUUM (ANALYZE) workers, jobs, job_attempts, mails, rate_limits, schedules;

-- step: analyze
ANALYZE job_events;

-- step: retries
-- A third of the jobs ran again after an outage. Autovacuum is off for jobs: the old rows are still there.
UPDATE jobs SET attempts = attempts + 1, locked_at = now() - interval '1 hour', updated_at = now() - interval '1 hour'
WHERE id % 3 = 0 AND status = 'done';
