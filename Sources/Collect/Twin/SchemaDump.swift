import Cluster
import Dispatch
import Foundation
import Model
import Postgres
import Synchronization

/// The schema as pg_dump writes it for an upgrade: only in that form column numbers and oids of types survive.
///
/// pg_dump runs as a child of ours; it gets its connection, password included, through its environment. It works in a
/// read-only transaction and holds ACCESS SHARE locks while it runs, so only ALTER and DROP would have to wait for it;
/// it does not wait for locks itself for longer than any other query of the collector.
extension Run {
    mutating func readSchemaDump(_ target: ConnectionOptions) async throws {
        begin(SectionShape.schemaDump.name)
        do {
            let unreadable = try await unreadableRelations()
            let dump = try await dump(target, without: lockedTables + unreadable)
            if !unreadable.isEmpty { note(remedy.leftOut(unreadable)) }
            self[.schemaDump] = SchemaDump.section(of: dump.text, dumpedBy: dump.major)
        } catch let error as SchemaDump.Failure {
            note(Unreadable(section: SectionShape.schemaDump.name, reason: error.reason, remedy: error.remedy))
        } catch let error as PostgresError {
            note(
                remedy.unreadable(
                    .schemaDump, try tolerable(error, during: "privileges"), after: options.statementTimeout)
            )
        }
    }

    private mutating func dump(
        _ target: ConnectionOptions, without relations: [QualifiedName]
    ) async throws -> (text: String, major: Int) {
        let installation = try SchemaDump.installation(for: server.majorVersion)
        let lockLimit = max(1, Int64((options.lockTimeout / .milliseconds(1)).rounded()))
        let words =
            [installation.path(of: "pg_dump")] + SchemaDump.arguments + ["--lock-wait-timeout=\(lockLimit)"]
            + SchemaDump.patterns(relations).map { "--exclude-table=\($0)" }
        var environment = try target.childEnvironment()
        environment["PGCLIENTENCODING"] = "UTF8"
        environment["PGOPTIONS", default: ""] += " -c default_transaction_read_only=on"
        let limit = max(1, remaining / .seconds(1))
        let isDone = Mutex(false)
        async let pending = withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async { [environment] in
                let answer = Result {
                    try Command.run(words, as: .current, environment: environment, limit: limit)
                }
                isDone.withLock { $0 = true }
                continuation.resume(with: answer)
            }
        }
        // Meanwhile our own connection is free.
        while !isDone.withLock({ $0 }) {
            try await sampleStatements()
            try await Task.sleep(for: Self.sampleSpacing)
        }
        let answer = try await pending
        try Task.checkCancellation()
        guard answer.status == 0 else { throw SchemaDump.failure(answer, role: server.role) }
        return (answer.output, installation.major)
    }

    /// What the role may not read, where it may read some tables: pg_dump locks every table that it writes, which takes the
    /// right to read it.
    private mutating func unreadableRelations() async throws -> [QualifiedName] {
        try await session.query(UnreadableRelations.sql, limit: options.statementTimeout).map { row in
            QualifiedName(schema: try row.decode("schema"), name: try row.decode("name"))
        }
    }

    /// The tables that somebody has locked.
    private var lockedTables: [QualifiedName] {
        let relations = self[.relations]
        return (0..<relations.count).compactMap { row in
            guard let oid = relations[row, "oid"].integer, locked.contains(oid),
                let schema = relations[row, "schema"].text, let name = relations[row, "name"].text
            else { return nil }
            return QualifiedName(schema: schema, name: name)
        }
    }
}

enum SchemaDump {
    struct Failure: Error {
        var reason: String
        var remedy: String?
    }

    static let arguments = [
        "--schema-only", "--binary-upgrade", "--no-comments", "--no-tablespaces", "--no-publications",
        "--no-subscriptions", "--no-security-labels",
        // For an upgrade it would read the value of every sequence, which SELECT on tables does not allow.
        "--exclude-table-data=*.*",
    ]

    /// Kinds of objects that plan nothing; some of them hold passwords.
    private static let leftOut: Set = [
        "USER MAPPING", "SERVER", "SUBSCRIPTION", "PUBLICATION", "PUBLICATION TABLE", "EVENT TRIGGER", "COMMENT",
        "SECURITY LABEL", "BLOB", "DATABASE", "DATABASE PROPERTIES", "FOREIGN TABLE",
    ]

