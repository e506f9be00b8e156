import Model
import SQLSyntax

/// One key or INCLUDE column of an index.
struct IndexKey {
    /// nil for an expression.
    let column: String?
    let expression: String?
    let isIncluded: Bool
    let operatorClass: String
    /// Parameters of the operator class as JSON; empty without.
    let operatorClassOptions: String
    let collation: String
    let isDescending: Bool
    let nullsFirst: Bool
    /// What the expression says, whatever way it is written; nil for a column.
    var form: String?

    /// The column's name or the expression's text.
    var text: String { column ?? expression ?? "" }

    /// All that matters for which searches and orders the key serves, ended by a semicolon that occurs nowhere else in it: the
    /// signature of one list of keys begins with another's only where its keys do.
    var signature: String {
        let subject = column.map { "column \($0)" } ?? "expression \(form ?? text)"
        let parts = [
            subject, operatorClass, operatorClassOptions, collation, isDescending ? "desc" : "asc",
            nullsFirst ? "first" : "last",
        ]
        return parts.map { $0.replacingScalars { $0 == "%" ? "%25" : $0 == ";" ? "%3B" : nil } }.joined(separator: " ")
            + ";"
    }
}

/// The indexes of the window with their keys.
struct IndexCatalog {
    let section: Section
    /// Row positions by oid.
    let positions: [Int64: Int]
    /// By oid of the index, key columns first.
    private(set) var keys: [Int64: [IndexKey]] = [:]
    private(set) var countByTable: [Int64: Int] = [:]
    /// Columns that some valid index of the table has as its first key, or as any key; expressions left out.
    private(set) var firstColumns: [Int64: Set<String>] = [:]
    private(set) var keyColumns: [Int64: Set<String>] = [:]
    /// Oids by table, then by name.
    private(set) var oids: [Int64: [String: Int64]] = [:]
    /// Oids by name alone; nil where several tables have an index of that name.
    private var oidsByName: [String: Int64?] = [:]

    init(_ evidence: WindowEvidence) {
        section = evidence.section(.indexDefinitions)
        positions = section.positions(by: "oid")
        readKeys(evidence.section(.indexKeys))
        let (tables, names, valid) = (
            section.integers("relation_oid"), section.texts("name"), section.booleans("is_valid")
        )
        for (row, oid) in section.integers("oid").enumerated() {
            guard let oid, let table = tables[row] else { continue }
            countByTable[table, default: 0] += 1
            if let name = names[row] {
                oids[table, default: [:]][name] = oid
                oidsByName[name] = .some(oidsByName[name] == nil ? oid : nil)
            }
            guard valid[row] == true else { continue }
            let columns = (keys[oid] ?? []).filter { !$0.isIncluded }.map(\.column)
            if let first = columns.first, let first { firstColumns[table, default: []].insert(first) }
            keyColumns[table, default: []].formUnion(columns.compactMap(\.self))
        }
    }

    /// Rows of the section come in the order of its key, so the positions of an index are ascending.
    private mutating func readKeys(_ section: Section) {
        let (indexes, columns, expressions) = (
            section.integers("index_oid"), section.texts("column"), section.texts("expression")
        )
        let (included, classes, collations) = (
            section.booleans("included"), section.texts("operator_class"), section.texts("collation")
        )
        let (descending, nullsFirst) = (section.booleans("descending"), section.booleans("nulls_first"))
        let parameters = section.texts("operator_class_options")
        let order = section.integers("position")
        for row in (0..<section.count).sorted(by: { (order[$0] ?? 0) < (order[$1] ?? 0) }) {
            guard let index = indexes[row] else { continue }
            keys[index, default: []].append(
                IndexKey(
                    column: columns[row], expression: expressions[row], isIncluded: included[row] ?? false,
                    operatorClass: classes[row] ?? "", operatorClassOptions: parameters[row] ?? "",
                    collation: collations[row] ?? "",
                    isDescending: descending[row] ?? false, nullsFirst: nullsFirst[row] ?? false))
        }
        compareExpressions()
    }

    private mutating func compareExpressions() {
        let texts = Set(keys.values.joined().compactMap { $0.column == nil ? $0.expression : nil }).sorted()
        let forms = Dictionary(uniqueKeysWithValues: zip(texts, SQL.expressionForms(texts)))
        guard !forms.isEmpty else { return }
        for (index, list) in keys {
            for (position, key) in list.enumerated() where key.column == nil {
                keys[index]?[position].form = key.expression.flatMap { forms[$0] }
            }
        }
    }

    func isFirst(_ column: String, of table: Int64?) -> Bool? {
        table.map { firstColumns[$0]?.contains(column) ?? false }
    }

    func isKey(_ column: String, of table: Int64?) -> Bool? { table.map { keyColumns[$0]?.contains(column) ?? false } }

    func oid(of name: String?, on table: Int64?) -> Int64? {
        guard let name, let table else { return nil }
        return oids[table]?[name]
    }

    /// Of an index known by its bare name alone; nil where several tables have one of that name.
    func oid(named name: String) -> Int64? { oidsByName[name] ?? nil }
}
