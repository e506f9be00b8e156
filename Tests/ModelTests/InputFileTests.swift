import Foundation
import Model
import Testing

@Suite struct InputFileTests {
    private func inFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("advisor-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    private func reason(_ body: () throws -> Data) -> String? {
        do {
            _ = try body()
            return nil
        } catch {
            return FileFailure.reason(error)
        }
    }

    @Test func filesAndPipesAlike() throws {
        let content = Data((0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })
        try inFolder { folder in
            try content.write(to: URL(fileURLWithPath: folder + "/file"))
            #expect(try InputFile.read(folder + "/file") == content)
            let pipe = Pipe()
            Thread.detachNewThread {
                try? pipe.fileHandleForWriting.write(contentsOf: content)
                try? pipe.fileHandleForWriting.close()
            }
            #expect(try InputFile.read("/dev/fd/\(pipe.fileHandleForReading.fileDescriptor)") == content)
            try #require(mkfifo(folder + "/fifo", 0o600) == 0)
            Thread.detachNewThread { try? content.write(to: URL(fileURLWithPath: folder + "/fifo")) }
            #expect(try InputFile.read(folder + "/fifo") == content)
        }
        #expect(try InputFile.read("/dev/null").isEmpty)
    }

    @Test func whatIsRefused() throws {
        try inFolder { folder in
            #expect(reason { try InputFile.read(folder) } == "Is a directory")
            #expect(reason { try InputFile.read(folder + "/gone") } == "there is no such file")
            #expect(reason { try InputFile.read("/dev/zero", maximumLength: 5_000_000) } == "File too large")
        }
    }
}
