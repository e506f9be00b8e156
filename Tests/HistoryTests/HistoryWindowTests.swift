import Foundation
import Model
import Testing

@testable import History

@Suite struct HistoryWindowTests {
    /// Entries of pg_stat_statements that are reset, evicted and re-created at random, often overtaking their old values
    /// before anybody looks again at both ends of a window.
    private struct Entries {
        var random: Dice
        var calls: [Int: Int64] = [:]
        private(set) var steps: [(work: [Int: Int64], broken: Set<Int>)] = []

        init(seed: UInt64) { random = Dice(seed: seed) }

        mutating func step() {
            var work: [Int: Int64] = [:]
            var broken: Set<Int> = []
            for id in 0..<20 {
                guard let before = calls[id] else {
                    if random.chance(0.3) {
                        calls[id] = Int64(1 + random.below(50))
                        work[id] = calls[id]
                        broken.insert(id)
                    }
                    continue
                }
                switch random.below(20) {
                case 0:
                    calls[id] = nil
                    broken.insert(id)
                case 1 where before > 1:
                    calls[id] = Int64(random.below(Int(before)))
                    work[id] = calls[id]
                    broken.insert(id)
                default:
                    let more = Int64(random.below(30))
                    calls[id] = before + more
                    work[id] = more
                }
            }
            steps.append((work, broken))
        }

        func snapshot(_ number: Int) -> Snapshot {
            .statements(
                at: 1000 + Double(number) * 600, calls.sorted { $0.key < $1.key }.map { ("\($0.key)", $0.value, 0.5) })
        }

        /// What the window between two snapshots must say of an entry that is there at its end.
        func truth(_ id: Int, from: Int, to: Int, presentAtStart: Bool) -> (calls: Int64, continuity: Continuity) {
            let window = steps[(from + 1)...to]
            let breaks = window.count { $0.broken.contains(id) }
            let continuity: Continuity =
                breaks == 0 ? .continuous : breaks == 1 && !presentAtStart ? .appeared : .restarted
            return (window.reduce(0) { $0 + ($1.work[id] ?? 0) }, continuity)
        }
    }

    @Test(arguments: 0..<5 as Range<UInt64>)
    func everyWindowIsExactPieceByPiece(seed: UInt64) throws {
        let folder = try Folder()
        let history = try SQLiteHistory.keepingAll(folder)
        var entries = Entries(seed: seed)
        var snapshots: [(id: Int64, snapshot: Snapshot)] = []
        for number in 0..<40 {
            entries.step()
            let snapshot = entries.snapshot(number)
            snapshots.append((try history.append(snapshot).id, snapshot))
        }
        func check(_ from: Int, _ to: Int) throws {
            let window = try history.window(target: "shop", from: snapshots[from].id, to: snapshots[to].id)
            let delta = try #require(window.deltas["statement_entries"])
            let atStart = Set(snapshots[from].snapshot[.statementEntries].texts("query_id"))
            for row in 0..<delta.section.count {
                let id = try #require(delta.section[row, "query_id"].text.flatMap(Int.init))
                let truth = entries.truth(id, from: from, to: to, presentAtStart: atStart.contains("\(id)"))
                #expect(delta.section[row, "calls"] == .integer(truth.calls), "entry \(id) from \(from) to \(to)")
                #expect(delta.continuity[row] == truth.continuity, "entry \(id) from \(from) to \(to)")
            }
        }
        for (from, to) in [(0, 39), (0, 1), (5, 30), (38, 39), (12, 13), (3, 20)] { try check(from, to) }

        // The windows between snapshots that stay are the same after the others are gone.
        let policy = RetentionPolicy(allDays: 0.01, hourlyDays: 0.2, dailyDays: 400)
        let result = try history.prune(policy, now: 1000 + 39 * 600)
        #expect(result.removed > 20)
        let kept = Set(try history.snapshots().map(\.id))
        let left = snapshots.indices.filter { kept.contains(snapshots[$0].id) }
        for from in left { for to in left where from < to { try check(from, to) } }
        for index in left { #expect(try history.snapshot(snapshots[index].id) == snapshots[index].snapshot) }
    }

    @Test func aResetThatWasOvertakenIsSeen() throws {
        let folder = try Folder()
        let history = try SQLiteHistory.keepingAll(folder)
        let first = try history.append(.statements(at: 1000, [("1", 100, 10)])).id
        try history.append(.statements(at: 1600, [("1", 130, 13)]))
        try history.append(.statements(at: 2200, [("1", 5, 0.5)]))
        let last = try history.append(.statements(at: 2800, [("1", 1000, 100)])).id
        let delta = try #require(
            try history.window(target: "shop", from: first, to: last).deltas["statement_entries"])
        #expect(delta.continuity == [.restarted])
        #expect(delta.section[0, "calls"] == .integer(1030))
        #expect(delta.section[0, "total_exec_time"] == .real(103))
    }

