/// The one place where names and literals become SQL.
public enum Quote {
    /// A name as PostgreSQL would print it: bare where it is a plain lower-case word and no key word, quoted otherwise.
    public static func identifier(_ name: String) -> String {
        let plain =
            !name.isEmpty
            && name.utf8.enumerated().allSatisfy { position, byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"): true
                case UInt8(ascii: "0")...UInt8(ascii: "9"): position > 0
                default: false
                }
            }
        if plain && !keyWords.contains(name) { return name }
        return "\"" + doubling("\"", in: name) + "\""
    }

    /// `schema.name`, each part quoted where it must be.
    public static func qualified(_ schema: String?, _ name: String) -> String {
        guard let schema, !schema.isEmpty else { return identifier(name) }
        return identifier(schema) + "." + identifier(name)
    }

    /// A string literal, safe whatever standard_conforming_strings says.
    public static func literal(_ text: String) -> String {
        let quoted = "'" + doubling("'", in: text) + "'"
        guard text.unicodeScalars.contains("\\") else { return quoted }
        return "E" + doubling("\\", in: quoted)
    }

    /// By scalars: a quote with a combining mark behind it is one character in Swift, and still a quote to PostgreSQL.
    private static func doubling(_ mark: Unicode.Scalar, in text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            result.append(scalar)
            if scalar == mark { result.append(scalar) }
        }
        return String(result)
    }

    /// Key words that quote_ident() quotes: all of PostgreSQL 18's but the unreserved ones.
    private static let keyWords: Set<String> = Set(
        """
        all analyse analyze and any array as asc asymmetric authorization between bigint binary bit boolean both case \
        cast char character check coalesce collate collation column concurrently constraint create cross \
        current_catalog current_date current_role current_schema current_time current_timestamp current_user dec \
        decimal default deferrable desc distinct do else end except exists extract false fetch float for foreign \
        freeze from full grant greatest group grouping having ilike in initially inner inout int integer intersect \
        interval into is isnull join json json_array json_arrayagg json_exists json_object json_objectagg json_query \
        json_scalar json_serialize json_table json_value lateral leading least left like limit localtime \
        localtimestamp merge_action national natural nchar none normalize not notnull null nullif numeric offset on \
        only or order out outer overlaps overlay placing position precision primary real references returning right \
        row select session_user setof similar smallint some substring symmetric system_user table tablesample then \
        time timestamp to trailing treat trim true union unique user using values varchar variadic verbose when where \
        window with xmlattributes xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot \
        xmlserialize xmltable
        """.split(separator: " ").map(String.init))
}
