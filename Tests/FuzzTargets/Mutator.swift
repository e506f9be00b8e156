/// Makes inputs out of those of the corpus: the same sequence for the same seed.
///
/// Bytes alone seldom get past a parser, so numbers become other numbers, words are swapped and repeated, and pieces of
/// other inputs are put in.
public struct Mutator {
    private let corpus: [[UInt8]]
    private var state: UInt64

    /// - Parameter corpus: not empty.
    public init(corpus: [[UInt8]], seed: UInt64) {
        self.corpus = corpus
        state = seed
    }

    public mutating func next() -> [UInt8] {
        var input = corpus[number(below: corpus.count)]
        for _ in 0...number(below: 5) { mutate(&input) }
        return input
    }

    private mutating func number(below limit: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int(truncatingIfNeeded: (mixed ^ (mixed >> 31)) >> 1) % max(limit, 1)
    }

    private mutating func mutate(_ input: inout [UInt8]) {
        switch number(below: 10) {
        case 0:
            guard !input.isEmpty else { return }
            input[number(below: input.count)] ^= 1 << UInt8(number(below: 8))
        case 1:
            guard !input.isEmpty else { return }
            input[number(below: input.count)] = UInt8(number(below: 256))
        case 2: input.removeSubrange(range(input, longest: 40))
        case 3: input.insert(contentsOf: input[range(input, longest: 60)], at: number(below: input.count + 1))
        case 4: input.insert(contentsOf: pick(Self.pieces), at: number(below: input.count + 1))
        case 5, 6: replaceNumber(&input)
        case 7: replaceWord(&input)
        case 8:
            let other = corpus[number(below: corpus.count)]
            input.replaceSubrange(range(input, longest: 200), with: other[range(other, longest: 200)])
        default:
            guard number(below: 4) == 0 else { return replaceNumber(&input) }
            input.removeLast(number(below: input.count + 1))
        }
    }

    private mutating func range(_ input: [UInt8], longest: Int) -> Range<Int> {
        let start = number(below: input.count + 1)
        return start..<min(input.count, start + 1 + number(below: longest))
    }

    private mutating func pick(_ texts: [String]) -> [UInt8] { Array(texts[number(below: texts.count)].utf8) }

    /// The first number behind a place becomes one that conversions and products stumble over.
    private mutating func replaceNumber(_ input: inout [UInt8]) {
        let from = number(below: input.count + 1)
        guard let start = input[from...].firstIndex(where: \.isDigit) else { return }
        let end = input[start...].firstIndex { !$0.isDigit && $0 != UInt8(ascii: ".") } ?? input.count
        input.replaceSubrange(start..<end, with: pick(Self.numbers))
    }

    /// A word becomes another one of the same input: doubled columns, swapped keys and types.
    private mutating func replaceWord(_ input: inout [UInt8]) {
        guard let target = word(input), let source = word(input) else { return }
        let words = Array(input[source])
        input.replaceSubrange(target, with: words)
    }

    private mutating func word(_ input: [UInt8]) -> Range<Int>? {
        let from = number(below: input.count + 1)
        guard let start = input[from...].firstIndex(where: \.isWord) else { return nil }
        return start..<(input[start...].firstIndex { !$0.isWord } ?? input.count)
    }

    private static let numbers = [
        "0", "-1", "1e19", "1e25", "1e26", "1e308", "1e309", "-1e308", "9223372036854775807", "9223372036854775808",
        "-9223372036854775808", "18446744073709551616", "2147483648", "4294967296", "65536", "255", "0.0000001", "NaN",
        "Infinity", "-0", "null", "true", "\"x\"", "1e-320", "99999999999999999999999999", "[]", "{}",
    ]

    private static let pieces = [
        "\"", "'", "\\", "\\u0000", "\\ud800", "\u{0}", "\u{202E}", "\u{1B}[31m", "/*", "*/", "--", "$$", "$a$", ";",
        ",",
        ":", "{", "}", "[", "]", "(", ")", "<", ">", "&#x110000;", "&#55296;", "é", "\u{FEFF}", "\r\n", "\n", "\t", "%",
        "{{", "}}", "{{#a}}", "&a", "*a", "!!int", "|\n", "- ", "? ", "null", "E'\\", "U&'", "::", "->", "\\.",
        "\\copy",
        "NaN", "1e999", String(repeating: "[", count: 3_000), String(repeating: "(", count: 3_000),
        String(repeating: "{\"a\":", count: 1_000), String(repeating: "<a>", count: 1_000),
        String(repeating: "- ", count: 1_000), String(repeating: "a", count: 5_000),
        String(repeating: "1+", count: 2_000),
        String(repeating: "/*", count: 1_000), String(repeating: "NOT ", count: 1_000),
    ]
}

extension UInt8 {
    fileprivate var isDigit: Bool { self &- UInt8(ascii: "0") < 10 }
    fileprivate var isWord: Bool { isDigit || (self | 0x20) &- UInt8(ascii: "a") < 26 || self == UInt8(ascii: "_") }
}
