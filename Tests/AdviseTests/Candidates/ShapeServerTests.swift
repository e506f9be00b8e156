import Collect
import Model
import Postgres
import TestSupport
import Testing

@testable import Advise

/// Indexes of shapes are proposed, and a server builds them.
@Suite struct ShapeServerTests {
    @Test(arguments: [
        ("SELECT id FROM shapes ORDER BY position <-> cube(array[1, 2, 3]) LIMIT 5", "position"),
        ("SELECT id FROM shapes WHERE area && box '((1,1),(5,5))'", "area"),
        ("SELECT id FROM shapes WHERE place <@ box '((1,1),(5,5))'", "place"),
        ("SELECT id FROM shapes ORDER BY place <-> point '(1,1)' LIMIT 5", "place"),
    ])
    func areProposedAndBuilt(statement: String, column: String) async throws {
        try await TestServer.withDatabase { database in
            try await database.execute(Self.shapes)
            let options = try ConnectionOptions(database.url)
            var collecting = CollectOptions()
            (collecting.samples, collecting.planLimit) = (0, 0)
            let window = Window(lifetimeOf: try await Collector(collecting).collect(options, name: "shapes"))
            let candidates = try IndexAdvisor(window: window, workload: Workload(sql: statement)).candidates
            let candidate = try #require(
                candidates.first { $0.definition.method == "gist" && $0.definition.keys.map(\.column) == [column] })
            let connection = try await Connection.connect(options)
            try await connection.execute(candidate.definition.createStatement(name: "built"))
            let rows = try await connection.query("SELECT pg_relation_size('built') AS bytes")
            let built = Double(try rows[0].decode("bytes", as: Int.self))
            let predicted = Double(candidate.pages) * 8192
            #expect(predicted / built < 2 && built / predicted < 2, "\(predicted) for \(built)")
            await connection.close()
        }
    }

    private static let shapes = """
        CREATE EXTENSION cube;
        CREATE TABLE shapes AS SELECT i AS id, point(x, y) AS place, box(point(x, y), point(x + 1, y + 1)) AS area,
            cube(ARRAY[x, y, i]) AS position
        FROM (SELECT i, random() * 1000 AS x, random() * 1000 AS y FROM generate_series(1, 20000) i) drawn;
        VACUUM ANALYZE shapes;
        """
}
