import Cluster
import Collect
import Foundation
import Model
import Postgres
import TestSupport
import Testing

/// A standby made of a private server's base backup.
@Suite struct StandbyTests {
    @Test func aStandbyIsCollectedAndSaysSo() async throws {
        try await withPrivateServer { primary in
            try await primary.psql("CREATE TABLE kept (id serial PRIMARY KEY); INSERT INTO kept DEFAULT VALUES;")
            try await primary.psql("CREATE UNLOGGED TABLE loose (id serial);")
            let data = primary.dataDirectory
            // Down, the primary's own folder becomes a standby's, with nobody to receive from.
            try await primary.halt()
            let signal = data + "/standby.signal"
            try Data().write(to: URL(fileURLWithPath: signal))
            let owner = try FileManager.default.attributesOfItem(atPath: data)
            try FileManager.default.setAttributes(
                [.ownerAccountID: owner[.ownerAccountID] ?? 0, .groupOwnerAccountID: owner[.groupOwnerAccountID] ?? 0],
                ofItemAtPath: signal)
            try await primary.resume()
            let snapshot = try await Collector().collect(try ConnectionOptions(primary.url()))
            #expect(snapshot[.server][0, "in_recovery"].boolean == true)
            #expect(snapshot[.server][0, "wal_position"].integer ?? 0 > 0)
            #expect(snapshot[.relations].row("name", "kept") != nil)
            let known: Set = ["statement_entries"]
            #expect(Set(snapshot.unreadable.map(\.section)).isSubset(of: known), "\(snapshot.unreadable)")
        }
    }
}
