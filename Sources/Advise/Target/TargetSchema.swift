import JSONTape
import Model
import Postgres

/// The tables of a target that indexes can be advised for: user tables that stay, no foreign ones, no temporary ones.
struct TargetSchema: Sendable {
    /// By oid; partitions are in their parent's entry.
    private(set) var tables: [Int64: TargetTable] = [:]
    /// The table that a partition's indexes are advised for.
    private(set) var root: [Int64: Int64] = [:]
    /// Why a relation is not advised for, by oid.
    private(set) var excluded: [Int64: String] = [:]
    /// Why a relation is not on the twin, by oid; such are excluded too.
    private(set) var missing: [Int64: String] = [:]
    /// Foreign keys between tables of the schema.
    private(set) var foreignKeys: [ForeignKey] = []
    /// Names of the extensions that are installed.
    private(set) var extensions: Set<String> = []
    /// What extensions brought for indexes.
    private(set) var operatorClasses = OperatorClasses()
    /// Names of those that could be installed.
    private(set) var availableExtensions: Set<String> = []
    /// Qualified names of all relations and indexes.
    private(set) var relationNames: Set<String> = []
    /// The default order of texts is that of their bytes.
    private(set) var comparesBytes = false
    /// Tables that inherit from a table, partitions left out.
    private var children: [Int64: [Int64]] = [:]

    struct ForeignKey: Sendable {
        var child: Int64
        var columns: [String]
        var parent: Int64
        /// What `columns` refer to, in their order.
        var parentColumns: [String]
        /// no action, restrict, cascade, set null, set default.
        var onDelete: String
        var onUpdate: String
    }

    /// The table behind a relation of a statement, parents for partitions.
    func table(_ relation: Int64) -> TargetTable? { tables[root[relation] ?? relation] }

    init(_ window: Window) {
        let snapshot = window.last
        readRelations(snapshot)
        readColumns(snapshot)
        readIndexes(window)
        raiseDistinct()
        readOutside(snapshot)
        readWrites(window)
        readConstraints(snapshot)
        readChecks(snapshot)
        for section in [snapshot[.relations], snapshot[.indexDefinitions], snapshot[.sequences]] {
            for row in 0..<section.count {
                relationNames.insert(Quote.qualified(section[row, "schema"].text, section[row, "name"].text ?? ""))
            }
        }
        operatorClasses = OperatorClasses(snapshot)
        extensions = Set(snapshot[.extensions].texts("name").compactMap { $0 })
        availableExtensions = Set(snapshot[.availableExtensions].texts("name").compactMap { $0 })
        comparesBytes = Self.comparesBytes(snapshot[.databaseLocale])
        for (child, parent) in Self.inheritance(snapshot[.relations]) { children[parent, default: []].append(child) }
    }

    /// Whether the planner takes texts for ordered by their bytes. libc's C.UTF-8 orders them so too, and the planner does not
    /// know; the provider builtin, of 17 and later, has nothing else.
    private static func comparesBytes(_ locale: Section) -> Bool {
        guard locale.count > 0 else { return false }
        switch locale[0, "provider"].text {
        case "builtin": return true
        case "icu": return false
        default: return TargetColumn.isBytewise(locale[0, "collate"].text ?? "")
        }
    }

    /// Tables that inherit from others, partitions left out.
    private static func inheritance(_ relations: Section) -> [(child: Int64, parent: Int64)] {
        (0..<relations.count).compactMap { row in
            guard relations[row, "is_partition"].boolean != true, let child = relations[row, "oid"].integer,
                let parent = relations[row, "parent_oid"].integer
            else { return nil }
            return (child, parent)
        }
    }

    /// A table and those that inherit from it, which a query of it reads too; each has indexes of its own.
    func family(of oid: Int64) -> [TargetTable] {
        var found: [TargetTable] = []
        var open = [oid]
        var seen: Set = [oid]
        while let next = open.popLast() {
            if let table = table(next) { found.append(table) }
            open += (children[next] ?? []).sorted(by: >).filter { seen.insert($0).inserted }
        }
        return found
    }

