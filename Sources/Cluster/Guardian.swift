import Foundation
import Synchronization

/// The process that stands between us and the server: it starts the server as its own child and ends it, and removes
/// the folder, as soon as our end of their socket is closed, which the kernel does for us whatever ends us.
///
/// All functions block; they belong on a thread of their own (see `offload`).
final class Guardian: Sendable {
    let folder: PrivateFolder
    private let socket: Int32
    private let process: pid_t
    /// The server's process while one runs; also what keeps two orders from crossing.
    private let server = Mutex<pid_t?>(nil)
    private let isReaped = Mutex(false)

    /// Orders arrive as lines on standard input: `start`, the command's words, a blank line; or `halt`. Answers go to
    /// standard output. Descriptor 3 holds the lock on the folder, which the server must not inherit.
    ///
    /// TERM goes before QUIT because a shell's background process ignores QUIT until the server has set its handlers.
    private static let script = #"""
        folder=$1
        server=
        status=
        finish() {
            [ -n "$server" ] || return
            for signal in "$@"; do kill -s "$signal" "$server" 2>/dev/null; done
            wait "$server"
            status=$?
            server=
        }
        leave() {
            trap '' HUP INT TERM
            finish TERM QUIT
            for attempt in 1 2 3 4 5; do
                rm -rf "$folder" && exit
                sleep 0.2
            done
            exit 1
        }
        trap leave HUP INT TERM
        while IFS= read -r order; do
            case $order in
            start)
                set --
                while IFS= read -r word && [ -n "$word" ]; do set -- "$@" "$word"; done
                "$@" </dev/null >>"$folder/server.log" 2>&1 3>&- &
                server=$!
                echo "$server"
                ;;
            halt)
                finish INT
                echo "$status"
                ;;
            esac
        done
        leave
        """#

    init(of folder: PrivateFolder) throws {
        var ends: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw Self.gone("there is no socket for it: \(String(cString: strerror(errno)))")
        }
        defer { close(ends[1]) }
        do {
            process = try Command.spawn(
                ["/bin/sh", "-c", Self.script, "advisor-guardian", folder.path], as: folder.user,
                descriptors: (ends[1], ends[1], -1, folder.lock))
        } catch {
            close(ends[0])
            rmdir(folder.path)
            throw error
        }
        socket = ends[0]
        self.folder = folder
    }

    deinit {
        hangUp()
        close(socket)
        let process = process
        if !isReaped.withLock({ $0 }) { DispatchQueue.global().async { Command.wait(for: process) } }
    }

    /// Starts the server and waits until it takes connections.
    func startServer(_ words: [String], within timeout: TimeInterval) throws {
        try server.withLock { server in
            guard !isReaped.withLock({ $0 }) else { throw Self.gone("it was told to stop") }
            guard server == nil else { return }
            guard let started = pid_t(try order((["start"] + words).joined(separator: "\n") + "\n\n", within: 10))
            else {
                throw Self.gone("it did not say which process it started")
            }
            server = started
            do {
                try waitUntilReady(started, deadline: Date(timeIntervalSinceNow: timeout))
            } catch {
                _ = try? order("halt\n", within: 10)
                server = nil
                throw error
            }
        }
    }

    /// Shuts the server down cleanly and keeps its data.
    func haltServer(within timeout: TimeInterval) throws {
        try server.withLock { server in
            guard server != nil else { return }
            _ = try order("halt\n", within: timeout)
            server = nil
        }
    }

    /// Ends everything: server, guardian and folder. Does not wait, and may be called at any time from any thread.
    func hangUp() { shutdown(socket, Int32(SHUT_RDWR)) }

    /// Blocks until server, guardian and folder are gone. To be called after `hangUp`.
    func waitUntilGone() {
        isReaped.withLock { isReaped in
            guard !isReaped else { return }
            Command.wait(for: process)
            isReaped = true
        }
    }

    /// The last lines of the server's log.
    func logTail(lines: Int) -> String {
        guard let file = FileHandle(forReadingAtPath: folder.log) else { return "" }
        defer { try? file.close() }
        let end = (try? file.seekToEnd()) ?? 0
        try? file.seek(toOffset: end > 65_536 ? end - 65_536 : 0)
        let text = String(decoding: (try? file.readToEnd()) ?? Data(), as: UTF8.self)
        return text.split(separator: "\n").suffix(lines).joined(separator: "\n")
    }

    private func order(_ text: String, within timeout: TimeInterval) throws -> String {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 || errno == EINTR else { throw Self.gone(String(cString: strerror(errno))) }
            bytes = bytes.dropFirst(max(count, 0))
        }
        return try answer(deadline: Date(timeIntervalSinceNow: timeout))
    }

    private func answer(deadline: Date) throws -> String {
        var line: [UInt8] = []
        while line.last != UInt8(ascii: "\n") {
            var waiting = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
            let left = deadline.timeIntervalSinceNow
            guard left > 0, poll(&waiting, 1, Int32(left * 1_000) + 1) != 0 else {
                throw Self.gone("it does not answer")
            }
            var byte: UInt8 = 0
            let count = recv(socket, &byte, 1, 0)
            if count == 1 { line.append(byte) }
            guard count > 0 || (count < 0 && errno == EINTR) else { throw Self.gone("it has ended") }
        }
        return String(decoding: line.dropLast(), as: UTF8.self)
    }

    private func waitUntilReady(_ process: pid_t, deadline: Date) throws {
        while !isReady(process) {
            guard Self.isRunning(process) else {
                throw startError("the private server ended while it was starting")
            }
            guard deadline.timeIntervalSinceNow > 0 else {
                throw startError("the private server was not ready in time")
            }
            usleep(5_000)
        }
    }

    /// The server writes its process id into the first line of postmaster.pid and its state into the eighth.
    private func isReady(_ process: pid_t) -> Bool {
        guard let text = try? String(contentsOfFile: "\(folder.data)/postmaster.pid", encoding: .utf8) else {
            return false
        }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.count > 7 && pid_t(lines[0]) == process && lines[7].hasPrefix("ready")
    }

    /// False for a zombie too: the guardian collects its child only when it is told to.
    private static func isRunning(_ process: pid_t) -> Bool {
        guard let stat = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
            let name = stat.lastIndex(of: ")")
        else { return false }
        let state = stat[name...].dropFirst(2).first
        return state != "Z" && state != "X"
    }

    private func startError(_ message: String) -> ClusterError {
        let tail = logTail(lines: 12)
        return ClusterError(
            code: .start,
            message: tail.isEmpty ? "\(message), and left no log" : "\(message). Its log ends:\n\(tail)\n",
            remedy: "Change what the log complains about: settings, arguments, or the machine's limits")
    }

    private static func gone(_ reason: String) -> ClusterError {
        ClusterError(
            code: .gone, message: "the guardian of the private server is gone: \(reason)",
            remedy: "Start another server")
    }
}
