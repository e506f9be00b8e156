/// What changing a column's type costs.
enum TypeChange: Sendable, Equatable {
    /// Catalog only.
    case free
    /// The rows stay as they are; but indexes on the column are built anew, and checks of it verified.
    case index
    case rewrite
    /// The old type is not known.
    case unknown

    /// - Parameters:
    ///   - isUTC: the session's time zone is known to be UTC, so that a timestamp and its timestamptz are stored alike.
    init(from old: ColumnType?, to new: ColumnType, hasUsing: Bool, isUTC: Bool) {
        guard let old else {
            self = .unknown
            return
        }
        guard !old.isArray, !new.isArray else {
            self = old == new ? .free : .rewrite
            return
        }
        self = Self.scalar(old, new, isUTC: isUTC)
        // A USING expression is computed for every row, unless it is the column itself, which is not looked into.
        if hasUsing, self == .free, old != new { self = .unknown }
    }

    private static func scalar(_ old: ColumnType, _ new: ColumnType, isUTC: Bool) -> TypeChange {
        switch (old.canonical, new.canonical) {
        case ("varchar", "varchar"): longer(old, new) ? .free : .rewrite
        case ("varchar", "text"), ("text", "text"): .free
        case ("text", "varchar"): new.modifiers.isEmpty ? .free : .rewrite
        case ("numeric", "numeric"): wider(old, new) ? .free : .rewrite
        case ("timestamp", "timestamptz"), ("timestamptz", "timestamp"):
            isUTC && finer(old, new) ? .free : .rewrite
        case ("timestamp", "timestamp"), ("timestamptz", "timestamptz"), ("time", "time"), ("timetz", "timetz"),
            ("interval", "interval"):
            finer(old, new) ? .free : .rewrite
        case ("varbit", "varbit"): longer(old, new) ? .free : .rewrite
        case ("cidr", "inet"): .free
        case let (before, after) where before == after && old.modifiers == new.modifiers: .free
        default: .rewrite
        }
    }

    private static func longer(_ old: ColumnType, _ new: ColumnType) -> Bool {
        guard let after = new.modifiers.first else { return true }
        return old.modifiers.first.map { $0 <= after } ?? false
    }

    /// The precision may grow, the scale must stay.
    private static func wider(_ old: ColumnType, _ new: ColumnType) -> Bool {
        guard let after = new.modifiers.first else { return true }
        guard let before = old.modifiers.first else { return false }
        return before <= after && (old.modifiers.dropFirst().first ?? 0) == (new.modifiers.dropFirst().first ?? 0)
    }

    private static func finer(_ old: ColumnType, _ new: ColumnType) -> Bool {
        let (before, after) = (old.modifiers.last ?? 6, new.modifiers.last ?? 6)
        return before <= after
    }
}

extension ColumnType {
    /// One name for each type, however it is spelled.
    var canonical: String {
        switch name {
        case "int", "integer", "serial", "serial4": "int4"
        case "bigint", "bigserial", "serial8": "int8"
        case "smallint", "smallserial", "serial2": "int2"
        case "boolean": "bool"
        case "decimal": "numeric"
        case "character varying": "varchar"
        case "char", "character": "bpchar"
        case "timestamp without time zone": "timestamp"
        case "timestamp with time zone": "timestamptz"
        case "time without time zone": "time"
        case "time with time zone": "timetz"
        case "double precision": "float8"
        case "real": "float4"
        case "bit varying": "varbit"
        default: name
        }
    }

    /// The same type, the collation left out.
    func isWritten(as other: ColumnType) -> Bool {
        canonical == other.canonical && schema == other.schema && modifiers == other.modifiers
            && isArray == other.isArray
    }

    /// Stored alike, the two need not stand in the same order in an index, or not be compared by the same functions.
    func sortsUnlike(_ other: ColumnType) -> Bool {
        collation != other.collation || canonical != other.canonical && canonical.hasPrefix("timestamp")
    }

    var isSerial: Bool {
        ["serial", "bigserial", "smallserial", "serial4", "serial8", "serial2"].contains(name) && schema == nil
    }

    /// Reads what format_type prints: `character varying(40)`, `numeric(10,2)[]`, `timestamp(3) with time zone`.
    init(formatted text: String) {
        var name = text
        var modifiers: [Int] = []
        if let open = text.firstIndex(of: "("), let close = text.firstIndex(of: ")"), open < close {
            modifiers = text[text.index(after: open)..<close].split(separator: ",").compactMap { Int($0) }
            name = String(text[..<open]) + text[text.index(after: close)...]
        }
        let isArray = name.hasSuffix("[]")
        if isArray { name.removeLast(2) }
        self.init(name: name, modifiers: modifiers, isArray: isArray)
        self.name = canonical
    }
}
