import Model

/// What the text format says about the plan as a whole: before the root the query, after it times, settings, JIT.
struct TextFooter {
    private var planningTime: Double?
    private var executionTime: Double?
    private var settings: [String: String] = [:]
    private var triggers: [String: Double] = [:]
    private var jit: [String: Double] = [:]
    private var planningBuffers: [String: Double] = [:]
    private var queryText: String?
    private var block: Block?

    private enum Block { case planning, jit, other }

    /// Whether indented lines belong to a block of the footer.
    var isOpen: Bool { block != nil }

    /// Takes a line at the margin; false where it is none of a footer.
    mutating func start(_ text: Substring) -> Bool {
        if let trigger = text.removingPrefix("Trigger ") {
            readTrigger(trigger)
            block = .other
            return true
        }
        guard let (name, tail) = text.cut(at: ":") else { return false }
        let value = tail.trimmed
        var next = Block.other
        switch name {
        case "Planning Time", "Planning time": planningTime = Self.milliseconds(value)
        case "Execution Time", "Execution time", "Total runtime": executionTime = Self.milliseconds(value)
        case "Settings": readSettings(value)
        case "Planning": next = .planning
        case "JIT": next = .jit
        case "Serialization", "Query Identifier": break
        case "Query Text": queryText = queryText ?? String(value)
        default: return false
        }
        block = next
        return true
    }

    /// Takes an indented line of the block that is open.
    /// - Returns: false where it says nothing of the block.
    mutating func read(_ text: Substring) -> Bool {
        var details: [String: String] = [:]
        guard TextDetail.add(text, to: &details) != nil else { return false }
        switch block {
        case .planning: for (name, value) in details { planningBuffers[name] = Double(value) }
        case .jit:
            if let functions = text.removingPrefix("Functions: ") { jit["Functions"] = Double(functions) }
            if let timing = text.removingPrefix("Timing: ") { readTiming(timing) }
        case .other, nil: break
        }
        return true
    }

    /// Lines of auto_explain's query before the root; anything else there is skipped.
    mutating func readQueryText(_ text: Substring) -> Bool {
        if let query = text.removingPrefix("Query Text: ") {
            queryText = String(query)
        } else if let before = queryText {
            queryText = before + "\n" + text
        }
        return queryText != nil
    }

    func move(to plan: inout Plan) {
        plan.planningTime = planningTime
        plan.executionTime = executionTime
        plan.settings = settings
        plan.triggers = triggers
        plan.jit = jit
        plan.planningBuffers = planningBuffers
        plan.queryText = queryText
    }

    private static func milliseconds(_ text: Substring) -> Double? {
        Double(text.prefix { $0.isNumber || $0 == "." })
    }

    /// `work_mem = '64kB', enable_seqscan = 'off'`; a quote within a value is doubled.
    private mutating func readSettings(_ text: Substring) {
        var rest = text
        while let (name, tail) = rest.cut(at: " = '") {
            var value = ""
            var remaining = tail
            while let (part, after) = remaining.cut(at: "'") {
                value += part
                remaining = after
                guard after.first == "'" else { break }
                value += "'"
                remaining = after.dropFirst()
            }
            settings[String(name)] = value
            rest = remaining.removingPrefix(", ") ?? remaining.dropFirst(remaining.count)
        }
    }

    /// `name for constraint posts_user_id_fkey on posts: time=0.662 calls=2`.
    private mutating func readTrigger(_ text: Substring) {
        guard let (head, figures) = text.cut(at: ": ") else { return }
        var name = head.cut(at: " on ")?.head ?? head
        if let constraint = name.removingPrefix("for constraint ") ?? name.cut(at: " for constraint ")?.tail {
            name = constraint
        }
        let time = figures.cut(at: "time=").flatMap { Self.milliseconds($0.tail) }
        triggers[String(name), default: 0] += time ?? 0
    }

    /// `Generation 0.5 ms (Deform 0.1 ms), Inlining 0.0 ms, ..., Total 1.2 ms`.
    private mutating func readTiming(_ text: Substring) {
        for phase in text.split(separator: ",") {
            let words = phase.split(separator: " ")
            guard words.count >= 3, let figure = Double(words[1]) else { continue }
            jit[String(words[0])] = figure
        }
    }
}
