import JSONTape
import Model

/// Advice as a JSON document.
enum AdviceDocument {
    static func document(_ advice: Advice) -> Document {
        .object([
            "schema_version": .integer(Int64(Advice.schemaVersion)),
            "target": .text(advice.target.name), "window_days": Document(advice.windowDays),
            "recommendations": .array(advice.recommendations.map(document)),
            "also_possible": .array(advice.alsoPossible.map(document)),
            "workload": document(advice.workload), "frontier": .array(advice.frontier.map(document)),
            "coverage": .object([
                "analysed": Document(advice.coverage.analysed), "candidates": Document(advice.coverage.candidates),
                "notes": Document(advice.coverage.notes),
                "skipped": .array(advice.coverage.skipped.map(JSONReport.skipped)),
                "left_out": .array(advice.coverage.skipped.filter(\.isTop).map(JSONReport.skipped)),
            ]),
            "uncertainties": Document(advice.uncertainties), "planner_calls": Document(advice.plannerCalls),
            "seconds": .number(advice.seconds.rounded(to: 1)),
        ])
    }

    private static func document(_ recommendation: Recommendation) -> Document {
        let definition = recommendation.definition
        return .object([
            "key": .text(recommendation.key), "action": .text(recommendation.action.rawValue),
            "ddl": .text(recommendation.ddl), "reverse": .text(recommendation.reverse),
            "table": .text(Quote.qualified(definition.schema, definition.table)),
            "columns": Document(definition.keys.map { $0.column ?? $0.expression ?? "" }),
            "method": .text(definition.method), "include": Document(definition.include),
            "where": Document(definition.predicate), "replaces": Document(recommendation.replaces),
            "size_bytes": .integer(Int64(saturating: recommendation.bytes)),
            "saving_ms_per_day": Document(recommendation.savingMillisecondsPerDay?.rounded(to: 3)),
            "saving_share": .number(recommendation.savingShare.rounded(to: 6)),
            "write_ms_per_day": Document(recommendation.writeMillisecondsPerDay?.rounded(to: 3)),
            "build_seconds": Document(recommendation.buildSeconds?.rounded(to: 1)), "lock": .text(recommendation.lock),
            "statements": .array(recommendation.statements.map(document)),
            "alternatives": .array(
                recommendation.alternatives.map {
                    .object([
                        "ddl": .text($0.ddl), "size_bytes": .integer(Int64(saturating: $0.bytes)),
                        "saving_share": .number($0.savingShare.rounded(to: 4)),
                    ])
                }),
            "confidence": .text(recommendation.confidence.rawValue), "reasons": Document(recommendation.reasons),
        ])
    }

    private static func document(_ effect: StatementEffect) -> Document {
        .object([
            "fingerprint": .text(effect.id), "text": .text(effect.text), "calls": .number(effect.calls.rounded(to: 3)),
            "ms_per_day": Document(effect.millisecondsPerDay?.rounded(to: 3)),
            "cost_before": .number(effect.costBefore.rounded(to: 2)),
            "cost_after": .number(effect.costAfter.rounded(to: 2)),
            "time_ratio": .number(effect.timeRatio.rounded(to: 6)), "plan_before": Document(effect.planBefore),
            "plan_after": Document(effect.planAfter),
        ])
    }

    private static func document(_ index: AdditionalIndex) -> Document {
        .object([
            "ddl": .text(index.ddl), "size_bytes": .integer(Int64(saturating: index.bytes)),
            "saving_ms_per_day": Document(index.savingMillisecondsPerDay?.rounded(to: 3)),
            "saving_share": .number(index.savingShare.rounded(to: 6)),
        ])
    }

    private static func document(_ cost: WorkloadCost) -> Document {
        .object([
            "unit": .text(cost.unit.rawValue), "cost_before": .number(cost.before.rounded(to: 2)),
            "cost_after": .number(cost.after.rounded(to: 2)), "lower_bound": .number(cost.lowerBound.rounded(to: 2)),
            "gap": .number(cost.gap.rounded(to: 6)), "kept_share": .number(cost.keptShare.rounded(to: 6)),
            "cut_short": .bool(cost.isCutShort),
        ])
    }

    private static func document(_ point: FrontierPoint) -> Document {
        .object([
            "budget_bytes": point.budget.map { .integer(Int64(saturating: $0)) } ?? .null,
            "size_bytes": .integer(Int64(saturating: point.bytes)),
            "workload": document(point.cost), "ddl": Document(point.statements), "knee": .bool(point.isKnee),
        ])
    }
}

extension Double {
    func rounded(to places: Int) -> Double {
        let factor = (0..<places).reduce(1.0) { product, _ in product * 10 }
        return (self * factor).rounded() / factor
    }
}
