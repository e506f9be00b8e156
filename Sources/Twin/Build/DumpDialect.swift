import Model
import Postgres

/// What a server knows of the words that pg_dump of another version writes, minor versions included: the functions that choose
/// what an upgrade has to keep, and settings.
struct DumpDialect {
    private static let prefix = "SELECT pg_catalog.binary_upgrade_"
    private static let attributeVersions = "binary_upgrade_set_next_attribute_versions"
    private let functions: Set<String>
    private let settings: Set<String>
    /// The highest number of a column, by relation; dropped ones left out.
    private var columns: [Int64: Int64] = [:]

    init(_ connection: Connection, _ snapshot: Snapshot) async throws {
        functions = Set(
            try await connection.query("SELECT proname FROM pg_proc WHERE proname LIKE 'binary\\_upgrade\\_%'")
                .compactMap { $0[0].string })
        settings = Set(try await connection.query("SELECT name FROM pg_settings").compactMap { $0[0].string })
        let section = snapshot[.columns]
        for row in 0..<section.count {
            guard let oid = section[row, "relation_oid"].integer, let number = section[row, "number"].integer else {
                continue
            }
            columns[oid] = max(columns[oid] ?? 0, number)
        }
    }

    /// The statements of one object without calls of functions that this server lacks, and those of the session's set-up without
    /// such settings; with the one that this server insists on. pg_dump writes each on a line of its own.
    func loadable(_ sql: String, kind: String?) -> String {
        let isSetUp = kind == "SETTINGS"
        guard isSetUp || sql.contains(Self.prefix) else { return sql }
        let lines = sql.split(separator: "\n", omittingEmptySubsequences: false).filter { line in
            if isSetUp, let name = Self.setting(in: line) { return settings.contains(name) }
            return Self.call(in: line).map { functions.contains($0.function) } ?? true
        }
        return (versionsCall(sql).map { [$0[...]] + lines } ?? lines).joined(separator: "\n")
    }

    /// 15.20 will not make a relation in this mode before it is told a number for each column, dropped ones included; pg_dump of
    /// 16.14 and 18.4 does not write any. All may be zero.
    private func versionsCall(_ sql: String) -> String? {
        guard functions.contains(Self.attributeVersions), !sql.contains(Self.attributeVersions) else { return nil }
        let calls = sql.split(separator: "\n").compactMap(Self.call)
        guard let oid = calls.first(where: { $0.function.hasSuffix("_heap_pg_class_oid") })?.oid,
            let highest = columns[oid]
        else { return nil }
        let dropped = sql.matches(of: /"\.{8}pg\.dropped\.(\d+)\.{8}"/).compactMap { Int64($0.output.1) }.max() ?? 0
        let numbers = Array(repeating: "0/0", count: Int(max(highest, dropped))).joined(separator: ",")
        return "SELECT pg_catalog.\(Self.attributeVersions)('{\(numbers)}'::pg_catalog.pg_lsn[]);"
    }

    /// `SET transaction_timeout = 0;`
    private static func setting(in line: Substring) -> String? {
        guard line.hasPrefix("SET ") else { return nil }
        return String(line.dropFirst(4).prefix { $0 != " " })
    }

    /// `SELECT pg_catalog.binary_upgrade_set_next_heap_pg_class_oid('16535'::pg_catalog.oid);`
    private static func call(in line: Substring) -> (function: String, oid: Int64?)? {
        guard line.hasPrefix(prefix) else { return nil }
        let function = "binary_upgrade_" + line.dropFirst(prefix.count).prefix { $0 != "(" }
        return (function, line.split(separator: "'").dropFirst().first.flatMap { Int64($0) })
    }
}
