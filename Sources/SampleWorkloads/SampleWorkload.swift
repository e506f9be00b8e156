/// The database of a plausible application, the data in it, the statements that it sends, and what is wrong with it:
/// the folder `sample-workloads/<name>/`, carried inside the binary.
public struct SampleWorkload: Sendable {
    /// In the order in which they are listed to users.
    public static let names = ["forum", "shop", "queue", "events", "tenants"]

    /// The scale of `advisor demo`: about 200 MB, seeded in 10 to 20 s on two cores.
    public static let demoScale = 0.2

    /// The scale of the tests: about 50 MB, the tables with planted problems hold 10,000 rows or more.
    public static let testScale = 0.05

    public let name: String
    /// What the application is, in one sentence: the first comment of schema.sql.
    public let title: String
    /// Any number of statements, for the simple protocol.
    public let schema: String
    public let seed: [SeedStep]
    /// Statements that the application sends on each new connection.
    public let sessionStatements: [String]
    public let requests: [Request]
    public internal(set) var expectations: Expectations

    /// The workload of that name, read from the files in the binary.
    public static func named(_ name: String) throws(WorkloadError) -> SampleWorkload {
        guard names.contains(name) else { throw .unknownWorkload(name) }
        return try SampleWorkload(name: name, files: EmbeddedFiles.all)
    }

    /// All of them, in the order of `names`.
    public static func all() throws(WorkloadError) -> [SampleWorkload] {
        var workloads: [SampleWorkload] = []
        for name in names { workloads.append(try named(name)) }
        return workloads
    }

    /// - Parameter files: texts by path under `sample-workloads/`.

    init(name: String, files: [String: String]) throws(WorkloadError) {
        func text(_ file: String) throws(WorkloadError) -> String {
            let path = "\(name)/\(file)"
            guard let text = files[path] else { throw .missingFile(path) }
            return text
        }
        self.name = name
        schema = try text("schema.sql")
        title = SampleWorkload.title(of: schema)
        seed = try SeedFile.steps(of: try text("seed.sql"), file: "\(name)/seed.sql")
        var parser = TrafficParser(file: "\(name)/workload.sql")
        try parser.parse(try text("workload.sql"))
        sessionStatements = parser.sessionStatements
        requests = parser.requests
        expectations = try Expectations(yaml: try text("expected.yaml"), file: "\(name)/expected.yaml")
    }

    /// The comment at the head of the schema, without the dashes.
    private static func title(of schema: String) -> String {
        let head = schema.split(separator: "\n").prefix { $0.hasPrefix("-- ") }
        return head.map { $0.dropFirst(3) }.joined(separator: " ")
    }
}

/// A part of a seed that runs on its own: statements of one implicit transaction.
public struct SeedStep: Sendable, Equatable {
    public let name: String
    public let sql: String
}
