/// What reads like a secret wherever it stands.
enum SecretLiteral {
    static func matches(_ text: String) -> Bool { matches(Array(text.utf8)[...]) }

    /// By bytes: texts of a megabyte have a hundred thousand literals.
    static func matches(_ text: ArraySlice<UInt8>) -> Bool {
        guard text.count >= 6 else { return false }
        let text = text.map { $0 &- UInt8(ascii: "A") < 26 ? $0 | 0x20 : $0 }
        return marks.contains { !places(of: $0, in: text).isEmpty } || holdsAssignment(text) || holdsCredentials(text)
    }

    private static let marks = ["-----begin ", "bearer ", "'eyj", "\"eyj", "akia", "aws_secret"].map { Array($0.utf8) }
    private static let names = [
        "password", "passwd", "pwd", "passphrase", "secret", "token", "apikey", "api_key", "access_key",
    ].map { Array($0.utf8) }

    /// `password=...`, `"token": ...`, `secret_key = ...`
    private static func holdsAssignment(_ text: [UInt8]) -> Bool {
        names.contains { name in
            places(of: name, in: text).contains { place in
                let behind = text[(place + name.count)...].drop { "\"'\\ s_key".utf8.contains($0) }
                return behind.first == UInt8(ascii: "=") || behind.first == UInt8(ascii: ":")
            }
        }
    }

    /// `scheme://user:password@host`
    private static func holdsCredentials(_ text: [UInt8]) -> Bool {
        guard let scheme = places(of: Array("://".utf8), in: text).first,
            let at = text.lastIndex(of: UInt8(ascii: "@")), at > scheme + 3
        else { return false }
        return text[(scheme + 3)..<at].contains(UInt8(ascii: ":"))
    }

    private static func places(of word: [UInt8], in text: [UInt8]) -> [Int] {
        guard let first = word.first, text.count >= word.count else { return [] }
        return (0...(text.count - word.count)).filter { place in
            text[place] == first && text[place..<(place + word.count)].elementsEqual(word)
        }
    }
}
