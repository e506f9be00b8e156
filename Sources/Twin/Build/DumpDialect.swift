import Model
import Postgres
import SQLSyntax

/// What a server knows of the words that pg_dump of another version writes, minor versions included: the functions that choose
/// what an upgrade has to keep.
struct DumpDialect {
    private static let prefix = "SELECT pg_catalog.binary_upgrade_"
    private static let attributeVersions = "binary_upgrade_set_next_attribute_versions"
    private let functions: Set<String>
    /// The highest number of a column, by relation; dropped ones left out.
    private var columns: [Int64: Int64] = [:]

    init(_ connection: Connection, _ snapshot: Snapshot) async throws {
        functions = Set(
            try await connection.query("SELECT proname FROM pg_proc WHERE proname LIKE 'binary\\_upgrade\\_%'")
                .compactMap { $0[0].string })
        let section = snapshot[.columns]
        for row in 0..<section.count {
            guard let oid = section[row, "relation_oid"].integer, let number = section[row, "number"].integer else {
                continue
            }
            columns[oid] = max(columns[oid] ?? 0, number)
        }
    }

    /// The admitted statements of one object as one text: without calls of functions that this server lacks, and with the one that
    /// it insists on.
    func text(_ statements: [String]) -> String {
        let calls = statements.map(Self.call)
        var usable = zip(statements, calls).filter { $1.map { functions.contains($0.function) } ?? true }.map(\.0)
        if let call = versionsCall(statements, calls.compactMap { $0 }) { usable.insert(call, at: 0) }
        return usable.map { $0 + ";" }.joined(separator: "\n")
    }

    /// 15.20 will not make a relation in this mode before it is told a number for each column, dropped ones included; pg_dump of
    /// other versions does not write any. All may be zero.
    private func versionsCall(_ statements: [String], _ calls: [(function: String, oid: Int64)]) -> String? {
        guard functions.contains(Self.attributeVersions),
            let oid = calls.first(where: { $0.function.hasSuffix("_heap_pg_class_oid") })?.oid,
            let highest = columns[oid] ?? statements.lazy.compactMap(Self.attributes).first
        else { return nil }
        let dropped = statements.flatMap {
            $0.matches(of: /"\.{8}pg\.dropped\.(\d{1,4})\.{8}"/).compactMap { Int64($0.output.1) }
        }
        let count = min(max(highest, dropped.max() ?? 0), 1_600)
        let numbers = Array(repeating: "0/0", count: Int(count)).joined(separator: ",")
        return "SELECT pg_catalog.\(Self.attributeVersions)('{\(numbers)}'::pg_catalog.pg_lsn[])"
    }

    /// How many a statement makes, where the snapshot's columns do not say it: of composite types, and of tables without any.
    private static func attributes(of statement: String) -> Int64? {
        guard statement.drop(while: \.isWhitespace).hasPrefix("CREATE "), let tree = try? SQL.parse(statement),
            let made = tree.root["stmts"]?[0]?.node("stmt")
        else { return nil }
        return switch made.tag {
        case "CompositeTypeStmt": Int64(made.body.nodes("coldeflist").count)
        case "CreateStmt": Int64(made.body.nodes("tableElts").count { $0.tag == "ColumnDef" })
        default: nil
        }
    }

    /// `SELECT pg_catalog.binary_upgrade_set_next_heap_pg_class_oid('16535'::pg_catalog.oid)`
    private static func call(in statement: String) -> (function: String, oid: Int64)? {
        guard statement.hasPrefix(prefix) else { return nil }
        let function = "binary_upgrade_" + statement.dropFirst(prefix.count).prefix { $0 != "(" }
        return statement.split(separator: "'").dropFirst().first.flatMap { Int64($0) }.map { (function, $0) }
    }
}
