import Model

/// How long a lock is likely held, and so how bad it is.
///
/// The rates are those of an ordinary server with a cold cache, deliberately low: a guess that is too long makes
/// somebody look, one that is too short makes nobody.
struct LockCost: Sendable {
    var effect: LockEffect
    var usage: TableUsage?

    private static let scanned = 200e6
    private static let indexed = 40e6
    private static let rewritten = 50e6

    /// nil: size unknown.
    var seconds: Double? {
        guard let usage else { return nil }
        let bytes = Double(usage.bytes)
        return switch effect.work {
        case .none: 0
        case .scan: bytes / Self.scanned
        case .build: bytes / Self.indexed
        case .rewrite: bytes / Self.rewritten
        }
    }

    /// Reads and writes a second that would wait; nil where unknown.
    private var blockedPerSecond: Double? {
        usage.map { usage in
            let perDay = effect.mode.blocks == "writes" ? usage.writesPerDay : usage.writesPerDay + usage.scansPerDay
            return perDay / 86_400
        }
    }

    /// A lock of a moment matters where something is always waiting in line; a long one where anything is blocked.
    func severity(unknown: Severity) -> Severity {
        guard let seconds, let blocked = blockedPerSecond else { return unknown }
        guard effect.work != .none else { return blocked >= 1 ? max(unknown, .warning) : .info }
        if seconds < 0.1 { return .info }
        return seconds >= 5 || seconds * blocked >= 100 ? .critical : .warning
    }

    /// `reads and writes, about 40 s`; nil where the lock blocks no traffic.
    var blocks: String? { effect.mode.blocks.map { "\($0), \(duration)" } }

    private var duration: String {
        if effect.work == .none { return "for a moment once it is granted" }
        guard let seconds else { return "size unknown" }
        return seconds < 0.1 ? "less than 0.1 s" : "about \(Format.duration(milliseconds: seconds * 1_000))"
    }
}
