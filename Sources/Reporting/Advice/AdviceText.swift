import Model

/// Advice for a terminal: what to do on the first screen, the proof below.
struct AdviceText {
    private var canvas: Canvas
    private let advice: Advice
    /// Whether what is possible besides is listed, or only counted.
    private let listsAll: Bool
    private static let shownStatements = 5
    private static let shownSkipped = 8

    init(_ advice: Advice, width: Int, colour: Bool, listsAll: Bool) {
        self.advice = advice
        self.listsAll = listsAll
        canvas = Canvas(width: width, colour: colour)
    }

    mutating func render() -> String {
        writeSummary()
        if !listsAll { writeAlsoPossible() }
        writeFrontier()
        for (position, recommendation) in advice.recommendations.enumerated() { write(recommendation, position + 1) }
        if listsAll { writeAlsoPossible() }
        writeFootnotes()
        writeCoverage()
        return canvas.text
    }

    // MARK: The screenful

    private mutating func writeSummary() {
        let server = "PostgreSQL \(advice.serverVersion / 10_000).\(advice.serverVersion % 10_000)"
        canvas.spread(advice.target.name, server, ink: .bold)
        canvas.paragraph(sourceOfWorkload)
        canvas.blank()
        canvas.paragraph(verdict, ink: advice.recommendations.isEmpty ? nil : .yellow)
        for skipped in advice.coverage.skipped.filter(\.isTop) {
            canvas.paragraph(Digest.leftOut(skipped, text: skipped.statement), ink: .yellow)
        }
        guard !advice.recommendations.isEmpty else { return }
        canvas.heading("WORTH DOING")
        for (position, recommendation) in advice.recommendations.enumerated() {
            let rank = "\(position + 1) \(recommendation.action.rawValue.padded(8))"
            canvas.spread(rank + Self.object(recommendation), saving(recommendation))
        }
    }

    /// What else could be built: each index alone, beside all that is recommended.
    private mutating func writeAlsoPossible() {
        guard !advice.alsoPossible.isEmpty else { return }
        let kept = advice.workload.keptShare
        guard listsAll else {
            let indexes = Format.plural(advice.alsoPossible.count, "more index", "more indexes")
            let missing = kept < 1 ? " for the last \(Format.percent(1 - kept)) of the saving" : ""
            canvas.blank()
            canvas.paragraph("\(indexes) would add little\(missing): --all lists them.", ink: .dim)
            return
        }
        canvas.heading("ALSO POSSIBLE", aside: "beside all of the above")
        for index in advice.alsoPossible {
            let amount =
                index.savingMillisecondsPerDay.map { Format.perDay(milliseconds: $0) }
                ?? Format.percent(index.savingShare)
            canvas.spread(index.ddl, "\(Format.bytes(index.bytes)), adds \(amount)", indent: 2)
        }
    }

    private var sourceOfWorkload: String {
        let statements = Format.plural(advice.coverage.analysed, "statement")
        let weighed = "\(Format.plural(advice.coverage.candidates, "possible index", "possible indexes")) weighed"
        guard let days = advice.windowDays else { return "\(statements) given, \(weighed)." }
        return "\(statements) of \(Format.duration(milliseconds: days * 86_400_000)), \(weighed)."
    }

    private var verdict: String {
        let cost = advice.workload
        let saved = cost.before > 0 ? (cost.before - cost.after) / cost.before : 0
        let distance =
            cost.gap < 1
            ? "at most \(Format.percent(cost.gap)) from the optimum" : "how far from the optimum is not known"
        let proof = (cost.isCutShort ? "stopped by the time limit, " : "") + distance
        guard !advice.recommendations.isEmpty else {
            return "No index is worth adding or dropping (\(proof))."
        }
        let size = advice.frontier.first { $0.isKnee }?.bytes ?? advice.frontier.first?.bytes ?? 0
        let growth = size >= 0 ? "\(Format.bytes(size)) more on disk" : "\(Format.bytes(-size)) less on disk"
        let amount =
            cost.unit == .millisecondsPerDay
            ? "\(Format.perDay(milliseconds: cost.before)) becomes \(Format.perDay(milliseconds: cost.after))"
            : "the planner's cost falls"
        return "All together: \(amount), \(Format.percent(saved)) less, for \(growth) (\(proof))."
    }

