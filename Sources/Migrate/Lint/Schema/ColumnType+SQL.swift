import Model

extension ColumnType {
    /// As DDL writes it.
    var sql: String {
        let words: [String: String] = [
            "int4": "integer", "int8": "bigint", "int2": "smallint", "bool": "boolean", "float8": "double precision",
            "float4": "real", "bpchar": "char",
        ]
        let name = schema == nil ? words[canonical] ?? canonical : Quote.identifier(self.name)
        let shown = words[canonical] == nil && schema == nil ? Quote.identifier(name) : name
        let plain = ["varchar", "timestamp", "timestamptz", "interval", "time", "bit", "numeric"].contains(name)
        let base = schema.map { Quote.identifier($0) + "." + name } ?? (plain ? name : shown)
        let list =
            modifiers.isEmpty || name == "interval" ? "" : "(\(modifiers.map(String.init).joined(separator: ",")))"
        return base + list + (isArray ? "[]" : "")
    }
}
