import Foundation
import Postgres

/// How far seeding is.
public struct SeedProgress: Sendable, Equatable {
    /// `schema`, then the names of the seed's steps.
    public let step: String
    /// Steps that are done, of `total`.
    public let done: Int
    public let total: Int
}

extension SampleWorkload {
    /// Creates the schema in an empty database and fills it. The role must be a superuser: foreign keys are not checked
    /// while filling, and one workload makes a role of its own.
    ///
    /// - Parameter scale: 1 is about 1 GB; sizes and time are proportional to it.
    /// - Parameter progress: called before each step, and once when all are done.
    public func seed(
        _ options: ConnectionOptions, scale: Double, progress: @Sendable (SeedProgress) -> Void = { _ in }
    ) async throws {
        guard scale > 0, scale.isFinite else { throw WorkloadError.invalidScale(scale) }
        guard let helpers = EmbeddedFiles.all["helpers.sql"] else { throw WorkloadError.missingFile("helpers.sql") }
        let start = SeedStep(name: "helpers", sql: "SET advisor.scale = '\(Self.plain(scale))';\n" + helpers)
        let steps = [SeedStep(name: "schema", sql: schema), start] + seed
        try await withSession(options, named: name) { connection in
            for (done, step) in steps.enumerated() {
                try Task.checkCancellation()
                progress(SeedProgress(step: step.name, done: done, total: steps.count))
                do {
                    try await connection.execute(step.sql)
                } catch {
                    throw Task.isCancelled
                        ? CancellationError() : WorkloadError.stepFailed(step.name, of: name, cause: error)
                }
            }
        }
        progress(SeedProgress(step: "done", done: steps.count, total: steps.count))
    }

    /// Without an exponent: the setting is cast to numeric, which reads one, but people read the setting too.
    private static func plain(_ scale: Double) -> String {
        String(format: "%.6f", scale)
    }
}

/// A connection that is closed whatever happens.
func withSession<T: Sendable>(
    _ options: ConnectionOptions, named workload: String, _ body: (Connection) async throws -> T
) async throws -> T {
    var options = options
    options.applicationName = "sample-\(workload)"
    let connection = try await Connection.connect(options)
    do {
        let result = try await body(connection)
        await connection.close()
        return result
    } catch {
        await connection.close()
        throw error
    }
}
