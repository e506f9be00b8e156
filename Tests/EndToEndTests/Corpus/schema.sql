-- What the statements of the corpus are about: a shop of many accounts, and the work of their teams.
CREATE EXTENSION citext;
CREATE EXTENSION pg_trgm;
CREATE TYPE order_status AS ENUM ('cart', 'placed', 'paid', 'shipped', 'cancelled');
CREATE TYPE task_state AS ENUM ('todo', 'doing', 'review', 'done');
CREATE DOMAIN percentage AS numeric(5, 2) CHECK (VALUE BETWEEN 0 AND 100);
CREATE TABLE accounts (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(), name text NOT NULL, slug citext NOT NULL UNIQUE, plan varchar(20) NOT NULL,
  settings jsonb NOT NULL DEFAULT '{}', active boolean NOT NULL DEFAULT true, seats integer, discount percentage,
  trial_ends_on date, created_at timestamptz NOT NULL DEFAULT now());
CREATE TABLE users (
  id bigserial PRIMARY KEY, account_id uuid NOT NULL REFERENCES accounts, email citext NOT NULL, name varchar(120) NOT NULL,
  role varchar(20) NOT NULL, last_sign_in_at timestamptz, last_ip inet, preferences jsonb, tags text[] NOT NULL DEFAULT '{}',
  score numeric(8, 2) NOT NULL DEFAULT 0, locked boolean NOT NULL DEFAULT false, birth_date date, deleted_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now());
CREATE UNIQUE INDEX ON users (lower(email::text)) WHERE deleted_at IS NULL;
CREATE TABLE categories (
  id serial PRIMARY KEY, parent_id integer REFERENCES categories, name text NOT NULL, path text NOT NULL, position integer NOT NULL);
CREATE TABLE products (
  id bigserial PRIMARY KEY, account_id uuid NOT NULL REFERENCES accounts, category_id integer REFERENCES categories,
  sku varchar(40) NOT NULL UNIQUE, title text NOT NULL, description text, price numeric(12, 2) NOT NULL, stock integer NOT NULL,
  attributes jsonb NOT NULL DEFAULT '{}', tags varchar(30)[] NOT NULL DEFAULT '{}', related integer[] NOT NULL DEFAULT '{}',
  search tsvector GENERATED ALWAYS AS (to_tsvector('english', title)) STORED, published_at timestamptz,
  archived boolean NOT NULL DEFAULT false, rating real, weight double precision);
CREATE TABLE orders (
  id bigserial PRIMARY KEY, account_id uuid NOT NULL REFERENCES accounts, user_id bigint NOT NULL REFERENCES users,
  number text NOT NULL UNIQUE, status order_status NOT NULL DEFAULT 'cart', total numeric(12, 2) NOT NULL,
  currency char(3) NOT NULL DEFAULT 'EUR', placed_at timestamptz, shipped_on date, metadata jsonb, note text,
  lock_version integer NOT NULL DEFAULT 0, updated_at timestamptz NOT NULL DEFAULT now());
CREATE TABLE order_lines (
  id bigserial PRIMARY KEY, order_id bigint NOT NULL REFERENCES orders ON DELETE CASCADE, product_id bigint NOT NULL REFERENCES products,
  quantity integer NOT NULL, unit_price numeric(12, 2) NOT NULL, discount numeric(5, 2), UNIQUE (order_id, product_id));
CREATE TABLE payments (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(), order_id bigint NOT NULL, amount numeric(12, 2) NOT NULL, kind varchar(20) NOT NULL,
  state smallint NOT NULL DEFAULT 0, provider_ref text, captured_at timestamp, raw json);
CREATE TABLE events (
  id bigserial PRIMARY KEY, account_id uuid NOT NULL, user_id bigint, kind text NOT NULL, payload jsonb NOT NULL, ip inet,
  happened_at timestamptz NOT NULL, duration interval, processed boolean NOT NULL DEFAULT false);
CREATE TABLE jobs (
  id bigserial PRIMARY KEY, queue text NOT NULL, state text NOT NULL, run_at timestamptz NOT NULL, attempts integer NOT NULL DEFAULT 0,
  priority smallint NOT NULL DEFAULT 0, args jsonb NOT NULL DEFAULT '{}', locked_by text, locked_at timestamptz, unique_key text);
