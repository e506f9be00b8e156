/// A catalog whose rows become objects of the schema.
protocol SchemaCatalog: Sendable {
    /// Rows in the order of their first column, `oid`; the parameters are those of `SchemaSQL`.
    static func sql(_ server: ServerProfile) -> String
    static func objects(_ row: CatalogRow) throws -> [SchemaObject]
    /// What cannot be had without what this row cannot tell at the moment.
    static func unavailable(_ row: CatalogRow) throws -> ObjectKey?
}

extension SchemaCatalog {
    static func unavailable(_ row: CatalogRow) throws -> ObjectKey? { nil }
}
