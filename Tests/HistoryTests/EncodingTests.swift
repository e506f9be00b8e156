import Model
import Testing

@testable import History

@Suite struct EncodingTests {
    private let shape = SectionShape(
        "mixed", .counters, "",
        [
            .key("id", .integer, ""), .key("name", .text, ""), .counter("calls", .integer, ""),
            .counter("time", .real, ""), .fact("flag", .boolean, ""), .gauge("at", .time, ""), .fact("more", .json, ""),
        ])

    @Test(arguments: [0, 1, 2, 7, 8, 300])
    func wholeFramesComeBack(rows: Int) throws {
        var random = Dice(seed: UInt64(rows))
        let section = random.section(shape, rows: rows)
        let packed = PackedRows(section)
        let back = try Frame.rows(whole: Frame.whole(packed), layout: packed.layout)
        #expect(back.section(shape) == section)
    }

    @Test(arguments: 0..<40)
    func changesComeBack(seed: UInt64) throws {
        var random = Dice(seed: seed)
        let before = random.section(shape, rows: random.below(60))
        let after = random.successor(of: before)
        let earlier = RowMatch(from: before, to: after).earlier
        let bytes = Frame.changes(from: PackedRows(before), to: PackedRows(after), earlier: earlier)
        let back = try bytes.map { bytes throws in try Frame.rows(changes: bytes, since: PackedRows(before)) }
        #expect((back ?? PackedRows(before)).section(shape) == after)
    }

    @Test func nothingChangedTakesNothing() {
        var random = Dice(seed: 1)
        let rows = PackedRows(random.section(shape, rows: 50))
        #expect(Frame.changes(from: rows, to: rows, earlier: Array(0..<50)) == nil)
    }

    @Test func extremesComeBack() throws {
        var section = Section(shape)
        let integers: [Int64] = [.min, .max, 0, -1, 1, .min, .max]
        let reals: [Double] = [
            .infinity, -.infinity, -0.0, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 0.1 + 0.2, .pi,
        ]
        let texts = ["", "é", "e\u{301}", "\u{0}", "00ff00ff", "9223372036854775807", "-0"]
        for row in integers.indices {
            section.append([
                .integer(integers[row]), .text(texts[row]), .integer(integers[row]), .real(reals[row]), .null,
                .real(-reals[row]), .text(texts[row]),
            ])
        }
        let packed = PackedRows(section)
        let back = try Frame.rows(whole: Frame.whole(packed), layout: packed.layout).section(shape)
        #expect(back == section)
        for row in reals.indices {
            #expect(back[row, "time"].real?.bitPattern == reals[row].bitPattern)
            #expect(back[row, "name"].text.map { Array($0.utf8) } == Array(texts[row].utf8))
        }
    }

    @Test func aTextThatOnlyLooksEqualIsAChange() throws {
        func section(_ text: String) -> Section {
            var section = Section(shape)
            section.append(["id": .integer(1), "name": .text("n"), "more": .text(text)])
            return section
        }
        let before = PackedRows(section("\u{e9}"))
        let bytes = try #require(Frame.changes(from: before, to: PackedRows(section("e\u{301}")), earlier: [0]))
        let back = try Frame.rows(changes: bytes, since: before).section(shape)
        #expect(back[0, "more"].text.map { Array($0.utf8) } == Array("e\u{301}".utf8))
    }

    @Test(arguments: [0, 1, 31, 32, 1000, 70_000])
    func compressionComesBack(size: Int) throws {
        var random = Dice(seed: UInt64(size))
        let words = ["select ", "from posts ", "where id = $1", "{\"Node Type\": \"Seq Scan\"", "\n", "é"]
        let text = (0..<size).reduce(into: [UInt8]()) { bytes, _ in bytes += Array(words[random.below(6)].utf8) }
        let noise = (0..<size).map { _ in UInt8(random.below(256)) }
        let zeros = Array(repeating: UInt8(0), count: size)
        for bytes in [text, noise, zeros] {
            for dictionary in [[], text, noise] {
                let packed = Compression.pack(bytes, dictionary: dictionary)
                #expect(try Compression.unpack(packed, dictionary: dictionary) == bytes)
                #expect(packed.count <= bytes.count + 1)
            }
        }
        if size >= 1000 { #expect(Compression.pack(text).count < text.count / 4) }
    }

    @Test func whatWasOnceKnownCostsLittle() {
        var random = Dice(seed: 3)
        let plan = (0..<200).map { "{\"Node Type\": \"Index Scan\", \"Total Cost\": \($0).\(random.below(100))}" }
        var changed = plan
        changed[17] = "{\"Node Type\": \"Seq Scan\", \"Total Cost\": 5}"
        let packed = Compression.pack(
            Array(changed.joined().utf8), dictionary: Array(plan.joined().utf8))
        #expect(packed.count < 80)
    }

    @Test func damagedBytesAreRefusedAndNeverTrap() {
        var random = Dice(seed: 4)
        let before = random.section(shape, rows: 40)
        let packed = PackedRows(before)
        let after = random.successor(of: before)
        let whole = Frame.whole(packed)
        let changes = Frame.changes(
            from: packed, to: PackedRows(after), earlier: RowMatch(from: before, to: after).earlier)
        for bytes in [whole, changes ?? []] {
            for _ in 0..<2000 {
                var damaged = bytes
                switch random.below(3) {
                case 0: damaged[random.below(damaged.count)] = UInt8(random.below(256))
                case 1: damaged.removeLast(1 + random.below(damaged.count))
                default: damaged.insert(UInt8(random.below(256)), at: random.below(damaged.count))
                }
                _ = try? Frame.rows(whole: damaged, layout: packed.layout)
                _ = try? Frame.rows(changes: damaged, since: packed)
            }
            #expect(throws: DamagedBytes.self) { try Frame.rows(whole: bytes.dropLast(), layout: packed.layout) }
        }
    }

    @Test func aChangedShapeKeepsWhatBothKnow() throws {
        var random = Dice(seed: 5)
        let old = random.section(shape, rows: 9)
        let packed = PackedRows(old)
        let newer = SectionShape(
            "mixed", .counters, "",
            [
                .key("id", .integer, ""), .counter("calls", .real, ""), .gauge("added", .text, ""),
                .fact("time", .text, ""),
            ])
        let section = try Frame.rows(whole: Frame.whole(packed), layout: packed.layout).section(newer)
        #expect(section.integers("id") == old.integers("id"))
        #expect((0..<9).allSatisfy { section[$0, "calls"].real == old[$0, "calls"].real })
        #expect(section.texts("added") == Array(repeating: nil, count: 9))
        #expect(section.texts("time") == Array(repeating: nil, count: 9))
    }

    @Test func hashesTellContentsApart() {
        var random = Dice(seed: 6)
        let section = random.section(shape, rows: 20)
        var other = section
        other.append([.integer(1)])
        var renamed = Section(
            SectionShape("mixed", .counters, "", [.key("one", .text, ""), .key("two", .text, "")]))
        renamed.append([.text("a"), .null])
        var swapped = Section(renamed.shape)
        swapped.append([.null, .text("a")])
        #expect(ContentHash(section) == ContentHash(section))
        #expect(ContentHash(section) != ContentHash(other))
        #expect(ContentHash(renamed) != ContentHash(swapped))
        #expect(ContentHash(renamed, row: 0) != ContentHash(swapped, row: 0))
    }
}
