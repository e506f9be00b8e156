/// Why there is no private server.
public struct ClusterError: Error, Sendable, Equatable, CustomStringConvertible {
    public enum Code: Sendable {
        /// No PostgreSQL server programs are installed, or none of the version asked for.
        case noBinaries
        /// Run by root, and there is no unprivileged user to run servers as.
        case noUser
        /// The private folder could not be made or used.
        case folder
        /// `initdb` or the copy of its template failed.
        case initialization
        /// A setting or an argument cannot be given to a server.
        case configuration
        /// The server ended, or was not ready in time; the message ends with the last lines of its log.
        case start
        /// The server or its guardian was ended by someone else, or it has been stopped already.
        case gone
    }

    public let code: Code
    /// What happened, and why.
    public let message: String
    /// What to do about it.
    public let remedy: String

    public var description: String { "\(message). \(remedy)." }
}
