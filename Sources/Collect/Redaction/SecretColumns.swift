import JSONTape
import Model
import SQLSyntax

/// Columns that by their name, or their type's, hold secrets, and what is computed from them: what statistics, defaults, bounds of
/// partitions and the ends of indexes say of their values is theirs.
struct SecretColumns: Sendable {
    private(set) var names: [Int64: Set<String>] = [:]
    private var numbers: [Int64: Set<Int64>] = [:]
    /// Tables of the indexes on tables with such columns, and on materialized views.
    private var tables: [Int64: Int64] = [:]
    /// Relations of which every column may hold such values: indexes with one of these columns in a key, statistics objects, views.
    private var owners: Set<Int64> = []
    private var domains = SecretDomains()
    /// Tables with such columns of which no section tells the numbers.
    private var unnumbered: Set<Int64> = []
    /// What materialized views hold besides is none, as everywhere: numbers, truth values and moments.
    private var materialized: [Int64: Set<String>] = [:]
    private var materializedNumbers: [Int64: Set<Int64>] = [:]
    private var viewDefinitions: [Int64: String] = [:]
    private var partitions = SecretPartitions()

    /// Of all tables: a statement does not say whose its columns are.
    var allNames: Set<String> { names.values.reduce(into: []) { $0.formUnion($1) } }

    init() {}

    init(_ snapshot: Snapshot) {
        for shape in Self.shapes { learn(snapshot[shape]) }
    }

    /// In the order in which they are to be learned.
    private static let shapes: [SectionShape] = [
        .types, .relations, .columns, .constraints, .indexDefinitions, .indexKeys, .views, .viewDependencies,
        .extendedStatistics,
    ]

    /// Takes note of what a section says of columns and of what is on them.
    mutating func learn(_ section: Section) {
        switch section.shape.name {
        case SectionShape.relations.name: learnRelations(section)
        case SectionShape.columns.name: learnColumns(section)
        case SectionShape.constraints.name: learnForeignKeys(section)
        case SectionShape.indexDefinitions.name:
            for row in 0..<section.count {
                guard let oid = section[row, "oid"].integer, let table = section[row, "relation_oid"].integer,
                    names[table] != nil || materialized[table] != nil
                else { continue }
                tables[oid] = table
            }
        case SectionShape.indexKeys.name: learnKeys(section)
        case SectionShape.views.name:
            for row in 0..<section.count {
                guard let oid = section[row, "oid"].integer else { continue }
                viewDefinitions[oid] = section[row, "definition"].text
            }
        case SectionShape.viewDependencies.name: learnViews(section)
        case SectionShape.extendedStatistics.name: learnObjects(section)
        case SectionShape.types.name: domains.learn(section)
        default: break
        }
    }

    private mutating func learnRelations(_ relations: Section) {
        for row in 0..<relations.count where relations[row, "kind"].text == "matview" {
            if let oid = relations[row, "oid"].integer { materialized[oid] = materialized[oid] ?? [] }
        }
        partitions.learn(relations)
    }

    private mutating func learnColumns(_ columns: Section) {
        var generated: [Int] = []
        for row in 0..<columns.count {
            if isHarmless(columns, row) {
                guard let relation = columns[row, "relation_oid"].integer, materialized[relation] != nil,
                    let name = columns[row, "name"].text, let number = columns[row, "number"].integer
                else { continue }
                materialized[relation]?.insert(name)
                materializedNumbers[relation, default: []].insert(number)
            } else if isCalledSecret(columns, row) {
                note(columns, row)
            } else if columns[row, "generated"].text != nil {
                generated.append(row)
            }
        }
        // None is made from another.
        for row in generated {
            guard let relation = columns[row, "relation_oid"].integer,
                let expression = columns[row, "default_expression"].text
            else { continue }
            let isMade = names[relation].map { Secrets.names($0, in: expression) } ?? false
            if isMade || Secrets.namesSecretMember(in: expression) { note(columns, row) }
        }
    }

    private mutating func note(_ columns: Section, _ row: Int) {
        guard let relation = columns[row, "relation_oid"].integer, let name = columns[row, "name"].text else { return }
        names[relation, default: []].insert(name)
        if let number = columns[row, "number"].integer { numbers[relation, default: []].insert(number) }
        domains.note(typeOf: columns, row)
    }

    /// Numbers, truth values and moments are no secrets, whatever their column is called: token_count, password_changed_at.
    private func isHarmless(_ columns: Section, _ row: Int) -> Bool {
        ["N", "B", "D", "T"].contains(columns[row, "type_category"].text ?? "")
    }

    private func isCalledSecret(_ columns: Section, _ row: Int) -> Bool {
        columns[row, "name"].text.map(SecretNames.isSecret) ?? false
            || domains.isSecret(typeOf: columns, row)
    }

