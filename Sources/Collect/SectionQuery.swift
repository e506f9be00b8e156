import Model

/// The comment that marks every statement of the collector. It stands inside, behind the first word:
/// pg_stat_statements cuts comments off the ends.
let advisorTag = "/* advisor */"

/// How one section is read: an expression for each column of its shape, and where they come from.
struct SectionQuery: Sendable {
    /// What `$1` stands for.
    enum Parameter: Sendable {
        case none
        /// Oids of locked relations: functions that would wait for their locks are not called on them.
        case locked
        /// The same, and `$2`: the oid after which to go on, `$3`: how many rows at most.
        case lockedAndBatch
        /// The same, and the first oid of a range of relations and the first behind it: `SQL.isInRange`. For sections that have
        /// several rows a relation.
        case lockedAndRange
    }

    let shape: SectionShape
    let parameter: Parameter
    /// Expression by column name; times are timestamps, JSON is json or text.
    let expressions: [String: String]
    /// All from FROM on.
    let source: String
    /// Added after the select list's end: what every row must be read for, but no column holds.
    let distinct: Bool

    init(
        _ shape: SectionShape, takes parameter: Parameter = .none, distinct: Bool = false,
        _ expressions: [String: String], from source: String
    ) {
        self.shape = shape
        self.parameter = parameter
        self.distinct = distinct
        self.expressions = expressions
        self.source = source
    }

    /// One SELECT whose columns are those of the shape, in its order.
    var sql: String {
        let list = shape.columns.map { column in
            let expression = expressions[column.name] ?? "NULL"
            let typed =
                switch column.type {
                case .time: "extract(epoch FROM \(expression))::float8"
                case .json: "(\(expression))::text"
                default: expression
                }
            return "  \(typed) AS \(Quote.identifier(column.name))"
        }
        return "SELECT \(advisorTag)\(distinct ? " DISTINCT" : "")\n\(list.joined(separator: ",\n"))\n\(source)"
    }
}

/// Words that several queries share.
enum SQL {
    /// The schemas of users: the server reserves names that begin with pg_.
    static func isUserSchema(_ name: String) -> String {
        "\(name) NOT LIKE 'pg\\_%' AND \(name) <> 'information_schema'"
    }

    /// `CASE`: the meaning of a one-letter code of the catalogs.
    static func decode(_ expression: String, _ codes: KeyValuePairs<String, String>) -> String {
        let branches = codes.map { "WHEN '\($0.key)' THEN '\($0.value)'" }
        return "CASE \(expression) \(branches.joined(separator: " ")) END"
    }

    /// The expression where the relation is not locked, null where it is.
    static func unlessLocked(_ relation: String, _ expression: String) -> String {
        "CASE WHEN \(relation) <> ALL ($1::oid[]) THEN \(expression) END"
    }

    /// `reloptions` as a JSON object; null where there are none.
    static func options(_ array: String) -> String {
        """
        CASE WHEN \(array) IS NOT NULL THEN \
        (SELECT jsonb_object_agg(option_name, option_value) FROM pg_options_to_table(\(array))) END
        """
    }

    /// The position in WAL up to which this server has it: written, or replayed on a standby.
    static let walPosition =
        "CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END"

    /// The relation is of the range that is read at the moment. No function is called on one that is locked, but `$1` is always
    /// given.
    /// - Parameter relations: expressions that are equal in each row: the planner concludes nothing for the one from the other, and
    ///   would read a whole catalog for each range.
    static func isInRange(_ relations: String...) -> String {
        relations.map { "\($0) >= $2::oid AND \($0) < $3::oid AND " }.joined() + "$1::oid[] IS NOT NULL"
    }

    /// A query for the constraint that an index holds; no row where it holds none. To be joined LATERAL: it finds the row by an index
    /// on the table, where an ordinary join would read all constraints for each range of relations.
    static func constraintHeld(by index: String, of table: String) -> String {
        """
        SELECT * FROM pg_constraint WHERE conrelid = \(table) AND conindid = \(index) AND contype IN ('p', 'u', 'x') OFFSET 0
        """
    }

    static let thisDatabase = "(SELECT oid FROM pg_database WHERE datname = current_database())"
}
