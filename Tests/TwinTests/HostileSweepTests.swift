import Collect
import Foundation
import Model
import Postgres
import TestSupport
import Testing

@testable import Twin

/// Every figure of a snapshot at its extremes, every name another, every section doubled or empty: a twin starts and plans,
/// or says in words of its own what the snapshot lacks. It is never its server that complains.
///
/// A run takes some of them, others each time; ADVISOR_SWEEP takes all of the sections that it names (`relations,types`), each of
/// which is a second.
@Suite struct HostileSweepTests {
    private static let schema = """
        CREATE EXTENSION pg_trgm;
        CREATE TYPE mood AS ENUM ('sad', 'fine');
        CREATE DOMAIN short AS text CHECK (length(value) < 80);
        CREATE TABLE parents (id int PRIMARY KEY, name short, feeling mood);
        CREATE TABLE children (id bigint PRIMARY KEY, parent_id int REFERENCES parents, at timestamptz, price numeric)
          PARTITION BY RANGE (id);
        CREATE TABLE children_1 PARTITION OF children FOR VALUES FROM (0) TO (5000);
        CREATE INDEX ON children (parent_id) WHERE price > 3;
        CREATE INDEX ON parents (lower(name)); CREATE INDEX ON parents USING gin (name gin_trgm_ops);
        CREATE STATISTICS both_of ON parent_id, price FROM children;
        CREATE VIEW cheap AS SELECT * FROM children WHERE price < 2;
        CREATE MATERIALIZED VIEW counts AS SELECT parent_id, count(*) FROM children GROUP BY 1;
        ALTER TABLE parents ENABLE ROW LEVEL SECURITY; CREATE POLICY every ON parents USING (id > 0);
        INSERT INTO parents SELECT n, 'n' || n, 'sad' FROM generate_series(1, 100) n;
        INSERT INTO children SELECT n, 1 + n % 100, now(), n % 7 FROM generate_series(1, 4000) n;
        VACUUM ANALYZE;
        """

    private static let statements = [
        "SELECT * FROM children JOIN parents ON parents.id = parent_id WHERE price = 3 AND lower(name) = 'n7'",
        "SELECT parent_id, price FROM cheap GROUP BY 1, 2 ORDER BY 1 LIMIT 5", "SELECT * FROM counts WHERE count > 2",
    ]

    /// What is done to one section.
    enum Change: CustomStringConvertible {
        case doubled
        case emptied
        case set(String, Value)

        var description: String {
            switch self {
            case .doubled: "doubled"
            case .emptied: "emptied"
            case .set(let column, let value): "\(column) = \(value)"
            }
        }

        static func all(of shape: SectionShape) -> [Change] {
            [.doubled, .emptied]
                + shape.columns.flatMap { column -> [Change] in
                    let values: [Value] =
                        switch column.type {
                        case .integer: [.integer(.min), .integer(-1), .integer(0), .integer(.max), .null]
                        case .real, .time: [.real(-1e308), .real(1e308), .real(.infinity), .real(.nan), .null]
                        case .boolean: [.boolean(true), .boolean(false), .null]
                        default:
                            [
                                .text(""), .text("a'\"\\;\u{1}"),
                                .text(String(repeating: "n", count: 70)), .text("{1,2"), .null,
                            ]
                        }
                    return values.map { .set(column.name, $0) }
                }
        }

        func apply(to section: Section) -> Section {
            switch self {
            case .emptied: return Section(section.shape)
            case .doubled, .set: break
            }
            var result = Section(section.shape)
            for row in 0..<section.count {
                var values = Dictionary(
                    uniqueKeysWithValues: section.shape.columns.map { ($0.name, section[row, $0.name]) })
                if case .set(let column, let value) = self {
                    values[column] = value
                } else {
                    result.append(values)
                }
                result.append(values)
            }
            return result
        }
    }

    @Test func everyFigureOfASnapshot() async throws {
        try await TestServer.withDatabase { database in
            try await database.execute(Self.schema)
            let honest = try await database.twinSnapshot()
            var changes = SectionShape.all.filter { honest[$0].count > 0 }
                .flatMap { shape in Change.all(of: shape).map { (shape, $0) } }
            if let sections = ProcessInfo.processInfo.environment["ADVISOR_SWEEP"]?.split(separator: ",") {
                changes = changes.filter { sections.contains($0.0.name[...]) }
            } else {
                changes = Array(changes.shuffled().prefix(12))
            }
            for (shape, change) in changes {
                var snapshot = honest
                snapshot[shape] = change.apply(to: honest[shape])
                await expectTwin(of: snapshot, "\(shape.name): \(change)")
            }
        }
    }

    private func expectTwin(of snapshot: Snapshot, _ change: String) async {
        do {
            let twin = try await Twin.start(from: snapshot)
            let answers = try await twin.plan(Self.statements.map { PlanRequest(statement: $0) })
            for case .failure(let failure) in answers {
                // The server's end, a lost connection, an error of its own making.
                let isServers = ["57P", "08", "XX"].contains { failure.code.hasPrefix($0) }
                #expect(!isServers, "\(change): \(failure)")
            }
            await twin.stop()
        } catch let error as TwinError {
            #expect(!error.message.contains("server refused"), "\(change): \(error)")
        } catch {
            Issue.record("\(change): \(error)")
        }
    }
}
