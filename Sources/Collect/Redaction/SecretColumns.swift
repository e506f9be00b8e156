import JSONTape
import Model
import SQLSyntax

/// Columns that by their name hold secrets: what statistics, defaults and the ends of indexes say of their values is theirs.
struct SecretColumns: Sendable {
    private var names: [Int64: Set<String>] = [:]
    private var numbers: [Int64: Set<Int64>] = [:]
    /// Tables of the indexes on tables with such columns.
    private var tables: [Int64: Int64] = [:]
    /// Relations of which every column may hold such values: indexes with one of these columns in a key, statistics objects.
    private var owners: Set<Int64> = []

    init() {}

    init(_ snapshot: Snapshot) {
        for shape in [SectionShape.columns, .indexDefinitions, .indexKeys, .extendedStatistics] {
            learn(snapshot[shape])
        }
    }

    /// Takes note of what a section says of columns and of what is on them. Columns come first, indexes before their keys.
    mutating func learn(_ section: Section) {
        switch section.shape.name {
        case SectionShape.columns.name: learnColumns(section)
        case SectionShape.indexDefinitions.name:
            for row in 0..<section.count {
                guard let oid = section[row, "oid"].integer, let table = section[row, "relation_oid"].integer,
                    names[table] != nil
                else { continue }
                tables[oid] = table
            }
        case SectionShape.indexKeys.name: learnKeys(section)
        case SectionShape.extendedStatistics.name: learnObjects(section)
        default: break
        }
    }

    private mutating func learnColumns(_ columns: Section) {
        for row in 0..<columns.count where Self.isSecret(columns, row) {
            guard let relation = columns[row, "relation_oid"].integer, let name = columns[row, "name"].text else {
                continue
            }
            names[relation, default: []].insert(name)
            if let number = columns[row, "number"].integer { numbers[relation, default: []].insert(number) }
        }
    }

    private mutating func learnKeys(_ keys: Section) {
        guard !tables.isEmpty else { return }
        for row in 0..<keys.count {
            guard let index = keys[row, "index_oid"].integer, let secret = tables[index].flatMap({ names[$0] }) else {
                continue
            }
            let expression = keys[row, "expression"].text ?? ""
            if keys[row, "column"].text.map(secret.contains) ?? secret.contains(where: expression.contains) {
                owners.insert(index)
            }
        }
    }

    private mutating func learnObjects(_ objects: Section) {
        for row in 0..<objects.count {
            guard let relation = objects[row, "relation_oid"].integer, let secret = names[relation],
                let oid = objects[row, "oid"].integer
            else { continue }
            let listed = Set(objects[row, "columns"].text.flatMap(JSONTape.strings) ?? [])
            let definition = objects[row, "definition"].text ?? ""
            if !listed.isDisjoint(with: secret) || secret.contains(where: definition.contains) { owners.insert(oid) }
        }
    }

    /// Numbers, truth values and moments are no secrets, whatever their column is called: token_count, password_changed_at.
    private static func isSecret(_ columns: Section, _ row: Int) -> Bool {
        guard let name = columns[row, "name"].text, SecretNames.isSecret(name) else { return false }
        return !["N", "B", "D", "T"].contains(columns[row, "type_category"].text ?? "")
    }

    /// The section without values of these columns; defaults lose their literals.
    func remove(from section: Section) -> Section {
        guard !names.isEmpty else { return section }
        switch section.shape.name {
        case SectionShape.columns.name:
            return mapping(section, ["default_expression"]) { value in
                value.text.map { .text(Secrets.removed(fromDefinition: $0)) } ?? value
            }
        case SectionShape.columnStatistics.name, SectionShape.rawStatistics.name, SectionShape.indexProbes.name,
            SectionShape.extendedStatisticsData.name:
            let columns = section.shape.columns.filter { $0.privacy == .values }.map(\.name)
            return mapping(section, columns) { _ in .null }
        default: return section
        }
    }

    private func mapping(_ section: Section, _ columns: [String], _ change: (Value) -> Value) -> Section {
        let secrets = (0..<section.count).map { isSecret(section, $0) }
        guard secrets.contains(true) else { return section }
        var result = section
        for column in columns {
            var row = 0
            result = result.mapping(column) { value in
                defer { row += 1 }
                return secrets[row] ? change(value) : value
            }
        }
        return result
    }

    private func isSecret(_ section: Section, _ row: Int) -> Bool {
        switch section.shape.name {
        case SectionShape.columns.name: isNamed(section[row, "relation_oid"].integer, section[row, "name"].text)
        case SectionShape.columnStatistics.name:
            isNamed(section[row, "relation_oid"].integer, section[row, "column"].text)
        case SectionShape.rawStatistics.name:
            section[row, "owner_oid"].integer.map { owner in
                owners.contains(owner)
                    || section[row, "of_expression"].boolean != true
                        && section[row, "number"].integer.map { numbers[owner]?.contains($0) ?? false } ?? false
            } ?? false
        case SectionShape.indexProbes.name: section[row, "index_oid"].integer.map(owners.contains) ?? false
        default: section[row, "statistics_oid"].integer.map(owners.contains) ?? false
        }
    }

    private func isNamed(_ relation: Int64?, _ name: String?) -> Bool {
        guard let relation, let name else { return false }
        return owners.contains(relation) || names[relation]?.contains(name) ?? false
    }
}
