import Collect
import Model
import Postgres
import TestSupport
import Testing

@testable import Advise

@Suite struct EntryLimitTests {
    private static let schema = """
        CREATE TABLE notes (
          id int PRIMARY KEY, owner int NOT NULL, title text NOT NULL, content text NOT NULL, code varchar(40) NOT NULL,
          slug varchar NOT NULL, checked text NOT NULL CHECK (char_length(checked) <= 60),
          tags text[] NOT NULL, data jsonb NOT NULL, wide varchar(2000) NOT NULL);
        INSERT INTO notes SELECT i, i % 500, 'title ' || i,
          (SELECT string_agg(md5(i || ' ' || j), '') FROM generate_series(1, 190) j), 'code' || i, 'slug-' || i, 'c' || i,
          ARRAY['t' || i % 90],
          jsonb_build_object('name', 'n' || i), 'w' || i
        FROM generate_series(1, 3000) i;
        CREATE TABLE short (id int PRIMARY KEY, owner int NOT NULL, note text NOT NULL);
        INSERT INTO short SELECT i, i % 500, repeat('y', i % 700) FROM generate_series(1, 20000) i;
        VACUUM ANALYZE;
        """

    private func table(_ name: String, _ database: TestDatabase) async throws -> TargetTable {
        var collecting = CollectOptions()
        (collecting.samples, collecting.planLimit) = (0, 0)
        let snapshot = try await Collector(collecting).collect(try ConnectionOptions(database.url), name: "notes")
        let schema = TargetSchema(Window(lifetimeOf: snapshot))
        return try #require(schema.tables.values.first { $0.name == name })
    }

    private func definition(
        _ table: TargetTable, _ keys: [IndexDefinition.Key], include: [String] = [], method: String = "btree"
    ) -> IndexDefinition {
        IndexDefinition(
            relation: table.oid, schema: table.schema, table: table.name, method: method, keys: keys, include: include)
    }

    @Test func whatIsNotBoundedIsNoKeyAndNotIncluded() async throws {
        try await TestServer.withDatabase { database in
            try await database.execute(Self.schema)
            let notes = try await table("notes", database)
            let limit = EntryLimit(notes)
            func admits(_ columns: String..., include: [String] = [], method: String = "btree") -> Bool {
                limit.admits(definition(notes, columns.map { .init(column: $0) }, include: include, method: method))
            }
            #expect(admits("owner"))
            #expect(admits("owner", "title"))
            #expect(admits("code"))
            #expect(admits("slug"))
            #expect(admits("checked"))
            #expect(!admits("owner", "content"))
            #expect(!admits("content"))
            #expect(!admits("owner", include: ["content"]))
            // Three thousand bytes would be too many.
            #expect(!admits("wide"))
            #expect(!admits("content", method: "brin"))
            #expect(admits("content", method: "hash"))
            #expect(admits("tags", method: "gin"))
            #expect(!limit.admits(definition(notes, [.init(expression: "lower(content)")])))
            #expect(limit.admits(definition(notes, [.init(expression: "lower(title)")])))
            #expect(limit.admits(definition(notes, [.init(expression: "((data ->> 'id'))::bigint")])))
            let trigrams = IndexDefinition.Key(column: "content", operatorClass: "gin_trgm_ops")
            #expect(limit.admits(definition(notes, [trigrams], method: "gin")))
        }
    }

    /// Nothing in TOAST: whatever is there fits, and is built.
    @Test func aTableWithoutLongValuesBoundsThem() async throws {
        try await TestServer.withDatabase { database in
            try await database.execute(Self.schema)
            let short = try await table("short", database)
            let wanted = definition(short, [.init(column: "owner"), .init(column: "note")])
            #expect(EntryLimit(short).admits(wanted))
            try await database.execute(wanted.createStatement(name: "built"))
        }
    }

    @Test func onlyWhatMustHoldBoundsALength() {
        let lengths = LengthChecks.lengths(in: [
            "CHECK ((char_length(title) <= 200))", "CHECK (((length((slug)::text) < 40) AND (owner > 0)))",
            "CHECK (((length(loose) <= 60) OR (owner = 3)))", "CHECK ((NOT (length(a) <= 5)))",
            "CHECK ((length(b) >= 5))", "CHECK ((octet_length(c) <= 9)) NOT VALID",
            "CHECK ((char_length(title) <= 90))",
            "CHECK ((length(d) <= n))", "CHECK ((char_length(e) <= 7)) NO INHERIT", "no check",
        ])
        #expect(lengths == ["title": 90, "slug": 40, "e": 7])
    }
}
