import Model
import SQLSyntax
import Testing

@Suite struct HostileInputTests {
    private static func repeated(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }

    /// Up to 1 MB of what recursion, buffers and patience may break on. What matters is that each returns.
    static let hostile: [String] = [
        repeated("(", 30_000), "SELECT " + repeated("(", 30_000) + "1" + repeated(")", 30_000),
        "SELECT 1" + repeated("+1", 500_000), "SELECT " + repeated("NOT ", 30_000) + "true",
        "SELECT " + repeated(" -", 30_000) + "1", "SELECT a" + repeated("::int", 30_000),
        "SELECT a FROM t WHERE b IN (" + repeated("1234567,", 130_000) + "1)",
        "SELECT 1" + repeated(" UNION SELECT 1", 10_000), "SELECT 1 FROM t" + repeated(" JOIN t ON true", 10_000),
        "SELECT " + repeated("CASE WHEN a THEN ", 3_000) + "1" + repeated(" END", 3_000),
        "SELECT " + repeated("f(", 30_000), repeated("SELECT * FROM (", 9_000) + "SELECT 1" + repeated(") x", 9_000),
        "SELECT a" + repeated("[1]", 20_000), "INSERT INTO t VALUES " + repeated("(1,'x'),", 20_000) + "(1,'x')",
        repeated("SELECT 1;", 10_000), repeated("'", 99_999), repeated("$", 100_000), repeated("$1", 50_000),
        repeated("/*", 100_000), "SELECT 1 " + repeated("/*/ ", 50_000), repeated("\u{0}", 1_000_000),
        repeated("ü", 400_000), "SELECT '" + repeated("x", 900_000) + "'",
        "SELECT a AND b" + repeated(" OR a = 1", 10_000),
        "WITH " + repeated("x AS (SELECT 1), ", 10_000) + "y AS (SELECT 1) SELECT 1", repeated("x", 2_000_000),
        "SELECT 1 FROM t WHERE a = ANY (ARRAY[" + repeated("$1,", 50_000) + "$1])", repeated("SELECT $a$", 20_000),
        repeated("values(", 20_000), repeated("in (", 20_000) + repeated(",1)", 20_000), repeated("-", 1_000_000),
    ]

    @Test(arguments: hostile.indices)
    func returns(index: Int) {
        let text = Self.hostile[index]
        let analysis = SQL.analyze([text], catalog: Forum.catalog)[0]
        if analysis.facts.kind == .unparsed { #expect(analysis.facts.parseError?.isEmpty == false) }
        #expect(SQL.normalize(text).utf8.count < 4 << 20)
        _ = SQL.split(text)
    }

    @Test func tooLongAndTooDeepSaySo() {
        #expect(Described(Self.repeated(" ", SQL.maximumLength + 1)).facts.parseError?.hasPrefix("longer than") == true)
        #expect(
            Described("SELECT 1" + Self.repeated("+1", 100_000)).facts.parseError?.hasPrefix("nested too deep") == true)
        #expect(Described("SELECT 1" + Self.repeated("+1", 2_000)).facts.kind == .select)
    }

    @Test func invalidUTF8IsRepaired() {
        let text = String(decoding: [0x53, 0x45, 0x4C, 0xFF, 0x00, 0xC3], as: UTF8.self)
        #expect(Described(text).facts.kind == .unparsed)
        #expect(Described("SELECT '\u{FFFD}' FROM posts").facts.kind == .select)
    }

    /// Mutations of real statements, the same in every run.
    @Test func mutationsNeverCrash() {
        var random = SplitMix(state: 42)
        let corpus = FeatureTests.cases.flatMap { $0.firing + $0.silent }.filter { $0.utf8.count < 400 }
        let pieces = [
            "(", ")", ",", "'", "\"", "$1", "SELECT ", "*", " IN (", "::", "/*", "--", "\u{0}", "ü", ".", " AS x ", "[",
            ";", "NOT ",
        ]
        var texts: [String] = []
        for _ in 0..<3_000 {
            var bytes = Array(corpus[random.below(corpus.count)].utf8)
            for _ in 0...random.below(3) {
                let position = random.below(bytes.count)
                switch random.below(4) {
                case 0: bytes.remove(at: position)
                case 1: bytes.insert(contentsOf: pieces[random.below(pieces.count)].utf8, at: position)
                case 2: bytes[position] = UInt8(truncatingIfNeeded: random.below(256))
                default: bytes.append(contentsOf: bytes[position...])
                }
                if bytes.isEmpty { bytes = [0x20] }
            }
            texts.append(String(decoding: bytes, as: UTF8.self))
        }
        let analyses = SQL.analyze(texts, catalog: Forum.catalog)
        #expect(analyses.count == texts.count)
        for (text, analysis) in zip(texts, analyses) {
            #expect((analysis.facts.kind == .unparsed) == (analysis.facts.parseError != nil), "\(text)")
            #expect(!SQL.normalize(text).contains("'"), "\(text)")
        }
    }

    /// SplitMix64 (Steele, Lea, Flood, 2014).
    private struct SplitMix {
        var state: UInt64

        mutating func below(_ bound: Int) -> Int {
            state &+= 0x9E37_79B9_7F4A_7C15
            var value = state
            value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
            value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
            return Int((value ^ (value >> 31)) % UInt64(bound))
        }
    }
}
