/// Why two snapshots make no window.
public struct WindowError: Error, Equatable, CustomStringConvertible {
    public enum Code: String, Sendable {
        /// They are of different targets.
        case differentTargets
        /// They are of one target, but of different PostgreSQL clusters: restored, upgraded or failed over.
        case differentServers
        /// The second is not later than the first, by the server's clock.
        case notLater
    }

    public var code: Code
    public var message: String
    public var remedy: String

    public var description: String { "\(message). \(remedy)" }
}

extension WindowError {
    /// Throws where the difference of the snapshots would mean nothing.
    static func check(from first: Snapshot, to last: Snapshot) throws(WindowError) {
        guard first.target.database == last.target.database else { throw differentTargets(first.target, last.target) }
        if let old = first.target.systemIdentifier, let new = last.target.systemIdentifier {
            guard old == new else { throw differentServers(last.target, old, new) }
        } else if first.target.name != last.target.name {
            throw differentTargets(first.target, last.target)
        }
        if last.collectedAt <= first.collectedAt { throw notLater(by: first.collectedAt - last.collectedAt) }
    }

    private static func differentTargets(_ first: TargetIdentity, _ last: TargetIdentity) -> WindowError {
        func words(_ target: TargetIdentity) -> String { "\(target.name) (database \(target.database))" }
        return WindowError(
            code: .differentTargets, message: "the snapshots are of two targets: \(words(first)) and \(words(last))",
            remedy: "Choose two snapshots of one target.")
    }

    private static func differentServers(_ target: TargetIdentity, _ old: String, _ new: String) -> WindowError {
        WindowError(
            code: .differentServers,
            message: "\(target.name) was another server at the first snapshot: system identifier \(old), now \(new)",
            remedy: "Choose a first snapshot taken since the server was replaced.")
    }

    private static func notLater(by seconds: Double) -> WindowError {
        WindowError(
            code: .notLater,
            message: seconds > 0
                ? "by the server's clock the last snapshot is \(Format.duration(milliseconds: seconds * 1000)) earlier than the first"
                : "both snapshots were taken at the same moment by the server's clock",
            remedy: "Choose them the other way round; if the clock was set back, choose a first snapshot taken since.")
    }
}
