/// The search_path of each role, as its sessions begin: what ALTER ROLE and ALTER DATABASE fix, else the server's own.
public struct RoleSearchPaths: Sendable {
    private let names: [Int64: String]
    private let server: String
    /// By database and role, both empty for all.
    private var fixed: [String: [String: String]] = [:]
    private let database: String

    public init(_ snapshot: Snapshot) {
        database = snapshot.target.database
        let roles = snapshot[.roles]
        let texts = roles.texts("name")
        names = Dictionary(
            roles.integers("oid").enumerated().compactMap { row, oid in
                oid.flatMap { oid in texts[row].map { (oid, $0) } }
            }
        ) { first, _ in first }
        server = Self.server(snapshot[.settings])
        let settings = snapshot[.roleSettings]
        for row in 0..<settings.count where settings[row, "name"].text == "search_path" {
            guard let path = settings[row, "setting"].text, let database = settings[row, "database"].text,
                let role = settings[row, "role"].text
            else { continue }
            fixed[database, default: [:]][role] = path
        }
    }

    /// What a role or a database of the collector's own fixes is not the server's.
    private static func server(_ settings: Section) -> String {
        let row = (0..<settings.count).first { settings[$0, "name"].text == "search_path" }
        let own: Set = ["session", "client", "user", "database", "database user"]
        let isOwn = own.contains(row.flatMap { settings[$0, "source"].text } ?? "default")
        return row.flatMap { settings[$0, isOwn ? "boot_value" : "setting"].text } ?? "\"$user\", public"
    }

    /// Whether some role has a path of its own.
    public var differ: Bool { fixed.values.contains { $0.keys.contains { !$0.isEmpty } } }

    /// The schemas that are searched for bare names, in order; nil for an unknown role: what holds for all.
    public func path(of user: Int64?) -> [String] {
        let role = user.flatMap { names[$0] }
        // The most specific wins.
        let own = role.flatMap { fixed[database]?[$0] ?? fixed[""]?[$0] }
        let path = own ?? fixed[database]?[""] ?? fixed[""]?[""] ?? server
        return SearchPath.parts(path).compactMap { $0 == "$user" ? role : $0 }
    }
}
