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

    @Test func textWithoutBackslashesIsLeftAlone() {
        #expect(PsqlScript("SELECT 1").commands.isEmpty)
        #expect(PsqlScript("SELECT 1").sql == "SELECT 1")
    }
}