    /// The installation nearest to the server's version whose pg_dump can read it: pg_dump reads older servers only.
    static func installation(for major: Int) throws -> Installation {
        let usable = Installation.all().filter {
            $0.major >= major && FileManager.default.isExecutableFile(atPath: $0.path(of: "pg_dump"))
        }
        guard let nearest = usable.min(by: { $0.major < $1.major }) else {
            throw Failure(
                reason: "there is no pg_dump of PostgreSQL \(major) or later on this machine",
                remedy:
                    "Install it: apt-get install postgresql-client-\(major), or name its folder in ADVISOR_POSTGRES_BIN."
            )
        }
        return nearest
    }

    static func failure(_ answer: Command.Answer, role: String) -> Failure {
        if answer.status == 128 + SIGKILL {
            return Failure(
                reason: "pg_dump did not end within the time limit", remedy: "Allow more with --time-limit.")
        }
        // pg_dump adds the statement that failed on lines of its own.
        let line = answer.complaint.split(separator: "\n").first { $0.contains("error:") }
            .map { String($0).replacing("pg_dump: error: query failed: ERROR:  ", with: "pg_dump: ") }
        let isDenied = answer.complaint.contains("permission denied")
        return Failure(
            reason: line ?? "pg_dump ended with status \(answer.status)",
            remedy: isDenied ? "GRANT pg_read_all_data TO \(Quote.identifier(role));" : nil)
    }

    /// Patterns of pg_dump that match these and nothing else. Several names a pattern, for each is a query to it; not too many,
    /// for an argument has at most 128 kB.
    static func patterns(_ relations: [QualifiedName]) -> [String] {
        Dictionary(grouping: relations, by: \.schema).sorted { $0.key < $1.key }.flatMap { schema, relations in
            stride(from: 0, to: relations.count, by: 500).map { start in
                let names = relations[start..<min(start + 500, relations.count)].map { pattern($0.name) }
                return "\(pattern(schema)).(\(names.joined(separator: "|")))"
            }
        }
    }

    private static func pattern(_ name: String) -> String { "\"\(name.replacing("\"", with: "\"\""))\"" }

    /// One row for each object: pg_dump writes a heading of three comment lines before each.
    static func section(of dump: String, dumpedBy major: Int) -> Section {
        var section = Section(.schemaDump)
        var heading = Heading(name: "", kind: "SETTINGS", schema: nil)
        var lines: [Substring] = []
        func close() {
            guard !leftOut.contains(heading.kind) else { return }
            let sql = lines.joined(separator: "\n").trimmingCharacters(in: .whitespacesAndNewlines)
            section.append([
                .integer(Int64(section.count)), .text(heading.name), .text(heading.kind),
                heading.schema.map(Value.text) ?? .null, .text(sql), .integer(Int64(major)),
            ])
        }
        for line in dump.split(separator: "\n", omittingEmptySubsequences: false) {
            if let next = Heading(line) {
                close()
                heading = next
                lines = []
            } else if line != "--", !line.hasPrefix("\\restrict "), !line.hasPrefix("\\unrestrict ") {
                lines.append(line)
            }
        }
        close()
        return section
    }

    /// `-- Name: orders; Type: TABLE; Schema: shop; Owner: app`
    private struct Heading {
        var name: String
        var kind: String
        var schema: String?

        init(name: String, kind: String, schema: String?) {
            self.name = name
            self.kind = kind
            self.schema = schema
        }

        init?(_ line: Substring) {
            guard line.hasPrefix("-- Name: "), let kind = line.range(of: "; Type: "),
                let schema = line.range(of: "; Schema: ", range: kind.upperBound..<line.endIndex),
                let owner = line.range(of: "; Owner: ", range: schema.upperBound..<line.endIndex)
            else { return nil }
            name = String(line[line.index(line.startIndex, offsetBy: 9)..<kind.lowerBound])
            self.kind = String(line[kind.upperBound..<schema.lowerBound])
            let found = String(line[schema.upperBound..<owner.lowerBound])
            self.schema = found == "-" ? nil : found
        }
    }
}
