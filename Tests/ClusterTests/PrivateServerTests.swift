import Cluster
import Foundation
import TestSupport
import Testing

@Suite struct PrivateServerTests {
    @Test func isThereAndThenGone() async throws {
        let folder = try await withPrivateServer { server in
            let sum = try await server.psql("SELECT 1 + 1")
            #expect(sum == "2")
            return server.socketDirectory
        }
        #expect(!FileManager.default.fileExists(atPath: folder))
    }
}
