/// What one column of a section holds, and so how its difference over a window is taken.
public enum ColumnRole: String, Sendable, Codable {
    /// Part of the row's identity.
    case key
    /// True until somebody changes it: a name, a definition, a setting.
    case fact
    /// A momentary measure: it goes up and down.
    case gauge
    /// Cumulative since a reset: only its difference between two snapshots means something.
    case counter
}

/// The storage class of a column.
public enum ColumnType: String, Sendable, Codable {
    case integer, real, text, boolean
    /// Seconds since 1970-01-01 UTC, stored as a real.
    case time
    /// JSON text: an array or an object.
    case json
}

/// What `--redact` must remove from a column.
public enum ColumnPrivacy: String, Sendable, Codable {
    /// Names, figures and definitions: kept.
    case open
    /// Text that may hold literals of the user's data or secrets: normalised or removed.
    case literals
    /// Values sampled from the user's tables (most common values, histogram bounds): removed.
    case values
}

/// One column of a section or of an evidence table.
public struct ColumnShape: Sendable, Equatable {
    public let name: String
    public let type: ColumnType
    public let role: ColumnRole
    public let privacy: ColumnPrivacy
    /// What the column means, with its unit; printed in rules/README.md.
    public let meaning: String

    public init(
        _ name: String, _ type: ColumnType, _ role: ColumnRole, _ meaning: String, privacy: ColumnPrivacy = .open
    ) {
        self.name = name
        self.type = type
        self.role = role
        self.privacy = privacy
        self.meaning = meaning
    }

    public static func key(_ name: String, _ type: ColumnType, _ meaning: String) -> ColumnShape {
        ColumnShape(name, type, .key, meaning)
    }

    public static func fact(
        _ name: String, _ type: ColumnType, _ meaning: String, privacy: ColumnPrivacy = .open
    ) -> ColumnShape {
        ColumnShape(name, type, .fact, meaning, privacy: privacy)
    }

    public static func gauge(_ name: String, _ type: ColumnType, _ meaning: String) -> ColumnShape {
        ColumnShape(name, type, .gauge, meaning)
    }

    public static func counter(_ name: String, _ type: ColumnType, _ meaning: String) -> ColumnShape {
        ColumnShape(name, type, .counter, meaning)
    }
}

/// How the history keeps a section.
public enum SectionStorage: String, Sendable, Codable {
    /// Rarely changes: the whole section is stored once for each distinct content.
    case catalog
    /// One row a key, stored only when it changed.
    case counters
    /// Different every time and small: stored whole with each snapshot.
    case momentary
    /// Large texts: each row stored once, whatever the snapshot.
    case texts
}

/// The layout of a section: its name, its key and its columns in order.
public struct SectionShape: Sendable, Equatable {
    public let name: String
    public let meaning: String
    public let storage: SectionStorage
    public let columns: [ColumnShape]

    public init(_ name: String, _ storage: SectionStorage, _ meaning: String, _ columns: [ColumnShape]) {
        self.name = name
        self.storage = storage
        self.meaning = meaning
        self.columns = columns
    }

    /// Positions of the key columns.
    public var keyColumns: [Int] { columns.indices.filter { columns[$0].role == .key } }

    /// The position of a column; nil where there is none of that name.
    public func position(of column: String) -> Int? { columns.firstIndex { $0.name == column } }
}

/// One value of a section. Times are reals, JSON is text.
public enum Value: Sendable, Hashable {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)
    case boolean(Bool)
}

/// The values of one column, packed by type: a snapshot of 2,000 tables holds about a million values.
public enum ColumnValues: Sendable, Equatable {
    case integers([Int64?])
    case reals([Double?])
    case texts([String?])
    case booleans([Bool?])

    public init(type: ColumnType) {
        switch type {
        case .integer: self = .integers([])
        case .real, .time: self = .reals([])
        case .text, .json: self = .texts([])
        case .boolean: self = .booleans([])
        }
    }

    public var count: Int {
        switch self {
        case .integers(let values): values.count
        case .reals(let values): values.count
        case .texts(let values): values.count
        case .booleans(let values): values.count
        }
    }

    public subscript(row: Int) -> Value {
        switch self {
        case .integers(let values): values[row].map(Value.integer) ?? .null
        case .reals(let values): values[row].map(Value.real) ?? .null
        case .texts(let values): values[row].map(Value.text) ?? .null
        case .booleans(let values): values[row].map(Value.boolean) ?? .null
        }
    }

