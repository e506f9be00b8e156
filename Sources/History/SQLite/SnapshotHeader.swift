import Foundation
import Model

/// What a snapshot holds beside its sections, and which sections those are.
struct SnapshotHeader: Codable, Equatable {
    var target: TargetIdentity
    var duration: Double
    var serverVersion: Int
    var redacted: Bool
    var unreadable: [Unreadable]
    /// Rows by section. A section that is not here was not read, whatever older frames say.
    var rows: [String: Int]

    init(_ snapshot: Snapshot) {
        target = snapshot.target
        duration = snapshot.duration
        serverVersion = snapshot.serverVersion
        redacted = snapshot.redacted
        unreadable = snapshot.unreadable
        rows = snapshot.sections.mapValues(\.count)
    }

    func encoded() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(self)
    }

    init(decoding data: Data) throws {
        do {
            self = try JSONDecoder().decode(SnapshotHeader.self, from: data)
        } catch is DecodingError {
            throw DamagedBytes()
        }
    }
}

/// A row of the table of snapshots.
struct StoredSnapshot {
    var id: Int64
    var targetID: Int64
    var lineage: Int64
    var collectedAt: Double
    var header: SnapshotHeader

    var info: SnapshotInfo {
        SnapshotInfo(
            id: id, target: header.target, collectedAt: collectedAt, duration: header.duration,
            serverVersion: header.serverVersion, redacted: header.redacted, rows: header.rows,
            unreadable: header.unreadable)
    }

    /// The snapshot with these sections.
    func snapshot(_ sections: [String: Section]) -> Snapshot {
        Snapshot(
            target: header.target, collectedAt: collectedAt, duration: header.duration,
            serverVersion: header.serverVersion, redacted: header.redacted, sections: sections,
            unreadable: header.unreadable)
    }
}
