import Model
import SQLSyntax

/// A complaint with its file, before suppressions.
struct PendingFinding {
    var rule: LintRule
    var complaint: Complaint
    var usage: TableUsage?
    var file: FilePlace
    var statement: Range<Int>
}

/// Gives complaints their severity and their places, and takes out what somebody has accepted.
struct LintJudge {
    var options: LintOptions

    /// - Parameter places: the files with suppressions, used or not.
    func judge(_ findings: [PendingFinding], places: [FilePlace], into report: inout LintReport) {
        var used: Set<[Int]> = []
        for pending in findings {
            let finding = finding(pending)
            if let comment = comment(on: pending, &used) {
                report.suppressed.append(
                    SuppressedLintFinding(finding: finding, reason: comment.reason, isInSource: true))
            } else if let suppression = suppression(of: finding) {
                report.suppressed.append(
                    SuppressedLintFinding(finding: finding, reason: suppression.reason, isInSource: false))
            } else {
                report.findings.append(finding)
            }
        }
        for place in places { reportUnused(place, used, &report) }
        report.findings.sort { ($0.file, $0.line, $0.column, $0.rule) < ($1.file, $1.line, $1.column, $1.rule) }
    }

    private func finding(_ pending: PendingFinding) -> LintFinding {
        let complaint = pending.complaint
        let range = pending.file.range(of: complaint.place, in: pending.statement)
        let cost = complaint.effect.map { LockCost(effect: $0, usage: pending.usage) }
        let start = pending.statement.lowerBound + pending.file.parsed.part.offset
        return LintFinding(
            rule: pending.rule.id, severity: severity(pending, cost), file: pending.file.path,
            line: pending.file.line(of: range.lowerBound), column: pending.file.column(of: range.lowerBound),
            endLine: pending.file.line(of: range.upperBound), endColumn: pending.file.column(of: range.upperBound),
            message: message(pending, cost), lock: complaint.effect?.mode.name, blocks: cost?.blocks,
            table: complaint.table?.description, rows: pending.usage?.rows.map { Int64(saturating: $0.rounded()) },
            // Statements of several lines come as the file has them.
            fix: complaint.fix.map(SQL.withUnixLines),
            edits: complaint.edits.map {
                LintEdit(
                    bytes: (start + $0.bytes.lowerBound)..<(start + $0.bytes.upperBound), replacement: $0.replacement)
            })
    }

    private func severity(_ pending: PendingFinding, _ cost: LockCost?) -> Severity {
        switch pending.complaint.weight {
        case .fixed: pending.rule.severity
        case .exactly(let severity): severity
        case .bySize: cost?.severity(unknown: pending.rule.severity) ?? pending.rule.severity
        }
    }

    /// The harm, and how large the table is.
    private func message(_ pending: PendingFinding, _ cost: LockCost?) -> String {
        let message = pending.complaint.message
        guard pending.complaint.table != nil, let cost, pending.complaint.effect?.work != LockedWork.none else {
            return message
        }
        guard let usage = pending.usage else { return message + " (size unknown)" }
        let rows = usage.rows.map { Format.count($0.rounded()) + " rows, " } ?? ""
        let time = cost.seconds.map {
            $0 < 0.1 ? "less than 0.1 s" : "about \(Format.duration(milliseconds: $0 * 1_000))"
        }
        return "\(message) (\(rows)\(Format.bytes(usage.bytes))\(time.map { ": \($0)" } ?? ""))"
    }
}

// MARK: Suppressions

extension LintJudge {
    /// The comment that accepts a finding.
    private func comment(on pending: PendingFinding, _ used: inout Set<[Int]>) -> SuppressionComment? {
        guard pending.rule.id != EngineRules.suppressionInvalid.id else { return nil }
        let comments = pending.file.parsed.suppressions
        for (position, comment) in comments.enumerated()
        where comment.rules.contains(pending.rule.id) && !comment.reason.isEmpty {
            let statements = pending.file.parsed.script.statements
            let own = statements.firstIndex {
                $0.bytes.lowerBound <= pending.statement.lowerBound
                    && pending.statement.upperBound <= $0.bytes.upperBound
            }
            let previous = own.flatMap { $0 > 0 ? statements[$0 - 1].bytes.upperBound : nil } ?? 0
            let statement = own.map { statements[$0].bytes } ?? pending.statement
            guard comment.concerns(statement, after: previous, in: pending.file.utf8) else { continue }
            used.insert([pending.file.number, position])
            return comment
        }
        return nil
    }

    /// The entry of the configuration that accepts it.
    private func suppression(of finding: LintFinding) -> LintSuppression? {
        options.suppressions.first { suppression in
            suppression.rule == finding.rule
                && (Glob.matches(suppression.object, finding.table ?? finding.file)
                    || Glob.matches(suppression.object, finding.file))
        }
    }

    private func reportUnused(_ place: FilePlace, _ used: Set<[Int]>, _ report: inout LintReport) {
        for (position, comment) in place.parsed.suppressions.enumerated()
        where !used.contains([place.number, position]) {
            // Those without a reason, or of rules that do not exist, have been told of.
            guard !comment.reason.isEmpty, comment.rules.allSatisfy({ LintRule.byID[$0] != nil }) else { continue }
            let complaint = Complaint("\(comment.rules.joined(separator: ", ")) finds nothing here")
            report.findings.append(
                finding(
                    PendingFinding(
                        rule: EngineRules.suppressionUnused, complaint: complaint, usage: nil, file: place,
                        statement: comment.bytes)))
        }
    }
}
