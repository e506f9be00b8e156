/// Which database was read, in words that hold no secret.
public struct TargetIdentity: Sendable, Codable, Equatable {
    /// The name in advisor.yaml or the one derived from the connection: `host:port/database`. The history files by it.
    public var name: String
    public var host: String
    public var port: Int
    public var database: String
    /// `system_identifier` of pg_control_system, or nil where it may not be read.
    public var systemIdentifier: String?

    public init(name: String, host: String, port: Int, database: String, systemIdentifier: String? = nil) {
        self.name = name
        self.host = host
        self.port = port
        self.database = database
        self.systemIdentifier = systemIdentifier
    }
}

/// A thing that could not be read, and what would allow it.
public struct Unreadable: Sendable, Codable, Equatable {
    /// The section that is missing or incomplete.
    public var section: String
    /// The object concerned; nil for the whole section.
    public var object: String?
    public var reason: String
    /// A GRANT or another statement that would allow it; nil where nothing would.
    public var remedy: String?

    public init(section: String, object: String? = nil, reason: String, remedy: String? = nil) {
        self.section = section
        self.object = object
        self.reason = reason
        self.remedy = remedy
    }

    /// For people: what is missing, why, and what would allow it.
    public var note: String {
        let object = object.map { " of \($0)" } ?? ""
        return "Not read from the target (\(section.replacing("_", with: " "))\(object)): \(sentence)"
    }

    /// Why it is missing, and what would allow it.
    public var sentence: String { "\(reason).\(remedy.map { " \($0)" } ?? "")" }
}

/// All that was read from a target at one moment.
public struct Snapshot: Sendable, Equatable {
    /// 1: first release.
    public static let schemaVersion = 1

    public var target: TargetIdentity
    /// The server's clock when the first counters were read, seconds since 1970 UTC.
    public var collectedAt: Double
    /// Seconds from the first to the last query, by the collector's monotonic clock.
    public var duration: Double
    /// `server_version_num`, for example 150018.
    public var serverVersion: Int
    public var redacted: Bool
    /// By shape name. A section that could not be read is absent and listed in `unreadable`.
    public var sections: [String: Section]
    public var unreadable: [Unreadable]

    public init(
        target: TargetIdentity, collectedAt: Double, duration: Double = 0, serverVersion: Int, redacted: Bool = false,
        sections: [String: Section] = [:], unreadable: [Unreadable] = []
    ) {
        self.target = target
        self.collectedAt = collectedAt
        self.duration = duration
        self.serverVersion = serverVersion
        self.redacted = redacted
        self.sections = sections
        self.unreadable = unreadable
    }

    /// The section of a shape; empty where it was not read.
    public subscript(shape: SectionShape) -> Section {
        get { sections[shape.name] ?? Section(shape) }
        set { sections[shape.name] = newValue }
    }
}
