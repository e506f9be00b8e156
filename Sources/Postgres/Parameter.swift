import Foundation

/// A value bound to `$1`, `$2` ... of a statement. Parameters travel beside the SQL text, so no quoting is ever needed.
public struct Parameter: Sendable, Equatable {
    /// The value in PostgreSQL's text or binary form; nil is NULL.
    let bytes: [UInt8]?
    /// The type's OID, 0 to let the server infer it from the statement.
    let type: UInt32
    let isBinary: Bool

    /// A value in PostgreSQL's text form. `type` forces a type where the server cannot infer one.
    public init(text: String?, type: UInt32 = 0) {
        bytes = text.map { Array($0.utf8) }
        self.type = type
        isBinary = false
    }

    /// A value in PostgreSQL's binary form of `type`, bytea unless said otherwise.
    public init(binary: [UInt8]?, type: UInt32 = TypeOID.bytea) {
        bytes = binary
        self.type = type
        isBinary = true
    }

    public static let null = Parameter(text: nil)
    public static func string(_ value: String?) -> Self { Self(text: value) }
    public static func int(_ value: Int?) -> Self { Self(text: value.map { String($0) }) }
    public static func double(_ value: Double?) -> Self { Self(text: value.map { Self.text(of: $0) }) }
    public static func bool(_ value: Bool?) -> Self { Self(text: value.map { $0 ? "true" : "false" }) }
    public static func uuid(_ value: UUID?) -> Self { Self(text: value?.uuidString) }
    public static func bytea(_ value: [UInt8]?) -> Self { Self(binary: value) }
    public static func strings(_ values: [String?]) -> Self { Self(text: ArrayLiteral.text(of: values)) }
    public static func ints(_ values: [Int]) -> Self {
        Self(text: "{\(values.map(String.init).joined(separator: ","))}")
    }

    private static func text(of value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Infinity" : "Infinity" }
        return "\(value)"
    }
}

extension Parameter: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByNilLiteral
{
    public init(stringLiteral value: String) { self = .string(value) }
    public init(integerLiteral value: Int) { self = .int(value) }
    public init(floatLiteral value: Double) { self = .double(value) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(nilLiteral: ()) { self = .null }
}

/// A statement and its parameters, for pipelines.
public struct Query: Sendable, Equatable, ExpressibleByStringLiteral {
    public var sql: String
    public var parameters: [Parameter]

    public init(_ sql: String, _ parameters: [Parameter] = []) {
        self.sql = sql
        self.parameters = parameters
    }

    public init(stringLiteral value: String) { self.init(value) }
}

/// OIDs of built-in types; they are fixed for all servers.
public enum TypeOID {
    public static let bool: UInt32 = 16
    public static let bytea: UInt32 = 17
    public static let int8: UInt32 = 20
    public static let int2: UInt32 = 21
    public static let int4: UInt32 = 23
    public static let text: UInt32 = 25
    public static let oid: UInt32 = 26
    public static let json: UInt32 = 114
    public static let float4: UInt32 = 700
    public static let float8: UInt32 = 701
    public static let textArray: UInt32 = 1009
    public static let int8Array: UInt32 = 1016
    public static let timestamp: UInt32 = 1114
    public static let timestamptz: UInt32 = 1184
    public static let numeric: UInt32 = 1700
    public static let uuid: UInt32 = 2950
    public static let jsonb: UInt32 = 3802
}
