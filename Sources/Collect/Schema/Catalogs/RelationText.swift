import Model

/// A relation with its columns and checks as statements.
struct RelationText {
    private let row: CatalogRow
    private let columns: [SchemaColumn]
    private let checks: [SchemaCheck]
    private let oid: Int64
    private let schema: String
    private let name: String
    private let qualified: String
    private let kind: String
    private let parents: [Int64]
    private let parentNames: [String]
    private let bound: String?
    private let owner: String
    private let options: [String]

    init(_ row: CatalogRow, columns: [SchemaColumn], checks: [SchemaCheck]) throws {
        self.row = row
        self.columns = columns
        self.checks = checks
        oid = try row.oid("oid")
        schema = try row.text("schema")
        name = try row.text("name")
        qualified = try row.qualifiedName()
        kind = try row.text("kind")
        parents = try row.decode("parents")
        parentNames = try row.decode("parent_names")
        bound = try row.decode("bound")
        owner = try row.text("owner")
        options = try row.decode("options")
    }

    func objects() throws -> [SchemaObject] {
        let isTable = kind == "r" || kind == "p"
        guard let main = isTable ? try table() : try view() else { return [] }
        var objects = [main] + defaults + separateChecks
        if isTable { objects += attachments + (try rowSecurity()) }
        objects += try Privileges(row, of: "TABLE", qualified, isOwned: true)
            .objects(schema: schema, name: name, relation: oid, needs: [])
        objects += Privileges(
            columns.filter { !$0.isDropped && !$0.privileges.isEmpty }.map { ($0.name, $0.privileges) }, of: qualified
        ).objects(schema: schema, name: "COLUMN \(name)", relation: oid, needs: [])
        // What belongs to a relation is made after it.
        let key = ObjectKey(.relations, oid)
        return objects.enumerated().map { position, object in
            var object = object
            object.relation = oid
            if position > 0 { object.needs.append(key) }
            return object
        }
    }

    private func object(
        _ kind: SchemaObject.Kind, _ statements: [String], named name: String? = nil, needs: [ObjectKey] = []
    ) -> SchemaObject {
        SchemaObject(
            kind: kind, schema: schema, name: name ?? self.name, sql: statements.joined(separator: "\n"), needs: needs)
    }

    private func main(_ kind: SchemaObject.Kind, _ statements: [String], hasFile: Bool) throws -> SchemaObject {
        let type = try row.decode("type_oid", as: Int64.self)
        let array = try row.decode("array_oid", as: Int64?.self) ?? 0
        let calls = SchemaText.typeCalls(type, array: array) + SchemaText.heapCalls(oid, hasFile: hasFile)
        var object = object(
            kind, calls + statements + SchemaText.owner("TABLE", qualified, owner), needs: try row.keys("needs"))
        object.key = ObjectKey(.relations, oid)
        object.aliases = [type, array].filter { $0 != 0 }.map { ObjectKey(.types, $0) }
        return object
    }

    // MARK: Tables

    private var isChild: Bool { bound == nil && !parents.isEmpty }

    /// Rests on types alone, which a table needs anyway. Statements with all others follow when those are there.
    private static func isPlain(_ needs: [ObjectKey]) -> Bool { needs.allSatisfy { $0.isIn(.types) } }

    private func isInline(_ check: SchemaCheck) -> Bool {
        check.isValid && Self.isPlain(check.needs) && (check.isLocal || !isChild)
    }

    private func table() throws -> SchemaObject {
        let elements =
            columns.map(definition)
            + checks.filter(isInline).map { "CONSTRAINT \(Quote.identifier($0.name)) \($0.definition)" }
        var create = "CREATE \(try row.flag("is_unlogged") ? "UNLOGGED " : "")TABLE \(qualified) ("
        create += elements.isEmpty ? "" : "\n" + elements.map { "    \($0)" }.joined(separator: ",\n")
        create += "\n)"
        if let key = try row.decode("partition_key", as: String?.self) { create += "\nPARTITION BY \(key)" }
        if !options.isEmpty { create += "\nWITH (\(SchemaText.options(options)))" }
        var table = try main(.table, [create + ";"] + columns.flatMap(afterwards), hasFile: kind == "r")
        for column in columns where !column.generated.isEmpty || Self.isPlain(column.needs) {
            table.needs += column.needs
        }
        for check in checks where isInline(check) { table.needs += check.needs }
        return table
    }

    private func definition(_ column: SchemaColumn) -> String {
        guard !column.isDropped else { return "\(SchemaText.droppedColumn(column.number)) INTEGER /* dummy */" }
        var text = "\(Quote.identifier(column.name)) \(column.type)"
        if let expression = column.expression {
            switch column.generated {
            case "s": text += " GENERATED ALWAYS AS (\(expression)) STORED"
            case "v": text += " GENERATED ALWAYS AS (\(expression)) VIRTUAL"
            default: if Self.isPlain(column.needs) { text += " DEFAULT \(expression)" }
            }
        }
        if let collation = column.collation { text += " COLLATE \(collation)" }
        guard column.notNull, column.isNotNullValid else { return text }
        let usual = "\(name)_\(column.name)_not_null"
        if let constraint = column.notNullName, constraint != usual {
            text += " CONSTRAINT \(Quote.identifier(constraint))"
        }
        return text + " NOT NULL" + (column.isNotNullOwn ? " NO INHERIT" : "")
    }

