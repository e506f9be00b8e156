import Glibc
import Model
import Postgres
import SQLSyntax

/// Puts values in place of a statement's parameters: a plan that suits the most common value may not suit a rare one.
struct ParameterValues {
    let statement: WorkloadStatement
    let facts: StatementFacts
    let schema: TargetSchema

    /// A text to plan.
    struct Text {
        /// What stands for the parameters.
        var variant: PlanningUnit.Variant
        var text: String
        /// Executions that it stands for, relative to the other texts.
        var share = 1.0
    }

    /// The texts to plan; none comes twice.
    var variants: [Text] {
        let constants = constants
        let plannable = SQL.plannable(statement.planned)
        let text = SQL.substituting(constants, in: plannable)
        let parameters = SQL.parameters(text)
        guard !parameters.isEmpty else { return [Text(variant: .asWritten, text: text)] }
        let limits = limitValues
        let depths = depths
        let starts = Dictionary(uniqueKeysWithValues: Set(facts.offsetParameters).map { ($0, depths[$0] ?? "0") })
        var variants = [
            Text(
                variant: .generic, text: SQL.substituting(limits.merging(depths) { limit, _ in limit }, in: text))
        ]
        for variant in [PlanningUnit.Variant.hot, .median, .rare] {
            let values = values(variant)
            guard !values.isEmpty || !starts.isEmpty else { continue }
            let all = limits.merging(starts) { limit, _ in limit }.merging(values) { limit, _ in limit }
            let text = SQL.substituting(all, in: text)
            if variants.contains(where: { $0.text == text }) { continue }
            variants.append(Text(variant: variant, text: text, share: share(variant)))
        }
        // The generic plan stands for all values, and weighs as much as the others do on average.
        let others = variants.dropFirst().map(\.share)
        if !others.isEmpty { variants[0].share = others.reduce(0, +) / Double(others.count) }
        return seen(variants, plannable, parameters)
    }

    // MARK: Literals that were seen

    /// Executions from which on a literal that never changed counts as part of the statement.
    private static let manyExecutions = 2
    /// Seen executions that are planned.
    private static let mostSeen = 3

    /// Literals that were the same whenever the statement was seen.
    private var constants: [Int: String] {
        var values: [Int: Set<String>] = [:]
        var times: [Int: Int] = [:]
        for sample in statement.samples {
            for (parameter, literal) in sample {
                values[parameter, default: []].insert(literal)
                times[parameter, default: 0] += 1
            }
        }
        return values.filter { $0.value.count == 1 && times[$0.key, default: 0] >= Self.manyExecutions }
            .compactMapValues(\.first)
    }

    /// The texts with those of executions that were seen with a value for each parameter: such a statement is planned for its
    /// values each time, never generically. The values of the statistics together weigh as much as one execution.
    private func seen(_ variants: [Text], _ plannable: String, _ parameters: Set<Int>) -> [Text] {
        let whole = statement.samples.filter { parameters.isSubset(of: $0.keys) }
        guard !whole.isEmpty else { return variants }
        var result = variants.filter { $0.variant != .generic }
        let execution = result.isEmpty ? 1 : result.reduce(0) { $0 + $1.share }
        var times: [String: Double] = [:]
        for sample in whole { times[SQL.substituting(sample, in: plannable), default: 0] += 1 }
        let often = times.sorted { (-$0.value, $0.key) < (-$1.value, $1.key) }.prefix(Self.mostSeen)
        for (text, times) in often {
            result.removeAll { $0.text == text }
            result.append(Text(variant: .sampled, text: text, share: times * execution))
        }
        return result
    }

    /// Values are taken to be asked for as often as they occur: the share of the rows that hold values of one kind, and of several
    /// columns its geometric mean, since they seldom are all common at once.
    private func share(_ variant: PlanningUnit.Variant) -> Double {
        let shares = facts.predicates.compactMap { predicate -> Double? in
            guard predicate.wrappedBy == nil, !predicate.parameters.isEmpty,
                predicate.op == "=" || predicate.op == "IN",
                let statistics = statistics(of: predicate.column), let hot = statistics.common.first?.share
            else { return nil }
            let common = statistics.common.reduce(0) { $0 + $1.share }
            let rest = 1 - statistics.nullFraction - common
            let rare = statistics.histogram.isEmpty ? statistics.common[statistics.common.count - 1].share : rest
            return switch variant {
            case .hot: hot
            case .median: common - hot
            default: rare
            }
        }
        guard !shares.isEmpty else { return 1 }
        return pow(shares.reduce(1) { $0 * max($1, 1e-3) }, 1 / Double(shares.count))
    }

    /// How far OFFSET goes: the middle one of those that were seen. Where none was, nobody knows: the generic text keeps the
    /// parameter, a tenth of all rows then, the others begin at the start.
    private var depths: [Int: String] {
        var depths: [Int: String] = [:]
        for parameter in facts.offsetParameters {
            let seen = statement.samples.compactMap { $0[parameter].flatMap { Int($0) } }.sorted()
            if !seen.isEmpty { depths[parameter] = String(seen[seen.count / 2]) }
        }
        return depths
    }

