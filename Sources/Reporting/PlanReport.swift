import Model

/// A plan for people: its nodes as a tree with what each costs by itself, and what the rules say of it.
struct PlanReport {
    private var canvas: Canvas
    private let plan: Plan
    private let findings: [Finding]
    private let skipped: [RuleOutcome]
    private let measure: PlanMeasure
    private let columns: [Column]
    /// The node that costs most by itself; nil where nothing stands out.
    private var hottest: PlanMeasure.Place?

    /// A column of figures to the left of the tree.
    private enum Column: CaseIterable {
        case own, share, expected, actual

        var width: Int {
            switch self {
            case .own, .expected: 8
            case .share: 5
            case .actual: 6
            }
        }
    }

    init(_ analysis: PlanAnalysis, width: Int, colour: Bool) {
        plan = analysis.plan
        findings = analysis.findings
        skipped = analysis.rules.filter { $0.status == .skipped }
        canvas = Canvas(width: width, colour: colour)
        measure = PlanMeasure(plan)
        hottest = measure.hottest
        let all: [Column] = measure.isExecuted ? [.own, .share, .expected, .actual] : [.own, .share, .expected]
        // The tree comes first: on a narrow terminal only the share stays beside it.
        columns = canvas.width >= 72 ? all : [.share]
    }

    mutating func render() -> String {
        writeSummary()
        canvas.blank()
        let titles = columns.map { title($0).rightAligned($0.width) }.joined(separator: " ")
        canvas.line(canvas.style(titles + "   node", .dim))
        write(plan.root, place: [], isLast: true, branch: "", stopsEarly: false)
        writeFooter()
        writeFindings()
        writeSkipped()
        return canvas.text
    }

    // MARK: Summary

    private mutating func writeSummary() {
        var parts: [String] = []
        if let time = plan.executionTime { parts.append("executed in \(Format.duration(milliseconds: time))") }
        if let time = plan.planningTime { parts.append("planned in \(Format.duration(milliseconds: time))") }
        if !measure.isTimed { parts.append("cost \(Format.count(plan.root.totalCost))") }
        if let gap = measure.gap { parts.append(gap) }
        canvas.paragraph(parts.joined(separator: ", ").capitalizedFirst + ".", ink: .bold)
        if let hottest, let node = measure.node(at: hottest) {
            let share = Format.percent(measure.share(of: node))
            let what = measure.isTimed ? "of the time" : "of the cost"
            canvas.paragraph("\(share) \(what) is spent in \(PlanWords.name(node)), marked ►.")
        }
        if let worst = measure.worstEstimate, let words = measure.misestimate(of: worst) {
            canvas.paragraph("The planner expected \(words) than came from \(PlanWords.name(worst)).")
        }
    }

    private func title(_ column: Column) -> String {
        switch column {
        case .own: measure.isTimed ? "own time" : "own cost"
        case .share: "share"
        case .expected: measure.isExecuted ? "expected" : "rows"
        case .actual: "rows"
        }
    }

    // MARK: Tree

    private mutating func write(
        _ node: PlanNode, place: PlanMeasure.Place, isLast: Bool, branch: String, stopsEarly: Bool
    ) {
        let isRoot = place.isEmpty
        let isHottest = place == hottest
        let mark = isHottest ? "►" : " "
        let figures = columns.map { figure($0, node).rightAligned($0.width) }.joined(separator: " ")
        let elbow = isRoot ? "" : (isLast ? "└ " : "├ ")
        let left = figures + " " + mark + " "
        let name = PlanWords.name(node)
        let tree = shortened(branch) + elbow
        let room = canvas.width - DisplayWidth.of(left + tree)
        let ink: Style.Ink? = isHottest ? .red : (node.loops == 0 ? .dim : .bold)
        let lines = Canvas.wrapped(Visible.withoutBreaks(name).printable, width: room)
        canvas.line(
            canvas.style(left, isHottest ? .red : nil) + tree + canvas.style(lines.first ?? "", ink))
        let below = branch + (isRoot ? "" : (isLast ? "  " : "│ "))
        let children = node.children
        let detailBranch = below + (children.isEmpty ? "  " : "│ ")
        for line in lines.dropFirst() { writeDetail(line, detailBranch) }
        writeDetails(node, detailBranch, stopsEarly: stopsEarly)
        let stops = PlanMeasure.stopsInput(node, stopsEarly: stopsEarly)
        for (position, child) in children.enumerated() {
            write(
                child, place: place + [position], isLast: position == children.count - 1, branch: below,
                stopsEarly: stops && child.parentRelationship != "InitPlan")
        }
    }

