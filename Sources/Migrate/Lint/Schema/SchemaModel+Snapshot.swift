import JSONTape
import Model
import SQLSyntax

extension SchemaModel {
    /// The schema as a snapshot saw it, with sizes and traffic.
    init(_ snapshot: Snapshot) {
        self.init()
        searchPath = snapshot.searchPath
        isComplete = snapshot[.relations].count > 0
        var reader = SnapshotSchema(snapshot)
        reader.readTables()
        reader.readColumns()
        reader.readConstraints()
        reader.readIndexes()
        reader.readUsage()
        for table in reader.tables.values { add(table) }
        for index in reader.indexes.values { add(index) }
        let functions = snapshot[.functions]
        for row in 0..<functions.count {
            guard let name = functions[row, "name"].text else { continue }
            let isVolatile = functions[row, "volatility"].text == "volatile"
            volatilities[name.lowercased()] = isVolatile || volatilities[name.lowercased()] == true
        }
        let settings = snapshot[.settings]
        let zone = (0..<settings.count).first { settings[$0, "name"].text == "TimeZone" }
        isUTC = zone.map { ["UTC", "GMT", "Etc/UTC"].contains(settings[$0, "setting"].text) } ?? false
    }
}

private struct SnapshotSchema {
    let snapshot: Snapshot
    var tables: [Int64: SchemaModel.Table] = [:]
    var indexes: [Int64: SchemaModel.Index] = [:]

    init(_ snapshot: Snapshot) {
        self.snapshot = snapshot
    }

    mutating func readTables() {
        let section = snapshot[.relations]
        var parents: [(child: Int64, parent: Int64)] = []
        for row in 0..<section.count {
            guard let oid = section[row, "oid"].integer, let name = section[row, "name"].text else { continue }
            let kinds: [String: SchemaModel.Table.Kind] = [
                "partitioned": .partitioned, "matview": .materializedView, "view": .view, "foreign": .foreign,
            ]
            let kind = section[row, "kind"].text.flatMap { kinds[$0] } ?? .table
            tables[oid] = SchemaModel.Table(
                name: ObjectName(schema: section[row, "schema"].text, name: name), kind: kind)
            tables[oid]?.isDescribed = true
            if section[row, "is_partition"].boolean == true, let parent = section[row, "parent_oid"].integer {
                parents.append((oid, parent))
            }
        }
        for (child, parent) in parents {
            guard let name = tables[child]?.name, let parentName = tables[parent]?.name else { continue }
            tables[child]?.parent = parentName
            tables[parent]?.partitions.insert(name)
        }
    }

    mutating func readColumns() {
        let section = snapshot[.columns]
        for row in 0..<section.count {
            guard let oid = section[row, "relation_oid"].integer, let name = section[row, "name"].text else { continue }
            let hasDefault = ["default_expression", "identity", "generated"].contains { !section[row, $0].isNull }
            tables[oid]?.columns[name] = SchemaModel.Column(
                type: ColumnType(formatted: section[row, "type"].text ?? ""),
                isNotNull: section[row, "not_null"].boolean ?? false, hasDefault: hasDefault)
        }
    }

    mutating func readConstraints() {
        let section = snapshot[.constraints]
        let kinds: [String: ConstraintDefinition.Kind] = [
            "primary": .primary, "unique": .unique, "foreign": .foreign, "check": .check, "exclusion": .exclusion,
        ]
        for row in 0..<section.count {
            guard let oid = section[row, "relation_oid"].integer, let name = section[row, "name"].text,
                let kind = section[row, "kind"].text.flatMap({ kinds[$0] })
            else { continue }
            var constraint = SchemaModel.Constraint(kind: kind, columns: names(section[row, "columns"]))
            constraint.isValid = section[row, "validated"].boolean ?? true
            constraint.referenced = section[row, "referenced_oid"].integer.flatMap { tables[$0]?.name }
            if kind == .check { constraint.mentioned = Set(constraint.columns) }
            if kind == .check, let definition = section[row, "definition"].text {
                constraint.provesNotNull = Set(
                    constraint.columns.filter {
                        definition.contains("\(Quote.identifier($0)) IS NOT NULL") && !definition.contains(" OR ")
                    })
            }
            tables[oid]?.constraints[name] = constraint
        }
    }

