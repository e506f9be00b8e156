import TestSupport
import Testing

@testable import Postgres

/// Every character of every encoding that a database can have is read as the server reads it.
@Suite struct ServerEncodingTests {
    static let names =
        (1...10).map { "LATIN\($0)" } + (5...8).map { "ISO_8859_\($0)" } + (1250...1258).map { "WIN\($0)" }
        + ["WIN866", "WIN874", "KOI8R", "KOI8U", "EUC_CN", "EUC_KR", "EUC_JP", "EUC_JIS_2004", "EUC_TW"]

    /// All bytes and pairs of bytes from 0x80 on, and those behind 0x8E and 0x8F. No answer for what is no character.
    private static let sql = """
        CREATE FUNCTION pg_temp.read(code bytea, encoding name) RETURNS text LANGUAGE plpgsql AS $$
        BEGIN RETURN convert_from(code, encoding); EXCEPTION WHEN OTHERS THEN RETURN NULL; END $$;
        WITH high AS (SELECT substr(int4send(n), 4) AS b FROM generate_series(128, 255) n),
        codes AS (
          SELECT b FROM high UNION ALL SELECT x.b || y.b FROM high x, high y
          UNION ALL SELECT '\\x8f' || x.b || y.b FROM high x, high y WHERE 'ENCODING' ~ '^EUC_J')
        SELECT encode(b, 'hex'), pg_temp.read(b, 'ENCODING') FROM codes
        """

    @Test(arguments: names)
    func charactersAreTheServers(name: String) async throws {
        try await TestServer.withDatabase { database in
            let encoding = try #require(ServerEncoding(name))
            let connection = try await Connection.connect(try ConnectionOptions(database.url))
            let sql = Self.sql.replacing("ENCODING", with: name)
            let rows = try #require(try await connection.execute(sql).last)
            var read = 0
            for row in rows {
                let code = try row.decode(0, as: String.self)
                let bytes = stride(from: 0, to: code.count, by: 2).compactMap { start in
                    UInt8(code.dropFirst(start).prefix(2), radix: 16)
                }
                let text = bytes.withUnsafeBufferPointer(encoding.text)
                guard let expected = row[1].string else {
                    // Of a later standard than the server's; no statement that names it is ever sent to a server in UTF-8.
                    if name == "EUC_TW" { continue }
                    #expect(text.unicodeScalars.contains("\u{FFFD}"), "\(code) is \(text)")
                    continue
                }
                read += 1
                guard text.unicodeScalars.elementsEqual(expected.unicodeScalars) else {
                    Issue.record("\(code) is \(text) and not \(expected)")
                    continue
                }
                guard let back = encoding.bytes(expected.utf8) else {
                    // Two code points that one character stands for.
                    #expect(expected.unicodeScalars.count > 1)
                    continue
                }
                #expect(back.withUnsafeBufferPointer(encoding.text).unicodeScalars.elementsEqual(text.unicodeScalars))
            }
            #expect(read > 80)
            await connection.close()
        }
    }

    @Test(arguments: ["UTF8", "SQL_ASCII", "MULE_INTERNAL", "", "nothing"])
    func othersAreNotRead(name: String) {
        #expect(ServerEncoding(name) == nil)
    }

    /// What is broken costs no character beside it, and no quote.
    @Test(
        arguments: [
            ("WIN1252", [0x61, 0x81, 0x27, 0xE9], "a\u{FFFD}'é"), ("EUC_JP", [0xA4, 0x27, 0xA4, 0xA2], "\u{FFFD}'あ"),
            ("EUC_JP", [0x8F, 0xA1, 0x27], "\u{FFFD}'"), ("EUC_JP", [0xA4], "\u{FFFD}"),
            ("EUC_TW", [0x8E, 0xA2, 0x41], "\u{FFFD}A"),
        ] as [(String, [UInt8], String)])
    func brokenBytes(name: String, bytes: [UInt8], text: String) throws {
        let encoding = try #require(ServerEncoding(name))
        #expect(bytes.withUnsafeBufferPointer(encoding.text) == text)
        #expect(encoding.bytes(text.utf8) == nil)
    }
}
