import ArgumentParser
import History
import Rules

/// Options that every command understands: where the configuration and the history are.
struct ConfigurationOptions: ParsableArguments {
    @Option(
        name: .customLong("config"),
        help: ArgumentHelp(
            "Configuration file; without it advisor.yaml of the working directory, if there.", valueName: "file"))
    var path: String?

    @Option(
        help: ArgumentHelp(
            "History file; without it the configuration's, or ~/.local/state/advisor/history.sqlite.", valueName: "file"
        ))
    var history: String?

    func configuration() throws -> ConfigurationFile { try ConfigurationFile.load(path) }

    func historyPath(_ configuration: ConfigurationFile) -> String {
        history ?? configuration.history ?? HistoryFile.defaultPath()
    }

    /// - Parameter access: `.read` where nothing is to be stored: then a full or read-only disk is no obstacle.
    func openHistory(
        _ configuration: ConfigurationFile, access: SQLiteHistory.Access = .write
    ) throws -> any SnapshotStore {
        try SQLiteHistory(
            path: historyPath(configuration), access: access, retention: configuration.retention ?? RetentionPolicy())
    }
}
