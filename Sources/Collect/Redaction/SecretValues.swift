import Foundation
import Model
import Postgres
import SQLSyntax

/// Values of columns that read like a secret, whatever their column is called: URLs and connection strings with a password,
/// documents with one, keys. A list of values that has one goes as a whole, with the others of its row.
enum SecretValues {
    static func removed(from section: Section) -> Section {
        // Sampled values have been looked at one by one.
        guard section.shape.name != SectionShape.parameterSamples.name else { return section }
        let columns = section.shape.columns.filter { $0.privacy == .values && $0.type == .text }.map(\.name)
        var rows: Set<Int> = []
        for column in columns {
            for (row, text) in section.texts(column).enumerated() where text.map(holdsSecret) ?? false {
                rows.insert(row)
            }
        }
        guard !rows.isEmpty else { return section }
        return columns.reduce(section) { result, column in
            result.mapping(column) { value, row in rows.contains(row) ? .null : value }
        }
    }

    /// Of a value, an array of values, or the bytes of a list of most common ones.
    static func holdsSecret(_ values: String) -> Bool {
        if values.hasPrefix("\\x") { return parts(ofBytes: values).contains { Secrets.isSecret(literal: $0) } }
        guard Secrets.maybeSecret(values) else { return false }
        guard let elements = ArrayLiteral.elements(of: values) else { return Secrets.isSecret(literal: values) }
        return elements.contains { $0.map { Secrets.isSecret(literal: $0) } ?? false }
    }

    /// The texts between bytes that are in none.
    private static func parts(ofBytes hexadecimal: String) -> [String] {
        var bytes: [UInt8] = []
        var high: UInt8?
        for digit in hexadecimal.utf8.dropFirst(2) {
            let value =
                digit &- UInt8(ascii: "0") < 10 ? digit - UInt8(ascii: "0") : (digit | 0x20) &- UInt8(ascii: "a") &+ 10
            if let first = high {
                bytes.append(first << 4 | value & 15)
                high = nil
            } else {
                high = value & 15
            }
        }
        return bytes.split { $0 < 0x20 }.map { String(decoding: $0, as: UTF8.self) }
    }
}
