import JSONTape
import Model
import Postgres
import SQLSyntax

/// Extensions come from this machine's own installation, before any object of the target's is there that their scripts could
/// stumble over.
extension TwinBuild {
    /// Those of the snapshot and those that candidates take. Others than `KnownExtensions` are left out.
    mutating func createExtensions(_ connection: Connection, _ objects: [DumpedObject]) async throws {
        let wanted = DumpedExtension.all(of: objects)
        let available = try await availableExtensions(connection)
        for item in wanted where !KnownExtensions.names.contains(item.name) || available[item.name] == nil {
            missingExtensions.insert(item.name)
            uncertainties.append(
                available[item.name] == nil
                    ? "The library \(item.name) is not installed here: its types, functions and operators are left out."
                    : "The extension \(item.name) is not among those whose code a twin runs: its types, functions and operators are left out."
            )
        }
        var all = wanted
        let path = PlanContext.names(in: PlanContext(source).searchPath(role: nil))
        for name in Set(candidates.flatMap(\.definition.extensions)).sorted()
        where !wanted.contains(where: { $0.name == name }) {
            all.append(DumpedExtension(name: name, schema: path.first ?? "public"))
        }
        let usable = all.filter { KnownExtensions.names.contains($0.name) && available[$0.name] != nil }
        for item in ordered(usable, available) { try await create(item, available, connection) }
    }

    private mutating func create(
        _ item: DumpedExtension, _ available: [String: AvailableExtension], _ connection: Connection
    ) async throws {
        var schema = ""
        do {
            if available[item.name]?.schema == nil, let wanted = item.schema {
                try await connection.execute("CREATE SCHEMA IF NOT EXISTS \(Quote.identifier(wanted))")
                schema = " SCHEMA \(Quote.identifier(wanted))"
            }
            try await connection.execute("CREATE EXTENSION IF NOT EXISTS \(Quote.identifier(item.name))\(schema)")
            extensions.insert(item.name)
        } catch let error as PostgresError where error.kind == .statementFailed {
            missingExtensions.insert(item.name)
            uncertainties.append("The extension \(item.name) is left out: \(error.message).")
        }
    }

    /// What an extension needs comes before it.
    private func ordered(
        _ items: [DumpedExtension], _ available: [String: AvailableExtension]
    ) -> [DumpedExtension] {
        var result: [DumpedExtension] = []
        var open = items
        while !open.isEmpty {
            let names = Set(open.map(\.name))
            let ready = open.filter { names.isDisjoint(with: available[$0.name]?.requires ?? []) }
            // A circle cannot be: whatever is left is tried as it stands.
            guard !ready.isEmpty else { return result + open }
            result += ready
            open.removeAll { item in ready.contains { $0.name == item.name } }
        }
        return result
    }

    private struct AvailableExtension {
        /// Where its control file puts it; nil: anywhere.
        var schema: String?
        var requires: Set<String>
    }

    private func availableExtensions(_ connection: Connection) async throws -> [String: AvailableExtension] {
        let rows = try await connection.query(
            """
            SELECT e.name, v.schema, array_to_json(coalesce(v.requires, '{}'))::text AS requires
            FROM pg_available_extensions e JOIN pg_available_extension_versions v
              ON v.name = e.name AND v.version = e.default_version
            """)
        return try rows.reduce(into: [:]) { result, row in
            result[try row.decode("name", as: String.self)] = AvailableExtension(
                schema: try row.decode("schema", as: String?.self),
                requires: Set(JSONTape.strings(in: try row.decode("requires", as: String.self)) ?? []))
        }
    }
}

/// An extension of the target.
struct DumpedExtension: Equatable {
    var name: String
    var schema: String?

    /// `CREATE EXTENSION name WITH SCHEMA s`, or pg_dump's `SELECT pg_catalog.binary_upgrade_create_empty_extension('name', 's', ...)`.
    static func all(of objects: [DumpedObject]) -> [DumpedExtension] {
        var seen: Set<String> = []
        return objects.filter { $0.kind == "EXTENSION" }
            .flatMap { (try? $0.statements.get()) ?? [] }.compactMap { Self($0.node) }.filter {
                seen.insert($0.name).inserted
            }
    }

    init(name: String, schema: String?) {
        self.name = name
        self.schema = schema
    }

    private init?(_ node: Node) {
        if node.tag == "CreateExtensionStmt", let name = node.body.text("extname") {
            let option = node.body.nodes("options").first { $0.body.text("defname") == "schema" }
            self.init(name: name, schema: option?.body["arg"]?["String"]?["sval"]?.string)
            return
        }
        guard let call = node.descendants("FuncCall").first,
            call.functionName == "binary_upgrade_create_empty_extension"
        else { return nil }
        let arguments = call.body.nodes("args").map { $0.body["sval"]?["sval"]?.string }
        guard arguments.count > 1, let name = arguments[0] else { return nil }
        self.init(name: name, schema: arguments[1])
    }
}
