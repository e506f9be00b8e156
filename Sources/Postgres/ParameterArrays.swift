/// Parameters laid out as libpq takes them. The texts live as long as this object.
final class ParameterArrays {
    private(set) var values: [UnsafePointer<CChar>?] = []
    private(set) var lengths: [Int32] = []
    private(set) var formats: [Int32] = []
    private(set) var types: [UInt32] = []
    private var isEncoded = false

    /// - Throws: `.invalidRequest` for more than 65,535 parameters, and for texts with a NUL, which PostgreSQL cannot hold.
    init(_ parameters: [Parameter]) throws(PostgresError) {
        guard parameters.count <= 65_535 else {
            throw PostgresError(
                .invalidRequest, "\(parameters.count) parameters in one statement",
                remedy: "The protocol takes 65,535: bind arrays instead.")
        }
        for (index, parameter) in parameters.enumerated() {
            if !parameter.isBinary, parameter.bytes?.contains(0) ?? false {
                throw PostgresError(
                    .invalidRequest, "parameter $\(index + 1) is a text with a NUL character",
                    remedy: "Remove the NUL, or bind the value as bytea.")
            }
        }
        for (index, parameter) in parameters.enumerated() {
            guard let length = Int32(exactly: parameter.bytes?.count ?? 0) else {
                throw PostgresError(
                    .invalidRequest, "parameter $\(index + 1) is longer than 2 GB",
                    remedy: "PostgreSQL holds values of up to 1 GB.")
            }
            values.append(parameter.bytes.map(Self.copy))
            lengths.append(length)
            formats.append(parameter.isBinary ? 1 : 0)
            types.append(parameter.type)
        }
    }

    /// Puts the texts of those that are not ASCII into another encoding, once.
    func encode(by encoding: ServerEncoding) {
        guard !isEncoded else { return }
        isEncoded = true
        for (index, value) in values.enumerated() where formats[index] == 0 {
            guard let value else { continue }
            let text = UnsafeBufferPointer(start: value, count: Int(lengths[index])).map { UInt8(bitPattern: $0) }
            guard text.contains(where: { $0 >= 0x80 }), let bytes = encoding.bytes(text) else { continue }
            value.deallocate()
            values[index] = Self.copy(bytes)
            lengths[index] = Int32(truncatingIfNeeded: bytes.count)
        }
    }

    deinit { for value in values { value?.deallocate() } }

    /// A NUL-terminated copy.
    private static func copy(_ bytes: [UInt8]) -> UnsafePointer<CChar> {
        let copy = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count + 1)
        for (index, byte) in bytes.enumerated() { copy[index] = CChar(bitPattern: byte) }
        copy[bytes.count] = 0
        return UnsafePointer(copy)
    }
}