    @Test func sinceChoosesTheNearestSnapshot() throws {
        let folder = try Folder()
        let history = try SQLiteHistory.keepingAll(folder)
        for hour in 0...48 { try history.append(.statements(at: Double(hour) * 3600, [("1", Int64(hour), 0)])) }
        let now = 48.0 * 3600 + 60
        let window = try history.window(target: "shop", since: 12 * 3600, now: now)
        #expect(window.from == 36 * 3600)
        #expect(window.to == 48 * 3600)
        #expect(window.deltas["statement_entries"]?.section[0, "calls"] == .integer(12))
        #expect(window.previousSeconds == 43_200)
        #expect(window.previousStatements?.section[0, "calls"] == .integer(12))
        // Sixteen hours are left before a window of 32: half of it is enough.
        let long = try history.window(target: "shop", since: 32 * 3600, now: 48 * 3600)
        #expect(long.previousSeconds == 57_600)
        // Fifteen before one of 33 are not.
        #expect(try history.window(target: "shop", since: 33 * 3600, now: 48 * 3600).previousStatements == nil)
        let all = try history.window(target: "shop", since: 30 * 86_400, now: now)
        #expect(all.from == 0)
        #expect(all.previousStatements == nil)
    }

    @Test func oneSnapshotGivesALifetimeWindow() throws {
        let folder = try Folder()
        let history = try SQLiteHistory.keepingAll(folder)
        let id = try history.append(.statements(at: 1000, [("1", 100, 10)])).id
        for window in [
            try history.window(target: "shop", since: 3600, now: 1060),
            try history.window(target: "shop", from: nil, to: id),
        ] {
            #expect(window.isLifetime)
            #expect(window.deltas["statement_entries"]?.section[0, "calls"] == .integer(100))
        }
    }

    @Test func aSectionUnreadInBetweenLosesNothing() throws {
        let folder = try Folder()
        let history = try SQLiteHistory.keepingAll(folder)
        let first = try history.append(.statements(at: 1000, [("1", 100, 10)])).id
        let unread = try history.append(
            Snapshot(target: .test(), collectedAt: 1600, serverVersion: 150_018)
        ).id
        let last = try history.append(.statements(at: 2200, [("1", 130, 13)])).id
        let delta = try history.window(target: "shop", from: first, to: last).deltas["statement_entries"]
        #expect(delta?.continuity == [.continuous])
        #expect(delta?.section[0, "calls"] == .integer(30))
        let window = try history.window(target: "shop", from: unread, to: last)
        #expect(window.deltas["statement_entries"] == nil)
        #expect(window.notes.count == 1)
    }

    @Test func anotherServerUnderTheSameNameIsAnotherLineage() throws {
        let folder = try Folder()
        let history = try SQLiteHistory.keepingAll(folder)
        let old = try history.append(.statements(at: 1000, [("1", 100, 10)])).id
        try history.append(.statements(at: 1600, target: .test(system: "7009"), [("1", 200, 20)]))
        let last = try history.append(.statements(at: 2200, target: .test(system: "7009"), [("1", 250, 25)])).id
        let window = try history.window(target: "shop", since: 86_400, now: 2200)
        #expect(window.from == 1600)
        #expect(window.deltas["statement_entries"]?.section[0, "calls"] == .integer(50))
        let error = #expect(throws: HistoryError.self) { try history.window(target: "shop", from: old, to: last) }
        #expect(error?.code == .noWindow)
    }

    @Test func aClockSetBackBeginsAnew() throws {
        let folder = try Folder()
        let history = try SQLiteHistory.keepingAll(folder)
        let ahead = try history.append(.statements(at: 1_000_000, [("1", 100, 10)])).id
        let back = try history.append(.statements(at: 1000, [("1", 110, 11)])).id
        let last = try history.append(.statements(at: 1600, [("1", 120, 12)])).id
        let window = try history.window(target: "shop", since: 86_400, now: 1600)
        #expect(window.from == 1000)
        #expect(window.seconds == 600)
        #expect(window.deltas["statement_entries"]?.section[0, "calls"] == .integer(10))
        let error = #expect(throws: HistoryError.self) { try history.window(target: "shop", from: ahead, to: back) }
        #expect(error?.code == .noWindow)
        #expect(throws: HistoryError.self) { try history.window(target: "shop", from: last, to: last) }
    }

    @Test func whatIsNotThereIsNamed() throws {
        let folder = try Folder()
        let history = try SQLiteHistory.keepingAll(folder)
        let id = try history.append(.statements(at: 1000, [])).id
        let other = try history.append(.statements(at: 1000, target: .test("forum"), [])).id
        func code(_ work: () throws -> Void) -> HistoryError.Code? {
            (#expect(throws: HistoryError.self) { try work() })?.code
        }
        #expect(code { _ = try history.snapshot(99) } == .unknownSnapshot)
        #expect(code { _ = try history.snapshots(target: "nobody") } == .unknownTarget)
        #expect(code { _ = try history.window(target: "nobody", since: 1, now: 1) } == .unknownTarget)
        #expect(code { _ = try history.window(target: "shop", from: id, to: other) } == .unknownSnapshot)
    }
}
