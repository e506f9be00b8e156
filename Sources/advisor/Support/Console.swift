import Foundation
import Model
import Reporting

/// Where the command line writes: results to standard output, all else to standard error.
enum Console {
    /// Writes a result whole.
    ///
    /// - Throws: `OutputClosed` where the reader has gone (`| head`), `CommandError` where the disk is full.
    /// - Parameter own: what begins lines by right; nothing else of a CI server's commands is written.
    static func write(_ text: String, keeping own: Visible.LineStart = .headings) throws {
        var bytes = Array(Report.safe(text, colour: usesColour, keeping: own).utf8)
        guard !bytes.isEmpty else { return }
        if bytes.last != UInt8(ascii: "\n") { bytes.append(UInt8(ascii: "\n")) }
        try bytes.withUnsafeBytes { buffer in
            var rest = buffer
            while !rest.isEmpty {
                let written = Foundation.write(STDOUT_FILENO, rest.baseAddress, rest.count)
                if written >= 0 {
                    rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(written))
                } else if errno == EPIPE {
                    throw OutputClosed()
                } else if errno != EINTR {
                    throw CommandError(
                        "The result could not be written to standard output: \(String(cString: strerror(errno)))",
                        remedy: "Free some space, or write it elsewhere with --output")
                }
            }
        }
    }

    /// Writes a line for people to standard error; lost where that is closed.
    static func note(_ text: String) {
        FileHandle.standardError.write(Data((Visible.uncommanded(Visible.text(text)) + "\n").utf8))
    }

    /// Replaces the line that the terminal of standard error shows last; nothing clears it.
    static func rewriteLine(_ text: String = "") {
        FileHandle.standardError.write(Data("\r\u{1B}[2K\(Visible.uncommanded(Visible.line(text)))".utf8))
    }

    /// Writes the result to a file, atomically, to a pipe or a device, or to standard output where nothing is named.
    static func write(_ text: String, to path: String?, keeping own: Visible.LineStart = .headings) throws {
        guard let path, path != "-" else { return try write(text, keeping: own) }
        let text = Report.safe(text, colour: false, keeping: own)
        do {
            let bytes = (text.hasSuffix("\n") ? text : text + "\n").utf8
            if let device = try OutputDevice(path) { return try device.write(bytes) }
            var status = stat()
            if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
                throw CommandError("\(path) is a folder", remedy: "Give the path of a file with --output")
            }
            // Atomically, by a file beside it that takes its place: a link that somebody put there is not followed.
            try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch let error as CommandError {
            throw error
        } catch {
            throw CommandError(
                "\(path) cannot be written: \(FileFailure.reason(error))", remedy: "Give another path with --output")
        }
    }

    static var outputIsTerminal: Bool { isatty(STDOUT_FILENO) == 1 }
    static var errorIsTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    /// Colour only on a terminal that can show it, and never with NO_COLOR set (no-color.org).
    static var usesColour: Bool {
        let environment = ProcessInfo.processInfo.environment
        return outputIsTerminal && (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
    }

    /// Columns of the terminal; COLUMNS wins, 100 where the output is no terminal.
    static var width: Int {
        if let columns = ProcessInfo.processInfo.environment["COLUMNS"].flatMap({ Int($0) }), columns > 0 {
            return columns
        }
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 100 }
        return Int(size.ws_col)
    }
}

/// The reader of standard output has gone: nothing is wrong, and there is nobody to tell.
struct OutputClosed: Error {}

/// What a command could not do, why, and what to do about it.
struct CommandError: Error, CustomStringConvertible {
    var message: String
    var remedy: String

    init(_ message: String, remedy: String) {
        self.message = message
        self.remedy = remedy
    }

    var description: String { "\(message). \(remedy)." }
}