    /// The names in an expression, and its key words.
    private func words(_ expression: String?) -> Set<String> {
        guard let expression else { return [] }
        let bytes = Array(expression.utf8)
        return Set(
            SQL.tokens(expression).filter { $0.kind == .word }.map {
                String(decoding: bytes[$0.start..<$0.end], as: UTF8.self).withoutQuotes
            })
    }

    mutating func readIndexes() {
        let section = snapshot[.indexDefinitions]
        for row in 0..<section.count {
            guard let oid = section[row, "oid"].integer, let name = section[row, "name"].text,
                let table = section[row, "relation_oid"].integer.flatMap({ tables[$0]?.name })
            else { continue }
            var index = SchemaModel.Index(
                name: ObjectName(schema: section[row, "schema"].text, name: name), table: table, columns: [], keys: [])
            index.method = section[row, "method"].text ?? "btree"
            index.isUnique = section[row, "is_unique"].boolean ?? false
            index.isPartial = !section[row, "predicate"].isNull
            index.mentioned = words(section[row, "predicate"].text)
            index.carriesConstraint = !section[row, "constraint_oid"].isNull
            index.oid = oid
            indexes[oid] = index
        }
        let keys = snapshot[.indexKeys]
        let ordered = (0..<keys.count).sorted {
            (keys[$0, "index_oid"].integer ?? 0, keys[$0, "position"].integer ?? 0)
                < (keys[$1, "index_oid"].integer ?? 0, keys[$1, "position"].integer ?? 0)
        }
        for row in ordered { readKey(keys, row) }
    }

    private mutating func readKey(_ keys: Section, _ row: Int) {
        guard let oid = keys[row, "index_oid"].integer else { return }
        let column = keys[row, "column"].text
        if keys[row, "included"].boolean == true {
            if let column { indexes[oid]?.included.append(column) }
            return
        }
        indexes[oid]?.columns.append(column)
        let words = words(keys[row, "expression"].text)
        indexes[oid]?.mentioned.formUnion(words)
        let order = keys[row, "descending"].boolean == true ? " desc" : ""
        let isDefault = keys[row, "operator_class_default"].boolean ?? true
        let operatorClass = isDefault ? "" : " \(keys[row, "operator_class"].text ?? "")"
        indexes[oid]?.keys.append((column ?? keys[row, "expression"].text ?? "") + operatorClass + order)
    }

    /// Traffic a day, as counted since the statistics were reset.
    mutating func readUsage() {
        let sizes = snapshot[.relationSizes]
        for row in 0..<sizes.count {
            guard let oid = sizes[row, "relation_oid"].integer, let bytes = sizes[row, "heap_bytes"].integer else {
                continue
            }
            let rows = sizes[row, "row_estimate"].real.flatMap { $0 < 0 ? nil : $0 }
            tables[oid]?.usage = TableUsage(rows: rows, bytes: bytes, writesPerDay: 0, scansPerDay: 0)
        }
        let statistics = snapshot[.tableStatistics]
        let days = max(snapshot.collectedAt - snapshot.statisticsStart(of: .tableStatistics), 3_600) / 86_400
        for row in 0..<statistics.count {
            guard let oid = statistics[row, "relation_oid"].integer else { continue }
            func sum(_ columns: String...) -> Double {
                columns.reduce(0) { $0 + (statistics[row, $1].real ?? 0) } / days
            }
            tables[oid]?.usage?.writesPerDay = sum("rows_inserted", "rows_updated", "rows_deleted")
            tables[oid]?.usage?.scansPerDay = sum("sequential_scans", "index_scans")
        }
        addPartitions()
    }

    /// A partitioned table is as large and as busy as its partitions together.
    private mutating func addPartitions() {
        let byName = Dictionary(tables.values.map { ($0.name, $0) }) { first, _ in first }
        func total(_ name: ObjectName) -> TableUsage? {
            guard let table = byName[name], table.kind == .partitioned else { return byName[name]?.usage }
            return table.partitions.compactMap(total).reduce(nil) { sum, usage in
                guard let sum else { return usage }
                return TableUsage(
                    rows: (sum.rows ?? 0) + (usage.rows ?? 0), bytes: sum.bytes + usage.bytes,
                    writesPerDay: sum.writesPerDay + usage.writesPerDay,
                    scansPerDay: sum.scansPerDay + usage.scansPerDay)
            }
        }
        for (oid, table) in tables where table.kind == .partitioned { tables[oid]?.usage = total(table.name) }
    }

    private func names(_ value: Value) -> [String] {
        value.text.flatMap(JSONTape.strings) ?? []
    }
}
