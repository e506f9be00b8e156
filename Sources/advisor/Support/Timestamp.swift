import Foundation

/// Moments as people and programs read them: ISO 8601, UTC.
enum Timestamp {
    /// - Parameter seconds: since 1970-01-01 UTC.
    static func text(_ seconds: Double) -> String {
        Date(timeIntervalSince1970: seconds).formatted(.iso8601)
    }
}
