import ArgumentParser
import Foundation
import History
import Postgres

/// Which database to read.
struct TargetOptions: ParsableArguments {
    @Option(
        name: [.short, .long],
        help: ArgumentHelp(
            "Connection URI, keyword string, service name, or a name in advisor.yaml; without it DATABASE_URL and the PG* variables.",
            valueName: "target"))
    var target: String?

    /// Whether the user said anywhere which server to connect to.
    var isGiven: Bool {
        if target != nil { return true }
        let environment = ProcessInfo.processInfo.environment
        return ["DATABASE_URL", "PGHOST", "PGHOSTADDR", "PGDATABASE", "PGSERVICE", "PGPORT"].contains { name in
            environment[name].map { !$0.isEmpty } ?? false
        }
    }

    func resolve(_ configuration: ConfigurationFile) throws -> Target {
        if let target, let named = configuration.targets.first(where: { $0.name == target }) {
            return Target(name: named.name, connection: try ConnectionOptions(named.connection))
        }
        let connection = try ConnectionOptions(target)
        return Target(name: connection.targetName, connection: connection)
    }
}

extension TargetOptions {
    /// What the history calls a target that the user named: by its name there, or by anything that leads to it.
    static func nameInHistory(
        _ target: String, _ history: any SnapshotStore, _ configuration: ConfigurationFile
    ) async throws -> String {
        if try await history.targets().contains(where: { $0.name == target }) { return target }
        // What is no plain name may hold a password: it is read as a connection string and never repeated.
        if target.allSatisfy({ $0.isLetter || $0.isNumber || "-_. ".contains($0) }) { return target }
        return try ConnectionOptions(target).targetName
    }
}

/// A database to read, by the name that the history files it under.
struct Target: Sendable {
    var name: String
    var connection: ConnectionOptions
}
