import Foundation
import Model

/// Which index a name in a plan stands for.
struct IndexNames: Sendable {
    enum Index: Sendable, Equatable {
        /// Position in the list of candidates.
        case candidate(Int)
        /// Oid, the same as in the target.
        case existing(Int64)
    }

    /// By the name as JSON writes it.
    private var indexes: [String: Index] = [:]
    /// The target's name where the twin's is another, both as JSON writes them.
    private(set) var originals: [String: String] = [:]

    /// By oid, what the target calls indexes that had to make way for candidates.
    var originalNames: [Int64: String] = [:]

    /// - Parameter shown: what the twin calls it.
    mutating func add(oid: Int64, name: String, shown: String) {
        if let position = CandidateIndex.position(ofPlanName: shown) {
            indexes[shown] = .candidate(position)
            return
        }
        let name = originalNames[oid] ?? name
        indexes[Self.escaped(shown)] = .existing(oid)
        if shown != name { originals[Self.escaped(shown)] = Self.escaped(name) }
    }

    subscript(name: String) -> Index? { indexes[name] }

    /// The plan with the target's names of indexes.
    func restoring(_ plan: String) -> String {
        guard !originals.isEmpty else { return plan }
        let marker = "\"Index Name\": \""
        var parts = plan.components(separatedBy: marker)
        for position in parts.indices.dropFirst() {
            for (shown, name) in originals where parts[position].hasPrefix(shown + "\"") {
                parts[position] = name + parts[position].dropFirst(shown.count)
                break
            }
        }
        return parts.joined(separator: marker)
    }

    private static func escaped(_ name: String) -> String {
        name.replacingScalars { $0 == "\\" ? "\\\\" : $0 == "\"" ? "\\\"" : nil }
    }
}
