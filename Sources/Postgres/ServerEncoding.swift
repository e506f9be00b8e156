import Foundation

/// An encoding of a database that is neither UTF-8 nor none, by its characters.
///
/// A server refuses a whole answer for one byte that its encoding gives no character (0x81 in WIN1252), and its log keeps an error.
/// So texts are asked for as the bytes that they are and read here, where such a byte is U+FFFD and costs its own value alone. The
/// characters are those of libc's iconv, which `ServerEncodingTests` compares with the server's.
final class ServerEncoding: Sendable {
    /// As `server_encoding` has it.
    let name: String
    /// By the bytes of a character, the first the highest.
    private let characters: [UInt32: String]
    private let codes: [Unicode.Scalar: UInt32]
    private let leads: Leads

    /// How many bytes the character has that begins with a byte from 0x80 on.
    private enum Leads: Sendable {
        case single, double
        /// 0x8E begins one of `shifted` bytes, 0x8F one of three.
        case extended(shifted: Int)

        func length(of byte: UInt8) -> Int {
            switch (self, byte) {
            case (.single, _): 1
            case (.extended(let shifted), 0x8E): shifted
            case (.extended, 0x8F): 3
            default: 2
            }
        }
    }

    /// - Returns: nil for an encoding that is not known here, nor needs to be.
    init?(_ name: String) {
        guard let (converter, leads) = Self.known[name], let table = Self.table(converter, leads) else { return nil }
        self.name = name
        self.leads = leads
        var characters = table
        for (code, text) in Self.exceptions[name] ?? [:] { characters[code] = text }
        self.characters = characters
        var codes: [Unicode.Scalar: UInt32] = [:]
        for (code, text) in characters where text.unicodeScalars.count == 1 {
            for scalar in text.unicodeScalars { codes[scalar] = min(code, codes[scalar] ?? code) }
        }
        self.codes = codes
    }

    // MARK: Both ways

    /// The text; what is no character is U+FFFD.
    func text(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
        var text = ""
        text.reserveCapacity(bytes.count)
        var scalars = text.unicodeScalars
        var position = 0
        while position < bytes.count {
            let byte = bytes[position]
            if byte < 0x80 {
                scalars.append(Unicode.Scalar(byte))
                position += 1
                continue
            }
            let end = min(position + leads.length(of: byte), bytes.count)
            let code = bytes[position..<end].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            if let character = characters[code] {
                scalars.append(contentsOf: character.unicodeScalars)
                position = end
            } else {
                scalars.append("\u{FFFD}")
                // An ASCII character behind half of another is itself.
                position += bytes[position..<end].prefix { $0 >= 0x80 }.count
            }
        }
        return String(scalars)
    }

    /// - Returns: nil where the encoding lacks a character.
    func bytes(_ text: some Sequence<UInt8>) -> [UInt8]? {
        var bytes: [UInt8] = []
        for scalar in String(decoding: Array(text), as: UTF8.self).unicodeScalars {
            if scalar.isASCII {
                bytes.append(UInt8(truncatingIfNeeded: scalar.value))
                continue
            }
            guard let code = codes[scalar] else { return nil }
            bytes += stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: code >> UInt32($0)) }
                .drop { $0 == 0 }
        }
        return bytes
    }

    // MARK: Characters

    private static func table(_ converter: String, _ leads: Leads) -> [UInt32: String]? {
        guard let handle = iconv_open("UTF-8", converter), handle != iconv_t(bitPattern: -1) else { return nil }
        defer { iconv_close(handle) }
        var table: [UInt32: String] = [:]
        for code in candidates(leads) {
            guard let text = character(code, handle), !text.unicodeScalars.contains(where: isPrivate) else { continue }
            table[code] = text
        }
        return table
    }

    /// The server has none of these, some converters do.
    private static func isPrivate(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.generalCategory == .privateUse }

    private static func candidates(_ leads: Leads) -> [UInt32] {
        let high: ClosedRange<UInt32> = 0xA1...0xFE
        let pairs = high.flatMap { first in high.map { first << 8 | $0 } }
        switch leads {
        case .single: return Array(0x80...0xFF)
        case .double: return pairs
        case .extended(let shifted):
            let planes =
                shifted == 2
                ? high.map { 0x8E00 | $0 }
                : (0xA1...0xAF).flatMap { plane in pairs.map { 0x8E00_0000 | plane << 16 | $0 } }
            return pairs + planes + pairs.map { 0x8F_0000 | $0 }
        }
    }

    private static func character(_ code: UInt32, _ handle: iconv_t) -> String? {
        var input = stride(from: 24, through: 0, by: -8).map { CChar(truncatingIfNeeded: code >> UInt32($0)) }
            .drop { $0 == 0 }.map { $0 }
        var output = [CChar](repeating: 0, count: 32)
        let written = input.withUnsafeMutableBufferPointer { input in
            output.withUnsafeMutableBufferPointer { output -> Int? in
                var (source, left) = (input.baseAddress, input.count)
                var (place, room) = (output.baseAddress, output.count)
                // Some keep a character back that a mark could follow: the second call asks for it.
                guard iconv(handle, nil, nil, nil, nil) == 0,
                    iconv(handle, &source, &left, &place, &room) != Int(bitPattern: UInt.max),
                    iconv(handle, nil, nil, &place, &room) == 0
                else { return nil }
                return output.count - room
            }
        }
        guard let written, written > 0 else { return nil }
        return String(decoding: output.prefix(written).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    // MARK: Which

    /// libc's name of each.
    private static let known: [String: (converter: String, leads: Leads)] = {
        var known: [String: (String, Leads)] = [
            "EUC_CN": ("EUC-CN", .double), "EUC_KR": ("EUC-KR", .extended(shifted: 2)),
            "EUC_JP": ("EUC-JP-MS", .extended(shifted: 2)),
            "EUC_JIS_2004": ("EUC-JISX0213", .extended(shifted: 2)),
            "EUC_TW": ("EUC-TW", .extended(shifted: 4)), "KOI8R": ("KOI8-R", .single), "KOI8U": ("KOI8-U", .single),
        ]
        let latin = [1: 1, 2: 2, 3: 3, 4: 4, 5: 9, 6: 10, 7: 13, 8: 14, 9: 15, 10: 16]
        for (number, part) in latin { known["LATIN\(number)"] = ("ISO-8859-\(part)", .single) }
        for part in 5...8 { known["ISO_8859_\(part)"] = ("ISO-8859-\(part)", .single) }
        for page in [866, 874] + Array(1250...1258) { known["WIN\(page)"] = ("CP\(page)", .single) }
        return known
    }()

    /// Where the server reads another character, or none.
    private static let exceptions: [String: [UInt32: String?]] = [
        "EUC_JIS_2004": [0xA1B1: "\u{203E}", 0xA1EF: "\u{A5}"], "EUC_JP": [0x8FA2B7: nil],
    ]
}
