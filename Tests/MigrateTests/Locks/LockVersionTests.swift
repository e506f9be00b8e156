import Foundation
import TestSupport
import Testing

@testable import Migrate

/// Where another version locks otherwise than the one that the table was traced on.
struct LockDifference {
    var version: Int
    var form: String
    var locks: [LockRole: LockMode]

    static let all = [
        LockDifference(version: 18, form: "grant", locks: [.table: .accessShare]),
        LockDifference(
            version: 18, form: "partitioned-add-primary-key",
            locks: [.parent: .accessExclusive, .partition: .accessExclusive, .sibling: .accessExclusive]),
    ]
}

/// The table of locks holds for other versions of PostgreSQL too, but for what is listed.
@Suite struct LockVersionTests {
    @Test func otherVersionsLockAsTheTableSays() async throws {
        let version = try await TestServer.shared.psql("SHOW server_version")
        let major = Int(version.prefix { $0 != "." }) ?? 0
        // LockTraceTests looks at that one.
        guard major != TracedLocks.serverVersion else { return }
        for seen in try await SeenForm.trace(LockForm.all) {
            let trace = try #require(TracedLocks.all.first { $0.form.rawValue == seen.form.name })
            let difference = LockDifference.all.first { $0.version == major && $0.form == seen.form.name }
            #expect(seen.locks == difference?.locks ?? trace.locks, "\(seen.form)")
            #expect(seen.rewrites == trace.rewrites, "\(seen.form)")
            #expect(seen.builds == trace.builds, "\(seen.form)")
        }
    }
}
