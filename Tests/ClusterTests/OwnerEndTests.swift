import Foundation
import Testing

@testable import Cluster

/// What is left when the process that owns a server ends: nothing, in whatever way it ends. Each test is a process of
/// its own that starts a server, says where, and ends.
@Suite struct OwnerEndTests {
    @Test func nothingIsLeftAfterKill() async throws {
        let result = await #expect(processExitsWith: .signal(SIGKILL), observing: [\.standardOutputContent]) {
            let server = try await PrivateServer.start()
            announce(server)
            kill(getpid(), SIGKILL)
        }
        #expect(await isSoonGone(try announced(result)))
    }

    @Test func nothingIsLeftAfterANormalExit() async throws {
        let result = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
            let server = try await PrivateServer.start()
            announce(server)
            exit(0)
        }
        #expect(await isSoonGone(try announced(result)))
    }

    @Test func nothingIsLeftAfterASignal() async throws {
        let result = await #expect(processExitsWith: .signal(SIGTERM), observing: [\.standardOutputContent]) {
            let server = try await PrivateServer.start()
            announce(server)
            kill(getpid(), SIGTERM)
            while !Task.isCancelled { try await Task.sleep(for: .seconds(1)) }
        }
        #expect(await isSoonGone(try announced(result)))
    }

    @Test func whoStopsAllBeforeItEndsLeavesNothingForLater() async throws {
        let result = await #expect(processExitsWith: .exitCode(130), observing: [\.standardOutputContent]) {
            let server = try await PrivateServer.start()
            announce(server)
            LiveServers.stopAll()
            exit(130)
        }
        #expect(!exists(try announced(result)))
    }

    @Test func theNextStartRemovesWhatALostGuardianLeft() async throws {
        let result = await #expect(processExitsWith: .signal(SIGKILL), observing: [\.standardOutputContent]) {
            let server = try await PrivateServer.start()
            announce(server)
            kill(try parentOfServer(in: server.dataDirectory), SIGKILL)
            kill(getpid(), SIGKILL)
        }
        let folder = try announced(result)
        try await withPrivateServer { _ in }
        #expect(!exists(folder))
    }
}

private func announce(_ server: PrivateServer) {
    FileHandle.standardOutput.write(Data("folder:\(server.socketDirectory)\n".utf8))
}

private func announced(_ result: ExitTest.Result?) throws -> String {
    let output = String(decoding: try #require(result).standardOutputContent, as: UTF8.self)
    let line = try #require(output.split(separator: "\n").first { $0.hasPrefix("folder:/") })
    return String(line.dropFirst("folder:".count))
}

/// The guardian's process, as the server's status names its parent.
private func parentOfServer(in data: String) throws -> pid_t {
    let file = try String(contentsOfFile: "\(data)/postmaster.pid", encoding: .utf8)
    let server = try #require(file.split(separator: "\n").first)
    let status = try String(contentsOfFile: "/proc/\(server)/status", encoding: .utf8)
    let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("PPid:") })
    return try #require(pid_t(line.dropFirst("PPid:".count).trimmingCharacters(in: .whitespaces)))
}
