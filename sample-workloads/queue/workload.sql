-- What producers, workers and the dashboard of the job queue send.

-- request: enqueue
-- weight: 30
-- transaction
-- $queue: (ARRAY['default', 'default', 'mail', 'image', 'export'])[1 + floor(5 * random())::integer]
-- $account: 1 + floor(20000 * random())

-- statement: insert_jobs
INSERT INTO jobs (queue, kind, payload, run_at)
SELECT $queue, 'sync', json_build_object('account', $account::integer + i), now() FROM generate_series(1, 20) AS i
RETURNING id;

-- statement: log_created
-- each: insert_jobs
INSERT INTO job_events (job_id, name) VALUES ($insert_jobs.id, 'created');

-- request: work
-- weight: 40
-- transaction
-- $queue: (ARRAY['default', 'default', 'mail', 'image', 'export'])[1 + floor(5 * random())::integer]
-- $worker: 1 + floor(40 * random())

-- statement: claim_job
UPDATE jobs SET status = 'running', worker_id = $worker, locked_at = now(), attempts = attempts + 1, updated_at = now()
WHERE id = (
    SELECT id FROM jobs WHERE queue = $queue AND status = 'pending' AND run_at <= now()
    ORDER BY priority DESC, run_at
    LIMIT 1 FOR UPDATE SKIP LOCKED
)
RETURNING id, kind, payload;

-- statement: insert_claim
-- each: claim_job
INSERT INTO job_claims (job_id, worker_id, expires_at) VALUES ($claim_job.id, $worker, now() + interval '1 minute');

-- statement: insert_attempt
-- each: claim_job
INSERT INTO job_attempts (job_id, worker_id) VALUES ($claim_job.id, $worker) RETURNING id;

-- statement: heartbeat
-- each: claim_job
UPDATE jobs SET locked_at = now(), updated_at = now() WHERE id = $claim_job.id;

-- statement: finish_job
-- each: claim_job
UPDATE jobs SET status = 'done', finished_at = now(), updated_at = now() WHERE id = $claim_job.id;

-- statement: delete_claim
-- each: claim_job
DELETE FROM job_claims WHERE job_id = $claim_job.id;

-- statement: log_finished
-- each: claim_job
INSERT INTO job_events (job_id, name) VALUES ($claim_job.id, 'finished');

-- request: worker_alive
-- weight: 20
-- $worker: 1 + floor(40 * random())
-- $queue: (ARRAY['default', 'mail', 'image', 'export'])[1 + floor(4 * random())::integer]

-- statement: worker_heartbeat
UPDATE workers SET heartbeat_at = now() WHERE id = $worker;

-- statement: take_token
UPDATE rate_limits SET tokens = tokens - 1 WHERE queue = $queue AND tokens > 0 RETURNING tokens;

-- request: send_mail
-- weight: 16
-- transaction

-- All senders wait for the same row: there is no SKIP LOCKED.
-- statement: next_mail
SELECT id, recipient, subject, body FROM mails WHERE sent_at IS NULL ORDER BY id LIMIT 1 FOR UPDATE;

-- statement: mark_sent
-- each: next_mail
UPDATE mails SET sent_at = now() WHERE id = $next_mail.id;

-- request: write_mail
-- weight: 16
-- $n: floor(1000000 * random())

-- statement: insert_mail
INSERT INTO mails (recipient, subject, body) VALUES ('user' || $n || '@example.net', 'Your digest', 'Nothing new today.');

-- request: job_page
-- weight: 16
-- $job: 1 + floor((SELECT max(id) FROM jobs) * random())

-- statement: job_by_id
SELECT * FROM jobs WHERE id = $job;

-- statement: attempts_of_job
SELECT id, worker_id, error, started_at, duration_ms FROM job_attempts WHERE job_id = $job ORDER BY started_at;

-- statement: events_of_job
SELECT name, happened_at FROM job_events WHERE job_id = $job ORDER BY happened_at;

-- request: dashboard
-- weight: 2

-- statement: jobs_by_status
SELECT queue, status, count(*) FROM jobs GROUP BY queue, status;

-- statement: oldest_pending
SELECT min(run_at) FROM jobs WHERE status = 'pending';

-- statement: failed_jobs
SELECT id, queue, kind, attempts FROM jobs WHERE attempts >= 5 LIMIT 50;

-- request: reaper
-- weight: 4

-- statement: expired_claims
SELECT job_id, worker_id FROM job_claims WHERE expires_at < now() - interval '1 hour' ORDER BY expires_at LIMIT 100;

-- statement: stuck_jobs
SELECT id, worker_id FROM jobs WHERE status = 'running' AND locked_at < now() - interval '5 minutes' ORDER BY locked_at LIMIT 100;

-- request: cleanup
-- weight: 1

-- statement: delete_old_jobs
DELETE FROM jobs WHERE id IN (
    SELECT id FROM jobs WHERE finished_at < now() - interval '29 days 20 hours' ORDER BY finished_at LIMIT 5);

-- request: schedule_tick
-- weight: 8

-- statement: due_schedules
SELECT name, kind, every FROM schedules WHERE next_at <= now() ORDER BY next_at;

-- An export that began a transaction, read, and went to talk to another service.
-- request: export
-- held

-- statement: jobs_to_export
SELECT count(*) FROM jobs WHERE queue = 'export';
