import GRDB
import Model

/// Why the history could not do what was asked. Whatever the error, what was committed before is still there.
public struct HistoryError: Error, CustomStringConvertible {
    public enum Code: String, Sendable {
        /// There is no file yet.
        case noHistory
        /// The file is something else: no SQLite database, or another program's.
        case notAHistory
        /// A later version of advisor wrote the file.
        case newerSchema
        /// The file was damaged.
        case damaged
        /// No room on the disk; nothing was written.
        case diskFull
        /// The file, its folder or the disk may not be written, or not be opened.
        case notWritable
        case notReadable
        /// Another process wrote for longer than the time-out.
        case busy
        case unknownTarget
        case unknownSnapshot
        /// The snapshots asked for make no window: see `WindowError`.
        case noWindow
        /// Anything else that SQLite or the file system reported.
        case failed
    }

    public var code: Code
    public var message: String
    public var remedy: String

    public var description: String { "\(message). \(remedy)" }
}

extension HistoryError {
    static func noHistory(_ path: String) -> Self {
        Self(
            code: .noHistory, message: "there is no history at \(path)",
            remedy: "Run `advisor collect` to begin one, or name another file with --history.")
    }

    static func notAHistory(_ path: String) -> Self {
        Self(
            code: .notAHistory, message: "\(path) is not a history of advisor",
            remedy: "Name another file with --history; this one was left as it is.")
    }

    /// - Parameters:
    ///   - object: `trigger x`.
    ///   - isOurs: there should be one of that name, but not this one.
    static func foreignObject(_ path: String, _ object: String, isOurs: Bool) -> Self {
        let name = Visible.line(object)
        return Self(
            code: .notAHistory,
            message:
                "\(path) holds \(isOurs ? "another \(name) than advisor makes" : "what is not advisor's: \(name)")",
            remedy: isOurs
                ? "Restore the file from a backup, or name another with --history."
                : "It would run or get in the way whenever the history is used: drop it if it is yours, or name another file with --history."
        )
    }

    static func newerSchema(_ path: String, found: Int, known: Int) -> Self {
        Self(
            code: .newerSchema,
            message: "\(path) was written by a later version of advisor (format \(found), this one knows \(known))",
            remedy: "Upgrade advisor, or name another file with --history.")
    }

    static func damaged(_ path: String, _ what: String) -> Self {
        Self(
            code: .damaged, message: "\(path) is damaged: \(what)",
            remedy:
                "Snapshots that still read can be saved: `advisor history list`, `advisor history export ID`. Then restore the file from a backup, or move it (with its -wal file) away: the next `advisor collect` begins a new one."
        )
    }

    static func damagedSnapshot(_ id: Int64) -> Self {
        Self(
            code: .damaged, message: "snapshot \(id) of the history is damaged",
            remedy:
                "Others may be sound: `advisor history list` shows them, `advisor history export ID` saves one. Then restore the file from a backup, or move it (with its -wal file) away: the next `advisor collect` begins a new one."
        )
    }

    /// Runs work on one snapshot, so that the error says which is damaged.
    static func naming<Result>(_ id: Int64, _ work: () throws -> Result) throws -> Result {
        do { return try work() } catch  where error is DamagedBytes || error is RowDecodingError {
            throw damagedSnapshot(id)
        }
    }

    static func notWritable(_ path: String, _ why: String) -> Self {
        Self(
            code: .notWritable, message: "\(path) cannot be written: \(why)",
            remedy: "Give this user the right to write the file and its folder, or name another file with --history.")
    }

    static func notReadable(_ path: String, _ why: String) -> Self {
        Self(
            code: .notReadable, message: "\(path) cannot be opened: \(why)",
            remedy:
                "Give this user the right to read and write the file and its folder, or name another with --history.")
    }

    static func unknownTarget(_ name: String, known: [String]) -> Self {
        Self(
            code: .unknownTarget, message: "the history has no snapshot of \(name)",
            remedy: known.isEmpty
                ? "Run `advisor collect --target \(name)` first."
                : "It has these targets: \(known.joined(separator: ", ")).")
    }

    static func unknownSnapshot(_ id: Int64) -> Self {
        Self(
            code: .unknownSnapshot, message: "the history has no snapshot \(id)",
            remedy: "`advisor history list` shows those it has; older ones are thinned out.")
    }

    static func ofAnotherTarget(_ id: Int64, _ target: String, asked: String) -> Self {
        Self(
            code: .unknownSnapshot, message: "snapshot \(id) is of \(target), not of \(asked)",
            remedy: "Choose one that `advisor history list` shows for \(asked).")
    }

    static func noWindow(_ error: WindowError) -> Self {
        Self(code: .noWindow, message: error.message, remedy: error.remedy)
    }

    private static func diskFull(_ path: String) -> Self {
        Self(
            code: .diskFull, message: "no room left on the disk of \(path); nothing was written",
            remedy: "Free some space; afterwards `advisor history prune` keeps less.")
    }

    /// What SQLite reported, without its SQL.
    static func sqlite(_ error: DatabaseError, _ path: String) -> Self {
        let why = error.message ?? "SQLite error \(error.resultCode.rawValue)"
        switch error.resultCode {
        case .SQLITE_NOTADB: return notAHistory(path)
        case .SQLITE_CORRUPT: return damaged(path, why)
        case .SQLITE_FULL: return diskFull(path)
        // What it finds no room for beside the file, such as the index of its log, is a failed disk to SQLite.
        case .SQLITE_IOERR where HistoryFile.isDiskFull(path): return diskFull(path)
        case .SQLITE_READONLY, .SQLITE_PERM: return notWritable(path, why)
        case .SQLITE_CANTOPEN, .SQLITE_AUTH: return notReadable(path, why)
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            return Self(
                code: .busy, message: "another process keeps writing \(path)",
                remedy: "Try again when it has ended; `fuser \(path)` names it.")
        case .SQLITE_IOERR:
            return Self(
                code: .failed, message: "the disk of \(path) failed: \(why); nothing was written",
                remedy: "Check the disk and its free space, then try again.")
        default:
            return Self(
                code: .failed, message: "\(path): \(why)",
                remedy: "Try again; if it stays, move the file away and report this message.")
        }
    }

    /// Runs work on the database at a path and gives its errors their words.
    static func translating<Result>(_ path: String, _ work: () throws -> Result) throws(HistoryError) -> Result {
        do {
            return try work()
        } catch let error as HistoryError {
            throw error
        } catch let error as DatabaseError {
            throw sqlite(error, path)
        } catch let error as WindowError {
            throw noWindow(error)
        } catch is DamagedBytes {
            throw damaged(path, "a snapshot does not read back")
        } catch is RowDecodingError {
            throw damaged(path, "a table holds values of another type")
        } catch {
            throw HistoryError(code: .failed, message: "\(path): \(error)", remedy: "Try again.")
        }
    }
}
