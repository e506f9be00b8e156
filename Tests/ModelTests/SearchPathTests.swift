import Model
import Testing

@Suite struct SearchPathTests {
    @Test(arguments: [
        ("\"$user\", public", ["$user", "public"]), ("", []), ("a,b , C", ["a", "b", "c"]),
        ("\"A,b\", \"c\"\"d\"", ["A,b", "c\"d"]),
        // A mark on a quote or a comma leaves it one.
        ("\"a\"\u{301}, mallory", ["a", "\u{301}", "mallory"]), ("a,\u{301}b, mallory", ["a", "\u{301}b", "mallory"]),
        ("\"a\"\"\u{301}b\", mallory", ["a\"\u{301}b", "mallory"]),
    ])
    func parts(path: String, expected: [String]) {
        #expect(SearchPath.parts(path).map { Array($0.unicodeScalars) } == expected.map { Array($0.unicodeScalars) })
    }
}
