import Model
import SQLSyntax

/// Names that PostgreSQL cuts: it keeps 63 bytes, and two that differ behind these are one to it.
struct LongNames {
    /// Each by what is left of it, as it was spelled first.
    private var spelled: [[UInt8]: (name: String, place: String)] = [:]

    private static let kept = 63

    /// A pair of names in the statement, or one of an earlier statement, that PostgreSQL takes for one.
    ///
    /// - Parameter place: of the statement, asked for where a name is long.
    mutating func collision(in statement: String, place: () -> String) -> (name: String, other: String, place: String)?
    {
        guard Self.mayHaveAny(statement) else { return nil }
        let bytes = Array(statement.utf8)
        var found: (String, String, String)?
        for token in SQL.tokens(statement) where token.end - token.start > Self.kept {
            let isQuoted = token.kind == .quotedWord
            guard isQuoted || token.kind == .word else { continue }
            // By bytes: to Swift a quote and a mark behind it are one character.
            let inner = isQuoted ? bytes[(token.start + 1)..<(token.end - 1)] : bytes[token.start..<token.end]
            let text = String(decoding: inner, as: UTF8.self)
            let name = isQuoted ? text.replacingScalars(of: "\"\"", with: "\"") : text.lowercased()
            guard name.utf8.count > Self.kept else { continue }
            let key = Array(name.utf8.prefix(Self.kept))
            if let other = spelled[key] {
                if !other.name.utf8.elementsEqual(name.utf8) { found = found ?? (name, other.name, other.place) }
            } else {
                spelled[key] = (name, place())
            }
        }
        return found
    }

    /// Most statements have no word of that length.
    private static func mayHaveAny(_ text: String) -> Bool {
        var run = 0
        for byte in text.utf8 {
            run = byte > 0x20 ? run + 1 : 0
            if run > kept { return true }
        }
        return false
    }
}
