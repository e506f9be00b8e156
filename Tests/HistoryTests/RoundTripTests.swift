import Foundation
import GRDB
import Model
import Testing

@testable import History

/// What is appended comes back.
@Suite struct RoundTripTests {
    @Test(arguments: 0..<6 as Range<UInt64>)
    func everySnapshotComesBack(seed: UInt64) throws {
        let folder = try Folder()
        let history = try SQLiteHistory.keepingAll(folder)
        var random = Dice(seed: seed)
        let snapshots = random.snapshots(30)
        let ids = try snapshots.map { try history.append($0).id }
        for (id, snapshot) in zip(ids, snapshots) { #expect(try history.snapshot(id) == snapshot) }
        let reopened = try SQLiteHistory(path: folder.file, access: .read)
        #expect(try reopened.snapshot(ids[17]) == snapshots[17])
    }

    @Test func targetsAreKeptApart() throws {
        let folder = try Folder()
        let history = try SQLiteHistory.keepingAll(folder)
        var random = Dice(seed: 11)
        let shop = random.snapshots(5, target: .test("shop"))
        let forum = random.snapshots(5, target: .test("forum", system: "7002"))
        var ids: [Int64] = []
        for (one, other) in zip(shop, forum) {
            ids.append(try history.append(one).id)
            try history.append(other)
        }
        #expect(try history.targets().map(\.name) == ["forum", "shop"])
        #expect(try history.targets().map(\.snapshots) == [5, 5])
        #expect(try history.snapshots(target: "shop").map(\.id) == ids)
        #expect(try history.snapshots().count == 10)
        #expect(try ids.map { try history.snapshot($0) } == shop)
    }

    @Test func theListSaysWhatASnapshotHolds() throws {
        let folder = try Folder()
        let history = try SQLiteHistory.keepingAll(folder)
        var random = Dice(seed: 12)
        let snapshot = random.snapshots(1)[0]
        let info = try history.append(snapshot)
        #expect(try history.snapshots(target: "shop") == [info])
        #expect(info.collectedAt == snapshot.collectedAt)
        #expect(info.rows == snapshot.sections.mapValues(\.count))
        #expect(info.unreadable == snapshot.unreadable)
        #expect(info.target == snapshot.target)
    }

    @Test func unchangedSectionsAreStoredOnce() throws {
        let folder = try Folder()
        let history = try SQLiteHistory.keepingAll(folder)
        var random = Dice(seed: 13)
        var snapshot = random.snapshots(1)[0]
        try history.append(snapshot)
        let frames = try history.count("frames")
        let texts = try history.count("texts")
        for _ in 0..<5 {
            snapshot.collectedAt += 600
            let id = try history.append(snapshot).id
            #expect(try history.snapshot(id) == snapshot)
        }
        #expect(try history.count("frames") == frames)
        #expect(try history.count("texts") == texts)
    }

    @Test func aPlanThatHardlyChangedTakesHardlyAnyRoom() throws {
        let folder = try Folder()
        let history = try SQLiteHistory.keepingAll(folder)
        func snapshot(_ number: Int) -> Snapshot {
            var random = Dice(seed: 14)
            var snapshot = Snapshot.statements(at: Double(1000 + number), [])
            let nodes = (0..<100).map { _ in "{\"Node Type\": \"Seq Scan\", \"Total Cost\": \(random.below(100_000))}" }
            let plan = "[\(nodes.joined(separator: ", ")), {\"Plan Rows\": \(number)}]"
            snapshot[.plans].append(["text_hash": .text("ab12"), "plan": .text(plan), "method": .text("prepared")])
            return snapshot
        }
        let ids = try (0..<20).map { try history.append(snapshot($0)).id }
        for (number, id) in ids.enumerated() { #expect(try history.snapshot(id) == snapshot(number)) }
        let sizes = try history.queue.read {
            try Int.fetchAll($0, sql: "SELECT length(content) FROM texts ORDER BY id")
        }
        #expect(sizes.count == 20)
        #expect(sizes.dropFirst().allSatisfy { $0 < sizes[0] / 20 })
    }

    @Test func aSnapshotThatComesLateDisturbsNothing() throws {
        let folder = try Folder()
        let history = try SQLiteHistory.keepingAll(folder)
        let first = try history.append(.statements(at: 1000, [("1", 10, 1)])).id
        try history.append(.statements(at: 1602, [("1", 22, 2.2)]))
        // Begun before the one above by a slower collector, and stored after it.
        let late = try history.append(.statements(at: 1600, [("1", 20, 2)])).id
        let last = try history.append(.statements(at: 2200, [("1", 30, 3)])).id
        #expect(try history.snapshot(late)[.statementEntries][0, "calls"] == .integer(20))
        let window = try history.window(target: "shop", from: first, to: last)
        #expect(window.deltas["statement_entries"]?.continuity == [.continuous])
        #expect(window.deltas["statement_entries"]?.section[0, "calls"] == .integer(20))
        let part = try history.window(target: "shop", from: late, to: last)
        #expect(part.deltas["statement_entries"]?.section[0, "calls"] == .integer(10))
    }
}

extension SQLiteHistory {
    func count(_ table: String) throws -> Int {
        try queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM \(table)") ?? 0 }
    }
}
