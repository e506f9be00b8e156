import Collect
import Model
import Postgres
import TestSupport
import Testing

@testable import Twin

/// A planner believes its statistics. Those of a snapshot that could not be ANALYZE's are left out, the twin says so, and stays up.
@Suite struct HostileStatisticsTests {
    private static let schema = """
        CREATE EXTENSION seg;
        CREATE TABLE plain (id int PRIMARY KEY, word text, kind int, tags text[], spans int4range, place seg);
        INSERT INTO plain SELECT i, 'w' || i % 70, i % 5, ARRAY['a' || i % 9, 'b'], int4range(i % 8, 20), (i % 3 || ' .. 4')::seg
          FROM generate_series(1, 9000) i;
        CREATE STATISTICS pair ON word, kind FROM plain;
        CREATE STATISTICS expressions ON lower(word), (kind + 1) FROM plain;
        VACUUM ANALYZE plain;
        """
    private static let statements = [
        "SELECT * FROM plain WHERE word = 'w7' AND kind = 3", "SELECT * FROM plain WHERE word > 'w7'",
        "SELECT * FROM plain WHERE lower(word) = 'w7' AND kind + 1 = 2", "SELECT * FROM plain WHERE tags @> '{a1}'",
        "SELECT * FROM plain WHERE tags <@ '{a1,b}'", "SELECT * FROM plain WHERE spans && '[3,5)'",
        "SELECT * FROM plain WHERE plain = ROW(1, 'w1', 1, '{a}'::text[], '[1,2)'::int4range, '1 .. 4'::seg)::plain",
        "SELECT * FROM plain ORDER BY id LIMIT 3", "SELECT word, kind FROM plain GROUP BY 1, 2",
        "SELECT lower(word) FROM plain GROUP BY 1", "SELECT * FROM plain WHERE place = '1 .. 4'",
    ]

    /// Rows of a section, changed.
    private static func changed(
        _ section: Section, _ change: (inout [String: Value]) -> Bool
    ) -> Section {
        (0..<section.count).reduce(into: Section(section.shape)) { result, row in
            var values = Dictionary(
                uniqueKeysWithValues: section.shape.columns.map { ($0.name, section[row, $0.name]) })
            if change(&values) { result.append(values) }
        }
    }

    struct Attack: Sendable, CustomTestStringConvertible {
        var testDescription: String
        /// Of raw_statistics; false leaves the row out.
        var change: @Sendable (inout [String: Value]) -> Bool
        var says = "not what ANALYZE writes"
    }

    static let attacks = [
        Attack(testDescription: "fewer frequencies than values") { row in
            for slot in 1...5 where row["kind\(slot)"]?.integer == 1 { row["numbers\(slot)"] = .text("{0.1}") }
            return true
        },
        Attack(testDescription: "no correlation") { row in
            for slot in 1...5 where row["kind\(slot)"]?.integer == 3 { row["numbers\(slot)"] = .text("{}") }
            return true
        },
        Attack(testDescription: "of no column") { row in
            if row["number"]?.integer == 3 { row["number"] = .integer(0) }
            return true
        },
        Attack(testDescription: "numbers where an expression has texts") { row in
            guard row["of_expression"]?.boolean == true, row["number"]?.integer == 1 else { return true }
            for slot in 1...5 where row["type\(slot)"]?.text != nil {
                row["type\(slot)"] = .text("bigint")
                row["values\(slot)"] = .text("{1,2,3}")
            }
            return true
        },
        Attack(
            testDescription: "fewer expressions than the object has",
            change: { $0["of_expression"]?.boolean != true || $0["number"]?.integer != 1 }, says: ""),
        Attack(
            testDescription: "numbers where a column has values without a binary form",
            change: { row in
                guard row["of_expression"]?.boolean == false, row["number"]?.integer == 6 else { return true }
                for slot in 1...5 where row["type\(slot)"]?.text != nil {
                    row["type\(slot)"] = .text("bigint")
                    row["values\(slot)"] = .text("{1,2,3}")
                }
                return true
            }, says: ""),
        Attack(
            testDescription: "a kind of slot that no known extension reads",
            change: { row in
                row["kind5"] = .integer(102)
                row["numbers5"] = .text("{4,1000,1000,1000,1000}")
                return true
            }, says: "extension's own kind"),
        Attack(
            testDescription: "widths and shares that are none",
            change: { row in
                row["width"] = .integer(-7)
                row["null_fraction"] = .real(-1e30)
                return true
            }, says: ""),
    ]

    @Test(arguments: attacks)
    func columns(_ attack: Attack) async throws {
        try await TestServer.withDatabase { database in
            try await database.execute(Self.schema)
            var snapshot = try await database.twinSnapshot()
            snapshot[.rawStatistics] = Self.changed(snapshot[.rawStatistics], attack.change)
            let twin = try await Twin.start(from: snapshot)
            let answers = try await twin.plan(Self.statements.map { PlanRequest(statement: $0) })
            for (statement, answer) in zip(Self.statements, answers) {
                #expect(throws: Never.self, "\(statement)") { try answer.get() }
            }
            #expect(attack.says.isEmpty || twin.uncertainties.contains { $0.contains(attack.says) })
            await twin.stop()
        }
    }

    @Test func combinations() async throws {
        try await TestServer.withDatabase { database in
            try await database.execute(Self.schema)
            var snapshot = try await database.twinSnapshot()
            let honest = snapshot[.extendedStatisticsData]
            // Each object has the other's.
            #expect(honest.texts("common_values").compactMap { $0 }.count == 2)
            var others = ["distinct", "dependencies", "common_values"].reduce(into: [:]) {
                $0[$1] = honest.texts($1).reversed().map { $0 }
            }
            snapshot[.extendedStatisticsData] = Self.changed(honest) { row in
                for name in others.keys { row[name] = (others[name]?.removeFirst() ?? nil).map(Value.text) ?? .null }
                return true
            }
            let twin = try await Twin.start(from: snapshot)
            let answers = try await twin.plan(Self.statements.map { PlanRequest(statement: $0) })
            for answer in answers { #expect(throws: Never.self) { try answer.get() } }
            #expect(twin.uncertainties.contains { $0.contains("of 2 statistics objects are left out") })
            await twin.stop()
        }
    }
}