    private mutating func writeFrontier() {
        guard advice.frontier.count > 1 else { return }
        canvas.heading("SIZE AGAINST SAVING")
        defer { canvas.paragraph("At the knee more bytes stop buying much; it is what is shown here.", ink: .dim) }
        for point in advice.frontier {
            let budget = point.budget.map { Format.bytes($0) } ?? "no limit"
            let saved = point.cost.before > 0 ? (point.cost.before - point.cost.after) / point.cost.before : 0
            let bar = String(
                repeating: "█", count: Int(saturating: min(max(saved, 0), 1) * Double(max(canvas.width - 49, 0)) + 0.5))
            let line =
                "\(budget.padded(10)) \(Format.bytes(point.bytes).padded(10)) "
                + "\(Format.plural(point.statements.count, "index", "indexes").padded(11)) "
                + "\(Format.percent(saved).padded(7))\(bar)"
            canvas.line(point.isKnee ? line + " ← knee" : line)
        }
    }

    // MARK: One recommendation

    private mutating func write(_ recommendation: Recommendation, _ number: Int) {
        canvas.heading("\(number) \(recommendation.action.rawValue.uppercased())", aside: saving(recommendation))
        canvas.verbatim(recommendation.ddl + ";", indent: 2)
        canvas.blank()
        for line in facts(recommendation) { canvas.paragraph(line, indent: 2) }
        if !recommendation.statements.isEmpty { canvas.blank() }
        for effect in recommendation.statements.prefix(Self.shownStatements) { write(effect) }
        let rest = recommendation.statements.count - Self.shownStatements
        if rest > 0 { canvas.paragraph("and \(Format.plural(rest, "statement")) more", indent: 2, ink: .dim) }
        writeAlternatives(recommendation)
    }

    private mutating func writeAlternatives(_ recommendation: Recommendation) {
        guard !recommendation.alternatives.isEmpty else { return }
        canvas.blank()
        for (position, alternative) in recommendation.alternatives.enumerated() {
            let index = alternative.ddl.split(separator: " ON ", maxSplits: 1).last.map(String.init) ?? alternative.ddl
            canvas.spread(
                (position == 0 ? "Or: " : "    ") + index,
                "\(Format.bytes(alternative.bytes)), \(Format.percent(max(0, alternative.savingShare))) of the saving",
                indent: 2, ink: .dim)
        }
    }

    private func facts(_ recommendation: Recommendation) -> [String] {
        var lines: [String] = []
        if recommendation.action == .drop {
            lines.append("\(recommendation.name ?? "") gives back \(Format.bytes(recommendation.bytes)).")
        } else {
            let seconds = recommendation.buildSeconds ?? 0
            let build = seconds < 1 ? "under a second" : "about \(Format.duration(milliseconds: seconds * 1000))"
            lines.append("\(Format.bytes(recommendation.bytes)) on disk, built in \(build).")
        }
        if let writes = recommendation.writeMillisecondsPerDay, recommendation.action != .drop {
            lines.append(upkeep(writes, recommendation.savingMillisecondsPerDay ?? 0))
        }
        if !recommendation.replaces.isEmpty {
            lines.append("It replaces \(recommendation.replaces.joined(separator: ", ")).")
        }
        let reasons = recommendation.reasons.filter { !sharedReasons.contains($0) }
        lines.append(
            "Confidence \(recommendation.confidence.rawValue). " + reasons.map(Self.sentence).joined(separator: " "))
        return lines
    }

