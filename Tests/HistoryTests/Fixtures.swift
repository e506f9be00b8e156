import Foundation
import Model

@testable import History

/// A folder of its own for a test, gone with it.
final class Folder {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "history-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    var file: String { path + "/history.sqlite" }
}

extension SQLiteHistory {
    /// One that removes nothing unless asked.
    static func keepingAll(_ folder: Folder) throws -> SQLiteHistory {
        try SQLiteHistory(path: folder.file, retention: nil)
    }
}

extension TargetIdentity {
    static func test(_ name: String = "shop", system: String? = "7001") -> TargetIdentity {
        TargetIdentity(name: name, host: "db", port: 5432, database: "shop", systemIdentifier: system)
    }
}

extension Snapshot {
    /// A snapshot of statements alone: query id to calls and milliseconds.
    static func statements(
        at time: Double, target: TargetIdentity = .test(), _ entries: [(id: String, calls: Int64, time: Double)]
    ) -> Snapshot {
        var snapshot = Snapshot(target: target, collectedAt: time, serverVersion: 150_018)
        var section = Section(.statementEntries)
        for entry in entries {
            section.append([
                "user_oid": .integer(10), "query_id": .text(entry.id), "toplevel": .boolean(true),
                "calls": .integer(entry.calls), "total_exec_time": .real(entry.time),
            ])
        }
        snapshot[.statementEntries] = section
        return snapshot
    }
}

extension Dice {
    /// Snapshots of one target ten minutes apart with something in every section, now and then one of them unread.
    mutating func snapshots(_ count: Int, target: TargetIdentity = .test()) -> [Snapshot] {
        var latest = Dictionary(
            uniqueKeysWithValues: SectionShape.all.map { ($0.name, section($0, rows: below(12))) })
        return (0..<count).map { number in
            for shape in SectionShape.all where chance(shape.storage == .counters ? 0.8 : 0.2) {
                latest[shape.name] = latest[shape.name].map { successor(of: $0) }
            }
            // In the order of the shapes: that of a dictionary differs from run to run.
            let unread = SectionShape.all.filter { _ in chance(0.05) }.map(\.name)
            var snapshot = Snapshot(
                target: target, collectedAt: 1_800_000_000 + Double(number) * 600 + 0.125, duration: 1.5,
                serverVersion: 150_018, redacted: chance(0.1), sections: latest.filter { !unread.contains($0.key) })
            if chance(0.2) {
                snapshot.unreadable = [Unreadable(section: "wal", reason: "no right", remedy: "GRANT pg_monitor")]
            }
            return snapshot
        }
    }
}
