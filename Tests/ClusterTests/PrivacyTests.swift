import Foundation
import TestSupport
import Testing

@testable import Cluster

/// Who can reach a private server, and what it may do.
@Suite struct PrivacyTests {
    @Test func listensOnNoNetwork() async throws {
        try await withPrivateServer { server in
            let addresses = try await server.psql("SHOW listen_addresses")
            #expect(addresses == "")
            #expect(server.loopbackURL() == nil)
        }
    }

    @Test func itsFolderIsItsUsersAlone() async throws {
        try await withPrivateServer { server in
            var status = stat()
            #expect(stat(server.socketDirectory, &status) == 0)
            #expect(status.st_mode & 0o777 == 0o700)
            let user = try ServerUser.forServers()
            #expect(status.st_uid == user.uid)
        }
    }

    @Test(.enabled(if: geteuid() == 0, "only root has privileges to drop"))
    func rootRunsNothingAsRoot() async throws {
        try await withPrivateServer { server in
            let postmaster = try String(contentsOfFile: "\(server.dataDirectory)/postmaster.pid", encoding: .utf8)
            let process = try #require(postmaster.split(separator: "\n").first)
            let state = try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
            let parent = try #require(field("PPid", of: state).first)
            let guardian = try String(contentsOfFile: "/proc/\(parent)/status", encoding: .utf8)
            for state in [state, guardian] {
                #expect(field("Uid", of: state).allSatisfy { $0 != "0" })
                #expect(field("Gid", of: state).allSatisfy { $0 != "0" })
                #expect(field("Groups", of: state).isEmpty)
                #expect(field("CapEff", of: state) == ["0000000000000000"])
            }
        }
    }

    @Test func overLoopbackThePasswordIsAskedFor() async throws {
        var configuration = ServerConfiguration()
        configuration.listensOnLoopback = true
        try await withPrivateServer(configuration) { server in
            let url = try #require(server.loopbackURL())
            let addresses = try await server.psql("SHOW listen_addresses")
            #expect(addresses == "127.0.0.1")
            let answer = try psql(url, server)
            #expect(answer.status == 0 && answer.output == "1\n")
            let password = try #require(URLComponents(string: url)?.password)
            let guess = try psql(url.replacingOccurrences(of: password, with: "guess"), server)
            #expect(guess.status != 0 && guess.complaint.contains("password authentication failed"))
            #expect(!server.logTail(lines: 1_000).contains(password))
        }
    }

    private func psql(_ url: String, _ server: PrivateServer) throws -> Command.Answer {
        try Command.run([server.installation.path(of: "psql"), "-XAtc", "SELECT 1", url], as: .current)
    }

    private func field(_ name: String, of status: String) -> [Substring] {
        let line = status.split(separator: "\n").first { $0.hasPrefix("\(name):") } ?? ""
        return Array(line.split(whereSeparator: \.isWhitespace).dropFirst())
    }
}
