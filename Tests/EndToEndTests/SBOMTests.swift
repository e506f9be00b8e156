import Foundation
import Testing

/// `scripts/sbom.sh` lists every dependency, with a licence, and the same bytes each time.
@Suite struct SBOMTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    private struct Listing: Decodable {
        struct Component: Decodable {
            var name: String
            var version: String
            var licenses: [[String: String]]
        }
        var bomFormat: String
        var components: [Component]
    }

    private struct Resolved: Decodable {
        struct Pin: Decodable { var identity: String }
        var pins: [Pin]
    }

    private func run(_ folder: String) async throws -> Data {
        let process = Process()
        process.executableURL = Self.root.appending(path: "scripts/sbom.sh")
        process.arguments = ["--output", folder]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return try Data(contentsOf: URL(fileURLWithPath: folder + "/advisor.cdx.json"))
    }

    @Test func everyDependencyIsListed() async throws {
        try await AdvisorProcess.inHome { advisor in
            let first = try await run(advisor.home + "/1")
            #expect(try await run(advisor.home + "/2") == first)
            let listing = try JSONDecoder().decode(Listing.self, from: first)
            #expect(listing.bomFormat == "CycloneDX")
            #expect(
                listing.components.allSatisfy {
                    $0.licenses.first?["expression"]?.isEmpty == false && $0.version != "-"
                })
            let names = Set(listing.components.map(\.name))
            let resolved = try JSONDecoder().decode(
                Resolved.self, from: Data(contentsOf: Self.root.appending(path: "Package.resolved")))
            #expect(names.isSuperset(of: resolved.pins.map(\.identity)))
            #expect(
                names.isSuperset(of: ["libpq5", "libpcre2-8-0", "libsqlite3-0", "libpg-query-dev", "coinor-libcbc3"]))
            let linked = try packages(
                "readelf -d '\(AdvisorProcess.binary)' | sed -n 's|.*NEEDED.*\\[\\(.*\\)\\]|/lib/*/\\1 /usr/lib/*/\\1|p'"
            )
            #expect(linked.contains("libc6") && names.isSuperset(of: linked), "\(linked)")
            let run = try packages("for word in git tar sh rm find; do echo \"/bin/$word /usr/bin/$word\"; done")
            #expect(run.contains("git") && names.isSuperset(of: run), "\(run)")
        }
    }

    /// The Debian packages that own files whose paths, or patterns of them, a script prints.
    private func packages(_ script: String) throws -> Set<String> {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", "{ \(script); } | xargs -n 1 dpkg -S 2>/dev/null | grep -v '^diversion' || true"]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        // `package:architecture: path`
        let lines = text.split(separator: "\n")
        return Set(lines.compactMap { $0.split(separator: ":").first.map(String.init) })
    }
}
