import Model
import Postgres

/// Turns what could not be read into a reason and the statement that would allow it.
struct Remedy {
    let server: ServerProfile

    private var role: String { Quote.identifier(server.role) }

    func unreadable(_ section: SectionShape, _ error: PostgresError, after limit: Duration) -> Unreadable {
        switch error.sqlState {
        case .insufficientPrivilege?:
            Unreadable(section: section.name, reason: error.message, remedy: grant(for: section))
        case .lockNotAvailable?:
            Unreadable(
                section: section.name, reason: "other sessions hold locks in its way",
                remedy: "Collect again when no ALTER, DROP, TRUNCATE or VACUUM FULL runs.")
        case .queryCanceled?:
            Unreadable(
                section: section.name, reason: "took longer than \(Self.seconds(limit))",
                remedy: "Allow more with --time-limit.")
        case .characterNotInRepertoire? where section.name == SectionShape.statementTexts.name:
            Unreadable(
                section: section.name,
                reason:
                    "a statement of another database holds bytes that are not UTF8, and pg_stat_statements then gives no text at all",
                remedy:
                    "Forget the statements of the databases of encoding SQL_ASCII, as a superuser: SELECT \(resetFunction)(0, oid, 0) FROM pg_database WHERE encoding = 0;"
            )
        default:
            Unreadable(
                section: section.name, reason: error.description,
                remedy: error.remedy.isEmpty ? nil : error.remedy)
        }
    }

    private var resetFunction: String {
        "\(Quote.identifier(server.statementsSchema ?? "public")).pg_stat_statements_reset"
    }

    private func grant(for section: SectionShape) -> String {
        guard let schema = server.statementsSchema, Self.statementSections.contains(section.name) else {
            return "GRANT pg_monitor TO \(role);"
        }
        return "GRANT USAGE ON SCHEMA \(Quote.identifier(schema)) TO \(role); GRANT pg_monitor TO \(role);"
    }

    static let statementSections: Set = [
        SectionShape.statementEntries.name, SectionShape.statementsInfo.name, SectionShape.statementTexts.name,
    ]

    func outOfTime(_ section: SectionShape, _ limit: Duration) -> Unreadable {
        Unreadable(
            section: section.name,
            reason: "the time limit of \(Self.seconds(limit)) for the whole collection was reached",
            remedy: "Allow more with --time-limit.")
    }

    /// Why there are no statements; nil where there can be.
    var missingStatements: Unreadable? {
        let load = "Add pg_stat_statements to shared_preload_libraries and restart the server"
        let create = "CREATE EXTENSION pg_stat_statements;"
        let database = Quote.identifier(server.database)
        return switch (server.statementsSchema, server.statementsLoaded) {
        case (_?, true): nil
        case (_?, false):
            Unreadable(
                section: SectionShape.statementEntries.name,
                reason: "the server has not loaded the library pg_stat_statements", remedy: "\(load).")
        case (nil, true):
            Unreadable(
                section: SectionShape.statementEntries.name,
                reason: "the extension pg_stat_statements is not in the database \(database)",
                remedy: "Run in \(database): \(create)")
        case (nil, false):
            Unreadable(
                section: SectionShape.statementEntries.name,
                reason: "pg_stat_statements is neither loaded nor in the database \(database)",
                remedy: "\(load), then run in \(database): \(create)")
        }
    }

    /// What a role without pg_monitor gets to see only in part, without any error.
    var missingMonitor: [Unreadable] {
        guard !server.canMonitor && !server.isSuperuser else { return [] }
        let partial: [(SectionShape, String)] = [
            (.activity, "the sessions of other roles are shown without state, wait or statement"),
            (.progress, "what other roles' commands work on is hidden"),
            (.replication, "the state of standbys is hidden"),
            (.settings, "settings reserved to pg_read_all_settings are hidden"),
        ]
        return partial.map { Unreadable(section: $0.0.name, reason: $0.1, remedy: "GRANT pg_monitor TO \(role);") }
    }

    var missingSystemIdentifier: Unreadable? {
        guard !server.canCallControlSystem else { return nil }
        return Unreadable(
            section: SectionShape.server.name, object: "system_identifier",
            reason: "permission denied for function pg_control_system",
            remedy: "GRANT EXECUTE ON FUNCTION pg_catalog.pg_control_system() TO \(role);")
    }

    func hiddenStatements(_ count: Int64) -> Unreadable {
        Unreadable(
            section: SectionShape.statementEntries.name,
            reason: "\(count) entries of other roles hide which statement they are",
            remedy: "GRANT pg_monitor TO \(role);")
    }

    /// The roles that read all data came with 14.
    func grantRead(otherwise: String) -> String {
        server.version >= 140_000 ? "GRANT pg_read_all_data TO \(role);" : otherwise
    }

    func hiddenStatistics(tables: Int64) -> Unreadable {
        Unreadable(
            section: SectionShape.columnStatistics.name,
            reason:
                "the statistics of the columns of \(Format.plural(Int(tables), "table")) are hidden: pg_stats shows tables that a role may read whole",
            remedy: grantRead(otherwise: "GRANT SELECT ON pg_catalog.pg_statistic TO \(role);"))
    }

    /// Statistics that only pg_statistic and pg_statistic_ext_data show.
    func hidden(_ kind: HiddenStatistics.Kind, of names: [String]) -> Unreadable {
        let (shape, reason) =
            switch kind {
            case .expressions:
                (
                    SectionShape.rawStatistics,
                    "the statistics of the expressions in \(Format.plural(names.count, "index", "indexes")) are hidden"
                )
            case .values:
                (
                    .rawStatistics,
                    "pg_stats does not show the statistics of values in \(Format.plural(names.count, "column"))"
                )
            case .combinations:
                (.extendedStatisticsData, "\(Format.plural(names.count, "extended statistics object")) cannot be read")
            }
        let more = names.count > 5 ? " and \(names.count - 5) more" : ""
        return Unreadable(
            section: shape.name, reason: "\(reason) (\(names.prefix(5).joined(separator: ", "))\(more))",
            remedy: grantRead(
                otherwise: "GRANT SELECT ON pg_catalog.pg_statistic, pg_catalog.pg_statistic_ext_data TO \(role);"))
    }

    func hiddenSequences(_ count: Int64) -> Unreadable {
        Unreadable(
            section: SectionShape.sequences.name,
            reason: "the last value of \(Format.plural(Int(count), "sequence")) is hidden",
            remedy: grantRead(otherwise: "GRANT SELECT ON ALL SEQUENCES IN SCHEMA ... TO \(role);"))
    }

    static func seconds(_ duration: Duration) -> String {
        guard duration >= .milliseconds(100) || duration <= .zero else {
            return "\(max(1, Int64((duration / .milliseconds(1)).rounded()))) ms"
        }
        let tenths = Int64(saturating: (duration / .milliseconds(100)).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10) s" : "\(tenths / 10).\(tenths % 10) s"
    }
}