    private func afterwards(_ column: SchemaColumn) -> [String] {
        guard !column.isDropped else {
            return ["ALTER TABLE ONLY \(qualified) DROP COLUMN \(SchemaText.droppedColumn(column.number));"]
        }
        let alter = "ALTER TABLE ONLY \(qualified) ALTER COLUMN \(Quote.identifier(column.name))"
        var statements: [String] = []
        if isChild, !column.isLocal {
            statements.append(
                """
                UPDATE pg_catalog.pg_attribute
                SET attislocal = false
                WHERE attname = \(Quote.literal(column.name))
                  AND attrelid = \(Quote.literal(qualified))::pg_catalog.regclass;
                """)
        }
        if column.statisticsTarget >= 0 { statements.append("\(alter) SET STATISTICS \(column.statisticsTarget);") }
        if !column.options.isEmpty { statements.append("\(alter) SET (\(SchemaText.options(column.options)));") }
        return statements
    }

    private var defaults: [SchemaObject] {
        columns.compactMap { column in
            let isSeparate = !Self.isPlain(column.needs) || kind == "v"
            guard let expression = column.expression, let oid = column.defaultOid, column.generated.isEmpty, isSeparate
            else { return nil }
            let alter = "ALTER TABLE ONLY \(qualified) ALTER COLUMN \(Quote.identifier(column.name))"
            var object = object(
                .defaultValue, ["\(alter) SET DEFAULT \(expression);"], named: "\(name) \(column.name)",
                needs: column.needs)
            object.key = ObjectKey(.defaults, oid)
            return object
        }
    }

    private var separateChecks: [SchemaObject] {
        let alter = "ALTER TABLE ONLY \(qualified)\n    ADD CONSTRAINT "
        let checks = checks.filter { !isInline($0) }.map { check in
            let inherited = """
                UPDATE pg_catalog.pg_constraint
                SET conislocal = false
                WHERE contype = 'c' AND conname = \(Quote.literal(check.name))
                  AND conrelid = \(Quote.literal(qualified))::pg_catalog.regclass;
                """
            return object(
                .check,
                ["\(alter)\(Quote.identifier(check.name)) \(check.definition);"]
                    + (check.isLocal || !isChild ? [] : [inherited]),
                named: "\(name) \(check.name)", needs: check.needs)
        }
        let notNulls = columns.filter { $0.notNull && !$0.isNotNullValid && !$0.isDropped }.map { column in
            let constraint = column.notNullName ?? "\(name)_\(column.name)_not_null"
            let own = column.isNotNullOwn ? " NO INHERIT" : ""
            return object(
                .check,
                [
                    "\(alter)\(Quote.identifier(constraint)) NOT NULL \(Quote.identifier(column.name))\(own) NOT VALID;"
                ], named: "\(name) \(constraint)")
        }
        return checks + notNulls
    }

    /// To all parents at once: which comes first decides the order of columns and of children.
    private var attachments: [SchemaObject] {
        let statements = parentNames.map { parent in
            bound.map { "ALTER TABLE ONLY \(parent) ATTACH PARTITION \(qualified) \($0);" }
                ?? "ALTER TABLE ONLY \(qualified) INHERIT \(parent);"
        }
        return statements.isEmpty
            ? [] : [object(.attachedTable, statements, needs: parents.map { ObjectKey(.relations, $0) })]
    }

    private func rowSecurity() throws -> [SchemaObject] {
        let statements =
            (try row.flag("row_security") ? ["ALTER TABLE \(qualified) ENABLE ROW LEVEL SECURITY;"] : [])
            + (try row.flag("force_row_security") ? ["ALTER TABLE ONLY \(qualified) FORCE ROW LEVEL SECURITY;"] : [])
        return statements.isEmpty ? [] : [object(.rowSecurity, statements)]
    }

    // MARK: Views

    private func view() throws -> SchemaObject? {
        guard let definition = try row.decode("definition", as: String?.self).map(SchemaText.bare) else { return nil }
        let checked = options.first { $0.hasPrefix("check_option=") }.map { $0.dropFirst(13).uppercased() }
        let others = options.filter { !$0.hasPrefix("check_option=") }
        let with = others.isEmpty ? "" : " WITH (\(SchemaText.options(others)))"
        guard kind == "v" else {
            let create = "CREATE MATERIALIZED VIEW \(qualified)\(with) AS\n\(definition)\n  WITH NO DATA;"
            return try main(.materializedView, [create], hasFile: true)
        }
        let create =
            "VIEW \(qualified)\(with) AS\n\(definition)" + (checked.map { "\n  WITH \($0) CHECK OPTION" } ?? "") + ";"
        var object = try main(.view, ["CREATE \(create)"], hasFile: false)
        object.standIn = (try main(.view, [dummy], hasFile: false).sql, "CREATE OR REPLACE \(create)")
        return object
    }

    private var dummy: String {
        let columns = columns.map { column in
            "    NULL::\(column.type)\(column.collation.map { " COLLATE \($0)" } ?? "") AS \(Quote.identifier(column.name))"
        }
        return "CREATE VIEW \(qualified) AS\nSELECT\n\(columns.joined(separator: ",\n"));"
    }
}
