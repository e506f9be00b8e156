import Model
import Testing

/// Names that Swift cannot tell apart, or that no statement could hold, take their tables out of a snapshot; nothing else does.
@Suite struct ClearNamesTests {
    private func snapshot(
        relations: [(Int64, String, String)], columns: [(Int64, String)] = [], indexes: [(Int64, Int64, String)] = []
    ) -> Snapshot {
        var snapshot = Snapshot(
            target: TargetIdentity(name: "t", host: "h", port: 1, database: "d"), collectedAt: 0, serverVersion: 150_000
        )
        for (oid, schema, name) in relations {
            snapshot[.relations].append(["oid": .integer(oid), "schema": .text(schema), "name": .text(name)])
            snapshot[.relationSizes].append(["relation_oid": .integer(oid)])
        }
        for (table, name) in columns {
            snapshot[.columns].append(["relation_oid": .integer(table), "name": .text(name)])
        }
        for (oid, table, name) in indexes {
            snapshot[.indexDefinitions].append([
                "oid": .integer(oid), "relation_oid": .integer(table), "schema": .text("s"), "name": .text(name),
            ])
            snapshot[.indexKeys].append(["index_oid": .integer(oid)])
            snapshot[.indexSizes].append(["index_oid": .integer(oid)])
        }
        return snapshot
    }

    private func left(_ snapshot: Snapshot) -> [Int64] {
        snapshot.withClearNames[.relations].integers("oid").compactMap { $0 }
    }

    /// `é` in one code point and in two; a Kelvin sign is a K; Hangul in syllables and in letters.
    private static let twins = [
        ("caf\u{E9}", "cafe\u{301}"), ("K", "\u{212A}"), ("\u{C5}", "\u{212B}"), ("\u{AC00}", "\u{1100}\u{1161}"),
        ("a\u{323}\u{307}", "a\u{307}\u{323}"),
    ]

    @Test(arguments: twins) func twinsAreLeftOutTogether(_ one: String, _ other: String) {
        #expect(one == other, "no twins")
        let tables = snapshot(relations: [(1, "s", one), (2, "s", other), (3, "s", "plain"), (4, "t", one)])
        #expect(left(tables) == [3, 4])
        let sizes = tables.withClearNames[.relationSizes].integers("relation_oid")
        #expect(sizes == [3, 4])
        let notes = tables.withClearNames.unreadable
        #expect(notes.count == 2 && notes.allSatisfy { $0.reason.contains("reads the same as another") })
        #expect(left(snapshot(relations: [(1, one, "x"), (2, other, "x"), (3, one, "y")])) == [3])
        let columns = [(Int64(1), one), (1, other), (2, one), (3, "x")]
        #expect(left(snapshot(relations: [(1, "s", "a"), (2, "s", "b"), (3, "s", "c")], columns: columns)) == [2, 3])
        let indexed = snapshot(
            relations: [(1, "s", "a"), (2, "s", "b"), (3, "s", "c")],
            indexes: [(7, 1, one), (8, 2, other), (9, 3, "i")])
        #expect(left(indexed) == [3])
        #expect(indexed.withClearNames[.indexKeys].integers("index_oid") == [9])
        #expect(indexed.withClearNames[.indexSizes].integers("index_oid") == [9])
    }

    @Test func whatIsNoUTF8IsLeftOut() {
        let broken = "caf\u{FFFD}"
        let tables = snapshot(
            relations: [(1, "s", broken), (2, broken, "x"), (3, "s", "c"), (4, "s", "d"), (5, "s", "\u{E9}")],
            columns: [(3, broken), (4, "a")])
        #expect(left(tables) == [4, 5])
        #expect(tables.withClearNames.unreadable.allSatisfy { $0.reason.contains("is not UTF-8") })
        var others = snapshot(relations: [])
        others[.sequences].append(["oid": .integer(1), "schema": .text("s"), "name": .text(broken)])
        others[.sequences].append(["oid": .integer(2), "schema": .text("s"), "name": .text("fine")])
        #expect(others.withClearNames[.sequences].integers("oid") == [2])
    }

    @Test func nothingElseIs() {
        let tables = snapshot(
            relations: [(1, "s", "caf\u{E9}"), (2, "s", "cafe"), (3, "S", "CAF\u{C9}"), (4, "s", "K"), (5, "s", "k")],
            columns: [(1, "\u{E9}"), (1, "e"), (2, "\u{E9}")])
        #expect(tables.withClearNames == tables)
    }

    @Test func manyAreCounted() {
        let tables = snapshot(relations: (1...50).map { ($0, "s", "t\($0)\u{FFFD}") })
        #expect(tables.withClearNames.unreadable.count == 21)
        #expect(tables.withClearNames.unreadable.last?.object == "30 more")
    }
}

@Suite struct ScalarTextTests {
    @Test(arguments: ["\u{301}", "\u{200D}", "\u{20E3}", "\u{E0041}"])
    func signsUnderMarksAreSigns(mark: String) {
        // An Arabic number sign makes one character with what follows it.
        for text in ["a$" + mark + "{b", "a\u{600}$" + mark + "{b"] {
            #expect(text.holdsScalars("$" + mark))
            #expect(text.combinesSigns)
            #expect(text.replacingScalars { $0 == "$" ? "S" : nil }.unicodeScalars.contains("$") == false)
        }
        let placeholder = "${" + mark + "x}"
        #expect(placeholder.holdsScalars("${"))
        #expect(
            placeholder.replacingScalars(of: "${", with: "\\${").unicodeScalars.elementsEqual(
                ("\\${" + mark + "x}").unicodeScalars))
        let name = "\"a\"\"" + mark + "b\""
        #expect(name.unquoted.unicodeScalars.elementsEqual(("a\"" + mark + "b").unicodeScalars))
    }

    @Test func lettersUnderMarksAreNone() {
        for text in ["cafe\u{301}", "a\r\nb", "plain (x, y)", ""] { #expect(!text.combinesSigns) }
        #expect(!"cafe\u{301}".beginsWithBytes(of: "caf\u{E9}"))
    }
}
