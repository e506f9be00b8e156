import Postgres

/// The values of the parameters of a workload, drawn by the server before the traffic starts.
struct ValuePool: Sendable {
    /// Of each parameter.
    static let size = 1000

    /// By request, then by parameter: `size` values.
    private let values: [String: [String: [String?]]]

    /// Draws from the seeded database; the same values each time.
    init(for workload: SampleWorkload, over connection: Connection) async throws {
        var values: [String: [String: [String?]]] = [:]
        for request in workload.requests where !request.draws.isEmpty {
            values[request.name] = try await Self.draw(request, of: workload.name, over: connection)
        }
        self.values = values
    }

    /// The values of a request that belong together, by parameter.
    func values(of request: Request, at position: Int) -> [String: String?] {
        (values[request.name] ?? [:]).mapValues { $0[position % Self.size] }
    }

    private static func draw(
        _ request: Request, of workload: String, over connection: Connection
    ) async throws -> [String: [String?]] {
        let columns = request.draws.map { "(\($0.expression))::text" }.joined(separator: ", ")
        do {
            try await connection.execute("SELECT setseed(0.5)")
            let rows = try await connection.query("SELECT \(columns) FROM generate_series(1, \(size))")
            let drawn = request.draws.enumerated().map { column, draw in
                (draw.name, rows.map { $0[column].string })
            }
            return Dictionary(uniqueKeysWithValues: drawn)
        } catch let error as PostgresError {
            throw WorkloadError.statementFailed("drawing the values of \(request.name)", of: workload, cause: error)
        }
    }
}
