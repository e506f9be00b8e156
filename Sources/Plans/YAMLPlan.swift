import JSONTape
import Model
import Yams

/// YAML output as the JSON that EXPLAIN would have printed for the same plan, all scalars as strings.
enum YAMLPlan {
    static func tree(_ lines: [SourceLine]) throws(PlanError) -> JSONValue {
        let text = lines.map { String($0.text) }.joined(separator: "\n")
        let first = lines.first?.number ?? 1
        if let excess = YAMLBounds.complaint(text) {
            throw .malformed(line: lines[min(excess.line, lines.count) - 1].number, excess.problem)
        }
        do {
            guard let node = try Yams.compose(yaml: text) else { throw PlanError.noPlan(line: first) }
            var writer = JSONWriter()
            write(node, to: &writer)
            return try JSONTape(writer.bytes).root
        } catch let error as YamlError {
            throw malformed(error, lines)
        } catch let error as PlanError {
            throw error
        } catch {
            throw .malformed(line: first, "this is not YAML")
        }
    }

    private static func write(_ node: Node, to writer: inout JSONWriter) {
        switch node {
        case .scalar(let scalar): writer.value(scalar.string)
        case .sequence(let sequence):
            writer.array { writer in for element in sequence { write(element, to: &writer) } }
        case .mapping(let mapping):
            writer.object { writer in
                for (key, value) in mapping {
                    writer.key(key.string ?? "")
                    write(value, to: &writer)
                }
            }
        case .alias: writer.null()
        }
    }

    private static func malformed(_ error: YamlError, _ lines: [SourceLine]) -> PlanError {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            .malformed(
                line: lines[min(max(mark.line, 1), lines.count) - 1].number, "this is not YAML: \(problem)")
        default: .malformed(line: lines.first?.number ?? 1, "this is not YAML")
        }
    }
}
