import ArgumentParser
import Collect
import Foundation
import History
import Model

/// What to examine: snapshot files, a live target, or the history.
struct WindowOptions: ParsableArguments {
    @OptionGroup var target: TargetOptions
    @OptionGroup var configuration: ConfigurationOptions

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Examine the time from so long ago until now: 12h, 7d, 2w.", valueName: "span"))
    var since = TimeSpan(argument: "7d") ?? .week

    @Option(
        help: ArgumentHelp(
            "Examine this snapshot file instead of a target; two of them make a window.", valueName: "file"))
    var snapshot: [String] = []

    @Flag(help: "Read the history only; without it a given target is collected first.")
    var noCollect = false

    func validate() throws {
        guard snapshot.count <= 2 else { throw ValidationError("A window has two ends: give one or two snapshots.") }
        guard snapshot.isEmpty || target.target == nil else {
            throw ValidationError("Give either --target or --snapshot, not both.")
        }
    }

    /// - Parameter collecting: how a live target is read.
    /// - Throws: whatever reading the files, the history or the target throws.
    func window(
        _ configuration: ConfigurationFile, progress: Progress, collecting: CollectOptions = CollectOptions()
    ) async throws -> Window {
        if !snapshot.isEmpty { return try windowOfFiles() }
        let history = try history(configuration)
        let name = try await targetName(configuration, history, progress, collecting)
        progress.step("Reading the history of \(name)")
        return try await history.window(target: name, since: since.seconds, now: Date().timeIntervalSince1970)
    }

    /// Opened for reading alone where nothing is collected into it.
    private func history(_ configuration: ConfigurationFile) throws -> any SnapshotStore {
        guard !target.isGiven || noCollect else { return try self.configuration.openHistory(configuration) }
        do {
            return try self.configuration.openHistory(configuration, access: .read)
        } catch let error as HistoryError where error.code == .noHistory && !target.isGiven {
            throw Self.nothingToExamine
        }
    }

    private static let nothingToExamine = CommandError(
        "There is nothing to examine: no target is given and the history is empty",
        remedy: "Give a target: advisor report --target postgres://user@host/database; or watch `advisor demo`")

    private func windowOfFiles() throws -> Window {
        let snapshots = try snapshot.map { try SnapshotFile.read($0) }.sorted { $0.collectedAt < $1.collectedAt }
        guard let last = snapshots.last else { throw ValidationError("No snapshot given.") }
        return try Window(from: snapshots.count > 1 ? snapshots[0] : nil, to: last)
    }

    /// The target's name in the history, after collecting it where it is live.
    private func targetName(
        _ configuration: ConfigurationFile, _ history: any SnapshotStore, _ progress: Progress,
        _ collecting: CollectOptions
    ) async throws -> String {
        let known = try await history.targets().map(\.name)
        // What is only read may be called as the history calls it, whether or not it can be reached by that name.
        if noCollect, let name = target.target, known.contains(name) { return name }
        if target.isGiven {
            let target = try target.resolve(configuration)
            if !noCollect {
                try await Collection(target: target, history: history, progress: progress, options: collecting).run()
            }
            return target.name
        }
        switch known.count {
        case 1: return known[0]
        case 0: throw Self.nothingToExamine
        default:
            throw CommandError(
                "The history holds several targets: \(known.joined(separator: ", "))",
                remedy: "Name one with --target (and --no-collect to read the history only)")
        }
    }
}

extension TimeSpan {
    static let week = TimeSpan(seconds: 604_800)
    static let minute = TimeSpan(seconds: 60)

    private init(seconds: Double) { self.seconds = seconds }
}