    private func upkeep(_ writes: Double, _ saving: Double) -> String {
        guard writes > 0.5 else { return "Upkeep: hardly any writes to this table." }
        let gross = saving + writes
        return "Upkeep \(Format.perDay(milliseconds: writes)), taken off the saving; it breaks even at "
            + "\(Format.percent(min(1, writes / max(gross, 1e-9)))) of today's reads."
    }

    private mutating func write(_ effect: StatementEffect) {
        let factor = Self.change(effect.ratio)
        let time =
            effect.millisecondsPerDay.map {
                "\(Format.perDay(milliseconds: $0)) → \(Format.perDay(milliseconds: $0 * effect.timeRatio)), "
            } ?? ""
        canvas.spread(
            effect.text.onOneLine, "\(time)\(factor)", indent: 2, ink: effect.ratio > 1.001 ? .red : nil)
        if let before = effect.planBefore, let after = effect.planAfter {
            let change = PlanGist.change(before, after)
            if !change.isEmpty { canvas.line("    " + change.truncated(canvas.width - 4)) }
        }
    }

    private mutating func writeCoverage() {
        canvas.heading("NOT EXAMINED")
        let sorted = Digest.grouped(advice.coverage.skipped)
        if sorted.isEmpty { canvas.paragraph("Nothing: every statement was planned.") }
        for group in sorted.prefix(Self.shownSkipped) {
            canvas.paragraph(
                "\(Format.plural(group.count, "statement"))\(Digest.time(group.share)): \(group.reason)"
                    + (group.count == 1 ? " (\(group.first.statement.onOneLine.truncated(60)))" : ""))
        }
        if sorted.count > Self.shownSkipped {
            canvas.paragraph("and \(sorted.count - Self.shownSkipped) more reasons: see --format json.")
        }
        for note in advice.coverage.notes + advice.uncertainties { canvas.paragraph(note) }
    }

    /// What holds for all alike is said once, at the end.
    private mutating func writeFootnotes() {
        let locks = Set(advice.recommendations.map(\.lock)).sorted()
        guard !locks.isEmpty else { return }
        canvas.heading("ABOUT ALL OF THEM")
        for line in locks + sharedReasons { canvas.paragraph(Self.sentence(line)) }
    }

    private var sharedReasons: [String] {
        guard advice.recommendations.count > 1, let first = advice.recommendations.first else { return [] }
        return first.reasons.filter { reason in advice.recommendations.allSatisfy { $0.reasons.contains(reason) } }
    }

    // MARK: Words

    private static func change(_ ratio: Double) -> String {
        if ratio > 1.001 { return "\(Format.percent(ratio - 1)) COSTLIER" }
        if ratio > 0.67 { return "\(Format.percent(1 - ratio)) cheaper" }
        return "\(Format.factor(1 / max(ratio, 1e-9))) cheaper"
    }

    private func saving(_ recommendation: Recommendation) -> String {
        let size =
            recommendation.action == .drop
            ? "-\(Format.bytes(recommendation.bytes))" : Format.bytes(recommendation.bytes)
        if let milliseconds = recommendation.savingMillisecondsPerDay {
            return "\(size), saves \(Format.perDay(milliseconds: milliseconds))"
        }
        return "\(size), saves \(Format.percent(recommendation.savingShare))"
    }

    private static func object(_ recommendation: Recommendation) -> String {
        if recommendation.action == .drop { return recommendation.name ?? "" }
        let definition = recommendation.definition
        var text = Quote.qualified(definition.schema == "public" ? nil : definition.schema, definition.table)
        if definition.method != "btree" { text += " " + definition.method }
        text += " (" + definition.keys.map(\.sql).joined(separator: ", ") + ")"
        if !definition.include.isEmpty { text += " INCLUDE (\(definition.include.joined(separator: ", ")))" }
        if let predicate = definition.predicate { text += " WHERE \(predicate)" }
        return text
    }

    private static func sentence(_ text: String) -> String {
        let first = text.prefix(1).uppercased() + text.dropFirst()
        return first.hasSuffix(".") ? first : first + "."
    }
}
