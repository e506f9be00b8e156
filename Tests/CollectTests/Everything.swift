import Collect
import Model
import Postgres
import TestSupport

/// A database with one of everything that a snapshot describes; it needs no extension.
enum Everything {
    static let sql = #"""
        CREATE SCHEMA shop;
        CREATE SCHEMA "Odd Schema 🐘";
        CREATE TYPE shop.state AS ENUM ('open', 'paid', 'o''dd');
        CREATE DOMAIN shop.email AS varchar(80) CHECK (VALUE LIKE '%@%');
        CREATE DOMAIN shop.vip AS shop.email;
        CREATE TYPE shop.pair AS (a int, b text);
        CREATE TYPE shop.span AS RANGE (subtype = float8);
        CREATE FUNCTION shop.low(text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT lower($1) $$;
        CREATE TABLE shop.customers (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, mail shop.vip NOT NULL UNIQUE,
            name text COLLATE "C" DEFAULT 'nobody', gone int, tags text[], extra jsonb, born date,
            low text GENERATED ALWAYS AS (lower(name)) STORED
        ) WITH (fillfactor = 80, autovacuum_enabled = false, toast.autovacuum_enabled = false);
        ALTER TABLE shop.customers DROP COLUMN gone;
        CREATE TABLE shop.orders (
            id serial PRIMARY KEY, customer bigint NOT NULL REFERENCES shop.customers ON DELETE CASCADE,
            state shop.state DEFAULT 'open', total numeric(10, 2) CHECK (total >= 0), placed timestamptz DEFAULT now());
        ALTER TABLE shop.orders ADD CONSTRAINT later CHECK (id > 0) NOT VALID;
        CREATE INDEX orders_open ON shop.orders (placed DESC NULLS LAST) INCLUDE (total) WHERE state = 'open';
        CREATE INDEX customers_low ON shop.customers (shop.low(name), born DESC);
        CREATE INDEX customers_pattern ON shop.customers (name text_pattern_ops);
        CREATE INDEX customers_tags ON shop.customers USING gin (tags);
        CREATE TABLE shop.events (at timestamptz NOT NULL, kind int, data jsonb) PARTITION BY RANGE (at);
        CREATE TABLE shop.events_a PARTITION OF shop.events FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
        CREATE TABLE shop.events_b PARTITION OF shop.events FOR VALUES FROM ('2026-02-01') TO ('2026-03-01');
        CREATE INDEX events_at ON shop.events USING brin (at) WITH (pages_per_range = 16);
        CREATE VIEW shop.rich AS SELECT c.id, sum(o.total) AS total FROM shop.customers c
            JOIN shop.orders o ON o.customer = c.id GROUP BY c.id HAVING sum(o.total) > 1000;
        CREATE VIEW shop.broken AS SELECT id, 1 / (id - 1) AS inverse FROM shop.orders;
        CREATE MATERIALIZED VIEW shop.daily AS SELECT date_trunc('day', placed) AS day, count(*) FROM shop.orders
            GROUP BY 1 WITH NO DATA;
        CREATE STATISTICS shop.cor (ndistinct, dependencies, mcv) ON customer, state FROM shop.orders;
        CREATE TABLE "Odd Schema 🐘"."Wide ""Table""" ("Key" int PRIMARY KEY, "sp ace" text, "ключ" text);
        CREATE INDEX "Odd ""Index"" 🐘" ON "Odd Schema 🐘"."Wide ""Table""" ("sp ace");
        ALTER TABLE shop.orders ENABLE ROW LEVEL SECURITY;
        CREATE POLICY own ON shop.orders FOR SELECT TO PUBLIC USING (state = 'paid');
        CREATE FUNCTION shop.touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
        CREATE TRIGGER touch BEFORE INSERT OR UPDATE OF total ON shop.orders
            FOR EACH ROW WHEN (NEW.total > 5) EXECUTE FUNCTION shop.touch();
        INSERT INTO shop.customers (mail, name, tags, born)
            SELECT i || '@x.org', 'name ' || (i % 50), ARRAY['t' || i % 5, 'x'], date '1970-01-01' + i
            FROM generate_series(1, 1000) i;
        INSERT INTO shop.orders (customer, state, total)
            SELECT 1 + i % 1000, CASE WHEN i % 10 = 0 THEN 'open' ELSE 'paid' END::shop.state, i
            FROM generate_series(1, 2000) i;
        INSERT INTO shop.events SELECT timestamptz '2026-01-01' + i * interval '10 min', i % 7
            FROM generate_series(1, 5000) i;
        ANALYZE shop.customers, shop.orders, shop.events;
        """#
}

/// For a query that is read by ranges of relations: nothing locked, and all of them in one.
let allRelations: [Parameter] = [.ints([]), .int(0), .int(Int(UInt32.max))]

extension TestDatabase {
    /// A snapshot of this database, quickly: no spacing between samples.
    func snapshot(
        as role: String = "postgres", _ change: (inout CollectOptions) -> Void = { _ in }
    ) async throws -> Snapshot {
        var options = CollectOptions()
        options.sampleSpacing = .zero
        change(&options)
        return try await Collector(options).collect(try ConnectionOptions(url(as: role)))
    }
}

extension Section {
    /// The only row whose column has that text.
    func row(_ column: String, _ text: String) -> [String: Value]? {
        let rows = (0..<count).filter { self[$0, column].text == text }
        guard rows.count == 1, let row = rows.first else { return nil }
        return Dictionary(uniqueKeysWithValues: shape.columns.map { ($0.name, self[row, $0.name]) })
    }
}

extension Snapshot {
    /// The plan of the first statement with that in its text.
    func plan(containing part: String) -> (plan: String?, error: String?)? {
        let texts = self[.statementTexts]
        guard let row = texts.texts("text").firstIndex(where: { $0?.contains(part) == true }) else { return nil }
        let hash = texts[row, "text_hash"].text
        return self[.plans].texts("text_hash").firstIndex { $0 == hash }.map { row in
            (self[.plans][row, "plan"].text, self[.plans][row, "error"].text)
        }
    }
}
