import Model
import Yams

/// Reads YAML nodes and says of a wrong one in which file and line it stands.
struct ConfigurationReader {
    var path: String

    func compose(_ text: String) throws -> Node? {
        if let excess = YAMLBounds.complaint(text) { throw error(line: excess.line, excess.problem) }
        do {
            return try Yams.compose(yaml: text)
        } catch let YamlError.parser(_, problem, mark, _) {
            throw error(line: mark.line, problem)
        } catch let YamlError.scanner(_, problem, mark, _) {
            throw error(line: mark.line, problem)
        } catch {
            // The error's own text quotes the file, in which passwords may stand.
            throw self.error(line: nil, "it is no YAML, or has the same key twice")
        }
    }

    /// A key as errors may repeat it: where a mapping is written wrong, a connection string can stand as a key.
    private static func shown(_ key: String) -> String {
        key.allSatisfy { $0.isLetter || $0.isNumber || "-_.".contains($0) } ? key : "such a key"
    }

    /// The entries of a mapping in their order; keys outside `known` are errors.
    func entries(_ node: Node, known: [String]? = nil) throws -> [(String, Node)] {
        guard let mapping = node.mapping else { throw error(node, "names and values are expected here") }
        var seen: Set<String> = []
        return try mapping.map { key, value in
            let name = try text(key)
            guard known?.contains(name) ?? true else {
                throw error(
                    key, "there is no \(Self.shown(name)) here; known are \((known ?? []).joined(separator: ", "))")
            }
            guard seen.insert(name).inserted else { throw error(key, "\(Self.shown(name)) stands here twice") }
            return (name, value)
        }
    }

    func list(_ node: Node) throws -> [Node] {
        guard let sequence = node.sequence else { throw error(node, "a list is expected here") }
        return Array(sequence)
    }

    func text(_ node: Node) throws -> String {
        guard let scalar = node.scalar, !scalar.string.isEmpty else { throw error(node, "a text is expected here") }
        return scalar.string
    }

    func number(_ node: Node) throws -> Double {
        guard let number = Double(try text(node)), number.isFinite else {
            throw error(node, "a number is expected here")
        }
        return number
    }

    func flag(_ node: Node) throws -> Bool {
        guard let flag = node.bool else { throw error(node, "true or false is expected here") }
        return flag
    }

    func error(_ node: Node, _ cause: String) -> CommandError { error(line: node.mark?.line, cause) }

    private func error(line: Int?, _ cause: String) -> CommandError {
        CommandError(
            "\(path)\(line.map { ", line \($0)" } ?? ""): \(cause)", remedy: "Mend the configuration and run again")
    }
}