    private mutating func readRelations(_ snapshot: Snapshot) {
        let relations = snapshot[.relations]
        let sizes = RelationRows(snapshot[.relationSizes])
        let live = LiveRows(snapshot[.tableStatistics])
        let absent = MissingRelations(snapshot)
        var children: [Int64: [Int64]] = [:]
        var parents: [Int64: Int64] = [:]
        for row in 0..<relations.count where relations[row, "is_partition"].boolean == true {
            guard let oid = relations[row, "oid"].integer, let parent = relations[row, "parent_oid"].integer else {
                continue
            }
            children[parent, default: []].append(oid)
            parents[oid] = parent
        }
        for row in 0..<relations.count {
            guard let oid = relations[row, "oid"].integer else { continue }
            missing[oid] = absent.reason(
                schema: relations[row, "schema"].text, name: relations[row, "name"].text ?? "",
                kind: relations[row, "persistence"].text == "temporary" ? nil : relations[row, "kind"].text)
            if let reason = missing[oid] ?? Self.exclusion(relations, row) {
                excluded[oid] = reason
                continue
            }
            guard parents[oid] == nil else {
                root[oid] = Lineage.top(oid, parents)
                continue
            }
            let leaves = Lineage.leaves(oid, children).sorted()
            let figures = leaves.map { sizes[$0] }
            let pages = figures.reduce(0) { $0 + $1.pages }
            tables[oid] = TargetTable(
                oid: oid, schema: relations[row, "schema"].text ?? "", name: relations[row, "name"].text ?? "",
                isPartitioned: relations[row, "kind"].text == "partitioned", leaves: leaves,
                rows: figures.reduce(0) { $0 + $1.rows }, liveRows: live.sum(leaves), pages: pages,
                allVisible: pages > 0 ? figures.reduce(0) { $0 + $1.visible } / pages : 0, columns: [], indexes: [],
                writes: WriteRates(), hasRowSecurity: relations[row, "row_security"].boolean ?? false)
        }
    }

    private static func exclusion(_ relations: Section, _ row: Int) -> String? {
        if relations[row, "persistence"].text == "temporary" { return "it is temporary" }
        switch relations[row, "kind"].text {
        case "table", "partitioned", "matview": return nil
        case "foreign": return "it is a foreign table"
        case "view": return "it is a view"
        default: return "it is no table"
        }
    }

    private mutating func readColumns(_ snapshot: Snapshot) {
        let statistics = ColumnStatistics(snapshot[.columnStatistics])
        let columns = snapshot[.columns]
        for row in 0..<columns.count {
            guard let oid = columns[row, "relation_oid"].integer, let table = tables[oid],
                let name = columns[row, "name"].text
            else { continue }
            let category = columns[row, "type_category"].text ?? ""
            tables[oid]?.columns.append(
                TargetColumn(
                    name: name, type: columns[row, "type"].text ?? "", typeName: columns[row, "type_name"].text ?? "",
                    category: category,
                    notNull: columns[row, "not_null"].boolean ?? false,
                    collation: columns[row, "collation"].text,
                    statistics: statistics.of(table, column: name, isArray: category == "A")))
        }
    }

    private mutating func readIndexes(_ window: Window) {
        for (table, index) in IndexReader(window).indexes where tables[table] != nil {
            tables[table]?.indexes.append(index)
        }
    }

    /// ANALYZE counts too few different values in large tables, by factors. Where (a, b) is unique there are at least rows / b
    /// of them in a.
    private mutating func raiseDistinct() {
        for (oid, table) in tables {
            for index in table.indexes where index.isUnique && index.definition.predicate == nil {
                let names = index.definition.keys.compactMap(\.column)
                guard names.count == index.definition.keys.count else { continue }
                for (position, column) in table.columns.enumerated() where names.contains(column.name) {
                    let others = names.filter { $0 != column.name }.compactMap(table.column)
                    let most = others.reduce(1.0) { $0 * $1.distinct(rows: table.rows) }
                    guard let known = column.statistics?.distinct, table.rows / most > known else { continue }
                    tables[oid]?.columns[position].statistics?.distinct = table.rows / most
                }
            }
        }
    }

    /// What the TOAST table holds is of the columns whose values ANALYZE did not keep, since they are long.
    private mutating func readOutside(_ snapshot: Snapshot) {
        let sizes = snapshot[.relationSizes]
        var bytes: [Int64: Double] = [:]
        for row in 0..<sizes.count {
            guard let oid = sizes[row, "relation_oid"].integer else { continue }
            bytes[oid] = sizes[row, "toast_bytes"].integer.map { Possible.total(max(0, Double($0) - Self.emptyToast)) }
        }
        for (oid, table) in tables {
            let known = table.leaves.compactMap { bytes[$0] }
            if !known.isEmpty { tables[oid]?.outsideBytes = known.reduce(0, +) }
        }
        for (oid, table) in tables where table.rows >= 1 {
            let long = table.columns.indices.filter { table.columns[$0].isLong }
            let each = table.leaves.reduce(0) { $0 + (bytes[$1] ?? 0) } / table.rows / Double(max(1, long.count))
            for position in long { tables[oid]?.columns[position].statistics?.outside = each }
        }
    }

