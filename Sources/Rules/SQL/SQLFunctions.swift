import GRDB
import Model

/// The SQL functions that rules have beside SQLite's own; rules/FORMAT.md lists them.
enum SQLFunctions {
    static func all(settings: SettingsLookup, names: RelationNames) -> [DatabaseFunction] {
        let patterns = PatternCache()
        return LinearFunctions.all + [
            // SQLite calls regexp(pattern, text) for `text REGEXP pattern`.
            DatabaseFunction("regexp", argumentCount: 2, pure: true) { values in
                guard let pattern = String.fromDatabaseValue(values[0]), let text = String.fromDatabaseValue(values[1])
                else { return nil }
                return try patterns.matches(pattern, text)
            },
            text("quote_ident") { Quote.identifier($0) },
            text("quote_literal") { Quote.literal($0) },
            DatabaseFunction("qualified", argumentCount: 2, pure: true) { values in
                String.fromDatabaseValue(values[1]).map { Quote.qualified(String.fromDatabaseValue(values[0]), $0) }
            },
            DatabaseFunction("new_index_name", argumentCount: 3, pure: true) { values in
                guard let base = String.fromDatabaseValue(values[1]), let suffix = String.fromDatabaseValue(values[2])
                else { return nil }
                return names.free(schema: String.fromDatabaseValue(values[0]) ?? "", base: base, suffix: suffix)
            },
            text("setting") { settings.number($0) },
            text("setting_text") { settings.text($0) },
            text("setting_source") { settings.source($0) },
        ]
    }

    /// A function of one text; null gives null.
    private static func text(
        _ name: String, _ body: @escaping @Sendable (String) -> (any DatabaseValueConvertible)?
    ) -> DatabaseFunction {
        DatabaseFunction(name, argumentCount: 1, pure: true) { values in
            String.fromDatabaseValue(values[0]).flatMap(body)
        }
    }
}
