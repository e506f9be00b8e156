/// Functions whose value PostgreSQL cannot compute once for all rows. `now()` and its kin are stable: they can.
enum VolatileFunctions {
    /// Functions not listed are the user's own, or extensions': volatile unless declared otherwise.
    static func isVolatile(_ function: String) -> Bool { !function.hasPrefix("svfop_") && !stable.contains(function) }

    private static let stable: Set<String> = [
        "now", "transaction_timestamp", "statement_timestamp", "current_setting", "current_schema", "current_database",
        "to_char", "to_date", "to_timestamp", "to_number", "date_trunc", "date_part", "extract", "make_date",
        "make_timestamp", "make_timestamptz", "make_interval", "age", "timezone", "lower", "upper", "initcap",
        "concat", "concat_ws", "format", "left", "right", "substr", "substring", "replace", "trim", "btrim", "ltrim",
        "rtrim", "md5", "sha256", "encode", "decode", "abs", "round", "floor", "ceil", "power", "sqrt", "length",
        "json_build_object", "jsonb_build_object", "json_build_array", "jsonb_build_array", "to_json", "to_jsonb",
        "array_fill", "string_to_array", "int4range", "int8range", "numrange", "tsrange", "tstzrange", "daterange",
        "to_tsvector", "to_tsquery", "point", "box", "uuid_nil", "repeat", "lpad", "rpad", "greatest", "least",
        "coalesce", "nullif", "session_user", "current_user", "user", "pg_my_temp_schema", "inet_client_addr",
    ]
}