    /// The index of a TOAST table without rows is one page.
    private static let emptyToast = 8_192.0

    mutating func setDistinct(_ count: Double, ofColumn position: Int, in table: Int64) {
        tables[table]?.columns[position].statistics?.distinct = count
    }

    private mutating func readWrites(_ window: Window) {
        let days = window.days(of: .tableStatistics)
        guard days > 0, let delta = window.deltas[SectionShape.tableStatistics.name]?.section else { return }
        for row in 0..<delta.count {
            guard let oid = delta[row, "relation_oid"].integer else { continue }
            let owner = root[oid] ?? oid
            func rate(_ column: String) -> Double { Possible.rate(Double(delta[row, column].integer ?? 0) / days) }
            tables[owner]?.writes.inserts += rate("rows_inserted")
            tables[owner]?.writes.updates += rate("rows_updated")
            tables[owner]?.writes.hotUpdates += rate("rows_hot_updated")
            tables[owner]?.writes.deletes += rate("rows_deleted")
        }
    }

    private mutating func readChecks(_ snapshot: Snapshot) {
        let constraints = snapshot[.constraints]
        var definitions: [Int64: [String]] = [:]
        for row in 0..<constraints.count where constraints[row, "kind"].text == "check" {
            guard let oid = constraints[row, "relation_oid"].integer, tables[oid] != nil,
                let definition = constraints[row, "definition"].text, constraints[row, "validated"].boolean != false
            else { continue }
            definitions[oid, default: []].append(definition)
        }
        for (oid, texts) in definitions { tables[oid]?.checkedLengths = LengthChecks.lengths(in: texts) }
    }

    private mutating func readConstraints(_ snapshot: Snapshot) {
        let constraints = snapshot[.constraints]
        for row in 0..<constraints.count where constraints[row, "kind"].text == "foreign" {
            guard let child = constraints[row, "relation_oid"].integer,
                let parent = constraints[row, "referenced_oid"].integer,
                let columns = constraints[row, "columns"].text.flatMap(JSONTape.strings),
                constraints[row, "parent_oid"].integer == nil, tables[child] != nil
            else { continue }
            tables[child]?.markAsReferences(columns)
            foreignKeys.append(
                ForeignKey(
                    child: child, columns: columns, parent: root[parent] ?? parent,
                    parentColumns: constraints[row, "referenced_columns"].text.flatMap(JSONTape.strings) ?? [],
                    onDelete: constraints[row, "on_delete"].text ?? "no action",
                    onUpdate: constraints[row, "on_update"].text ?? "no action"))
        }
    }
}

/// Rows and pages of each relation as the planner sees them.
private struct RelationRows {
    private var rows: [Int64: (rows: Double, pages: Double, visible: Double)] = [:]

    init(_ sizes: Section) {
        for row in 0..<sizes.count {
            guard let oid = sizes[row, "relation_oid"].integer else { continue }
            let analysed = Possible.pages(Double(sizes[row, "pages"].integer ?? 0))
            let pages = Possible.pages(sizes[row, "heap_bytes"].integer.map { Double($0) / 8192 } ?? analysed)
            let estimate = Possible.rows(sizes[row, "row_estimate"].real ?? 0)
            rows[oid] = (
                Possible.rows(analysed > 0 ? estimate * pages / analysed : estimate), pages,
                min(Possible.pages(Double(sizes[row, "all_visible_pages"].integer ?? 0)), pages)
            )
        }
    }

    subscript(oid: Int64) -> (rows: Double, pages: Double, visible: Double) { rows[oid] ?? (0, 0, 0) }
}

extension LiveRows {
    /// nil where one is not known.
    fileprivate func sum(_ tables: [Int64]) -> Double? {
        tables.reduce(0) { sum, oid in sum.flatMap { sum in self[oid].map { sum + Possible.rows(Double($0)) } } }
    }
}
