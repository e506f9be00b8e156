import Model
import SQLSyntax

/// An index that the target has.
struct ExistingIndex: Sendable {
    var oid: Int64
    var name: String
    /// As pg_get_indexdef prints it: what takes a drop back.
    var statement: String?
    /// Its parts, with operator classes and collations that are the default left out, so that it compares with a candidate.
    var definition: IndexDefinition
    var meaning: IndexMeaning
    var isUnique: Bool
    /// A constraint, the replica identity or CLUSTER rests on it.
    var isHeld: Bool
    /// Of a partitioned table's: of all its partitions together.
    var bytes: Double
    /// Scans in the window; nil where they were not counted.
    var scans: Int64?
    /// Seconds over which its scans were counted without a gap, those of all its partitions; 0 where it is younger than the window.
    var observedSeconds: Double

    /// It does nothing but make queries faster.
    var isDroppable: Bool { !isUnique && !isHeld }
}

extension ExistingIndex {
    /// No two rows are equal in these columns.
    func isUniqueOver(_ columns: Set<String>) -> Bool {
        isUnique && definition.predicate == nil
            && definition.keys.allSatisfy { $0.column.map(columns.contains) ?? false }
    }
}
