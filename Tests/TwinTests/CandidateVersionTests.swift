import Collect
import JSONTape
import Model
import Postgres
import TestSupport
import Testing

@testable import Twin

@Suite struct CandidateVersionTests {
    static let sql = """
        CREATE TABLE items (id int PRIMARY KEY, kind int, word text, tags text[], at timestamp, span int4range);
        INSERT INTO items SELECT i, i % 500, 'word ' || (i * 7919) % 30000, ARRAY['t' || i % 90, 'x'],
          timestamp '2025-01-01' + i * interval '1 min', int4range(i % 5000, i % 5000 + 9) FROM generate_series(1, 40000) i;
        CREATE INDEX items_kind ON items (kind);
        CREATE TABLE parts (id int, kind int) PARTITION BY RANGE (id);
        CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (30000);
        CREATE TABLE parts_2 PARTITION OF parts FOR VALUES FROM (30000) TO (40001);
        INSERT INTO parts SELECT i, i % 700 FROM generate_series(1, 40000) i;
        -- All rows are looked at: the same statistics each time.
        SET default_statistics_target = 150;
        VACUUM ANALYZE;
        """

    /// An index, a query that uses it, and how much the cost may differ.
    static let cases: [(definition: IndexDefinition, query: String, tolerance: Double)] = [
        (index(.init(column: "word")), "SELECT * FROM items WHERE word = 'word 17'", 0.0002),
        (
            index(.init(column: "kind"), .init(column: "at", descending: true)),
            "SELECT * FROM items WHERE kind = 3 ORDER BY at DESC LIMIT 5", 0.0002
        ),
        (index(.init(expression: "lower(word)")), "SELECT * FROM items WHERE lower(word) = 'word 17'", 0.0002),
        (
            index(.init(expression: "date_trunc('day', at)")),
            "SELECT * FROM items WHERE date_trunc('day', at) = '2025-01-05'", 0.06
        ),
        (
            index(.init(column: "at"), predicate: "kind = 7"),
            "SELECT * FROM items WHERE kind = 7 AND at > '2025-01-20'", 0.0002
        ),
        (index(.init(column: "tags"), method: "gin"), "SELECT * FROM items WHERE tags @> ARRAY['t5']", 0.02),
        (index(.init(column: "span"), method: "gist"), "SELECT * FROM items WHERE span @> 77", 0.0002),
        (index(.init(column: "word"), method: "hash"), "SELECT * FROM items WHERE word = 'word 17'", 0.0002),
        (index(.init(column: "at"), method: "brin"), "SELECT * FROM items WHERE at < '2025-01-02'", 0.02),
        (
            index(.init(column: "kind"), table: "parts"), "SELECT * FROM parts WHERE kind = 9", 0.001
        ),
    ]

    static func index(
        _ keys: IndexDefinition.Key..., table: String = "items", method: String = "btree", predicate: String? = nil
    ) -> IndexDefinition {
        IndexDefinition(
            relation: 0, schema: "public", table: table, method: method, keys: keys, predicate: predicate)
    }

    /// The index as it is when it is really built, and what the source's plan costs with it.
    private func build(
        _ definition: IndexDefinition, _ query: String, _ database: TestDatabase
    ) async throws -> (CandidateIndex, Double) {
        try await database.execute(definition.createStatement(name: "built"))
        if definition.keys.contains(where: { $0.expression != nil }) {
            try await database.execute("SET default_statistics_target = 150; ANALYZE items")
        }
        let figures = try await database.execute(
            """
            SELECT sum(pg_relation_size(oid) / 8192), sum(reltuples) FROM pg_class WHERE relkind = 'i' AND
              (oid = 'built'::regclass OR oid IN (SELECT inhrelid FROM pg_inherits WHERE inhparent = 'built'::regclass))
            """
        ).split(separator: "|")
        let plan = try await database.execute("EXPLAIN (FORMAT JSON) \(query)")
        try await database.execute("DROP INDEX built")
        let cost = try JSONTape(plan).root[0]?["Plan"]?["Total Cost"]?.double
        let candidate = CandidateIndex(
            definition: definition, pages: try #require(Int64(figures[0])), entries: try #require(Double(figures[1])),
            treeHeight: definition.method == "btree" ? 1 : 0)
        return (candidate, try #require(cost))
    }

    @Test func candidatesCostWhatRealIndexesCost() async throws {
        try await TestServer.withDatabase { database in
            try await database.execute(Self.sql)
            var candidates: [CandidateIndex] = []
            var costs: [Double] = []
            for (definition, query, _) in Self.cases {
                let (candidate, cost) = try await build(definition, query, database)
                candidates.append(candidate)
                costs.append(cost)
            }
            let twin = try await Twin.start(from: try await database.twinSnapshot(), candidates: candidates)
            let requests = Self.cases.enumerated().map { PlanRequest(statement: $1.query, candidates: [$0]) }
            let without = try await twin.plan(Self.cases.map { PlanRequest(statement: $0.query) })
            for (position, answer) in try await twin.plan(requests).enumerated() {
                let planned = try answer.get()
                #expect(planned.candidatesUsed == [position], "\(Self.cases[position].query)")
                #expect(
                    abs(planned.cost - costs[position]) <= Self.cases[position].tolerance * costs[position],
                    "\(Self.cases[position].query): \(planned.cost), really \(costs[position])")
                let plain = try without[position].get()
                #expect(plain.candidatesUsed.isEmpty)
                #expect(plain.cost > planned.cost)
            }
            await twin.stop()
        }
    }

