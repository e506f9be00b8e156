import JSONTape
import Model

/// Reads the output of EXPLAIN.
///
/// The format (JSON, text, YAML, XML) is found by looking; frames that psql, auto_explain, pgAdmin and Markdown put
/// around a plan are taken off first.
public enum PlanReader {
    /// Every plan of an input, in order, and every line that belongs to none: one EXPLAIN gives several plans where a
    /// rule rewrites the statement, a log gives one an entry.
    public static func read(_ bytes: some Collection<UInt8>) -> PlanReading { read(SourceText.decode(bytes)) }

    public static func read(_ text: String) -> PlanReading {
        let lines = SourceLine.split(SourceText.plain(text))
        var finder = PlanFinder(Frames.opened(lines))
        finder.run()
        return finder.reading(of: lines)
    }

    /// Every plan in a text, in order.
    /// - Throws: `PlanError`, where there is none.
    public static func plans(in text: String) throws(PlanError) -> [Plan] {
        let reading = read(text)
        if reading.plans.isEmpty { throw reading.failure }
        return reading.plans.map(\.plan)
    }

    /// The first plan in a text.
    public static func plan(in text: String) throws(PlanError) -> Plan {
        guard let first = try plans(in: text).first else { throw .noPlan() }
        return first
    }

    /// The plan that a server returned for EXPLAIN (FORMAT JSON): the fast path, without a search for frames. Where
    /// rules made several plans of the statement, the first.
    public static func plan(json: [UInt8]) throws(PlanError) -> Plan {
        guard let first = try jsonPlans(json, line: { lineBreaks(in: json, before: $0) + 1 }).first else {
            throw .noPlan()
        }
        return first
    }

    /// A plan from a value that is scanned already: the array that EXPLAIN (FORMAT JSON) returns, or an element of it.
    public static func plan(_ value: JSONValue) throws(PlanError) -> Plan {
        guard let first = try TreePlan(line: { _ in 1 }).plans(value).first else { throw .noPlan() }
        return first
    }

    static func jsonPlans(_ lines: [SourceLine]) throws(PlanError) -> [Plan] {
        let bytes = Array(lines.map(\.text).joined(separator: "\n").utf8)
        return try jsonPlans(bytes) { offset in
            lines[min(lineBreaks(in: bytes, before: offset), lines.count - 1)].number
        }
    }

    private static func jsonPlans(_ bytes: [UInt8], line: @escaping (Int) -> Int) throws(PlanError) -> [Plan] {
        let tape: JSONTape
        do { tape = try JSONTape(bytes) } catch {
            if error.reason == .unexpectedEnd { throw .truncated(line: line(error.offset), "the JSON ends too early") }
            throw .malformed(line: line(error.offset), "this is not JSON: \(error.reason.rawValue)")
        }
        return try TreePlan(line: line).plans(tape.root)
    }

    private static func lineBreaks(in bytes: [UInt8], before offset: Int) -> Int {
        bytes.prefix(offset).reduce(0) { count, byte in byte == 0x0A ? count + 1 : count }
    }
}