    /// What applications ask for at once.
    private static let pageSizes = [10.0, 20, 25, 50, 100, 200, 500, 1_000]

    /// LIMIT as many rows as were returned, where the generic plan would expect a tenth of all rows; a page of them where that is
    /// no whole number: some executions found fewer rows than they asked for.
    private var limitValues: [Int: String] {
        let rows = max(1, statement.rowsPerCall ?? 10)
        let isWhole = abs(rows - rows.rounded()) < 1e-6
        let limit = isWhole ? rows.rounded() : Self.pageSizes.first { $0 >= rows } ?? rows.rounded(.up)
        return Dictionary(
            facts.limitParameters.map { ($0, String(Int(saturating: min(max(limit, 1), 1e9)))) },
            uniquingKeysWith: { first, _ in first })
    }

    // MARK: Values of columns

    private func values(_ variant: PlanningUnit.Variant) -> [Int: String] {
        var values: [Int: String] = [:]
        for predicate in facts.predicates where predicate.wrappedBy == nil && !predicate.parameters.isEmpty {
            guard let statistics = statistics(of: predicate.column) else { continue }
            for (position, parameter) in predicate.parameters.enumerated() where values[parameter] == nil {
                let literal = value(predicate, position, statistics, variant).map(Quote.literal)
                // Elements of ARRAY[...] are texts until somebody says otherwise.
                let type =
                    predicate.comparand == .array && predicate.listLength != nil ? type(of: predicate.column) : nil
                values[parameter] = literal.map { literal in type.map { "\(literal)::\($0)" } ?? literal }
            }
        }
        return values
    }

    private func type(of column: ColumnReference) -> String? {
        guard let position = column.relation, let oid = facts.relations[position].oid else { return nil }
        return schema.table(oid)?.column(column.column)?.type
    }

    private func statistics(of column: ColumnReference) -> TargetColumn.Statistics? {
        guard let position = column.relation, let oid = facts.relations[position].oid else { return nil }
        return schema.table(oid)?.column(column.column)?.statistics
    }

    private func value(
        _ predicate: Predicate, _ position: Int, _ statistics: TargetColumn.Statistics, _ variant: PlanningUnit.Variant
    ) -> String? {
        switch predicate.op {
        case "=" where predicate.comparand == .array && predicate.listLength == nil && predicate.parameters.count == 1:
            // ANY ($1): how long the array is, nobody knows.
            return equal(statistics, 0, variant).map { ArrayLiteral.text(of: [$0]) }
        case "=", "IN", "IS NOT DISTINCT FROM": return equal(statistics, position, variant)
        case "<", "<=", ">", ">=", "BETWEEN": return bound(predicate, position, statistics, variant)
        case "^@": return prefix(statistics, variant)
        case "~~", "~~*", "SIMILAR TO":
            return predicate.comparand == .expression && !predicate.parameters.isEmpty
                ? part(predicate, position, statistics, variant) : pattern(predicate, statistics, variant)
        default: return nil
        }
    }

    func equal(_ statistics: TargetColumn.Statistics, _ position: Int, _ variant: PlanningUnit.Variant)
        -> String?
    {
        let (common, others) = (statistics.common.map(\.value), statistics.histogram)
        func element(_ list: [String], _ start: Int) -> String? {
            list.isEmpty ? nil : list[(start + position) % list.count]
        }
        switch variant {
        case .hot: return element(common, 0) ?? element(others, others.count / 2)
        case .median: return element(common, common.count / 2) ?? element(others, others.count / 3)
        default: return element(others, others.count / 4) ?? element(common.reversed(), 0)
        }
    }

    /// Bounds between which many, some or hardly any rows lie.
    private func bound(
        _ predicate: Predicate, _ position: Int, _ statistics: TargetColumn.Statistics, _ variant: PlanningUnit.Variant
    ) -> String? {
        let sorted = statistics.histogram
        guard sorted.count >= 2 else { return nil }
        let isLower = predicate.op.hasPrefix(">") || (predicate.op == "BETWEEN" && position == 0)
        let isClosed = predicate.op == "BETWEEN" || hasOppositeBound(predicate)
        let place: Double =
            switch (variant, isClosed) {
            case (.hot, _): isLower ? 0.1 : 0.9
            case (.median, true): isLower ? 0.45 : 0.55
            case (.median, false): 0.5
            case (_, true): isLower ? 0.5 : 0.51
            case (_, false): isLower ? 0.97 : 0.03
            }
        return sorted[min(sorted.count - 1, Int((Double(sorted.count - 1) * place).rounded()))]
    }

    private func hasOppositeBound(_ predicate: Predicate) -> Bool {
        facts.predicates.contains { other in
            other.column == predicate.column && other.op.first != predicate.op.first
                && ["<", ">"].contains(other.op.prefix(1))
        }
    }
}
