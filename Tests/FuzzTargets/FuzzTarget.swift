/// What is fed with hostile bytes: each drives what the command of its name drives, down to the text that is printed,
/// without servers.
///
/// The law that they hold: whatever the bytes are, the work ends with a result or with a thrown error, in bounded time
/// and memory. A trap or an `abort` is a defect, whatever the input.
public enum FuzzTarget: String, CaseIterable, Sendable {
    case explain, snapshot, history, lint, migration, advise, configuration, rules

    /// Runs one input. Errors that are thrown are fine: they are what a user would read, so they are put into words too.
    public func run(_ bytes: [UInt8]) {
        do {
            switch self {
            case .explain: try ExplainInput.run(bytes)
            case .snapshot: try SnapshotInput.run(bytes)
            case .history: try HistoryInput.run(bytes)
            case .lint: try LintInput.run(bytes)
            case .migration: try MigrationInput.run(bytes)
            case .advise: try AdviseInput.run(bytes)
            case .configuration: try ConfigurationInput.run(bytes)
            case .rules: try RulesInput.run(bytes)
            }
        } catch {
            _ = "\(error)"
        }
    }
}

/// Bytes as a hash, by which an input chooses what else is done with it: the same input does the same every time.
struct InputHash {
    private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

    init(_ bytes: [UInt8]) {
        for byte in bytes { value = (value ^ UInt64(byte)) &* 0x100_0000_01b3 }
    }

    /// A number below a limit.
    mutating func number(below limit: Int) -> Int {
        value = (value ^ (value >> 29)) &* 0xbf58_476d_1ce4_e5b9
        return Int(truncatingIfNeeded: value >> 33) % max(limit, 1)
    }
}
