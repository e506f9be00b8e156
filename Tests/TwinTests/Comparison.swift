import Cluster
import Collect
import Foundation
import JSONTape
import Model
import Postgres
import SQLSyntax
import TestSupport

@testable import Twin

/// Plans of a source and of its twin, side by side.
struct Comparison {
    var total = 0
    var equalTrees = 0
    var exact = 0
    /// Total cost within one per cent.
    var close = 0
    /// Largest relative difference of total cost.
    var worst = 0.0
    var differences: [String] = []

    /// Asks both for the plans of all queries.
    static func run(
        _ queries: [String], source url: String, twin: Twin, role: String? = nil
    ) async throws -> Comparison {
        let connection = try await Connection.connect(ConnectionOptions(url))
        if let role { try await connection.execute("SET ROLE \(role)") }
        var answers: [Result<Rows, PostgresError>] = []
        for query in queries { answers.append(await explain(query, connection)) }
        await connection.close()
        let plans = try await twin.plan(queries.map { PlanRequest(statement: $0, role: role, wantsPlan: true) })
        var result = Comparison()
        for (query, (answer, plan)) in zip(queries, zip(answers, plans)) {
            // What the source cannot plan, the twin need not.
            guard case .success(let rows) = answer, let source = rows.first?[0].string else { continue }
            switch plan {
            case .success(let planned): result.compare(query, source, planned.plan ?? "")
            case .failure(let failure):
                result.total += 1
                result.differences.append("\(query)\n  failed: \(failure.reason)")
            }
        }
        return result
    }

    /// Generic where the query has parameters.
    private static func explain(_ query: String, _ connection: Connection) async -> Result<Rows, PostgresError> {
        do {
            let count = SQL.parameterCount(query)
            guard count > 0 else { return .success(try await connection.query("EXPLAIN (FORMAT JSON) \(query)")) }
            let nulls = Array(repeating: "NULL", count: count).joined(separator: ", ")
            let answers = try await connection.execute(
                """
                SET plan_cache_mode = force_generic_plan;
                PREPARE compared AS \(query);
                EXPLAIN (FORMAT JSON) EXECUTE compared(\(nulls));
                DEALLOCATE compared;
                """)
            return answers.first { !$0.isEmpty }.map { .success($0) } ?? .failure(.init(.decodingFailed, "no plan"))
        } catch {
            return .failure(error as? PostgresError ?? .init(.decodingFailed, "\(error)"))
        }
    }

    private mutating func compare(_ query: String, _ source: String, _ twin: String) {
        total += 1
        if source == twin {
            equalTrees += 1
            exact += 1
            close += 1
            return
        }
        let costs = (Self.cost(source), Self.cost(twin))
        let difference = abs(costs.0 - costs.1) / max(costs.0, 0.01)
        worst = max(worst, difference)
        if difference <= 0.01 { close += 1 }
        if Self.tree(source) == Self.tree(twin) { equalTrees += 1 }
        let lines = zip(source.split(separator: "\n"), twin.split(separator: "\n")).first { $0.0 != $0.1 }
        differences.append("\(query)\n  source \(lines?.0 ?? "") twin \(lines?.1 ?? "")")
    }

    private static func cost(_ plan: String) -> Double {
        (try? JSONTape(plan))?.root[0]?["Plan"]?["Total Cost"]?.double ?? 0
    }

    /// The plan without its figures.
    private static func tree(_ plan: String) -> String {
        let figures = ["Startup Cost", "Total Cost", "Plan Rows", "Plan Width"]
        return plan.split(separator: "\n").filter { line in !figures.contains { line.contains("\"\($0)\"") } }
            .joined(separator: "\n")
    }
}

extension TestDatabase {
    /// A snapshot that a twin can be built from.
    func twinSnapshot(as role: String = "postgres") async throws -> Snapshot {
        try await Snapshot.forTwin(url(as: role))
    }
}

extension Snapshot {
    static func forTwin(_ url: String) async throws -> Snapshot {
        var options = CollectOptions()
        options.sampleSpacing = .zero
        options.planLimit = 0
        options.twin = true
        return try await Collector(options).collect(try ConnectionOptions(url))
    }
}

/// A text of Fixtures/.
func fixture(_ name: String) throws -> String {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures")
    return try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
}

/// The nasty schema; on a server without ICU, which cannot have it all, with another collation in its place.
func nastySchema(for server: PrivateServer? = nil) async throws -> String {
    let sql = try fixture("nasty.sql")
    let shared = try await TestServer.shared
    let collations = try await (server ?? shared).psql("SELECT count(*) FROM pg_collation WHERE collname = 'de-x-icu'")
    return collations == "0" ? sql.replacing("provider = icu, locale = 'de-u-co-phonebk'", with: "locale = 'C'") : sql
}

/// One query a line.
func queries() throws -> [String] {
    try fixture("queries.sql").split(separator: "\n").map { String($0.dropLast()) }
}