    @Test func switchesAndFailuresStayApart() async throws {
        try await TestServer.withDatabase { database in
            try await database.execute(Self.sql)
            let snapshot = try await database.twinSnapshot()
            let candidates = [
                CandidateIndex(
                    definition: Self.index(.init(column: "word")), pages: 150, entries: 40_000, treeHeight: 1),
                CandidateIndex(definition: Self.index(.init(column: "nothing")), pages: 150, entries: 40_000),
                CandidateIndex(definition: Self.index(.init(column: "at")), pages: 150, entries: 40_000, treeHeight: 1),
            ]
            let twin = try await Twin.start(from: snapshot, candidates: candidates)
            #expect(Array(twin.unusable.keys) == [1])
            let kind = try #require(
                (0..<snapshot[.indexDefinitions].count).first {
                    snapshot[.indexDefinitions][$0, "name"].text == "items_kind"
                }.flatMap { snapshot[.indexDefinitions][$0, "oid"].integer })
            let word = "SELECT * FROM items WHERE word = $1"
            let answers = try await twin.plan([
                PlanRequest(statement: word, candidates: [0, 2]),
                PlanRequest(statement: "SELECT * FROM items WHERE nothing = 1", candidates: [0, 2]),
                PlanRequest(statement: "SELECT 1 / 0", candidates: [0, 2]),
                PlanRequest(statement: word, candidates: [2]),
                PlanRequest(statement: "SELECT * FROM items WHERE kind = $1"),
                PlanRequest(statement: "SELECT * FROM items WHERE kind = $1", hidden: [kind]),
                PlanRequest(statement: "SELECT $1, $2", candidates: [0]),
                PlanRequest(statement: word, candidates: [1]),
                PlanRequest(statement: "SELECT * FROM items WHERE at < $1::timestamp - interval $2", candidates: [2]),
                PlanRequest(statement: "SELECT $1 + $2, word FROM items WHERE word = $3", candidates: [0]),
                PlanRequest(statement: "SELECT word + $1 FROM items WHERE word = $2", candidates: [0]),
            ])
            #expect(try answers[0].get().candidatesUsed == [0])
            #expect(throws: PlanFailure.self) { try answers[1].get() }
            #expect(throws: PlanFailure.self) { try answers[2].get() }
            #expect(try answers[3].get().candidatesUsed == [])
            #expect(try answers[4].get().existingUsed == [kind])
            #expect(try answers[5].get().existingUsed == [])
            #expect(try answers[6].get().cost > 0)
            #expect(try answers[7].get() == answers[3].get())
            #expect(try answers[8].get().candidatesUsed == [2])
            #expect(try answers[9].get().candidatesUsed == [0])
            // The first complaint is the one that tells.
            #expect(throws: PlanFailure(code: "42883", reason: "operator does not exist: text + unknown")) {
                try answers[10].get()
            }
            // What was switched on is off again.
            let again = try await twin.plan([PlanRequest(statement: word)])
            #expect(try again[0].get().candidatesUsed == [])
            await twin.stop()
        }
    }
}
