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

    @Test func filesAndOwnPipesAlike() throws {
        let content = Data((0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })
        try inFolder { folder in
            try content.write(to: URL(fileURLWithPath: folder + "/file"))
            #expect(try InputFile.read(folder + "/file") == content)
            try FileManager.default.createSymbolicLink(atPath: folder + "/link", withDestinationPath: "file")
            #expect(try InputFile.read(folder + "/link") == content)
        }
        for (name, isBlocking) in [("/dev/fd", true), ("/proc/self/fd", true), ("/dev/fd", false)] {
            let pipe = Pipe()
            let descriptor = pipe.fileHandleForReading.fileDescriptor
            if !isBlocking { #expect(fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0) }
            Thread.detachNewThread {
                try? pipe.fileHandleForWriting.write(contentsOf: content)
                try? pipe.fileHandleForWriting.close()
            }
            #expect(try InputFile.read("\(name)/\(descriptor)") == content)
        }
        #expect(try InputFile.read("/dev/null").isEmpty)
    }

    /// Every kind of file that the system has, under every way to name one: nothing waits, and the reason says what it is.
    @Test func whatWouldWaitIsRefused() throws {
        try inFolder { folder in
            try #require(mkfifo(folder + "/fifo", 0o600) == 0)
            try FileManager.default.createSymbolicLink(atPath: folder + "/toFIFO", withDestinationPath: "fifo")
            try FileManager.default.createSymbolicLink(atPath: folder + "/toDevice", withDestinationPath: "/dev/zero")
            try FileManager.default.createSymbolicLink(
                atPath: folder + "/toInput", withDestinationPath: "/proc/self/fd/0")
            let listener = try listen(folder + "/socket")
            defer { close(listener) }
            let pipe = Pipe()
            let other = "/proc/\(getpid())/fd/\(pipe.fileHandleForReading.fileDescriptor)"
            for path in ["fifo", "toFIFO", "toDevice", "socket"].map({ "\(folder)/\($0)" })
                + ["/dev/zero", "/dev/full", "/dev/random", other]
            {
                for reading in [{ try InputFile.read(path) }, { try InputFile.read(named: path) }]
                    as [() throws -> Data]
                {
                    let said = reason(reading)
                    #expect(
                        said?.contains("no file") ?? said?.contains("leads out of") ?? false,
                        "\(path): \(said ?? "read")")
                }
            }
        }
    }

    private func listen(_ path: String) throws -> Int32 {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
        let bound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(bound == 0)
        return descriptor
    }

    @Test func whatIsRefused() throws {
        try inFolder { folder in
            #expect(reason { try InputFile.read(folder) } == "Is a directory")
            #expect(reason { try InputFile.read(folder + "/gone") } == "there is no such file")
            #expect(reason { try InputFile.read("/dev/fd/9999") } == "there is no such file")
            try Data("1234567".utf8).write(to: URL(fileURLWithPath: folder + "/file"))
            #expect(reason { try InputFile.read(folder + "/file", maximumLength: 6) } == "it is longer than 6 B")
            #expect(try InputFile.read(folder + "/file", maximumLength: 7).count == 7)
            // Longer than it says: the kernel's own files have no length.
            #expect(reason { try InputFile.read("/proc/self/maps", maximumLength: 6) } == "it is longer than 6 B")
            let zero = open("/dev/zero", O_RDONLY)
            defer { close(zero) }
            #expect(
                reason { try InputFile.read("/dev/fd/\(zero)", maximumLength: 5_000_000) } == "it is longer than 5 MB")
        }
    }
}

/// Files that were found in a folder which others may fill.
@Suite struct FoundFileTests {
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("advisor-\(UUID().uuidString)")
        .path

    private func inFolder(_ body: () throws -> Void) throws {
        try FileManager.default.createDirectory(atPath: folder + "/in/deep", withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for name in ["secret", "in/own", "in/deep/own"] {
            try Data(name.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
        }
        try body()
    }

    private func link(_ name: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(atPath: "\(folder)/\(name)", withDestinationPath: target)
    }

    private func reason(_ body: () throws -> Data) -> String {
        do { return "read: " + String(decoding: try body(), as: UTF8.self) } catch {
            return FileFailure.reason(error)
        }
    }

    private func found(_ name: String) -> String {
        reason { try InputFile.read("\(folder)/in/\(name)", within: folder + "/in") }
    }

    @Test func whatLiesInTheFolderIsRead() throws {
        try inFolder {
            try link("in/inner", to: "deep/own")
            try link("in/absolute", to: folder + "/in/own")
            try link("way", to: "in")
            #expect(found("own") == "read: in/own")
            #expect(found("inner") == "read: in/deep/own")
            #expect(found("absolute") == "read: in/own")
            #expect(found("deep/../own") == "read: in/own")
            // The folder itself may be reached by a link: the user named it.
            #expect(reason { try InputFile.read("\(folder)/way/own", within: folder + "/way") } == "read: in/own")
        }
    }

    @Test func whatLeadsOutIsNotFollowed() throws {
        try inFolder {
            try link("in/up", to: "../secret")
            try link("in/process", to: "/proc/self/environ")
            try link("in/folder", to: "..")
            try link("in/first", to: "up")
            // A neighbour whose name only begins as the folder's does.
            try FileManager.default.createDirectory(atPath: folder + "/in2", withIntermediateDirectories: true)
            try Data("secret".utf8).write(to: URL(fileURLWithPath: folder + "/in2/a"))
            try link("in/neighbour", to: "../in2/a")
            for name in ["up", "process", "folder/secret", "first", "neighbour", "../secret"] {
                #expect(found(name).contains("leads out of"), "\(name): \(found(name))")
            }
        }
    }

    @Test func whatIsNoFileIsNotEvenOpened() throws {
        try inFolder {
            try #require(mkfifo(folder + "/in/pipe", 0o600) == 0)
            try link("in/endless", to: "/dev/zero")
            for name in ["pipe", "endless"] { #expect(found(name).contains("no file"), "\(found(name))") }
            #expect(found("deep") == "Is a directory")
            #expect(found("gone") == "there is no such file")
            try link("in/loop", to: "loop")
            #expect(found("loop").contains("symbolic links"))
            try #require(truncate(folder + "/in/own", off_t(InputFile.maximumFound) + 1) == 0)
            #expect(found("own").contains("longer than"))
        }
    }

    @Test func linksThatArePartOfANamedPath() throws {
        try inFolder {
            try link("in/up", to: "../secret")
            try link("in/inner", to: "deep/own")
            #expect(reason { try InputFile.read(named: folder + "/in/up") }.contains("leads out of"))
            #expect(reason { try InputFile.read(named: folder + "/in/inner") } == "read: in/deep/own")
            #expect(reason { try InputFile.read(named: folder + "/secret") } == "read: secret")
        }
        #expect(try InputFile.read(named: "/dev/null").isEmpty)
        #expect(!InputFile.leadsOutOfWorkingDirectory("."))
        #expect(!InputFile.leadsOutOfWorkingDirectory("/etc"))
    }
}
