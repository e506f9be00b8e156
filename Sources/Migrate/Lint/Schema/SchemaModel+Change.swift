import Foundation
import Model

extension SchemaModel {
    /// Follows a statement.
    ///
    /// - Parameter isPending: it belongs to the change under examination: what it creates is new. Otherwise it has long
    ///   been applied.
    mutating func apply(_ change: SchemaChange, isPending: Bool) {
        switch change {
        case .createTable(let table): create(table, isPending: isPending)
        case .createIndex(let index): create(index, isPending: isPending)
        case .alterTable(let alteration):
            guard alteration.kind == .table || alteration.kind == .other else { return }
            for command in alteration.commands { apply(command, to: alteration.name, isPending: isPending) }
        case .drop(let removal): drop(removal, isPending: isPending)
        case .rename(let renaming): rename(renaming, isPending: isPending)
        case .setSchema(.table, let name, let schema):
            renameTable(name, to: ObjectName(schema: schema, name: name.name))
        case .createEnum(let name): if isPending { addType(name) }
        case .createDomain(let name, let domain):
            if isPending { addType(name) }
            add(domain, named: name)
        case .alterDomain(let domain):
            switch domain.command {
            case .addConstraint, .setNotNull: constrainDomain(domain.name)
            default: break
            }
        case .createFunction(let name, _, let isVolatile): volatilities[name.name] = isVolatile
        case .createView(let name, let isMaterialized):
            let name = resolve(name)
            add(Table(name: name, kind: isMaterialized ? .materializedView : .view, isNew: isPending))
        case .createSchema(let name): if isPending { addSchema(name) }
        case .setting(let setting) where setting.name == "timezone":
            isUTC = ["utc", "gmt", "etc/utc"].contains(setting.value?.lowercased())
        case .setting(let setting) where setting.name == "search_path":
            searchPath = setting.values.flatMap { $0.split(separator: ",") }
                .map { $0.trimmingCharacters(in: .whitespaces) }.filter { $0 != "$user" && !$0.isEmpty }
            if searchPath.isEmpty { searchPath = ["public"] }
        default: break
        }
    }

    private mutating func create(_ definition: TableDefinition, isPending: Bool) {
        let name =
            definition.isTemporary
            ? ObjectName(schema: "pg_temp", name: definition.name.name) : created(definition.name)
        if definition.ifNotExists, tables[name] != nil { return }
        var table = Table(name: name, kind: definition.isPartitioned ? .partitioned : .table)
        table.isNew = isPending || definition.isTemporary
        table.isDescribed = true
        table.parent = definition.partitionOf.map(resolve)
        if let parent = table.parent {
            table.columns = tables[parent]?.columns ?? [:]
            change(parent) { entry in
                entry.partitions.insert(name)
                if definition.isDefaultPartition { entry.defaultPartition = name }
            }
        }
        table.partitionKey = definition.partitionKey
        add(table)
        for column in definition.columns { add(column, to: name, isNew: false) }
        for constraint in definition.constraints { add(constraint, to: name, isValid: true) }
    }

    /// Where an unqualified name is created: the first schema of the path.
    private func created(_ name: ObjectName) -> ObjectName {
        name.schema == nil ? ObjectName(schema: searchPath.first ?? "public", name: name.name) : name
    }

    private mutating func add(_ column: ColumnDefinition, to table: ObjectName, isNew: Bool) {
        let known = Column(
            type: column.type,
            isNotNull: column.constraint(.notNull) != nil || column.constraint(.primary) != nil
                || column.constraint(.identity) != nil || column.type.isSerial,
            isNew: isNew,
            hasDefault: column.constraint(.defaultValue) != nil || column.constraint(.generated) != nil)
        change(table) { $0.columns[column.name] = known }
        for constraint in column.constraints {
            var constraint = constraint
            constraint.columns = [column.name]
            add(constraint, to: table, isValid: true)
        }
    }

    private mutating func add(_ constraint: ConstraintDefinition, to table: ObjectName, isValid: Bool) {
        let table = resolve(table)
        let name = constraint.name ?? ConstraintName.chosen(for: constraint, table: table.name)
        switch constraint.kind {
        case .check, .foreign, .primary, .unique, .exclusion: break
        default: return
        }
        var columns = constraint.columns
        if let used = constraint.index.flatMap({ index(ObjectName(schema: table.schema, name: $0)) }) {
            columns = used.columns.compactMap { $0 }
            removeIndex(used.name)
        }
        change(table) { entry in
            entry.constraints[name] = Constraint(
                kind: constraint.kind, columns: columns, isValid: isValid, referenced: nil,
                provesNotNull: constraint.provesNotNull, mentioned: constraint.mentioned)
            if constraint.kind == .primary { for column in columns { entry.columns[column]?.isNotNull = true } }
        }
        if let referenced = constraint.referenced {
            let referenced = resolve(referenced)
            change(table) { $0.constraints[name]?.referenced = referenced }
        }
        if constraint.kind == .primary || constraint.kind == .unique {
            add(
                Index(
                    name: ObjectName(schema: table.schema, name: name), table: table, columns: columns, keys: columns,
                    isUnique: true, carriesConstraint: true))
        }
    }

