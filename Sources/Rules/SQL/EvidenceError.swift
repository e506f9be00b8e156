import GRDB

/// Why SQL over the evidence failed.
public struct EvidenceError: Error, Sendable, CustomStringConvertible {
    /// What SQLite or a function says.
    public var reason: String
    /// Bytes into the SQL where SQLite saw the error; nil where it does not know.
    public var offset: Int?

    public var description: String { reason }

    init(reason: String, offset: Int? = nil) {
        self.reason = reason
        self.offset = offset
    }

    init(_ error: any Error, offset: Int? = nil) {
        switch error {
        case let error as EvidenceError: self = error
        // GRDB's own words are about calls in Swift.
        case let error as DatabaseError where error.resultCode == .SQLITE_MISUSE && error.sql != nil:
            self.init(reason: "it holds more than one statement; run each SELECT by itself", offset: offset)
        case let error as DatabaseError where error.message == "empty statement":
            self.init(reason: "it holds no statement; give one SELECT", offset: offset)
        case let error as DatabaseError:
            self.init(reason: error.message ?? "SQLite error \(error.resultCode.rawValue)", offset: offset)
        default: self.init(reason: "\(error)", offset: offset)
        }
    }
}