CREATE UNIQUE INDEX ON jobs (unique_key) WHERE state = 'queued';
CREATE TABLE projects (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(), account_id uuid NOT NULL, name text NOT NULL, colour varchar(7), budget money,
  starts_on date, ends_on date, archived boolean NOT NULL DEFAULT false);
CREATE TABLE tasks (
  id bigserial PRIMARY KEY, project_id uuid NOT NULL REFERENCES projects, assignee_id bigint, parent_id bigint REFERENCES tasks,
  title text NOT NULL, state task_state NOT NULL DEFAULT 'todo', priority smallint NOT NULL DEFAULT 0, due_on date, estimate interval,
  labels text[] NOT NULL DEFAULT '{}', rank numeric NOT NULL, created_at timestamptz NOT NULL DEFAULT now(), completed_at timestamptz);
CREATE TABLE comments (
  id bigserial PRIMARY KEY, subject_type varchar(40) NOT NULL, subject_id bigint NOT NULL, user_id bigint NOT NULL, body text NOT NULL,
  edited boolean NOT NULL DEFAULT false, created_at timestamptz NOT NULL DEFAULT now());
CREATE TABLE bookings (
  id bigserial PRIMARY KEY, room integer NOT NULL, during tstzrange NOT NULL, days daterange, user_id bigint NOT NULL, at point,
  starts_at time);
CREATE TABLE daily_totals (
  account_id uuid NOT NULL, day date NOT NULL, orders integer NOT NULL, revenue numeric NOT NULL, PRIMARY KEY (account_id, day));
CREATE VIEW open_orders AS SELECT o.id, o.user_id, o.total, o.placed_at, u.email FROM orders o JOIN users u ON u.id = o.user_id
  WHERE o.status IN ('placed', 'paid');

INSERT INTO accounts (id, name, slug, plan, seats, discount, active, trial_ends_on, created_at, settings)
  SELECT md5('account' || n)::uuid, 'Account ' || n, 'account-' || n, (ARRAY['free', 'team', 'business'])[1 + n % 3], n % 50, n % 100,
    n % 11 > 0, date '2026-01-01' + n % 200, timestamptz '2025-01-01' + n * interval '1 hour', jsonb_build_object('locale', 'de', 'limit', n % 20)
  FROM generate_series(1, 1500) n;
INSERT INTO users (account_id, email, name, role, last_sign_in_at, last_ip, preferences, tags, score, locked, birth_date, created_at)
  SELECT md5('account' || 1 + n % 1500)::uuid, 'user' || n || '@example.com', 'User ' || n, (ARRAY['admin', 'member', 'guest'])[1 + n % 3],
    timestamptz '2026-03-01' + n * interval '1 min', ('10.0.' || n % 200 || '.7')::inet, jsonb_build_object('theme', n % 3), ARRAY['t' || n % 40],
    n % 900, n % 50 = 0, date '1970-01-01' + n % 9000, timestamptz '2025-06-01' + n * interval '1 min'
  FROM generate_series(1, 6000) n;
INSERT INTO categories (parent_id, name, path, position)
  SELECT CASE WHEN n > 10 THEN n / 10 END, 'Category ' || n, 'root.' || n / 10 || '.' || n, n FROM generate_series(1, 2000) n;
INSERT INTO products (account_id, category_id, sku, title, description, price, stock, attributes, tags, related, published_at, archived, rating, weight)
  SELECT md5('account' || 1 + n % 1500)::uuid, 1 + n % 2000, 'SKU-' || n, 'Product ' || n || ' blue', md5(n::text), n % 500, n % 70,
    jsonb_build_object('colour', 'c' || n % 12, 'size', n % 9), ARRAY['tag' || n % 30]::varchar(30)[], ARRAY[n % 100, n % 7],
    timestamptz '2026-01-01' + n * interval '1 min', n % 20 = 0, n % 5, n % 30
  FROM generate_series(1, 6000) n;
