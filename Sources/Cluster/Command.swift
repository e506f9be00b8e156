import CSpawn
import Foundation

/// Child processes: each in a session of its own (a Ctrl-C in the terminal is for us, not for them), in the folder /,
/// with no descriptor of ours but those given to it.
package enum Command {
    package struct Answer: Sendable {
        package let status: Int32
        /// What it wrote to standard output.
        package let bytes: [UInt8]
        package var output: String { String(decoding: bytes, as: UTF8.self) }
        /// What it wrote to standard error.
        package let complaint: String
    }

    /// Runs `words` to the end. Blocks.
    ///
    /// - Parameters:
    ///   - extra: variables of the child besides those it inherits.
    ///   - limit: seconds after which it is ended; its status is then 128 + SIGKILL.
    /// - Throws: `ClusterError` (`initialization`) when the program cannot be started.
    package static func run(
        _ words: [String], as user: ServerUser, input: String = "", environment extra: [String: String] = [:],
        limit: Double? = nil
    ) throws -> Answer {
        // Files rather than pipes: nobody can block the other, and a grandchild that lives on cannot hold us up.
        let source = try memoryFile(holding: input)
        let output = try memoryFile()
        let complaint = try memoryFile()
        let child = try spawn(
            words, as: user,
            descriptors: (source.fileDescriptor, output.fileDescriptor, complaint.fileDescriptor, -1),
            environment: extra)
        let status = limit.map { wait(for: child, limit: $0) } ?? wait(for: child)
        return Answer(
            status: status, bytes: try bytes(of: output),
            complaint: String(decoding: try bytes(of: complaint), as: UTF8.self))
    }

    private static func bytes(of file: FileHandle) throws -> [UInt8] {
        try file.seek(toOffset: 0)
        return Array(try file.readToEnd() ?? Data())
    }

    /// Starts `words`; `descriptors` become the child's 0 to 3, -1 stands for /dev/null.
    static func spawn(
        _ words: [String], as user: ServerUser, descriptors: (Int32, Int32, Int32, Int32),
        environment extra: [String: String] = [:]
    ) throws -> pid_t {
        var setup = child_setup(
            descriptors: descriptors, changes_user: user.isDropped ? 1 : 0, uid: user.uid, gid: user.gid)
        let path = words[0].hasPrefix("/") ? words[0] : search(words[0])
        let child = withCStrings(words) { arguments in
            withCStrings(environment(adding: extra)) { spawn_child(path, arguments, $0, &setup) }
        }
        guard child > 0 else { throw failure(words, -child) }
        return child
    }

    /// Blocks until the child has ended; its exit code, or 128 and the signal that ended it.
    @discardableResult
    static func wait(for child: pid_t) -> Int32 {
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0 { guard errno == EINTR else { return -1 } }
        let signal = status & 0x7f
        return signal == 0 ? (status >> 8) & 0xff : 128 + signal
    }

    /// The same, and ends the child when the time is up.
    private static func wait(for child: pid_t, limit seconds: Double) -> Int32 {
        let deadline = Date(timeIntervalSinceNow: seconds)
        var status: Int32 = 0
        while waitpid(child, &status, WNOHANG) == 0 {
            if deadline.timeIntervalSinceNow < 0 {
                kill(child, SIGKILL)
                return wait(for: child)
            }
            usleep(5_000)
        }
        let signal = status & 0x7f
        return signal == 0 ? (status >> 8) & 0xff : 128 + signal
    }

    /// Of our variables those that a program needs to run: others hold passwords and tokens (DATABASE_URL, those of a CI server), and
    /// a server of ours runs as another user, who can read them. With plain English messages.
    private static func environment(adding extra: [String: String]) -> [String] {
        var variables = ProcessInfo.processInfo.environment.filter { needed.contains($0.key) }
        variables["LC_ALL"] = "C"
        variables["TZ"] = "UTC"
        variables.merge(extra) { $1 }
        return variables.map { "\($0.key)=\($0.value)" }
    }

    private static let needed: Set<String> = ["PATH", "HOME", "USER", "LOGNAME", "TMPDIR", "LD_LIBRARY_PATH"]

    private static func search(_ program: String) -> String {
        ["/usr/bin/", "/bin/", "/usr/local/bin/"].map { $0 + program }.first { access($0, X_OK) == 0 } ?? program
    }

    private static func memoryFile(holding text: String = "") throws -> FileHandle {
        let descriptor = anonymous_file()
        guard descriptor >= 0 else { throw failure(["memfd_create"], errno) }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        if !text.isEmpty {
            try file.write(contentsOf: Data(text.utf8))
            try file.seek(toOffset: 0)
        }
        return file
    }

    private static func withCStrings<R>(
        _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> R
    ) -> R {
        let copies = strings.map { strdup($0) } + [nil]
        defer { copies.forEach { free($0) } }
        return copies.withUnsafeBufferPointer { list in
            // An array with its closing nil is never empty, so there is a first element.
            body(list.baseAddress!)
        }
    }

    private static func failure(_ words: [String], _ number: Int32) -> ClusterError {
        ClusterError(
            code: .initialization, message: "cannot run \(words[0]): \(String(cString: strerror(number)))",
            remedy: "Check that it is installed and that the user of private servers may run it")
    }
}
