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
        return "\"" + name.replacingScalars { $0 == "\"" ? "\"\"" : nil } + "\""
    }

    /// `schema.name`, each part quoted where it must be.
    public static func qualified(_ schema: String?, _ name: String) -> String {
        guard let schema, !schema.isEmpty else { return identifier(name) }
        return identifier(schema) + "." + identifier(name)
    }

    /// A string literal, safe whatever standard_conforming_strings says.
    public static func literal(_ text: String) -> String {
        let holdsBackslash = text.holdsScalar(of: "\\")
        let quoted = text.replacingScalars { scalar in
            scalar == "'" ? "''" : scalar == "\\" ? "\\\\" : nil
        }
        return (holdsBackslash ? "E'" : "'") + quoted + "'"
    }

    /// In a name a line break is dangerous too: it would end a comment, a table's row, a line of a report.
    private static func needsNumber(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || Visible.isHazard(scalar)
    }

    /// `U&"..."`: the same name for the server, and nothing in it that a terminal, an editor or a reviewer could miss.
    ///
    /// For SQL that people see or keep (`SQL.visible`); functions such as to_regclass() do not read it.
    public static func visibleIdentifier(_ name: String) -> String {
        let holdsCommand = Visible.holdsCommand(name)
        guard holdsCommand || name.unicodeScalars.contains(where: needsNumber) else { return identifier(name) }
        let body = name.replacingScalars { scalar in
            switch scalar {
            case "\"": return "\"\""
            case "\\": return "\\\\"
            case _ where needsNumber(scalar) || (holdsCommand && scalar == "#"):
                let isLong = scalar.value > 0xFFFF
                return (isLong ? "\\+" : "\\") + hexadecimal(scalar.value, isLong ? 6 : 4)
            default: return nil
            }
        }
        return "U&\"\(body)\""
    }

    /// `E'...'` with dangerous characters by their numbers, and on one line: a migration tool that reads line by line would take
    /// a line of a literal for a command of its own.
    public static func visibleLiteral(_ text: String) -> String {
        let holdsCommand = Visible.holdsCommand(text)
        guard holdsCommand || Visible.holdsHazard(text) || text.holdsScalar(of: "\n") else { return literal(text) }
        let body = text.replacingScalars { scalar in
            switch scalar {
            case "'": return "''"
            case "\\": return "\\\\"
            case "\n": return "\\n"
            case _ where Visible.isHazard(scalar) || (holdsCommand && scalar == "#"):
                let isLong = scalar.value > 0xFFFF
                return (isLong ? "\\U" : "\\u") + hexadecimal(scalar.value, isLong ? 8 : 4)
            default: return nil
            }
        }
        return "E'\(body)'"
    }

    private static func hexadecimal(_ value: UInt32, _ length: Int) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(length - digits.count, 0)) + digits
    }

    /// Whether a word, in lower case, is a key word that cannot be any name.
    public static func isKeyWord(_ word: String) -> Bool { keyWords.contains(word) }

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

extension StringProtocol {
    /// A name in double quotes without them. By scalars: a mark may stand on a quote.
    public var unquoted: String {
        String(String.UnicodeScalarView(unicodeScalars.dropFirst().dropLast())).replacingScalars(of: "\"\"", with: "\"")
    }

    /// Without any double quote.
    public var withoutQuotes: String { replacingScalars { $0 == "\"" ? "" : nil } }
}