    /// What refers to a secret column holds its values.
    private mutating func learnForeignKeys(_ constraints: Section) {
        guard !names.isEmpty else { return }
        let keys = (0..<constraints.count).filter { constraints[$0, "kind"].text == "foreign" }
        var isNew = true
        while isNew {
            isNew = false
            for row in keys {
                guard let table = constraints[row, "relation_oid"].integer,
                    let secret = constraints[row, "referenced_oid"].integer.flatMap({ names[$0] })
                else { continue }
                let columns = constraints[row, "columns"].text.flatMap(JSONTape.strings) ?? []
                let referenced = constraints[row, "referenced_columns"].text.flatMap(JSONTape.strings) ?? []
                for (column, other) in zip(columns, referenced)
                where secret.contains(other) && names[table, default: []].insert(column).inserted {
                    unnumbered.insert(table)
                    isNew = true
                }
            }
        }
    }

    private mutating func learnKeys(_ keys: Section) {
        for row in 0..<keys.count {
            if let index = keys[row, "index_oid"].integer, let expression = keys[row, "expression"].text,
                Secrets.namesSecretMember(in: expression)
            {
                owners.insert(index)
            }
            guard let index = keys[row, "index_oid"].integer, let secret = tables[index].flatMap({ names[$0] }) else {
                continue
            }
            let expression = keys[row, "expression"].text ?? ""
            if keys[row, "column"].text.map(secret.contains) ?? Secrets.names(secret, in: expression) {
                owners.insert(index)
            }
        }
    }

    /// Views that name a secret column of what they read, and all that read these: which of their columns is made of it, only the
    /// server knows.
    private mutating func learnViews(_ dependencies: Section) {
        var readers: [Int64: [Int64]] = [:]
        var found = viewDefinitions.filter { Secrets.namesSecretMember(in: $0.value) }.map(\.key)
        for row in 0..<dependencies.count {
            guard let view = dependencies[row, "view_oid"].integer,
                let relation = dependencies[row, "relation_oid"].integer
            else { continue }
            readers[relation, default: []].append(view)
            if let secret = names[relation], Secrets.names(secret, in: viewDefinitions[view] ?? "") {
                found.append(view)
            }
        }
        while let view = found.popLast() {
            if owners.insert(view).inserted { found += readers[view] ?? [] }
        }
        viewDefinitions = [:]
    }

    private mutating func learnObjects(_ objects: Section) {
        for row in 0..<objects.count {
            guard let relation = objects[row, "relation_oid"].integer, let oid = objects[row, "oid"].integer else {
                continue
            }
            let isOfMember = objects[row, "definition"].text.map(Secrets.namesSecretMember) ?? false
            if owners.contains(relation) || isOfMember { owners.insert(oid) }
            guard let secret = names[relation] else { continue }
            let listed = Set(objects[row, "columns"].text.flatMap(JSONTape.strings) ?? [])
            let definition = objects[row, "definition"].text ?? ""
            if !listed.isDisjoint(with: secret) || Secrets.names(secret, in: definition) { owners.insert(oid) }
        }
    }

    /// The section without values of these columns; defaults lose their literals.
    func remove(from section: Section) -> Section {
        guard !names.isEmpty || !owners.isEmpty else { return section }
        switch section.shape.name {
        case SectionShape.relations.name: return partitions.remove(from: section, names)
        case SectionShape.constraints.name: return domains.remove(fromConstraints: section)
        case SectionShape.schemaDump.name: return partitions.remove(fromDump: domains.remove(fromDump: section), names)
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
        return columns.reduce(section) { result, column in
            result.mapping(column) { value, row in secrets[row] ? change(value) : value }
        }
    }

    private func isSecret(_ section: Section, _ row: Int) -> Bool {
        switch section.shape.name {
        case SectionShape.columns.name: isNamed(section[row, "relation_oid"].integer, section[row, "name"].text)
        case SectionShape.columnStatistics.name:
            isNamed(section[row, "relation_oid"].integer, section[row, "column"].text)
        case SectionShape.rawStatistics.name:
            section[row, "owner_oid"].integer.map { owner in
                isOwner(owner)
                    || section[row, "of_expression"].boolean != true
                        && section[row, "number"].integer.map { isNumbered(owner, $0) } ?? false
            } ?? false
        case SectionShape.indexProbes.name: section[row, "index_oid"].integer.map(isOwner) ?? false
        default: section[row, "statistics_oid"].integer.map(owners.contains) ?? false
        }
    }

    /// A statistics object, or an index on secret columns or on a materialized view of such; not the view itself.
    private func isOwner(_ oid: Int64) -> Bool {
        owners.contains(oid) && materialized[oid] == nil || tables[oid].map(owners.contains) ?? false
    }

    private func isNumbered(_ relation: Int64, _ number: Int64) -> Bool {
        numbers[relation]?.contains(number) ?? false || unnumbered.contains(relation)
            || owners.contains(relation) && materializedNumbers[relation]?.contains(number) != true
    }

    private func isNamed(_ relation: Int64?, _ name: String?) -> Bool {
        guard let relation, let name else { return false }
        return names[relation]?.contains(name) ?? false
            || owners.contains(relation) && materialized[relation]?.contains(name) != true
    }
}