INSERT INTO orders (account_id, user_id, number, status, total, placed_at, shipped_on, metadata, note)
  SELECT md5('account' || 1 + n % 1500)::uuid, 1 + n * 7919 % 6000, 'O-' || n, (ARRAY['cart', 'placed', 'paid', 'shipped', 'cancelled'])[1 + n % 5]::order_status,
    n % 4000, timestamptz '2026-01-01' + n * interval '3 min', date '2026-01-02' + n % 90, jsonb_build_object('source', 's' || n % 6), md5(n::text)
  FROM generate_series(1, 12000) n;
INSERT INTO order_lines (order_id, product_id, quantity, unit_price, discount)
  SELECT 1 + n % 12000, 1 + n * 31 % 6000, 1 + n % 4, n % 300, n % 30 FROM generate_series(1, 24000) n ON CONFLICT DO NOTHING;
INSERT INTO payments (id, order_id, amount, kind, state, provider_ref, captured_at, raw)
  SELECT md5('payment' || n)::uuid, n, n % 4000, (ARRAY['card', 'debit', 'invoice'])[1 + n % 3], n % 4, 'ref-' || n, timestamp '2026-01-01' + n * interval '3 min', '{"ok": true}'
  FROM generate_series(1, 9000) n;
INSERT INTO events (account_id, user_id, kind, payload, ip, happened_at, duration, processed)
  SELECT md5('account' || 1 + n % 1500)::uuid, 1 + n % 6000, (ARRAY['view', 'click', 'login', 'export'])[1 + n % 4], jsonb_build_object('page', 'p' || n % 90, 'n', n),
    ('10.0.' || n % 200 || '.9')::inet, timestamptz '2026-02-01' + n * interval '20 s', n % 50 * interval '1 s', n % 9 > 0
  FROM generate_series(1, 20000) n;
INSERT INTO jobs (queue, state, run_at, attempts, priority, args, unique_key)
  SELECT (ARRAY['mail', 'default', 'slow'])[1 + n % 3], (ARRAY['queued', 'done', 'done', 'failed'])[1 + n % 4], timestamptz '2026-03-01' + n * interval '1 min', n % 4, n % 10,
    jsonb_build_object('id', n), 'job-' || n
  FROM generate_series(1, 5000) n;
INSERT INTO projects (id, account_id, name, colour, budget, starts_on, ends_on, archived)
  SELECT md5('project' || n)::uuid, md5('account' || 1 + n % 1500)::uuid, 'Project ' || n, '#00ff' || n % 10, n::money, date '2026-01-01' + n % 100, date '2026-05-01' + n % 100, n % 8 = 0
  FROM generate_series(1, 2000) n;
INSERT INTO tasks (project_id, assignee_id, parent_id, title, state, priority, due_on, estimate, labels, rank, created_at, completed_at)
  SELECT md5('project' || 1 + n % 2000)::uuid, 1 + n % 6000, CASE WHEN n % 5 = 0 THEN n / 5 END, 'Task ' || n, (ARRAY['todo', 'doing', 'review', 'done'])[1 + n % 4]::task_state, n % 5,
    date '2026-03-01' + n % 120, n % 30 * interval '1 hour', ARRAY['label' || n % 25], n, timestamptz '2026-02-01' + n * interval '4 min', CASE WHEN n % 4 = 3 THEN timestamptz '2026-03-01' + n * interval '4 min' END
  FROM generate_series(1, 10000) n;
INSERT INTO comments (subject_type, subject_id, user_id, body, created_at)
  SELECT (ARRAY['Task', 'Order'])[1 + n % 2], 1 + n % 9000, 1 + n % 6000, 'Comment ' || n || ' with words', timestamptz '2026-02-01' + n * interval '2 min' FROM generate_series(1, 15000) n;
INSERT INTO bookings (room, during, days, user_id, at, starts_at)
  SELECT n % 40, tstzrange(timestamptz '2026-03-01' + n * interval '1 hour', timestamptz '2026-03-01' + n * interval '1 hour' + interval '50 min'),
    daterange(date '2026-03-01' + n % 300, date '2026-03-03' + n % 300), 1 + n % 6000, point(n % 90, n % 80), time '08:00' + n % 8 * interval '1 hour'
  FROM generate_series(1, 4000) n;
INSERT INTO daily_totals SELECT md5('account' || n)::uuid, date '2026-01-01' + d, d, d * 10 FROM generate_series(1, 60) n, generate_series(0, 59) d;
VACUUM ANALYZE;
