import Model
import SQLSyntax

/// What leads to code in a target that is neither PostgreSQL's own nor the compiled code of a known extension.
///
/// The planner calls functions: it computes what is constant, asks operators about common values, expands views and
/// policies. So a statement may be planned on the target only if none of the names in it leads there. Names are compared
/// without regard to schemas, signatures and kinds: one too many leaves a plan to the twin, one too few would run what
/// somebody wrote into the database.
struct ForeignCode: Sendable {
    /// An object that leads to foreign code.
    struct Found: Sendable {
        var kind: String
        var name: String
        var fullName: String
        var schema: String
        var oid: Int64
    }

    /// What leads there, by names in lower case.
    private var names: [String: Found] = [:]
    /// Tables, views and indexes that planning may not look at, by oid.
    private(set) var relations: Set<Int64> = []
    /// Operators that SQL uses without their being written. Only those in the search_path are, and those that a statement names with
    /// their schema.
    private var implied: [Found] = []
    /// Why nothing at all may be planned.
    private(set) var obstacle: String?
    /// The database's encoding is UTF8, so that its server and our parser fold and cut names alike.
    private let isUnicode: Bool
    /// Some role or database reads backslashes in strings as escapes.
    private let mayEscape: Bool

    init(_ found: [Found], server: ServerProfile, settings: Section, roleSettings: Section) {
        isUnicode = server.encoding == "UTF8"
        mayEscape = Self.mayEscape(settings, roleSettings)
        for object in found { add(object, majorVersion: server.majorVersion) }
    }

    private mutating func add(_ object: Found, majorVersion: Int) {
        switch object.kind {
        case "everything":
            obstacle = obstacle ?? "\(object.name) holds code that is not PostgreSQL's own and that no statement names"
        case "operator" where Self.impliedOperators.contains(object.name) && majorVersion >= 14:
            return implied.append(object)
        case "operator" where majorVersion < 14:
            obstacle =
                obstacle
                ?? "there is an operator \(object.fullName) that is not PostgreSQL's own, and SQL uses that sign without its being written"
        case "index": break
        case "text search":
            for name in Self.textSearch { names[name] = object }
        default: break
        }
        if ["relation", "foreign table", "index"].contains(object.kind) { relations.insert(object.oid) }
        if object.kind != "index" { names[object.name.lowercased()] = object }
    }

    /// Why a statement must not be planned on the target; nil where it may.
    ///
    /// - Parameter path: the schemas of the search_path under which it would be planned.
    func obstacle(to text: String, _ statement: StatementNames, path: [String]) -> String? {
        if let obstacle { return "\(obstacle): planned on the twin only" }
        if let found = implied.first(where: { isReached($0, statement, path) }) {
            return
                "may use the operator \(found.fullName), which is not PostgreSQL's own, without writing it: planned on the twin only"
        }
        if !isUnicode, !text.utf8.allSatisfy({ $0 < 0x80 }) {
            return "holds letters beyond ASCII in a database of another encoding than UTF8: planned on the twin only"
        }
        if SQLSyntax.SQL.readsDifferently(text) {
            return "reads differently with standard_conforming_strings off: planned on the twin only"
        }
        if mayEscape, text.utf8.contains(UInt8(ascii: "\\")) {
            return
                "holds a backslash, and standard_conforming_strings is off for some role or database: planned on the twin only"
        }
        for string in statement.strings.sorted() {
            if Self.runsText.contains(string) {
                return "calls \(string), which runs SQL of its own: planned on the twin only"
            }
            if let found = found(string) { return reason(found) }
        }
        return nil
    }

    /// pg_catalog is in every path. A schema that the statement names for whatever reason counts: OPERATOR(schema.=) does it too.
    private func isReached(_ found: Found, _ statement: StatementNames, _ path: [String]) -> Bool {
        found.schema == "pg_catalog" || path.contains { Self.isName($0, of: found.schema) }
            || statement.strings.contains { Self.isName($0, of: found.schema) }
    }

    /// Whether the server may take a text for that name, which is no longer than names are.
    private static func isName(_ text: String, of name: String) -> Bool {
        let (text, name) = (text.lowercased(), name.lowercased())
        return text == name || text.utf8.count > nameLength && text.utf8.starts(with: name.utf8)
    }

    /// Names are cut at 63 bytes by the server.
    private func found(_ string: String) -> Found? {
        let name = string.lowercased()
        if let found = names[name] { return found }
        guard string.utf8.count > Self.nameLength else { return nil }
        // A cut in the middle of a character ends before it.
        return (Self.nameLength - 3...Self.nameLength).lazy.compactMap { length in
            String(Substring(string).utf8.prefix(length)).flatMap { names[$0.lowercased()] }
        }.first
    }

    private static let nameLength = 63

    private func reason(_ found: Found) -> String {
        switch found.kind {
        case "relation":
            "reads \(found.fullName), which depends on code that is not PostgreSQL's own: planned on the twin only"
        case "foreign table": "reads the foreign table \(found.fullName), and planning that asks another server"
        case "function": "reaches \(found.fullName)(), which is not PostgreSQL's own: planned on the twin only"
        default:
            "reaches the \(found.kind) \(found.fullName), which is not PostgreSQL's own: planned on the twin only"
        }
    }

    // MARK: What nothing names

    /// Signs that stand in no statement that uses them: IN, BETWEEN, CASE, DISTINCT FROM, JOIN USING, LIKE, SIMILAR TO, and
    /// those in the bodies of PostgreSQL's own functions in SQL.
    static let impliedOperators: Set<String> = [
        "=", "<>", "<", ">", "<=", ">=", "~~", "!~~", "~~*", "!~~*", "~", "!~", "~*", "!~*", "+", "-", "*", "/", "||",
    ]

    /// PostgreSQL's own functions that run SQL, or call functions of types, which their arguments name.
    static let runsText: Set<String> = [
        "query_to_xml", "query_to_xmlschema", "query_to_xml_and_xmlschema", "cursor_to_xml", "cursor_to_xmlschema",
        "table_to_xml", "table_to_xmlschema", "table_to_xml_and_xmlschema", "schema_to_xml", "schema_to_xmlschema",
        "schema_to_xml_and_xmlschema", "database_to_xml", "database_to_xmlschema", "database_to_xml_and_xmlschema",
        "ts_stat", "ts_rewrite", "pg_input_is_valid", "pg_input_error_info",
    ]

    /// Functions that use the default text search configuration, whichever that is.
    private static let textSearch = [
        "to_tsvector", "to_tsquery", "plainto_tsquery", "phraseto_tsquery", "websearch_to_tsquery", "ts_headline",
        "json_to_tsvector", "jsonb_to_tsvector", "ts_parse", "ts_token_type", "ts_debug", "ts_lexize",
        "get_current_ts_config",
        "@@",
    ]

    private static func mayEscape(_ settings: Section, _ roleSettings: Section) -> Bool {
        let name = "standard_conforming_strings"
        func isOff(_ section: Section) -> Bool {
            (0..<section.count).contains { row in
                section[row, "name"].text == name && section[row, "setting"].text?.lowercased() != "on"
            }
        }
        return isOff(roleSettings) || isOff(settings)
    }
}
