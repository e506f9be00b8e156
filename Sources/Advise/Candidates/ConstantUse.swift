import Model

/// How a workload compares columns with constants: what is compared with the same one in nearly all calls is worth a partial
/// index, a constant that came once is not: the next call may bring another.
struct ConstantUse: Sendable {
    private struct Column: Hashable {
        var table: Int64
        var name: String
    }

    /// Calls a day, or weights, that compare a column for equality, and by the constant those with it.
    private var calls: [Column: Double] = [:]
    private var callsByConstant: [Column: [String: Double]] = [:]

    /// Of the calls that compare a column, the share with one constant that makes it the column's.
    private static let nearlyAll = 0.95
    /// Calls, a day or by weight, below which a constant says nothing about the next call.
    private static let fewestCalls = 100.0

    init() {}

    init(_ statements: [(facts: StatementFacts, calls: Double)]) {
        for statement in statements {
            for predicate in statement.facts.predicates where ["=", "IN"].contains(predicate.op) {
                guard let position = predicate.column.relation, let table = statement.facts.relations[position].oid
                else {
                    continue
                }
                let column = Column(table: table, name: predicate.column.column)
                calls[column, default: 0] += statement.calls
                guard predicate.comparand == .constant, let constant = predicate.constant, !predicate.negated else {
                    continue
                }
                callsByConstant[column, default: [:]][constant, default: 0] += statement.calls
            }
        }
    }

    /// Whether nearly every call that compares the column compares it with this.
    func isUsual(_ constant: String, column name: String, table: Int64) -> Bool {
        let column = Column(table: table, name: name)
        let same = callsByConstant[column]?[constant] ?? 0
        return same >= Self.fewestCalls && same >= Self.nearlyAll * (calls[column] ?? .infinity)
    }
}
