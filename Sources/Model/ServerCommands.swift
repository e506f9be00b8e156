/// Text that a CI server acts on when it stands in a step's output.
///
/// Anywhere in a line: `##vso[` (Azure), `##[` (Azure, GitHub, Gitea), `##teamcity[`. Where a line begins, behind white space: `::name`
/// (GitHub, Gitea, Forgejo), and `travis_fold:` and `travis_time:`. Where a line begins, with nothing before: `--- `, `+++ `, `~~~ ` and
/// `^^^ +++` (Buildkite, whose readers see what stands below folded away or under another heading). What GitLab and Jenkins act on needs a carriage return or an
/// escape character, which `Visible.text` shows by its number. CircleCI reads no output for commands.
extension Visible {
    /// What begins a line in a text by right.
    public enum LineStart: Sendable {
        case nothing
        /// `##`: the headings of Markdown.
        case headings
        /// `::`: the commands that Advisor gives GitHub.
        case commands
    }

    /// The text with the first character of each such sign by its number, so that none is left; of Buildkite's the third, behind which a
    /// comment of SQL is one still.
    public static func uncommanded(_ text: String, keeping own: LineStart = .nothing) -> String {
        guard mayHoldSign(text) else { return text }
        let bytes = Array(text.utf8)
        let starts = CommandScanner(bytes, own).starts
        guard !starts.isEmpty else { return text }
        var shown: [UInt8] = []
        var copied = 0
        for start in starts {
            shown += bytes[copied..<start]
            shown += number(Unicode.Scalar(bytes[start])).utf8
            copied = start + 1
        }
        return String(decoding: shown + bytes[copied...], as: UTF8.self)
    }

    /// Whether a sign stands in the text that counts anywhere in a line.
    public static func holdsCommand(_ text: String) -> Bool {
        mayHoldSign(text) && !CommandScanner(Array(text.utf8), .commands, anywhere: true).starts.isEmpty
    }

    /// Nearly no text does: the rest is spared the search.
    private static func mayHoldSign(_ text: String) -> Bool {
        var (last, lastButOne): (UInt8, UInt8) = (0, 0)
        for byte in text.utf8 {
            defer { (lastButOne, last) = (last, byte) }
            if byte == last
                ? byte == UInt8(ascii: "#") || byte == UInt8(ascii: ":")
                    || byte == lastButOne && CommandScanner.rules.contains(byte)
                : byte == UInt8(ascii: "_") && last == UInt8(ascii: "s")
            {
                return true
            }
        }
        return false
    }

    /// Whether a line that began with the text would be a command.
    public static func beginsCommand(_ text: String) -> Bool { uncommanded(text) != text }
}

/// Finds the signs by bytes: to Swift one with a combining mark is another character, to a CI server it is not.
private struct CommandScanner {
    private let bytes: [UInt8]
    /// What is to be shown by its number.
    private(set) var starts: [Int] = []

    /// Three of which begin Buildkite's signs.
    static let rules = Array("-+~^".utf8)

    /// - Parameter anywhere: whether only signs are looked for that count anywhere in a line.
    init(_ bytes: [UInt8], _ own: Visible.LineStart, anywhere: Bool = false) {
        self.bytes = bytes
        var beginsLine = true
        if !anywhere, isRule(at: 0) { starts.append(2) }
        var position = 0
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
                beginsLine = true
                position += 1
                if !anywhere, isRule(at: position) { starts.append(position + 2) }
                continue
            }
            let blank = beginsLine ? whiteSpace(at: position) : 0
            if blank > 0 {
                position += blank
                continue
            }
            if isSign(at: position, own, beginsLine) { starts.append(position) }
            beginsLine = false
            position += 1
        }
    }

    private func isSign(at position: Int, _ own: Visible.LineStart, _ beginsLine: Bool) -> Bool {
        switch bytes[position] {
        case UInt8(ascii: "#"):
            guard has("##", at: position) else { return false }
            return opensBracket(from: position + 2) || (beginsLine && own == .nothing)
        case UInt8(ascii: ":"): return beginsLine && own != .commands && has("::", at: position)
        case UInt8(ascii: "t"):
            return beginsLine && own != .commands
                && (has("travis_fold:", at: position) || has("travis_time:", at: position))
        default: return false
        }
    }

    /// `--- name`, `+++ name`, `~~~ name`, `^^^ +++`
    private func isRule(at position: Int) -> Bool {
        guard position + 3 < bytes.count, Self.rules.contains(bytes[position]),
            bytes[position..<position + 3].allSatisfy({ $0 == bytes[position] })
        else { return false }
        let isBlank = bytes[position + 3] == 0x20 || (0x09...0x0D).contains(bytes[position + 3])
        // A line that ends there is a rule of Markdown.
        return isBlank && bytes[position + 3] != UInt8(ascii: "\n")
    }

    private func has(_ sign: StaticString, at position: Int) -> Bool {
        sign.withUTF8Buffer { bytes[position...].starts(with: $0) }
    }

    /// `[` behind a word, which may be empty.
    private func opensBracket(from start: Int) -> Bool {
        var position = start
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "["): return true
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."):
                position += 1
            default: return false
            }
        }
        return false
    }

    /// The length of a character of white space, 0 for another.
    private func whiteSpace(at position: Int) -> Int {
        let lead = bytes[position]
        guard lead >= 0x80 else { return lead == 0x20 || (0x09...0x0D).contains(lead) ? 1 : 0 }
        let length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2
        guard position + length <= bytes.count else { return 0 }
        let scalars = String(decoding: bytes[position..<position + length], as: UTF8.self).unicodeScalars
        return scalars.first?.properties.isWhitespace == true ? length : 0
    }
}
