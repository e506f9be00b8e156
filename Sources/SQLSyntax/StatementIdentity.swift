/// What makes two texts the same statement, on every machine and in every version of advisor.
public struct StatementIdentity: Sendable, Hashable {
    /// libpg_query's fingerprint of the parse tree, 16 hexadecimal digits. It ignores what is nested more than 35
    /// sub-selects deep: never use it alone. nil where the text does not parse, and for utility statements, whose
    /// literals the fingerprint keeps: redaction must not make another statement of them.
    public let fingerprint: String?
    /// 16 hexadecimal digits: `FNV1a` of the canonical text.
    public let textHash: String

    /// Fingerprint and hash together: the id of the statement.
    public var id: String { (fingerprint ?? "text") + "-" + textHash }
}

/// The 64-bit hash FNV-1a (Fowler, Noll, Vo): for each byte, exclusive or, then multiply by the prime 2^40 + 435.
public enum FNV1a {
    public static func hash(_ bytes: some Sequence<UInt8>) -> UInt64 {
        bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }

    /// The hash as 16 hexadecimal digits.
    public static func digits(_ bytes: some Sequence<UInt8>) -> String {
        let digits = String(hash(bytes), radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
