import JSONTape

enum TypeName {
    /// The name of a type as format_type prints it, without modifiers, so that it compares with the catalog's.
    static func text(_ typeName: JSONValue?) -> String? {
        guard let typeName, let name = typeName.names("names").last else { return nil }
        let isArray = typeName["arrayBounds"]?.elements.contains { _ in true } ?? false
        return (standardNames[name] ?? name) + (isArray ? "[]" : "")
    }

    /// The type without its modifiers: `numeric(10,2)` is `numeric`, `character varying(40)[]` is
    /// `character varying[]`, `timestamp(3) with time zone` is `timestamp with time zone`.
    static func withoutModifiers(_ type: String) -> String {
        guard let open = type.firstIndex(of: "("), let close = type.firstIndex(of: ")"), open < close else {
            return type
        }
        return String(type[..<open]) + type[type.index(after: close)...]
    }

    /// Whether the cast changes nothing that an index would see: to the type itself, or between text and varchar,
    /// which are stored alike and which PostgreSQL casts silently in every view definition.
    static func isNoOp(from type: String, to target: String) -> Bool {
        let type = withoutModifiers(type)
        return type == target || (stringTypes.contains(type) && stringTypes.contains(target))
    }

    private static let stringTypes: Set<String> = ["text", "character varying"]

    private static let standardNames = [
        "int2": "smallint", "int4": "integer", "int8": "bigint", "float4": "real", "float8": "double precision",
        "bool": "boolean", "varchar": "character varying", "bpchar": "character", "varbit": "bit varying",
        "timestamptz": "timestamp with time zone", "timestamp": "timestamp without time zone",
        "timetz": "time with time zone", "time": "time without time zone", "int": "integer", "decimal": "numeric",
    ]
}
