import Model

/// An index in the words of Drizzle: the line of a schema file, and the entries of its snapshots.
struct DrizzleIndex {
    var index: IndexStatement
    private var parts: IndexParts { IndexParts(index) }

    /// `index("posts_author_id_idx").on(table.authorId),`
    var schemaLine: String {
        let parts = parts
        let columns = parts.columns.map { column in
            var text =
                column.isExpression
                ? "sql`\(Self.escaped(column.expression))`" : Self.member(column.expression)
            if let operatorClass = column.operatorClass { text += ".op(\(Self.string(operatorClass)))" }
            if column.descending { text += ".desc()" }
            // Drizzle's default is NULLS LAST, for DESC too; PostgreSQL's is not.
            if column.nullsFirst { text += ".nullsFirst()" }
            return text
        }
        let list = columns.joined(separator: ", ")
        var line = "\(isUnique ? "uniqueIndex" : "index")(\(Self.string(index.name ?? "")))"
        line += parts.method == "btree" ? ".on(\(list))" : ".using(\(Self.string(parts.method)), \(list))"
        if let predicate = parts.predicate { line += ".where(sql`\(Self.escaped(predicate))`)" }
        return line + ","
    }

    private var isUnique: Bool { index.kind == .create(unique: true) }

    private static func escaped(_ sql: String) -> String {
        sql.replacingScalars { $0 == "`" ? "\\`" : nil }.replacingScalars(of: "${", with: "\\${")
    }

    private static func string(_ text: String) -> String {
        "\"" + Visible.line(text).replacingScalars { $0 == "\"" ? "\\\"" : $0 == "\\" ? "\\\\" : nil } + "\""
    }

    /// `table.authorId`, or `table["1st"]`.
    private static func member(_ column: String) -> String {
        let property = property(column)
        let isPlain =
            property.utf8.first.map { !($0 &- UInt8(ascii: "0") < 10) } ?? false
            && property.unicodeScalars.allSatisfy { $0 == "_" || $0.properties.isAlphabetic || "0"..."9" ~= $0 }
        return isPlain ? "table.\(property)" : "table[\(string(property))]"
    }

    /// `author_id` is `authorId` in most schema files.
    private static func property(_ column: String) -> String {
        let words = column.split(separator: "_")
        return (words.first.map(String.init) ?? column)
            + words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }

    /// As a snapshot of version 7 holds it, below `tables."public.posts".indexes`.
    var version7: OrderedJSON {
        let parts = parts
        let columns = parts.columns.map { column in
            var members: [OrderedJSON.Member] = [
                .init("expression", .string(column.expression)), .init("isExpression", .bool(column.isExpression)),
                .init("asc", .bool(!column.descending)), .init("nulls", .string(column.nullsFirst ? "first" : "last")),
            ]
            if let operatorClass = column.operatorClass { members.append(.init("opclass", .string(operatorClass))) }
            return OrderedJSON.object(members)
        }
        var members: [OrderedJSON.Member] = [
            .init("name", .string(index.name ?? "")), .init("columns", .array(columns)),
            .init("isUnique", .bool(isUnique)),
        ]
        if let predicate = parts.predicate { members.append(.init("where", .string(predicate))) }
        members += [
            .init("concurrently", .bool(false)), .init("method", .string(parts.method)), .init("with", .object([])),
        ]
        return .object(members)
    }

    /// As a snapshot of version 8 holds it, in `ddl`.
    var version8: OrderedJSON {
        let parts = parts
        let columns = parts.columns.map { column in
            let operatorClass = column.operatorClass.map {
                OrderedJSON.object([.init("name", .string($0)), .init("default", .bool(false))])
            }
            return OrderedJSON.object([
                .init("value", .string(column.expression)), .init("isExpression", .bool(column.isExpression)),
                .init("asc", .bool(!column.descending)), .init("nullsFirst", .bool(column.nullsFirst)),
                .init("opclass", operatorClass ?? .word("null")),
            ])
        }
        return .object([
            .init("nameExplicit", .bool(true)), .init("columns", .array(columns)), .init("isUnique", .bool(isUnique)),
            .init("where", parts.predicate.map { .string($0) } ?? .word("null")), .init("with", .string("")),
            .init("method", .string(parts.method)), .init("concurrently", .bool(false)),
            .init("name", .string(index.name ?? "")),
            .init("entityType", .string("indexes")), .init("schema", .string(index.schema ?? "public")),
            .init("table", .string(index.table)),
        ])
    }

    /// A UUID of version 4's form, the same for the same text.
    static func identifier(_ text: String) -> String {
        var bytes = Array(SHA256.hash(text).prefix(16))
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        let digits = Array(bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined())
        return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(digits[$0]) }.joined(separator: "-")
    }
}

extension MigrationDraft {
    /// The migration as Drizzle runs it, in the one transaction of all that are pending.
    var drizzleSQL: String {
        let hint =
            runsOutsideTransaction
            ? "-- Drizzle runs this in a transaction, which blocks writes. Run the file ending in concurrently.sql with psql first:\n-- this one then finds its work done.\n"
            : ""
        return comment() + hint + inTransaction.map { $0 + ";" }.joined(separator: "\n--> statement-breakpoint\n")
            + "\n"
    }

    /// What psql runs before Drizzle does; nil where Drizzle may do it all.
    var concurrentScript: String? {
        runsOutsideTransaction ? "-- Run with psql before `drizzle-kit migrate`.\n" + comment() + script(up) : nil
    }

    var drizzleNotes: [String] {
        indexes.map { index in
            index.kind == .drop
                ? "Take \(index.name ?? "") out of the schema file."
                : "Add to the table \(index.table) of the schema file: \(DrizzleIndex(index: index).schemaLine)"
        }
    }
}
