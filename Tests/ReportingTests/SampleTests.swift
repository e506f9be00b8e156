import Foundation
import Testing

@testable import Reporting

let reportsFolder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "reports")

/// The samples in `reports/` are the snapshots of these tests. `RECORD=1` writes them, and fails so that somebody
/// reviews the difference.
@Suite struct SampleTests {
    static let files = Result { try Samples.files() }

    @Test(arguments: try files.get().map(\.name))
    func sampleIsCurrent(name: String) throws {
        let text = try #require(try Self.files.get().first { $0.name == name }).text
        let file = reportsFolder.appending(path: name)
        if ProcessInfo.processInfo.environment["RECORD"] == "1" {
            try text.write(to: file, atomically: true, encoding: .utf8)
            Issue.record("recorded \(name): review the diff")
        }
        let committed = try String(contentsOf: file, encoding: .utf8)
        #expect(committed == text, "stale: run `make generate`")
    }

    @Test func noSampleIsAnOrphan() throws {
        let present = try FileManager.default.contentsOfDirectory(atPath: reportsFolder.path)
            .filter { $0.hasPrefix("sample") }
        #expect(Set(present) == Set(try Self.files.get().map(\.name)))
    }
}
