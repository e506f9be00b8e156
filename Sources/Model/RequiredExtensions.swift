extension IndexDefinition {
    /// Extensions that its operator classes belong to, of those that advice knows.
    public var extensions: Set<String> { Set(keys.compactMap { Self.owners[$0.operatorClass ?? ""] }) }

    private static let owners = ["gin_trgm_ops": "pg_trgm", "gist_trgm_ops": "pg_trgm"]
}
