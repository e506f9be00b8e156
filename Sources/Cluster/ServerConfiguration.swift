/// What a private server should be like. The defaults suit a server that is thrown away.
public struct ServerConfiguration: Sendable {
    /// The major version wanted; nil takes the newest installed.
    public var major: Int?
    /// A folder of binaries to use instead of those found by `Installation`.
    public var binaries: String?
    /// The locale of the template databases.
    public var locale = "C.UTF-8"
    /// More options of `initdb`, such as `--no-data-checksums`.
    public var initdbArguments: [String] = []
    /// The bootstrap superuser. Roles of somebody else's, restored here, must not be called so.
    public var superuser = "postgres"
    /// Where the server's own oids begin; nil: where initdb leaves them. Leaves the range below to oids that are chosen.
    public var firstOid: UInt32?
    /// Lines of postgresql.conf, by name; they win over the defaults made here.
    public var settings: [String: String] = [:]
    /// More arguments of `postgres`, such as `-b`.
    public var arguments: [String] = []
    /// Listens on a free port of 127.0.0.1 too, where the superuser has to give a password (it is in the URL).
    public var listensOnLoopback = false
    /// nil: the limits of this process.
    public var limits: ProcessLimits?
    /// Whether commits survive a crash of the machine. Costs time at every commit.
    public var isDurable = false
    /// Seconds for a start, and for a clean shutdown.
    public var timeout: Double = 60

    public init() {}

    /// postgresql.conf's own lines follow the order of names, so that equal configurations write equal files.
    func file(socketFolder: String, port: Int) throws -> String {
        var all = [
            "listen_addresses": listensOnLoopback ? "127.0.0.1" : "", "port": String(port),
            "unix_socket_directories": socketFolder, "unix_socket_permissions": "0700",
            "timezone": "UTC", "log_timezone": "UTC", "logging_collector": "off",
        ]
        if !isDurable {
            for name in ["fsync", "synchronous_commit", "full_page_writes"] { all[name] = "off" }
        }
        all.merge(settings) { $1 }
        return try all.sorted { $0.key < $1.key }.map(Self.line).joined()
    }

    /// `postgres` gets its words as lines, an empty one ends them.
    func checkedArguments() throws -> [String] {
        for argument in arguments where argument.isEmpty || argument.utf8.contains(where: { $0 == 0x0A || $0 == 0 }) {
            throw ClusterError(
                code: .configuration, message: "an argument of postgres is empty or has a line break in it",
                remedy: "Give it as a setting instead")
        }
        return arguments
    }

    private static func line(name: String, value: String) throws -> String {
        let isName =
            name.first?.isLetter == true
            && name.unicodeScalars.allSatisfy {
                "a"..."z" ~= $0 || "A"..."Z" ~= $0 || "0"..."9" ~= $0 || $0 == "_" || $0 == "."
            }
        guard isName, !value.utf8.contains(0) else {
            throw ClusterError(
                code: .configuration,
                message: "\"\(name)\" cannot be the name of a setting, or its value has a zero byte",
                remedy: "Correct the settings of the private server")
        }
        var quoted = ""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "'": quoted += "''"
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return "\(name) = '\(quoted)'\n"
    }
}
