import Model

/// Emphasis on a terminal; nothing where colour was not asked for.
struct Style {
    enum Ink: String, CaseIterable {
        case bold = "1"
        case dim = "2"
        case red = "1;31"
        case yellow = "33"
        case cyan = "36"
    }

    var isColoured: Bool

    func callAsFunction(_ text: String, _ ink: Ink?) -> String {
        guard isColoured, let ink, !text.isEmpty else { return text }
        return "\u{1B}[\(ink.rawValue)m\(Visible.text(text))\u{1B}[0m"
    }

    /// A line that may hold emphasis, and nothing else that a terminal obeys.
    func safe(_ line: String) -> String { isColoured ? Self.keepingEmphasis(line) : Visible.text(line) }

    /// The text without dangerous characters but for this type's own escape sequences.
    static func keepingEmphasis(_ text: String) -> String {
        guard Visible.holdsHazard(text) else { return text }
        var rest = Substring(text)
        var result = ""
        while let escape = rest.firstIndex(of: "\u{1B}") {
            result += Visible.text(String(rest[..<escape]))
            rest = rest[escape...]
            let own = sequences.first { rest.hasPrefix($0) }
            result += own ?? Visible.number("\u{1B}")
            rest = rest.dropFirst(own?.count ?? 1)
        }
        return result + Visible.text(String(rest))
    }

    private static let sequences = (Ink.allCases.map(\.rawValue) + ["0"]).map { "\u{1B}[\($0)m" }
}

extension Severity {
    var ink: Style.Ink {
        switch self {
        case .critical: .red
        case .warning: .yellow
        case .info: .cyan
        }
    }
}
