import Model
import Testing

@Suite struct RowMatchTests {
    private let shape = SectionShape(
        "rows", .counters, "", [.key("oid", .integer, ""), .key("name", .text, ""), .counter("calls", .integer, "")])

    private func section(_ keys: [(Int64?, String?)]) -> Section {
        var section = Section(shape)
        for (oid, name) in keys {
            section.append([oid.map(Value.integer) ?? .null, name.map(Value.text) ?? .null, .integer(1)])
        }
        return section
    }

    @Test func rowsInStep() {
        let match = RowMatch(from: section([(1, "a"), (2, "b")]), to: section([(1, "a"), (2, "b")]))
        #expect(match.earlier == [0, 1])
        #expect(match.vanished == [])
    }

    @Test func rowsMovedAddedAndGone() {
        let match = RowMatch(
            from: section([(1, "a"), (2, "b"), (3, "c"), (4, "d")]),
            to: section([(4, "d"), (9, "new"), (1, "a"), (2, "other name"), (3, "c")]))
        #expect(match.earlier == [3, -1, 0, -1, 2])
        #expect(match.vanished == [1])
    }

    @Test func nullIsAKeyToo() {
        let match = RowMatch(from: section([(nil, "a"), (nil, nil)]), to: section([(nil, nil), (nil, "a"), (0, nil)]))
        #expect(match.earlier == [1, 0, -1])
    }

    @Test func eachRowIsContinuedOnce() {
        let match = RowMatch(from: section([(1, "a"), (1, "a")]), to: section([(1, "a"), (1, "a"), (1, "a")]))
        #expect(match.earlier == [0, 1, -1])
    }

    @Test func agreesWithADictionary() {
        let before = (0..<500).map { (Int64($0 * 7 % 501), Optional("n\($0 % 3)")) }
        let after = (0..<500).map { (Int64($0 * 13 % 521), Optional("n\($0 % 3)")) }.shuffled()
        let first = section(before)
        let last = section(after)
        let rows = Dictionary(uniqueKeysWithValues: (0..<first.count).map { (first.key(of: $0), $0) })
        #expect(RowMatch(from: first, to: last).earlier == (0..<last.count).map { rows[last.key(of: $0)] ?? -1 })
    }
}