    private func figure(_ column: Column, _ node: PlanNode) -> String {
        switch column {
        case .own:
            guard measure.isTimed else { return Format.count(node.exclusiveCost) }
            return Format.duration(milliseconds: node.exclusiveTime ?? 0)
        case .share: return Format.decimal(measure.share(of: node) * 100, places: 0) + "%"
        case .expected: return Format.compactCount(node.rows)
        case .actual: return node.actualRows.map(Format.compactCount) ?? ""
        }
    }

    private mutating func writeDetails(_ node: PlanNode, _ branch: String, stopsEarly: Bool) {
        if columns.count == 1 {
            var figures = [figure(.own, node), "\(figure(.expected, node)) rows expected"]
            if measure.isExecuted { figures.append("\(figure(.actual, node)) came") }
            writeDetail(figures.joined(separator: ", "), branch)
        }
        if !stopsEarly, let words = measure.misestimate(of: node) {
            writeDetail("expected \(words) than came", branch, ink: .yellow)
        }
        for detail in PlanWords.details(node) { writeDetail(detail, branch) }
    }

    /// Columns to the left of the tree.
    private var left: Int { columns.reduce(0) { $0 + $1.width + 1 } + 2 }

    /// The end of a branch: deep in the tree half of the room is left to the words.
    private func shortened(_ branch: String) -> String {
        let room = (canvas.width - left) / 2
        return branch.count <= room ? branch : "…" + branch.suffix(room - 1)
    }

    private mutating func writeDetail(_ text: String, _ branch: String, ink: Style.Ink? = .dim) {
        let margin = String(repeating: " ", count: left) + shortened(branch)
        for (position, line) in Canvas.wrapped(text.printable, width: canvas.width - margin.count - 2).enumerated() {
            canvas.line(margin + (position == 0 ? "" : "  ") + canvas.style(line, ink))
        }
    }

    // MARK: The rest

    private mutating func writeFooter() {
        var lines: [String] = []
        if let total = plan.jit["Total"], total > 0 {
            let functions = plan.jit["Functions"].map { Format.count($0) + " functions, " } ?? ""
            lines.append("JIT: \(functions)\(Format.duration(milliseconds: total))")
        }
        for (name, time) in plan.triggers.sorted(by: { $0.key < $1.key }) {
            lines.append("Trigger \(name): \(Format.duration(milliseconds: time))")
        }
        if !plan.settings.isEmpty {
            let settings = plan.settings.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value)" }
            lines.append("Settings: " + settings.joined(separator: ", "))
        }
        if !lines.isEmpty { canvas.blank() }
        for line in lines { canvas.paragraph(line) }
    }

    private mutating func writeFindings() {
        guard !findings.isEmpty else { return }
        canvas.heading("FINDINGS", aside: Format.count(findings.count))
        for finding in findings {
            canvas.blank()
            canvas.paragraph(finding.title.isEmpty ? finding.rule : finding.title, ink: finding.severity.ink)
            canvas.paragraph(finding.message, indent: 2)
            if !finding.remedy.isEmpty { canvas.paragraph(finding.remedy, indent: 2) }
            if let fix = finding.fix, !fix.isEmpty { canvas.verbatim(Digest.runnable(fix), indent: 4) }
        }
    }

    private mutating func writeSkipped() {
        guard !skipped.isEmpty else { return }
        canvas.heading("NOT EXAMINED")
        for (reason, rules) in Dictionary(grouping: skipped, by: { $0.reason ?? "" }).sorted(by: { $0.key < $1.key }) {
            canvas.paragraph("\(rules.map(\.id).sorted().joined(separator: ", ")): \(reason)", ink: .dim)
        }
    }
}

extension String {
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
