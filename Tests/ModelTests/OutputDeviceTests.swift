import Foundation
import Model
import Testing

/// What is written to as it is, and what is replaced.
@Suite struct OutputDeviceTests {
    @Test(arguments: ["/dev/stdout", "/dev/stderr", "/dev/fd/2", "/proc/self/fd/1", "/dev/null"])
    func devices(path: String) throws { #expect(try OutputDevice(path) != nil) }

    @Test(arguments: ["-", "/nothing/here", "/", "/proc/self/cmdline"])
    func files(path: String) throws { #expect(try OutputDevice(path) == nil) }

    @Test func aPipeThatNobodyReads() throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        try #require(mkfifo(path, 0o600) == 0)
        defer { unlink(path) }
        let error = #expect(throws: (any Error).self) { try OutputDevice(path) }
        #expect(error.map(FileFailure.reason) == "it is a pipe that nobody reads")
        let reader = open(path, O_RDONLY | O_NONBLOCK)
        defer { close(reader) }
        try #require(try OutputDevice(path)).write([1, 2, 3])
        var bytes = [UInt8](repeating: 0, count: 8)
        #expect(read(reader, &bytes, 8) == 3 && bytes.starts(with: [1, 2, 3]))
    }
}
