-- What devices send, and what the pages and reports on them ask.

-- request: ingest
-- weight: 40
-- transaction
-- $device: 1 + floor(20000 * power(random(), 2))
-- $type: 1 + floor(30 * power(random(), 3))

-- statement: insert_event
INSERT INTO events (device_id, type_id, session_id, payload)
VALUES ($device, $type, md5('session ' || now()), jsonb_build_object('battery', 80, 'signal', 60)) RETURNING id;

-- statement: insert_reading
INSERT INTO readings (device_id, metric, value, recorded_at) VALUES ($device, 1, 21.5, now());

-- statement: count_event
INSERT INTO daily_totals (device_id, day, events, errors) VALUES ($device, current_date, 1, 0)
ON CONFLICT (device_id, day) DO UPDATE SET events = daily_totals.events + 1;

-- request: device_page
-- weight: 20
-- $device: 1 + floor(20000 * power(random(), 2))

-- statement: device_by_serial
SELECT id, model, country, city FROM devices WHERE serial = 'D' || lpad($device, 9, '0');

-- statement: recent_events
SELECT id, type_id, occurred_at FROM events
WHERE device_id = $device::integer AND occurred_at >= now() - interval '1 day' ORDER BY occurred_at DESC LIMIT 50;

-- statement: totals_of_device
SELECT day, events, errors FROM daily_totals WHERE device_id = $device::integer ORDER BY day DESC LIMIT 30;

-- statement: latest_readings
SELECT metric, value, recorded_at FROM readings
WHERE device_id = $device::integer AND metric = 2 AND recorded_at > now() - interval '20 days' ORDER BY recorded_at;

-- request: device_history
-- weight: 8
-- $device: 1 + floor(20000 * power(random(), 2))

-- Without a bound on occurred_at every partition is asked.
-- statement: whole_history
SELECT id, type_id, occurred_at, payload FROM events WHERE device_id = $device ORDER BY id DESC LIMIT 50;

-- request: event_by_id
-- weight: 8
-- $event: 1 + floor((SELECT max(id) FROM events) * random())

-- statement: event_by_id
SELECT * FROM events WHERE id = $event;

-- request: session_page
-- weight: 6
-- $n: floor((SELECT max(id) FROM events) * random() / 4)

-- statement: events_of_session
SELECT id, type_id, occurred_at FROM events WHERE session_id = md5('session ' || $n) ORDER BY occurred_at;

-- request: session_start
-- weight: 8
-- $id: gen_random_uuid()
-- $device: 1 + floor(20000 * random())

-- statement: insert_session
INSERT INTO device_sessions (id, device_id, firmware) VALUES ($id || '-' || clock_timestamp()::text, $device, '4.12');

-- request: alert_page
-- weight: 8
-- $device: 1 + floor(20000 * random())

-- statement: open_alerts
SELECT id, device_id, level, message, raised_at FROM alerts WHERE resolved_at IS NULL ORDER BY raised_at DESC LIMIT 50;

-- statement: device_of_alert
-- each: open_alerts
SELECT serial, model, city FROM devices WHERE id = $open_alerts.device_id;

-- statement: alerts_of_device
SELECT id, level, message, raised_at FROM alerts WHERE device_id = $device;

-- request: alarms
-- weight: 3

-- statement: search_alerts
SELECT id, device_id, message FROM alerts WHERE message LIKE '%' || 'lantern' || '%' AND level = 'alarm' ORDER BY raised_at DESC LIMIT 20;

-- request: fleet
-- weight: 3
-- $n: floor(64 * random())

-- statement: devices_of_city
SELECT d.id, d.serial, count(a.id) AS alerts
FROM devices AS d LEFT JOIN alerts AS a ON a.device_id = d.id
WHERE d.country = (ARRAY['DE', 'FR', 'IT', 'ES', 'PL', 'NL', 'SE', 'PT'])[1 + $n::integer / 8] AND d.city = 'city-' || $n
GROUP BY d.id, d.serial ORDER BY alerts DESC LIMIT 20;

-- request: day_report
-- weight: 2
-- $days: 1 + floor(90 * random())

-- statement: events_of_day
SELECT type_id, count(*) AS events FROM events
WHERE date_trunc('day', occurred_at) = date_trunc('day', now()) - make_interval(days => $days) GROUP BY type_id;

-- statement: readings_of_days
SELECT metric, avg(value) AS average, count(flag) AS flagged, count(*) AS readings FROM readings
WHERE recorded_at >= date_trunc('day', now()) - make_interval(days => $days + 7)
    AND recorded_at < date_trunc('day', now()) - make_interval(days => $days)
GROUP BY metric;

-- request: month_report
-- weight: 1

-- statement: active_devices
SELECT type_id, count(DISTINCT session_id) AS sessions, count(*) AS events FROM events
WHERE occurred_at >= now() - interval '4 months' GROUP BY type_id;

-- statement: devices_with_errors
SELECT d.serial, e.error_code, e.occurred_at
FROM devices AS d, events AS e
WHERE e.error_code IS NOT NULL AND e.occurred_at >= now() - interval '30 days' AND e.device_id = d.id
ORDER BY e.occurred_at;
