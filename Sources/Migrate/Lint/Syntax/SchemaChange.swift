import Model

/// The name of a relation, a type or another object of a schema, as a statement writes it.
struct ObjectName: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// nil where the statement leaves it to the search path.
    var schema: String?
    var name: String

    var description: String { Quote.qualified(schema, name) }

    static func < (one: ObjectName, other: ObjectName) -> Bool {
        one.schema == other.schema ? one.name < other.name : one.schema ?? "" < other.schema ?? ""
    }
}

/// What one statement of a migration does, as far as rules and the schema's model need it.
enum SchemaChange: Sendable {
    case createTable(TableDefinition)
    case createIndex(IndexCreation)
    case drop(Removal)
    case alterTable(TableAlteration)
    case rename(Renaming)
    case setSchema(ObjectKind, ObjectName, to: String)
    case reindex(Reindexing)
    case refresh(ObjectName, concurrently: Bool, withData: Bool)
    case truncate([ObjectName], cascades: Bool)
    case vacuum(full: Bool, tables: [ObjectName])
    case analyze
    case cluster(ObjectName?)
    case createTrigger(ObjectName)
    case createEnum(ObjectName)
    case addEnumValue(ObjectName, value: String)
    case createDomain(ObjectName, DomainDefinition)
    case alterDomain(DomainAlteration)
    case createView(ObjectName, materialized: Bool)
    case createSchema(String)
    case transaction(TransactionCommand)
    case setting(Setting)
    case write(DataChange)
    case lock([ObjectName], LockMode)
    /// A statement whose effect its text does not show: a DO block, EXECUTE, CALL ...
    case opaque(String)
    /// A function or procedure: what its body does shows only when it is called.
    case createFunction(ObjectName, language: String, isVolatile: Bool)
    /// A SELECT that calls functions by themselves: what it does is what they do.
    case call([ObjectName])
    /// Any other statement, by the tag of its parse tree; with the tables that it names first.
    case other(tag: String, relation: ObjectName?)
}

extension SchemaChange {
    /// Takes away or adds what statements of the workload may depend on.
    var asksForWorkload: Bool {
        switch self {
        case .createIndex, .drop, .rename, .setSchema: true
        case .alterTable(let alteration):
            alteration.commands.contains { if case .dropColumn = $0 { true } else { false } }
        default: false
        }
    }
}

enum ObjectKind: String, Sendable {
    case table, index, view, materializedView = "materialized view", sequence, type, domain, schema, trigger, column
    case constraint, policy, function, other
}

struct TableDefinition: Sendable {
    var name: ObjectName
    var isTemporary = false
    var ifNotExists = false
    var isPartitioned = false
    var partitionOf: ObjectName?
    /// PARTITION OF ... DEFAULT.
    var isDefaultPartition = false
    /// Columns of PARTITION BY; nil for an expression.
    var partitionKey: [String?] = []
    var inherits: [ObjectName] = []
    /// CREATE TABLE AS or SELECT INTO.
    var isFromQuery = false
    /// LIKE or AS: there are columns that the statement does not list.
    var hasUnlistedColumns = false
    var columns: [ColumnDefinition] = []
    var constraints: [ConstraintDefinition] = []
}

struct ColumnDefinition: Sendable {
    var name: String
    var type: ColumnType
    var constraints: [ConstraintDefinition] = []
    /// Of the first byte in the statement's text.
    var location = 0

    func constraint(_ kind: ConstraintDefinition.Kind) -> ConstraintDefinition? {
        constraints.first { $0.kind == kind }
    }
}

extension ColumnDefinition {
    /// Its constraints, as if the table declared them.
    var ownConstraints: [ConstraintDefinition] {
        constraints.map { constraint in
            var constraint = constraint
            constraint.columns = [name]
            return constraint
        }
    }
}

/// A type as a column declares it.
struct ColumnType: Sendable, Equatable {
    /// As the parser names it: int4, varchar, timestamptz, serial ... or the user's own.
    var name: String
    var schema: String?
    /// `varchar(20)`: [20]; empty without.
    var modifiers: [Int] = []
    var isArray = false
    /// Of a COLLATE; nil: that of the type.
    var collation: String?
}

struct ConstraintDefinition: Sendable {
    enum Kind: Sendable {
        case notNull, null, defaultValue, identity, generated, check, primary, unique, exclusion, foreign, other
    }

