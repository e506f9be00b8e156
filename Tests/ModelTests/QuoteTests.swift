import Model
import Testing

@Suite struct QuoteTests {
    @Test(arguments: [
        ("posts", "posts"), ("Posts", "\"Posts\""), ("order", "\"order\""), ("a\"b", "\"a\"\"b\""), ("", "\"\""),
        ("1st", "\"1st\""), ("über", "\"über\""),
    ])
    func identifier(name: String, quoted: String) {
        #expect(Quote.identifier(name) == quoted)
    }

    @Test(arguments: [("a", "'a'"), ("it's", "'it''s'"), ("a\\b", "E'a\\\\b'")])
    func literal(text: String, quoted: String) {
        #expect(Quote.literal(text) == quoted)
    }
}
