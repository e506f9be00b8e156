import Model

/// Recommendations as findings, so that reports rank them with all others and migrations carry them.
extension Advice {
    /// From these shares of the workload's cost on.
    private static let warningShare = 0.01
    private static let criticalShare = 0.1

    public var findings: [Finding] { recommendations.map(finding) }

    private func finding(_ recommendation: Recommendation) -> Finding {
        let definition = recommendation.definition
        let table = Quote.qualified(definition.schema, definition.table)
        let isDrop = recommendation.action == .drop
        let title =
            switch recommendation.action {
            case .create: "Index worth building"
            case .replace: "Index worth building in place of another"
            case .drop: "Index that nothing needs"
            }
        let share = recommendation.savingShare
        return Finding(
            key: recommendation.key, rule: Self.rule(recommendation.action), category: .index,
            severity: share >= Self.criticalShare ? .critical : share >= Self.warningShare ? .warning : .info,
            object: isDrop ? recommendation.name ?? table : table, title: title, message: Self.message(recommendation),
            remedy: isDrop
                ? "Drop it; its definition is kept as the way back."
                : "Build it: \(Format.bytes(recommendation.bytes)), reads and writes go on meanwhile.",
            impact: recommendation.savingMillisecondsPerDay.map { Impact(value: max(0, $0), unit: .millisecondsPerDay) }
                ?? Impact(value: recommendation.bytes, unit: .bytes),
            evidence: evidence(recommendation), fix: recommendation.ddl, reverse: recommendation.reverse)
    }

    private static func rule(_ action: Recommendation.Action) -> String {
        switch action {
        case .create: createRule
        case .replace: replaceRule
        case .drop: dropRule
        }
    }

    private static func message(_ recommendation: Recommendation) -> String {
        if recommendation.action == .drop {
            return "\(recommendation.name ?? "") takes \(Format.bytes(recommendation.bytes)): "
                + recommendation.reasons.joined(separator: "; ") + "."
        }
        let helped = recommendation.statements.filter { $0.ratio < 1 }
        let most = helped.map { 1 / max($0.ratio, 1e-9) }.max() ?? 1
        let definition = recommendation.definition
        let keys = definition.keys.map(\.sql).joined(separator: ", ")
        let include =
            definition.include.isEmpty
            ? "" : " INCLUDE (\(definition.include.map(Quote.identifier).joined(separator: ", ")))"
        let condition = definition.predicate.map { " WHERE \($0)" } ?? ""
        let method = definition.method == "btree" ? "An index" : "A \(definition.method) index"
        return
            "\(method) on (\(keys))\(include)\(condition) makes \(Format.plural(helped.count, "statement")) cheaper, "
            + "up to \(Format.factor(most)), by the planner's own figures."
    }

    private func evidence(_ recommendation: Recommendation) -> [String: Value] {
        var evidence: [String: Value] = [
            "size_bytes": .integer(Int64(saturating: recommendation.bytes)),
            "saving_share": .real(recommendation.savingShare),
            "statements": .integer(Int64(recommendation.statements.count)),
            "confidence": .text(recommendation.confidence.rawValue),
            "columns": .text(
                recommendation.definition.keys.map { $0.column ?? $0.expression ?? "" }.joined(separator: ", ")),
            "method": .text(recommendation.definition.method),
        ]
        if let writes = recommendation.writeMillisecondsPerDay { evidence["write_ms_per_day"] = .real(writes) }
        return evidence
    }
}

extension Analysis {
    /// The analysis with what the index advisor found. Rules that guess at indexes step back: what they would create is left
    /// to the advisor, which has weighed it, and what they would drop is not said twice.
    public func adding(_ advice: Advice) -> Analysis {
        var analysis = self
        let advised = advice.recommendations.filter { $0.action != .drop }.map(\.definition)
        for position in analysis.findings.indices {
            analysis.findings[position].stepBack(before: advised)
        }
        let dropped = Set(analysis.findings.compactMap(\.fix).filter { $0.hasPrefix("DROP INDEX") }.map(Self.object))
        analysis.findings += advice.findings.filter { finding in
            finding.rule != Advice.dropRule || !dropped.contains(Self.object(finding.fix ?? ""))
        }
        analysis.findings.sort { Finding.isWorse($0, $1) }
        analysis.coverage.notes += advice.uncertainties
        analysis.coverage.skipped = Self.skipped(analysis.coverage.skipped, advice.coverage)
        return analysis
    }

    /// What neither the target nor the twin planned, and what only one of them did.
    private static func skipped(_ onTarget: [Skipped], _ twin: AdviceCoverage) -> [Skipped] {
        let known = Set(onTarget.map { $0.id ?? $0.statement })
        let target = onTarget.map { skipped -> Skipped in
            guard let id = skipped.id, twin.analysedIds.contains(id) else { return skipped }
            var skipped = skipped
            skipped.reason += " (the twin planned it)"
            skipped.rank = nil
            return skipped
        }
        let onTwin = twin.skipped.filter { $0.isExaminable }.compactMap { skipped -> Skipped? in
            guard let id = skipped.id, !known.contains(id), !twin.analysedIds.contains(id) else { return nil }
            var skipped = skipped
            skipped.statement = id
            skipped.reason = "on the twin, \(skipped.reason)"
            return skipped
        }
        return (target + onTwin).sorted(by: Skipped.byTime)
    }

    /// The index that a DROP INDEX names.
    private static func object(_ drop: String) -> String { drop.split(separator: " ").last.map(String.init) ?? "" }
}

extension Finding {
    /// A rule's guess at an index gives way to what was weighed.
    fileprivate mutating func stepBack(before advised: [IndexDefinition]) {
        guard let fix else { return }
        let own = advised.filter { Quote.qualified($0.schema, $0.table) == object }
        switch rule {
        case "missing-index":
            remedy =
                own.isEmpty
                ? "The advisor weighed indexes for this table and found none worth its upkeep."
                : "See the index that the advisor chose for this table."
        case "missing-foreign-key-index":
            let keys = fix.split(separator: "(", maxSplits: 1).last?.prefix { $0 != ")" } ?? ""
            let serves = own.contains { index in
                index.predicate == nil && (index.keys.map(\.sql).joined(separator: ", ") + ", ").hasPrefix(keys + ", ")
            }
            guard serves else { return }
            remedy = "The index that the advisor chose for this table serves the key too."
        default:
            // The very index, perhaps under another name.
            let isAdvised = advised.contains { fix.hasSuffix($0.createStatement().dropFirst("CREATE INDEX".count)) }
            guard isAdvised else { return }
            remedy = "The index that the advisor chose serves it."
        }
        (self.fix, reverse) = (nil, nil)
    }
}
