import Cluster
import Foundation

/// What psql complained about.
public struct PsqlError: Error, CustomStringConvertible {
    public let description: String
}

extension PrivateServer {
    /// Runs SQL, any number of statements, through psql, which stops at the first error; returns its unaligned output
    /// without headers, without the last line break. Not through our own module Postgres, whose tests rest on this too.
    @discardableResult
    public func psql(_ sql: String, database: String = "postgres", user: String = "postgres") async throws -> String {
        try await psql(sql, at: url(database: database, user: user))
    }

    /// The same over another way to the server.
    @discardableResult
    public func psql(_ sql: String, at url: String) async throws -> String {
        let words = [
            installation.path(of: "psql"), "-XAtq", "-v", "ON_ERROR_STOP=1", "-f", "-", url,
        ]
        return try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(
                    with: Result {
                        let answer = try Command.run(words, as: .current, input: sql)
                        guard answer.status == 0 else { throw PsqlError(description: answer.complaint) }
                        return answer.output.hasSuffix("\n") ? String(answer.output.dropLast()) : answer.output
                    })
            }
        }
    }
}
