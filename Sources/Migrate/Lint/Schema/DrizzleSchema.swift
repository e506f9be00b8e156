import JSONTape
import Model

/// The schema of a Drizzle snapshot as the statements that would make it: what a lint reads a schema from.
///
/// Defaults and expressions are left out where they are no plain names: rules about what is there ask for columns,
/// types, keys and indexes only.
struct DrizzleSchema {
    private var statements: [String] = []

    /// nil for JSON that is no snapshot.
    static func sql(_ json: String) -> String? {
        guard let root = try? JSONTape(json).root else { return nil }
        var schema = DrizzleSchema()
        if root["tables"]?.kind == .object {
            schema.readVersion7(root)
        } else if root["ddl"]?.kind == .array {
            schema.readVersion8(root)
        } else {
            return nil
        }
        return schema.statements.map { $0 + ";\n" }.joined()
    }

    private static func texts(_ value: JSONValue?) -> [String] {
        value?.elements.compactMap { $0.string ?? $0["value"]?.string ?? $0["expression"]?.string } ?? []
    }

    private static func list(_ names: [String]) -> String { names.map(Quote.identifier).joined(separator: ", ") }

    private static func name(_ value: JSONValue, _ key: String = "name", schema: String = "schema") -> String {
        let schema = value[schema]?.string ?? ""
        return Quote.qualified(schema.isEmpty ? "public" : schema, value[key]?.string ?? "")
    }

    private static func column(_ column: JSONValue) -> String {
        let dimensions = String(repeating: "[]", count: min(max(column["dimensions"]?.int ?? 0, 0), 6))
        let key = column["primaryKey"]?.bool == true ? " PRIMARY KEY" : ""
        let required = column["notNull"]?.bool == true ? " NOT NULL" : ""
        return "\(Quote.identifier(column["name"]?.string ?? "")) \(column["type"]?.string ?? "text")\(dimensions)"
            + key + required
    }

    private static func labels(_ value: JSONValue?) -> String {
        texts(value).map(Quote.literal).joined(separator: ", ")
    }

    private mutating func addIndex(_ index: JSONValue, on table: String) {
        let keys = (index["columns"]?.elements.map { $0 } ?? []).map { column in
            let text = column["expression"]?.string ?? column["value"]?.string ?? ""
            let key = column["isExpression"]?.bool == true ? "(\(text))" : Quote.identifier(text)
            return key + (column["asc"]?.bool == false ? " DESC" : "")
        }
        let condition = index["where"]?.string.map { " WHERE \($0)" } ?? ""
        let method = index["method"]?.string ?? "btree"
        statements.append(
            "CREATE \(index["isUnique"]?.bool == true ? "UNIQUE " : "")INDEX"
                + " \(Quote.identifier(index["name"]?.string ?? "")) ON \(table) USING \(method)"
                + " (\(keys.joined(separator: ", ")))\(condition)")
    }

    private mutating func addConstraint(_ constraint: JSONValue, on table: String, _ definition: String) {
        let name = constraint["name"]?.string.map { "CONSTRAINT \(Quote.identifier($0)) " } ?? ""
        statements.append("ALTER TABLE \(table) ADD \(name)\(definition)")
    }
}

extension DrizzleSchema {
    private mutating func readVersion7(_ root: JSONValue) {
        for (_, kind) in root["enums"]?.members.map({ $0 }) ?? [] {
            statements.append("CREATE TYPE \(Self.name(kind)) AS ENUM (\(Self.labels(kind["values"])))")
        }
        let tables = root["tables"]?.members.map(\.value) ?? []
        for table in tables {
            let columns = table["columns"]?.members.map { Self.column($0.value) } ?? []
            statements.append("CREATE TABLE \(Self.name(table)) (\(columns.joined(separator: ", ")))")
        }
        for table in tables {
            let name = Self.name(table)
            for (_, key) in table["compositePrimaryKeys"]?.members.map({ $0 }) ?? [] {
                addConstraint(key, on: name, "PRIMARY KEY (\(Self.list(Self.texts(key["columns"]))))")
            }
            for (_, key) in table["uniqueConstraints"]?.members.map({ $0 }) ?? [] {
                addConstraint(key, on: name, "UNIQUE (\(Self.list(Self.texts(key["columns"]))))")
            }
            for (_, index) in table["indexes"]?.members.map({ $0 }) ?? [] { addIndex(index, on: name) }
            for (_, key) in table["foreignKeys"]?.members.map({ $0 }) ?? [] {
                let other = Self.name(key, "tableTo", schema: "schemaTo")
                addConstraint(
                    key, on: name,
                    "FOREIGN KEY (\(Self.list(Self.texts(key["columnsFrom"])))) REFERENCES \(other)"
                        + " (\(Self.list(Self.texts(key["columnsTo"]))))")
            }
        }
    }

    private mutating func readVersion8(_ root: JSONValue) {
        let entities = root["ddl"]?.elements.map { $0 } ?? []
        func all(_ kind: String) -> [JSONValue] { entities.filter { $0["entityType"]?.string == kind } }
        for kind in all("enums") {
            statements.append("CREATE TYPE \(Self.name(kind)) AS ENUM (\(Self.labels(kind["values"])))")
        }
        let columns = Dictionary(grouping: all("columns")) { Self.name($0, "table") }
        for table in all("tables") {
            let name = Self.name(table)
            statements.append(
                "CREATE TABLE \(name) (\((columns[name] ?? []).map(Self.column).joined(separator: ", ")))")
        }
        for key in all("pks") {
            addConstraint(key, on: Self.name(key, "table"), "PRIMARY KEY (\(Self.list(Self.texts(key["columns"]))))")
        }
        for key in all("uniques") {
            addConstraint(key, on: Self.name(key, "table"), "UNIQUE (\(Self.list(Self.texts(key["columns"]))))")
        }
        for index in all("indexes") { addIndex(index, on: Self.name(index, "table")) }
        for key in all("fks") {
            addConstraint(
                key, on: Self.name(key, "table"),
                "FOREIGN KEY (\(Self.list(Self.texts(key["columns"])))) REFERENCES"
                    + " \(Self.name(key, "tableTo", schema: "schemaTo")) (\(Self.list(Self.texts(key["columnsTo"]))))")
        }
    }
}
