import JSONTape
import Model
import SQLSyntax

/// The valid indexes of the target, with the table that each is of: a partitioned one with its partitions' figures.
struct IndexReader {
    private(set) var indexes: [(table: Int64, index: ExistingIndex)] = []
    private var keys: [Int64: [(position: Int64, row: Int)]] = [:]
    private let keySection: Section
    private let relations: [Int64: (schema: String, name: String)]
    private let searched: Set<String>

    init(_ window: Window) {
        let snapshot = window.last
        keySection = snapshot[.indexKeys]
        searched = Set(snapshot.searchPath)
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
        var observedSeconds: Double?
    }

    private func figures(_ window: Window) -> [Int64: Figures] {
        var figures: [Int64: Figures] = [:]
        let sizes = window.last[.indexSizes]
        for row in 0..<sizes.count {
            guard let oid = sizes[row, "index_oid"].integer else { continue }
            figures[oid, default: Figures()].bytes =
                Possible.pages(
                    sizes[row, "size_bytes"].integer.map { Double($0) / 8192 }
                        ?? Double(sizes[row, "pages"].integer ?? 0))
                * 8192
        }
        guard let usage = window.deltas[SectionShape.indexStatistics.name] else { return figures }
        let seconds = window.seconds(of: .indexStatistics)
        for row in 0..<usage.section.count {
            guard let oid = usage.section[row, "index_oid"].integer else { continue }
            figures[oid, default: Figures()].scans = usage.section[row, "scans"].integer
            figures[oid, default: Figures()].observedSeconds = usage.continuity[row] == .continuous ? seconds : 0
        }
        return figures
    }

    private mutating func read(_ section: Section, figures: [Int64: Figures]) {
        var position: [Int64: Int] = [:]
        var parents: [Int64: Int64] = [:]
        // Of two rows of one index the first counts.
        var seen: Set<Int64> = []
        var found: [(row: Int, oid: Int64, definition: IndexDefinition)] = []
        for row in 0..<section.count {
            guard let oid = section[row, "oid"].integer, let table = section[row, "relation_oid"].integer else {
                continue
            }
            if let parent = section[row, "parent_oid"].integer { parents[oid] = parent }
            guard section[row, "is_valid"].boolean ?? true, section[row, "parent_oid"].integer == nil,
                let definition = definition(section, row, oid, table)
            else { continue }
            guard seen.insert(oid).inserted else { continue }
            found.append((row, oid, definition))
        }
        for (item, meaning) in zip(found, IndexMeaning.all(found.map(\.definition))) {
            position[item.oid] = indexes.count
            indexes.append((item.definition.relation, index(section, item.row, item.oid, item.definition, meaning)))
        }
        for (oid, figure) in figures {
            let top = Lineage.top(oid, parents)
            guard let place = position[top] else { continue }
            indexes[place].index.bytes += figure.bytes
            if let scans = figure.scans {
                indexes[place].index.scans = (indexes[place].index.scans ?? 0).saturatingSum(scans)
            }
            if let seconds = figure.observedSeconds {
                indexes[place].index.observedSeconds = min(indexes[place].index.observedSeconds, seconds)
            }
        }
    }

    private func index(
        _ section: Section, _ row: Int, _ oid: Int64, _ definition: IndexDefinition, _ meaning: IndexMeaning
    ) -> ExistingIndex {
        ExistingIndex(
            oid: oid, name: section[row, "name"].text ?? "", statement: section[row, "definition"].text,
            definition: definition, meaning: meaning, isUnique: section[row, "is_unique"].boolean ?? false,
            isHeld: section[row, "is_primary"].boolean == true || section[row, "is_exclusion"].boolean == true
                || section[row, "constraint_oid"].integer != nil || section[row, "is_replica_identity"].boolean == true
                || section[row, "is_clustered"].boolean == true,
            bytes: 0, scans: nil, observedSeconds: .infinity)
    }

    private func definition(_ section: Section, _ row: Int, _ oid: Int64, _ table: Int64) -> IndexDefinition? {
        guard let relation = relations[table] else { return nil }
        var definition = IndexDefinition(
            relation: table, schema: relation.schema, table: relation.name,
            method: section[row, "method"].text ?? "btree", keys: [])
        definition.predicate = section[row, "predicate"].text
        definition.options = Self.options(section[row, "options"].text)
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
            operatorClass: operatorClass(row), collation: collation(row),
            descending: descending, nullsFirst: nullsFirst == descending ? nil : nullsFirst)
    }

    /// With its parameters, which make it another one: `gist_trgm_ops (siglen='32')`.
    private func operatorClass(_ row: Int) -> String? {
        let name = keySection[row, "operator_class"].text.map(withoutSearchedSchema)
        let parameters = Self.options(keySection[row, "operator_class_options"].text)
        guard parameters.isEmpty else {
            let list = parameters.sorted { $0.key < $1.key }.map {
                "\(Quote.identifier($0.key))=\(Quote.literal($0.value))"
            }
            return "\(name ?? "") (\(list.joined(separator: ", ")))"
        }
        return keySection[row, "operator_class_default"].boolean ?? true ? nil : name
    }

    /// As candidates name it.
    private func withoutSearchedSchema(_ name: String) -> String {
        let parts = name.split(separator: ".", maxSplits: 1)
        return parts.count == 2 && searched.contains(String(parts[0])) ? String(parts[1]) : name
    }

    /// nil for the column's own. Snapshots from before `collation_default` leave a doubt, and in doubt it is another one.
    private func collation(_ row: Int) -> String? {
        guard let collation = keySection[row, "collation"].text, !["default", "\"default\""].contains(collation),
            keySection[row, "collation_default"].boolean != true
        else { return nil }
        return collation
    }

    private static func options(_ json: String?) -> [String: String] {
        guard let json, let tape = try? JSONTape(json) else { return [:] }
        return Dictionary(
            tape.root.members.map { ($0.key.string ?? "", $0.value.string ?? $0.value.rawText) },
            uniquingKeysWith: { first, _ in first })
    }
}