    /// The values at these positions, in this order.
    public func keeping(_ rows: [Int]) -> ColumnValues {
        switch self {
        case .integers(let values): .integers(rows.map { values[$0] })
        case .reals(let values): .reals(rows.map { values[$0] })
        case .texts(let values): .texts(rows.map { values[$0] })
        case .booleans(let values): .booleans(rows.map { values[$0] })
        }
    }

    /// Appends a value; one of another type is stored as null, except that integers widen to reals.
    public mutating func append(_ value: Value) {
        switch self {
        case .integers(var values):
            self = .integers([])
            values.append(value.integer)
            self = .integers(values)
        case .reals(var values):
            self = .reals([])
            values.append(value.real)
            self = .reals(values)
        case .texts(var values):
            self = .texts([])
            values.append(value.text)
            self = .texts(values)
        case .booleans(var values):
            self = .booleans([])
            values.append(value.boolean)
            self = .booleans(values)
        }
    }
}

extension Value {
    public var isNull: Bool { self == .null }
    public var integer: Int64? { if case .integer(let value) = self { value } else { nil } }
    public var text: String? { if case .text(let value) = self { value } else { nil } }
    public var boolean: Bool? { if case .boolean(let value) = self { value } else { nil } }
    /// The number, whether stored as an integer or a real.
    public var real: Double? {
        switch self {
        case .real(let value): value
        case .integer(let value): Double(value)
        default: nil
        }
    }
}

/// A part of a snapshot: a table of values, laid out by its shape.
public struct Section: Sendable, Equatable {
    public let shape: SectionShape
    /// Parallel to `shape.columns`; all of equal length.
    public private(set) var columns: [ColumnValues]
    public private(set) var count = 0

    public init(_ shape: SectionShape) {
        self.shape = shape
        columns = shape.columns.map { ColumnValues(type: $0.type) }
    }

    /// Takes whole columns, parallel to the shape's and each of `count` values.
    public init(_ shape: SectionShape, columns: [ColumnValues], count: Int) {
        precondition(
            columns.count == shape.columns.count && columns.allSatisfy { $0.count == count },
            "section \(shape.name): columns do not fit the shape")
        self.shape = shape
        self.columns = columns
        self.count = count
    }

    /// Appends a row given in the order of the shape's columns; missing trailing values are null.
    public mutating func append(_ row: [Value]) {
        for position in columns.indices {
            columns[position].append(position < row.count ? row[position] : .null)
        }
        count += 1
    }

    /// Appends a row given by column name; the others are null.
    public mutating func append(_ row: [String: Value]) {
        append(shape.columns.map { row[$0.name] ?? .null })
    }

    public subscript(row: Int, column: String) -> Value {
        guard let position = shape.position(of: column) else { return .null }
        return columns[position][row]
    }

    /// The rows at these positions, in this order.
    public func keeping(_ rows: [Int]) -> Section {
        Section(shape, columns: columns.map { $0.keeping(rows) }, count: rows.count)
    }

    /// The whole column as integers; nulls where it holds another type. Empty where the shape has no such column.
    public func integers(_ column: String) -> [Int64?] {
        guard let position = shape.position(of: column) else { return [] }
        if case .integers(let values) = columns[position] { return values }
        return Array(repeating: nil, count: count)
    }

    /// The whole column as texts; nulls where it holds another type.
    public func texts(_ column: String) -> [String?] {
        guard let position = shape.position(of: column) else { return [] }
        if case .texts(let values) = columns[position] { return values }
        return Array(repeating: nil, count: count)
    }

    /// The whole column as reals; nulls where it holds another type.
    public func reals(_ column: String) -> [Double?] {
        guard let position = shape.position(of: column) else { return [] }
        if case .reals(let values) = columns[position] { return values }
        return Array(repeating: nil, count: count)
    }

    /// The whole column as booleans; nulls where it holds another type.
    public func booleans(_ column: String) -> [Bool?] {
        guard let position = shape.position(of: column) else { return [] }
        if case .booleans(let values) = columns[position] { return values }
        return Array(repeating: nil, count: count)
    }

    /// The row's identity: its key values, joined so that equal keys give equal strings.
    public func key(of row: Int) -> String {
        shape.keyColumns.map { position in
            switch columns[position][row] {
            case .null: "\u{0}"
            case .integer(let value): String(value)
            case .real(let value): String(value)
            case .boolean(let value): value ? "t" : "f"
            case .text(let value): value
            }
        }.joined(separator: "\u{1}")
    }
}
