/// One object of the schema: the statements that make it, and what must be there before it.
struct SchemaObject: Sendable {
    var kind: Kind
    var schema: String?
    /// As pg_dump names it: `orders`, `orders orders_pkey`, `low(text)`.
    var name: String
    /// Statements, each with its semicolon, a line break between them.
    var sql: String
    /// What other objects know it by; nil where none can rest on it.
    var key: ObjectKey?
    /// Other names for the same: the row type of a table, the constraint of an index.
    var aliases: [ObjectKey] = []
    /// The relation that it belongs to, or is: without that one it is left out too.
    var relation: Int64?
    var needs: [ObjectKey] = []
    /// What it is made without where it cannot be had before: what the text of a function names.
    var wants: [ObjectKey] = []
    /// Of a view: what breaks a circle, a view of the same columns that reads nothing, and what then takes its place.
    var standIn: (first: String, later: String)?

    /// Words of pg_dump, in the order in which kinds are made.
    enum Kind: String, CaseIterable, Sendable {
        case settings = "SETTINGS"
        case schema = "SCHEMA"
        case collation = "COLLATION"
        case `extension` = "EXTENSION"
        case type = "TYPE"
        case domain = "DOMAIN"
        case function = "FUNCTION"
        case aggregate = "AGGREGATE"
        case `operator` = "OPERATOR"
        case operatorFamily = "OPERATOR FAMILY"
        case operatorClass = "OPERATOR CLASS"
        case cast = "CAST"
        case dictionary = "TEXT SEARCH DICTIONARY"
        case textSearchConfiguration = "TEXT SEARCH CONFIGURATION"
        case table = "TABLE"
        case sequence = "SEQUENCE"
        case view = "VIEW"
        case materializedView = "MATERIALIZED VIEW"
        case sequenceOwner = "SEQUENCE OWNED BY"
        case check = "CHECK CONSTRAINT"
        case attachedTable = "TABLE ATTACH"
        case defaultValue = "DEFAULT"
        case constraint = "CONSTRAINT"
        case index = "INDEX"
        case attachedIndex = "INDEX ATTACH"
        case statistics = "STATISTICS"
        case rule = "RULE"
        case foreignKey = "FK CONSTRAINT"
        case rowSecurity = "ROW SECURITY"
        case policy = "POLICY"
        case privileges = "ACL"
    }
}

/// An object of any catalog: the oids of the catalog and of the object in one number.
struct ObjectKey: Hashable, Sendable {
    let packed: Int64

    init(packed: Int64) { self.packed = packed }
    init(_ catalog: Catalog, _ oid: Int64) { packed = catalog.rawValue << 32 | (oid & 0xFFFF_FFFF) }

    var oid: Int64 { packed & 0xFFFF_FFFF }
    func isIn(_ catalog: Catalog) -> Bool { packed >> 32 == catalog.rawValue }

    /// The system catalogs that objects are in, by their oids, which are the same in all versions.
    enum Catalog: Int64 {
        case types = 1247
        case functions = 1255
        case relations = 1259
        case defaults = 2604
        case casts = 2605
        case constraints = 2606
        case namespaces = 2615
        case operatorClasses = 2616
        case operators = 2617
        case rules = 2618
        case operatorFamilies = 2753
        case extensions = 3079
        case policies = 3256
        case statistics = 3381
        case collations = 3456
        case dictionaries = 3600
        case textSearchConfigurations = 3602
    }
}