    private mutating func create(_ creation: IndexCreation, isPending: Bool) {
        let table = resolve(creation.table)
        let words = creation.columns.map { $0 ?? "expr" }
        let name = ObjectName(
            schema: table.schema, name: creation.name ?? "\(table.name)_\(words.joined(separator: "_"))_idx")
        if creation.ifNotExists, indexes[name] != nil { return }
        add(
            Index(
                name: name, table: table, method: creation.method, columns: creation.columns, keys: creation.keys,
                included: creation.included, isUnique: creation.isUnique, isPartial: creation.isPartial,
                onlyNotNull: creation.onlyNotNull,
                mentioned: creation.mentioned,
                isNew: isPending))
    }

    private mutating func apply(_ command: AlterCommand, to name: ObjectName, isPending: Bool) {
        switch command {
        case .addColumn(let column): add(column, to: name, isNew: isPending)
        case .dropColumn(let column, _):
            let table = resolve(name)
            change(name) { entry in
                entry.columns[column] = nil
                entry.constraints = entry.constraints.filter { !$0.value.columns.contains(column) }
            }
            for index in indexes(on: table) where index.columns.contains(column) { removeIndex(index.name) }
        case .setType(let column, let type, _):
            change(name) { $0.columns[column, default: Column(type: type)].type = type }
        case .setNotNull(let column): change(name) { $0.columns[column]?.isNotNull = true }
        case .dropNotNull(let column): change(name) { $0.columns[column]?.isNotNull = false }
        case .setDefault(let column, let value): change(name) { $0.columns[column]?.hasDefault = value != nil }
        case .addConstraint(let constraint): add(constraint, to: name, isValid: !constraint.isNotValid)
        case .validateConstraint(let constraint):
            change(name) { entry in
                if entry.constraints[constraint] == nil { entry.hasValidatedUnknown = true }
                entry.constraints[constraint]?.isValid = true
            }
        case .dropConstraint(let constraint, _):
            change(name) { $0.constraints[constraint] = nil }
            removeIndex(ObjectName(schema: resolve(name).schema, name: constraint))
        case .attachPartition(let partition, let isDefault):
            let (parent, partition) = (resolve(name), resolve(partition))
            change(parent) { entry in
                entry.kind = .partitioned
                entry.partitions.insert(partition)
                if isDefault { entry.defaultPartition = partition }
            }
            change(partition) { $0.parent = parent }
        case .detachPartition(let partition, _):
            let partition = resolve(partition)
            change(name) { entry in
                entry.partitions.remove(partition)
                if entry.defaultPartition == partition { entry.defaultPartition = nil }
            }
            change(partition) { $0.parent = nil }
        default: break
        }
    }

    private mutating func drop(_ removal: Removal, isPending: Bool) {
        for name in removal.names {
            switch removal.kind {
            case .table, .view, .materializedView: removeTable(name)
            case .index:
                removeIndex(name)
                if isPending { noteDropped(index: name) }
            default: break
            }
        }
    }

    private mutating func rename(_ renaming: Renaming, isPending: Bool) {
        guard let relation = renaming.relation else { return }
        switch renaming.kind {
        case .table, .view, .materializedView:
            if isPending { noteRenamed(table: relation) }
            renameTable(relation, to: ObjectName(schema: resolve(relation).schema, name: renaming.new))
        case .index: renameIndex(relation, to: renaming.new)
        case .column:
            guard let old = renaming.old else { return }
            change(relation) { $0.columns[renaming.new] = $0.columns.removeValue(forKey: old) }
        case .constraint:
            guard let old = renaming.old else { return }
            change(relation) { $0.constraints[renaming.new] = $0.constraints.removeValue(forKey: old) }
        default: break
        }
    }
}

/// The name that PostgreSQL gives a constraint without one; a collision would add a number.
enum ConstraintName {
    static func chosen(for constraint: ConstraintDefinition, table: String) -> String {
        let columns = constraint.columns.joined(separator: "_")
        return switch constraint.kind {
        case .primary: "\(table)_pkey"
        case .unique: "\(table)_\(columns)_key"
        case .foreign: "\(table)_\(columns)_fkey"
        case .exclusion: "\(table)_\(columns)_excl"
        default: columns.isEmpty ? "\(table)_check" : "\(table)_\(columns)_check"
        }
    }
}
