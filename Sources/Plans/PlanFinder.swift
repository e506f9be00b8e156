import Model

/// Finds the plans among lines whose frames are taken off, and keeps account of every line that belongs to none.
struct PlanFinder {
    private let lines: [SourceLine]
    private var position = 0
    private var plans: [PlanReading.Found] = []
    private var problems: [PlanError] = []
    private var strays: Set<Int> = []
    /// Milliseconds, from auto_explain's line before the next plan.
    private var duration: Double?
    /// How often the end of the text may be looked for in vain: each time costs a pass over it.
    private var patience = 8

    init(_ lines: [SourceLine]) { self.lines = lines }

    mutating func run() {
        while position < lines.count {
            let line = lines[position]
            if let duration = LogFrame.duration(line.text) {
                self.duration = duration
                position += 1
            } else if let format = PlanFormat.format(of: line.trimmed), let end = end(of: format) {
                read(format, Array(lines[position..<end]))
                position = end
            } else {
                if !line.isBlank, !Surroundings.isKnown(line.trimmed) { skip([line]) }
                position += 1
            }
        }
    }

    /// - Parameter source: the lines as the user gave them.
    func reading(of source: [SourceLine]) -> PlanReading {
        var reading = PlanReading()
        (reading.plans, reading.problems, reading.lineCount) = (plans, problems, source.count)
        reading.unread = source.filter { strays.contains($0.number) && !$0.isBlank }.map {
            UnreadLine(number: $0.number, text: String($0.text))
        }
        return reading
    }

    private mutating func skip(_ lines: [SourceLine]) {
        for line in lines { strays.formUnion(line.number...line.last) }
    }

    private mutating func read(_ format: PlanFormat, _ lines: [SourceLine]) {
        let first = lines.first?.number ?? 1
        do {
            var found: [Plan]
            switch format {
            case .text:
                let text = try TextPlan.plans(lines)
                found = text.plans
                skip(text.strays)
            case .json: found = try PlanReader.jsonPlans(lines)
            case .yaml: found = try TreePlan { _ in first }.plans(YAMLPlan.tree(PlanExtent.atMargin(lines)))
            case .xml: found = try TreePlan { _ in first }.plans(XMLPlan.tree(PlanExtent.atMargin(lines)))
            }
            if found.isEmpty { skip(lines) }
            for position in found.indices {
                found[position].executionTime = found[position].executionTime ?? duration
            }
            plans += found.map { PlanReading.Found(plan: $0, line: first) }
        } catch {
            // A bracket or a name of a node begins many a line that is no plan.
            if format != .json || PlanExtent.namesPlan(lines) { problems.append(error) }
            skip(lines)
        }
        duration = nil
    }

    /// Behind the last line of the plan that begins here; nil where none does.
    private mutating func end(of format: PlanFormat) -> Int? {
        let extent = PlanExtent(lines: lines, start: position)
        switch format {
        case .text: return extent.text
        case .yaml: return extent.yaml
        case .xml: return extent.xml
        case .json:
            guard patience > 0 else { return nil }
            let (end, isWhole) = extent.json
            if !isWhole, !PlanExtent.namesPlan(Array(lines[position..<end])) {
                if end == lines.count { patience -= 1 }
                return nil
            }
            return end
        }
    }
}