    var kind: Kind
    var name: String?
    /// Keys of a unique or primary constraint, referencing columns of a foreign one; empty for a column's own.
    var columns: [String] = []
    /// Foreign: the table referred to.
    var referenced: ObjectName?
    var referencedColumns: [String] = []
    /// NOT VALID.
    var isNotValid = false
    /// USING INDEX.
    var index: String?
    /// Of a key: INCLUDE columns.
    var included: [String] = []
    var nullsNotDistinct = false
    /// `DEFERRABLE INITIALLY DEFERRED`; empty without.
    var deferral = ""
    /// WITH or USING INDEX TABLESPACE.
    var hasStorageOptions = false
    /// CHECK: columns that its expression requires to be not null.
    var provesNotNull: Set<String> = []
    /// CHECK: columns that its expression names.
    var mentioned: Set<String> = []
    /// DEFAULT: string literals in it, for enum values used.
    var literals: [String] = []
    /// CHECK, DEFAULT and GENERATED: functions called in the expression, lower case.
    var functions: [String] = []
    /// DEFAULT NULL.
    var isNullDefault = false
    var location = 0
}

struct IndexCreation: Sendable {
    var name: String?
    var table: ObjectName
    var method = "btree"
    /// Names of columns in their order; nil for an expression.
    var columns: [String?] = []
    /// Each key as it is compared with others: column, operator class, direction.
    var keys: [String] = []
    var included: [String] = []
    var isUnique = false
    var isConcurrent = false
    var ifNotExists = false
    /// ON ONLY.
    var isOnly = false
    var isPartial = false
    /// The columns of a condition that asks for no more than that they are not null.
    var onlyNotNull: Set<String> = []
    /// Columns that its expressions and its condition name.
    var mentioned: Set<String> = []
}

struct Removal: Sendable {
    var kind: ObjectKind
    /// Of a trigger or a policy: its table.
    var names: [ObjectName]
    var isConcurrent = false
    var ifExists = false
    var cascades = false
}

struct TableAlteration: Sendable {
    var name: ObjectName
    var kind: ObjectKind
    var commands: [AlterCommand]
}

/// One of the commands of ALTER TABLE.
enum AlterCommand: Sendable {
    case addColumn(ColumnDefinition)
    case dropColumn(String, ifExists: Bool)
    case setType(column: String, ColumnType, hasUsing: Bool)
    case setNotNull(String)
    case dropNotNull(String)
    case setDefault(String, ConstraintDefinition?)
    case addIdentity(String)
    case dropExpression(String)
    case addConstraint(ConstraintDefinition)
    case validateConstraint(String)
    case dropConstraint(String, cascades: Bool)
    case attachPartition(ObjectName, isDefault: Bool)
    case detachPartition(ObjectName, concurrently: Bool)
    case setLogged(Bool)
    case setTablespace
    case setAccessMethod
    case enableTrigger, disableTrigger
    /// By the tag of the parser: AT_SetStatistics ...
    case other(String)
}

struct Renaming: Sendable {
    var kind: ObjectKind
    var relation: ObjectName?
    var old: String?
    var new: String
}

struct Reindexing: Sendable {
    enum Scope: Sendable { case index, table, schema, database }
    var scope: Scope
    var name: ObjectName?
    var isConcurrent: Bool
}

struct DomainDefinition: Sendable {
    var type: ColumnType
    /// A CHECK or NOT NULL: values are looked at one by one.
    var hasConstraint = false
}

struct DomainAlteration: Sendable {
    enum Command: Sendable { case addConstraint(isNotValid: Bool), validate, setNotNull, other }
    var name: ObjectName
    var command: Command
}

enum TransactionCommand: Sendable {
    case begin, commit, rollback
    case savepoint(String), rollbackTo(String)
    case other
}

struct Setting: Sendable {
    var name: String
    /// As it is written, without its quotes; nil for DEFAULT and RESET.
    var value: String?
    /// SET LOCAL: to the end of the transaction.
    var isLocal = false
    var values: [String] = []
    /// RESET ALL.
    var isResetOfAll = false
}

struct DataChange: Sendable {
    enum Kind: String, Sendable { case insert, update, delete, merge, copy }
    var kind: Kind
    var table: ObjectName
    /// The rows it touches are bounded: a range with both ends, a LIMIT in a sub-query, VALUES.
    var isBounded: Bool
    /// Columns that a condition compares with literals by `=` or IN: where they make up a unique key, that bounds too.
    var fixedColumns: Set<String> = []
    /// There is a WHERE.
    var hasCondition = false
    /// String literals of the statement, for enum values used.
    var literals: [String] = []
    /// Statements in its WITH that write too.
    var inner: [DataChange] = []
}
