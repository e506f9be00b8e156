/// What reads like a secret wherever it stands.
enum SecretLiteral {
    static func matches(_ text: String) -> Bool { matches(Array(text.utf8)[...]) }

    /// By bytes: texts of a megabyte have a hundred thousand literals.
    static func matches(_ text: ArraySlice<UInt8>) -> Bool {
        guard text.count >= 6, mayMatch(text) else { return false }
        let lower = text.map { $0 &- UInt8(ascii: "A") < 26 ? $0 | 0x20 : $0 }
        return marks.contains { !places(of: $0, in: lower).isEmpty } || holdsAssignment(lower)
            || holdsCredentials(lower) || assignsToSecret(text)
    }

    /// In one pass: nearly no text has any of this. What is here is a part of whatever matches; a name has letters and an address an
    /// `@`, so lists of numbers and times have neither.
    static func mayMatch(_ text: some Sequence<UInt8>) -> Bool {
        var (last, lastButOne): (UInt8, UInt8) = (0, 0)
        var (hasSign, hasWord) = (false, false)
        for byte in text {
            let lower = byte | 0x20
            switch lower {
            // Of : and = too.
            case UInt8(ascii: ":"), UInt8(ascii: "="), UInt8(ascii: "?"): hasSign = true
            case UInt8(ascii: "j") where lastButOne == UInt8(ascii: "e") && last == UInt8(ascii: "y"),
                UInt8(ascii: "a") where lastButOne == UInt8(ascii: "k") && last == UInt8(ascii: "i"),
                UInt8(ascii: "r") where lastButOne == UInt8(ascii: "r") && last == UInt8(ascii: "e"),
                UInt8(ascii: "c") where lastButOne == UInt8(ascii: "s") && last == UInt8(ascii: "e"),
                UInt8(ascii: "-") where lastButOne == UInt8(ascii: "-") && last == UInt8(ascii: "-"):
                return true
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "@") | 0x20, 0x80...: hasWord = true
            default: break
            }
            if hasSign && hasWord { return true }
            (lastButOne, last) = (last, lower)
        }
        return false
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

    /// The same of any name of a secret: `"pin": "1234"`, `pass=...`, `"otp"=>"..."`, `$.auth.pin ? (@ == "...")`.
    private static func assignsToSecret(_ text: ArraySlice<UInt8>) -> Bool {
        text.indices.contains { place in
            let byte = text[place]
            guard byte == UInt8(ascii: "=") || byte == UInt8(ascii: ":") || byte == UInt8(ascii: "?") else {
                return false
            }
            let before = text[..<place].reversed().drop { "\"'\\ )]".utf8.contains($0) }
            let name = before.prefix(64).prefix { isOfName($0) }.reversed()
            return !name.isEmpty && SecretNames.isSecret(String(decoding: Array(name), as: UTF8.self))
        }
    }

    private static func isOfName(_ byte: UInt8) -> Bool {
        (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte &- UInt8(ascii: "0") < 10 || byte == UInt8(ascii: "_")
            || byte == UInt8(ascii: "-")
    }

    private static func places(of word: [UInt8], in text: [UInt8]) -> [Int] {
        guard let first = word.first, text.count >= word.count else { return [] }
        return (0...(text.count - word.count)).filter { place in
            text[place] == first && text[place..<(place + word.count)].elementsEqual(word)
        }
    }
}
