import Foundation
import Model
import SQLSyntax

/// What indexes are chosen for: statements, each with how often it runs.
public struct Workload: Sendable {
    /// Most time a day first; without measurements in the order of the text.
    public var statements: [WorkloadStatement]
    /// Times were measured: costs are then told in milliseconds a day, else in planner units.
    public var isMeasured: Bool
    /// Statements that were left out, each with the reason.
    public var skipped: [Skipped]

    public init(statements: [WorkloadStatement], isMeasured: Bool, skipped: [Skipped] = []) {
        self.statements = statements
        self.isMeasured = isMeasured
        self.skipped = skipped
    }
}

extension Workload {
    /// What all statements take, ms a day; nil where nothing was measured.
    var millisecondsPerDay: Double? {
        isMeasured ? statements.reduce(0) { $0 + ($1.millisecondsPerDay ?? 0) } : nil
    }
}

extension WorkloadStatement {
    /// - Parameter spent: what all statements take.
    func skipped(_ reason: String, rank: Int?, of spent: Double?, isExaminable: Bool = true) -> Skipped {
        let share = spent.flatMap { spent in millisecondsPerDay.map { spent > 0 ? $0 / spent : 0 } }
        return Skipped(
            statement: text, reason: reason, share: share, id: id, rank: share == nil ? nil : rank,
            isExaminable: isExaminable)
    }
}

extension Workload {
    /// The statements of a text, separated by semicolons. A comment `-- calls: N` before a statement gives its weight; 1
    /// without. psql's own commands are passed over.
    public init(sql: String) {
        let script = PsqlScript(sql)
        let bytes = Array(script.sql.utf8)
        var statements: [WorkloadStatement] = []
        var end = 0
        for range in SQL.split(script.sql) {
            let text = range.text(in: script.sql)
            let comments = String(decoding: bytes[end..<max(end, range.bytes.lowerBound)], as: UTF8.self)
            statements.append(
                WorkloadStatement(id: SQL.identity(of: text).id, text: text, callsPerDay: Self.calls(in: comments)))
            end = range.bytes.upperBound
        }
        self.init(statements: Self.merged(statements), isMeasured: false)
    }

    private static func calls(in comments: String) -> Double {
        guard !comments.isEmpty, let match = comments.matches(of: /(?i)calls:\s*([0-9.]+)/).last else { return 1 }
        return Double(match.output.1).flatMap { $0 > 0 ? $0 : nil } ?? 1
    }

    /// A text that comes twice is one statement that runs as often as both.
    private static func merged(_ statements: [WorkloadStatement]) -> [WorkloadStatement] {
        var position: [String: Int] = [:]
        var result: [WorkloadStatement] = []
        for statement in statements {
            if let known = position[statement.text] {
                let both = result[known].callsPerDay + statement.callsPerDay
                result[known].callsPerDay = Possible.rate(both)
            } else {
                position[statement.text] = result.count
                result.append(statement)
            }
        }
        return result
    }
}

