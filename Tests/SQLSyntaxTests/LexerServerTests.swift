import Cluster
import Postgres
import TestSupport
import Testing

@testable import SQLSyntax

/// Where our lexer cuts a list of literals, a server with either setting of standard_conforming_strings cuts it too.
@Suite struct LexerServerTests {
    private static let pieces = [
        "'", "''", "\\", "\\\\", "\\'", "a", " ", "\n", "--", "/*", "*/", "$$", "\"", ", ", "'\n'", "' -- '\n'",
    ]
    private static let openings = ["'", "e'", "E'", "n'", "U&'", "$$", "$a$", "'"]

    private static func text(_ random: inout Randomness) -> String {
        (0...random.number(2)).map { _ in
            let opening = openings[random.number(openings.count)]
            let body = (0...random.number(5)).map { _ in pieces[random.number(pieces.count)] }.joined()
            return opening + body + (opening.hasPrefix("$") ? opening : "'")
        }.joined(separator: ", ")
    }

    @Test(arguments: [true, false])
    func literalsEndWhereTheServerEndsThem(isConforming: Bool) async throws {
        try await TestServer.withDatabase { database in
            let connection = try await Connection.connect(ConnectionOptions(database.url))
            _ = try await connection.execute(
                "SET standard_conforming_strings = \(isConforming ? "on" : "off"); SET escape_string_warning = off")
            var random = Randomness(seed: 7)
            var compared = 0
            for _ in 0..<1_500 {
                let text = Self.text(&random)
                let tokens = Lexer.tokens(text, isConforming: isConforming)
                // The server says which parts there are and what they say: each literal by itself says the same.
                guard let whole = try await Self.values("SELECT \(text)", connection) else { continue }
                compared += 1
                let literals = tokens.filter { $0.kind == .string }
                #expect(literals.count == whole.count, "\(text.debugDescription)")
                let bytes = Array(text.utf8)
                let parts = literals.map { String(decoding: bytes[$0.range], as: UTF8.self) }
                let apart = try await Self.values("SELECT " + parts.joined(separator: "\n,\t"), connection)
                #expect(apart == whole, "\(text.debugDescription)")
            }
            #expect(compared > 200, "the server took \(compared)")
            await connection.close()
        }
    }

    /// The columns of the one row; nil where the server refuses the text.
    private static func values(_ sql: String, _ connection: Connection) async throws -> [String?]? {
        do {
            let rows = try await connection.query(sql)
            return rows.first.map { row in (0..<row.count).map { row[$0].string } }
        } catch let error as PostgresError where error.sqlState != nil {
            return nil
        }
    }
}
