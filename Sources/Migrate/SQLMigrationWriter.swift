import Foundation
import Model

/// What writing migrations did.
public struct WrittenMigrations: Sendable, Equatable {
    /// Paths of the files written, in the order in which they run; up files only.
    public var up: [String]
    /// Their counterparts, same order; nil where nothing takes a migration back.
    public var down: [String?]
    /// Migrations left out because a file of the directory carries their findings' keys already.
    public var alreadyThere: [String]
}

/// Why migrations could not be written.
public struct MigrationError: Error, CustomStringConvertible, Equatable {
    public var message: String
    public var remedy: String
    public var description: String { "\(message). \(remedy)" }
}

/// Writes migrations as plain SQL: `NNNN_name.up.sql` and `NNNN_name.down.sql`.
///
/// Numbers continue those of the directory. Each file is written beside its place and renamed into it, so that a killed
/// run leaves whole files only.
public struct SQLMigrationWriter: Sendable {
    public var directory: String

    public init(directory: String) {
        self.directory = directory
    }

    /// - Throws: `MigrationError` where the directory cannot be made, read or written.
    public func write(_ set: MigrationSet) throws -> WrittenMigrations {
        do {
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            let present = try FileManager.default.contentsOfDirectory(atPath: directory).filter { $0.hasSuffix(".sql") }
            var number = present.compactMap { Int($0.prefix { $0.isNumber }) }.max() ?? 0
            let keys = try keysWritten(in: present)
            var result = WrittenMigrations(up: [], down: [], alreadyThere: [])
            for migration in set.migrations {
                guard !migration.findings.allSatisfy({ keys.contains($0.key) }) else {
                    result.alreadyThere.append(migration.name)
                    continue
                }
                number += 1
                let stem =
                    "\(directory)/\(String(repeating: "0", count: max(0, 4 - String(number).count)))\(number)_\(migration.name)"
                try write(SQLMigrationText.up(migration), to: stem + ".up.sql")
                result.up.append(stem + ".up.sql")
                try write(SQLMigrationText.down(migration), to: stem + ".down.sql")
                result.down.append(migration.down.isEmpty ? nil : stem + ".down.sql")
            }
            return result
        } catch let error as MigrationError {
            throw error
        } catch {
            throw MigrationError(
                message: "Migrations cannot be written to \(directory): \(MigrationError.reason(error))",
                remedy: "Give a directory that you may write to with --output")
        }
    }

    private func write(_ text: String, to path: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    }

    /// The finding keys named in the headers of the migrations present.
    private func keysWritten(in files: [String]) throws -> Set<String> {
        var keys: Set<String> = []
        for file in files where file.hasSuffix(".up.sql") {
            let text = try String(contentsOfFile: "\(directory)/\(file)", encoding: .utf8)
            for line in text.split(separator: "\n") where line.hasPrefix(SQLMigrationText.keyPrefix) {
                keys.insert(String(line.dropFirst(SQLMigrationText.keyPrefix.count).prefix { !$0.isWhitespace }))
            }
        }
        return keys
    }
}
