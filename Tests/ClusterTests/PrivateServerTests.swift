import Foundation
import TestSupport
import Testing

@testable import Cluster

@Suite struct PrivateServerTests {
    @Test func isThereAndThenGone() async throws {
        let folder = try await withPrivateServer { server in
            let sum = try await server.psql("SELECT 1 + 1")
            #expect(sum == "2")
            return server.socketDirectory
        }
        #expect(!exists(folder))
    }

    @Test func isGoneAfterAnError() async throws {
        struct Mishap: Error {}
        var folder = ""
        await #expect(throws: Mishap.self) {
            try await withPrivateServer { server in
                folder = server.socketDirectory
                throw Mishap()
            }
        }
        #expect(!folder.isEmpty && !exists(folder))
    }

    @Test func isGoneWhenNobodyHoldsIt() async throws {
        var server: PrivateServer? = try await PrivateServer.start()
        let folder = try #require(server?.socketDirectory)
        #expect(exists(folder))
        server = nil
        #expect(await isSoonGone(folder))
    }

    @Test func stopsTwiceAsWellAsOnce() async throws {
        let server = try await PrivateServer.start()
        await server.stop()
        await server.stop()
        #expect(!exists(server.socketDirectory))
        await #expect(throws: ClusterError.self) { try await server.resume() }
    }

    @Test func twoStartAtOnce() async throws {
        async let first = PrivateServer.start()
        async let second = PrivateServer.start()
        let (one, two) = try await (first, second)
        #expect(one.socketDirectory != two.socketDirectory)
        let answers = try await [one.psql("SHOW data_directory"), two.psql("SHOW data_directory")]
        #expect(answers == [one.dataDirectory, two.dataDirectory])
        await one.stop()
        let still = try await two.psql("SELECT 1")
        #expect(still == "1")
        await two.stop()
    }

    @Test func takesSettingsAsTheyAre() async throws {
        var configuration = ServerConfiguration()
        configuration.settings = ["work_mem": "7MB", "app.odd": #"it's a \ "line""#]
        configuration.arguments = ["-c", "random_page_cost=1.5"]
        try await withPrivateServer(configuration) { server in
            let settings = try await server.psql("SHOW work_mem; SHOW app.odd; SHOW random_page_cost")
            #expect(settings == "7MB\n" + #"it's a \ "line""# + "\n1.5")
        }
    }

    @Test func aBrokenSettingIsReportedWithTheReasonFromTheLog() async throws {
        var configuration = ServerConfiguration()
        configuration.settings = ["shared_buffers": "plenty"]
        let error = try await #require(throws: ClusterError.self) { try await PrivateServer.start(configuration) }
        #expect(error.code == .start)
        #expect(error.message.contains(#"invalid value for parameter "shared_buffers""#))
    }

    @Test func aBrokenLocaleIsReportedWithTheReasonOfInitdb() async throws {
        var configuration = ServerConfiguration()
        configuration.locale = "xx_NOWHERE"
        let error = try await #require(throws: ClusterError.self) { try await PrivateServer.start(configuration) }
        #expect(error.code == .initialization)
        #expect(error.message.contains("xx_NOWHERE"))
    }

    @Test func keepsItsDataWhileHalted() async throws {
        try await withPrivateServer { server in
            try await server.psql("CREATE TABLE kept AS SELECT 42 AS answer")
            try await server.halt()
            #expect(!exists("\(server.dataDirectory)/postmaster.pid"))
            await #expect(throws: PsqlError.self) { try await server.psql("SELECT 1") }
            try await server.resume(arguments: ["-c", "work_mem=9MB"])
            let kept = try await server.psql("SELECT answer FROM kept; SHOW work_mem")
            #expect(kept == "42\n9MB")
        }
    }

    @Test func reachesDatabasesWithOddNames() async throws {
        try await withPrivateServer { server in
            let name = "a b/ü?&%🙂"
            try await server.psql("CREATE DATABASE \"\(name)\"")
            let answer = try await server.psql("SELECT current_database()", database: name)
            #expect(answer == name)
        }
    }
}

func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

/// Whether a folder disappears within the time that a guardian may need on a busy machine.
func isSoonGone(_ path: String) async -> Bool {
    for _ in 0..<300 where exists(path) { try? await Task.sleep(for: .milliseconds(50)) }
    return !exists(path)
}
