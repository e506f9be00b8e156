import Testing

@testable import SampleWorkloads

@Suite struct TrafficParserTests {
    private func parse(_ text: String) throws -> [Request] {
        var parser = TrafficParser(file: "test/workload.sql")
        try parser.parse(text)
        return parser.requests
    }

    private func failure(_ text: String) throws -> String {
        let error = try #require(throws: WorkloadError.self) { _ = try parse(text) }
        #expect(error.code == .malformed)
        return error.description
    }

    @Test func aRequest() throws {
        let requests = try parse(
            """
            -- An application.

            -- request: read
            -- weight: 7
            -- transaction
            -- $post: 1 + floor(9 * random())
            -- $user: 3

            -- A remark: with a colon further on.
            -- statement: post
            SELECT *
            FROM posts WHERE id = $post AND author = $user AND id <> $post;

            -- statement: author
            -- each: post
            SELECT '$user', "a" FROM users WHERE id = $post.author_id;
            -- request: other
            -- held
            -- statement: idle
            SELECT 1;
            """)
        #expect(requests.map(\.name) == ["read", "other"])
        #expect(requests.map(\.weight) == [7, 1])
        #expect(requests.map(\.isTransaction) == [true, false])
        #expect(requests.map(\.isHeld) == [false, true])
        #expect(requests[0].draws.map(\.expression) == ["1 + floor(9 * random())", "3"])
        let post = requests[0].statements[0]
        #expect(post.text == "SELECT *\nFROM posts WHERE id = $1 AND author = $2 AND id <> $1")
        #expect(post.parameters == [.drawn("post"), .drawn("user")])
        let author = requests[0].statements[1]
        #expect(author.text == "SELECT '$user', \"a\" FROM users WHERE id = $1")
        #expect(author.parameters == [.column(statement: "post", column: "author_id")])
        #expect(author.each == "post")
    }

    @Test func statementsOfTheSession() throws {
        var parser = TrafficParser(file: "f")
        try parser.parse("-- session: SET ROLE app\n-- session: SET a = 1\n-- request: r\n-- statement: s\nSELECT 1;")
        #expect(parser.sessionStatements == ["SET ROLE app", "SET a = 1"])
    }

    @Test(arguments: [
        ("", "test/workload.sql:1: no request in the file"),
        ("SELECT 1;", "test/workload.sql:1: SQL outside a statement"),
        ("-- request: a\n-- wieght: 3", "test/workload.sql:2: unknown directive 'wieght'"),
        ("-- request: a\n-- weight: 0", "test/workload.sql:2: weight '0' is not a whole number above 0"),
        ("-- request: a\n-- request: b", "test/workload.sql:2: request 'a' has no statement"),
        ("-- request: a\n-- statement: s\nSELECT 1;\n-- request: a", "test/workload.sql:4: request 'a' has no name"),
        ("-- statement: s\nSELECT 1;", "test/workload.sql:1: a statement outside a request"),
        ("-- request: a\n-- statement: s\n\nSELECT 1", "test/workload.sql:2: statement 's' does not end"),
        (
            "-- request: a\n-- statement: s\nSELECT 1;\nSELECT 2;",
            "test/workload.sql:4: a second statement under one name"
        ),
        ("-- request: a\n-- statement: s\nSELECT $user;", "test/workload.sql:3: '$user' is not drawn in this request"),
        ("-- request: a\n-- statement: s\nSELECT $p.id;", "test/workload.sql:3: no earlier statement 'p'"),
        ("-- request: a\n-- statement: s\n-- each: p\nSELECT 1;", "test/workload.sql:3: no earlier statement 'p'"),
        ("-- request: a\n-- each: p", "test/workload.sql:2: `each` without a statement"),
        ("-- request: a\n-- $u: 1\n-- $u: 2", "test/workload.sql:3: '$u' is drawn twice"),
        ("-- request: a\n-- $u:", "test/workload.sql:2: '$u' is not a parameter with an expression"),
        ("-- weight: 2", "test/workload.sql:1: this belongs under `-- request:`"),
        ("-- request: a\n-- statement: s\nSELECT 1;\n-- weight: 2", "test/workload.sql:4: this belongs under"),
        (
            "-- request: a\n-- statement: s\nSELECT 1;\n-- statement: s\n",
            "test/workload.sql:4: statement 's' has no name"
        ),
    ])
    func errors(text: String, message: String) throws {
        #expect(try failure(text).hasPrefix(message))
    }
}
