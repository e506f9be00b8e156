-- At scale 1: 20,000 devices, 1,300,000 events, 2,400,000 readings, 500,000 sessions, 300,000 alerts.

-- step: devices
SELECT setseed(0.51);
INSERT INTO devices (serial, model, country, city, installed_on)
SELECT
    'D' || lpad(i::text, 9, '0'),
    'model-' || pg_temp.skewed(12, 2),
    -- The city says the country: the planner takes them for independent.
    (ARRAY['DE', 'FR', 'IT', 'ES', 'PL', 'NL', 'SE', 'PT'])[1 + i % 64 / 8],
    'city-' || i % 64,
    current_date - 400 - i % 900
FROM generate_series(1, 20000) AS i;

INSERT INTO event_types (id, name)
SELECT i, 'type-' || i FROM generate_series(1, 30) AS i;

-- step: events
SELECT setseed(0.52);
INSERT INTO events (device_id, type_id, session_id, error_code, occurred_at, payload)
SELECT
    pg_temp.skewed(20000, 2),
    pg_temp.skewed(30, 3),
    md5('session ' || i / 4),
    CASE WHEN random() < 0.01 THEN 'E' || 100 + pg_temp.skewed(40, 2) END,
    -- From the first of the oldest month to this moment.
    now() - (now() - (date_trunc('month', now()) - interval '4 months')) * (1 - i / (pg_temp.scaled(1300000) + 1)::double precision),
    jsonb_build_object('battery', i % 100, 'signal', -40 - i % 60, 'note', left(body, 100))
FROM generate_series(1, pg_temp.scaled(1300000)) AS i JOIN paragraphs ON paragraphs.id = 1 + i % 1000
ORDER BY i;

-- step: readings
SELECT setseed(0.53);
INSERT INTO readings (device_id, metric, value, flag, recorded_at)
SELECT 1 + i * 7919::bigint % 20000, 1 + i % 6, 20 + 5 * random(), CASE WHEN i % 200 = 0 THEN i % 7 END,
    pg_temp.steadily(i, pg_temp.scaled(2400000), 120)
FROM generate_series(1, pg_temp.scaled(2400000)) AS i;

-- step: sessions and alerts
SELECT setseed(0.54);
INSERT INTO device_sessions (id, device_id, firmware, started_at, ended_at)
SELECT md5('device session ' || i)::uuid::text, pg_temp.skewed(20000, 2), '4.' || i % 12, made, made + interval '20 minutes'
FROM (
    SELECT i, pg_temp.steadily(i, pg_temp.scaled(500000), 300) AS made
    FROM generate_series(1, pg_temp.scaled(500000)) AS i
) AS drawn;

INSERT INTO alerts (device_id, level, message, raised_at, resolved_at)
SELECT pg_temp.skewed(20000, 2), (ARRAY['notice', 'warning', 'alarm'])[pg_temp.skewed(3, 2)], left(body, 200), made,
    CASE WHEN random() < 0.98 THEN made + interval '1 hour' END
FROM (
    SELECT i, pg_temp.steadily(i, pg_temp.scaled(300000), 300) AS made
    FROM generate_series(1, pg_temp.scaled(300000)) AS i
) AS drawn JOIN paragraphs ON paragraphs.id = 1 + i % 1000
ORDER BY i;

INSERT INTO daily_totals (device_id, day, events, errors)
SELECT device_id, occurred_at::date, count(*), count(error_code) FROM events
WHERE occurred_at >= now() - interval '60 days' GROUP BY 1, 2;

-- step: indexes
SELECT pg_temp.build_indexes();

-- step: vacuum
VACUUM (ANALYZE) devices, event_types, events, device_sessions, alerts, daily_totals;

-- step: analyze
ANALYZE readings;
