import Model
import SQLSyntax
import Testing

@testable import Migrate

/// A statement names what its author named, whatever the name is made of: a DROP that reads less of it drops another index.
@Suite struct NameScannerTests {
    private static let names = [
        "orders_email_idx", "Orders", "orders_email_idx\"\u{301}", "a\"b", "a\"\"", "\"", "x\ny", "u", "u&", "a\\b",
        "a\\0041",
        "\u{1F600}\n", "a\u{2028}b", "\u{AD}", "a.b", "a b", "select", "é", "e\u{301}", "1a", "$", "a;--", "'",
        "a'\u{301}b",
    ]

    @Test(arguments: names, names)
    func indexesAreTheOnesThatAreNamed(schema: String, name: String) throws {
        for written in [Quote.qualified(schema, name), SQL.visible(Quote.qualified(schema, name))] {
            let drop = try #require(IndexStatement("DROP INDEX CONCURRENTLY \(written)"))
            #expect(drop.schema == schema && drop.name == name)
            #expect(drop.schema.map { Array($0.utf8) } == Array(schema.utf8))
            let create = try #require(IndexStatement("CREATE INDEX \(Quote.identifier(name)) ON \(written) (id)"))
            #expect(create.name == name && create.schema == schema && create.table == name && create.rest == "(id)")
        }
    }

    @Test(arguments: [
        "DROP INDEX a, b", "DROP INDEX a CASCADE", "DROP INDEX \"a", "DROP INDEX U&\"a\\00\"",
        "DROP INDEX U&\"a!0041\" UESCAPE '!'",
        "DROP INDEX public.\"a\"\u{301}b\"", "DROP INDEX", "CREATE INDEX a ON t", "CREATE INDEX a ON t WHERE x",
        "DROP INDEXES a",
    ])
    func whatIsNotUnderstoodIsLeftAsItIs(sql: String) {
        #expect(IndexStatement(sql) == nil)
    }

    @Test(arguments: [
        ("m", ""), ("m/1.sql", "m"), ("a", ""), ("/a", "/"), ("/", "/"), ("", ""), ("a/b/", "a"), ("a//b", "a"),
        ("./a", "."), ("é/x", "é"),
    ])
    func foldersOfPaths(path: String, folder: String) {
        #expect(FilePath.folder(of: path) == folder)
    }
}