extension Workload {
    /// What ran in a window, by pg_stat_statements; one statement for each text, and for each role where row-level security
    /// is in force somewhere.
    ///
    /// - Parameter limit: statements at most, those that take most time.
    public init(window: Window, limit: Int = 5_000) {
        let days = window.days(of: .statementEntries)
        let entries = window.deltas[SectionShape.statementEntries.name]?.section ?? Section(.statementEntries)
        let texts = TextsByHash(window.last[.statementTexts])
        let samples = SamplesByHash(window.last[.parameterSamples])
        let roles = RowSecurityRoles(window.last)
        let paths = EntryPaths(entries, SharedNames(window)) { texts[$0] }
        var totals: [Subject: Totals] = [:]
        for row in 0..<entries.count {
            guard let hash = entries[row, "text_hash"].text else { continue }
            let role = roles.name(entries[row, "user_oid"].integer)
            totals[Subject(hash: hash, role: role, searchPath: paths[row]), default: Totals()].add(entries, row)
        }
        let spent = totals.values.reduce(0) { $0 + $1.milliseconds }
        func share(_ total: Totals) -> Double? { spent > 0 ? total.milliseconds / spent : nil }
        let ranked = totals.filter { $0.value.calls > 0 }.sorted {
            ($1.value.milliseconds, $0.key.order) < ($0.value.milliseconds, $1.key.order)
        }
        var statements: [WorkloadStatement] = []
        var skipped: [Skipped] = []
        for (subject, total) in ranked {
            guard let text = texts[subject.hash] else {
                skipped.append(
                    Skipped(statement: subject.hash, reason: "its text may not be read", share: share(total)))
                continue
            }
            guard statements.count < limit else {
                skipped.append(
                    Skipped(
                        statement: text, reason: "it is not among the \(limit) that take most time", share: share(total)
                    ))
                continue
            }
            statements.append(
                WorkloadStatement(
                    id: "", text: text, callsPerDay: total.calls / max(days, 1e-9),
                    millisecondsPerDay: total.milliseconds / max(days, 1e-9), rowsPerCall: total.rows / total.calls,
                    reading: total.reading / total.calls, samples: samples[subject.hash],
                    searchPath: subject.searchPath, role: subject.role))
        }
        for (position, identity) in SQL.identities(of: statements.map(\.text)).enumerated() {
            statements[position].id = identity.id
        }
        self.init(statements: statements, isMeasured: true, skipped: skipped)
    }

    private struct Subject: Hashable {
        var hash: String
        var role: String?
        var searchPath: [String]?

        var order: String { ([hash, role ?? ""] + (searchPath ?? [])).joined(separator: "\u{1}") }
    }

    private struct Totals {
        var calls = 0.0
        var milliseconds = 0.0
        var rows = 0.0
        var reading = BlockReading()

        mutating func add(_ entries: Section, _ row: Int) {
            calls += Double(entries[row, "calls"].integer ?? 0)
            milliseconds += entries[row, "total_exec_time"].real ?? 0
            rows += Double(entries[row, "rows"].integer ?? 0)
            reading += BlockReading(
                hits: Double(entries[row, "shared_blocks_hit"].integer ?? 0),
                reads: Double(entries[row, "shared_blocks_read"].integer ?? 0),
                milliseconds: entries[row, "block_read_time"].real ?? 0)
        }
    }
}

/// Texts of statements by their hash.
private struct TextsByHash {
    private var texts: [String: String] = [:]

    init(_ section: Section) {
        let (hashes, values) = (section.texts("text_hash"), section.texts("text"))
        for row in 0..<section.count {
            if let hash = hashes[row], let text = values[row] { texts[hash] = text }
        }
    }

    subscript(hash: String) -> String? { texts[hash] }
}

/// Literals that executions were seen with, by the hash of the statement's text.
private struct SamplesByHash {
    private var samples: [String: [Int64: [Int: String]]] = [:]

    init(_ section: Section) {
        for row in 0..<section.count {
            guard let hash = section[row, "text_hash"].text, let execution = section[row, "execution"].integer,
                let parameter = section[row, "parameter"].integer, let literal = section[row, "literal"].text
            else { continue }
            samples[hash, default: [:]][execution, default: [:]][Int(parameter)] = literal
        }
    }

    subscript(hash: String) -> [[Int: String]] {
        (samples[hash] ?? [:]).sorted { $0.key < $1.key }.map(\.value)
    }
}

/// The roles for which row-level security is in force: those of their own statements' plans.
private struct RowSecurityRoles {
    private var names: [Int64: String] = [:]

    init(_ snapshot: Snapshot) {
        let relations = snapshot[.relations]
        guard relations.booleans("row_security").contains(true) else { return }
        let roles = snapshot[.roles]
        for row in 0..<roles.count {
            guard let oid = roles[row, "oid"].integer, let name = roles[row, "name"].text,
                roles[row, "superuser"].boolean != true, roles[row, "bypass_rls"].boolean != true
            else { continue }
            names[oid] = name
        }
    }

    func name(_ oid: Int64?) -> String? { oid.flatMap { names[$0] } }
}
