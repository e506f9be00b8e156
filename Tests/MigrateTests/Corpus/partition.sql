-- Partitions.

-- unsafe: partition-of
-- why: squawk and eugene take it for a new table: its parent is locked against readers
-- lock: events ACCESS EXCLUSIVE
CREATE TABLE events_2028 PARTITION OF events FOR VALUES FROM ('2028-01-01') TO ('2029-01-01');

-- unsafe: partition-of
-- autocommit
-- lock: events ACCESS EXCLUSIVE
CREATE TABLE IF NOT EXISTS events_2028 PARTITION OF events FOR VALUES FROM ('2028-01-01') TO ('2029-01-01');

-- unsafe: partition-of
-- lock: events ACCESS EXCLUSIVE
CREATE TABLE events_other PARTITION OF events DEFAULT;

-- unsafe: partition-attach
-- lock: events SHARE UPDATE EXCLUSIVE
-- lock: events_2027 ACCESS EXCLUSIVE read
ALTER TABLE events ATTACH PARTITION events_2027 FOR VALUES FROM ('2027-01-01') TO ('2028-01-01');

-- unsafe: partition-attach
-- why: a CHECK that is NOT VALID proves nothing
-- prior: ALTER TABLE events_2027 ADD CHECK (at >= '2027-01-01' AND at < '2028-01-01') NOT VALID;
-- lock: events SHARE UPDATE EXCLUSIVE
-- lock: events_2027 ACCESS EXCLUSIVE read
ALTER TABLE events ATTACH PARTITION events_2027 FOR VALUES FROM ('2027-01-01') TO ('2028-01-01');

-- unsafe: partition-attach
-- why: the CHECK is about another column
-- prior: ALTER TABLE events_2027 ADD CHECK (id > 0);
-- lock: events SHARE UPDATE EXCLUSIVE
-- lock: events_2027 ACCESS EXCLUSIVE read
ALTER TABLE events ATTACH PARTITION events_2027 FOR VALUES FROM ('2027-01-01') TO ('2028-01-01');

-- unsafe: partition-attach
-- why: the partition is proven, the default partition is read
-- prior: CREATE TABLE events_other PARTITION OF events DEFAULT;
-- prior: ALTER TABLE events_2027 ADD CHECK (at >= '2027-01-01' AND at < '2028-01-01');
-- lock: events SHARE UPDATE EXCLUSIVE
-- lock: events_2027 ACCESS EXCLUSIVE
-- lock: events_other ACCESS EXCLUSIVE read
ALTER TABLE events ATTACH PARTITION events_2027 FOR VALUES FROM ('2027-01-01') TO ('2028-01-01');

-- unsafe: partition-detach
-- lock: events ACCESS EXCLUSIVE
-- lock: events_2025 ACCESS EXCLUSIVE
ALTER TABLE events DETACH PARTITION events_2025;

-- unsafe: partition-detach, drop-table
-- lock: events ACCESS EXCLUSIVE
-- lock: events_2025 ACCESS EXCLUSIVE
ALTER TABLE events DETACH PARTITION events_2025;
DROP TABLE events_2025;

-- safe
-- prior: ALTER TABLE events_2027 ADD CHECK (at >= '2027-01-01' AND at < '2028-01-01');
-- lock: events SHARE UPDATE EXCLUSIVE
-- lock: events_2027 ACCESS EXCLUSIVE
ALTER TABLE events ATTACH PARTITION events_2027 FOR VALUES FROM ('2027-01-01') TO ('2028-01-01');

-- safe
-- autocommit
-- lock: events SHARE UPDATE EXCLUSIVE
-- lock: events_2027 ACCESS EXCLUSIVE
-- lock: events_2027 SHARE UPDATE EXCLUSIVE read
ALTER TABLE events_2027 ADD CONSTRAINT bounds CHECK (at >= '2027-01-01' AND at < '2028-01-01') NOT VALID;
ALTER TABLE events_2027 VALIDATE CONSTRAINT bounds;
ALTER TABLE events ATTACH PARTITION events_2027 FOR VALUES FROM ('2027-01-01') TO ('2028-01-01');
ALTER TABLE events_2027 DROP CONSTRAINT bounds;

-- safe
-- why: the new table is empty, and the parent is locked as VACUUM locks it
-- lock: events SHARE UPDATE EXCLUSIVE
CREATE TABLE events_2028 (LIKE events INCLUDING ALL);
ALTER TABLE events ATTACH PARTITION events_2028 FOR VALUES FROM ('2028-01-01') TO ('2029-01-01');

-- safe
-- autocommit
-- lock: events SHARE UPDATE EXCLUSIVE
-- lock: events_2025 ACCESS EXCLUSIVE
ALTER TABLE events DETACH PARTITION events_2025 CONCURRENTLY;

-- safe
CREATE TABLE logs (at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE logs_2026 PARTITION OF logs FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE TABLE logs_other PARTITION OF logs DEFAULT;
CREATE INDEX logs_at_idx ON logs (at);

-- unsafe: partition-attach
-- why: its rows are proven to fit, and it is read nevertheless: the index of the partitioned table is built
-- prior: CREATE INDEX events_kind_idx ON events (kind);
-- prior: ALTER TABLE events_2027 ADD CHECK (at >= '2027-01-01' AND at < '2028-01-01');
-- lock: events SHARE UPDATE EXCLUSIVE
-- lock: events_2027 ACCESS EXCLUSIVE indexed
ALTER TABLE events ATTACH PARTITION events_2027 FOR VALUES FROM ('2027-01-01') TO ('2028-01-01');

-- safe
-- prior: CREATE INDEX events_kind_idx ON events (kind);
-- prior: CREATE INDEX events_2027_kind_idx ON events_2027 (kind);
-- prior: ALTER TABLE events_2027 ADD CHECK (at >= '2027-01-01' AND at < '2028-01-01');
-- lock: events SHARE UPDATE EXCLUSIVE
-- lock: events_2027 ACCESS EXCLUSIVE
ALTER TABLE events ATTACH PARTITION events_2027 FOR VALUES FROM ('2027-01-01') TO ('2028-01-01');
