import JSONTape
import Model

/// The valid indexes of the target, with the table that each is of: a partitioned one with its partitions' figures.
struct IndexReader {
    private(set) var indexes: [(table: Int64, index: ExistingIndex)] = []
    private var keys: [Int64: [(position: Int64, row: Int)]] = [:]
    private let keySection: Section
    private let relations: [Int64: (schema: String, name: String)]

    init(_ window: Window) {
        let snapshot = window.last
        keySection = snapshot[.indexKeys]
        let section = snapshot[.relations]
        var relations: [Int64: (schema: String, name: String)] = [:]
        for row in 0..<section.count {
            guard let oid = section[row, "oid"].integer else { continue }
            relations[oid] = (section[row, "schema"].text ?? "", section[row, "name"].text ?? "")
        }
        self.relations = relations
        for row in 0..<keySection.count {
            guard let oid = keySection[row, "index_oid"].integer else { continue }
            keys[oid, default: []].append((keySection[row, "position"].integer ?? 0, row))
        }
        read(snapshot[.indexDefinitions], figures: figures(window))
    }

    private struct Figures {
        var bytes = 0.0
        var scans: Int64?
    }

    private func figures(_ window: Window) -> [Int64: Figures] {
        var figures: [Int64: Figures] = [:]
        let sizes = window.last[.indexSizes]
        for row in 0..<sizes.count {
            guard let oid = sizes[row, "index_oid"].integer else { continue }
            figures[oid, default: Figures()].bytes =
                sizes[row, "size_bytes"].integer.map(Double.init) ?? Double(sizes[row, "pages"].integer ?? 0) * 8192
        }
        if let usage = window.deltas[SectionShape.indexStatistics.name]?.section {
            for row in 0..<usage.count {
                guard let oid = usage[row, "index_oid"].integer else { continue }
                figures[oid, default: Figures()].scans = usage[row, "scans"].integer
            }
        }
        return figures
    }

    private mutating func read(_ section: Section, figures: [Int64: Figures]) {
        var position: [Int64: Int] = [:]
        var parents: [Int64: Int64] = [:]
        for row in 0..<section.count {
            guard let oid = section[row, "oid"].integer, let table = section[row, "relation_oid"].integer else {
                continue
            }
            if let parent = section[row, "parent_oid"].integer { parents[oid] = parent }
            guard section[row, "is_valid"].boolean ?? true, section[row, "parent_oid"].integer == nil,
                let definition = definition(section, row, oid, table)
            else { continue }
            position[oid] = indexes.count
            indexes.append((table, index(section, row, oid, definition)))
        }
        for (oid, figure) in figures {
            var top = oid
            while let parent = parents[top] { top = parent }
            guard let place = position[top] else { continue }
            indexes[place].index.bytes += figure.bytes
            if let scans = figure.scans { indexes[place].index.scans = (indexes[place].index.scans ?? 0) + scans }
        }
    }

    private func index(_ section: Section, _ row: Int, _ oid: Int64, _ definition: IndexDefinition) -> ExistingIndex {
        ExistingIndex(
            oid: oid, name: section[row, "name"].text ?? "", statement: section[row, "definition"].text,
            definition: definition, isUnique: section[row, "is_unique"].boolean ?? false,
            isHeld: section[row, "is_primary"].boolean == true || section[row, "is_exclusion"].boolean == true
                || section[row, "constraint_oid"].integer != nil || section[row, "is_replica_identity"].boolean == true
                || section[row, "is_clustered"].boolean == true,
            bytes: 0, scans: nil)
    }

    private func definition(_ section: Section, _ row: Int, _ oid: Int64, _ table: Int64) -> IndexDefinition? {
        guard let relation = relations[table] else { return nil }
        var definition = IndexDefinition(
            relation: table, schema: relation.schema, table: relation.name,
            method: section[row, "method"].text ?? "btree", keys: [])
        definition.predicate = section[row, "predicate"].text
        for (_, row) in (keys[oid] ?? []).sorted(by: { $0.position < $1.position }) {
            if keySection[row, "included"].boolean == true {
                definition.include.append(keySection[row, "column"].text ?? "")
            } else {
                definition.keys.append(key(row))
            }
        }
        return definition
    }

    private func key(_ row: Int) -> IndexDefinition.Key {
        let descending = keySection[row, "descending"].boolean ?? false
        let nullsFirst = keySection[row, "nulls_first"].boolean ?? descending
        return IndexDefinition.Key(
            column: keySection[row, "column"].text, expression: keySection[row, "expression"].text,
            operatorClass: keySection[row, "operator_class_default"].boolean ?? true
                ? nil : keySection[row, "operator_class"].text,
            descending: descending, nullsFirst: nullsFirst == descending ? nil : nullsFirst)
    }
}
