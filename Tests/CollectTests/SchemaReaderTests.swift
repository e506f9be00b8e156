import Model
import Postgres
import TestSupport
import Testing

@testable import Collect

/// How the schema is read: what is not, what locks do, and that nobody waits for it.
@Suite struct SchemaReaderTests {
    private static let schema = """
        CREATE TABLE open (id int PRIMARY KEY, note text);
        CREATE TABLE closed (id int PRIMARY KEY, word text);
        CREATE INDEX closed_word ON closed (word);
        CREATE TABLE referring (id int REFERENCES closed);
        CREATE VIEW seen AS SELECT word FROM closed;
        CREATE VIEW seen_twice AS SELECT word FROM seen;
        CREATE TABLE guarded (id int);
        CREATE INDEX guarded_id ON guarded (id);
        ALTER TABLE guarded ENABLE ROW LEVEL SECURITY;
        CREATE POLICY known ON guarded USING (EXISTS (SELECT FROM closed c WHERE c.id = guarded.id));
        """

    private func read(_ database: TestDatabase) async throws -> Snapshot {
        try await database.snapshot { options in
            (options.twin, options.planLimit, options.samples) = (true, 0, 0)
        }
    }

    @Test func whatIsLockedIsLeftOutWithAllThatRestsOnIt() async throws {
        try await TestServer.withDatabase { database in
            try await database.execute(Self.schema)
            let locker = try await Connection.connect(ConnectionOptions(database.url))
            try await locker.execute("BEGIN; LOCK TABLE closed IN ACCESS EXCLUSIVE MODE")
            let snapshot = try await read(database)
            // It has waited for nothing: the lock is still held, and nothing else of the collector's is.
            try await locker.execute("ROLLBACK")
            await locker.close()
            let dump = snapshot[.schemaDump]
            let names = Set(dump.texts("name").compactMap { $0 })
            #expect(names.isSuperset(of: ["open", "open open_pkey", "referring"]))
            #expect(
                names.isDisjoint(with: [
                    "closed", "closed closed_pkey", "closed_word", "seen", "seen_twice", "referring referring_id_fkey",
                    "guarded",
                    "guarded_id", "guarded known",
                ]))
            #expect(snapshot.unreadable.contains { $0.object == "public.closed" && $0.reason.hasPrefix("locked") })
            let free = Set(try await read(database)[.schemaDump].texts("name").compactMap { $0 })
            #expect(
                free.isSuperset(
                    of: names.union(["closed", "seen_twice", "guarded known", "referring referring_id_fkey"])))
        }
    }

    /// However small the parts in which the catalogs are read, they tell the same.
    @Test func inPartsAsInOne() async throws {
        try await TestServer.withDatabase { database in
            try await database.execute(Everything.sql)
            let whole = try await read(database)
            let parts = try await database.snapshot { options in
                (options.twin, options.planLimit, options.samples) = (true, 0, 0)
                (options.rangeSize, options.batchSize) = (3, 2)
                options.timeLimit = .seconds(600)
            }
            func rows(_ snapshot: Snapshot, _ shape: SectionShape) -> [String] {
                let section = snapshot[shape]
                return (0..<section.count).map { row in "\(section.columns.map { $0[row] })" }.sorted()
            }
            let shapes: [SectionShape] = [
                .relations, .columns, .constraints, .indexDefinitions, .indexKeys, .sequences, .columnStatistics,
                .rawStatistics, .indexSizes, .schemaDump,
            ]
            for shape in shapes {
                #expect(whole[shape].count > 1, "\(shape.name)")
                #expect(rows(parts, shape) == rows(whole, shape), "\(shape.name)")
            }
        }
    }

    /// While the collection waits for a lock that was taken under its hands it holds none itself.
    @Test func aLockThatComesMeanwhile() async throws {
        try await TestServer.withDatabase { database in
            try await database.execute(Self.schema)
            let connection = try await Connection.connect(ConnectionOptions(database.url))
            let session = await Session(connection, CollectOptions())
            let server = try await ServerProfile.probe(session)
            var run = Run(
                target: "test", options: CollectOptions(), session: session, server: server, start: .now,
                report: { _ in })
            // Nobody has looked for locks: the first attempt meets this one.
            let locker = try await Connection.connect(ConnectionOptions(database.url))
            try await locker.execute("BEGIN; LOCK TABLE closed IN ACCESS EXCLUSIVE MODE")
            let objects = try await run.readSchema()
            #expect(run.unreadable == [])
            let dump = try await SchemaDump(options: run.options, major: 15, SecretColumns()).section(objects)
            #expect(dump.texts("name").contains("open"))
            #expect(!dump.texts("name").contains("seen"))
            await locker.close()
            await connection.close()
        }
    }

    @Test func noBodyOfAFunctionThatIsNotPutInPlaceOfACall() async throws {
        try await TestServer.withDatabase { database in
            try await database.execute(
                """
                CREATE FUNCTION a() RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN 1; /* hidden */ END';
                CREATE FUNCTION b() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1 /* hidden */';
                CREATE FUNCTION c() RETURNS int LANGUAGE sql SET work_mem = '77MB' AS 'SELECT 1 /* hidden */';
                CREATE FUNCTION d() RETURNS int LANGUAGE sql AS 'SELECT 1 /* hidden */; SELECT 2';
                CREATE FUNCTION e() RETURNS SETOF int LANGUAGE sql AS 'SELECT 1 /* hidden */';
                CREATE FUNCTION f() RETURNS record LANGUAGE sql AS 'SELECT 1, 2 /* hidden */';
                CREATE TABLE t (a int);
                CREATE FUNCTION g() RETURNS void LANGUAGE sql AS 'INSERT INTO t VALUES (1 /* hidden */)';
                CREATE FUNCTION h() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN /* hidden */ RETURN NEW; END';
                CREATE PROCEDURE i() LANGUAGE sql AS 'SELECT 1 /* hidden */';
                CREATE FUNCTION j(a int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT a + 1 /* shown */';
                CREATE FUNCTION k(n int) RETURNS SETOF int LANGUAGE sql STABLE AS 'SELECT a FROM t WHERE a > n /* shown */';
                """)
            let dump = try await read(database)[.schemaDump]
            let functions = (0..<dump.count).filter { dump[$0, "kind"].text == "FUNCTION" }
            #expect(
                functions.compactMap { dump[$0, "name"].text?.prefix(1) } == [
                    "a", "b", "c", "d", "e", "f", "g", "j", "k",
                ])
            let texts = functions.compactMap { dump[$0, "sql"].text }
            #expect(texts.filter { $0.contains("hidden") || $0.contains("77") } == [])
            #expect(texts.filter { $0.contains("shown") }.count == 2)
            #expect(texts.filter { $0.hasSuffix("AS '';") }.count == 7)
        }
    }

    @Test func redactionLeavesNoValue() async throws {
        try await TestServer.withDatabase { database in
            try await database.execute(
                """
                CREATE TYPE mood AS ENUM ('marker1', 'fine');
                CREATE DOMAIN code AS text DEFAULT 'marker2' CHECK (VALUE <> 'marker3');
                CREATE FUNCTION f(a text DEFAULT 'marker4') RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT ''marker5''';
                CREATE TABLE t (a text DEFAULT 'marker6', b text DEFAULT f('marker7'), m mood DEFAULT 'marker1', CHECK (a <> 'marker8'));
                CREATE INDEX ON t (f('marker9')) WHERE a = 'marker10';
                CREATE VIEW v AS SELECT 'marker11' AS x FROM t;
                CREATE POLICY p ON t USING (a = 'marker12');
                CREATE RULE r AS ON DELETE TO t DO ALSO SELECT 'marker13';
                """)
            let snapshot = try await read(database)
            let whole = snapshot[.schemaDump].texts("sql").compactMap { $0 }.joined()
            for number in 1...13 { #expect(whole.contains("marker\(number)"), "\(number)") }
            let redacted = Redaction.redact(snapshot)[.schemaDump]
            #expect(redacted.texts("sql").filter { $0?.contains("marker") == true } == [])
            #expect(redacted.texts("name") == snapshot[.schemaDump].texts("name"))
        }
    }
}
