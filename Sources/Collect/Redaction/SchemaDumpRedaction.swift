import Model
import SQLSyntax

/// Takes the constants out of a dumped schema and leaves one that a twin can load.
///
/// A string of an expression becomes NULL, which every type takes; numbers stay, since they are sizes of types as often as
/// values. Labels of enums are numbered. Functions lose their bodies. What pg_upgrade's functions are told (oids) stays.
enum SchemaDumpRedaction {
    static func redact(_ dump: Section) -> Section {
        var kinds = dump.texts("kind").makeIterator()
        return dump.mapping("sql") { value in
            let kind = (kinds.next() ?? nil) ?? ""
            return value.text.map { .text(redact($0, kind: kind)) } ?? .null
        }
    }

    /// Kinds in which a string is a name or a setting, never a user's value.
    private static let open: Set = ["SETTINGS", "COLLATION", "EXTENSION", "SCHEMA", "ACL"]

    static func redact(_ sql: String, kind: String) -> String {
        if open.contains(kind) { return sql }
        var labels = 0
        let isFunction = ["FUNCTION", "PROCEDURE"].contains(kind)
        // In C the body is the name of a library.
        if isFunction, sql.contains("LANGUAGE c") || sql.contains("LANGUAGE internal") { return sql }
        let uncommented = SQLSyntax.SQL.rewriting(sql, isConforming: true) { _ in nil }
        return statements(of: uncommented).map { statement in
            if isCatalogWork(statement) { return statement }
            if statement.contains(" ADD VALUE ") || statement.contains(" AS ENUM ") {
                return replacingStrings(in: statement) {
                    labels += 1
                    return "'label \(labels)'"
                }
            }
            return replacingStrings(in: statement) { isFunction ? "'SELECT NULL'" : "NULL" }
        }.joined()
    }

    /// Calls that choose oids, and corrections of the catalogs by oid or name.
    private static func isCatalogWork(_ statement: String) -> Bool {
        let text = statement.drop { $0.isWhitespace }
        return text.hasPrefix("SELECT pg_catalog.binary_upgrade") || text.hasPrefix("SELECT pg_catalog.set_config")
            || text.hasPrefix("UPDATE pg_catalog.")
    }

    /// Cut behind semicolons that are no part of a token.
    private static func statements(of sql: String) -> [String] {
        let bytes = Array(sql.utf8)
        var statements: [String] = []
        var start = 0
        for token in SQLSyntax.SQL.tokens(sql) where token.kind == .semicolon {
            statements.append(String(decoding: bytes[start..<token.end], as: UTF8.self))
            start = token.end
        }
        return statements + [String(decoding: bytes[start...], as: UTF8.self)]
    }

    /// But for those behind an equals sign without a blank: pg_dump writes storage parameters so, and nothing else.
    private static func replacingStrings(in sql: String, by replacement: () -> String) -> String {
        let bytes = Array(sql.utf8)
        return SQLSyntax.SQL.rewriting(sql, isConforming: true) { token in
            let isSetting = token.start > 0 && bytes[token.start - 1] == UInt8(ascii: "=")
            return token.kind == .string && !isSetting ? replacement() : nil
        }
    }
}
