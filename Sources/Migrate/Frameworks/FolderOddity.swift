/// What is odd about a migration's place in its folder. It is told, and everything that can be read is linted all the same.
public struct FolderOddity: Sendable, Equatable {
    public enum Kind: Sendable {
        /// The framework takes two migrations for one.
        case sameKey
        /// The framework tells them apart, but by what stands behind the number only.
        case samePrefix
        /// The framework passes it over in silence where a later one has run.
        case skipped
        /// A journal or a folder stands for it, and there is no SQL.
        case missing
    }

    public var kind: Kind
    /// As one sentence without a full stop.
    public var message: String

    public init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }
}

extension MigrationSource {
    /// Something of it can be examined: what is odd is then a finding beside others.
    var holdsSQL: Bool { files.contains { $0.up.problem == nil || !($0.up.sql.isEmpty && $0.up.program.isEmpty) } }

    /// Notes which migrations share a key or a number with an earlier one.
    mutating func compareKeys() {
        var byKey: [String: String] = [:]
        var byVersion: [String: String] = [:]
        for (position, file) in files.enumerated() {
            let earlier = byVersion.updateValue(file.up.path, forKey: file.version)
            if let other = byKey.updateValue(file.up.path, forKey: file.key) {
                let message = "\(other) and \(file.up.path) have the same version \(file.version)"
                files[position].oddities.append(FolderOddity(.sameKey, message))
                files[position].up.problem =
                    file.up.problem
                    ?? MigrationError(message: message, remedy: "Give one of them another version")
            } else if let earlier {
                files[position].oddities.append(
                    FolderOddity(.samePrefix, "\(earlier) and \(file.up.path) begin with the same \(file.version)"))
            }
        }
    }
}
