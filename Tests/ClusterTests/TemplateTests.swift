import Foundation
import TestSupport
import Testing

@testable import Cluster

@Suite struct TemplateTests {
    enum Damage: String, CaseIterable {
        case emptied, cutShort, garbage
        /// A size of WAL segments for each case: templates of their own, which no other test uses.
        var segmentSize: Int { [Self.emptied: 2, .cutShort: 4, .garbage: 8][self] ?? 1 }
    }

    @Test(arguments: Damage.allCases)
    func aDamagedTemplateIsBuiltAnew(_ damage: Damage) async throws {
        var configuration = ServerConfiguration()
        configuration.initdbArguments = ["--wal-segsize=\(damage.segmentSize)"]
        let archive = try #require(try template(for: configuration).archive)
        defer { try? FileManager.default.removeItem(atPath: archive) }

        try await withPrivateServer(configuration) { _ in }
        let sound = try size(of: archive)
        try spoil(archive, damage)
        #expect(try size(of: archive) < sound)

        try await withPrivateServer(configuration) { server in
            let answer = try await server.psql("SELECT count(*) > 0 FROM pg_class")
            #expect(answer == "t")
        }
        #expect(try size(of: archive) == sound)
    }

    @Test func templatesOfOtherOptionsAreOthers() throws {
        var other = ServerConfiguration()
        other.locale = "C"
        let usual = try template(for: ServerConfiguration())
        #expect(try template(for: other).archive != usual.archive)
        other = ServerConfiguration()
        other.initdbArguments = ["--data-checksums"]
        #expect(try template(for: other).archive != usual.archive)
        #expect(try template(for: ServerConfiguration()).archive == usual.archive)
    }

    private func template(for configuration: ServerConfiguration) throws -> Template {
        Template(
            installation: try Installation.find(), user: try ServerUser.forServers(), locale: configuration.locale,
            arguments: configuration.initdbArguments)
    }

    private func size(of file: String) throws -> off_t {
        var status = stat()
        try #require(stat(file, &status) == 0)
        return status.st_size
    }

    private func spoil(_ archive: String, _ damage: Damage) throws {
        switch damage {
        case .emptied: try #require(truncate(archive, 0) == 0)
        case .cutShort: try #require(truncate(archive, 1 << 20) == 0)
        case .garbage:
            try #require(truncate(archive, 0) == 0)
            let file = try #require(FileHandle(forWritingAtPath: archive))
            try file.write(contentsOf: Data(repeating: 0x5a, count: 1 << 16))
            try file.close()
        }
    }
}
