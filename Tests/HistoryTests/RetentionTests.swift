import Foundation
import GRDB
import Model
import Testing

@testable import History

@Suite struct RetentionTests {
    private let day = 86_400.0

    @Test func tiersKeepAllThenHoursThenDays() {
        let now = 500 * day
        let times = stride(from: 0.0, through: now, by: 600).map { $0 }
        let removed = Set(RetentionPolicy().removable(times: times, now: now))
        let kept = times.indices.filter { !removed.contains($0) }.map { times[$0] }
        #expect(kept.filter { now - $0 <= 2 * day }.count == 2 * 144 + 1)
        #expect(kept.filter { now - $0 > 2 * day && now - $0 <= 14 * day }.count == 12 * 24)
        #expect(kept.filter { now - $0 > 14 * day }.count == 400 - 14)
        #expect(kept.first == now - 400 * day)
    }

    @Test func aDayKeepsTheSameSnapshotAsTimeGoesOn() {
        var times: [Double] = []
        var keptOnce: Set<Double> = []
        for step in 0..<(40 * 24) {
            let now = Double(step) * 3600 + 17
            times.append(now)
            let policy = RetentionPolicy(allDays: 1, hourlyDays: 3, dailyDays: 30)
            let removed = Set(policy.removable(times: times, now: now))
            times = times.indices.filter { !removed.contains($0) }.map { times[$0] }
            keptOnce.formUnion(times.filter { times[times.count - 1] - $0 > 3 * day })
        }
        #expect(keptOnce.count == 37)
        #expect(times.filter { times[times.count - 1] - $0 > 3 * day }.count == 27)
    }

    @Test func theLatestStaysHoweverOld() {
        #expect(RetentionPolicy().removable(times: [1, 2, 3], now: 1e9) == [0, 1])
        #expect(RetentionPolicy().removable(times: [], now: 1e9) == [])
    }

    @Test(arguments: 20..<23 as Range<UInt64>)
    func whatStaysReadsAsBefore(seed: UInt64) throws {
        let folder = try Folder()
        let history = try SQLiteHistory.keepingAll(folder)
        var random = Dice(seed: seed)
        let snapshots = random.snapshots(60)
        let ids = try snapshots.map { try history.append($0).id }
        let now = snapshots[59].collectedAt
        var left = 60
        for policy in [
            RetentionPolicy(allDays: 0.3, hourlyDays: 400, dailyDays: 400),
            RetentionPolicy(allDays: 0.05, hourlyDays: 0.2, dailyDays: 0.25),
            RetentionPolicy(allDays: 0, hourlyDays: 0, dailyDays: 0),
        ] {
            let result = try history.prune(policy, now: now)
            let kept = try history.snapshots().map(\.id)
            #expect(result.kept == kept.count)
            #expect(result.removed == left - kept.count)
            left = kept.count
            for (id, snapshot) in zip(ids, snapshots) where kept.contains(id) {
                #expect(try history.snapshot(id) == snapshot)
            }
        }
        #expect(left == 1)
        let texts = SectionShape.all.filter { $0.storage == .texts }
        let used = texts.reduce(0) { $0 + (snapshots[59].sections[$1.name]?.count ?? 0) }
        // A text stays while another is compressed against it.
        #expect(try history.count("texts") <= 2 * used)
        #expect(try history.count("ended_lives") == 0)
    }

    @Test func appendingGoesOnAfterPruning() throws {
        let folder = try Folder()
        let history = try SQLiteHistory.keepingAll(folder)
        var random = Dice(seed: 30)
        let snapshots = random.snapshots(40)
        var ids: [Int64] = []
        for (number, snapshot) in snapshots.enumerated() {
            ids.append(try history.append(snapshot).id)
            if number % 9 == 8 {
                try history.prune(
                    RetentionPolicy(allDays: 0.02, hourlyDays: 10, dailyDays: 10), now: snapshot.collectedAt)
            }
        }
        let kept = try history.snapshots().map(\.id)
        #expect(kept.count < 25)
        for (id, snapshot) in zip(ids, snapshots) where kept.contains(id) {
            #expect(try history.snapshot(id) == snapshot)
        }
    }

    @Test func pruningRunsByItselfOnceAnHour() throws {
        let folder = try Folder()
        let history = try SQLiteHistory(
            path: folder.file, retention: RetentionPolicy(allDays: 0.25, hourlyDays: 0.5, dailyDays: 1), clock: { 1e12 }
        )
        for step in 0..<(3 * 144) { try history.append(.statements(at: Double(step) * 600, [("1", Int64(step), 0)])) }
        let times = try history.snapshots(target: "shop").map(\.collectedAt)
        // A quarter of a day in full, and at most an hour more that is not yet due.
        #expect(times.count >= 36 + 6 + 1)
        #expect(times.count <= 36 + 6 + 6 + 2)
    }

    @Test func aClockAheadCostsNothing() throws {
        let folder = try Folder()
        let history = try SQLiteHistory(path: folder.file, clock: { 4 * 3600 })
        for step in 0..<12 { try history.append(.statements(at: Double(step) * 600, [])) }
        try history.append(.statements(at: 1e9, []))
        #expect(try history.snapshots().count == 13)
    }

    @Test func pruningGivesRoomBack() throws {
        let folder = try Folder()
        let history = try SQLiteHistory.keepingAll(folder)
        var random = Dice(seed: 31)
        for snapshot in random.snapshots(60) { try history.append(snapshot) }
        let result = try history.prune(RetentionPolicy(allDays: 0, hourlyDays: 0, dailyDays: 0), now: 2e9)
        #expect(result.freedBytes > 0)
        #expect(try history.queue.read { try Int.fetchOne($0, sql: "PRAGMA freelist_count") } == 0)
    }
}
