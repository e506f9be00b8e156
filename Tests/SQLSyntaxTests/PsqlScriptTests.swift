import SQLSyntax
import Testing

@Suite struct PsqlScriptTests {
    @Test func commandsAreBlankedAndListed() {
        let script = PsqlScript("\\connect shop\nSELECT 1;\n")
        #expect(script.commands.map(\.name) == ["\\connect"])
        #expect(script.sql == "             \nSELECT 1;\n")
    }

    @Test func rowsOfCopyAreBlanked() {
        let text = "COPY t FROM stdin;\n1\ta;b\n\\.\nSELECT 2;\n"
        let script = PsqlScript(text)
        #expect(script.copies == 1)
        #expect(script.openCopy == nil)
        #expect(script.sql.utf8.count == text.utf8.count)
        #expect(SQL.split(script.sql).count == 2)
    }

    @Test func rowsWithoutAnEndAreReported() {
        #expect(PsqlScript("SELECT 1; COPY t FROM STDIN;\n1\n").openCopy == 10)
        #expect(PsqlScript("COPY t TO stdout").openCopy == nil)
    }

    @Test func scriptsAreReadStatementByStatement() throws {
        let wide = "SELECT '" + String(repeating: "x", count: 200_000) + "';\n"
        let text = wide + wide + "CREAT TABLE a;\nSELECT 2; \\gset\n" + wide
        let script = try #require(SQL.scripts([text]) { node, offset in "\(node.tag) \(offset)" }.first)
        let tags = script.statements.map { try? $0.result.get().split(separator: " ").first }
        #expect(tags == ["SelectStmt", "SelectStmt", nil, "SelectStmt", "SelectStmt"])
        #expect(script.commands.map(\.name) == ["\\gset"])
        #expect(script.statements.map(\.bytes.lowerBound).sorted() == script.statements.map(\.bytes.lowerBound))
    }

    @Test func textThatIsNoSQLIsGivenUp() throws {
        let text = String(repeating: "once upon a time; ", count: 10_000)
        let script = try #require(SQL.scripts([text]) { node, _ in node.tag }.first)
        #expect(script.isAbandoned)
        #expect(script.statements.count < 100)
    }

    @Test func textWithoutBackslashesIsLeftAlone() {
        #expect(PsqlScript("SELECT 1").commands.isEmpty)
        #expect(PsqlScript("SELECT 1").sql == "SELECT 1")
    }
}
