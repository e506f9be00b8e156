import Foundation
import Testing

@testable import TestSupport

@Suite struct SnapshotsTests {
    private static let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()

    @Test func noRecordingIsAnOrphan() throws {
        #expect(try Snapshots.orphans(under: Self.tests) == [], "no test asks for these: delete them")
    }

    @Test func aRecordingThatNoSourceNamesIsAnOrphan() throws {
        try withFolder { folder in
            try Data(#"assertSnapshot(text, named: "report.\(format)")"#.utf8)
                .write(to: folder.appendingPathComponent("SomeTests.swift"))
            let snapshots = folder.appendingPathComponent("Snapshots")
            for name in ["report.md", "report", "reports.md"] {
                try Snapshots.record("text", as: snapshots.appendingPathComponent(name))
            }
            let orphans = try Snapshots.orphans(under: folder).map { URL(fileURLWithPath: $0).lastPathComponent }
            #expect(orphans == ["reports.md"])
        }
    }

    @Test func namesTheFirstLineThatDiffers() {
        #expect(Snapshots.firstDifference("a\nb\n", "a\nb\n") == nil)
        #expect(
            Snapshots.firstDifference("a\nb\nc", "a\nB\nc") == "in line 2:\n  recorded: \"b\"\n  now:      \"B\"")
        #expect(Snapshots.firstDifference("a", "a\nb") == "in line 2:\n  recorded: the end\n  now:      \"b\"")
    }

    @Test func aMissingOrDifferentRecordingIsComplainedAbout() throws {
        try withFolder { folder in
            let file = folder.appendingPathComponent("Snapshots/there.txt")
            #expect(Snapshots.complaint(about: "text", recordedAs: file)?.hasPrefix("has no recording") == true)
            try Snapshots.record("text", as: file)
            #expect(Snapshots.complaint(about: "text", recordedAs: file) == nil)
            #expect(Snapshots.complaint(about: "another", recordedAs: file)?.hasPrefix("differs") == true)
        }
    }

    private func withFolder(_ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("snapshots-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder)
    }
}
