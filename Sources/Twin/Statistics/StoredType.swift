/// A type of the twin's: how its values lie in memory.
struct StoredType: Equatable {
    var oid: UInt32
    var name: String
    /// Bytes of a value; -1: a header says it, -2: a zero byte ends it.
    var length: Int
    var isByValue: Bool
    var alignment: Int
    /// nil where no check is known.
    var form: ValueForm?

    /// Aligned as every type may need it.
    static func aligned(_ size: Int) -> Int { (size + 7) & ~7 }

    /// Checks the bytes of one value, without its header.
    func check(_ value: StoredBytes) throws(UnsoundBytes) {
        guard let form else { throw UnsoundBytes("values of the type \(name) are not checked") }
        if length > 0, value.remaining != length { throw UnsoundBytes("a value of \(name) has not its type's length") }
        guard try form.holds(value) else { throw UnsoundBytes("a value of \(name) is none of its type's") }
    }
}

/// What must be true of the bytes of a value so that functions of its type may be called on it. A server trusts what it stores:
/// counts and offsets in a value that lie would be followed.
indirect enum ValueForm: Equatable {
    /// Every pattern of bits is a value.
    case bits
    case truth
    /// An enum: one of its labels' oids.
    case label(Set<UInt32>)
    case text(TextEncoding)
    case name(TextEncoding)
    case number
    case address
    case bitString
    case array(StoredType)
    case range(UInt32, StoredType)

    func holds(_ value: StoredBytes) throws(UnsoundBytes) -> Bool {
        var value = value
        switch self {
        case .bits: return true
        case .truth: return try value.integer(UInt8.self) <= 1
        case .label(let labels): return labels.contains(try value.integer(UInt32.self))
        case .text(let encoding): return encoding.admits(value.rest)
        case .name(let encoding):
            guard let end = value.rest.firstIndex(of: 0) else { return false }
            return encoding.admits(value.rest[..<end])
        case .number: return try Self.isNumber(&value)
        case .address: return try Self.isAddress(&value)
        case .bitString: return try Self.isBitString(&value)
        case .array(let element): return try Self.isArray(&value, of: element)
        case .range(let oid, let bound): return try Self.isRange(&value, oid, bound)
        }
    }
}

/// What bytes a text may consist of.
enum TextEncoding: Equatable {
    case unicode, singleByte
    /// Of several bytes a character, which are not checked.
    case other

    /// - Parameter name: of a server's encoding.
    init(_ name: String) {
        switch name {
        case "UTF8": self = .unicode
        case let name where name.hasPrefix("EUC_") || name == "MULE_INTERNAL": self = .other
        default: self = .singleByte
        }
    }

    func admits(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard !bytes.contains(0) else { return false }
        return switch self {
        case .unicode: String(validating: bytes, as: UTF8.self) != nil
        case .singleByte: true
        case .other: bytes.allSatisfy { $0 < 0x80 }
        }
    }
}
